//! Carts and orders.

pub(crate) mod carts;
pub(crate) mod changes;
pub(crate) mod customers;
pub(crate) mod letters;
pub(crate) mod listed;
pub(crate) mod placed;
pub(crate) mod shortages;
pub(crate) mod vouchers;
