//! How tests ask, and what they are answered.

pub(crate) mod answer;
pub(crate) mod client;
pub(crate) mod contract;
pub(crate) mod letter;
