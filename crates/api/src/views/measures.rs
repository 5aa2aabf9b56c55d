use serde::{Deserialize, Serialize};
use sillon_kernel::{Timestamp, Window};
use utoipa::ToSchema;

use crate::views::schemas;

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
