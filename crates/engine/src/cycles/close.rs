use sillon_cycles::OrderCycle;
use sillon_identity::{Actor, Coordinate, Permit};
use sillon_kernel::{CycleId, Timestamp};
use sillon_store::{OutboxMessage, Repositories, Subject, Tx};

use crate::{
    Error, Ids,
    catalogue::compliance::{missing_whole, refuse},
    cycles::changes::{check_read, lock_to_run},
    cycles::plan::check_coordinator,
    log::note,
};

/// Announces a draft; it opens at once when its window has begun.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle for an enterprise that sells, and it is a draft whose window has not ended;
/// [`NotCompliant`](sillon_catalogue::NotCompliant) with all that shoppers must know of what it offers and of who sells it, and is missing.
pub fn publish_cycle(tx: &mut Tx<'_>, actor: &Actor, id: CycleId) -> Result<OrderCycle, Error> {
    let (permit, cycle) = lock_to_run(tx, actor, id)?;
    check_coordinator(&tx.enterprises().get(permit.enterprise())?)?;
    let published = announce(tx, &permit, actor, &cycle)?;
    refuse(missing_whole(tx, &permit, &published)?)?;
    Ok(published)
}

/// Announces a draft, whatever may be missing of what it offers.
pub(crate) fn announce(
    tx: &mut Tx<'_>,
    by: &Permit<Coordinate>,
    actor: &Actor,
    cycle: &OrderCycle,
) -> Result<OrderCycle, Error> {
    let now = tx.now();
    let published = cycle.clone().publish(by, now)?.open_if_due(by, now)?;
    tx.cycles().save(&published, now)?;
    note(tx, actor, Some(cycle), Some(&published))?;
    Ok(published)
}

/// Closes a cycle to new orders: what its orders come to is due, and its producers are told what to harvest.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle, and it is open.
pub fn close_cycle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: CycleId,
) -> Result<OrderCycle, Error> {
    let (permit, cycle) = lock_to_run(tx, actor, id)?;
    let closed = close(tx, (&permit, actor), ids, &cycle)?;
    tx.cycles().clear_failure(id)?;
    Ok(closed)
}

/// Opens a closed cycle again until another end. What was ordered is due and stays so; what is ordered from now on becomes due
/// as it closes again, and producers are then told the whole of it.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle, for an enterprise that sells; [`ChangedSince`](crate::ChangedSince) when it is not the version that
/// was `read`; [`ReopenRefused`](sillon_cycles::ReopenRefused) for one that is not closed, or is settled;
/// [`NotCompliant`](sillon_catalogue::NotCompliant) as when it is announced: goods change meanwhile.
pub fn reopen_cycle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
    read: Option<i64>,
    until: Timestamp,
) -> Result<OrderCycle, Error> {
    let (permit, cycle) = lock_to_run(tx, actor, id)?;
    check_coordinator(&tx.enterprises().get(permit.enterprise())?)?;
    check_read(&cycle, read)?;
    let now = tx.now();
    let open = cycle.clone().reopen(&permit, until, now)?;
    tx.cycles().save(&open, now)?;
    note(tx, actor, Some(&cycle), Some(&open))?;
    refuse(missing_whole(tx, &permit, &open)?)?;
    Ok(open)
}

/// Closes a cycle, whoever or whatever asked for it.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    (by, actor): (&Permit<Coordinate>, &Actor),
    ids: &Ids,
    cycle: &OrderCycle,
) -> Result<OrderCycle, Error> {
    let now = tx.now();
    let (closed, event) = cycle.clone().close(by, now)?;
    tx.cycles().save(&closed, now)?;
    note(tx, actor, Some(cycle), Some(&closed))?;
    tx.participations().lapse(event.cycle, now)?;
    tx.books().post_due(event.cycle, now)?;
    let producers = tx.sheets().producers(event.cycle)?;
    let letter = |producer| OutboxMessage {
        id: ids.next(now),
        subject: Subject::HarvestSheet(event.cycle, producer),
        due_at: now,
        attempts: 0,
    };
    let letters: Vec<OutboxMessage> = producers.into_iter().map(letter).collect();
    tx.outbox().push(&letters)?;
    Ok(closed)
}
