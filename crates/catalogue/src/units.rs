//! Sizes, and how the units of a product convert.

pub(crate) mod dfc_measure;
pub(crate) mod measure;
pub(crate) mod ofn_size;
pub(crate) mod ratio;
pub(crate) mod unit_graph;
pub(crate) mod unit_key;
