//! Money, its rates and how it is written.

pub(crate) mod amount;
pub(crate) mod format;
pub(crate) mod rate;
pub(crate) mod vat;
