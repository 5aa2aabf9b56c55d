use std::collections::BTreeSet;

use sillon_cycles::{Direction, Fee, OrderCycle, PriceChange};
use sillon_identity::{Actor, Coordinate, Permit};
use sillon_kernel::{CycleId, EnterpriseId, FeeId};
use sillon_store::{Repositories, Tx};

use crate::{
    Error,
    cycles::changes::{open_price_lists, price_changes, taking_changes, touch},
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
    let cycle = tx.cycles().lock(id)?;
    let permit = actor.permit::<Coordinate>(cycle.coordinator)?;
    Ok((permit, taking_changes(cycle)?))
}

/// Every fee is there once, and in the coordinator's currency; one that was not `kept` from before is for one of the payees,
/// who take part or let the coordinator put them into its cycles: nobody is paid by strangers.
pub(crate) fn check_fees(
    tx: &mut Tx<'_>,
    cycle: &OrderCycle,
    wanted: &[FeeId],
    payees: &BTreeSet<EnterpriseId>,
    kept: &[FeeId],
) -> Result<(), Error> {
    let distinct: BTreeSet<FeeId> = wanted.iter().copied().collect();
    if distinct.len() < wanted.len() || wanted.len() > 50 {
        return Err(Error::field("fees", "each fee is named once, at most 50 of them"));
    }
    let found = tx.cycles().fees(wanted)?;
    let currency = tx.enterprises().get(cycle.coordinator)?.currency;
    for fee in &found {
        fee.check(currency)?;
    }
    let may = |fee: &Fee| kept.contains(&fee.id) || payees.contains(&fee.enterprise);
    if found.len() < wanted.len() || !found.iter().all(may) {
        return Err(Error::field("fees", "one of these fees does not exist"));
    }
    Ok(())
}
