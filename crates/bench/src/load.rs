//! Load, and what is told of it.

pub(crate) mod clients;
pub(crate) mod dice;
pub(crate) mod http;
pub(crate) mod report;
pub(crate) mod spread;
