//! Letters on their way out.

pub(crate) mod mail;
pub(crate) mod send;
