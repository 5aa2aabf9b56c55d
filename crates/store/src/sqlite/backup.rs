//! How an SQLite file is copied and checked as a whole.

use diesel::{Connection, RunQueryDsl, connection::SimpleConnection, sql_types::Text};

use super::{Conn, Db, damage};
use crate::{Error, sql::statement::statement};

statement!(
    /// Writes one whole state of the database to a new file; others may write to the database meanwhile.
    CopyFile { to: String } = "vacuum into ", [to: Text]
);

/// Writes one whole state of the database to a new file.
pub(crate) fn copy_file(conn: &mut Conn, to: &str) -> Result<(), Error> {
    // A new file is a write, though not to this database.
    conn.batch_execute("pragma query_only = off")?;
    CopyFile { to: to.to_owned() }.execute(conn)?;
    Ok(())
}

/// Makes a file complete in itself: nothing that belongs to it stands beside it.
pub(crate) fn finish_file(path: &str) -> Result<(), Error> {
    let mut conn = Conn::establish(path).map_err(|fault| Error::Unavailable(fault.to_string()))?;
    Ok(conn.batch_execute("pragma journal_mode = delete")?)
}

statement!(
    /// Whether the file has a list of migrations.
    Lists {} -> (Text,) = "select name from sqlite_schema where name = '__diesel_schema_migrations'"
);

/// Checks that a file is a database of ours, and whole.
pub(crate) fn check_whole(conn: &mut Conn) -> Result<(), Error> {
    let damaged = |fault: diesel::result::Error| Error::Damaged(fault.to_string());
    let lists: Vec<(String,)> = Lists {}.load(conn).map_err(damaged)?;
    if lists.is_empty() {
        return Err(Error::Damaged("it has no list of our migrations".to_owned()));
    }
    match damage::find_of_one_state(conn)?.into_iter().next() {
        Some(damage) => Err(Error::Damaged(damage.to_string())),
        None => Ok(()),
    }
}
