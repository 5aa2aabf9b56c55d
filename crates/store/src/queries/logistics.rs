//! Sheets, and packaging that comes back.

pub(crate) mod hand_over;
pub(crate) mod packing;
pub(crate) mod returns;
pub(crate) mod sheets;
pub(crate) mod ticks;
