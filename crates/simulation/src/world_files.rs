use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sillon_store::Database;

/// Where what a season keeps is: on a server, or in a file that is another one after each crash.
#[derive(Debug, Clone)]
pub(crate) enum Home {
    /// A PostgreSQL database.
    Server(String),
    /// An SQLite file, in a folder of its own within another.
    File {
        /// The folder of all its lives.
        folder: PathBuf,
        /// How many crashes it has seen.
        life: u32,
    },
}

impl Home {
    /// The database.
    pub(crate) fn database(&self) -> Database {
        match self {
            Self::Server(url) => Database::Postgres(url.clone()),
            Self::File { .. } => Database::Sqlite(self.file().display().to_string()),
        }
    }

    /// The file, in the folder of its life.
    pub(crate) fn file(&self) -> PathBuf {
        match self {
            Self::Server(_) => PathBuf::new(),
            Self::File { folder, life } => folder.join(format!("life-{life}")).join("season.db"),
        }
    }

    /// Where it goes on after a crash.
    pub(crate) fn next(&self) -> Self {
        match self {
            Self::Server(url) => Self::Server(url.clone()),
            Self::File { folder, life } => {
                Self::File { folder: folder.clone(), life: life.saturating_add(1) }
            }
        }
    }

    /// Copies what is on disk at this moment to where it goes on: what a process leaves that is killed.
    pub(crate) fn leave_as_killed(&self) -> io::Result<()> {
        if matches!(self, Self::Server(_)) {
            return Ok(());
        }
        let (from, to) = (self.file(), self.next().file());
        fs::create_dir_all(to.parent().unwrap_or(Path::new(".")))?;
        fs::copy(&from, &to)?;
        let (log, copy) = (beside(&from), beside(&to));
        if log.exists() {
            fs::copy(log, copy)?;
        }
        Ok(())
    }

    /// Removes what an earlier life left.
    pub(crate) fn remove(&self) {
        if let Some(folder) = self.file().parent().filter(|_| matches!(self, Self::File { .. })) {
            // What is left over does no harm.
            let _left_over = fs::remove_dir_all(folder);
        }
    }
}

/// The log of what was written last, beside a file.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}
