use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Duration,
};

use parking_lot::Mutex;
use sillon_kernel::Clock;

use crate::{
    Error, Tx,
    run::connection::{Connection, Database, Source, Use},
    run::pulse::Pulse,
};

/// How often a lost race is run again before its callers are told.
const MAX_TRIES: u32 = 20;

/// A worker's way to write: a connection of its own on PostgreSQL, the one writer all share on SQLite.
pub(crate) struct Writer {
    source: Source,
    pulse: Arc<Pulse>,
    connection: Arc<Mutex<Option<Connection>>>,
}

impl Writer {
    /// Writers for so many workers, who use the connections that are open first; on SQLite they share the one connection given.
    pub(crate) fn for_workers(
        source: &Source,
        shared: &Arc<Mutex<Option<Connection>>>,
        workers: usize,
        mut open: Vec<Connection>,
    ) -> Vec<Self> {
        let workers = match source.database {
            Database::Sqlite(_) => 1,
            Database::Postgres(_) => workers,
        };
        let mut writer = || {
            let pulse = Pulse::new();
            let connection = match source.database {
                Database::Sqlite(_) => Arc::clone(shared),
                Database::Postgres(_) => Arc::new(Mutex::new(open.pop().map(|mut connection| {
                    connection.observe(source, &pulse);
                    connection
                }))),
            };
            Self { source: source.clone(), pulse, connection }
        };
        (0..workers).map(|_| writer()).collect()
    }

    /// What tells whether its connection waits for the database.
    pub(crate) fn pulse(&self) -> &Arc<Pulse> {
        &self.pulse
    }

    /// Works in a transaction until it is kept or undone: again while races are lost, and once more on a fresh connection
    /// when the old one turns out to be gone and nothing can have been committed.
    pub(crate) fn work<T, U>(
        &mut self,
        clock: &dyn Clock,
        within: Within,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, Ended<U>>,
    ) -> Result<Came<T, U>, Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            let (was_open, is_committing) = (self.connection.lock().is_some(), Cell::new(false));
            let attempt = |connection: &mut Connection| match (within, &*connection) {
                (Within::Nothing, Connection::Pg(_)) => connection.alone(clock, &mut work),
                (Within::Nothing | Within::Transaction, _) => connection.transaction(clock, |tx| {
                    let done = work(tx)?;
                    is_committing.set(true);
                    Ok(done)
                }),
            };
            let done = catch_unwind(AssertUnwindSafe(|| self.with(attempt)));
            let error = match done.unwrap_or(Err(Ended::Failed(Error::Panicked))) {
                Ok(kept) => return Ok(Came::Kept(kept)),
                // What was undone for its connection was no answer of the database's.
                Err(Ended::Undone(undone)) if !self.was_given_up() => {
                    return Ok(Came::Undone(undone));
                }
                Err(Ended::Undone(_)) => Error::Unavailable("the connection was cut".to_owned()),
                Err(Ended::Failed(error)) => error.unless_gone(|| {
                    self.was_given_up()
                        || self.connection.lock().as_mut().is_some_and(Connection::is_gone)
                }),
            };
            if matches!(error, Error::Unavailable(_)) {
                *self.connection.lock() = None;
                if was_open && !is_committing.get() {
                    continue;
                }
            }
            if tries >= MAX_TRIES || !error.is_lost_race() {
                return Err(error);
            }
            thread::sleep(pause(tries));
        }
    }

    /// Whether the connection was given up: its transaction could not be ended, as when the server has gone.
    fn was_given_up(&self) -> bool {
        match self.source.database {
            Database::Sqlite(_) => false,
            Database::Postgres(_) => self.connection.lock().is_none(),
        }
    }

    /// Works with the connection, opening it first when there is none.
    ///
    /// It is put back only when it can be used again: work that panics, or a transaction that cannot be ended, leaves none.
    fn with<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut place = self.connection.lock();
        let mut connection = match place.take() {
            Some(open) => open,
            None => Connection::open(&self.source, Use::Write, &self.pulse)?,
        };
        let done = work(&mut connection);
        if !connection.is_broken() {
            *place = Some(connection);
        }
        done
    }
}

/// What work is done within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// A transaction.
    Transaction,
    /// Nothing, on PostgreSQL, which is spared the two round trips of a transaction: all that is written is one statement at
    /// the end, which does no harm when it is run twice. What is read before it may be of another state.
    Nothing,
}

/// What a transaction came to.
pub(crate) enum Came<T, U> {
    /// It was committed.
    Kept(T),
    /// It was undone, as its work wanted.
    Undone(U),
}

/// What ends a transaction without its commit.
pub(crate) enum Ended<U> {
    /// Its work wants nothing kept.
    Undone(U),
    /// It failed.
    Failed(Error),
}

impl<U> From<Error> for Ended<U> {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// How long to wait before another try: longer each time, and not the same for two processes.
fn pause(tries: u32) -> Duration {
    let spread = u64::from(std::process::id()) + u64::from(tries) * 7_919;
    Duration::from_micros(200 * u64::from(tries.min(10)) + spread % 500)
}
