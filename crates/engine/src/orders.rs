//! Carts and orders.

pub(crate) mod carts;
pub(crate) mod checkout;
pub(crate) mod place;
pub(crate) mod see;
