//! Hubs that want it are told of every order: what happened is read off their events, so that no checkout waits for it.

use sillon_events::EventKind;
use sillon_identity::{Actor, ReadEvents};
use sillon_kernel::{EnterpriseId, OrderId};
use sillon_store::{Repositories, Subject, Tx};

use crate::{Error, Ids, events::feed::number, outbox::queue::tell};

/// How many orders of a hub are told in one transaction.
const TOLD_AT_ONCE: i64 = 200;

/// The hubs of which somebody wants every order, and that have something new.
pub(crate) fn hubs_to_tell(tx: &mut Tx<'_>) -> Result<Vec<EnterpriseId>, Error> {
    let mut hubs = tx.notices().hubs_wanting_orders()?;
    let mut behind = Vec::new();
    for hub in hubs.drain(..) {
        let told = tx.notices().orders_told_until(hub)?;
        let is_new = told != Some(tx.events().last_number(hub)?);
        if is_new || tx.events().has_without_number(hub)? {
            behind.push(hub);
        }
    }
    Ok(behind)
}

/// Has letters written about some of the orders that were placed at a hub since it was told; none of those before somebody wanted it.
pub(crate) fn tell_of_orders(tx: &mut Tx<'_>, ids: &Ids, hub: EnterpriseId) -> Result<(), Error> {
    number(tx, hub)?;
    let (told, last) = (tx.notices().orders_told_until(hub)?, tx.events().last_number(hub)?);
    let permit = Actor::Operator.permit::<ReadEvents>(hub)?;
    let placed = match told {
        Some(told) => {
            tx.events().page(&permit, told, last, &[EventKind::OrderPlaced], TOLD_AT_ONCE)?
        }
        None => Vec::new(),
    };
    let is_full = i64::try_from(placed.len()).unwrap_or(i64::MAX) >= TOLD_AT_ONCE;
    let until = placed.last().filter(|_| is_full).map_or(last, |event| event.number);
    // Another node that tells of them at once has gone past them.
    if !tx.notices().set_orders_told(hub, told, until)? {
        return Ok(());
    }
    for event in placed {
        tell(tx, ids, hub, Subject::OrderReceived(OrderId(event.subject), hub))?;
    }
    Ok(())
}
