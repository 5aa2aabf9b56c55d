//! What PostgreSQL's catalogue says of the schema.

use diesel::{
    RunQueryDsl,
    sql_types::{Array, Bool, Nullable, Text},
};

use super::{Conn, Db};
use crate::{
    Error,
    copies::contents::Table,
    schema::describe::{
        ColumnDescription, ColumnKind, ForeignKey, IndexDescription, SchemaDescription, words,
    },
    sql::statement::statement,
};

statement!(
    /// Every column.
    Columns {} -> (Text, Text, Text, Bool) =
    "select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull \
     from pg_class c join pg_attribute a on a.attrelid = c.oid \
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0 \
     and not a.attisdropped and left(c.relname, 2) <> '__' order by c.relname, a.attnum"
);

statement!(
    /// Every constraint but `not null`: its kind, columns, definition, and the table and columns it refers to.
    Constraints {} -> (Text, Text, Array<Text>, Text, Nullable<Text>, Array<Text>) =
    "select c.relname::text, k.contype::text, \
     array(select a.attname::text from unnest(k.conkey) with ordinality u (number, place) \
     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number order by u.place), \
     pg_get_constraintdef(k.oid), f.relname::text, \
     array(select a.attname::text from unnest(k.confkey) with ordinality u (number, place) \
     join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number order by u.place) \
     from pg_constraint k join pg_class c on c.oid = k.conrelid left join pg_class f on f.oid = k.confrelid \
     where c.relnamespace = current_schema()::regnamespace and k.contype in ('p', 'u', 'f', 'c') \
     and left(c.relname, 2) <> '__'"
);

statement!(
    /// Every index that no constraint made.
    Indexes {} -> (Text, Text, Bool, Array<Text>, Nullable<Text>) =
    "select c.relname::text, x.relname::text, i.indisunique, \
     array(select a.attname::text from unnest(i.indkey::smallint[]) with ordinality u (number, place) \
     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.number order by u.place), \
     pg_get_expr(i.indpred, i.indrelid) \
     from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid \
     where c.relnamespace = current_schema()::regnamespace and left(c.relname, 2) <> '__' and not exists \
     (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))"
);

/// What a column holds, as PostgreSQL tells types apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Bytes,
    Integer,
    Flag,
    Text,
}

impl Kind {
    fn read(kind: &str) -> Result<Self, Error> {
        match kind {
            "uuid" => Ok(Self::Id),
            "bytea" => Ok(Self::Bytes),
            "bigint" => Ok(Self::Integer),
            "boolean" => Ok(Self::Flag),
            "text" => Ok(Self::Text),
            other => Err(Error::Corrupt { what: "column type", value: other.to_owned() }),
        }
    }

    fn shared(self) -> ColumnKind {
        match self {
            Self::Id | Self::Bytes => ColumnKind::Bytes,
            Self::Integer | Self::Flag => ColumnKind::Integer,
            Self::Text => ColumnKind::Text,
        }
    }
}

/// What each column of a table holds.
pub(crate) fn kinds(conn: &mut Conn, table: &Table<'_>) -> Result<Vec<Kind>, Error> {
    let all: Vec<ColumnRow> = Columns {}.load(conn)?;
    let kind = |column: &&str| {
        let found = all.iter().find(|(of, name, ..)| of == table.name && name == column);
        Kind::read(found.map_or("", |(_, _, kind, _)| kind.as_str()))
    };
    table.columns.iter().map(kind).collect()
}

/// The schema.
pub(crate) fn schema(conn: &mut Conn) -> Result<SchemaDescription, Error> {
    let mut schema = SchemaDescription::default();
    let columns: Vec<ColumnRow> = Columns {}.load(conn)?;
    for (table, name, kind, is_required) in columns {
        let kind = Kind::read(&kind)?.shared();
        schema.table(&table).columns.push(ColumnDescription {
            name,
            kind,
            is_nullable: !is_required,
        });
    }
    constraints(conn, &mut schema)?;
    let indexes: Vec<Index> = Indexes {}.load(conn)?;
    for (table, name, is_unique, columns, predicate) in indexes {
        let predicate = predicate.as_deref().map(words);
        schema
            .table(&table)
            .indexes
            .insert(name, IndexDescription { columns, is_unique, predicate });
    }
    Ok(schema)
}

type ColumnRow = (String, String, String, bool);
type Index = (String, String, bool, Vec<String>, Option<String>);
type Constraint = (String, String, Vec<String>, String, Option<String>, Vec<String>);

fn constraints(conn: &mut Conn, schema: &mut SchemaDescription) -> Result<(), Error> {
    let constraints: Vec<Constraint> = Constraints {}.load(conn)?;
    for (table, kind, columns, definition, to, references) in constraints {
        let table = schema.table(&table);
        match (kind.as_str(), to) {
            ("p", _) => table.primary_key = columns,
            ("u", _) => {
                table.unique.insert(columns);
            }
            ("f", Some(to)) => {
                table.foreign_keys.insert(ForeignKey { columns, table: to, references });
            }
            _ => {
                let condition = words(&definition);
                table
                    .checks
                    .push(condition.strip_prefix("check ").unwrap_or(&condition).to_owned());
            }
        }
    }
    for table in schema.tables.values_mut() {
        table.checks.sort();
    }
    Ok(())
}
