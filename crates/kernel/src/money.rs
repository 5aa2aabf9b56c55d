//! Money and its rates.

pub(crate) mod amount;
pub(crate) mod currency;
pub(crate) mod rate;
pub(crate) mod vat;
