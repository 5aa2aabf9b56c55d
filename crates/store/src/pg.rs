//! Everything compiled against PostgreSQL.

/// The connection queries run on.
pub(crate) type Conn = diesel::PgConnection;
/// The database they are written for.
pub(crate) type Db = diesel::pg::Pg;

#[path = "pg_contents.rs"]
pub(crate) mod contents;
#[path = "pg_damage.rs"]
pub(crate) mod damage;
#[path = "pg_dialect.rs"]
pub(crate) mod dialect;
#[path = "pg_inspect.rs"]
pub(crate) mod inspect;
#[path = "queries/all.rs"]
#[expect(clippy::duplicate_mod, reason = "queries are compiled once for each database")]
pub(crate) mod queries;
