use serde::{Deserialize, Serialize};
use sillon_kernel::{Date, Timestamp, Window};
use utoipa::ToSchema;

use crate::{Problem, views::schemas};

/// An amount of money: a plain decimal and its ISO 4217 currency.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"amount": "12.50", "currency": "EUR"}))]
pub(crate) struct Amount {
    #[schema(value_type = schemas::Decimal)]
    amount: String,
    #[schema(value_type = schemas::Currency)]
    currency: String,
}

/// How much of something: a plain decimal and its unit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"value": "1.5", "unit": "kg"}))]
pub(crate) struct Measure {
    #[schema(value_type = schemas::Decimal)]
    value: String,
    #[schema(value_type = schemas::Unit)]
    unit: String,
}

/// A span of time, half-open.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindowView {
    /// Its first instant.
    #[schema(value_type = schemas::Instant)]
    pub(crate) from: Timestamp,
    /// The first instant after it.
    #[schema(value_type = schemas::Instant)]
    pub(crate) until: Timestamp,
}

impl From<Window> for WindowView {
    fn from(window: Window) -> Self {
        Self { from: window.from(), until: window.until() }
    }
}

/// Reads a day at the door.
pub(crate) fn day(field: &'static str, text: &str) -> Result<Date, Problem> {
    let read = text.parse().ok().filter(|_| text.len() == 10);
    read.ok_or_else(|| Problem::field(field, "it is not a day such as 2026-12-31"))
}

/// A unit that a product is counted in, and how much one is: a bunch of 500 g, a case of 12 pieces.
#[derive(ToSchema)]
#[schema(example = json!({"name": "bunch", "amount": {"value": "500", "unit": "g"}}))]
#[expect(dead_code, reason = "it is the schema of a type of the catalogue")]
pub(crate) struct NamedUnit {
    #[schema(value_type = schemas::Name)]
    name: String,
    /// How much one is; above zero.
    amount: Measure,
    /// What the amount counts, where it is pieces of another named unit: the case's 12 are bottles.
    #[schema(value_type = Option<schemas::Name>)]
    of: Option<String>,
}

/// How much a fee is; negative amounts and rates are discounts.
#[derive(ToSchema, serde::Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[schema(example = json!({"type": "flat-rate", "amount": {"amount": "1.50", "currency": "EUR"}}))]
#[expect(dead_code, reason = "it is the schema of a type of the cycles")]
pub(crate) enum Calculator {
    /// So much on each item.
    PerItem { amount: Amount },
    /// A share of each item's price, rounded on one item.
    PercentPerItem {
        #[schema(value_type = schemas::Percent)]
        percent: String,
    },
    /// So much on each kilogram; what is sold by volume or piece weighs nothing.
    Weight { per_kg: Amount },
    /// So much on an order.
    FlatRate { amount: Amount },
    /// So much on the first item of an order, so much on each further one, of which so many are charged at most.
    FlexiRate { first: Amount, additional: Amount, most: u32 },
    /// One amount on orders below a value of goods, another on larger ones.
    PriceSack { below: Amount, normal: Amount, discount: Amount },
    /// A share of an order's goods, rounded once.
    PercentOfTotal {
        #[schema(value_type = schemas::Percent)]
        percent: String,
    },
}
