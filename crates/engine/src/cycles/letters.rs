use std::collections::BTreeSet;

use sillon_kernel::EnterpriseId;
use sillon_store::{OutboxMessage, Repositories, Subject, Tx};

use crate::{Error, Ids};

/// Has a letter written to each of some enterprises.
pub(crate) fn write_to(
    tx: &mut Tx<'_>,
    ids: &Ids,
    enterprises: BTreeSet<EnterpriseId>,
    about: impl Fn(EnterpriseId) -> Subject,
) -> Result<(), Error> {
    let now = tx.now();
    let letter =
        |of| OutboxMessage { id: ids.next(now), subject: about(of), due_at: now, attempts: 0 };
    let letters: Vec<OutboxMessage> = enterprises.into_iter().map(letter).collect();
    Ok(tx.outbox().push(&letters)?)
}
