use std::collections::BTreeSet;

use sillon_cycles::{OrderCycle, ReopenRefused, Stage};
use sillon_identity::{Actor, Coordinate, Permit};
use sillon_kernel::{CycleId, EnterpriseId, ExchangeId, FeeId, Timestamp};
use sillon_store::{Repositories, Subject, Tx};

use crate::{
    Error, Ids,
    catalogue::compliance::{missing_whole, refuse},
    cycles::changes::{check_read, lock_to_run},
    cycles::letters::write_to,
    cycles::minimum::cancel_what_is_too_little,
    cycles::participations::ask_again,
    cycles::plan::check_coordinator,
    events::tell::cycle_moved,
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
    cycle_moved(tx, cycle, &published)?;
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

/// Refuses a cycle of which a fee comes to something else since it closed: nobody who takes part agreed to that.
fn check_fees_are_as_agreed(tx: &mut Tx<'_>, cycle: &OrderCycle) -> Result<(), Error> {
    let Stage::Closed { at } = cycle.stage else { return Ok(()) };
    let mut named: BTreeSet<FeeId> = tx.cycles().coordinator_fees(cycle.id)?.into_iter().collect();
    named.extend(tx.cycles().exchanges(cycle.id)?.into_iter().flat_map(|it| it.fees));
    let named = Vec::from_iter(named);
    let changed = tx.change_log().fees_repriced(&named, at)?;
    match tx.cycles().fees(&changed)?.into_iter().next() {
        Some(fee) => Err(ReopenRefused::FeeChanged(fee.name).into()),
        None => Ok(()),
    }
}

/// Opens a closed cycle again until another end, with those who can still take part; who did not say yes once for all is asked
/// again, and is out of it before it answers. What was ordered is due and stays so; what is ordered from now on becomes due
/// as it closes again, and producers are then told the whole of it.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle, for an enterprise that sells; [`ChangedSince`](crate::ChangedSince) when it is not the version that
/// was `read`; [`ReopenRefused`] for one that is not closed, or is settled, or has a fee that comes to something else since;
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
    check_read(cycle.version, read)?;
    let now = tx.now();
    let open = cycle.clone().reopen(&permit, until, now)?;
    check_fees_are_as_agreed(tx, &cycle)?;
    tx.cycles().save(&open, now)?;
    note(tx, actor, Some(&cycle), Some(&open))?;
    ask_again(tx, actor, &open)?;
    refuse(missing_whole(tx, &permit, &open)?)?;
    cycle_moved(tx, &cycle, &open)?;
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
    let taken = tx.cycles().taken(cycle)?;
    let (closed, event) = cycle.clone().close(by, &taken, now)?;
    tx.cycles().save(&closed, now)?;
    note(tx, actor, Some(cycle), Some(&closed))?;
    cycle_moved(tx, cycle, &closed)?;
    tx.participations().lapse(event.cycle, now)?;
    let told: BTreeSet<EnterpriseId> =
        tx.cycles().told_at_cutoff(event.cycle)?.into_iter().collect();
    let mut exchanges = tx.cycles().exchanges(event.cycle)?;
    // At its cut-off each was asked of before.
    exchanges.retain(|exchange| !told.contains(&exchange.enterprise));
    cancel_what_is_too_little(tx, ids, &closed, &exchanges, &told)?;
    if tx.books().post_due(event.cycle, now)? == 0 {
        // Nothing was ordered, or nothing since it closed before: whoever has a sheet has the whole of it.
        return Ok(closed);
    }
    let producers = tx.sheets().producers(event.cycle)?.into_iter();
    let producers = producers.filter(|producer| !told.contains(producer)).collect();
    write_to(tx, ids, producers, |producer| Subject::HarvestSheet(event.cycle, producer))?;
    Ok(closed)
}

/// Tells the producer of an exchange whose cut-off has come what was ordered of it, or cancels that where it is less than the producer
/// delivers from; nothing, once the cycle closed: then all are told.
pub(crate) fn cut_off(tx: &mut Tx<'_>, ids: &Ids, id: ExchangeId) -> Result<(), Error> {
    let Some((cycle, producer)) = tx.cycles().find_exchange(id)? else { return Ok(()) };
    let (cycle, now) = (tx.cycles().lock(cycle)?, tx.now());
    let is_ours = tx.cycles().cut_off(id, now)?;
    let takes_orders = matches!(cycle.stage, Stage::Open { .. });
    if !is_ours || !takes_orders {
        return Ok(());
    }
    let mut told: BTreeSet<EnterpriseId> =
        tx.cycles().told_at_cutoff(cycle.id)?.into_iter().collect();
    told.remove(&producer);
    let mut exchanges = tx.cycles().exchanges(cycle.id)?;
    exchanges.retain(|exchange| exchange.id == id);
    cancel_what_is_too_little(tx, ids, &cycle, &exchanges, &told)?;
    if tx.sheets().producers(cycle.id)?.contains(&producer) {
        write_to(tx, ids, [producer].into(), |of| Subject::HarvestSheet(cycle.id, of))?;
    }
    Ok(())
}
