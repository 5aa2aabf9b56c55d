//! What tables hold, row by row, whatever it means: for copies, and to compare databases.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use sillon_kernel::SystemClock;

use crate::{
    Database, Error, postgres,
    run::connection::{Connection, Use},
    schema::describe::{ColumnKind, SchemaDescription, TableDescription, describe_schema},
    sqlite,
    tx::Handle,
};

/// What stands in one column of one row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    Nothing,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A row: one value a column, in the columns' order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Row(pub(crate) Vec<Value>);

impl Row {
    /// About how much memory it takes, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let bytes = |value: &Value| match value {
            Value::Nothing | Value::Integer(_) => 8,
            Value::Text(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
        };
        self.0.iter().map(bytes).sum()
    }
}

/// Which rows are read or written: a table's, and of them these columns, in the order of its primary key.
pub(crate) struct Table<'s> {
    pub(crate) name: &'s str,
    pub(crate) columns: Vec<&'s str>,
    pub(crate) key: Vec<(&'s str, ColumnKind)>,
}

impl<'s> Table<'s> {
    pub(crate) fn new(name: &'s str, described: &'s TableDescription) -> Self {
        let kind = |key: &str| {
            described.columns.iter().find(|column| column.name == key).map(|column| column.kind)
        };
        Self {
            name,
            columns: described.columns.iter().map(|column| column.name.as_str()).collect(),
            key: described
                .primary_key
                .iter()
                .filter_map(|key| Some((key.as_str(), kind(key)?)))
                .collect(),
        }
    }
}

/// What a table holds, to compare it with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableContents {
    /// How many rows.
    pub rows: u64,
    /// A digest of all of them, in the order of the primary key. The same rows have the same digest on either database;
    /// another build of this program may compute another.
    pub digest: u64,
}

/// What every table holds, over one unchanging state.
///
/// # Errors
///
/// What the database refuses.
pub fn contents(database: &Database) -> Result<BTreeMap<String, TableContents>, Error> {
    let schema = describe_schema(database)?;
    Connection::to(database, Use::Read)?.snapshot(&SystemClock, |tx| {
        let tables = schema.tables.iter();
        tables
            .map(|(name, table)| {
                Ok((name.clone(), digest(&mut tx.handle, &Table::new(name, table))?))
            })
            .collect()
    })
}

fn digest(handle: &mut Handle<'_>, table: &Table<'_>) -> Result<TableContents, Error> {
    let (mut rows, mut hasher) = (0, DefaultHasher::new());
    each_row(handle, table, &mut |row| {
        rows += 1;
        row.hash(&mut hasher);
        Ok(())
    })?;
    Ok(TableContents { rows, digest: hasher.finish() })
}

/// Does something with each row of a table, one after the other, without holding them all.
pub(crate) fn each_row(
    handle: &mut Handle<'_>,
    table: &Table<'_>,
    work: &mut dyn FnMut(Row) -> Result<(), Error>,
) -> Result<(), Error> {
    match handle {
        Handle::Pg(conn) => postgres::queries::system::contents::each_row(conn, table, work),
        Handle::Lite(conn) => sqlite::queries::system::contents::each_row(conn, table, work),
    }
}

/// The first table, in dependency order, that has a row in it.
pub(crate) fn first_filled(
    handle: &mut Handle<'_>,
    schema: &SchemaDescription,
) -> Result<Option<String>, Error> {
    for (name, _) in schema.in_dependency_order() {
        let has_rows = match handle {
            Handle::Pg(conn) => postgres::queries::system::contents::has_rows(conn, name)?,
            Handle::Lite(conn) => sqlite::queries::system::contents::has_rows(conn, name)?,
        };
        if has_rows {
            return Ok(Some(name.to_owned()));
        }
    }
    Ok(None)
}
