use std::collections::{BTreeMap, BTreeSet};

use sillon_cycles::{Direction, Exchange, OrderCycle};
use sillon_kernel::{CycleId, EnterpriseId, OrderId, SupplyId};
use sillon_orders::ChangeCause;
use sillon_store::{Repositories, Subject, Tx};

use crate::{Error, Ids, cycles::letters::write_to, orders::change::change_order};

/// Cancels what was ordered of those producers of whom too little was: it leaves every order of the cycle, which is priced anew and
/// gives back what it took. Customers, the producers and whoever runs the cycle are told. Who they are is answered.
///
/// What is ordered of them can be ordered no more: their cut-off has come, or the cycle closes.
pub(crate) fn cancel_what_is_too_little(
    tx: &mut Tx<'_>,
    ids: &Ids,
    cycle: &OrderCycle,
    exchanges: &[Exchange],
) -> Result<BTreeSet<EnterpriseId>, Error> {
    let missed = missed_by(tx, cycle.id, exchanges)?;
    if missed.is_empty() {
        return Ok(missed);
    }
    let mut orders: BTreeSet<OrderId> = BTreeSet::new();
    for producer in &missed {
        orders.extend(tx.order_changes().with_goods_of(cycle.id, *producer)?);
    }
    let mut given_back: BTreeMap<SupplyId, i64> = BTreeMap::new();
    for order in orders {
        let order = tx.orders().lock(order)?;
        if order.terms.is_none() {
            // It was placed before what orders are priced on was kept: it stays, and its producers have it on their sheets.
            continue;
        }
        let basket = order.basket_without(&missed);
        let given = change_order(tx, ids, &order, &basket, ChangeCause::Minimum)?;
        for (supply, milli) in given {
            *given_back.entry(supply).or_default() += milli;
        }
    }
    // All at once, in one order: no two cycles that draw on the same wait for each other.
    tx.order_changes().give_back(&given_back)?;
    let told = missed.iter().copied().chain([cycle.coordinator]).collect();
    write_to(tx, ids, told, |of| Subject::MinimumMissed(cycle.id, of))?;
    Ok(missed)
}

/// The producers of whom something was ordered, and less than they deliver from.
fn missed_by(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    exchanges: &[Exchange],
) -> Result<BTreeSet<EnterpriseId>, Error> {
    let mut missed = BTreeSet::new();
    for exchange in exchanges.iter().filter(|it| it.direction == Direction::Incoming) {
        let Some(minimum) = exchange.minimum else { continue };
        let ordered = tx.order_changes().ordered_of(cycle, exchange.enterprise, minimum)?;
        if exchange.is_missed_by(ordered) {
            missed.insert(exchange.enterprise);
        }
    }
    Ok(missed)
}
