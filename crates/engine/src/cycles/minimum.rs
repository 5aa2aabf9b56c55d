use std::collections::{BTreeMap, BTreeSet};

use sillon_cycles::{Direction, Exchange, OrderCycle};
use sillon_kernel::{EnterpriseId, Money, OrderChangeId, OrderId, SupplyId};
use sillon_orders::{ChangeCause, Order};
use sillon_store::{Repositories, Subject, Tx};

use crate::{
    Error, Ids,
    cycles::letters::write_to,
    orders::change::{Made, Rest, leave_rests},
    outbox::queue::have_written,
};

/// Cancels what was ordered of those producers of whom too little was: it leaves every order of the cycle that is not due yet, which
/// is priced anew and gives back what it took. Customers, the producers, whoever runs the cycle and the hubs are told.
///
/// What is ordered of them can be ordered no more: their cut-off has come, or the cycle closes. A bundle leaves with any part of it,
/// so that of another producer too little may be left in turn: it is asked until nothing leaves. Whoever was told before what to
/// bring (`told`), and has less to bring now, is told anew, and why.
pub(crate) fn cancel_what_is_too_little(
    tx: &mut Tx<'_>,
    ids: &Ids,
    cycle: &OrderCycle,
    exchanges: &[Exchange],
    told: &BTreeSet<EnterpriseId>,
) -> Result<(), Error> {
    let (mut gone, mut lessened) = (BTreeSet::new(), BTreeSet::new());
    let mut given_back: BTreeMap<SupplyId, i64> = BTreeMap::new();
    let mut changed: BTreeMap<OrderId, OrderChangeId> = BTreeMap::new();
    loop {
        let missed = missed_by(tx, cycle, exchanges, &gone)?;
        if missed.is_empty() {
            break;
        }
        let producers: BTreeSet<EnterpriseId> =
            missed.iter().map(|(it, _)| it.enterprise).collect();
        let orders = orders_with(tx, cycle, &producers)?;
        let rests = orders.iter().map(|order| {
            let basket = order.basket_without(&producers);
            Rest { order, basket }
        });
        let rests: Vec<Rest<'_>> = rests.collect();
        let made = Made { cause: ChangeCause::Minimum, reason: None, by: None };
        let left = leave_rests(tx, ids, &rests, made)?;
        for (supply, milli) in left.given_back {
            *given_back.entry(supply).or_default() += milli;
        }
        for (order, change) in orders.iter().zip(left.changes) {
            changed.entry(order.id).or_insert(change);
        }
        lessened.extend(left.lessened);
        tell(tx, ids, cycle, &missed, &orders)?;
        gone.extend(producers);
    }
    // Each customer once, of all that left since the first of the changes.
    for (order, change) in changed {
        have_written(tx, ids, Subject::OrderChanged(order, change))?;
    }
    // All at once, in one order: no two cycles that draw on the same wait for each other here.
    tx.order_changes().give_back(&given_back)?;
    let anew = lessened.intersection(told).filter(|of| !gone.contains(of)).copied().collect();
    write_to(tx, ids, anew, |of| Subject::LessToBring(cycle.id, of))
}

/// The exchanges of producers of whom something was ordered, and less than they deliver from; each with what was.
fn missed_by<'e>(
    tx: &mut Tx<'_>,
    cycle: &OrderCycle,
    exchanges: &'e [Exchange],
    gone: &BTreeSet<EnterpriseId>,
) -> Result<Vec<(&'e Exchange, Money)>, Error> {
    let mut missed = Vec::new();
    let asked = exchanges.iter().filter(|it| it.direction == Direction::Incoming);
    for exchange in asked.filter(|it| !gone.contains(&it.enterprise)) {
        let Some(minimum) = exchange.minimum else { continue };
        let ordered = tx.order_changes().ordered_of(cycle.id, exchange.enterprise, minimum)?;
        if exchange.is_missed_by(ordered) {
            missed.push((exchange, ordered));
        }
    }
    Ok(missed)
}

/// The orders of a cycle with goods of these, which are not due yet, all locked before any is changed. One of which it is not known
/// what it was priced on stays as it was placed, and its producers have it on their sheets.
fn orders_with(
    tx: &mut Tx<'_>,
    cycle: &OrderCycle,
    producers: &BTreeSet<EnterpriseId>,
) -> Result<Vec<Order>, Error> {
    let mut ids: BTreeSet<OrderId> = BTreeSet::new();
    for producer in producers {
        ids.extend(tx.order_changes().with_goods_of(cycle.id, *producer)?);
    }
    let mut orders = Vec::with_capacity(ids.len());
    for id in ids {
        orders.push(tx.orders().lock(id)?);
    }
    orders.retain(|order| order.terms.is_some());
    Ok(orders)
}

/// Tells of each producer whose goods left some of these orders, and what they came to: the producer itself, who runs the cycle, and
/// the hubs they are of.
fn tell(
    tx: &mut Tx<'_>,
    ids: &Ids,
    cycle: &OrderCycle,
    missed: &[(&Exchange, Money)],
    orders: &[Order],
) -> Result<(), Error> {
    for (exchange, ordered) in missed {
        let of = exchange.enterprise;
        let holds_some =
            |order: &&Order| order.lines.iter().any(|line| line.producer == of && line.owner == of);
        let changed: Vec<&Order> = orders.iter().filter(holds_some).collect();
        let hubs: BTreeSet<EnterpriseId> = changed.iter().map(|order| order.hub).collect();
        if hubs.is_empty() {
            continue;
        }
        let orders = u32::try_from(changed.len()).unwrap_or(u32::MAX);
        tx.cycles().note_missed(exchange.id, *ordered, orders)?;
        let told = hubs.into_iter().chain([of, cycle.coordinator]).collect();
        write_to(tx, ids, told, |to| Subject::MinimumMissed(exchange.id, to))?;
    }
    Ok(())
}
