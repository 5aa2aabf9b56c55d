//! What SQLite's catalogue says of the schema.

use diesel::{
    RunQueryDsl,
    sql_types::{BigInt, Bool, Nullable, Text},
};

use super::{Conn, Db};
use crate::{
    Error,
    schema::describe::{
        ColumnDescription, ColumnKind, ForeignKey, IndexDescription, SchemaDescription, conditions,
        words,
    },
    sql::statement::statement,
};

statement!(
    /// Every column with its place in the primary key, from 1, or 0.
    Columns {} -> (Text, Text, Text, Bool, BigInt) =
    "select t.name, c.name, c.type, c.\"notnull\", c.pk from sqlite_schema t join pragma_table_info(t.name) c \
     where t.type = 'table' and substr(t.name, 1, 2) <> '__' order by t.name, c.cid"
);

statement!(
    /// Every column of every foreign key.
    ForeignKeys {} -> (Text, BigInt, Text, Text, Text) =
    "select t.name, f.id, f.\"from\", f.\"table\", f.\"to\" from sqlite_schema t \
     join pragma_foreign_key_list(t.name) f where t.type = 'table' order by t.name, f.id, f.seq"
);

statement!(
    /// Every column of every index but those of primary keys: which index, unique or not, made for a constraint or not,
    /// and the statement that made it.
    Indexes {} -> (Text, Text, Bool, Text, Text, Nullable<Text>) =
    "select t.name, i.name, i.\"unique\", i.origin, c.name, s.sql from sqlite_schema t \
     join pragma_index_list(t.name) i join pragma_index_info(i.name) c left join sqlite_schema s on s.name = i.name \
     where t.type = 'table' and substr(t.name, 1, 2) <> '__' and i.origin <> 'pk' order by t.name, i.name, c.seqno"
);

statement!(
    /// The statement that made each table.
    Tables {} -> (Text, Text) =
    "select name, sql from sqlite_schema where type = 'table' and substr(name, 1, 2) <> '__' and sql is not null"
);

/// The schema.
pub(crate) fn schema(conn: &mut Conn) -> Result<SchemaDescription, Error> {
    let mut schema = SchemaDescription::default();
    let mut keys: Vec<(i64, String, String)> = Vec::new();
    let columns: Vec<(String, String, String, bool, i64)> = Columns {}.load(conn)?;
    for (table, name, kind, is_required, key) in columns {
        if key > 0 {
            keys.push((key, table.clone(), name.clone()));
        }
        let column = ColumnDescription { name, kind: read_kind(&kind)?, is_nullable: !is_required };
        schema.table(&table).columns.push(column);
    }
    keys.sort();
    for (_, table, column) in keys {
        schema.table(&table).primary_key.push(column);
    }
    foreign_keys(conn, &mut schema)?;
    indexes(conn, &mut schema)?;
    let tables: Vec<(String, String)> = Tables {}.load(conn)?;
    for (table, made) in tables {
        let mut checks: Vec<String> = conditions(&made, "check").into_iter().map(words).collect();
        checks.sort();
        schema.table(&table).checks = checks;
    }
    Ok(schema)
}

fn read_kind(kind: &str) -> Result<ColumnKind, Error> {
    match kind.to_lowercase().as_str() {
        "integer" => Ok(ColumnKind::Integer),
        "text" => Ok(ColumnKind::Text),
        "blob" => Ok(ColumnKind::Bytes),
        other => Err(Error::Corrupt { what: "column type", value: other.to_owned() }),
    }
}

fn foreign_keys(conn: &mut Conn, schema: &mut SchemaDescription) -> Result<(), Error> {
    let rows: Vec<(String, i64, String, String, String)> = ForeignKeys {}.load(conn)?;
    for same in rows.chunk_by(|one, next| (&one.0, one.1) == (&next.0, next.1)) {
        let Some((table, _, _, to, _)) = same.first() else { continue };
        let key = ForeignKey {
            columns: same.iter().map(|row| row.2.clone()).collect(),
            table: to.clone(),
            references: same.iter().map(|row| row.4.clone()).collect(),
        };
        schema.table(table).foreign_keys.insert(key);
    }
    Ok(())
}

fn indexes(conn: &mut Conn, schema: &mut SchemaDescription) -> Result<(), Error> {
    let rows: Vec<(String, String, bool, String, String, Option<String>)> =
        Indexes {}.load(conn)?;
    for same in rows.chunk_by(|one, next| one.1 == next.1) {
        let Some((table, name, is_unique, origin, _, made)) = same.first() else { continue };
        let columns: Vec<String> = same.iter().map(|row| row.4.clone()).collect();
        let table = schema.table(table);
        if origin == "u" {
            table.unique.insert(columns);
        } else {
            let predicate = made
                .as_deref()
                .and_then(|made| made.split_once(" where "))
                .map(|(_, rows)| words(rows));
            table.indexes.insert(
                name.clone(),
                IndexDescription { columns, is_unique: *is_unique, predicate },
            );
        }
    }
    Ok(())
}
