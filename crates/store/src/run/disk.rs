//! Whether writes are refused for want of room.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

/// How long a refusal for want of room stands, unless a write succeeds: then somebody may try again.
const FULL_STANDS: Duration = Duration::from_secs(30);

/// When this process was last refused a write for want of room.
static REFUSED: Mutex<Option<Instant>> = Mutex::new(None);

/// Notes that a write was refused for want of room.
pub(crate) fn note_full() {
    if let Ok(mut refused) = REFUSED.lock() {
        *refused = Some(Instant::now());
    }
}

/// Notes that something was written.
pub(crate) fn note_written() {
    if let Ok(mut refused) = REFUSED.lock() {
        *refused = None;
    }
}

/// Whether a write was refused for want of room a moment ago, and none has succeeded since.
pub(crate) fn is_full() -> bool {
    let refused = REFUSED.lock().ok().and_then(|refused| *refused);
    refused.is_some_and(|at| at.elapsed() < FULL_STANDS)
}
