//! Order cycles, who takes part in them, and their fees.

pub(crate) mod cycle;
pub(crate) mod exchanges;
pub(crate) mod facts;
pub(crate) mod failures;
pub(crate) mod fees;
pub(crate) mod limits;
pub(crate) mod participations;
pub(crate) mod series;
pub(crate) mod shop_rules;
