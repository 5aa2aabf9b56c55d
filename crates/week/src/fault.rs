use std::fmt;

use sillon_kernel::{Detail, Failure, Kind, Language, VariantId};

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
        match language {
            Language::Fr => format!("{rule} ; vouliez-vous dire : {} ?", meant.join(", ")),
            Language::En => format!("{rule}; did you mean {}?", meant.join(", ")),
        }
    }
}

/// Declares the rules: the code of each, and what it says in French and in English.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident $(($($part:ident: $type:ty),+))? $code:literal: $french:literal, $english:literal;)*) => {
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
                match self {
                    $(Self::$name $(($($part),+))? => match language {
                        Language::Fr => format!($french),
                        Language::En => format!($english),
                    },)*
                }
            }

            /// Every code, for whoever lists them.
            pub const CODES: &'static [&'static str] = &[$($code),*];
        }
    };
    (@pattern $name:ident) => { Self::$name };
    (@pattern $name:ident ($($part:ident),+)) => { Self::$name(..) };
}

rules! {
    /// No product has the name.
    UnknownProduct(name: String) "unknown-product":
        "aucun de vos produits ne s’appelle « {name} »", "none of your products is called “{name}”";
    /// The name fits several sizes or products.
    Ambiguous(name: String) "ambiguous":
        "« {name} » peut désigner plusieurs formats", "“{name}” may be any of several sizes";
    /// No goods are named.
    NoProduct "no-product":
        "la ligne ne nomme aucun produit", "the line names no product";
    /// Nothing but goods is named.
    NothingSaid(name: String) "nothing-said":
        "la ligne ne dit rien de « {name} » : écrivez combien il y en a, un prix, ou stop",
        "the line says nothing of “{name}”: write how many there are, a price, or stop";
    /// A number may be how much there is, or what it costs.
    PriceOrQuantity(number: String) "price-or-quantity":
        "{number} peut être un prix ou une quantité : écrivez un prix avec € ou après à, une quantité avec son unité",
        "{number} may be a price or a quantity: write a price with € or after at, a quantity with its unit";
    /// There are two amounts.
    TwoQuantities "two-quantities":
        "la ligne donne deux quantités : n’en laissez qu’une", "the line gives two quantities: leave one";
    /// There are two prices.
    TwoPrices "two-prices":
        "la ligne donne deux prix : n’en laissez qu’un", "the line gives two prices: leave one";
    /// It is stopped or on demand, and counted.
    Contradiction "contradiction":
        "la ligne dit deux choses qui ne vont pas ensemble : gardez le nombre, ou le mot",
        "the line says two things that do not go together: keep the number, or the word";
    /// Several numbers stand where one belongs.
    Range(text: String) "range":
        "« {text} » donne deux nombres : écrivez celui que vous êtes sûr d’avoir",
        "“{text}” gives two numbers: write the one you are sure to have";
    /// A dash that may take away.
    DashOrMinus(number: String) "dash-or-minus":
        "le tiret devant {number} peut retirer ou séparer : écrivez « -{number} » après un espace pour retirer, sinon « : »",
        "the dash before {number} may take away or only part: write “-{number}” after a space to take away, else “:”";
    /// A space slipped into a number, or a comma between two.
    SpacedNumber(text: String) "spaced-number":
        "« {text} » peut être un nombre ou deux : écrivez un nombre sans espace",
        "“{text}” may be one number or two: write a number without spaces";
    /// A thousand and more, or less than ten with three decimals.
    Thousands(text: String) "thousands":
        "« {text} » peut dire mille ou un peu plus d’un : écrivez 1200 ou 1,2",
        "“{text}” may be a thousand or a little more than one: write 1200 or 1.2";
    /// Digits that are no number.
    NotANumber(text: String) "not-a-number":
        "« {text} » n’est pas un nombre : écrivez des chiffres, comme 40 ou 2,5",
        "“{text}” is not a number: write digits, such as 40 or 2.5";
    /// A measure that cannot be counted.
    NotAnAmount(text: String) "not-an-amount":
        "{text} est trop grand ou trop fin pour être compté", "{text} is too large or too fine to be counted";
    /// Items are whole.
    NotWhole(number: String) "not-whole":
        "{number} n’est pas un nombre entier d’articles", "{number} is not a whole number of items";
    /// More than a shelf may hold.
    TooMuch(number: String) "too-much":
        "{number} est plus qu’un stock ne peut contenir", "{number} is more than a supply may hold";
    /// Less is left than is taken away.
    BelowZero(left: String) "below-zero":
        "il n’en reste que {left}", "only {left} are left";
    /// The size named is not one of the product's.
    NoSuchSize(size: String) "no-such-size":
        "{size} n’est pas un de vos formats", "{size} is not one of your sizes";
    /// The goods are not sold by this container.
    NotSoldBy(unit: String) "not-sold-by":
        "aucun format ne s’appelle « {unit} »", "no size is called “{unit}”";
    /// A weight of what is counted, or the other way round.
    WrongUnit(unit: String) "wrong-unit":
        "ce produit ne se compte pas en {unit} : écrivez un nombre d’articles",
        "this product is not counted in {unit}: write how many items";
    /// Pieces, or boxes of so many pieces.
    PiecesOrPacks(number: String, size: String) "pieces-or-packs":
        "{number} peut compter des pièces ou des « {size} » : écrivez « {size} : {number} » pour ces derniers",
        "{number} may count pieces or “{size}”: write “{size}: {number}” for the latter";
    /// A price without saying of what.
    PriceOfWhat(price: String, size: String) "price-of-what":
        "{price} peut être le prix d’une unité de mesure ou de « {size} » : écrivez {price}/kg, {price}/l ou {price}/pièce",
        "{price} may be the price of a measure or of “{size}”: write {price}/kg, {price}/l or {price}/item";
    /// A price for something that cannot be reckoned into one of an item.
    PricePerOther(size: String) "price-per-other":
        "ce produit a un prix par « {size} » : écrivez celui-là", "this product has a price for “{size}”: write that one";
    /// No price of the currency.
    BadPrice(price: String) "bad-price":
        "{price} n’est pas un prix : écrivez des chiffres avec au plus 2 décimales, comme 2,20",
        "{price} is not a price: write digits with at most 2 decimals, such as 2.20";
    /// Another currency than the goods'.
    OtherCurrency(currency: String) "other-currency":
        "ce produit n’a pas de prix en {currency}", "this product has no price in {currency}";
    /// What is not counted cannot be changed by a number.
    NotCounted "not-counted":
        "ce produit est à la demande et ne se compte pas : écrivez combien il y en a, sans + ni -",
        "this product is on demand and not counted: write how many there are, without + or -";
    /// As last week, when it was not listed.
    NotListedBefore "not-listed-before":
        "ce produit n’était pas dans la liste de la semaine dernière : écrivez combien il y en a",
        "this product was not in last week’s list: write how many there are";
    /// Another line sets the same pool.
    PoolSetTwice(line: u32) "pool-set-twice":
        "la ligne {line} dit autre chose du même stock : gardez une des deux",
        "line {line} says something else of the same supply: keep one of them";
    /// Another line says something else of the same size.
    SaidTwice(line: u32) "said-twice":
        "la ligne {line} dit autre chose du même article : gardez une des deux",
        "line {line} says something else of the same item: keep one of them";
    /// A greeting with goods in it.
    GreetingWithGoods(name: String) "greeting-with-goods":
        "la ligne commence comme un message, mais nomme « {name} » : mettez-le sur une ligne à part",
        "the line begins as a message, but names “{name}”: put it on a line of its own";
    /// A line nobody types.
    LineTooLong "line-too-long":
        "la ligne est trop longue : un produit par ligne", "the line is too long: one product a line";
    /// A guess that nobody confirmed.
    NotConfirmed(written: String) "not-confirmed":
        "la ligne a été comprise comme « {written} » : confirmez-le", "the line was taken for “{written}”: confirm it";
    /// A choice of what is not there.
    NoSuchChoice "no-such-choice":
        "le choix fait pour cette ligne n’est pas un de vos articles",
        "what was chosen for this line is not one of your items";
    /// Somebody else changed what was seen.
    ChangedMeanwhile(now: String) "changed-meanwhile":
        "quelqu’un l’a changé entre-temps : c’est {now} maintenant", "somebody changed it meanwhile: it is {now} now";
    /// More lines than a list may have.
    TooManyLines(most: usize) "too-many-lines":
        "la liste a plus de {most} lignes", "the list has more than {most} lines";
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
        match (self.language, count) {
            (Language::Fr, 1) => write!(f, "la liste a une faute, ligne {line} : {first}"),
            (Language::Fr, _) => {
                write!(f, "la liste a {count} fautes, la première ligne {line} : {first}")
            }
            (Language::En, 1) => write!(f, "the list has one fault, at line {line}: {first}"),
            (Language::En, _) => {
                write!(f, "the list has {count} faults, the first at line {line}: {first}")
            }
        }
    }
}

impl std::error::Error for WeekRefused {}

impl Failure for WeekRefused {
    fn class(&self) -> (Kind, &'static str) {
        (Kind::Invalid, "week-faulty")
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
    fn class(&self) -> (Kind, &'static str) {
        (Kind::Conflict, "week-changed")
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
