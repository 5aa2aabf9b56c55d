use std::sync::Arc;

use parking_lot::Mutex;

use crate::{
    Error,
    connection::{Connection, Database, Use},
};

/// A worker's way to write: a connection of its own on PostgreSQL, the one writer all share on SQLite.
pub(crate) struct Writer {
    database: Database,
    connection: Arc<Mutex<Option<Connection>>>,
}

impl Writer {
    /// Writers for so many workers; on SQLite they share the one connection given.
    pub(crate) fn for_workers(
        database: &Database,
        shared: &Arc<Mutex<Option<Connection>>>,
        workers: usize,
    ) -> Vec<Self> {
        let connection = || match database {
            Database::Sqlite(_) => Arc::clone(shared),
            Database::Postgres(_) => Arc::default(),
        };
        let workers = match database {
            Database::Sqlite(_) => 1,
            Database::Postgres(_) => workers,
        };
        (0..workers).map(|_| Self { database: database.clone(), connection: connection() }).collect()
    }

    /// Works with the connection, opening it first when there is none.
    pub(crate) fn with<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.connection.lock();
        let connection = match &mut *connection {
            Some(open) => open,
            none => none.insert(Connection::open(&self.database, Use::Write)?),
        };
        work(connection)
    }

    /// Drops the connection, so that the next use opens a fresh one.
    pub(crate) fn forget(&mut self) {
        *self.connection.lock() = None;
    }
}
