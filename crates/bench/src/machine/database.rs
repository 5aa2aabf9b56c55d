//! The databases that are measured: files of SQLite, and databases of a PostgreSQL cluster of our own, both on one disk.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
    rc::Rc,
    time::Duration,
};

use sillon_testkit::Cluster;

use crate::{Fault, arguments::Backend, machine::cpu};

/// A database.
#[derive(Clone)]
pub(crate) enum Database {
    /// A file.
    Sqlite(PathBuf),
    /// A name in the cluster.
    Postgres(Rc<Cluster>, String),
}

impl Database {
    /// Which kind it is.
    pub(crate) fn backend(&self) -> Backend {
        match self {
            Self::Sqlite(_) => Backend::Sqlite,
            Self::Postgres(..) => Backend::Postgres,
        }
    }

    /// Its address, as the server is told it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(cluster, name) => match cluster.database(name) {
                sillon_store::Database::Sqlite(url) | sillon_store::Database::Postgres(url) => url,
            },
        }
    }

    /// Takes what it holds now for what was written, after rows were changed past the server: a file keeps a tally of each
    /// table, which is only kept by what writes as the server does.
    pub(crate) fn accept(&self) -> Result<(), Fault> {
        Ok(sillon_store::accept(&match self {
            Self::Sqlite(path) => sillon_store::Database::Sqlite(path.display().to_string()),
            Self::Postgres(cluster, name) => cluster.database(name),
        })?)
    }

    /// Another database beside it, with nothing in it.
    pub(crate) fn beside(&self, name: &str) -> Result<Self, Fault> {
        let beside = self.named(name);
        if let Self::Postgres(cluster, _) = self {
            program(cluster, "createdb", &[name])?;
        }
        Ok(beside)
    }

    /// A copy of it; nobody may be at work in it.
    pub(crate) fn copy(&self, name: &str) -> Result<Self, Fault> {
        let copy = self.named(name);
        match (self, &copy) {
            (Self::Sqlite(from), Self::Sqlite(to)) => {
                self.run("pragma wal_checkpoint(truncate);")?;
                fs::copy(from, to)?;
                // What was copied is on the disk before anything is measured.
                fs::File::open(to)?.sync_all()?;
            }
            (Self::Postgres(cluster, from), _) => {
                program(cluster, "createdb", &["--template", from, name])?;
            }
            (Self::Sqlite(_), Self::Postgres(..)) => {}
        }
        Ok(copy)
    }

    /// Removes it.
    pub(crate) fn remove(self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(path) => Ok(fs::remove_file(path)?),
            Self::Postgres(cluster, name) => program(&cluster, "dropdb", &["--force", &name]),
        }
    }

    fn named(&self, name: &str) -> Self {
        match self {
            Self::Sqlite(path) => Self::Sqlite(path.with_file_name(format!("{name}.db"))),
            Self::Postgres(cluster, _) => Self::Postgres(Rc::clone(cluster), name.to_owned()),
        }
    }

    /// Runs statements.
    pub(crate) fn run(&self, sql: &str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(path) => Ok(connect(path)?.execute_batch(sql)?),
            Self::Postgres(cluster, name) => psql(cluster, name, sql).map(drop),
        }
    }

    /// The one value a query gives, as text.
    pub(crate) fn one(&self, query: &str) -> Result<String, Fault> {
        match self {
            Self::Sqlite(path) => {
                let connection = connect(path)?;
                let query = format!("select cast(({query}) as text)");
                Ok(connection.query_row(&query, (), |row| row.get(0))?)
            }
            Self::Postgres(cluster, name) => {
                Ok(psql(cluster, name, &format!("{query};"))?.trim().to_owned())
            }
        }
    }

    /// Brings it to where it would be after a quiet hour: nothing left to tidy up, and everything on the disk.
    pub(crate) fn settle(&self) -> Result<(), Fault> {
        self.run(match self {
            Self::Sqlite(_) => "pragma wal_checkpoint(truncate);",
            Self::Postgres(..) => "vacuum analyze;\ncheckpoint;",
        })
    }

    /// What its server has used of the processors so far; SQLite has none.
    pub(crate) fn cpu(&self) -> Duration {
        match self {
            Self::Sqlite(_) => Duration::ZERO,
            Self::Postgres(cluster, _) => cpu::of_family(cluster.server()),
        }
    }
}

/// Opens a file as the server does: every commit reaches the disk, and foreign keys hold.
pub(crate) fn connect(path: &Path) -> Result<rusqlite::Connection, Fault> {
    let connection = rusqlite::Connection::open(path)?;
    connection.execute_batch(
        "pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
         pragma temp_store = memory; pragma cache_size = -16000; pragma mmap_size = 268435456;",
    )?;
    Ok(connection)
}

/// Runs a script with PostgreSQL's own client; what it printed.
pub(crate) fn psql(cluster: &Cluster, name: &str, script: &str) -> Result<String, Fault> {
    let mut command = cluster.command("psql");
    command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only"]);
    command.args(["--set", "ON_ERROR_STOP=1", "--file", "-", name]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut client = command.spawn()?;
    client.stdin.take().ok_or("psql reads nothing")?.write_all(script.as_bytes())?;
    let done = client.wait_with_output()?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    Err(format!("psql: {}", String::from_utf8_lossy(&done.stderr)).into())
}

fn program(cluster: &Cluster, program: &str, arguments: &[&str]) -> Result<(), Fault> {
    let done = cluster.command(program).args(arguments).stdin(Stdio::null()).output()?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("{program}: {}", String::from_utf8_lossy(&done.stderr)).into())
}
