use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, OrderChangeId, SupplyId, Text, TransactionId, VariantId};
use sillon_ledger::Transaction;
use sillon_orders::{ChangeCause, ChangeGround, Component, Order};
use sillon_payments::{Claim, change_postings};
use sillon_store::{Movement, NewOrderChange, Posted, Repositories, Tx};

use crate::{Error, Ids, events::tell::order_changed};

/// What is left of an order when something does not come.
#[derive(Debug)]
pub(crate) struct Rest<'o> {
    /// The order, as it is.
    pub(crate) order: &'o Order,
    /// How many of what it holds come.
    pub(crate) basket: Vec<(VariantId, u32)>,
}

/// By whom a change is made, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Made<'a> {
    /// Why.
    pub(crate) cause: ChangeCause,
    /// What the shop's people say of it.
    pub(crate) reason: Option<&'a Text<200>>,
    /// Who asked for it; nobody, where it comes of itself.
    pub(crate) by: Option<&'a Actor>,
}

/// What became of orders of which something does not come.
#[derive(Debug)]
pub(crate) struct Left {
    /// The change of each, in their order.
    pub(crate) changes: Vec<OrderChangeId>,
    /// What goes back to which supply, in thousandths.
    pub(crate) given_back: BTreeMap<SupplyId, i64>,
    /// The producers of whom there is less in them.
    pub(crate) lessened: BTreeSet<EnterpriseId>,
}

/// Leaves of orders that the transaction has locked what comes: what was paid for each is shared over what it is made of now, the
/// books move with it. What goes back to which supply, in thousandths, is answered and not yet done, and no customer is told:
/// whoever changes orders more than once gives it all back at once, and writes to each customer once.
///
/// # Errors
///
/// [`ChangeRefused`](sillon_orders::ChangeRefused).
pub(crate) fn leave_rests(
    tx: &mut Tx<'_>,
    ids: &Ids,
    rests: &[Rest<'_>],
    made: Made<'_>,
) -> Result<Left, Error> {
    let (cause, supplies) = (made.cause, HashMap::new());
    let ground = ChangeGround { cause, formers: &[], shop: None, supplies: &supplies };
    let mut written = Vec::with_capacity(rests.len());
    let mut given_back: BTreeMap<SupplyId, i64> = BTreeMap::new();
    let mut lessened = BTreeSet::new();
    for Rest { order, basket } in rests {
        let changed = order.changed_to(basket, &ground, tx.now())?;
        lessened.extend(order.producers_apart(&changed.order));
        for (supply, milli) in changed.given_back {
            *given_back.entry(supply).or_default() += milli;
        }
        written.push(change(tx, ids, order, changed.order, made)?);
    }
    tx.order_changes().write(&written)?;
    for change in &written {
        order_changed(tx, change.replaced, &change.order, cause)?;
    }
    let changes = written.iter().map(|change| change.id).collect();
    Ok(Left { changes, given_back, lessened })
}

/// Writes what an order became that the transaction has locked, and moves the books with it; its supplies are not touched.
///
/// # Errors
///
/// What the database refuses.
pub(crate) fn write_change(
    tx: &mut Tx<'_>,
    ids: &Ids,
    replaced: &Order,
    order: Order,
    made: Made<'_>,
) -> Result<OrderChangeId, Error> {
    let change = change(tx, ids, replaced, order, made)?;
    let changes = [change];
    tx.order_changes().write(&changes)?;
    let [change] = changes;
    order_changed(tx, replaced, &change.order, made.cause)?;
    Ok(change.id)
}

/// The change of an order to what it is now, with what of what was paid each part of it has now.
fn change<'o>(
    tx: &mut Tx<'_>,
    ids: &Ids,
    replaced: &'o Order,
    mut order: Order,
    made: Made<'o>,
) -> Result<NewOrderChange<'o>, Error> {
    let now = tx.now();
    let paid = tx.repayments().money_of(replaced.id)?;
    let claims =
        |order: &Order| -> Vec<Claim> { order.components.iter().map(Component::claim).collect() };
    let (before, after) = (claims(replaced), claims(&order));
    let (shares, postings) = change_postings(order.id, &before, &after, paid.received, paid.is_due);
    for (part, share) in order.components.iter_mut().zip(&shares) {
        part.allocated += *share;
    }
    let posted = (!postings.is_empty()).then(|| {
        let id = ids.next::<TransactionId>(now);
        let transaction = Transaction::new(id, "change", now, postings);
        let transaction = transaction.expect("what moves is above zero, and of one currency");
        Posted { hub: order.hub, order: Some(order.id), transaction }
    });
    Ok(NewOrderChange {
        id: ids.next(now),
        cause: made.cause,
        reason: made.reason,
        changed_by: made.by.and_then(Actor::user),
        changed_by_key: made.by.and_then(Actor::api_key),
        at: now,
        was_due: paid.is_due,
        replaced,
        order,
        shares,
        posted,
    })
}

/// Keeps from a supply what would return to it and is not there: it was counted again.
pub(crate) fn lose(
    tx: &mut Tx<'_>,
    ids: &Ids,
    given_back: &mut BTreeMap<SupplyId, i64>,
    lost: &BTreeMap<SupplyId, i64>,
) -> Result<(), Error> {
    let now = tx.now();
    for (supply, milli) in lost {
        let returned = given_back.entry(*supply).or_default();
        let milli = (*milli).min(*returned);
        if milli > 0 {
            *returned -= milli;
            let (id, delta_milli) = (ids.next(now), -milli);
            let counted = Movement { id, supply: *supply, delta_milli, reason: "count", at: now };
            tx.catalogue().add_movement(&counted)?;
        }
    }
    Ok(())
}
