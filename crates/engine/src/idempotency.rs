use sillon_kernel::{Failure, FailureKind};
use sillon_store::{Repositories, Tx};
use uuid::Uuid;

use crate::{Error, error::refusals};

/// What makes a request the same as one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceKey {
    /// Whose key it is: the id of a person, or of a machine's API key.
    pub principal: Uuid,
    /// The key.
    pub key: String,
    /// A digest of method, path and body.
    pub digest: [u8; 32],
}

impl OnceKey {
    /// The key of a part of what is asked. No request has it: what may be sent is ASCII.
    pub(crate) fn of_part(&self, number: usize) -> Self {
        Self { key: format!("{}·{number}", self.key), ..self.clone() }
    }
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
    // The key is claimed before anything else: the same request beside this one waits for it, and then finds its answer.
    let now = tx.now();
    loop {
        if tx.idempotency().claim(once.principal, &once.key, &once.digest, now)? {
            let answer = work(tx)?;
            tx.idempotency().keep(once.principal, &once.key, answer.status, &answer.body)?;
            return Ok(answer);
        }
        // None when the answer was forgotten just now, for its age: then the key is free again.
        if let Some(done) = tx.idempotency().find(once.principal, &once.key)? {
            let answer = Answer { status: done.status, body: done.body };
            return if done.digest == once.digest { Ok(answer) } else { Err(KeyReused.into()) };
        }
    }
}

/// Whether something was answered under the key already.
pub(crate) fn answered(tx: &mut Tx<'_>, once: &OnceKey) -> Result<bool, Error> {
    Ok(tx.idempotency().find(once.principal, &once.key)?.is_some())
}

/// The key stands for another request.
#[derive(Debug, thiserror::Error)]
#[error("the idempotency key was used for another request")]
pub struct KeyReused;

impl Failure for KeyReused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::KeyReused, "key-reused")
    }
}

refusals!(KeyReused);
