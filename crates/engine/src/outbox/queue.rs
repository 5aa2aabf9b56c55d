use sillon_store::{OutboxMessage, Repositories, Subject, Tx};

use crate::{Error, Ids};

/// Has a letter written: it leaves once the transaction is done.
pub(crate) fn have_written(tx: &mut Tx<'_>, ids: &Ids, subject: Subject) -> Result<(), Error> {
    let now = tx.now();
    let letter = OutboxMessage { id: ids.next(now), subject, due_at: now, attempts: 0 };
    Ok(tx.outbox().push(&[letter])?)
}
