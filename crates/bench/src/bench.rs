use std::{
    path::{Path, PathBuf},
    rc::Rc,
    sync::LazyLock,
    time::Instant,
};

use sillon_testkit::Cluster;
use tempfile::TempDir;

use crate::{
    Fault,
    arguments::{Backend, Plan},
    machine::database::Database,
    machine::sillon::Sillon,
};

/// Everything a part of the measurement works with.
pub(crate) struct Bench {
    /// What is measured, and how much of it.
    pub(crate) plan: Plan,
    /// The binary that is measured.
    pub(crate) sillon: Sillon,
    cluster: Option<Rc<Cluster>>,
    folder: TempDir,
}

impl Bench {
    /// Builds the binary and starts a cluster, if one is needed.
    pub(crate) fn start(plan: Plan) -> Result<Self, Fault> {
        let folder = tempfile::Builder::new().prefix("sillon-bench-").tempdir()?;
        let sillon = Sillon::build(folder.path())?;
        let cluster = if plan.backends.contains(&Backend::Postgres) {
            let missing =
                "PostgreSQL's server programs are not installed: --database sqlite does without";
            Some(Rc::new(Cluster::durable().ok_or(missing)?))
        } else {
            None
        };
        Ok(Self { plan, sillon, cluster, folder })
    }

    /// A new database with the schema and nothing in it.
    pub(crate) fn database(&self, backend: Backend, name: &str) -> Result<Database, Fault> {
        let database = match (backend, &self.cluster) {
            (Backend::Sqlite, _) => Database::Sqlite(self.file(&format!("{name}.db"))),
            (Backend::Postgres, Some(cluster)) => {
                Database::Postgres(Rc::clone(cluster), "template1".to_owned()).beside(name)?
            }
            (Backend::Postgres, None) => return Err("there is no cluster".into()),
        };
        self.sillon.migrate(&database.url())?;
        Ok(database)
    }

    /// The path of a file that goes with the run.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder that goes with the run.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn versions(&self) -> Result<Vec<String>, Fault> {
        let mut versions = vec![self.sillon.version()?];
        for backend in &self.plan.backends {
            versions.push(match (backend, &self.cluster) {
                (Backend::Postgres, Some(cluster)) => {
                    let server = Database::Postgres(Rc::clone(cluster), "template1".to_owned());
                    format!("PostgreSQL {}", server.one("show server_version")?)
                }
                (Backend::Sqlite | Backend::Postgres, _) => {
                    format!("SQLite {}", rusqlite::version())
                }
            });
        }
        Ok(versions)
    }
}

/// Tells whoever waits what is being done, and how long it has been since this was first told.
pub(crate) fn say(what: &str) {
    static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
    eprintln!("{:4} s  {what}", STARTED.elapsed().as_secs());
}
