use std::fmt;

use sillon_kernel::{Detail, Failure, FailureKind, Language, VariantId};
use sillon_messages::Words;

/// A size that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Which.
    pub variant: VariantId,
    /// As it is written in a list.
    pub written: String,
}

/// One thing wrong in a line of a farmer's list, and what may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekFault {
    /// What is wrong.
    pub rule: Rule,
    /// What may have been meant, the likeliest first.
    pub suggestions: Vec<Suggestion>,
}

impl From<Rule> for WeekFault {
    fn from(rule: Rule) -> Self {
        Self { rule, suggestions: Vec::new() }
    }
}

impl WeekFault {
    /// What is wrong, as a plain sentence, with what may have been meant.
    pub fn sentence(&self, language: Language) -> String {
        let rule = self.rule.sentence(language);
        if self.suggestions.is_empty() {
            return rule;
        }
        let meant: Vec<&str> =
            self.suggestions.iter().map(|suggestion| suggestion.written.as_str()).collect();
        (Words::of(language).week.did_you_mean)(&rule, &meant.join(", "))
    }
}

/// Declares the rules: the code of each, and which text says it.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident $(($($part:ident: $type:ty),+))? $code:literal $said:ident;)*) => {
        /// What can be wrong in a line, with what was written.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Rule {
            $($(#[$doc])* $name $(($($type),+))?,)*
        }

        impl Rule {
            /// Its code, which never changes.
            pub fn code(&self) -> &'static str {
                match self {
                    $(rules!(@pattern $name $(($($part),+))?) => $code,)*
                }
            }

            /// What is wrong and what is right, as a plain sentence.
            pub fn sentence(&self, language: Language) -> String {
                let words = &Words::of(language).week;
                match self {
                    $(Self::$name $(($($part),+))? => rules!(@said words.$said $(($($part),+))?),)*
                }
            }

            /// Every code, for whoever lists them.
            pub const CODES: &'static [&'static str] = &[$($code),*];
        }
    };
    (@said $words:ident.$said:ident) => { $words.$said.to_owned() };
    (@said $words:ident.$said:ident ($($part:ident),+)) => { ($words.$said)($(&$part.to_string()),+) };
    (@pattern $name:ident) => { Self::$name };
    (@pattern $name:ident ($($part:ident),+)) => { Self::$name(..) };
}

rules! {
    /// No product has the name.
    UnknownProduct(name: String) "unknown-product" unknown_product;
    /// The name fits several sizes or products.
    Ambiguous(name: String) "ambiguous" ambiguous;
    /// No goods are named.
    NoProduct "no-product" no_product;
    /// Nothing but goods is named.
    NothingSaid(name: String) "nothing-said" nothing_said;
    /// A number may be how much there is, or what it costs.
    PriceOrQuantity(number: String) "price-or-quantity" price_or_quantity;
    /// There are two amounts.
    TwoQuantities "two-quantities" two_quantities;
    /// There are two prices.
    TwoPrices "two-prices" two_prices;
    /// It is stopped or on demand, and counted.
    Contradiction "contradiction" contradiction;
    /// Several numbers stand where one belongs.
    Range(text: String) "range" range;
    /// A dash that may take away.
    DashOrMinus(number: String) "dash-or-minus" dash_or_minus;
    /// A space slipped into a number, or a comma between two.
    SpacedNumber(text: String) "spaced-number" spaced_number;
    /// A thousand and more, or less than ten with three decimals.
    Thousands(text: String) "thousands" thousands;
    /// Digits that are no number.
    NotANumber(text: String) "not-a-number" not_a_number;
    /// A measure that cannot be counted.
    NotAnAmount(text: String) "not-an-amount" not_an_amount;
    /// Items are whole.
    NotWhole(number: String) "not-whole" not_whole;
    /// More than a shelf may hold.
    TooMuch(number: String) "too-much" too_much;
    /// Less is left than is taken away.
    BelowZero(left: String) "below-zero" below_zero;
    /// The size named is not one of the product's.
    NoSuchSize(size: String) "no-such-size" no_such_size;
    /// The goods are not sold by this container.
    NotSoldBy(unit: String) "not-sold-by" not_sold_by;
    /// A weight of what is counted, or the other way round.
    WrongUnit(unit: String) "wrong-unit" wrong_unit;
    /// Pieces, or boxes of so many pieces.
    PiecesOrPacks(number: String, size: String) "pieces-or-packs" pieces_or_packs;
    /// A price without saying of what.
    PriceOfWhat(price: String, size: String) "price-of-what" price_of_what;
    /// A price for something that cannot be reckoned into one of an item.
    PricePerOther(size: String) "price-per-other" price_per_other;
    /// No price of the currency.
    BadPrice(price: String) "bad-price" bad_price;
    /// Another currency than the goods'.
    OtherCurrency(currency: String) "other-currency" other_currency;
    /// What is not counted cannot be changed by a number.
    NotCounted "not-counted" not_counted;
    /// As last week, when it was not listed.
    NotListedBefore "not-listed-before" not_listed_before;
    /// Another line sets the same pool.
    PoolSetTwice(line: u32) "pool-set-twice" pool_set_twice;
    /// Another line says something else of the same size.
    SaidTwice(line: u32) "said-twice" said_twice;
    /// A greeting with goods in it.
    GreetingWithGoods(name: String) "greeting-with-goods" greeting_with_goods;
    /// A line nobody types.
    LineTooLong "line-too-long" line_too_long;
    /// A guess that nobody confirmed.
    NotConfirmed(written: String) "not-confirmed" not_confirmed;
    /// A choice of what is not there.
    NoSuchChoice "no-such-choice" no_such_choice;
    /// Somebody else changed what was seen.
    ChangedMeanwhile(now: String) "changed-meanwhile" changed_meanwhile;
    /// More lines than a list may have.
    TooManyLines(most: usize) "too-many-lines" too_many_lines;
}

