//! A queue of our own before the database, on threads of its own: what makes checkouts fast is that a batch is decided and
//! committed as one (`docs/decisions/0002`), which no pool of connections and no job queue does.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use sillon_kernel::Clock;
use tokio::sync::oneshot;

use crate::{
    Error, Touched, Tx,
    run::changes::Changes,
    run::disk,
    run::pulse::Pulse,
    run::ticket::{Patience, Ticket, Waiting, are_silent, silent},
    run::writer::{Came, Ended, Within, Writer},
};

/// How many commands one transaction takes at most.
pub(crate) const MAX_IN_BATCH: usize = 128;
/// How many commands wait at most before callers are told to come back.
pub(crate) const MAX_WAITING: usize = 4_096;

/// What a batch came to.
pub struct Batch<R> {
    /// One answer per command, in their order.
    pub answers: Vec<R>,
    /// Whether anything was written: a batch that wrote nothing is rolled back, which spares the disk.
    pub wrote: bool,
    /// What it changed of what shops show.
    pub touched: Touched,
}

/// Decides a batch of commands in one transaction. Run again when a race is lost, so it must not keep state of its own.
pub type Decide<C, R> = dyn Fn(&mut Tx<'_>, &[C]) -> Result<Batch<R>, Error> + Send + Sync;

/// A queue before the database whose commands are decided and committed many at a time.
///
/// There is no timer: while one batch commits, the next one gathers. Every caller is answered after the commit.
pub struct Lane<C, R> {
    queue: Sender<Queued<C, R>>,
    workers: Vec<Arc<Pulse>>,
    patience: Patience,
    counts: Arc<LaneCounts>,
}

/// A command in the queue of a lane, and whoever waits for its answer.
struct Queued<C, R> {
    command: C,
    ticket: Arc<Ticket>,
    caller: oneshot::Sender<Result<R, Error>>,
}

/// What a lane has done since it started.
#[derive(Debug, Default)]
struct LaneCounts {
    batches: AtomicU64,
    commands: AtomicU64,
}

/// What a lane has done since it started, and what waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneLoad {
    /// How many commands wait.
    pub waiting: usize,
    /// How many batches were run.
    pub batches: u64,
    /// How many commands were in them.
    pub commands: u64,
}

impl<C: Send + 'static, R: Send + 'static> Lane<C, R> {
    pub(crate) fn start(
        name: &str,
        (writers, within): (Vec<Writer>, Within),
        clock: &Arc<dyn Clock>,
        decide: &Arc<Decide<C, R>>,
        changes: &Arc<Changes>,
        patience: Patience,
    ) -> Result<Self, Error> {
        let (queue, waiting) = bounded::<Queued<C, R>>(MAX_WAITING);
        let counts = Arc::new(LaneCounts::default());
        let pulses = writers.iter().map(|writer| Arc::clone(writer.pulse())).collect();
        for (number, mut writer) in writers.into_iter().enumerate() {
            let (waiting, clock, decide) = (waiting.clone(), Arc::clone(clock), Arc::clone(decide));
            let (changes, counts) = (Arc::clone(changes), Arc::clone(&counts));
            let work = move || {
                while let Some(batch) = gather(&waiting, MAX_IN_BATCH) {
                    let batch = batch.into_iter().filter(|one| one.ticket.begin(writer.pulse()));
                    let batch: Vec<_> = batch.map(|one| (one.command, one.caller)).collect();
                    if !batch.is_empty() {
                        counts.batches.fetch_add(1, Ordering::Relaxed);
                        let commands = u64::try_from(batch.len()).unwrap_or(u64::MAX);
                        counts.commands.fetch_add(commands, Ordering::Relaxed);
                        run((&mut writer, within), &*clock, &*decide, batch, &changes);
                    }
                }
            };
            spawn(&format!("{name}-{number}"), work)?;
        }
        Ok(Self { queue, workers: pulses, patience, counts })
    }

    /// What it has done, and what waits.
    pub fn load(&self) -> LaneLoad {
        LaneLoad {
            waiting: self.queue.len(),
            batches: self.counts.batches.load(Ordering::Relaxed),
            commands: self.counts.commands.load(Ordering::Relaxed),
        }
    }

    /// Queues a command and waits for its answer.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when the queue is full, or its turn does not come in time; whatever kept the database from deciding.
    pub async fn submit(&self, command: C) -> Result<R, Error> {
        if are_silent(&self.workers, self.patience) {
            return Err(silent());
        }
        let (caller, answered) = oneshot::channel();
        let ticket = Arc::new(Ticket::default());
        let waiting = Waiting(Arc::clone(&ticket));
        self.queue.try_send(Queued { command, ticket, caller }).map_err(
            |refused| match refused {
                TrySendError::Full(_) => Error::Busy,
                TrySendError::Disconnected(_) => {
                    Error::Unavailable("its lane has stopped".to_owned())
                }
            },
        )?;
        waiting.wait(answered, self.patience).await?
    }
}

/// Starts a thread of the store.
pub(crate) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let started = thread::Builder::new().name(name.to_owned()).spawn(work);
    started.map(drop).map_err(|fault| Error::Unavailable(fault.to_string()))
}

/// Waits for one command and takes those that wait behind it; `None` when no more can come.
pub(crate) fn gather<T>(waiting: &Receiver<T>, most: usize) -> Option<Vec<T>> {
    let mut batch = vec![waiting.recv().ok()?];
    batch.extend(waiting.try_iter().take(most - 1));
    Some(batch)
}

/// Runs one batch to its answers: one by one when an unknown error hides among many.
fn run<C, R>(
    (writer, within): (&mut Writer, Within),
    clock: &dyn Clock,
    decide: &Decide<C, R>,
    batch: Vec<(C, oneshot::Sender<Result<R, Error>>)>,
    changes: &Changes,
) {
    let (commands, callers): (Vec<C>, Vec<_>) = batch.into_iter().unzip();
    let came = writer.work(clock, within, |tx| {
        let batch = decide(tx, &commands)?;
        let Batch { answers, wrote, touched } = batch;
        if wrote { Ok((answers, touched)) } else { Err(Ended::Undone(answers)) }
    });
    let answers = match came {
        Ok(Came::Kept((answers, touched))) => {
            changes.count(&touched);
            disk::note_written();
            answers
        }
        Ok(Came::Undone(answers)) => answers,
        Err(error) => {
            return fail(
                (writer, within),
                clock,
                decide,
                commands.into_iter().zip(callers).collect(),
                changes,
                error,
            );
        }
    };
    for (caller, answer) in callers.into_iter().zip(answers) {
        // A caller who went away has its answer in the database.
        drop(caller.send(Ok(answer)));
    }
}

/// Tells the callers of a batch that failed, or finds out by running it one by one whose command it was.
fn fail<C, R>(
    (writer, within): (&mut Writer, Within),
    clock: &dyn Clock,
    decide: &Decide<C, R>,
    mut batch: Vec<(C, oneshot::Sender<Result<R, Error>>)>,
    changes: &Changes,
    error: Error,
) {
    tracing::warn!(%error, commands = batch.len(), "a batch failed");
    if batch.len() > 1 {
        for (command, caller) in batch {
            match error.for_another() {
                Some(error) => drop(caller.send(Err(error))),
                None => run((writer, within), clock, decide, vec![(command, caller)], changes),
            }
        }
    } else if let Some((_, caller)) = batch.pop() {
        drop(caller.send(Err(error)));
    }
}
