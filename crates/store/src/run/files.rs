//! What an SQLite file is to its machine: who may read it, and how much room it has.

use std::{
    fs::{self, OpenOptions},
    path::Path,
};

use crate::{Database, Error, run::disk};

/// The room a disk must have left to be written to, in bytes: less is as good as none.
const MIN_FREE_BYTES: u64 = 16 * 1024 * 1024;

/// Whether there is room to write: nothing was refused for want of it a moment ago, and an embedded database's disk has
/// some left.
pub(crate) fn has_room(database: &Database) -> bool {
    !disk::is_full() && free_bytes(database).is_none_or(|free| free >= MIN_FREE_BYTES)
}

/// How much room the disk of an embedded database has; unknown for a server's, and where the system does not say.
#[cfg(unix)]
fn free_bytes(database: &Database) -> Option<u64> {
    let Database::Sqlite(path) = database else { return None };
    let disk = rustix::fs::statvfs(path.as_str()).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_: &Database) -> Option<u64> {
    None
}

/// Which file an embedded database is, whatever it is called: its disk, and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileIdentity(u64, u64);

/// Which file has the name of an embedded database; none for a server's, where there is none, and where the system does not
/// say.
#[cfg(unix)]
pub(crate) fn identity(database: &Database) -> Option<FileIdentity> {
    let Database::Sqlite(path) = database else { return None };
    let file = fs::metadata(path).ok()?;
    Some(FileIdentity(
        std::os::unix::fs::MetadataExt::dev(&file),
        std::os::unix::fs::MetadataExt::ino(&file),
    ))
}

#[cfg(not(unix))]
pub(crate) fn identity(_: &Database) -> Option<FileIdentity> {
    None
}

/// Makes a folder that nobody else looks into, unless it is there.
pub(crate) fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Makes the file, where there is none, so that nobody else reads it; and takes that from others who could, with what stands
/// beside it. SQLite gives what it makes beside a file the file's own mode.
pub(crate) fn keep_private(path: &str) -> Result<(), Error> {
    let unavailable = |fault: std::io::Error| Error::Unavailable(format!("{path}: {fault}"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    drop(options.open(path).map_err(unavailable)?);
    for beside in ["", "-wal", "-shm", "-journal"] {
        // Somebody else's file stays as it is: whoever owns it decides.
        let _ = take_from_others(Path::new(&format!("{path}{beside}")));
    }
    Ok(())
}

#[cfg(unix)]
fn take_from_others(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file)?.permissions().mode();
    if mode & 0o077 != 0 {
        fs::set_permissions(file, fs::Permissions::from_mode(mode & 0o700))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn take_from_others(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection as _};

    use super::*;

    #[test]
    fn what_is_deleted_is_gone_from_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sillon.db");
        let path = path.to_str().unwrap();
        keep_private(path).unwrap();
        let mut conn = SqliteConnection::establish(path).unwrap();
        crate::sqlite::dialect::prepare(&mut conn, crate::run::connection::Use::Write).unwrap();
        let long = "Awa Diop, 12 rue des Lilas. ".repeat(400);
        conn.batch_execute(&format!(
            "create table person (id integer primary key, name text not null); \
             insert into person values (1, 'Awa Diop, 12 rue des Lilas'), (2, 'Bo'), (3, '{long}'); \
             update person set name = 'nobody' where id = 1; delete from person where id = 3; \
             pragma wal_checkpoint(truncate);"
        ))
        .unwrap();
        drop(conn);
        let bytes = fs::read(path).unwrap();
        let is_there = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(is_there("nobody") && !is_there("Awa Diop") && !is_there("rue des Lilas"));
    }

    #[cfg(unix)]
    #[test]
    fn a_database_is_read_by_nobody_else_also_one_that_could_be() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sillon.db");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        keep_private(path.to_str().unwrap()).unwrap();
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        keep_private(path.to_str().unwrap()).unwrap();
        assert_eq!(mode(), 0o600);
    }

    #[test]
    fn a_full_disk_is_one_until_something_is_written() {
        let database = Database::Postgres("postgres://h/n".to_owned());
        disk::note_full();
        assert!(!has_room(&database));
        disk::note_written();
        assert!(has_room(&database));
    }
}
