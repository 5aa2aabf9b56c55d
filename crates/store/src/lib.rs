#![doc = include_str!("../README.md")]

mod copies;
mod error;
mod people;
mod postgres;
mod price_history;
mod records;
mod repositories;
mod run;
mod schema;
mod sql;
mod sqlite;
mod store;
mod tx;

pub use copies::backup::{BackedUp, backup, restore};
pub use copies::by_hand::run_by_hand;
pub use copies::contents::{TableContents, contents};
pub use copies::copy::{Copied, copy};
pub use copies::damage::Damage;
pub use error::Error;
pub use people::personal::{ErasedRows, PersonalRows, Whose};
pub use people::register::{By, Fate, Instead, REGISTER, Registered, Rows};
pub use price_history::*;
pub use records::catalogue::*;
pub use records::change_log::*;
pub use records::cycles::*;
pub use records::enterprises::*;
pub use records::logistics::*;
pub use records::orders::*;
pub use records::outbox::*;
pub use records::payments::*;
pub use records::system::*;
pub use records::week::*;
pub use repositories::Repositories;
pub use repositories::catalogue::*;
pub use repositories::cycles::*;
pub use repositories::enterprises::*;
pub use repositories::events::*;
pub use repositories::logistics::*;
pub use repositories::orders::*;
pub use repositories::outbox::*;
pub use repositories::payments::*;
pub use repositories::people::*;
pub use repositories::system::*;
pub use repositories::week::*;
pub use run::changes::{Changes, Touched};
pub use run::connection::{Database, UnknownScheme};
pub use run::job::{QueueLoad, UseCaseError};
pub use run::lane::{Batch, Decide, Lane, LaneLoad};
pub use run::ticket::Patience;
pub use run::watch::StatementWatch;
pub use run::writer::Within;
pub use schema::describe::{
    ColumnDescription, ColumnKind, ForeignKey, IndexDescription, SchemaDescription,
    TableDescription, describe_schema, words,
};
pub use schema::migrate::{
    accept, check, migrate, names as migration_names, revert as revert_migrations,
};
pub use store::{Store, StoreSettings, make_folder};
pub use tx::Tx;
