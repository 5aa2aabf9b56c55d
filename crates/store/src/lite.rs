//! Everything compiled against SQLite.

/// The connection queries run on.
pub(crate) type Conn = diesel::SqliteConnection;
/// The database they are written for.
pub(crate) type Db = diesel::sqlite::Sqlite;

#[path = "lite_dialect.rs"]
pub(crate) mod dialect;
#[path = "queries/all.rs"]
pub(crate) mod queries;
