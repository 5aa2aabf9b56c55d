//! Which tables there are, how they came about, and what a database has.

pub(crate) mod describe;
pub(crate) mod events;
mod joins;
pub(crate) mod logistics;
pub(crate) mod migrate;
pub(crate) mod notices;
pub(crate) mod order_changes;
pub(crate) mod payments;
pub(crate) mod tables;
