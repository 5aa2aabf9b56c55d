//! The day at the hub: sheets, and packaging that comes back.

pub(crate) mod hand_over;
pub(crate) mod returns;
pub(crate) mod sheets;
pub(crate) mod tick;
