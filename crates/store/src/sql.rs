//! What statements are written with.

pub(crate) mod ids;
pub(crate) mod rows;
pub(crate) mod statement;
