//! Carts and orders.

pub(crate) mod ask_change;
pub(crate) mod cart_access;
pub(crate) mod cart_contents;
pub(crate) mod cart_counts;
pub(crate) mod carts;
pub(crate) mod change;
pub(crate) mod change_facts;
pub(crate) mod checkout;
pub(crate) mod customers;
pub(crate) mod for_customer;
pub(crate) mod listed;
pub(crate) mod mine;
pub(crate) mod move_lines;
pub(crate) mod open_carts;
pub(crate) mod place;
pub(crate) mod see;
pub(crate) mod share_shortage;
pub(crate) mod use_vouchers;
pub(crate) mod vouchers;
pub(crate) mod weigh;
