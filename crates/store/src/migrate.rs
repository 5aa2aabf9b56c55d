use diesel::{Connection as _, PgConnection, SqliteConnection, migration::Migration};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{Database, Error};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Brings the schema up to this program's; the names of the migrations that ran.
///
/// On PostgreSQL an advisory lock lets one node migrate at a time.
///
/// # Errors
///
/// [`Error::Unavailable`] when the database cannot be reached or a migration fails: then it changed nothing.
pub fn migrate(database: &Database) -> Result<Vec<String>, Error> {
    let failed = |fault: Box<dyn std::error::Error + Send + Sync>| Error::Unavailable(fault.to_string());
    let names = |ran: Vec<diesel::migration::MigrationVersion<'_>>| ran.iter().map(ToString::to_string).collect();
    match database {
        Database::Sqlite(path) => {
            let mut conn = connect_sqlite(path)?;
            crate::lite::dialect::prepare_file(&mut conn)?;
            conn.run_pending_migrations(SQLITE).map(names).map_err(failed)
        }
        Database::Postgres(url) => {
            let mut conn = connect_postgres(url)?;
            crate::pg::dialect::lock_migrations(&mut conn)?;
            conn.run_pending_migrations(POSTGRES).map(names).map_err(failed)
        }
    }
}

/// Checks that the schema is this program's.
///
/// # Errors
///
/// [`Error::Unavailable`] when migrations are pending, with what to do.
pub fn check(database: &Database) -> Result<(), Error> {
    let failed = |fault: Box<dyn std::error::Error + Send + Sync>| Error::Unavailable(fault.to_string());
    let pending = match database {
        Database::Sqlite(path) => connect_sqlite(path)?.pending_migrations(SQLITE).map_err(failed)?.len(),
        Database::Postgres(url) => connect_postgres(url)?.pending_migrations(POSTGRES).map_err(failed)?.len(),
    };
    if pending == 0 {
        return Ok(());
    }
    Err(Error::Unavailable(format!("{pending} migrations are pending: run `sillon migrate`")))
}

/// The names of every migration, in order, for either database.
pub fn names(database: &Database) -> Vec<String> {
    fn of<DB: diesel::backend::Backend>(migrations: &EmbeddedMigrations) -> Vec<String>
    where
        EmbeddedMigrations: diesel::migration::MigrationSource<DB>,
    {
        use diesel::migration::MigrationSource;
        let all: Vec<Box<dyn Migration<DB>>> = migrations.migrations().unwrap_or_default();
        let mut names: Vec<String> = all.iter().map(|migration| migration.name().to_string()).collect();
        names.sort();
        names
    }
    match database {
        Database::Sqlite(_) => of::<diesel::sqlite::Sqlite>(&SQLITE),
        Database::Postgres(_) => of::<diesel::pg::Pg>(&POSTGRES),
    }
}

fn connect_sqlite(path: &str) -> Result<SqliteConnection, Error> {
    SqliteConnection::establish(path).map_err(|fault| Error::Unavailable(fault.to_string()))
}

fn connect_postgres(url: &str) -> Result<PgConnection, Error> {
    PgConnection::establish(url).map_err(|fault| Error::Unavailable(fault.to_string()))
}
