//! What is told of what the use cases do; each of these is written in the transaction of what it tells of.

use std::collections::BTreeSet;

use sillon_cycles::{OrderCycle, Stage};
use sillon_events::{EventKind, Facts, Happened};
use sillon_kernel::EnterpriseId;
use sillon_orders::{ChangeCause, Order};
use sillon_store::{PaymentRecord, Repositories, Tx};

use crate::Error;

/// That an order was placed, for its hub.
pub(crate) fn order_placed(order: &Order) -> Happened {
    let facts = Facts::Order {
        cycle: order.cycle,
        reference: &order.reference,
        total: order.total,
        payment: order.payment.as_str(),
    };
    Happened::to_order((order.hub, order.id), EventKind::OrderPlaced, order.placed_at, &facts)
}

/// Tells the hub of an order that it changed.
pub(crate) fn order_changed(
    tx: &mut Tx<'_>,
    before: &Order,
    after: &Order,
    cause: ChangeCause,
) -> Result<(), Error> {
    let facts = Facts::Change {
        cycle: after.cycle,
        reference: &after.reference,
        total: after.total,
        before: before.total,
        cause: cause.as_str(),
        is_cancelled: after.cancelled_at.is_some(),
    };
    let now = tx.now();
    let happened = Happened::to_order((after.hub, after.id), EventKind::OrderChanged, now, &facts);
    Ok(tx.events().note(&[happened])?)
}

/// Tells the hub of an order that a payment for it came in.
pub(crate) fn payment_recorded(tx: &mut Tx<'_>, payment: &PaymentRecord) -> Result<(), Error> {
    let facts = Facts::Payment {
        payment: payment.id,
        amount: payment.amount,
        method: payment.method.as_str(),
    };
    let of = (payment.hub, payment.order);
    let happened = Happened::to_order(of, EventKind::PaymentRecorded, payment.received_at, &facts);
    Ok(tx.events().note(&[happened])?)
}

/// Tells those who take part in a cycle how far it is now; that it changed, where it is as far as before.
pub(crate) fn cycle_moved(
    tx: &mut Tx<'_>,
    before: &OrderCycle,
    after: &OrderCycle,
) -> Result<(), Error> {
    match moved(before, after) {
        Some(kind) => tell_of_cycle(tx, after, kind),
        None => Ok(()),
    }
}

/// Tells those who take part in a cycle that something of it is otherwise; of a draft, nobody.
pub(crate) fn cycle_changed(tx: &mut Tx<'_>, cycle: &OrderCycle) -> Result<(), Error> {
    if cycle.stage == Stage::Draft {
        return Ok(());
    }
    tell_of_cycle(tx, cycle, EventKind::CycleChanged)
}

fn moved(before: &OrderCycle, after: &OrderCycle) -> Option<EventKind> {
    match (&before.stage, &after.stage) {
        (_, Stage::Draft) => None,
        (Stage::Open { .. }, Stage::Open { .. })
        | (Stage::Upcoming, Stage::Upcoming)
        | (Stage::Closed { .. }, Stage::Closed { .. })
        | (_, Stage::Settled { .. }) => Some(EventKind::CycleChanged),
        (_, Stage::Upcoming) => Some(EventKind::CycleAnnounced),
        (_, Stage::Open { .. }) => Some(EventKind::CycleOpened),
        (_, Stage::Closed { .. }) => Some(EventKind::CycleClosed),
    }
}

fn tell_of_cycle(tx: &mut Tx<'_>, cycle: &OrderCycle, kind: EventKind) -> Result<(), Error> {
    let parts = tx.cycles().exchanges(cycle.id)?;
    let mut concerned: BTreeSet<EnterpriseId> = parts.iter().map(|it| it.enterprise).collect();
    concerned.insert(cycle.coordinator);
    let facts = Facts::Cycle {
        coordinator: cycle.coordinator,
        stage: cycle.stage.as_str(),
        version: cycle.version,
        opens_at: cycle.orders.from(),
        closes_at: cycle.orders.until(),
    };
    let now = tx.now();
    let told = |of| Happened::to_cycle((of, cycle.id), kind, now, &facts);
    let happened: Vec<Happened> = concerned.into_iter().map(told).collect();
    Ok(tx.events().note(&happened)?)
}
