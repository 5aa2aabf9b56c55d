use std::{
    fs, io,
    path::{Path, PathBuf},
};

use diesel::SqliteConnection;

use crate::{
    Copied, Database, Error,
    connection::{Connection, Use},
    copy, lite, make_folder,
    migrate::{check, migrate},
};

/// Writes everything a database holds to an SQLite file, while others go on writing to the database.
///
/// An SQLite database is copied as it is; from PostgreSQL every row is copied. Either way the file is one whole state of
/// the database, and has its name only once all of it lies on the disk.
///
/// # Errors
///
/// [`Error::NoDatabase`] when there is nothing to back up; [`Error::FileExists`] when there is such a file already: a backup
/// never takes another's place. [`Error::File`] when it cannot be written; what the database refuses. Then no file is left.
pub fn backup(database: &Database, to: &Path) -> Result<(), Error> {
    check(database)?;
    refuse_existing(to)?;
    let unfinished = Unfinished::beside(to)?;
    match database {
        Database::Sqlite(_) => lite::backup::copy_file(&mut reader(database)?, &unfinished.path)?,
        Database::Postgres(_) => {
            migrate(&unfinished.database())?;
            copy(database, &unfinished.database(), &mut |_, _| {})?;
        }
    }
    lite::backup::finish_file(&unfinished.path)?;
    let sync = |path: &Path| fs::File::open(path)?.sync_all();
    sync(Path::new(&unfinished.path)).map_err(at(to))?;
    refuse_existing(to)?;
    fs::rename(&unfinished.path, to).map_err(at(to))?;
    sync(folder_of(to)).map_err(at(to))
}

