use diesel::{PgConnection, SqliteConnection};
use sillon_kernel::Timestamp;

use crate::{Error, Touched, postgres, sqlite};

/// A connection within a transaction.
pub(crate) enum Handle<'c> {
    Pg(&'c mut PgConnection),
    Lite(&'c mut SqliteConnection),
}

/// A transaction a use case works in. The store commits it on `Ok` and rolls it back on `Err`.
pub struct Tx<'c> {
    pub(crate) handle: Handle<'c>,
    now: Timestamp,
    touched: Touched,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(handle: Handle<'c>, now: Timestamp) -> Self {
        Self { handle, now, touched: Touched::default() }
    }

    /// The instant the transaction began: one for all it writes.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Says what the transaction changes of what shops show, where that is not anything: shops that show something else need
    /// not be read again for it.
    pub fn touches(&mut self, touched: Touched) {
        self.touched = touched;
    }

    /// What was said, and from now on anything again.
    pub(crate) fn take_touched(&mut self) -> Touched {
        std::mem::take(&mut self.touched)
    }

    /// How the database would go about a statement if all its tables were large, a step a line: for tests, and for finding
    /// what is slow.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    pub fn plan_of(&mut self, sql: &str) -> Result<Vec<String>, Error> {
        match &mut self.handle {
            Handle::Pg(pg) => postgres::dialect::plan_of(pg, sql),
            Handle::Lite(lite) => sqlite::dialect::plan_of(lite, sql),
        }
    }

    /// How many statements PostgreSQL's session has prepared so far; `None` on SQLite, which keeps no list.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    pub fn prepared_statements(&mut self) -> Result<Option<i64>, Error> {
        match &mut self.handle {
            Handle::Pg(pg) => postgres::dialect::prepared_statements(pg).map(Some),
            Handle::Lite(_) => Ok(None),
        }
    }
}
