//! What statements are written with.

pub(crate) mod ids;
pub(crate) mod statement;
