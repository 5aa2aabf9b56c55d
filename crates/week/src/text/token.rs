//! A line of a farmer's list as words, numbers and signs.

use sillon_kernel::{Currency, fold};

use sillon_catalogue::stem;

/// Why a number cannot be read as one, though it is written in digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberFault {
    /// `1,200`: a thousand and two hundred, or one and a fifth.
    Thousands,
    /// `1.2.3`, `½`.
    NotANumber,
}

/// A number as it is written, with a point before its decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) text: String,
    pub(crate) decimals: usize,
    pub(crate) trouble: Option<NumberFault>,
}

impl Number {
    /// Whether it has nothing behind its point.
    pub(crate) fn is_whole(&self) -> bool {
        let fraction = self.text.split_once('.').map_or("", |(_, fraction)| fraction);
        self.trouble.is_none() && fraction.bytes().all(|b| b == b'0')
    }

    /// The number, when it is whole and can be counted.
    pub(crate) fn whole(&self) -> Option<u64> {
        let whole = self.text.split('.').next().unwrap_or_default();
        if self.is_whole() { whole.parse().ok() } else { None }
    }
}

/// What a piece of a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    /// An article that an apostrophe follows: the `l` of `l'une`.
    Elided,
    Number(Number),
    Plus,
    /// A minus right before a number.
    Minus,
    /// A dash that may be a minus, or only part what it stands between.
    Dash,
    Times,
    Slash,
    Colon,
    Equals,
    At,
    Comma,
    Currency(Currency),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// What is written, folded.
    pub(crate) text: String,
    /// What names are compared by: the stem of a word, the digits of a number.
    pub(crate) key: String,
    /// Whether it follows what is before it without a space.
    pub(crate) glued: bool,
}

/// The pieces of a line; prices without a sign are in `currency`, whose code is known, too.
pub(crate) fn tokens(line: &str, currency: Currency) -> Vec<Token> {
    let chars: Vec<char> = folded(&without_keycaps(line)).chars().collect();
    let mut lexer = Lexer { chars, at: 0, spaced: true, currency, tokens: Vec::new() };
    lexer.run();
    lexer.tokens
}

/// The line folded, but for spaces that part thousands and no words, and for dashes that are no minus: whoever compares names
/// lets those be like any other.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len());
    for part in line.split_inclusive(|c| is_narrow(c) || is_long_dash(c)) {
        let mark = part.chars().next_back().filter(|c| is_narrow(*c) || is_long_dash(*c));
        let words = mark.map_or(part, |mark| part.trim_end_matches(mark));
        folded.push_str(&kept_ends(words, fold));
        folded.extend(mark.map(|mark| if is_narrow(mark) { '\u{a0}' } else { mark }));
    }
    folded
}

/// A dash that is longer than a minus.
fn is_long_dash(c: char) -> bool {
    matches!(c, '\u{2012}'..='\u{2015}' | '\u{2212}')
}

