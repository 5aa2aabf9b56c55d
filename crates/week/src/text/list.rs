use sillon_kernel::{VariantId, name_key};
use sillon_tables::shown;
use uuid::Uuid;

use crate::{
    Choices, LineKind, Shelf, WeekLine, WeekPreview, fault::Rule, fault::WeekFault, plan::WeekPlan,
    text::intent::Intent, text::intent::Named, text::intent::intent, text::intent::suggest,
    text::line::Amount, text::line::ParsedLine, text::matching::Budget, text::matching::Fit,
    text::token::Kind, text::token::Token, text::token::tokens, text::words::is_filler,
    text::words::is_greeting,
};
use sillon_catalogue::stem;

/// The most bytes a farmer's list may have: 64 KiB.
pub const MAX_WEEK_BYTES: usize = 64 * 1024;

/// The most lines a farmer's list may have.
pub const MAX_WEEK_LINES: usize = 500;

/// The most characters a line may have.
const MAX_LINE_CHARS: usize = 400;

/// Reads a farmer's list against the shelf it is about, and says what it would change; it changes nothing.
///
/// Every text is read: what cannot be understood is a fault of its line, with what may have been meant. A list of more than
/// [`MAX_WEEK_LINES`] is not looked into beyond that.
pub fn preview_week(text: &str, choices: &Choices, shelf: &Shelf) -> WeekPreview {
    let mut reader = LineReader { shelf, budget: Budget::default() };
    let mut plan = WeekPlan::new(shelf);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut read: Vec<(u32, String, Reading)> = Vec::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        if usize::try_from(number).is_ok_and(|number| number > MAX_WEEK_LINES) {
            let rule = Rule::TooManyLines(MAX_WEEK_LINES);
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
        if let Reading::Intent(intent, _) = reading
            && let Err(fault) = plan.take(*number, intent)
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
            Reading::Intent(intent, guessed) => LineKind::Read(plan.read(&intent, guessed)),
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
    Intent(Intent, bool),
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
        if line.chars().nth(MAX_LINE_CHARS).is_some() {
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
            return self.intent(&ParsedLine::read(&pieces), &[place], Named::InFull, false);
        }
        if let Some((place, rest)) = self.written_out(&pieces, line) {
            return self.intent(
                &ParsedLine::read(rest),
                &[chosen.unwrap_or(place)],
                Named::InFull,
                false,
            );
        }
        self.shelf.names().join_numbers(&mut pieces);
        let said = ParsedLine::read(&pieces);
        match chosen {
            Some(place) => self.intent(&said, &[place], Named::Chosen, false),
            None => self.by_words(&pieces, &said, line),
        }
    }

    /// The size that stands written out before a colon, and what follows.
    fn written_out<'t>(&self, pieces: &'t [Token], line: &str) -> Option<(usize, &'t [Token])> {
        let colons = pieces.iter().enumerate().filter(|(_, token)| token.kind == Kind::Colon);
        let mut ends: Vec<usize> = colons.map(|(at, _)| at).collect();
        ends.reverse();
        ends.into_iter().find_map(|at| {
            let (name, rest) = pieces.split_at_checked(at)?;
            let places = self.to_the_accent(self.shelf.names().written(name), line);
            match places.as_slice() {
                [only] => Some((*only, rest)),
                [] | [_, ..] => None,
            }
        })
    }

    /// Of items that fit alike, those whose product's name stands in the line with its accents, if there are any: where `Pâtes`
    /// and `Pâtés` are both on the shelf, they tell which is meant.
    fn to_the_accent(&self, places: Vec<usize>, line: &str) -> Vec<usize> {
        let product = |place: &usize| self.shelf.item(*place).map(|item| item.product);
        let first = places.first().and_then(product);
        if places.iter().all(|place| product(place) == first) {
            return places;
        }
        let line = name_key(line);
        let is_written = |place: &usize| {
            self.shelf.item(*place).is_some_and(|item| line.contains(&name_key(&item.product_name)))
        };
        let written: Vec<usize> = places.iter().copied().filter(is_written).collect();
        if written.is_empty() { places } else { written }
    }

    fn by_words(&mut self, pieces: &[Token], said: &ParsedLine, line: &str) -> Reading {
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
            Fit::Exact(places) => {
                let places = self.to_the_accent(places, line);
                self.intent(said, &places, Named::ByWords, false)
            }
            _ if !says => Reading::PassedOver,
            Fit::Guess(places) => self.intent(said, &places, Named::ByWords, true),
            Fit::Unknown(places) => {
                let rule = Rule::UnknownProduct(name_of(said));
                let suggestions = suggest(self.shelf, &places);
                Reading::Faulty(vec![WeekFault { rule, suggestions }])
            }
        }
    }

    fn intent(&self, said: &ParsedLine, places: &[usize], named: Named, guessed: bool) -> Reading {
        if named == Named::InFull && !said.words.is_empty() {
            return Rule::UnknownProduct(name_of(said)).into();
        }
        match intent(said, places, named, self.shelf) {
            Ok(intent) => {
                let guessed = guessed || intent.guessed;
                Reading::Intent(intent, guessed)
            }
            Err(fault) => Reading::Faulty(vec![fault]),
        }
    }
}

/// The goods as a line names them.
fn name_of(said: &ParsedLine) -> String {
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
