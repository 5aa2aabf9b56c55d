//! What the repositories take and give beside the types of the trade, by area.

pub(crate) mod catalogue;
pub(crate) mod change_log;
pub(crate) mod cycles;
pub(crate) mod enterprises;
pub(crate) mod logistics;
pub(crate) mod orders;
pub(crate) mod outbox;
pub(crate) mod payments;
pub(crate) mod system;
pub(crate) mod week;
