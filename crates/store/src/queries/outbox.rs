//! Letters on their way out.

pub(crate) mod letters;
