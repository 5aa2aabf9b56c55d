//! Fees, and what they come to.

pub(crate) mod calculator;
pub(crate) mod charged;
pub(crate) mod fee;
pub(crate) mod fee_tax;
pub(crate) mod named;
