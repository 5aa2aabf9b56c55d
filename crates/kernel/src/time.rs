//! Instants, days, weeks and the time between.

pub(crate) mod days;
pub(crate) mod instant;
pub(crate) mod iso_week;
pub(crate) mod month;
pub(crate) mod window;
pub(crate) mod withdrawal;
