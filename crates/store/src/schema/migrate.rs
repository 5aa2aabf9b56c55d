use std::path::Path;

use diesel::{
    Connection as _, PgConnection, SqliteConnection,
    migration::{Migration, MigrationVersion},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{
    Database, Error,
    run::connection::{kept_alive, unreachable},
    run::files,
};

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
            crate::sqlite::dialect::prepare_file(&mut conn)?;
            crate::sqlite::tally::teach(&mut conn)?;
            let is_kept = crate::sqlite::tally::is_kept(&mut conn)?;
            if is_kept && conn.has_pending_migration(SQLITE).map_err(failed)? {
                refuse_damage(&mut conn)?;
            }
            let ran = conn.run_pending_migrations(SQLITE).map(versions).map_err(failed)?;
            if !ran.is_empty() {
                // What migrations moved, or an older program deleted, is still in the pages it left.
                if let Err(error) = crate::sqlite::dialect::rewrite_file(&mut conn) {
                    tracing::warn!(%error, "the file keeps what was deleted until its pages are used again");
                }
            }
            if !is_kept || !ran.is_empty() {
                crate::sqlite::tally::recount(&mut conn)?;
            }
            Ok(ran)
        }
        Database::Postgres(url) => {
            let mut conn = connect_postgres(url)?;
            crate::postgres::dialect::lock_migrations(&mut conn)?;
            conn.run_pending_migrations(POSTGRES).map(versions).map_err(failed)
        }
    }
}

/// A change of the schema counts anew what every table should hold, and must not take damage for what was written.
fn refuse_damage(conn: &mut SqliteConnection) -> Result<(), Error> {
    match crate::sqlite::damage::find(conn)?.into_iter().next() {
        Some(damage) => Err(Error::Damaged(format!("{damage}; `sillon verify` tells more"))),
        None => Ok(()),
    }
}

/// Takes what an SQLite file holds now for what it should hold, after somebody changed it by hand and found it right. A
/// PostgreSQL server keeps no tallies: nothing is done there.
///
/// # Errors
///
/// As [`check`], and what the database refuses.
pub fn accept(database: &Database) -> Result<(), Error> {
    check(database)?;
    match database {
        Database::Sqlite(path) => {
            let mut conn = connect_sqlite(path)?;
            crate::sqlite::tally::teach(&mut conn)?;
            crate::sqlite::tally::recount(&mut conn)
        }
        Database::Postgres(_) => Ok(()),
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
            let mut conn = connect_sqlite(path)?;
            crate::sqlite::tally::drop_all(&mut conn)?;
            conn.revert_all_migrations(SQLITE).map(versions).map_err(failed)
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
    let applied = match database {
        // SQLite would make the file.
        Database::Sqlite(path) if !Path::new(path).exists() => {
            return Err(Error::NoDatabase(path.clone()));
        }
        Database::Sqlite(path) => applied(&mut connect_sqlite(path)?)?,
        Database::Postgres(url) => applied(&mut connect_postgres(url)?)?,
    };
    compare(database, applied)
}

/// Checks that the migrations a database has had are this program's.
///
/// # Errors
///
/// [`Error::Older`] when some are pending, [`Error::Newer`] when some are of a newer program.
pub(crate) fn compare(database: &Database, applied: Vec<String>) -> Result<(), Error> {
    let known: Vec<String> =
        names(database).iter().map(|name| version_of(name).to_owned()).collect();
    let pending = known.iter().filter(|version| !applied.contains(version)).count();
    if pending > 0 {
        return Err(Error::Older { pending });
    }
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

pub(crate) fn connect_sqlite(path: &str) -> Result<SqliteConnection, Error> {
    let mut conn = crate::sqlite::dialect::connect(path)?;
    crate::sqlite::dialect::wait_for_others(&mut conn)?;
    Ok(conn)
}

pub(crate) fn connect_postgres(url: &str) -> Result<PgConnection, Error> {
    PgConnection::establish(&kept_alive(url)).map_err(|fault| unreachable(url, &fault))
}
