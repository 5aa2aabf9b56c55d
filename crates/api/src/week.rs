//! The farmer's week.

pub(crate) mod body;
pub(crate) mod routes;
pub(crate) mod views;
