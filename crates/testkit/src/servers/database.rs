use std::{fs, sync::OnceLock};

use sillon_store::Database;
use tempfile::TempDir;

use crate::{Cluster, leave_out};

/// A test's own database: nobody else sees it, and it goes with the value.
pub struct TestDatabase {
    /// Its address.
    pub database: Database,
    place: Place,
}

/// Where it is, to be removed.
enum Place {
    Folder { _folder: TempDir },
    Cluster { cluster: &'static Cluster, name: String },
}

impl TestDatabase {
    /// An SQLite file with the schema and nothing in it, copied from one that was migrated.
    ///
    /// # Panics
    ///
    /// When a temporary file cannot be written.
    pub fn sqlite() -> Self {
        static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let bare = Self::bare_sqlite();
            sillon_store::migrate(&bare.database).expect("every migration runs");
            fs::read(bare.path()).expect("the migrated file is there")
        });
        let fresh = Self::bare_sqlite();
        fs::write(fresh.path(), template).expect("a temporary file can be written");
        fresh
    }

    /// A PostgreSQL database with the schema and nothing in it; `None`, and word of it, when there is no server.
    ///
    /// # Panics
    ///
    /// When there are server programs and they do not work, or there are none and there should be.
    pub fn postgres(test: &str) -> Option<Self> {
        Self::on_cluster(test, Cluster::create)
    }

    /// An SQLite file that is not there yet.
    ///
    /// # Panics
    ///
    /// When a temporary folder cannot be made.
    pub fn bare_sqlite() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("sillon-")
            .tempdir()
            .expect("a temporary folder can be made");
        let path = folder.path().join("sillon.db");
        let path = path.to_str().expect("a temporary folder has a plain name").to_owned();
        Self { database: Database::Sqlite(path), place: Place::Folder { _folder: folder } }
    }

    /// A PostgreSQL database with nothing at all in it; `None`, and word of it, when there is no server.
    ///
    /// # Panics
    ///
    /// As [`Self::postgres`].
    pub fn bare_postgres(test: &str) -> Option<Self> {
        Self::on_cluster(test, Cluster::create_bare)
    }

    fn on_cluster(test: &str, create: impl FnOnce(&Cluster) -> String) -> Option<Self> {
        let Some(cluster) = Cluster::start() else {
            leave_out(test);
            return None;
        };
        let name = create(cluster);
        Some(Self { database: cluster.database(&name), place: Place::Cluster { cluster, name } })
    }

    /// Cuts every connection to the database, as a server does that is started again; an SQLite file has none to cut.
    pub fn cut_connections(&self) {
        match &self.place {
            Place::Folder { .. } => {}
            Place::Cluster { cluster, name } => cluster.cut_connections(name),
        }
    }

    fn path(&self) -> &str {
        match &self.database {
            Database::Sqlite(path) => path,
            Database::Postgres(_) => unreachable!("asked of SQLite files only"),
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        match &self.place {
            // The folder removes itself.
            Place::Folder { .. } => {}
            Place::Cluster { cluster, name } => cluster.drop(name),
        }
    }
}
