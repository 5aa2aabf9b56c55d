//! Sheets, and packaging that comes back.

pub(crate) mod packing;
pub(crate) mod returns;
pub(crate) mod sheets;
