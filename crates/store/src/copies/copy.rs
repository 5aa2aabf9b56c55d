use sillon_kernel::SystemClock;

use crate::{
    Database, Error, check,
    copies::contents::{Row, Table, each_row, first_filled},
    postgres,
    run::connection::{Connection, Use},
    schema::describe::describe_schema,
    sqlite,
    tx::Handle,
};

/// How many rows are written at once.
const ROWS_AT_ONCE: usize = 1_000;
/// From how many bytes on fewer rows are written at once.
const BYTES_AT_ONCE: usize = 8 * 1024 * 1024;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Each table and how many rows it has, each after those it refers to.
    pub tables: Vec<(String, u64)>,
}

impl Copied {
    /// How many rows in all.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

/// Copies everything one database holds into another, which must hold nothing: between the two kinds, or within one.
///
/// The source is read over one unchanging state while others write to it; the target has all of it or nothing. Tables are
/// those the schema names, so that none is forgotten. `progress` is told each table and how many of its rows are there.
///
/// # Errors
///
/// [`Error::NotEmpty`] with the first table of the target that has rows; [`Error::NoDatabase`] or [`Error::Unavailable`] when
/// one of them cannot be reached, [`Error::Older`] or [`Error::Newer`] when it has not this program's schema.
pub fn copy(
    from: &Database,
    to: &Database,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Copied, Error> {
    check(from)?;
    check(to)?;
    let schema = describe_schema(to)?;
    let mut source = Connection::to(from, Use::Read)?;
    let mut target = Connection::to(to, Use::Write)?;
    source.snapshot(&SystemClock, |read| {
        target.transaction(&SystemClock, |write| {
            if let Handle::Pg(conn) = &mut write.handle {
                for name in schema.tables.keys() {
                    postgres::contents::lock_table(conn, name)?;
                }
            }
            if let Some(table) = first_filled(&mut write.handle, &schema)? {
                return Err(Error::NotEmpty { table });
            }
            let mut tables = Vec::with_capacity(schema.tables.len());
            for (name, described) in schema.in_dependency_order() {
                let table = Table::new(name, described);
                let rows = copy_table(&mut read.handle, &mut write.handle, &table, progress)?;
                tables.push((name.to_owned(), rows));
            }
            Ok(Copied { tables })
        })
    })
}

/// Writes rows to a table of the target.
type Insert<'t> = Box<dyn FnMut(&[Row]) -> Result<(), Error> + 't>;

/// Copies one table; how many rows.
fn copy_table(
    source: &mut Handle<'_>,
    target: &mut Handle<'_>,
    table: &Table<'_>,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<u64, Error> {
    let mut insert: Insert<'_> = match target {
        Handle::Pg(conn) => {
            let kinds = postgres::inspect::kinds(conn, table)?;
            Box::new(move |rows| postgres::contents::insert_rows(conn, table, &kinds, rows))
        }
        Handle::Lite(conn) => {
            Box::new(|rows| Ok(sqlite::contents::insert_rows(conn, table, rows)?))
        }
    };
    let (mut copied, mut bytes, mut waiting) = (0, 0, Vec::with_capacity(ROWS_AT_ONCE));
    each_row(source, table, &mut |row| {
        copied += 1;
        bytes += row.bytes();
        waiting.push(row);
        if waiting.len() == ROWS_AT_ONCE || bytes >= BYTES_AT_ONCE {
            insert(&waiting)?;
            waiting.clear();
            bytes = 0;
            progress(table.name, copied);
        }
        Ok(())
    })?;
    insert(&waiting)?;
    progress(table.name, copied);
    Ok(copied)
}
