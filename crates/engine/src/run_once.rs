use sillon_kernel::{Failure, Kind};
use sillon_store::{Done, Tx};
use uuid::Uuid;

use crate::Error;

/// What makes a request the same as one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceKey {
    /// Whose key it is: a person's id, or nil for guests.
    pub principal: Uuid,
    /// The key.
    pub key: String,
    /// A digest of method, path and body.
    pub digest: [u8; 32],
}

/// What a request is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, JSON.
    pub body: String,
}

/// Does what is asked once for its key: the answer is kept with the effect, and given again to the same request.
///
/// # Errors
///
/// [`KeyReused`] when the key stands for another request; what `work` refuses, of which nothing is kept.
pub fn run_once(
    tx: &mut Tx<'_>,
    once: Option<&OnceKey>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<Answer, Error>,
) -> Result<Answer, Error> {
    let Some(once) = once else { return work(tx) };
    if let Some(done) = tx.idempotency().find(once.principal, &once.key)? {
        if done.digest != once.digest {
            return Err(KeyReused.into());
        }
        return Ok(Answer { status: done.status, body: done.body });
    }
    let answer = work(tx)?;
    let done = Done { digest: once.digest, status: answer.status, body: answer.body.clone() };
    let now = tx.now();
    match tx.idempotency().keep(once.principal, &once.key, &done, now) {
        Ok(()) => Ok(answer),
        // The same request ran beside this one and was first: undo this one, and find its answer the next time round.
        Err(sillon_store::Error::Duplicate(cause)) => {
            Err(sillon_store::Error::LostRace(cause).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// The key stands for another request.
#[derive(Debug, thiserror::Error)]
#[error("the idempotency key was used for another request")]
pub struct KeyReused;

impl Failure for KeyReused {
    fn class(&self) -> (Kind, &'static str) {
        (Kind::KeyReused, "key-reused")
    }
}
