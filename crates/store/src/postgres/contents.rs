//! How PostgreSQL reads and writes rows whatever they mean.

use diesel::{
    QueryResult, RunQueryDsl,
    deserialize::{self, FromSql},
    pg::{Pg, PgRowByRowLoadingMode, PgValue},
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Array, BigInt, Binary, Bool, Nullable, Text},
};
use uuid::Uuid;

use super::{Conn, inspect::Kind};
use crate::{
    Error,
    copies::contents::{Row, Table, Value},
    sql::ids::{AnyId, Key, Uid},
};

/// How rows are read one after the other.
pub(crate) type Streaming = PgRowByRowLoadingMode;

/// Compares a text so, whatever the language of the database.
pub(crate) const BYTE_BY_BYTE: &str = " collate \"C\"";

/// Types by the numbers PostgreSQL knows them by, as `select oid, typname from pg_type` tells them.
const BOOL: u32 = 16;
const BYTEA: u32 = 17;
const INT8: u32 = 20;
const TEXT: u32 = 25;
const UUID: u32 = 2_950;

/// Reads what stands in a column.
pub(crate) fn read_value(value: Option<PgValue<'_>>) -> deserialize::Result<Value> {
    let Some(value) = value else { return Ok(Value::Nothing) };
    match value.get_oid().get() {
        UUID => Ok(Value::Bytes(value.as_bytes().to_owned())),
        BYTEA => FromSql::<Binary, Pg>::from_sql(value).map(Value::Bytes),
        INT8 => FromSql::<BigInt, Pg>::from_sql(value).map(Value::Integer),
        BOOL => {
            <bool as FromSql<Bool, Pg>>::from_sql(value).map(|flag| Value::Integer(flag.into()))
        }
        TEXT => FromSql::<Text, Pg>::from_sql(value).map(Value::Text),
        other => Err(format!("a value of type {other}").into()),
    }
}

/// Keeps everybody else from writing to a table until the transaction ends.
struct LockTable<'t>(&'t str);

impl QueryId for LockTable<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<Conn> for LockTable<'_> {}

impl QueryFragment<Pg> for LockTable<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("lock table ");
        out.push_identifier(self.0)?;
        out.push_sql(" in exclusive mode");
        Ok(())
    }
}

/// Keeps everybody else from writing to a table until the transaction ends.
pub(crate) fn lock_table(conn: &mut Conn, table: &str) -> QueryResult<()> {
    LockTable(table).execute(conn).map(drop)
}

/// The values of one column of many rows.
enum Column<'r> {
    Ids(Vec<Option<Key<AnyId>>>),
    Bytes(Vec<Option<&'r [u8]>>),
    Integers(Vec<Option<i64>>),
    Flags(Vec<Option<bool>>),
    Texts(Vec<Option<&'r str>>),
}

impl<'r> Column<'r> {
    fn of(kind: Kind, column: &str, values: &[&'r Value]) -> Result<Self, Error> {
        let mismatch = || Error::Corrupt { what: "column", value: column.to_owned() };
        macro_rules! all {
            ($($pattern:pat => $value:expr),+) => {
                values.iter().map(|value| match value {
                    Value::Nothing => Ok(None),
                    $($pattern => Ok(Some($value)),)+
                    _ => Err(mismatch()),
                }).collect::<Result<_, Error>>()?
            };
        }
        Ok(match kind {
            Kind::Id => Self::Ids(
                all!(Value::Bytes(bytes) => Key(AnyId(read_id(bytes).ok_or_else(mismatch)?))),
            ),
            Kind::Bytes => Self::Bytes(all!(Value::Bytes(bytes) => bytes.as_slice())),
            Kind::Integer => Self::Integers(all!(Value::Integer(integer) => *integer)),
            Kind::Flag => Self::Flags(all!(Value::Integer(0) => false, Value::Integer(1) => true)),
            Kind::Text => Self::Texts(all!(Value::Text(text) => text.as_str())),
        })
    }
}

fn read_id(bytes: &[u8]) -> Option<Uuid> {
    Uuid::from_slice(bytes).ok()
}

/// Inserts many rows as arrays, one a column.
struct InsertRows<'r> {
    table: &'r Table<'r>,
    columns: Vec<Column<'r>>,
}

impl QueryId for InsertRows<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<Conn> for InsertRows<'_> {}

impl QueryFragment<Pg> for InsertRows<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("insert into ");
        out.push_identifier(self.table.name)?;
        let mut before = " (";
        for column in &self.table.columns {
            out.push_sql(before);
            out.push_identifier(column)?;
            before = ", ";
        }
        let mut before = ") select * from unnest(";
        for column in &self.columns {
            out.push_sql(before);
            match column {
                Column::Ids(all) => out.push_bind_param::<Array<Nullable<Uid>>, _>(all)?,
                Column::Bytes(all) => out.push_bind_param::<Array<Nullable<Binary>>, _>(all)?,
                Column::Integers(all) => out.push_bind_param::<Array<Nullable<BigInt>>, _>(all)?,
                Column::Flags(all) => out.push_bind_param::<Array<Nullable<Bool>>, _>(all)?,
                Column::Texts(all) => out.push_bind_param::<Array<Nullable<Text>>, _>(all)?,
            }
            before = ", ";
        }
        out.push_sql(")");
        Ok(())
    }
}

/// Inserts rows in one statement.
pub(crate) fn insert_rows(
    conn: &mut Conn,
    table: &Table<'_>,
    kinds: &[Kind],
    rows: &[Row],
) -> Result<(), Error> {
    let columns = table.columns.iter().zip(kinds).enumerate();
    let values = |index: usize| rows.iter().filter_map(|row| row.0.get(index)).collect::<Vec<_>>();
    let columns = columns.map(|(index, (name, kind))| Column::of(*kind, name, &values(index)));
    InsertRows { table, columns: columns.collect::<Result<_, _>>()? }.execute(conn)?;
    Ok(())
}
