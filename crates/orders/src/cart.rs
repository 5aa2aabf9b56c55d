//! Carts, and what they come to.

pub(crate) mod agreed;
pub(crate) mod contents;
pub(crate) mod guests;
pub(crate) mod line;
pub(crate) mod partner;
pub(crate) mod quote;
pub(crate) mod tag;