/// A space that no line breaks at.
fn is_narrow(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// A text made over, with a space at either end where it had one.
fn kept_ends(text: &str, make: impl Fn(&str) -> String) -> String {
    let space = |is_there: bool| if is_there { " " } else { "" };
    let (before, after) =
        (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
    format!("{}{}{}", space(before), make(text), space(after))
}

/// What two writings of a name have in common.
pub(crate) fn key(tokens: &[Token]) -> String {
    let said =
        tokens.iter().filter(|token| !matches!(token.kind, Kind::Comma | Kind::Colon | Kind::Dash));
    said.map(|token| token.key.as_str()).collect::<Vec<_>>().join(" ")
}

/// The line without digits in keycaps (`1️⃣`), which number a line, and without marks that show nothing.
fn without_keycaps(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let is_keycap = matches!(chars.peek(), Some('\u{fe0f}' | '\u{20e3}'));
        match c {
            '0'..='9' if is_keycap => kept.push(' '),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            other => kept.push(other),
        }
    }
    kept
}

fn is_thousands_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    spaced: bool,
    currency: Currency,
    tokens: Vec<Token>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn before(&self) -> Option<char> {
        self.at.checked_sub(1).and_then(|at| self.chars.get(at)).copied()
    }

    fn is_digit(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|c| c.is_ascii_digit())
    }

    fn push(&mut self, kind: Kind, text: String) {
        let key = match &kind {
            Kind::Word => stem(&text),
            _ => text.clone(),
        };
        let glued = !self.spaced && !self.tokens.is_empty();
        self.tokens.push(Token { kind, text, key, glued });
        self.spaced = false;
    }

    /// Takes one character as a sign.
    fn sign(&mut self, kind: Kind, text: &str) {
        self.push(kind, text.to_owned());
        self.at += 1;
    }

    fn skip(&mut self) {
        self.spaced = true;
        self.at += 1;
    }

    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            match c {
                '0'..='9' => self.number(),
                ',' | '.' if self.is_digit(1) && self.begins_a_number() => self.number(),
                _ if c.is_alphabetic() => self.word(),
                _ if c.is_numeric() => {
                    let trouble = Some(NumberFault::NotANumber);
                    let number = Number { text: c.to_string(), decimals: 0, trouble };
                    self.push(Kind::Number(number), c.to_string());
                    self.at += 1;
                }
                '+' => self.sign(Kind::Plus, "+"),
                '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => self.dash(c),
                '×' | '✕' | '✖' => self.sign(Kind::Times, "x"),
                '/' => self.sign(Kind::Slash, "/"),
                ':' => self.sign(Kind::Colon, ":"),
                '=' => self.sign(Kind::Equals, "="),
                '@' => self.sign(Kind::At, "@"),
                '€' => self.sign(Kind::Currency(Currency::EUR), "€"),
                '£' => self.sign(Kind::Currency(Currency::GBP), "£"),
                '$' => self.sign(Kind::Currency(Currency::USD), "$"),
                ',' | ';' | '.' => self.sign(Kind::Comma, ","),
                '\'' | '’' | 'ʼ' | '`' | '´' => self.apostrophe(),
                _ => self.skip(),
            }
        }
    }

    /// Whether a comma or point before a digit begins `,50`: after a space, a sign, or nothing.
    fn begins_a_number(&self) -> bool {
        self.before()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '€' | '£' | '$' | '@' | '=' | ':'))
    }

    fn apostrophe(&mut self) {
        if !self.spaced
            && let Some(last) = self.tokens.last_mut()
            && last.kind == Kind::Word
        {
            last.kind = Kind::Elided;
        }
        self.skip();
    }

    fn dash(&mut self, dash: char) {
        let is_minus = matches!(dash, '-' | '\u{2212}' | '\u{2010}' | '\u{2011}');
        let next = self.chars.iter().skip(self.at + 1).find(|c| !c.is_whitespace());
        let before_number = next.is_some_and(char::is_ascii_digit);
        let after_digit = self.before().is_some_and(|c| c.is_ascii_digit());
        let touches = self.is_digit(1);
        if touches && (is_minus || after_digit) {
            self.sign(Kind::Minus, "-");
        } else if before_number && (is_minus || touches) && !self.tokens.is_empty() {
            self.sign(Kind::Dash, "-");
        } else {
            self.skip();
        }
    }

    fn word(&mut self) {
        let start = self.at;
        while self.peek(0).is_some_and(char::is_alphabetic) {
            self.at += 1;
        }
        let text: String = self.chars.iter().skip(start).take(self.at - start).collect();
        let kind = match text.as_str() {
            "eur" | "euro" | "euros" => Kind::Currency(Currency::EUR),
            "chf" => Kind::Currency(Currency::CHF),
            "gbp" => Kind::Currency(Currency::GBP),
            // 2,20e: an e that touches the number before it.
            "e" if self.touches_a_number() => Kind::Currency(Currency::EUR),
            code if code.eq_ignore_ascii_case(self.currency.code()) => {
                Kind::Currency(self.currency)
            }
            _ => Kind::Word,
        };
        self.push(kind, text);
    }

    fn touches_a_number(&self) -> bool {
        let last = self.tokens.last().map(|token| &token.kind);
        !self.spaced && matches!(last, Some(Kind::Number(_)))
    }

    fn digits(&mut self, into: &mut String) {
        while let Some(c) = self.peek(0).filter(char::is_ascii_digit) {
            into.push(c);
            self.at += 1;
        }
    }

    /// Takes the `2` of `2 000 €` back, which is one number or two: a breaking space parts thousands and words alike.
    fn join_thousands(&mut self, digits: &mut String) -> Option<NumberFault> {
        let is_before_currency = || {
            let rest: String = self.chars.iter().skip(self.at).collect();
            let rest = rest.trim_start();
            rest.starts_with(['€', '£', '$']) || rest.starts_with("eur")
        };
        let before = self.tokens.last().and_then(|token| match &token.kind {
            Kind::Number(number) if number.is_whole() && number.decimals == 0 => Some(&token.text),
            _ => None,
        });
        let first = before.filter(|first| first.len() <= 3 && *first != "0")?;
        if digits.len() != 3 || !is_before_currency() {
            return None;
        }
        digits.insert_str(0, &format!("{first} "));
        self.tokens.pop();
        Some(NumberFault::Thousands)
    }

    /// Whether a number is a percentage, which is no amount of anything here.
    fn is_percentage(&self) -> bool {
        let rest = self.chars.iter().skip(self.at).find(|c| !c.is_whitespace());
        rest == Some(&'%')
    }

    fn number(&mut self) {
        let mut whole = String::new();
        self.digits(&mut whole);
        // 1 200 with a space that does not break.
        let groups = whole.len() <= 3;
        while groups
            && self.peek(0).is_some_and(is_thousands_space)
            && (1..=3).all(|ahead| self.is_digit(ahead))
            && !self.is_digit(4)
        {
            self.at += 1;
            self.digits(&mut whole);
        }
        let mut trouble = self.join_thousands(&mut whole);
        let mut fraction = String::new();
        if matches!(self.peek(0), Some(',' | '.')) && self.is_digit(1) {
            self.at += 1;
            self.digits(&mut fraction);
            if fraction.len() == 3 && whole != "0" {
                trouble = Some(NumberFault::Thousands);
            }
            while matches!(self.peek(0), Some(',' | '.')) && self.is_digit(1) {
                self.at += 1;
                fraction.push('.');
                self.digits(&mut fraction);
                trouble = Some(NumberFault::NotANumber);
            }
        }
        if self.is_percentage() {
            trouble = Some(NumberFault::NotANumber);
        }
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            plain => plain,
        };
        let decimals = fraction.len();
        let text = if decimals == 0 { whole.to_owned() } else { format!("{whole}.{fraction}") };
        self.push(Kind::Number(Number { text: text.clone(), decimals, trouble }), text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &str) -> String {
        let shown = |token: &Token| match &token.kind {
            Kind::Elided => format!("{}'", token.text),
            Kind::Number(number) if number.trouble.is_some() => format!("?{}", number.text),
            Kind::Number(number) => format!("#{}", number.text),
            Kind::Minus => "minus".to_owned(),
            Kind::Dash => "dash".to_owned(),
            Kind::Currency(currency) => currency.code().to_owned(),
            _ => token.text.clone(),
        };
        tokens(line, Currency::EUR).iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(
            seen("2,20 2.20 40 007 1\u{a0}200 1\u{202f}234,5"),
            "#2.20 #2.20 #40 #7 #1200 #1234.5"
        );
        assert_eq!(seen(",50 €.80"), "#0.50 EUR #0.80");
        assert_eq!(seen("1,200 1.2.3 2½ 0,250"), "?1.200 ?1.2.3 #2 ?½ #0.250");
        assert_eq!(seen("12 pièces,2,20"), "#12 pieces , #2.20");
        assert_eq!(seen("jus 1 l : 1 200 €"), "jus #1 l : ?1 200 EUR");
        assert_eq!(seen("farine 1 500 euros"), "farine ?1 500 EUR");
        assert_eq!(seen("oeufs 6 120 à 2 €"), "oeufs #6 #120 a #2 EUR");
        assert_eq!(seen("jus +10% 5 %"), "jus + ?10 ?5");
    }

    #[test]
    fn signs_and_words_part_where_they_meet() {
        assert_eq!(seen("carottes40bottes"), "carottes #40 bottes");
        assert_eq!(seen("Œufs ×6"), "oeufs x #6");
        assert_eq!(seen("poireaux+15 -3 −4"), "poireaux + #15 minus #3 minus #4");
        assert_eq!(seen("chou-rave - 3"), "chou rave dash #3");
        assert_eq!(seen("l’oignon d'Épinal"), "l' oignon d' epinal");
        assert_eq!(seen("2,20e 3 euros 4€ £5"), "#2.20 EUR #3 EUR #4 EUR GBP #5");
        assert_eq!(seen("40-50"), "#40 minus #50");
        assert_eq!(seen("leeks – fresh — 40"), "leeks fresh #40");
        assert_eq!(seen("1️⃣ carottes 🥕"), "carottes");
    }
}
