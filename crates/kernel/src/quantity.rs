//! How much of something, and how it is written.

pub(crate) mod by_size;
pub(crate) mod measure;
