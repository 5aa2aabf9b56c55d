//! Sheets, and packaging that comes back.

pub(crate) mod returns;
pub(crate) mod sheets;
