use std::sync::Arc;

use parking_lot::Mutex;

use crate::{
    Error,
    connection::{Connection, Database, Source, Use},
};

/// A worker's way to write: a connection of its own on PostgreSQL, the one writer all share on SQLite.
pub(crate) struct Writer {
    source: Source,
    connection: Arc<Mutex<Option<Connection>>>,
}

impl Writer {
    /// Writers for so many workers; on SQLite they share the one connection given.
    pub(crate) fn for_workers(
        source: &Source,
        shared: &Arc<Mutex<Option<Connection>>>,
        workers: usize,
    ) -> Vec<Self> {
        let connection = || match source.database {
            Database::Sqlite(_) => Arc::clone(shared),
            Database::Postgres(_) => Arc::default(),
        };
        let workers = match source.database {
            Database::Sqlite(_) => 1,
            Database::Postgres(_) => workers,
        };
        (0..workers).map(|_| Self { source: source.clone(), connection: connection() }).collect()
    }

    /// Works with the connection, opening it first when there is none.
    ///
    /// It is put back only when it can be used again: work that panics, or a transaction that cannot be ended, leaves none.
    pub(crate) fn with<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut place = self.connection.lock();
        let mut connection = match place.take() {
            Some(open) => open,
            None => Connection::open(&self.source, Use::Write)?,
        };
        let done = work(&mut connection);
        if !connection.is_broken() {
            *place = Some(connection);
        }
        done
    }

    /// Drops the connection, so that the next use opens a fresh one.
    pub(crate) fn forget(&mut self) {
        *self.connection.lock() = None;
    }
}
