//! Product lists that come in from files, and go out into them.

pub(crate) mod files;
pub(crate) mod views;
