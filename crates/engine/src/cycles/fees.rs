use std::collections::BTreeSet;

use sillon_cycles::{
    Direction, Exchange, Fee, FeePatch, OrderCycle, PriceChange, check_named, check_payees,
};
use sillon_identity::{Actor, Coordinate, Permit, ReadCycles};
use sillon_kernel::{CycleId, EnterpriseId, Failure, FailureKind, FeeId, Page, PageRequest};
use sillon_store::{Error as StoreError, Repositories, Tx};

use crate::{
    Error,
    cycles::changes::{lock_to_run, open_price_lists, price_changes, taking_changes, touch},
    cycles::consent::check_agreed,
    error::refusals,
    log::{FeesOn, note},
};

/// Adds a fee that an enterprise charges.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the enterprise; [`sillon_cycles::FeeRefused`] for a fee out of bounds.
pub fn add_fee(tx: &mut Tx<'_>, actor: &Actor, fee: Fee) -> Result<Fee, Error> {
    let permit = actor.permit::<Coordinate>(fee.enterprise)?;
    let owner = tx.enterprises().get(permit.enterprise())?;
    fee.check(owner.currency)?;
    tx.cycles().add_fee(&permit, &fee)?;
    note(tx, actor, None, Some(&fee))?;
    Ok(fee)
}

/// A page of the fees of an enterprise, the oldest first.
///
/// # Errors
///
/// A refusal unless the actor reads the enterprise's cycles.
pub fn fees(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: EnterpriseId,
    after: Option<FeeId>,
    request: &PageRequest,
) -> Result<Page<Fee>, Error> {
    let permit = actor.permit::<ReadCycles>(of)?;
    Ok(tx.cycles().fees_of(&permit, after, request)?)
}

/// Changes a fee, in every cycle that takes changes and names it; the fee, and what shoppers pay otherwise from now on. Orders
/// keep what they were placed at.
///
/// # Errors
///
/// A refusal unless the actor coordinates for its enterprise; [`sillon_cycles::FeeRefused`] for a fee out of bounds. Of what it
/// comes to, and its tax: [`FeeInUse`] while a cycle of somebody else's names it, and a refusal where others agreed to what
/// it is.
pub fn edit_fee(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: FeeId,
    patch: FeePatch,
) -> Result<(Fee, Vec<PriceChange>), Error> {
    let permit = actor.permit::<Coordinate>(find(tx, id)?.enterprise)?;
    // Cycles before the fee, as whoever names a fee in a cycle locks them.
    let naming = tx.cycles().cycles_naming(id)?;
    let mut cycles = Vec::with_capacity(naming.len());
    for cycle in &naming {
        cycles.push(tx.cycles().lock(*cycle)?);
    }
    let fee = tx.cycles().lock_fee(id)?;
    if tx.cycles().cycles_naming(id)? != naming {
        return Err(StoreError::lost_race().into());
    }
    let edited = fee.clone().patched(patch);
    if edited == fee {
        return Ok((fee, Vec::new()));
    }
    edited.check(tx.enterprises().get(permit.enterprise())?.currency)?;
    let is_repriced = fee.differs_in_terms(&edited);
    let mut prices_before = Vec::new();
    for cycle in cycles {
        let mut prices = Vec::new();
        if is_repriced {
            edited.check(tx.enterprises().get(cycle.coordinator)?.currency)?;
            let exchanges = tx.cycles().exchanges(cycle.id)?;
            check_is_theirs_to_change(tx, actor, &cycle, &exchanges, id)?;
            prices = open_price_lists(tx, cycle.id, cycle.stage, &exchanges)?;
        }
        prices_before.push((cycle, prices));
    }
    tx.cycles().save_fee(&permit, &edited)?;
    note(tx, actor, Some(&fee), Some(&edited))?;
    if is_repriced {
        ask_anew(tx, id)?;
    }
    let mut changes = Vec::new();
    for (cycle, prices) in prices_before {
        let cycle = touch(tx, cycle)?;
        changes.extend(price_changes(tx, cycle.id, &prices)?);
    }
    Ok((edited, changes))
}

/// Whoever was asked on terms that name a fee is asked anew: what they were shown is not what they would agree to.
fn ask_anew(tx: &mut Tx<'_>, fee: FeeId) -> Result<(), Error> {
    let now = tx.now();
    Ok(tx.participations().ask_anew(fee, now)?)
}

