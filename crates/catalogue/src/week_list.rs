use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};
use sillon_kernel::{Language, Money, SupplyId, VariantId};
use sillon_tables::shown;
use uuid::Uuid;

use crate::{
    MOST_SUPPLY_MILLI, Shelf, ShelfItem, Standing,
    week_fault::{Rule, WeekFault, WeekRefused},
    week_line::{Amount, Said},
    week_match::{Budget, Fit},
    week_token::{Kind, Token, tokens},
    week_wish::{Named, PoolWish, Wish, suggest, wish},
    week_words::{is_filler, is_greeting, stem},
};

/// The most bytes a farmer's list may have: 64 KiB.
pub const MOST_WEEK_BYTES: usize = 64 * 1024;

/// The most lines a farmer's list may have.
pub const MOST_WEEK_LINES: usize = 500;

/// The most characters a line may have.
const MOST_LINE_CHARS: usize = 400;

/// What a person chose where a line may mean several sizes: the line's number, from 1, and the size.
pub type Choices = BTreeMap<u32, VariantId>;

/// What a list would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekPreview {
    /// Every line that is not blank, in order.
    pub lines: Vec<WeekLine>,
    /// What all of it comes to.
    pub effect: WeekEffect,
}

/// A line of a list, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekLine {
    /// Its number in the text, from 1.
    pub number: u32,
    /// As it was written, shortened.
    pub text: String,
    /// What became of it.
    pub kind: LineKind,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// It is a greeting, a heading or a remark.
    PassedOver,
    /// It was understood.
    Read(LineRead),
    /// It was not.
    Faulty(Vec<WeekFault>),
}

/// A line that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRead {
    /// Whether a word was misspelt or left out, so that a person has to confirm what is meant.
    pub guessed: bool,
    /// What it says of each size, as it stands and as it would.
    pub entries: Vec<WeekEntry>,
    /// Other offered sizes whose pool it sets with theirs.
    pub shares_with: Vec<VariantId>,
}

impl LineRead {
    /// Whether everything stays as it is.
    pub fn is_unchanged(&self) -> bool {
        self.entries.iter().all(|entry| entry.before == entry.after)
    }
}

/// How one size stands, and how it would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekEntry {
    /// Which.
    pub variant: VariantId,
    /// How it stands.
    pub before: Standing,
    /// How it would.
    pub after: Standing,
}

/// What is left of a pool, as it is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSet {
    /// In thousandths of its base unit.
    pub left_milli: i64,
    /// Whether as much is made as is ordered.
    pub on_demand: bool,
    /// By how much it changes, where a list says only that.
    pub added_milli: Option<i64>,
}

/// What a week sets: pools, and prices and offers of sizes. What is named but stays as it is, is in it too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeekEffect {
    /// What is left of each pool.
    pub pools: BTreeMap<SupplyId, PoolSet>,
    /// What each size costs, and whether it is offered.
    pub variants: BTreeMap<VariantId, (Money, bool)>,
}

impl WeekPreview {
    /// Every fault with its line; guesses that nobody confirmed are faults, too.
    pub fn faults(&self, on: &Shelf) -> Vec<(u32, WeekFault)> {
        let of_line = |line: &WeekLine| -> Vec<WeekFault> {
            match &line.kind {
                LineKind::Faulty(faults) => faults.clone(),
                LineKind::Read(read) if read.guessed => {
                    let meant: Vec<&ShelfItem> =
                        read.entries.iter().filter_map(|entry| on.find(entry.variant)).collect();
                    let written = meant.first().map(|item| item.written()).unwrap_or_default();
                    let suggestions = meant.into_iter().map(|item| crate::Suggestion {
                        variant: item.variant,
                        written: item.written(),
                    });
                    vec![WeekFault {
                        rule: Rule::NotConfirmed(written),
                        suggestions: suggestions.collect(),
                    }]
                }
                LineKind::PassedOver | LineKind::Read(_) => Vec::new(),
            }
        };
        let lines = self.lines.iter();
        lines.flat_map(|line| of_line(line).into_iter().map(|fault| (line.number, fault))).collect()
    }

