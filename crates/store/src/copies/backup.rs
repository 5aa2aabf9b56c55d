use std::{
    fs, io,
    path::{Path, PathBuf},
};

use diesel::SqliteConnection;
use sillon_kernel::SystemClock;
use uuid::Uuid;

use crate::{
    Copied, Database, Error, Tx,
    copies::copy::copy,
    make_folder,
    run::connection::{Connection, Use},
    schema::migrate::{check, migrate},
    sqlite,
};

/// A backup that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The file: as it was to be named, or with `.damaged` after that when something is wrong.
    pub file: PathBuf,
    /// What is wrong with what was backed up, in words; nothing when all is well.
    pub faults: Vec<String>,
}

/// Writes everything a database holds to an SQLite file, while others go on writing to the database, and checks it.
///
/// An SQLite database is copied as it is; from PostgreSQL every row is copied. Either way the file is one whole state of
/// the database, has its name only once all of it lies on the disk, and only its owner may read it. `verify` looks at what
/// was copied and says what is wrong with it. A damaged database is still copied, as its owner may have nothing better, but
/// under a name that nobody takes for a good backup's.
///
/// # Errors
///
/// [`Error::NoDatabase`] when there is nothing to back up; [`Error::FileExists`] when there is such a file already: a backup
/// never takes another's place. [`Error::File`] when it cannot be written; what the database refuses, and what `verify`
/// fails with. Then no file is left.
pub fn backup<E: From<Error>>(
    database: &Database,
    to: &Path,
    verify: impl FnOnce(&mut Tx<'_>) -> Result<Vec<String>, E>,
) -> Result<BackedUp, E> {
    let (unfinished, mut faults) = write_backup(database, to)?;
    let copy = unfinished.database();
    faults.extend(Connection::to(&copy, Use::Read)?.snapshot(&SystemClock, verify)?);
    faults.dedup();
    let file = if faults.is_empty() { to.to_owned() } else { damaged_name(to)? };
    unfinished.name(&file)?;
    Ok(BackedUp { file, faults })
}

/// Writes the file under a name of its own, and says what damage stands in the way its source is put together.
fn write_backup(database: &Database, to: &Path) -> Result<(Unfinished, Vec<String>), Error> {
    check(database)?;
    refuse_existing(to)?;
    let unfinished = Unfinished::beside(to)?;
    let faults = match database {
        Database::Sqlite(_) => {
            let mut source = reader(database)?;
            // What is copied is put together anew: damage to an index, say, is seen only here.
            let mut damage = sqlite::damage::find_of_one_state(&mut source)?;
            damage.extend(sqlite::damage::lost_tallies(&mut source)?);
            sqlite::backup::copy_file(&mut source, &unfinished.path)?;
            damage.iter().map(ToString::to_string).collect()
        }
        Database::Postgres(_) => {
            migrate(&unfinished.database())?;
            copy(database, &unfinished.database(), &mut |_, _| {})?;
            Vec::new()
        }
    };
    sqlite::backup::finish_file(&unfinished.path)?;
    Ok((unfinished, faults))
}

/// The name of a backup of a damaged database.
fn damaged_name(to: &Path) -> Result<PathBuf, Error> {
    Ok(PathBuf::from(format!("{}.damaged", text(to)?)))
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
    sqlite::backup::check_whole(&mut reader(&backup).map_err(damaged)?)?;
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
    sqlite::backup::copy_file(&mut reader(&backup)?, &current.path)?;
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
    /// A new, empty file in the folder of another, that only its owner may read. Its name is its own: of two backups to one
    /// name, each writes a file, and one of them gets the name.
    fn beside(other: &Path) -> Result<Self, Error> {
        let path = format!("{}.{}.unfinished", text(other)?, Uuid::now_v7().simple());
        let mut new = fs::OpenOptions::new();
        new.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
        new.open(&path).map_err(at(other))?;
        Ok(Self { path })
    }

    /// Gives the file its name, once all of it lies on the disk, and unless there is a file of that name.
    fn name(self, to: &Path) -> Result<(), Error> {
        let sync = |path: &Path| fs::File::open(path)?.sync_all();
        sync(Path::new(&self.path)).map_err(at(to))?;
        match fs::hard_link(&self.path, to) {
            Ok(()) => {}
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Error::FileExists(to.to_owned()));
            }
            // Not every file system has links.
            Err(_) => {
                refuse_existing(to)?;
                fs::rename(&self.path, to).map_err(at(to))?;
            }
        }
        sync(folder_of(to)).map_err(at(to))
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
    use crate::{copies::contents::contents, describe_schema, migration_names};

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
        // It kept no tallies.
        change(&old, "drop table __table_tally;");
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
        // A newer program counted its own migrations, too.
        change(&newer, "drop table __table_tally;");
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
