//! Carts and orders.

pub(crate) mod carts;
pub(crate) mod changes;
pub(crate) mod checkout;
pub(crate) mod customers;
pub(crate) mod for_customers;
pub(crate) mod letters;
pub(crate) mod listed;
pub(crate) mod mine;
pub(crate) mod moves;
pub(crate) mod placed;
pub(crate) mod shortages;
pub(crate) mod vouchers;
pub(crate) mod weights;
