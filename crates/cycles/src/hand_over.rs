//! The ways in which a hub hands goods over, and which of them a basket can be had by.

pub(crate) mod address;
pub(crate) mod check;
pub(crate) mod choice;
pub(crate) mod method;
pub(crate) mod offered;
pub(crate) mod postcodes;
pub(crate) mod refusal;
