//! Everything compiled against SQLite.

/// The connection queries run on.
pub(crate) type Conn = diesel::SqliteConnection;
/// The database they are written for.
pub(crate) type Db = diesel::sqlite::Sqlite;

pub(crate) mod backup;
#[cfg(test)]
mod built;
pub(crate) mod contents;
pub(crate) mod damage;
pub(crate) mod dialect;
pub(crate) mod inspect;
pub(crate) mod order_changes;
pub(crate) mod order_counts;
#[path = "queries/all.rs"]
#[expect(clippy::duplicate_mod, reason = "queries are compiled once for each database")]
pub(crate) mod queries;
pub(crate) mod tally;
