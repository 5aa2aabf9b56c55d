//! Everything compiled against PostgreSQL.

/// The connection queries run on.
pub(crate) type Conn = diesel::PgConnection;
/// The database they are written for.
pub(crate) type Db = diesel::pg::Pg;

pub(crate) mod contents;
pub(crate) mod damage;
pub(crate) mod dialect;
pub(crate) mod inspect;
pub(crate) mod order_changes;
pub(crate) mod order_counts;
#[path = "queries/all.rs"]
#[expect(clippy::duplicate_mod, reason = "queries are compiled once for each database")]
pub(crate) mod queries;
