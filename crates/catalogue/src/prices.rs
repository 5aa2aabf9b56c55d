//! What things cost, what they cost before, and the terms hubs sell them on.

pub(crate) mod hub_terms;
pub(crate) mod price_history;
pub(crate) mod reduction;
pub(crate) mod unit_price;
