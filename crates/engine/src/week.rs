//! The farmer's week: one list, typed or set in a grid.

pub(crate) mod copy;
pub(crate) mod grid;
pub(crate) mod log;
pub(crate) mod page;
pub(crate) mod text;
