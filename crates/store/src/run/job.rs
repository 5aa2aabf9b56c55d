//! Threads of our own for diesel's blocking connections, not a pool such as r2d2: on SQLite many jobs share one transaction, each
//! in a savepoint, and a job that fails or panics fails alone, before anybody is answered.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use sillon_kernel::Clock;
use tokio::sync::oneshot;

use crate::{
    Error, Touched, Tx,
    run::changes::Changes,
    run::connection::{Connection, Database, Source, Use, savepoint},
    run::disk,
    run::lane::{MAX_IN_BATCH, MAX_WAITING, gather, spawn},
    run::pulse::Pulse,
    run::ticket::{Patience, Ticket, Waiting, are_silent, silent},
    run::writer::{Came, Ended, Within, Writer},
};

/// An error of a use case: it can carry the store's, and tells when a race was lost so that the use case runs again.
pub trait UseCaseError: From<Error> + Send + 'static {
    /// Whether running the use case again may succeed.
    fn is_lost_race(&self) -> bool;
}

impl UseCaseError for Error {
    fn is_lost_race(&self) -> bool {
        Self::is_lost_race(self)
    }
}

/// How one run of a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ran {
    Done,
    Refused,
    LostRace,
}

/// A use case on its way to the database, and whoever waits for it.
trait Job: Send {
    /// What it stands in the queue under.
    fn ticket(&self) -> &Ticket;
    /// Whether it is a single statement, which needs no transaction around it.
    fn is_single(&self) -> bool;
    /// Runs the use case and keeps what came of it.
    fn run(&mut self, tx: &mut Tx<'_>) -> Ran;
    /// What it changed of what shops show, when it was run.
    fn touched(&self) -> &Touched;
    /// Tells the caller: what came of the run when it is `Ok`, else why it could not be kept.
    fn settle(self: Box<Self>, kept: Result<(), Error>);
}

struct UseCase<T, E, F> {
    work: F,
    is_single: bool,
    ticket: Arc<Ticket>,
    came: Option<Result<T, E>>,
    touched: Touched,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<T: Send, E: UseCaseError, F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send> Job
    for UseCase<T, E, F>
{
    fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    fn is_single(&self) -> bool {
        self.is_single
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Ran {
        drop(tx.take_touched());
        let came = (self.work)(tx);
        self.touched = tx.take_touched();
        let ran = match &came {
            Ok(_) => Ran::Done,
            Err(error) if error.is_lost_race() => Ran::LostRace,
            Err(_) => Ran::Refused,
        };
        self.came = Some(came);
        ran
    }

    fn touched(&self) -> &Touched {
        &self.touched
    }

    fn settle(self: Box<Self>, kept: Result<(), Error>) {
        let answer = match kept {
            Ok(()) => self.came.unwrap_or_else(|| Err(Error::Panicked.into())),
            Err(error) => Err(error.into()),
        };
        // A caller who went away has its answer in the database.
        drop(self.caller.send(answer));
    }
}

/// Queues before the database for use cases: one that reads, one that writes.
pub(crate) struct Jobs {
    queue: Sender<Box<dyn Job>>,
    workers: Vec<Arc<Pulse>>,
    patience: Patience,
    running: Arc<AtomicUsize>,
}

impl Jobs {
    /// Workers that read, each over a snapshot on a connection of its own; those of `open` are used first.
    pub(crate) fn reading(
        source: &Source,
        workers: usize,
        mut open: Vec<Connection>,
        clock: &Arc<dyn Clock>,
        patience: Patience,
    ) -> Result<Self, Error> {
        let (queue, waiting) = bounded::<Box<dyn Job>>(MAX_WAITING);
        let running = Arc::new(AtomicUsize::new(0));
        let mut pulses = Vec::new();
        for number in 0..workers {
            let (waiting, clock, source) = (waiting.clone(), Arc::clone(clock), source.clone());
            let (pulse, running) = (Pulse::new(), Arc::clone(&running));
            pulses.push(Arc::clone(&pulse));
            let mut connection = open.pop();
            if let Some(connection) = &mut connection {
                connection.observe(&source, &pulse);
            }
            spawn(&format!("read-{number}"), move || {
                while let Ok(job) = waiting.recv() {
                    if job.ticket().begin(&pulse) {
                        running.fetch_add(1, Ordering::Relaxed);
                        read(&source, &mut connection, &pulse, &*clock, job);
                        running.fetch_sub(1, Ordering::Relaxed);
                    }
                }
            })?;
        }
        Ok(Self { queue, workers: pulses, patience, running })
    }

    /// Workers that write: many use cases a commit on SQLite's one writer, one a transaction on PostgreSQL.
    pub(crate) fn writing(
        writers: Vec<Writer>,
        database: &Database,
        clock: &Arc<dyn Clock>,
        changes: &Arc<Changes>,
        patience: Patience,
    ) -> Result<Self, Error> {
        let (queue, waiting) = bounded(MAX_WAITING);
        let most = match database {
            Database::Sqlite(_) => MAX_IN_BATCH,
            Database::Postgres(_) => 1,
        };
        let running = Arc::new(AtomicUsize::new(0));
        let pulses = writers.iter().map(|writer| Arc::clone(writer.pulse())).collect();
        for (number, mut writer) in writers.into_iter().enumerate() {
            let (waiting, clock): (Receiver<Box<dyn Job>>, _) =
                (waiting.clone(), Arc::clone(clock));
            let (changes, running) = (Arc::clone(changes), Arc::clone(&running));
            spawn(&format!("write-{number}"), move || {
                while let Some(mut batch) = gather(&waiting, most) {
                    batch.retain(|job| job.ticket().begin(writer.pulse()));
                    if !batch.is_empty() {
                        running.fetch_add(1, Ordering::Relaxed);
                        write(&mut writer, &*clock, batch, &changes);
                        running.fetch_sub(1, Ordering::Relaxed);
                    }
                }
            })?;
        }
        Ok(Self { queue, workers: pulses, patience, running })
    }

    /// How many use cases wait, and how many workers there are and are at work.
    pub(crate) fn load(&self) -> QueueLoad {
        QueueLoad {
            waiting: self.queue.len(),
            workers: self.workers.len(),
            running: self.running.load(Ordering::Relaxed),
        }
    }

    /// Queues a use case and waits for what comes of it.
    pub(crate) async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: UseCaseError,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.queued(work, false).await
    }

    /// Queues a use case of which a single statement needs no transaction, and waits for what comes of it.
    pub(crate) async fn run_single<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: UseCaseError,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.queued(work, true).await
    }

