use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_kernel::{EnterpriseId, Name, ProductId, Quantity, Text};

use crate::{Allergens, Durability, Origin, ProductType, Storage};
use sillon_enterprises::{Label, Property};

/// The most units a product names.
pub const MAX_NAMED_UNITS: usize = 20;

/// What a producer makes, in whatever sizes it is sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Who makes it.
    pub producer: EnterpriseId,
    /// What it is called.
    pub name: Name,
    /// The shelf it stands on, such as vegetables.
    pub category: Name,
    /// What is said of it.
    pub description: Option<Text<2000>>,
    /// How cold it must be kept.
    pub storage: Storage,
    /// What kind of goods it is, in the Data Food Consortium's words, where that was said.
    pub kind: Option<ProductType>,
    /// What shoppers must know of it as a food.
    pub food: Food,
    /// The labels it claims; what it may show of them its producer's certificates decide.
    pub labels: BTreeSet<Label>,
    /// What else is said of it, by name.
    pub properties: Vec<Property>,
    /// Whether its producer's properties are said of it too.
    pub inherits_properties: bool,
    /// The units it is counted in beside grams, millilitres and pieces, such as a bunch of 500 g.
    pub units: Vec<NamedUnit>,
    /// Whether it is no longer listed; orders that carry it keep showing it.
    pub withdrawn: bool,
    /// Counts its changes and those of its sizes, so that two people do not overwrite each other; the store counts.
    pub version: i64,
}

impl Product {
    /// A product of which no more is known.
    pub fn new(id: ProductId, producer: EnterpriseId, name: Name, category: Name) -> Self {
        Self {
            id,
            producer,
            name,
            category,
            description: None,
            storage: Storage::Ambient,
            kind: None,
            food: Food::default(),
            labels: BTreeSet::new(),
            properties: Vec::new(),
            inherits_properties: true,
            units: Vec::new(),
            withdrawn: false,
            version: 0,
        }
    }
}

/// What shoppers must know of a food: Regulation (EU) No 1169/2011, art. 9 and 44.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Food {
    /// Whether it is packed before it is sold, so that what is inside cannot be changed without opening it (art. 2 (2) (e)).
    pub prepacked: bool,
    /// What it contains that people react to.
    pub allergens: Allergens,
    /// What it is made of, in descending order of weight; none for what is one thing only.
    pub ingredients: Option<Text<2000>>,
    /// Where it comes from.
    pub origin: Option<Origin>,
    /// How long it keeps.
    pub durability: Option<Durability>,
    /// Its alcohol by volume, where it has more than 1.2 % (art. 28).
    pub alcohol: Option<Alcohol>,
}

/// Alcoholic strength by volume, in tenths of a percent: 125 is 12.5 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alcohol(u16);

impl Alcohol {
    /// So many tenths of a percent.
    ///
    /// # Errors
    ///
    /// [`AlcoholError`] beyond 100 %.
    pub fn from_tenths(tenths: u16) -> Result<Self, AlcoholError> {
        if tenths <= 1_000 { Ok(Self(tenths)) } else { Err(AlcoholError) }
    }

    /// In tenths of a percent.
    pub fn tenths(self) -> u16 {
        self.0
    }
}

/// In percent, such as `12.5`.
impl fmt::Display for Alcohol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

impl FromStr for Alcohol {
    type Err = AlcoholError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (whole, tenths) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(tenths) || tenths.len() > 1 || whole.len() > 3 {
            return Err(AlcoholError);
        }
        let tenths = format!("{whole}{tenths}").parse().map_err(|_fault| AlcoholError)?;
        Self::from_tenths(tenths)
    }
}

/// The text is no alcoholic strength.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("alcohol by volume is a percentage of at most 100 with one decimal, such as 12.5")]
pub struct AlcoholError;

/// A unit a product is counted in, and how much one is: a bunch of 500 g, a case of 12 pieces.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedUnit {
    /// What it is called, as a variant's piece is.
    pub name: Name,
    /// How much one is; above zero.
    pub amount: Quantity,
    /// What the amount counts, where it is pieces of another named unit: the case's 12 are bottles.
    #[serde(default)]
    pub of: Option<Name>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alcohol_reads_back() {
        for text in ["12.5", "0.0", "100.0", "5.0"] {
            assert_eq!(text.parse::<Alcohol>().unwrap().to_string(), text);
        }
        assert_eq!("12,5".parse::<Alcohol>().unwrap().tenths(), 125);
        assert_eq!("13".parse::<Alcohol>().unwrap().tenths(), 130);
        for text in ["", "x", "12.55", "100.1", "-1", "1000000"] {
            assert_eq!(text.parse::<Alcohol>(), Err(AlcoholError), "{text}");
        }
    }
}
