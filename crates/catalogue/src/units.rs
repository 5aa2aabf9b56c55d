//! Sizes, and how the units of a product convert.

pub(crate) mod ratio;
pub(crate) mod unit_graph;
pub(crate) mod unit_key;
