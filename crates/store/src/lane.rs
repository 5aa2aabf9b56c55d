use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use sillon_kernel::Clock;
use tokio::sync::oneshot;

use crate::{Error, Tx, connection::Connection, writer::Writer};

/// How many commands one transaction takes at most.
pub(crate) const MOST_IN_BATCH: usize = 128;
/// How many commands wait at most before callers are told to come back.
pub(crate) const MOST_WAITING: usize = 4_096;
/// How often a lost race is run again before its callers are told.
pub(crate) const MOST_TRIES: u32 = 20;

/// What a batch came to.
pub struct Batch<R> {
    /// One answer per command, in their order.
    pub answers: Vec<R>,
    /// Whether anything was written: a batch that wrote nothing is rolled back, which spares the disk.
    pub wrote: bool,
}

/// Decides a batch of commands in one transaction. Run again when a race is lost, so it must not keep state of its own.
pub type Decide<C, R> = dyn Fn(&mut Tx<'_>, &[C]) -> Result<Batch<R>, Error> + Send + Sync;

/// A queue before the database whose commands are decided and committed many at a time.
///
/// There is no timer: while one batch commits, the next one gathers. Every caller is answered after the commit.
pub struct Lane<C, R> {
    queue: Sender<(C, oneshot::Sender<Result<R, Error>>)>,
}

impl<C: Send + 'static, R: Send + 'static> Lane<C, R> {
    pub(crate) fn start(
        name: &str,
        writers: Vec<Writer>,
        clock: &Arc<dyn Clock>,
        decide: &Arc<Decide<C, R>>,
        committed: &Arc<dyn Fn() + Send + Sync>,
    ) -> Result<Self, Error> {
        let (queue, waiting) = bounded(MOST_WAITING);
        for (number, mut writer) in writers.into_iter().enumerate() {
            let (waiting, clock, decide) = (waiting.clone(), Arc::clone(clock), Arc::clone(decide));
            let committed = Arc::clone(committed);
            let work = move || {
                while let Some(batch) = gather(&waiting, MOST_IN_BATCH) {
                    run(&mut writer, &*clock, &*decide, batch, &*committed);
                }
            };
            spawn(&format!("{name}-{number}"), work)?;
        }
        Ok(Self { queue })
    }

    /// Queues a command and waits for its answer.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when the queue is full; whatever kept the database from deciding.
    pub async fn submit(&self, command: C) -> Result<R, Error> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send((command, answer)).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => Error::Unavailable("its lane has stopped".to_owned()),
        })?;
        answered.await.unwrap_or(Err(Error::Panicked))
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

/// How long to wait before another try: longer each time, never the same for two threads.
pub(crate) fn pause(tries: u32) -> Duration {
    let spread = u64::from(std::process::id()) + u64::from(tries) * 7_919;
    Duration::from_micros(200 * u64::from(tries.min(10)) + spread % 500)
}

/// Runs one batch to its answers: again while races are lost, one by one when an unknown error hides among many.
fn run<C, R>(
    writer: &mut Writer,
    clock: &dyn Clock,
    decide: &Decide<C, R>,
    batch: Vec<(C, oneshot::Sender<Result<R, Error>>)>,
    committed: &dyn Fn(),
) {
    let (commands, callers): (Vec<C>, Vec<_>) = batch.into_iter().unzip();
    match attempt(writer, clock, decide, &commands, committed) {
        Ok(answers) => {
            for (caller, answer) in callers.into_iter().zip(answers) {
                // A caller who went away has its answer in the database.
                drop(caller.send(Ok(answer)));
            }
        }
        Err(error) if commands.len() == 1 => {
            tracing::warn!(%error, "a command failed");
            if let Some(caller) = callers.into_iter().next() {
                drop(caller.send(Err(error)));
            }
        }
        Err(error) => {
            tracing::warn!(%error, commands = commands.len(), "a batch failed; deciding its commands one by one");
            for (command, caller) in commands.into_iter().zip(callers) {
                run(writer, clock, decide, vec![(command, caller)], committed);
            }
        }
    }
}

/// What ends a lane's transaction: answers that wrote nothing, or an error.
enum Ended<R> {
    Unwritten(Vec<R>),
    Failed(Error),
}

impl<R> From<Error> for Ended<R> {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Decides the commands in one transaction, again while races are lost.
fn attempt<C, R>(
    writer: &mut Writer,
    clock: &dyn Clock,
    decide: &Decide<C, R>,
    commands: &[C],
    committed: &dyn Fn(),
) -> Result<Vec<R>, Error> {
    let mut tries = 0;
    loop {
        tries += 1;
        let work = |connection: &mut Connection| {
            connection.transaction(clock, |tx| {
                let batch = decide(tx, commands)?;
                if batch.wrote { Ok(batch.answers) } else { Err(Ended::Unwritten(batch.answers)) }
            })
        };
        let done = catch_unwind(AssertUnwindSafe(|| writer.with(work)));
        match done.unwrap_or(Err(Ended::Failed(Error::Panicked))) {
            Ok(answers) => {
                committed();
                return Ok(answers);
            }
            Err(Ended::Unwritten(answers)) => return Ok(answers),
            Err(Ended::Failed(error)) => {
                if matches!(error, Error::Unavailable(_)) {
                    writer.forget();
                }
                if tries >= MOST_TRIES || !error.is_lost_race() {
                    return Err(error);
                }
                thread::sleep(pause(tries));
            }
        }
    }
}