/// Retires a fee: nothing new names it. The cycles that name it keep it, and so do orders; copies of cycles leave it out.
///
/// # Errors
///
/// A refusal unless the actor coordinates for its enterprise.
pub fn retire_fee(tx: &mut Tx<'_>, actor: &Actor, id: FeeId) -> Result<(), Error> {
    let permit = actor.permit::<Coordinate>(find(tx, id)?.enterprise)?;
    let fee = tx.cycles().lock_fee(id)?;
    let retired = fee.clone().retired(tx.now());
    tx.cycles().save_fee(&permit, &retired)?;
    note(tx, actor, Some(&fee), Some(&retired))?;
    ask_anew(tx, id)
}

fn find(tx: &mut Tx<'_>, id: FeeId) -> Result<Fee, Error> {
    tx.cycles().fees(&[id])?.pop().ok_or(Error::missing("fee"))
}

/// Those of some fees that are retired: nothing new names them.
pub(crate) fn retired_among(
    tx: &mut Tx<'_>,
    named: impl Iterator<Item = FeeId>,
) -> Result<BTreeSet<FeeId>, Error> {
    let named: BTreeSet<FeeId> = named.collect();
    let fees = tx.cycles().fees(&Vec::from_iter(named))?.into_iter();
    Ok(fees.filter(|fee| fee.retired_at.is_some()).map(|fee| fee.id).collect())
}

/// Refuses to change what a fee comes to where that is for others to say: see [`edit_fee`].
fn check_is_theirs_to_change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: &OrderCycle,
    exchanges: &[Exchange],
    fee: FeeId,
) -> Result<(), Error> {
    if !actor.may::<Coordinate>(cycle.coordinator) {
        return Err(FeeInUse.into());
    }
    // Shoppers pay what is on everything in the shops of others, too.
    let is_on_all = tx.cycles().coordinator_fees(cycle.id)?.contains(&fee);
    for exchange in exchanges {
        let is_out = exchange.direction == Direction::Outgoing;
        if exchange.fees.contains(&fee) || (is_on_all && is_out) {
            check_agreed(tx, actor, cycle, (exchange.enterprise, exchange.direction))?;
        }
    }
    Ok(())
}

/// A cycle of somebody else's names the fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a cycle that another enterprise runs names this fee: it stays as it is until that closes; retire it, and add another"
)]
pub struct FeeInUse;

impl Failure for FeeInUse {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "fee-in-use")
    }
}

refusals!(FeeInUse);

/// Sets the fees the coordinator puts on everything in a cycle; the cycle, and what shoppers pay otherwise from now on.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle, and every fee exists in its currency, for an enterprise that takes part.
pub fn set_coordinator_fees(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: CycleId,
    fees: &[FeeId],
) -> Result<(OrderCycle, Vec<PriceChange>), Error> {
    let (permit, cycle) = lock_for_edit(tx, actor, cycle)?;
    let exchanges = tx.cycles().exchanges(cycle.id)?;
    let mut payees: BTreeSet<EnterpriseId> = exchanges.iter().map(|it| it.enterprise).collect();
    payees.insert(cycle.coordinator);
    payees.extend(tx.grants().suppliers_of(cycle.coordinator)?);
    let kept = tx.cycles().coordinator_fees(cycle.id)?;
    check_fees(tx, cycle.coordinator, fees, &payees, &kept)?;
    if BTreeSet::from_iter(fees) != BTreeSet::from_iter(&kept) {
        // Shoppers pay them in the shops of others, too.
        for shop in exchanges.iter().filter(|it| it.direction == Direction::Outgoing) {
            check_agreed(tx, actor, &cycle, (shop.enterprise, shop.direction))?;
        }
    }
    let prices_before = open_price_lists(tx, cycle.id, cycle.stage, &exchanges)?;
    tx.cycles().set_coordinator_fees(&permit, &cycle, fees)?;
    note(tx, actor, Some(&FeesOn(cycle.id, &kept)), Some(&FeesOn(cycle.id, fees)))?;
    let cycle = touch(tx, cycle)?;
    let changes = price_changes(tx, cycle.id, &prices_before)?;
    Ok((cycle, changes))
}

/// The cycle, locked, if the actor runs it and it still takes changes; and the right to run it.
fn lock_for_edit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
) -> Result<(Permit<Coordinate>, OrderCycle), Error> {
    let (permit, cycle) = lock_to_run(tx, actor, id)?;
    Ok((permit, taking_changes(cycle)?))
}

/// Refuses fees that are not there, or would be paid to strangers: see [`check_payees`].
pub(crate) fn check_fees(
    tx: &mut Tx<'_>,
    coordinator: EnterpriseId,
    wanted: &[FeeId],
    payees: &BTreeSet<EnterpriseId>,
    kept: &[FeeId],
) -> Result<(), Error> {
    check_named(wanted)?;
    let found = tx.cycles().fees(wanted)?;
    let currency = tx.enterprises().get(coordinator)?.currency;
    Ok(check_payees(wanted, &found, currency, payees, kept)?)
}
