use std::collections::BTreeMap;

use sillon_cycles::{
    CyclePatch, Exchange, MoveRefused, OrderCycle, OrderLimit, Participation, Stage, Standing,
};
use sillon_enterprises::Enterprise;
use sillon_identity::{Actor, Coordinate};
use sillon_kernel::{CycleId, EnterpriseId, Failure, FailureKind, Name, Window};
use sillon_store::{Matter, Repositories, Tx};

use crate::{
    Error, Ids,
    cycles::changes::{check_read, lock_to_run},
    cycles::consent::check_agreed,
    cycles::exchanges::note_exchange,
    cycles::letters::reminder,
    error::refusals,
    events::tell::cycle_moved,
    log::{Of, note},
};

/// The command to run an order cycle.
#[derive(Debug, Clone)]
pub struct PlanCycle {
    /// Who runs it.
    pub coordinator: EnterpriseId,
    /// What people call it.
    pub name: Name,
    /// When orders are taken.
    pub orders: Window,
    /// After how many orders, or for how much, it closes by itself before its time.
    pub limit: Option<OrderLimit>,
}

/// Plans an order cycle: a draft, to which exchanges and fees are added.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the enterprise, and it sells.
pub fn plan_cycle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    command: PlanCycle,
) -> Result<OrderCycle, Error> {
    let permit = actor.permit::<Coordinate>(command.coordinator)?;
    let coordinator = tx.enterprises().get(permit.enterprise())?;
    check_coordinator(&coordinator)?;
    command.limit.map_or(Ok(()), |limit| limit.check(coordinator.currency))?;
    let cycle = OrderCycle {
        id: ids.next(tx.now()),
        coordinator: permit.enterprise(),
        name: command.name,
        orders: command.orders,
        stage: Stage::Draft,
        limit: command.limit,
        is_full: false,
        of: None,
        version: 1,
    };
    let now = tx.now();
    tx.cycles().add(&permit, &cycle, now)?;
    note(tx, actor, None, Some(&cycle))?;
    Ok(cycle)
}

/// Names a cycle otherwise, or moves its orders, and its hand-overs and cut-offs with them where that is wished. It opens at once when
/// they have begun by now.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle; [`ChangedSince`](crate::ChangedSince) when it is not the version that was `read`; [`MoveRefused`] for
/// orders that cannot move so.
///
/// [`MoveRefused`]: sillon_cycles::MoveRefused
pub fn edit_cycle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
    read: Option<i64>,
    patch: CyclePatch,
) -> Result<OrderCycle, Error> {
    let (permit, cycle) = lock_to_run(tx, actor, id)?;
    check_read(cycle.version, read)?;
    if let Some(Some(limit)) = patch.limit.said() {
        limit.check(tx.enterprises().get(permit.enterprise())?.currency)?;
    }
    let (now, moves_hand_over) = (tx.now(), patch.moves_hand_over);
    let edited = cycle.clone().patched(&permit, patch, now)?.open_if_due(&permit, now)?;
    tx.cycles().save(&edited, now)?;
    // What it failed of may be mended by this: it is looked at anew.
    tx.cycles().clear_failure(id)?;
    if moves_hand_over {
        move_hand_over(tx, actor, &cycle, &edited)?;
    }
    if edited.orders.from() != cycle.orders.from() {
        tx.series().move_reminder(id, reminder(edited.orders, now))?;
    }
    note(tx, actor, Some(&cycle), Some(&edited))?;
    cycle_moved(tx, &cycle, &edited)?;
    Ok(edited)
}