/// Fills an empty database from a backup; one that an older program wrote is brought up to this program's schema on the
/// way. The backup itself stays as it is.
///
/// # Errors
///
/// [`Error::Damaged`] when the file is not a whole database of ours, or a newer program wrote it; [`Error::NotEmpty`] when
/// the database holds something already. Then nothing was restored.
pub fn restore(
    from: &Path,
    to: &Database,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Copied, Error> {
    // SQLite would make a file that is not there.
    if !fs::metadata(from).map_err(at(from))?.is_file() {
        return Err(Error::Damaged("it is not a file".to_owned()));
    }
    let backup = Database::Sqlite(text(from)?);
    let damaged = |fault: Error| Error::Damaged(fault.to_string());
    lite::backup::check_whole(&mut reader(&backup).map_err(damaged)?)?;
    make_folder(to)?;
    migrate(to)?;
    if check(&backup).is_ok() {
        return copy(&backup, to, progress);
    }
    let place = match to {
        Database::Sqlite(path) => PathBuf::from(path),
        Database::Postgres(_) => std::env::temp_dir().join("sillon"),
    };
    let current = Unfinished::beside(&place)?;
    lite::backup::copy_file(&mut reader(&backup)?, &current.path)?;
    migrate(&current.database())?;
    check(&current.database()).map_err(|fault| Error::Damaged(fault.to_string()))?;
    copy(&current.database(), to, progress)
}

/// A connection that reads an SQLite file and leaves it as it is.
fn reader(file: &Database) -> Result<SqliteConnection, Error> {
    match Connection::to(file, Use::Read)? {
        Connection::Lite(conn) => Ok(*conn),
        Connection::Pg(_) => Err(Error::Damaged("it is not a file".to_owned())),
    }
}

/// A file in the making, removed with what SQLite keeps beside it unless it was given its name.
struct Unfinished {
    path: String,
}

impl Unfinished {
    /// A file in the folder of another; what a run that was cut short left of it is removed.
    fn beside(other: &Path) -> Result<Self, Error> {
        let mut path = text(other)?;
        path.push_str(".unfinished");
        let unfinished = Self { path };
        unfinished.remove();
        Ok(unfinished)
    }

    fn database(&self) -> Database {
        Database::Sqlite(self.path.clone())
    }

    fn remove(&self) {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            // There may be none of it.
            drop(fs::remove_file(format!("{}{suffix}", self.path)));
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        self.remove();
    }
}

fn refuse_existing(path: &Path) -> Result<(), Error> {
    // A link to nowhere is there, too.
    if fs::symlink_metadata(path).is_ok() {
        Err(Error::FileExists(path.to_owned()))
    } else {
        Ok(())
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A path as SQLite takes it.
fn text(path: &Path) -> Result<String, Error> {
    let not_text = || io::Error::new(io::ErrorKind::InvalidInput, "the name is not Unicode");
    path.to_str().map(str::to_owned).ok_or_else(not_text).map_err(at(path))
}

/// What the machine refuses, as our error.
fn at(path: &Path) -> impl Fn(io::Error) -> Error {
    let path = path.to_owned();
    move |cause| Error::File { path: path.clone(), cause }
}

#[cfg(test)]
mod tests {
    use diesel::{Connection as _, connection::SimpleConnection};
    use tempfile::TempDir;

    use super::*;
    use crate::{contents, describe_schema, migration_names};

    fn migrated(folder: &TempDir, name: &str) -> (PathBuf, Database) {
        let path = folder.path().join(name);
        let database = Database::Sqlite(text(&path).unwrap());
        migrate(&database).unwrap();
        (path, database)
    }

    fn change(path: &Path, sql: &str) {
        SqliteConnection::establish(&text(path).unwrap()).unwrap().batch_execute(sql).unwrap();
    }

    #[test]
    fn an_older_program_s_backup_is_brought_up_to_date_on_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let (old, database) = migrated(&folder, "old.db");
        let newest = migration_names(&database).len();
        for name in migration_names(&database).iter().rev().filter(|name| name.as_str() >= "0006") {
            change(
                &old,
                &fs::read_to_string(format!("../../migrations/sqlite/{name}/down.sql")).unwrap(),
            );
        }
        change(&old, "delete from __diesel_schema_migrations where version > '0005';");
        change(
            &old,
            "insert into user_account values (zeroblob(16), 'a@example.org', 'A', 'x', 0);",
        );
        let bytes = fs::read(&old).unwrap();
        let new = Database::Sqlite(text(&folder.path().join("new.db")).unwrap());
        assert_eq!(restore(&old, &new, &mut |_, _| {}).unwrap().rows(), 1);
        assert_eq!(contents(&new).unwrap()["user_account"].rows, 1);
        assert!(describe_schema(&new).unwrap().tables.contains_key("outbox"));
        assert_eq!(fs::read(&old).unwrap(), bytes);
        assert!(newest >= 6 && check(&database).is_err());
        assert!(fs::read_dir(folder.path()).unwrap().count() <= 2);
    }

    #[test]
    fn a_newer_program_s_backup_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (newer, database) = migrated(&folder, "newer.db");
        change(&newer, "insert into __diesel_schema_migrations (version) values ('9999');");
        assert!(matches!(check(&database), Err(Error::Newer { migration }) if migration == "9999"));
        let new = Database::Sqlite(text(&folder.path().join("new.db")).unwrap());
        let refused = restore(&newer, &new, &mut |_, _| {});
        assert!(
            matches!(&refused, Err(Error::Damaged(why)) if why.contains("newer than this program")),
            "{refused:?}"
        );
    }

    #[test]
    fn a_backup_with_a_dangling_row_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (path, _) = migrated(&folder, "dangling.db");
        change(
            &path,
            "pragma foreign_keys = off; \
             insert into session (token_hash, user_id, created_at, expires_at, id, seen_at) \
             values (x'00', zeroblob(16), 0, 1, x'01', 0);",
        );
        let new = Database::Sqlite(text(&folder.path().join("new.db")).unwrap());
        let refused = restore(&path, &new, &mut |_, _| {});
        assert!(
            matches!(&refused, Err(Error::Damaged(why)) if why.contains("session")),
            "{refused:?}"
        );
    }
}
