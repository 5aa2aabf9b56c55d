#![doc = include_str!("../README.md")]

mod backup;
mod claims;
mod connection;
mod contents;
mod copy;
mod error;
mod files;
mod goods_repositories;
mod inspect;
mod job;
mod lane;
mod lite;
mod migrate;
mod personal;
mod personal_register;
mod pg;
mod price_history;
mod records;
mod repositories;
mod repositories_of_sales;
mod repository;
mod schema;
mod seller_repositories;
mod sql;
mod statement;
mod store;
mod tx;
mod watch;
mod writer;

pub use backup::{backup, restore};
pub use connection::{Database, UnknownScheme};
pub use contents::{TableContents, contents};
pub use copy::{Copied, copy};
pub use error::Error;
pub use goods_repositories::*;
pub use inspect::{
    ColumnDescription, ColumnKind, ForeignKey, IndexDescription, SchemaDescription,
    TableDescription, describe_schema, words,
};
pub use job::Fault;
pub use lane::{Batch, Decide, Lane};
pub use migrate::{check, migrate, names as migration_names, revert as revert_migrations};
pub use personal::{ErasedRows, PersonalRows, Whose};
pub use personal_register::{By, Fate, Instead, REGISTER, Registered, Rows};
pub use price_history::*;
pub use records::*;
pub use repositories::*;
pub use repositories_of_sales::*;
pub use seller_repositories::*;
pub use store::{Store, StoreSettings, make_folder};
pub use tx::Tx;
pub use watch::StatementWatch;