    /// The preview, unless something is wrong in it.
    ///
    /// # Errors
    ///
    /// [`WeekRefused`] with every fault by its line.
    pub fn accept(self, on: &Shelf, language: Language) -> Result<Self, WeekRefused> {
        let faults = self.faults(on);
        if faults.is_empty() { Ok(self) } else { Err(WeekRefused { faults, language }) }
    }

    /// A name for what the preview shows: another for anything that differs, such as what is left of a size it names or
    /// suggests.
    pub fn digest(&self, on: &Shelf) -> String {
        let mut digest = Sha256::new();
        for line in &self.lines {
            digest.update(format!("{line:?}\n"));
            if let LineKind::Faulty(faults) = &line.kind {
                let suggested = faults.iter().flat_map(|fault| &fault.suggestions);
                for item in suggested.filter_map(|suggestion| on.find(suggestion.variant)) {
                    digest.update(format!("{:?}\n", item.now));
                }
            }
        }
        short_name(digest)
    }
}

/// The first half of a digest, in hexadecimal digits.
pub(crate) fn short_name(digest: Sha256) -> String {
    let bytes: [u8; 32] = digest.finalize().into();
    bytes.iter().take(16).fold(String::new(), |name, byte| name + &format!("{byte:02x}"))
}

/// Reads a farmer's list against the shelf it is about, and says what it would change; it changes nothing.
///
/// Every text is read: what cannot be understood is a fault of its line, with what may have been meant. A list of more than
/// [`MOST_WEEK_LINES`] is not looked into beyond that.
pub fn preview_week(text: &str, choices: &Choices, shelf: &Shelf) -> WeekPreview {
    let mut reader = LineReader { shelf, budget: Budget::default() };
    let mut plan = Plan::new(shelf);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut read: Vec<(u32, String, Reading)> = Vec::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        if usize::try_from(number).is_ok_and(|number| number > MOST_WEEK_LINES) {
            let rule = Rule::TooManyLines(MOST_WEEK_LINES);
            read.push((number, String::new(), Reading::Faulty(vec![rule.into()])));
            break;
        }
        let choice = choices.get(&number).copied();
        let reading = reader.read(line, choice);
        if reading == Reading::Blank && choice.is_none() {
            continue;
        }
        read.push((number, shown_line(line), reading));
    }
    let beyond =
        choices.range(u32::try_from(text.lines().count()).unwrap_or(u32::MAX).saturating_add(1)..);
    for (number, _) in beyond {
        read.push((*number, String::new(), Reading::Faulty(vec![Rule::NoSuchChoice.into()])));
    }
    for (number, _, reading) in &mut read {
        if let Reading::Wish(wish, _) = reading
            && let Err(fault) = plan.take(*number, wish)
        {
            *reading = Reading::Faulty(vec![fault]);
        }
    }
    plan.empty_stopped();
    let lines = read.into_iter().map(|(number, text, reading)| {
        let kind = match reading {
            Reading::Blank => LineKind::Faulty(vec![Rule::NoSuchChoice.into()]),
            Reading::PassedOver => LineKind::PassedOver,
            Reading::Faulty(faults) => LineKind::Faulty(faults),
            Reading::Wish(wish, guessed) => LineKind::Read(plan.read(&wish, guessed)),
        };
        WeekLine { number, text, kind }
    });
    let lines = lines.collect();
    WeekPreview { lines, effect: plan.effect() }
}

fn shown_line(line: &str) -> String {
    let quoted = shown(line.trim());
    quoted.trim_start_matches('“').trim_end_matches('”').to_owned()
}

/// What a line comes to, by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reading {
    Blank,
    PassedOver,
    Faulty(Vec<WeekFault>),
    /// With whether it was guessed.
    Wish(Wish, bool),
}

impl From<Rule> for Reading {
    fn from(rule: Rule) -> Self {
        Self::Faulty(vec![rule.into()])
    }
}

struct LineReader<'s> {
    shelf: &'s Shelf,
    budget: Budget,
}

