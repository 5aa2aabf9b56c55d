//! The only place with SQL. This folder is compiled twice, once for each kind of connection (`pg.rs`, `lite.rs`);
//! what the two databases do differently stands in their `dialect`.

pub(crate) mod catalogue;
pub(crate) mod cycles;
pub(crate) mod enterprises;
pub(crate) mod events;
pub(crate) mod logistics;
pub(crate) mod orders;
pub(crate) mod outbox;
pub(crate) mod payments;
pub(crate) mod people;
pub(crate) mod system;
pub(crate) mod week;
