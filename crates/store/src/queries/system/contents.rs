use diesel::{
    connection::LoadConnection,
    deserialize::{self, FromSqlRow},
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    row::Field as _,
    sql_types::{Integer, Untyped},
};

use super::super::super::{Conn, Db, contents as dialect};
use crate::{
    Error,
    copies::contents::{Row, Table},
    schema::describe::ColumnKind,
};

impl FromSqlRow<Untyped, Db> for Row {
    fn build_from_row<'a>(row: &impl diesel::row::Row<'a, Db>) -> deserialize::Result<Self> {
        let fields = (0..row.field_count()).filter_map(|index| row.get(index));
        Ok(Self(fields.map(|field| dialect::read_value(field.value())).collect::<Result<_, _>>()?))
    }
}

/// All rows of a table, in the order of its primary key, byte by byte.
struct AllRows<'t>(&'t Table<'t>);

impl QueryId for AllRows<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for AllRows<'_> {
    type SqlType = Untyped;
}

impl RunQueryDsl<Conn> for AllRows<'_> {}

impl QueryFragment<Db> for AllRows<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        let mut before = "select ";
        for column in &self.0.columns {
            out.push_sql(before);
            out.push_identifier(column)?;
            before = ", ";
        }
        out.push_sql(" from ");
        out.push_identifier(self.0.name)?;
        let mut before = " order by ";
        for (column, kind) in &self.0.key {
            out.push_sql(before);
            out.push_identifier(column)?;
            if *kind == ColumnKind::Text {
                out.push_sql(dialect::BYTE_BY_BYTE);
            }
            before = ", ";
        }
        Ok(())
    }
}

pub(crate) fn each_row(
    conn: &mut Conn,
    table: &Table<'_>,
    work: &mut dyn FnMut(Row) -> Result<(), Error>,
) -> Result<(), Error> {
    fn stream<'c, 't>(
        conn: &'c mut Conn,
        rows: AllRows<'t>,
    ) -> QueryResult<impl Iterator<Item = QueryResult<Row>> + use<'c, 't>>
    where
        Conn: LoadConnection<dialect::Streaming>,
        't: 'c,
    {
        rows.load_iter::<Row, dialect::Streaming>(conn)
    }
    for row in stream(conn, AllRows(table))? {
        work(row?)?;
    }
    Ok(())
}

/// Whether a table has a row.
struct AnyRow<'t>(&'t str);

impl QueryId for AnyRow<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for AnyRow<'_> {
    type SqlType = (Integer,);
}

impl RunQueryDsl<Conn> for AnyRow<'_> {}

impl QueryFragment<Db> for AnyRow<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        out.push_sql("select 1 from ");
        out.push_identifier(self.0)?;
        out.push_sql(" limit 1");
        Ok(())
    }
}

pub(crate) fn has_rows(conn: &mut Conn, table: &str) -> Result<bool, Error> {
    let found: Option<(i32,)> = AnyRow(table).get_result(conn).optional()?;
    Ok(found.is_some())
}
