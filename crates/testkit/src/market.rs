//! Markets to test on.

pub(crate) mod brought;
pub(crate) mod farmer_list;
pub(crate) mod goods;
pub(crate) mod known;
pub(crate) mod marketplace;
pub(crate) mod played;
pub(crate) mod script;
pub(crate) mod shop;
pub(crate) mod week;