    async fn queued<T, E, F>(&self, work: F, is_single: bool) -> Result<T, E>
    where
        T: Send + 'static,
        E: UseCaseError,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        if are_silent(&self.workers, self.patience) {
            return Err(silent().into());
        }
        let (caller, answered) = oneshot::channel();
        let ticket = Arc::new(Ticket::default());
        let waiting = Waiting(Arc::clone(&ticket));
        let touched = Touched::default();
        let job = Box::new(UseCase { work, is_single, ticket, came: None, touched, caller });
        self.queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => {
                Error::Unavailable("its workers have stopped".to_owned())
            }
        })?;
        waiting.wait(answered, self.patience).await?
    }
}

/// How busy the workers of a queue are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueLoad {
    /// How many use cases wait for one.
    pub waiting: usize,
    /// How many there are.
    pub workers: usize,
    /// How many are at work.
    pub running: usize,
}

/// Reads over a snapshot; on a fresh connection when the old one turns out to be gone.
fn read(
    source: &Source,
    connection: &mut Option<Connection>,
    pulse: &Arc<Pulse>,
    clock: &dyn Clock,
    mut job: Box<dyn Job>,
) {
    let mut once = |connection: &mut Option<Connection>| -> Result<(), Error> {
        if job.is_single() {
            let open = opened(source, connection, pulse)?;
            if open.alone(clock, |tx| job.run(tx)) == Ran::Done {
                return Ok(());
            }
            // One that failed may have met a connection that is gone; it is tried again on another.
            if open.is_broken() {
                *connection = None;
            }
        }
        let open = opened(source, connection, pulse)?;
        let kept = open.snapshot(clock, |tx| {
            job.run(tx);
            Ok::<(), Error>(())
        });
        kept.map_err(|error| error.unless_gone(|| open.is_gone()))
    };
    loop {
        let was_open = connection.is_some();
        let kept =
            catch_unwind(AssertUnwindSafe(|| once(connection))).unwrap_or(Err(Error::Panicked));
        if kept.is_err() {
            *connection = None;
        }
        if !was_open || !matches!(kept, Err(Error::Unavailable(_))) {
            return job.settle(kept);
        }
    }
}

