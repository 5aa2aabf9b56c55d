#![doc = include_str!("../README.md")]

mod connection;
mod error;
mod job;
mod lane;
mod lite;
mod migrate;
mod pg;
mod records;
mod repositories;
mod schema;
mod sql;
mod statement;
mod store;
mod tx;
mod watch;
mod writer;

pub use connection::{Database, UnknownScheme};
pub use error::Error;
pub use job::Fault;
pub use lane::{Batch, Decide, Lane};
pub use migrate::{check, migrate, names as migration_names, revert as revert_migrations};
pub use records::*;
pub use repositories::*;
pub use store::{Store, StoreSettings, make_folder};
pub use tx::Tx;
pub use watch::StatementWatch;