impl LineReader<'_> {
    fn read(&mut self, line: &str, choice: Option<VariantId>) -> Reading {
        if line.chars().nth(MOST_LINE_CHARS).is_some() {
            return Rule::LineTooLong.into();
        }
        let (by_id, line) = without_id(line);
        let line = trimmed(line);
        let mut pieces = tokens(line, self.shelf.currency());
        let chosen = match choice.or(by_id) {
            None => None,
            Some(id) => match self.shelf.items().iter().position(|item| item.variant == id) {
                Some(place) => Some(place),
                None => return Rule::NoSuchChoice.into(),
            },
        };
        if pieces.is_empty() && chosen.is_none() {
            return Reading::Blank;
        }
        if let (Some(place), true) = (chosen, by_id.is_some() && choice.is_none()) {
            return self.wish(&Said::read(&pieces), &[place], Named::InFull, false);
        }
        if let Some((place, rest)) = self.written_out(&pieces) {
            return self.wish(&Said::read(rest), &[chosen.unwrap_or(place)], Named::InFull, false);
        }
        self.shelf.names().join_numbers(&mut pieces);
        let said = Said::read(&pieces);
        match chosen {
            Some(place) => self.wish(&said, &[place], Named::Chosen, false),
            None => self.by_words(&pieces, &said),
        }
    }

    /// The size that stands written out before a colon, and what follows.
    fn written_out<'t>(&self, pieces: &'t [Token]) -> Option<(usize, &'t [Token])> {
        let colons = pieces.iter().enumerate().filter(|(_, token)| token.kind == Kind::Colon);
        let mut ends: Vec<usize> = colons.map(|(at, _)| at).collect();
        ends.reverse();
        ends.into_iter().find_map(|at| {
            let (name, rest) = pieces.split_at_checked(at)?;
            self.shelf.names().written(name).map(|place| (place, rest))
        })
    }

    fn by_words(&mut self, pieces: &[Token], said: &Said) -> Reading {
        let says = said.says_something();
        let names = self.shelf.names();
        if said.words.is_empty() {
            return if says { Rule::NoProduct.into() } else { Reading::PassedOver };
        }
        let containers: Vec<String> = said.amounts.iter().filter_map(container_of).collect();
        let fit = names.find(&said.words, &containers, &mut self.budget);
        let first = pieces.iter().find(|token| token.kind == Kind::Word && !is_filler(&token.text));
        if first.is_some_and(|token| is_greeting(&token.text)) && !matches!(fit, Fit::Exact(_)) {
            return match names.first_known(&said.words).filter(|_| says) {
                Some(word) => Rule::GreetingWithGoods(word.text.clone()).into(),
                None => Reading::PassedOver,
            };
        }
        match fit {
            Fit::Exact(places) => self.wish(said, &places, Named::ByWords, false),
            _ if !says => Reading::PassedOver,
            Fit::Guess(places) => self.wish(said, &places, Named::ByWords, true),
            Fit::Unknown(places) => {
                let rule = Rule::UnknownProduct(name_of(said));
                let suggestions = suggest(self.shelf, &places);
                Reading::Faulty(vec![WeekFault { rule, suggestions }])
            }
        }
    }

    fn wish(&self, said: &Said, places: &[usize], named: Named, guessed: bool) -> Reading {
        if named == Named::InFull && !said.words.is_empty() {
            return Rule::UnknownProduct(name_of(said)).into();
        }
        match wish(said, places, named, self.shelf) {
            Ok(wish) => {
                let guessed = guessed || wish.guessed;
                Reading::Wish(wish, guessed)
            }
            Err(fault) => Reading::Faulty(vec![fault]),
        }
    }
}

/// The goods as a line names them.
fn name_of(said: &Said) -> String {
    let words: Vec<&str> = said.words.iter().map(|word| word.text.as_str()).collect();
    words.join(" ")
}

/// The stem of a container that goods are counted in.
fn container_of(amount: &Amount) -> Option<String> {
    match amount {
        Amount::Counted(_, _, text) => Some(stem(text)),
        Amount::Bare(_) | Amount::Measured(..) => None,
    }
}

/// The id that a line names a size by, in square brackets, and what follows it; or the line without its remark.
fn without_id(line: &str) -> (Option<VariantId>, &str) {
    if let Some((_, rest)) = line.split_once('[')
        && let Some((inside, rest)) = rest.split_once(']')
        && let Ok(id) = inside.trim().parse::<Uuid>()
    {
        return (Some(VariantId(id)), without_remark(rest));
    }
    (None, without_remark(line))
}

