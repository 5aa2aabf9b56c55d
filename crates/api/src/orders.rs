//! Carts and orders.

pub(crate) mod carts;
pub(crate) mod placed;
