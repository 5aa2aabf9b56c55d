//! How what is in an order is written.

use diesel::{
    QueryResult, RunQueryDsl,
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
};

use super::{
    Conn,
    queries::orders::placed_rows::{BundleRow, InsertBundles, InsertLines, LineRow},
};

/// Writes what is in an order anew.
pub(crate) fn write_contents(
    conn: &mut Conn,
    lines: &[LineRow<'_>],
    bundles: &[BundleRow<'_>],
) -> QueryResult<()> {
    WriteLines(InsertLines::of(lines)).execute(conn)?;
    WriteBundles(InsertBundles::of(bundles)).execute(conn)?;
    Ok(())
}

/// Inserts the lines of an order.
struct WriteLines<'a>(InsertLines<'a>);

impl QueryId for WriteLines<'_> {
    type QueryId = WriteLines<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<Conn> for WriteLines<'_> {}

impl QueryFragment<Pg> for WriteLines<'_> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

/// Inserts the bundles of a batch of checkouts.
pub(super) struct WriteBundles<'a>(pub(super) InsertBundles<'a>);

impl QueryId for WriteBundles<'_> {
    type QueryId = WriteBundles<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<Conn> for WriteBundles<'_> {}

impl QueryFragment<Pg> for WriteBundles<'_> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}
