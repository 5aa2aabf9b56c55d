//! Carts and orders.

pub(crate) mod carts;
pub(crate) mod checkout;
pub(crate) mod see;
