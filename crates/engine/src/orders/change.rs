use std::collections::BTreeMap;

use sillon_kernel::{OrderChangeId, SupplyId, TransactionId, VariantId};
use sillon_ledger::Transaction;
use sillon_orders::{ChangeCause, ChangedOrder, Component, Order};
use sillon_payments::{Claim, change_postings};
use sillon_store::{NewOrderChange, Posted, Repositories, Tx};

use crate::{Error, Ids};

/// What becomes of an order: what is in it from now on.
#[derive(Debug)]
pub(crate) struct Wanted<'o> {
    /// The order, as it is.
    pub(crate) order: &'o Order,
    /// How many of what it holds then.
    pub(crate) basket: Vec<(VariantId, u32)>,
}

/// Makes something else of orders that the transaction has locked: what was paid for each is shared over what it is made of now, the
/// books move with it. What goes back to which supply, in thousandths, is answered and not yet done, and no customer is told:
/// whoever changes orders more than once gives it all back at once, and writes to each customer once.
///
/// # Errors
///
/// [`ChangeRefused`](sillon_orders::ChangeRefused).
pub(crate) fn change_orders(
    tx: &mut Tx<'_>,
    ids: &Ids,
    wanted: &[Wanted<'_>],
    cause: ChangeCause,
) -> Result<(Vec<OrderChangeId>, BTreeMap<SupplyId, i64>), Error> {
    let mut written = Vec::with_capacity(wanted.len());
    let mut given_back: BTreeMap<SupplyId, i64> = BTreeMap::new();
    for Wanted { order, basket } in wanted {
        let changed = order.changed_to(basket, tx.now())?;
        for (supply, milli) in &changed.given_back {
            *given_back.entry(*supply).or_default() += milli;
        }
        written.push(change(tx, ids, order, changed, cause)?);
    }
    tx.order_changes().write(&written)?;
    Ok((written.iter().map(|change| change.id).collect(), given_back))
}

/// The change of an order to what it is now, with what of what was paid each part of it has now.
fn change<'o>(
    tx: &mut Tx<'_>,
    ids: &Ids,
    replaced: &'o Order,
    changed: ChangedOrder,
    cause: ChangeCause,
) -> Result<NewOrderChange<'o>, Error> {
    let (now, mut order) = (tx.now(), changed.order);
    let paid = tx.order_changes().paid(replaced)?;
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
        Posted { hub: order.hub, order: order.id, transaction }
    });
    let (id, was_due) = (ids.next(now), paid.is_due);
    Ok(NewOrderChange { id, cause, at: now, was_due, replaced, order, shares, posted })
}
