//! The only place with SQL. This folder is compiled twice, once for each kind of connection (`pg.rs`, `lite.rs`);
//! what the two databases do differently stands in their `dialect`.

pub(crate) mod account_links;
pub(crate) mod attempts;
pub(crate) mod books;
pub(crate) mod carts;
pub(crate) mod catalogue;
pub(crate) mod certificates;
pub(crate) mod checkout;
pub(crate) mod contents;
pub(crate) mod cycles;
pub(crate) mod enterprises;
pub(crate) mod goods;
pub(crate) mod grants;
pub(crate) mod idempotency;
pub(crate) mod images;
pub(crate) mod invitations;
pub(crate) mod keys;
pub(crate) mod members;
pub(crate) mod open_id;
pub(crate) mod orders;
pub(crate) mod outbox;
pub(crate) mod people;
pub(crate) mod placed_rows;
pub(crate) mod profiles;
pub(crate) mod sessions;
pub(crate) mod sheets;
pub(crate) mod verify;