/// A farmer's list was refused whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekRefused {
    /// Every fault, with its line from 1 as the list has it.
    pub faults: Vec<(u32, WeekFault)>,
    /// The language it is told in.
    pub language: Language,
}

impl fmt::Display for WeekRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.faults.len();
        let Some((line, first)) = self.faults.first() else {
            return f.write_str("the list was refused");
        };
        let first = first.sentence(self.language);
        let words = &Words::of(self.language).week;
        f.write_str(&match count {
            1 => (words.one_fault)(&line.to_string(), &first),
            _ => (words.faults)(&count.to_string(), &line.to_string(), &first),
        })
    }
}

impl std::error::Error for WeekRefused {}

impl Failure for WeekRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "week-faulty")
    }

    fn details(&self) -> Vec<Detail> {
        let detail = |(line, fault): &(u32, WeekFault)| {
            let detail =
                Detail::new(fault.rule.code(), fault.sentence(self.language)).with("line", line);
            match fault.suggestions.as_slice() {
                [] => detail,
                suggested => {
                    let ids: Vec<String> =
                        suggested.iter().map(|suggestion| suggestion.variant.to_string()).collect();
                    detail.with("suggestions", ids.join(" "))
                }
            }
        };
        self.faults.iter().map(detail).collect()
    }
}

/// The shelf changed after the preview that somebody read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("something changed since the preview: look at a new one")]
pub struct WeekChanged;

impl Failure for WeekChanged {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "week-changed")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_fault_says_what_may_have_been_meant() {
        let suggestion = |written: &str| Suggestion {
            variant: "018f0000-0000-7000-8000-000000000001".parse().unwrap(),
            written: written.to_owned(),
        };
        let fault = WeekFault {
            rule: Rule::Ambiguous("carottes".to_owned()),
            suggestions: vec![suggestion("Carottes botte"), suggestion("Carottes 1 kg")],
        };
        assert_eq!(
            fault.sentence(Language::En),
            "“carottes” may be any of several sizes; did you mean Carottes botte, Carottes 1 kg?"
        );
        assert_eq!(
            fault.sentence(Language::Fr),
            "« carottes » peut désigner plusieurs formats ; vouliez-vous dire : Carottes botte, Carottes 1 kg ?"
        );
        let refused = WeekRefused { faults: vec![(3, fault)], language: Language::En };
        assert!(refused.to_string().starts_with("the list has one fault, at line 3: “carottes”"));
        assert_eq!(refused.details()[0].field, "ambiguous");
        assert_eq!(refused.details()[0].facts[0], ("line", "3".to_owned()));
    }

    #[test]
    fn every_rule_has_a_code_of_its_own() {
        let codes: BTreeSet<_> = Rule::CODES.iter().collect();
        assert_eq!(codes.len(), Rule::CODES.len());
    }
}
