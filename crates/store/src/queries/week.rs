//! Farmers' week lists.

pub(crate) mod lists;
