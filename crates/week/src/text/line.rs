//! What one line of a farmer's list says, before it is known of which goods.

use sillon_kernel::{Currency, Dimension, Quantity, Unit};

use crate::{
    fault::Rule, text::token::Kind, text::token::Number, text::token::NumberFault,
    text::token::Token, text::words::Container, text::words::EACH_WORDS, text::words::MINUS_WORDS,
    text::words::OF_WORDS, text::words::PER_WORDS, text::words::PLUS_WORDS,
    text::words::PRICE_WORDS, text::words::Status, text::words::UnitWord, text::words::container,
    text::words::is_filler, text::words::status, text::words::unit_word,
};

/// A word that says which goods are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) stem: String,
}

/// How much of something, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Amount {
    /// A number without a unit.
    Bare(Number),
    /// So many containers, or dozens.
    Counted(Number, UnitWord, String),
    /// A weight or a volume.
    Measured(Quantity, Unit),
}

/// What an amount does to what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Set,
    Plus,
    Minus,
}

/// What a price is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Per {
    /// One item, whatever it is.
    Item,
    /// One container.
    Container(Container, String),
    /// A weight, a volume, or so many pieces.
    Quantity(Quantity),
}

/// A price as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Price {
    pub(crate) number: Number,
    pub(crate) currency: Option<Currency>,
    pub(crate) per: Option<Per>,
}

/// What a line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ParsedLine {
    /// The words that name the goods.
    pub(crate) words: Vec<Word>,
    /// Amounts without a sign, in order.
    pub(crate) amounts: Vec<Amount>,
    /// How many pieces are in one item: the 6 of `x6`.
    pub(crate) packs: Vec<Number>,
    /// Amounts with a sign.
    pub(crate) changes: Vec<(Sign, Amount)>,
    pub(crate) prices: Vec<Price>,
    pub(crate) statuses: Vec<Status>,
    /// Containers whose content is named: the box of `boîte de 6`.
    pub(crate) containers: Vec<(Container, String)>,
    /// What cannot be read whatever the goods are.
    pub(crate) faults: Vec<Rule>,
}

impl ParsedLine {
    /// Reads the pieces of a line.
    pub(crate) fn read(tokens: &[Token]) -> Self {
        let dashes = tokens.iter().filter(|token| token.kind == Kind::Dash).count();
        let mut reader = Reader { tokens, at: 0, dashes, said: Self::default() };
        while reader.at < tokens.len() {
            let taken = reader.step();
            reader.at += taken.max(1);
        }
        reader.said
    }

    /// Whether it says anything but names.
    pub(crate) fn says_something(&self) -> bool {
        !self.amounts.is_empty()
            || !self.packs.is_empty()
            || !self.changes.is_empty()
            || !self.prices.is_empty()
            || !self.statuses.is_empty()
            || !self.faults.is_empty()
    }
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    dashes: usize,
    said: ParsedLine,
}

