//! Everything compiled against SQLite.

/// The connection queries run on.
pub(crate) type Conn = diesel::SqliteConnection;
/// The database they are written for.
pub(crate) type Db = diesel::sqlite::Sqlite;

#[path = "lite_backup.rs"]
pub(crate) mod backup;
#[path = "lite_contents.rs"]
pub(crate) mod contents;
#[path = "lite_damage.rs"]
pub(crate) mod damage;
#[path = "lite_dialect.rs"]
pub(crate) mod dialect;
#[path = "lite_inspect.rs"]
pub(crate) mod inspect;
#[path = "queries/all.rs"]
#[expect(clippy::duplicate_mod, reason = "queries are compiled once for each database")]
pub(crate) mod queries;
#[path = "lite_tally.rs"]
pub(crate) mod tally;
