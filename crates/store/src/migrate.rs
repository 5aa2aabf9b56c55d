use std::path::Path;

use diesel::{
    Connection as _, PgConnection, SqliteConnection,
    migration::{Migration, MigrationVersion},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{Database, Error, connection::unreachable, files};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Brings the schema up to this program's; the names of the migrations that ran.
///
/// On PostgreSQL an advisory lock lets one node migrate at a time.
///
/// # Errors
///
/// [`Error::Unavailable`] when the database cannot be reached; [`Error::Schema`] when a migration fails: then it changed
/// nothing.
pub fn migrate(database: &Database) -> Result<Vec<String>, Error> {
    match database {
        Database::Sqlite(path) => {
            files::keep_private(path)?;
            let mut conn = connect_sqlite(path)?;
            crate::lite::dialect::prepare_file(&mut conn)?;
            let ran = conn.run_pending_migrations(SQLITE).map(versions).map_err(failed)?;
            if !ran.is_empty() {
                // What migrations moved, or an older program deleted, is still in the pages it left.
                if let Err(error) = crate::lite::dialect::rewrite_file(&mut conn) {
                    tracing::warn!(%error, "the file keeps what was deleted until its pages are used again");
                }
            }
            Ok(ran)
        }
        Database::Postgres(url) => {
            let mut conn = connect_postgres(url)?;
            crate::pg::dialect::lock_migrations(&mut conn)?;
            conn.run_pending_migrations(POSTGRES).map(versions).map_err(failed)
        }
    }
}

/// Takes the schema back to nothing, and with it everything in the database; the names of the migrations undone.
///
/// # Errors
///
/// [`Error::Unavailable`] when the database cannot be reached; [`Error::Schema`] when a migration cannot be undone.
pub fn revert(database: &Database) -> Result<Vec<String>, Error> {
    match database {
        Database::Sqlite(path) => {
            connect_sqlite(path)?.revert_all_migrations(SQLITE).map(versions).map_err(failed)
        }
        Database::Postgres(url) => {
            connect_postgres(url)?.revert_all_migrations(POSTGRES).map(versions).map_err(failed)
        }
    }
}

/// Checks that the database is there, and its schema this program's.
///
/// # Errors
///
/// [`Error::NoDatabase`] when there is no such file; [`Error::Older`] when migrations are pending, [`Error::Newer`] when some
/// are of a newer program; [`Error::Unavailable`] when the database cannot be reached.
pub fn check(database: &Database) -> Result<(), Error> {
    let (pending, applied) = match database {
        // SQLite would make the file.
        Database::Sqlite(path) if !Path::new(path).exists() => {
            return Err(Error::NoDatabase(path.clone()));
        }
        Database::Sqlite(path) => {
            let mut conn = connect_sqlite(path)?;
            (conn.pending_migrations(SQLITE).map_err(failed)?.len(), applied(&mut conn)?)
        }
        Database::Postgres(url) => {
            let mut conn = connect_postgres(url)?;
            (conn.pending_migrations(POSTGRES).map_err(failed)?.len(), applied(&mut conn)?)
        }
    };
    if pending > 0 {
        return Err(Error::Older { pending });
    }
    let known: Vec<String> =
        names(database).iter().map(|name| version_of(name).to_owned()).collect();
    match applied.into_iter().find(|version| !known.contains(version)) {
        Some(migration) => Err(Error::Newer { migration }),
        None => Ok(()),
    }
}

/// The versions of the migrations a database has had.
fn applied<DB: diesel::backend::Backend>(
    conn: &mut impl MigrationHarness<DB>,
) -> Result<Vec<String>, Error> {
    conn.applied_migrations().map(versions).map_err(failed)
}

/// The number a migration's name begins with.
fn version_of(name: &str) -> &str {
    name.split('_').next().unwrap_or(name)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where results are mapped")]
fn versions(versions: Vec<MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where errors are mapped")]
fn failed(fault: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::Schema(fault.to_string())
}

/// The names of every migration, in order, for either database.
pub fn names(database: &Database) -> Vec<String> {
    fn of<DB: diesel::backend::Backend>(migrations: &EmbeddedMigrations) -> Vec<String>
    where
        EmbeddedMigrations: diesel::migration::MigrationSource<DB>,
    {
        use diesel::migration::MigrationSource;
        let all: Vec<Box<dyn Migration<DB>>> = migrations.migrations().unwrap_or_default();
        let mut names: Vec<String> =
            all.iter().map(|migration| migration.name().to_string()).collect();
        names.sort();
        names
    }
    match database {
        Database::Sqlite(_) => of::<diesel::sqlite::Sqlite>(&SQLITE),
        Database::Postgres(_) => of::<diesel::pg::Pg>(&POSTGRES),
    }
}

fn connect_sqlite(path: &str) -> Result<SqliteConnection, Error> {
    let connected = SqliteConnection::establish(path);
    let mut conn = connected.map_err(|fault| Error::Unavailable(fault.to_string()))?;
    crate::lite::dialect::wait_for_others(&mut conn)?;
    Ok(conn)
}

fn connect_postgres(url: &str) -> Result<PgConnection, Error> {
    PgConnection::establish(url).map_err(|fault| unreachable(url, &fault))
}