/// The line up to a `#` that begins it or follows a space.
fn without_remark(line: &str) -> &str {
    let remark = line.match_indices('#').find(|(at, _)| {
        let before = line.get(..*at).and_then(|start| start.chars().next_back());
        before.is_none_or(char::is_whitespace)
    });
    remark.and_then(|(at, _)| line.get(..at)).unwrap_or(line)
}

/// The line without the bullet or the number that begins it.
fn trimmed(line: &str) -> &str {
    let line = line.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '•' | '*' | '·' | '>' | '◦' | '▪' | '‣' | '∙' | '–' | '—' | '\u{feff}')
    });
    // A bullet, unless it touches a number.
    let line = match line.strip_prefix('-') {
        Some(rest) if !rest.starts_with(|c: char| c.is_ascii_digit()) => rest.trim_start(),
        _ => line,
    };
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let numbered = line.get(digits..).and_then(|rest| rest.strip_prefix(['.', ')', '/']));
    match numbered {
        Some(rest)
            if (1..=3).contains(&digits)
                && rest.starts_with(char::is_whitespace)
                && rest.contains(char::is_alphabetic) =>
        {
            rest.trim_start()
        }
        _ => line,
    }
}

/// What lines set, each with the line that says so.
struct Plan<'s> {
    shelf: &'s Shelf,
    pools: BTreeMap<SupplyId, (u32, PoolSet)>,
    prices: HashMap<VariantId, (u32, Money)>,
    offers: HashMap<VariantId, (u32, bool)>,
    named: BTreeMap<VariantId, usize>,
    /// Sizes that are offered no more, by their pools.
    stopped: Vec<SupplyId>,
}

impl<'s> Plan<'s> {
    fn new(shelf: &'s Shelf) -> Self {
        Self {
            shelf,
            pools: BTreeMap::new(),
            prices: HashMap::new(),
            offers: HashMap::new(),
            named: BTreeMap::new(),
            stopped: Vec::new(),
        }
    }

    fn targets(&self, wish: &Wish) -> Vec<(usize, &'s ShelfItem)> {
        let stock = self.shelf;
        wish.targets
            .iter()
            .filter_map(|place| stock.item(*place).map(|item| (*place, item)))
            .collect()
    }

    /// Takes what a line wants, unless another wants otherwise.
    fn take(&mut self, line: u32, wish: &Wish) -> Result<(), WeekFault> {
        let targets = self.targets(wish);
        let mut pools: Vec<(SupplyId, PoolSet)> = Vec::new();
        let mut offers: Vec<(&ShelfItem, bool)> = Vec::new();
        let mut stopped = Vec::new();
        for (_, item) in &targets {
            let now = item.now;
            let kept =
                PoolSet { left_milli: now.left_milli, on_demand: now.on_demand, added_milli: None };
            match wish.pool {
                None => {}
                Some(PoolWish::Set(left_milli)) => {
                    pools.push((
                        item.supply,
                        PoolSet { left_milli, on_demand: false, added_milli: None },
                    ));
                    offers.push((item, true));
                }
                Some(PoolWish::Add(more)) => {
                    pools.push((item.supply, added(item, more)?));
                    if more > 0 {
                        offers.push((item, true));
                    }
                }
                Some(PoolWish::OnDemand) => {
                    pools.push((item.supply, PoolSet { on_demand: true, ..kept }));
                    offers.push((item, true));
                }
                Some(PoolWish::Same) => {
                    let last = item.last.ok_or(Rule::NotListedBefore)?;
                    let (left_milli, on_demand) = (last.left_milli, last.on_demand);
                    pools.push((item.supply, PoolSet { left_milli, on_demand, added_milli: None }));
                    offers.push((item, last.offered));
                }
                Some(PoolWish::Stop) => {
                    if now.offered {
                        stopped.push(item.supply);
                    }
                    offers.push((item, false));
                }
            }
        }
        pools.sort_by_key(|(supply, _)| *supply);
        pools.dedup();
        for (supply, set) in &pools {
            let other = self
                .pools
                .get(supply)
                .filter(|(_, other)| other != set || set.added_milli.is_some());
            if let Some((other, _)) = other {
                return Err(Rule::PoolSetTwice(*other).into());
            }
        }
        for (item, offered) in &offers {
            if let Some((other, _)) =
                self.offers.get(&item.variant).filter(|(_, other)| other != offered)
            {
                return Err(Rule::SaidTwice(*other).into());
            }
        }
        for (_, item) in &targets {
            let other = self.prices.get(&item.variant);
            if let (Some((other, said)), Some(price)) = (other, wish.price)
                && *said != price
            {
                return Err(Rule::SaidTwice(*other).into());
            }
        }
        self.pools.extend(pools.into_iter().map(|(supply, set)| (supply, (line, set))));
        self.offers
            .extend(offers.into_iter().map(|(item, offered)| (item.variant, (line, offered))));
        self.stopped.extend(stopped);
        for (place, item) in targets {
            self.named.insert(item.variant, place);
            if let Some(price) = wish.price {
                self.prices.insert(item.variant, (line, price));
            }
        }
        Ok(())
    }

