//! What several areas show.

pub(crate) mod measures;
pub(crate) mod schemas;
