//! Carts and orders.

pub(crate) mod cart_quote;
pub(crate) mod cart_rows;
pub(crate) mod carts;
pub(crate) mod change_rows;
pub(crate) mod changes;
pub(crate) mod checkout;
pub(crate) mod columns;
pub(crate) mod counts;
pub(crate) mod customers;
pub(crate) mod listed;
pub(crate) mod placed;
pub(crate) mod placed_rows;
pub(crate) mod vouchers;
pub(crate) mod weights;
