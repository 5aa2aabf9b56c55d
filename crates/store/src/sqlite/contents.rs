//! How SQLite reads and writes rows whatever they mean.

use diesel::{
    QueryResult, RunQueryDsl,
    connection::DefaultLoadingMode,
    deserialize::{self, FromSql},
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{BigInt, Binary, Nullable, Text},
    sqlite::{Sqlite, SqliteType, SqliteValue},
};

use super::Conn;
use crate::copies::contents::{Row, Table, Value};

/// How rows are read one after the other.
pub(crate) type Streaming = DefaultLoadingMode;

/// Texts are always compared so.
pub(crate) const BYTE_BY_BYTE: &str = "";

/// Reads what stands in a column.
pub(crate) fn read_value(value: Option<SqliteValue<'_, '_, '_>>) -> deserialize::Result<Value> {
    let Some(value) = value else { return Ok(Value::Nothing) };
    match value.value_type() {
        None => Ok(Value::Nothing),
        Some(SqliteType::SmallInt | SqliteType::Integer | SqliteType::Long) => {
            FromSql::<BigInt, Sqlite>::from_sql(value).map(Value::Integer)
        }
        Some(SqliteType::Text) => FromSql::<Text, Sqlite>::from_sql(value).map(Value::Text),
        Some(SqliteType::Binary) => FromSql::<Binary, Sqlite>::from_sql(value).map(Value::Bytes),
        Some(SqliteType::Float | SqliteType::Double) => {
            Err("a broken number stands where none may".into())
        }
    }
}

/// Inserts one row.
struct InsertRow<'r> {
    table: &'r Table<'r>,
    row: &'r Row,
}

impl QueryId for InsertRow<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<Conn> for InsertRow<'_> {}

impl QueryFragment<Sqlite> for InsertRow<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("insert into ");
        out.push_identifier(self.table.name)?;
        let mut before = " (";
        for column in &self.table.columns {
            out.push_sql(before);
            out.push_identifier(column)?;
            before = ", ";
        }
        let mut before = ") values (";
        for value in &self.row.0 {
            out.push_sql(before);
            match value {
                Value::Nothing => out.push_bind_param::<Nullable<BigInt>, Option<i64>>(&None)?,
                Value::Integer(integer) => out.push_bind_param::<BigInt, _>(integer)?,
                Value::Text(text) => out.push_bind_param::<Text, _>(text)?,
                Value::Bytes(bytes) => out.push_bind_param::<Binary, _>(bytes)?,
            }
            before = ", ";
        }
        out.push_sql(")");
        Ok(())
    }
}

/// Inserts rows, one by one: in one process a loop of prepared inserts is the batch.
pub(crate) fn insert_rows(conn: &mut Conn, table: &Table<'_>, rows: &[Row]) -> QueryResult<()> {
    for row in rows {
        InsertRow { table, row }.execute(conn)?;
    }
    Ok(())
}
