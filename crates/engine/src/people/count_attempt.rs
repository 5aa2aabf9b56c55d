use sillon_identity::Attempt;
use sillon_store::{Touched, Tx};

use crate::{Engine, Error, people::rate_limit::take};

impl Engine {
    /// Counts an attempt before it is made, in a transaction of its own: one that fails stays counted, and of many at once
    /// no more get through than may.
    ///
    /// # Errors
    ///
    /// [`TooManyAttempts`] when the address or the network has had as many as it may.
    pub(crate) async fn count(&self, attempt: &Attempt) -> Result<(), Error> {
        let (attempt, limit) = (attempt.clone(), self.settings.attempts);
        let count = move |tx: &mut Tx<'_>| {
            tx.touches(Touched::NOTHING);
            take(tx, &attempt, limit)
        };
        self.write(count).await
    }
}