/// The connection, which is opened when there is none.
fn opened<'c>(
    source: &Source,
    connection: &'c mut Option<Connection>,
    pulse: &Arc<Pulse>,
) -> Result<&'c mut Connection, Error> {
    match connection {
        Some(open) => Ok(open),
        none => Ok(none.insert(Connection::open(source, Use::Read, pulse)?)),
    }
}

/// Runs use cases in one transaction, each in a savepoint of its own.
fn write(writer: &mut Writer, clock: &dyn Clock, mut batch: Vec<Box<dyn Job>>, changes: &Changes) {
    let error = match writer.work(clock, Within::Transaction, |tx| run_each(tx, &mut batch)) {
        Ok(came) => {
            if let Came::Kept(()) = came {
                changes.count(&touched_by(&batch));
                disk::note_written();
            }
            for job in batch {
                job.settle(Ok(()));
            }
            return;
        }
        Err(error) => error,
    };
    tracing::warn!(%error, jobs = batch.len(), "a transaction failed");
    if batch.len() > 1 {
        for job in batch {
            match error.for_another() {
                Some(error) => job.settle(Err(error)),
                None => write(writer, clock, vec![job], changes),
            }
        }
    } else if let Some(job) = batch.pop() {
        job.settle(Err(error));
    }
}

/// What the jobs of one transaction changed of what shops show.
fn touched_by(batch: &[Box<dyn Job>]) -> Touched {
    let mut all = Vec::new();
    for job in batch {
        match job.touched() {
            Touched::Anything => return Touched::Anything,
            Touched::Left(supplies) => all.extend_from_slice(supplies),
        }
    }
    Touched::Left(all)
}

/// Runs each job; a refused one is undone alone. Fails as a whole when a race was lost; is undone when nothing was done.
fn run_each(tx: &mut Tx<'_>, batch: &mut [Box<dyn Job>]) -> Result<(), Ended<()>> {
    let alone = batch.len() == 1;
    let mut done = false;
    for job in batch {
        let ran = if alone { job.run(tx) } else { run_in_savepoint(tx, job)? };
        match ran {
            Ran::Done => done = true,
            Ran::Refused => {}
            Ran::LostRace => return Err(Ended::Failed(Error::lost_race())),
        }
    }
    if done { Ok(()) } else { Err(Ended::Undone(())) }
}

fn run_in_savepoint(tx: &mut Tx<'_>, job: &mut Box<dyn Job>) -> Result<Ran, Error> {
    /// The savepoint is undone by an error that carries how the job ended.
    enum Undone {
        Ran(Ran),
        Failed(Error),
    }
    impl From<Error> for Undone {
        fn from(error: Error) -> Self {
            Self::Failed(error)
        }
    }
    let now = tx.now();
    let ran = savepoint(tx, now, |tx| match job.run(tx) {
        Ran::Done => Ok(Ran::Done),
        other => Err(Undone::Ran(other)),
    });
    match ran {
        Ok(ran) | Err(Undone::Ran(ran)) => Ok(ran),
        Err(Undone::Failed(error)) => Err(error),
    }
}
