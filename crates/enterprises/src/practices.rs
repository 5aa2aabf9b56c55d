//! What an enterprise says of how it works, and what proves it.

pub(crate) mod certificate;
pub(crate) mod label;
pub(crate) mod property;
