//! Of what letters about orders are made.

use sillon_kernel::{Money, Unit, Window, Withdrawal};

/// The account that a customer pays to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayTo {
    /// Whose it is.
    pub holder: String,
    /// Its number, as people read it.
    pub iban: String,
    /// The bank's code.
    pub bic: Option<String>,
}

/// When and where goods change hands, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meeting {
    /// When.
    pub window: Option<Window>,
    /// Where, in the hub's words.
    pub place: Option<String>,
}

/// What of an order comes only if enough is ordered of a producer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionText {
    /// The producer's name.
    pub producer: String,
    /// From how much on it delivers.
    pub minimum: Money,
    /// What was ordered of it, and the bundles with some of it, by name.
    pub goods: Vec<String>,
}

/// A line of an order as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLineText {
    /// The product's name.
    pub name: String,
    /// The size: `500 g bag`.
    pub label: String,
    /// How many.
    pub items: u32,
    /// What they cost together.
    pub total: Money,
    /// What a kilogram, a litre or a piece of it costs, where that says something new.
    pub unit_price: Option<(Money, Unit)>,
    /// Whether they may be given back, where that was told with the order; of a bundle, what is in it says so.
    pub withdrawal: Option<Withdrawal>,
    /// What is in it, where it is a bundle.
    pub parts: Vec<PartText>,
}

/// What is in a bundle of an order as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartText {
    /// The product's name.
    pub name: String,
    /// The size: `500 g bag`.
    pub label: String,
    /// How many, in all bundles of the line.
    pub items: u32,
    /// Whether they may be given back.
    pub withdrawal: Option<Withdrawal>,
}
