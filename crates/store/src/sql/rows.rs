//! Rows that are written many at once.

use diesel::QueryResult;

/// How many rows one statement writes.
pub(crate) const ROWS_AT_ONCE: usize = 2_000;

/// Rows of one table; `insertable!` declares them, as each database takes them best.
pub(crate) trait Rows<'a, C>: Sized {
    /// Adds rows, in their order.
    fn add(conn: &mut C, rows: &'a [Self]) -> QueryResult<()>;
}
