use std::sync::atomic::{AtomicU64, Ordering};

use sillon_store::Error as StoreError;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::Error;

/// Hashes passwords where it is bounded: off the threads that serve, so many at once.
#[derive(Debug)]
pub(crate) struct Hashing {
    turns: Semaphore,
    done: AtomicU64,
}

/// The turn of a caller to hash.
pub(crate) struct Turn<'h> {
    hashing: &'h Hashing,
    _permit: Option<SemaphorePermit<'h>>,
}

impl Hashing {
    pub(crate) fn new(at_once: usize) -> Self {
        Self { turns: Semaphore::new(at_once.max(1)), done: AtomicU64::new(0) }
    }

    /// Waits for the caller's turn.
    pub(crate) async fn turn(&self) -> Turn<'_> {
        Turn { hashing: self, _permit: self.turns.acquire().await.ok() }
    }

    /// How many times something was hashed.
    pub(crate) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

impl Turn<'_> {
    /// Hashes.
    pub(crate) async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.hashing.done.fetch_add(1, Ordering::Relaxed);
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|_fault| Error::Store(StoreError::Panicked))
    }
}
