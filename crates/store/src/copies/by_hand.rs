use diesel::connection::SimpleConnection as _;

use crate::{
    Database, Error,
    schema::migrate::{connect_postgres, connect_sqlite},
};

/// Runs statements on a database past every rule of ours, to try what we make of one that was changed by hand.
///
/// # Errors
///
/// [`Error::Unavailable`] when the database cannot be reached; what it refuses of the statements.
pub fn run_by_hand(database: &Database, statements: &str) -> Result<(), Error> {
    match database {
        Database::Sqlite(path) => connect_sqlite(path)?.batch_execute(statements)?,
        Database::Postgres(url) => connect_postgres(url)?.batch_execute(statements)?,
    }
    Ok(())
}