    fn is_offered(&self, item: &ShelfItem) -> bool {
        self.offers.get(&item.variant).map_or(item.now.offered, |(_, offered)| *offered)
    }

    /// Leaves nothing in a pool of which no size is offered any more.
    fn empty_stopped(&mut self) {
        for supply in std::mem::take(&mut self.stopped) {
            let places = self.shelf.pool(supply);
            let mut items = places.iter().filter_map(|place| self.shelf.item(*place));
            if !self.pools.contains_key(&supply) && !items.any(|item| self.is_offered(item)) {
                let nothing = PoolSet { left_milli: 0, on_demand: false, added_milli: None };
                self.pools.insert(supply, (0, nothing));
            }
        }
    }

    fn after(&self, item: &ShelfItem) -> Standing {
        let pool = self.pools.get(&item.supply).map(|(_, set)| *set);
        Standing {
            left_milli: pool.map_or(item.now.left_milli, |pool| pool.left_milli),
            on_demand: pool.map_or(item.now.on_demand, |pool| pool.on_demand),
            price: self.prices.get(&item.variant).map_or(item.now.price, |(_, price)| *price),
            offered: self.is_offered(item),
        }
    }

    /// What a line comes to, with all the others.
    fn read(&self, wish: &Wish, guessed: bool) -> LineRead {
        let targets = self.targets(wish);
        let entry = |(_, item): &(usize, &ShelfItem)| WeekEntry {
            variant: item.variant,
            before: item.now,
            after: self.after(item),
        };
        let sets_pool = wish.pool.is_some_and(|pool| pool != PoolWish::Stop);
        let pools = targets.iter().filter(|_| sets_pool).map(|(_, item)| item.supply);
        let mut shares: Vec<usize> =
            pools.flat_map(|supply| self.shelf.pool(supply)).copied().collect();
        shares.sort_unstable();
        shares.dedup();
        shares.retain(|place| !wish.targets.contains(place));
        let shares = shares.iter().filter_map(|place| self.shelf.item(*place));
        let shares_with =
            shares.filter(|item| self.is_offered(item)).map(|item| item.variant).collect();
        LineRead { guessed, entries: targets.iter().map(entry).collect(), shares_with }
    }

    fn effect(self) -> WeekEffect {
        let set = |(variant, place): (&VariantId, &usize)| {
            let item = self.shelf.item(*place)?;
            let after = self.after(item);
            Some((*variant, (after.price, after.offered)))
        };
        let variants = self.named.iter().filter_map(set).collect();
        let pools = self.pools.into_iter().map(|(supply, (_, set))| (supply, set)).collect();
        WeekEffect { pools, variants }
    }
}

/// What is left of an item's pool after a change.
fn added(item: &ShelfItem, more: i64) -> Result<PoolSet, WeekFault> {
    if item.now.on_demand {
        return Err(Rule::NotCounted.into());
    }
    let left = item.now.left_milli.saturating_add(more);
    if left < 0 {
        return Err(Rule::BelowZero(item.items(item.now.left_milli).to_string()).into());
    }
    if left > MOST_SUPPLY_MILLI {
        return Err(Rule::TooMuch("+".to_owned()).into());
    }
    Ok(PoolSet { left_milli: left, on_demand: false, added_milli: Some(more) })
}
