use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{sync::oneshot, time::timeout};

use crate::{Error, run::pulse::Pulse};

/// Nobody has begun with it.
const WAITS: u8 = 0;
/// A worker works on it.
const RUNS: u8 = 1;
/// Whoever wanted it has given up waiting: it is not begun any more.
const LEFT: u8 = 2;

/// How often it is looked after what is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How long is waited for the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a thread and a connection to be free.
    pub turn: Duration,
    /// For the answer to one statement.
    pub statement: Duration,
}

impl Patience {
    /// Without end: for commands that run alone and may take hours.
    pub const ENDLESS: Self = Self { turn: Duration::MAX, statement: Duration::MAX };
}

impl Default for Patience {
    fn default() -> Self {
        Self { turn: Duration::from_secs(15), statement: Duration::from_secs(20) }
    }
}

/// What stands in a queue before the database, as far as whoever waits and whoever works agree on it.
#[derive(Debug, Default)]
pub(crate) struct Ticket {
    state: AtomicU8,
    worker: OnceLock<Arc<Pulse>>,
}

impl Ticket {
    /// Begins work on it, on a worker's connection; not when it was left.
    pub(crate) fn begin(&self, worker: &Arc<Pulse>) -> bool {
        // One that runs again, alone after a batch failed, was begun before.
        self.worker.get_or_init(|| Arc::clone(worker));
        let begun = self.state.compare_exchange(WAITS, RUNS, Ordering::AcqRel, Ordering::Acquire);
        begun.is_ok() || begun == Err(RUNS)
    }

    /// Leaves it, unless somebody works on it.
    fn leave(&self) -> bool {
        self.state.compare_exchange(WAITS, LEFT, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    fn waits_for_database(&self) -> Duration {
        self.worker.get().map_or(Duration::ZERO, |worker| worker.waits_for())
    }
}

/// Whoever waits for what stands under a ticket: who goes away leaves it.
pub(crate) struct Waiting(pub(crate) Arc<Ticket>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Waiting {
    /// Waits for an answer as long as patience lasts.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when its turn did not come in time, [`Error::Unavailable`] when the database fell silent; what was begun
    /// may then still be done. [`Error::Panicked`] when nobody will answer.
    pub(crate) async fn wait<T>(
        &self,
        mut answered: oneshot::Receiver<T>,
        patience: Patience,
    ) -> Result<T, Error> {
        let begun = Instant::now();
        loop {
            if let Ok(answer) = timeout(LOOK_EVERY, &mut answered).await {
                return answer.map_err(|_dropped| Error::Panicked);
            }
            if begun.elapsed() >= patience.turn && self.0.leave() {
                return Err(Error::Busy);
            }
            if self.0.waits_for_database() >= patience.statement {
                return Err(silent());
            }
        }
    }
}

/// The database is there and says nothing.
pub(crate) fn silent() -> Error {
    Error::Unavailable("it does not answer".to_owned())
}

/// Whether a database has fallen silent: every worker has waited for long.
pub(crate) fn are_silent(workers: &[Arc<Pulse>], patience: Patience) -> bool {
    let long = patience.statement / 2;
    workers.iter().all(|worker| worker.waits_for() >= long)
}
