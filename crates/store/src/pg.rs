//! Everything compiled against PostgreSQL.

/// The connection queries run on.
pub(crate) type Conn = diesel::PgConnection;
/// The database they are written for.
pub(crate) type Db = diesel::pg::Pg;

#[path = "pg_dialect.rs"]
pub(crate) mod dialect;
#[path = "queries/all.rs"]
pub(crate) mod queries;
