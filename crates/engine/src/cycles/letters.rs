use std::collections::BTreeSet;

use sillon_identity::{Actor, Coordinate};
use sillon_kernel::{EnterpriseId, MessageId, Timestamp, Window};
use sillon_store::{Repositories, Subject, Tx};

use crate::{Error, Ids, outbox::queue::tell};

/// How long before orders begin those are reminded who have not answered, in seconds: a day.
const REMINDED_SECONDS_BEFORE: i64 = 86_400;

/// When those are reminded who do not answer; never, where they are asked later than that: nobody is asked twice in a day.
pub(crate) fn reminder(orders: Window, now: Timestamp) -> Option<Timestamp> {
    Some(orders.from().plus_seconds(-REMINDED_SECONDS_BEFORE)).filter(|at| now < *at)
}

/// Has whoever runs a cycle told that somebody left it, unless it was their own doing. What is left until the letter leaves is told
/// in one: it names all that was left since it was asked for.
pub(crate) fn tell_left(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    who: EnterpriseId,
    coordinator: EnterpriseId,
) -> Result<(), Error> {
    let is_theirs = !matches!(actor, Actor::Operator) && actor.may::<Coordinate>(coordinator);
    let subject = Subject::Left { who, coordinator };
    let (waiting, now) = (tx.outbox().waiting(subject)?, tx.now());
    // One that another asked for while this began names nothing that was left before it.
    let names_this = waiting.and_then(MessageId::made_at).is_some_and(|since| since <= now);
    if is_theirs || names_this {
        return Ok(());
    }
    tell(tx, ids, coordinator, subject)
}

/// Has a letter written to each of some enterprises.
pub(crate) fn write_to(
    tx: &mut Tx<'_>,
    ids: &Ids,
    enterprises: BTreeSet<EnterpriseId>,
    about: impl Fn(EnterpriseId) -> Subject,
) -> Result<(), Error> {
    enterprises.into_iter().try_for_each(|of| tell(tx, ids, of, about(of)))
}
