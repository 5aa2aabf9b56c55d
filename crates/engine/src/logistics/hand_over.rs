use std::collections::BTreeMap;

use sillon_cycles::{HandOverChoice, HandOverMethod, HandOverPatch, check_choices};
use sillon_identity::{Actor, Coordinate, ReadCycles};
use sillon_kernel::{EnterpriseId, Failure, FailureKind, HandOverMethodId, Page, PageRequest};
use sillon_store::{Repositories, Tx};

use crate::{
    Error, cycles::changes::check_read, enterprises::selling::selling, error::refusals,
    history::HistoryPage, history::named, log::note,
};

/// The most methods a hub has in use: all of them stand beside what its shop sells.
pub const MAX_HAND_OVER_METHODS: i64 = 50;

/// Adds a way in which a hub hands over. Its cycles that name none offer it from now on.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the hub, and it sells; [`sillon_cycles::HandOverMethodRefused`] for what is out of
/// bounds; [`TooManyMethods`].
pub fn add_hand_over(
    tx: &mut Tx<'_>,
    actor: &Actor,
    method: HandOverMethod,
) -> Result<HandOverMethod, Error> {
    let permit = actor.permit::<Coordinate>(method.hub)?;
    let hub = selling(tx, permit.enterprise())?;
    let method = method.in_order();
    method.check(hub.currency)?;
    if tx.hand_overs().count(hub.id)? >= MAX_HAND_OVER_METHODS {
        return Err(TooManyMethods.into());
    }
    // Cycles before methods, as checkouts lock them.
    tx.cycles().touch_selling(hub.id)?;
    tx.hand_overs().add(&permit, &method)?;
    note(tx, actor, None, Some(&method))?;
    Ok(method)
}

/// A page of the ways in which a hub hands over, the oldest first, with those that are retired.
///
/// # Errors
///
/// A refusal unless the actor reads the hub's cycles.
pub fn hand_overs(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: EnterpriseId,
    after: Option<HandOverMethodId>,
    request: &PageRequest,
) -> Result<Page<HandOverMethod>, Error> {
    let permit = actor.permit::<ReadCycles>(of)?;
    Ok(tx.hand_overs().page(&permit, after, request)?)
}

/// Changes a way in which a hub hands over, in every cycle that offers it. Orders keep what they were placed at.
///
/// # Errors
///
/// A refusal unless the actor coordinates for its hub; [`ChangedSince`](crate::ChangedSince) when another version was `read`;
/// [`sillon_cycles::HandOverMethodRefused`] for what is out of bounds.
pub fn edit_hand_over(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: HandOverMethodId,
    read: Option<i64>,
    patch: HandOverPatch,
) -> Result<HandOverMethod, Error> {
    change(tx, actor, id, read, |method, _| Ok(method.patched(patch)?))
}

/// Retires a way in which a hub hands over: nothing new names it, and cycles that name none offer it no more. The cycles that name
/// it keep it, and so do orders; copies of cycles leave it out.
///
/// # Errors
///
/// As [`edit_hand_over`].
pub fn retire_hand_over(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: HandOverMethodId,
    read: Option<i64>,
) -> Result<(), Error> {
    change(tx, actor, id, read, |method, now| Ok(method.retired(now))).map(drop)
}

fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: HandOverMethodId,
    read: Option<i64>,
    change: impl FnOnce(HandOverMethod, sillon_kernel::Timestamp) -> Result<HandOverMethod, Error>,
) -> Result<HandOverMethod, Error> {
    let permit = actor.permit::<Coordinate>(tx.hand_overs().get(id)?.hub)?;
    let currency = tx.enterprises().get(permit.enterprise())?.currency;
    // Cycles before methods, as checkouts lock them.
    tx.cycles().touch_selling(permit.enterprise())?;
    let before = tx.hand_overs().lock(id)?;
    check_read(before.version, read)?;
    let changed = change(before.clone(), tx.now())?;
    if changed == before {
        return Ok(before);
    }
    changed.check(currency)?;
    let changed = HandOverMethod { version: before.version + 1, ..changed };
    tx.hand_overs().save(&permit, &changed)?;
    note(tx, actor, Some(&before), Some(&changed))?;
    Ok(changed)
}

/// Who changed what of a way in which a hub hands over, when, from what to what.
///
/// # Errors
///
/// A refusal unless the actor reads the hub's cycles.
pub fn hand_over_history(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: HandOverMethodId,
    before: Option<i64>,
    request: &PageRequest,
) -> Result<HistoryPage, Error> {
    let method = tx.hand_overs().get(id)?;
    let permit = actor.permit::<ReadCycles>(method.hub)?;
    let page = tx.change_log().of_hand_over(&permit, &method, before, request)?;
    named(tx, page, BTreeMap::new())
}

/// Refuses methods that are not there, or another hub's: see [`check_choices`].
pub(crate) fn check_hand_overs(
    tx: &mut Tx<'_>,
    hub: EnterpriseId,
    wanted: &[HandOverChoice],
    kept: &[HandOverChoice],
) -> Result<(), Error> {
    let found = if wanted.is_empty() { Vec::new() } else { tx.hand_overs().of_hubs(&[hub])? };
    Ok(check_choices(wanted, &found, hub, kept)?)
}

/// The hub has as many methods as it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hub has at most {MAX_HAND_OVER_METHODS} ways of hand-over in use: retire one first")]
pub struct TooManyMethods;

impl Failure for TooManyMethods {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "too-many-methods")
    }
}

refusals!(TooManyMethods);
