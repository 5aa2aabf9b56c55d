use std::collections::BTreeSet;

use sillon_cycles::{Direction, Fee, OrderCycle, PriceChange, check_named, check_payees};
use sillon_identity::{Actor, Coordinate, Permit};
use sillon_kernel::{CycleId, EnterpriseId, FeeId};
use sillon_store::{Repositories, Tx};

use crate::{
    Error,
    cycles::changes::{lock_to_run, open_price_lists, price_changes, taking_changes, touch},
    cycles::consent::check_agreed,
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
    Ok(fee)
}

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
    check_fees(tx, &cycle, fees, &payees, &kept)?;
    if BTreeSet::from_iter(fees) != BTreeSet::from_iter(&kept) {
        // Shoppers pay them in the shops of others, too.
        for shop in exchanges.iter().filter(|it| it.direction == Direction::Outgoing) {
            check_agreed(tx, actor, &cycle, (shop.enterprise, shop.direction))?;
        }
    }
    let prices_before = open_price_lists(tx, cycle.id, cycle.stage, &exchanges)?;
    tx.cycles().set_coordinator_fees(&permit, &cycle, fees)?;
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
    cycle: &OrderCycle,
    wanted: &[FeeId],
    payees: &BTreeSet<EnterpriseId>,
    kept: &[FeeId],
) -> Result<(), Error> {
    check_named(wanted)?;
    let found = tx.cycles().fees(wanted)?;
    let currency = tx.enterprises().get(cycle.coordinator)?.currency;
    Ok(check_payees(wanted, &found, currency, payees, kept)?)
}
