use std::{sync::Arc, time::Duration};

use sillon_kernel::{Failure, FailureKind};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::{Error, error::refusals};

/// How many lists wait for their turn at most; another is told to come back.
pub const MAX_LISTS_WAITING: usize = 16;

/// How many images are drawn, or wait to be, before callers are told to come back; each holds its file meanwhile.
pub const MAX_IMAGES_WAITING: usize = 16;

/// How long a list or an image waits for its turn, or its file for room.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// After how many seconds it is good to come back.
const COME_BACK_SECONDS: i64 = 10;

/// How much is taken in at once of what people send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntakeLimits {
    /// The room for files that are being sent, lists and images together, in bytes; at least that of the largest.
    pub uploads_bytes: usize,
    /// The room for all other bodies that are being sent, in bytes.
    pub bodies_bytes: usize,
    /// How many lists are read and carried out at once.
    pub lists_at_once: usize,
}

impl Default for IntakeLimits {
    fn default() -> Self {
        Self { uploads_bytes: 32 << 20, bodies_bytes: 16 << 20, lists_at_once: 1 }
    }
}

/// What is being taken in: memory is bounded by what is counted here, whoever sends how much.
pub(crate) struct Intake {
    pub(crate) uploads: Arc<Semaphore>,
    pub(crate) bodies: Arc<Semaphore>,
    pub(crate) lists: Arc<Semaphore>,
    pub(crate) lists_waiting: Arc<Semaphore>,
}

impl Intake {
    pub(crate) fn new(limits: IntakeLimits) -> Self {
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self {
            uploads: semaphore(limits.uploads_bytes),
            bodies: semaphore(limits.bodies_bytes),
            lists: semaphore(limits.lists_at_once.max(1)),
            lists_waiting: semaphore(MAX_LISTS_WAITING),
        }
    }
}

/// Room in memory, or a turn at something; it is given back when this goes.
#[derive(Debug)]
pub struct Room {
    pub(crate) _held: OwnedSemaphorePermit,
}

/// A place in the queue of lists.
#[derive(Debug)]
pub struct ListPlace {
    pub(crate) lists: Arc<Semaphore>,
    pub(crate) _held: OwnedSemaphorePermit,
}

impl ListPlace {
    /// Waits for the list's turn, which lasts until what is given goes.
    ///
    /// # Errors
    ///
    /// [`IntakeFull`] when it does not come in time.
    pub async fn turn(&self) -> Result<Room, Error> {
        wait_for(&self.lists, 1).await
    }
}

pub(crate) async fn wait_for(semaphore: &Arc<Semaphore>, permits: usize) -> Result<Room, Error> {
    let permits = u32::try_from(permits).map_err(|_too_many| IntakeFull)?;
    let held = timeout(MAX_WAIT, Arc::clone(semaphore).acquire_many_owned(permits)).await;
    let held = held.map_err(|_late| IntakeFull)?.map_err(|_closed| IntakeFull)?;
    Ok(Room { _held: held })
}

/// As much is being taken in as may be at once.
#[derive(Debug, thiserror::Error)]
#[error("as much is being read already as fits: send it again in a while")]
pub struct IntakeFull;

impl Failure for IntakeFull {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Busy, "busy")
    }

    fn retry_after_seconds(&self) -> Option<i64> {
        Some(COME_BACK_SECONDS)
    }
}

refusals!(IntakeFull);