impl<'t> Reader<'t> {
    fn token(&self, ahead: usize) -> Option<&'t Token> {
        self.tokens.get(self.at + ahead)
    }

    fn kind(&self, ahead: usize) -> Option<&'t Kind> {
        self.token(ahead).map(|token| &token.kind)
    }

    fn word(&self, ahead: usize) -> Option<&'t str> {
        let token = self.token(ahead)?;
        matches!(token.kind, Kind::Word | Kind::Elided).then_some(token.text.as_str())
    }

    fn number(&self, ahead: usize) -> Option<&'t Number> {
        match self.kind(ahead)? {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The unit a word names, unless it is an article before another word.
    fn unit(&self, ahead: usize) -> Option<(UnitWord, &'t str)> {
        let token = self.token(ahead).filter(|token| token.kind == Kind::Word)?;
        unit_word(&token.key).map(|unit| (unit, token.text.as_str()))
    }

    fn is_times(&self, ahead: usize) -> bool {
        let is_x = self.kind(ahead) == Some(&Kind::Times) || self.word(ahead) == Some("x");
        is_x && self.number(ahead + 1).is_some()
    }

    /// Reads what begins here; how many pieces it took.
    fn step(&mut self) -> usize {
        let (tokens, at) = (self.tokens, self.at);
        let said = |ahead: usize| {
            let token = tokens.get(at + ahead)?;
            matches!(token.kind, Kind::Word | Kind::Elided).then_some(token.key.as_str())
        };
        if let Some((found, words)) = status(said) {
            self.said.statuses.push(found);
            return words;
        }
        if let Some(taken) = self.marked_price().or_else(|| self.change()).or_else(|| self.pack()) {
            return taken;
        }
        match self.kind(0) {
            Some(Kind::Number(number)) => self.plain_number(number),
            Some(Kind::Dash) if self.dashes == 1 => {
                let next = self.number(1).map(|number| number.text.clone());
                self.said.faults.push(Rule::DashOrMinus(next.unwrap_or_default()));
                1
            }
            Some(Kind::Word) => self.name(),
            _ => 1,
        }
    }

    /// `à 2,20`, `@2.20`, `€ 2.20`, `prix : 2,20`, with what it is for.
    fn marked_price(&mut self) -> Option<usize> {
        let is_mark = self.kind(0) == Some(&Kind::At)
            || self.word(0).is_some_and(|word| PRICE_WORDS.contains(&word));
        let mut at = usize::from(is_mark);
        if is_mark && self.kind(at) == Some(&Kind::Colon) {
            at += 1;
        }
        let currency = match self.kind(at) {
            Some(Kind::Currency(currency)) => Some(*currency),
            _ => None,
        };
        at += usize::from(currency.is_some());
        if !is_mark && currency.is_none() {
            return None;
        }
        let number = self.number(at)?.clone();
        Some(self.price(number, currency, at + 1))
    }

    /// Takes a price whose number ends before `at`, with its currency and what it is for.
    fn price(&mut self, number: Number, currency: Option<Currency>, mut at: usize) -> usize {
        let mut number = number;
        let mut currency = currency;
        if currency.is_none()
            && let Some(Kind::Currency(found)) = self.kind(at)
        {
            currency = Some(*found);
            at += 1;
            // 2€20
            if let Some(cents) = self.number(at)
                && number.decimals == 0
                && cents.text.len() == 2
                && cents.whole().is_some()
                && self.token(at).is_some_and(|token| token.glued)
            {
                number = Number {
                    text: format!("{}.{}", number.text, cents.text),
                    decimals: 2,
                    trouble: number.trouble,
                };
                at += 1;
            }
        }
        let per = self.per(at, currency.is_some());
        let taken = per.as_ref().map_or(0, |(_, taken)| *taken);
        self.check(&number);
        self.said.prices.push(Price { number, currency, per: per.map(|(per, _)| per) });
        at + taken
    }

    /// What a price is for: `/kg`, `le kg`, `la botte`, `each`, `/100 g`, `les 6`; and how many pieces say it.
    fn per(&self, at: usize, has_currency: bool) -> Option<(Per, usize)> {
        let has_slash = self.kind(at) == Some(&Kind::Slash);
        let article = self.word(at).is_some_and(|word| PER_WORDS.contains(&word));
        let start = usize::from(has_slash || article);
        if let Some(number) = self.number(at + start).filter(|_| start > 0) {
            if let Some((UnitWord::Measure(unit), _)) = self.unit(at + start + 1) {
                let quantity = Quantity::parse(&number.text, unit).ok()?;
                return Some((Per::Quantity(quantity), start + 2));
            }
            let pieces = Quantity::parse(&number.text, Unit::Piece).ok()?;
            let is_pack = has_slash || self.word(at) == Some("les");
            return is_pack.then_some((Per::Quantity(pieces), start + 1));
        }
        if start > 0 && matches!(self.word(at + start), Some("une" | "un")) {
            return Some((Per::Item, start + 1));
        }
        if start == 0 && self.word(at).is_some_and(|word| EACH_WORDS.contains(&word)) {
            return Some((Per::Item, 1));
        }
        let (unit, text) = self.unit(at + start).filter(|_| start > 0 || has_currency)?;
        let per = match unit {
            UnitWord::Container(Container::Piece) => Per::Item,
            UnitWord::Container(container) => Per::Container(container, text.to_owned()),
            UnitWord::Measure(unit) => {
                Per::Quantity(Quantity::from_milli(unit.milli(), unit.dimension()))
            }
            UnitWord::Dozen => Per::Quantity(Quantity::pieces(12)),
        };
        Some((per, start + 1))
    }

    /// `+15`, `-3 kg`, `plus 15`, `= 40`.
    fn change(&mut self) -> Option<usize> {
        let is_word = |words: &[&str]| self.word(0).is_some_and(|word| words.contains(&word));
        let sign = match self.kind(0)? {
            Kind::Plus => Sign::Plus,
            Kind::Minus => Sign::Minus,
            Kind::Equals => Sign::Set,
            Kind::Word if is_word(PLUS_WORDS) => Sign::Plus,
            Kind::Word if is_word(MINUS_WORDS) => Sign::Minus,
            _ => return None,
        };
        let number = self.number(1)?.clone();
        let first = self.at == 0 && sign == Sign::Minus;
        let after_number = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let is_range = self.kind(0) == Some(&Kind::Minus)
            && self.token(0).is_some_and(|token| token.glued)
            && after_number.is_some_and(|token| matches!(token.kind, Kind::Number(_)));
        if is_range {
            let from = after_number.map(|token| token.text.clone()).unwrap_or_default();
            self.said.faults.push(Rule::Range(format!("{from}-{}", number.text)));
            return Some(2);
        }
        if first {
            self.said.faults.push(Rule::DashOrMinus(number.text.clone()));
        }
        let (amount, taken) = self.amount(number, 2);
        self.said.changes.push((sign, amount));
        Some(2 + taken)
    }

    /// The amount a number makes with the unit at `at`; how many pieces the unit took.
    fn amount(&mut self, number: Number, at: usize) -> (Amount, usize) {
        self.check(&number);
        match self.unit(at) {
            Some((UnitWord::Measure(unit), _)) => match Quantity::parse(&number.text, unit) {
                Ok(quantity) => (Amount::Measured(quantity, unit), 1),
                Err(_refused) => {
                    if number.trouble.is_none() {
                        self.said.faults.push(Rule::NotAnAmount(number.text.clone()));
                    }
                    (Amount::Bare(number), 1)
                }
            },
            Some((unit, text)) => (Amount::Counted(number, unit, text.to_owned()), 1),
            None => (Amount::Bare(number), 0),
        }
    }

    /// `x6`, or `boîte de 6`: how many are in one.
    fn pack(&mut self) -> Option<usize> {
        if self.is_times(0) {
            let number = self.number(1)?.clone();
            let size_before = matches!(self.said.amounts.last(), Some(Amount::Measured(..)));
            let (amount, taken) = self.amount(number, 2);
            match amount {
                // 500 g x 60: after a size, it is how many.
                Amount::Bare(number) if !size_before => self.said.packs.push(number),
                amount => self.said.amounts.push(amount),
            }
            return Some(2 + taken);
        }
        let word = self.token(0).filter(|token| token.kind == Kind::Word)?;
        let container = container(&word.key)?;
        self.word(1).filter(|word| OF_WORDS.contains(word))?;
        let number = self.number(2)?.clone();
        self.said.containers.push((container, word.text.clone()));
        let (amount, taken) = self.amount(number, 3);
        match amount {
            Amount::Bare(number) => self.said.packs.push(number),
            amount => self.said.amounts.push(amount),
        }
        Some(3 + taken)
    }

    /// A number that nothing stands before: an amount, or a price if what follows says so.
    fn plain_number(&mut self, number: &Number) -> usize {
        let is_price = matches!(self.kind(1), Some(Kind::Currency(_)))
            || self.kind(1) == Some(&Kind::Slash)
            || (self.word(1).is_some_and(|word| PER_WORDS.contains(&word) && word != "l")
                && self.unit(2).is_some())
            || self.token(1).is_some_and(|token| token.kind == Kind::Elided && token.text == "l")
            || self.word(1).is_some_and(|word| EACH_WORDS.contains(&word) && number.decimals > 0);
        // 2, 20 €: two numbers, or one in which a space slipped.
        if number.decimals == 0
            && self.kind(1) == Some(&Kind::Comma)
            && let Some(next) = self.number(2)
            && next.decimals == 0
            && next.text.len() == 2
        {
            self.said.faults.push(Rule::SpacedNumber(format!("{}, {}", number.text, next.text)));
            return 3;
        }
        if let Some(next) = self.number(1).filter(|next| next.text.starts_with("0.")) {
            self.said.faults.push(Rule::SpacedNumber(format!("{} {}", number.text, next.text)));
            return 2;
        }
        if is_price {
            return self.price(number.clone(), None, 1);
        }
        let (amount, taken) = self.amount(number.clone(), 1);
        // 20 x 250 g: so many of a size.
        let amount = match amount {
            Amount::Bare(number) if self.is_times(1) => {
                Amount::Counted(number, UnitWord::Container(Container::Piece), "x".to_owned())
            }
            amount => amount,
        };
        if self.is_times(1)
            && let Some(inside) = self.number(2).cloned()
        {
            self.said.amounts.push(amount);
            let (inside, taken) = self.amount(inside, 3);
            match inside {
                Amount::Bare(number) => self.said.packs.push(number),
                inside => self.said.amounts.push(inside),
            }
            return 3 + taken;
        }
        self.said.amounts.push(amount);
        1 + taken
    }

    fn name(&mut self) -> usize {
        if let Some(token) = self.token(0)
            && !is_filler(&token.text)
            && token.text != "x"
        {
            self.said.words.push(Word { text: token.text.clone(), stem: token.key.clone() });
        }
        1
    }

    fn check(&mut self, number: &Number) {
        let rule = match number.trouble {
            Some(NumberFault::Thousands) => Rule::Thousands(number.text.clone()),
            Some(NumberFault::NotANumber) => Rule::NotANumber(number.text.clone()),
            None => return,
        };
        self.said.faults.push(rule);
    }
}

/// The pieces in so many dozens.
pub(crate) fn dozens(count: u32) -> Option<Quantity> {
    let milli = i64::from(count).checked_mul(12 * Unit::Piece.milli())?;
    Some(Quantity::from_milli(milli, Dimension::Piece))
}