/// Moves the hand-overs and cut-offs of a cycle as many days as its orders end later, by the clock on the wall of who runs it. Who is
/// asked to take part is asked anew.
///
/// # Errors
///
/// [`MoveRefused`] when somebody ordered, or a time has no place then; that another agreed to other times.
fn move_hand_over(
    tx: &mut Tx<'_>,
    actor: &Actor,
    before: &OrderCycle,
    cycle: &OrderCycle,
) -> Result<(), Error> {
    let (zone, now) = (tx.enterprises().get(cycle.coordinator)?.zone, tx.now());
    let days = before.orders.until().days_to(cycle.orders.until(), &zone);
    if days == 0 {
        return Ok(());
    }
    if tx.cycles().is_ordered_in(cycle.id)? {
        return Err(MoveRefused::Ordered(cycle.id).into());
    }
    let moved = |exchange: &Exchange| {
        let later = exchange.clone().days_later(days, &zone);
        let is_whole = later.says_as_many_times(exchange);
        if is_whole { Ok(later) } else { Err(MoveRefused::NoSuchTime(cycle.id)) }
    };
    for exchange in tx.cycles().exchanges(cycle.id)? {
        let later = moved(&exchange)?;
        if exchange.differs_in_terms(&later) {
            check_agreed(tx, actor, cycle, (exchange.enterprise, exchange.direction))?;
            tx.cycles().put_exchange(cycle.id, &later)?;
            note_exchange(tx, actor, cycle.id, Some(&exchange), Some(&later))?;
        }
    }
    for asked in tx.participations().in_cycle(cycle.id)? {
        let is_asked = asked.standing == Standing::Asked;
        let Some(terms) = asked.terms.as_ref().filter(|_| is_asked) else { continue };
        let later = moved(terms)?;
        if terms.differs_in_terms(&later) {
            let anew = Participation::on_terms(cycle.id, later, asked.standing, now);
            tx.participations().save(&anew)?;
        }
    }
    Ok(())
}

/// The most cycles that are edited at once.
pub const MAX_CYCLES_EDITED: usize = 100;

/// How one of several cycles should be otherwise.
#[derive(Debug, Clone)]
pub struct CycleEdit {
    /// Which.
    pub cycle: CycleId,
    /// The version it was read at, where one is told.
    pub read: Option<i64>,
    /// How it should be.
    pub patch: CyclePatch,
}

/// Edits several cycles as [`edit_cycle`] does: all of them, or none.
///
/// # Errors
///
/// A field's for a cycle that is named twice, or for too many; as [`edit_cycle`] for the first that cannot be so.
pub fn edit_cycles(
    tx: &mut Tx<'_>,
    actor: &Actor,
    edits: Vec<CycleEdit>,
) -> Result<Vec<OrderCycle>, Error> {
    // Locked by id, as whoever locks several does.
    let mut edited: BTreeMap<CycleId, CycleEdit> = BTreeMap::new();
    let named: Vec<CycleId> = edits.iter().map(|edit| edit.cycle).collect();
    edited.extend(edits.into_iter().map(|edit| (edit.cycle, edit)));
    if !(1..=MAX_CYCLES_EDITED).contains(&named.len()) || edited.len() < named.len() {
        let rule = format!("each cycle is named once, from 1 to {MAX_CYCLES_EDITED} of them");
        return Err(Error::field("cycles", rule));
    }
    let mut cycles = BTreeMap::new();
    for (id, CycleEdit { read, patch, .. }) in edited {
        let place = named.iter().position(|named| *named == id).unwrap_or_default();
        let edited = edit_cycle(tx, actor, id, read, patch);
        cycles.insert(id, edited.map_err(|refused| refused.within(format!("cycles[{place}]")))?);
    }
    Ok(named.iter().filter_map(|id| cycles.remove(id)).collect())
}

/// Deletes a cycle in which nobody ordered, with its exchanges, its history, what others answered about it, and the carts that were filled in
/// it. That it was there, and who deleted it, stays in the history of whoever ran it.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle; [`CycleOrdered`] when somebody ordered in it.
pub fn delete_cycle(tx: &mut Tx<'_>, actor: &Actor, id: CycleId) -> Result<(), Error> {
    let (permit, cycle) = lock_to_run(tx, actor, id)?;
    if tx.cycles().is_ordered_in(id)? {
        return Err(CycleOrdered(id).into());
    }
    tx.cycles().remove(&permit, &cycle)?;
    let gone = Of(permit.enterprise(), Matter::DeletedCycle(id), cycle);
    note(tx, actor, Some(&gone), None)
}

/// Somebody ordered in the cycle: what was ordered, and is owed, stays known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("somebody ordered in order cycle {0}: it stays known; close it instead")]
pub struct CycleOrdered(CycleId);

impl Failure for CycleOrdered {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "cycle-ordered")
    }
}

refusals!(CycleOrdered);

/// Refuses an enterprise that may run no cycle, as it sells nothing.
pub(crate) fn check_coordinator(enterprise: &Enterprise) -> Result<(), Error> {
    let rule = "an enterprise that sells nothing runs no order cycle";
    if enterprise.may_coordinate() { Ok(()) } else { Err(Error::field("coordinator", rule)) }
}
