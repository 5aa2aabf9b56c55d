use std::collections::BTreeMap;

use sillon_kernel::{SupplyId, TransactionId, VariantId};
use sillon_ledger::Transaction;
use sillon_orders::{ChangeCause, ChangedOrder, Component, Order};
use sillon_payments::{Claim, change_postings};
use sillon_store::{NewOrderChange, Posted, Repositories, Subject, Tx};

use crate::{Error, Ids, cycles::letters::have_written};

/// Makes something else of an order that the transaction has locked: what was paid for it is shared over what it is made of now, the
/// books move with it, and its customer is told. What goes back to which supply, in thousandths, is told and not yet done: whoever
/// changes many orders gives it back at once.
///
/// # Errors
///
/// [`ChangeRefused`](sillon_orders::ChangeRefused).
pub(crate) fn change_order(
    tx: &mut Tx<'_>,
    ids: &Ids,
    order: &Order,
    basket: &[(VariantId, u32)],
    cause: ChangeCause,
) -> Result<BTreeMap<SupplyId, i64>, Error> {
    let now = tx.now();
    let ChangedOrder { order: changed, given_back } = order.changed_to(basket, now)?;
    let paid = tx.order_changes().paid(order)?;
    let claims =
        |order: &Order| -> Vec<Claim> { order.components.iter().map(Component::claim).collect() };
    let (before, after) = (claims(order), claims(&changed));
    let (shares, postings) = change_postings(order.id, &before, &after, paid.received, paid.is_due);
    let posted = (!postings.is_empty()).then(|| {
        let id = ids.next::<TransactionId>(now);
        let transaction = Transaction::new(id, "change", now, postings);
        let transaction = transaction.expect("what moves is above zero, and of one currency");
        Posted { hub: order.hub, order: order.id, transaction }
    });
    let change = NewOrderChange {
        id: ids.next(now),
        cause,
        at: now,
        was_due: paid.is_due,
        replaced: order,
        order: &changed,
        shares: &shares,
        posted,
    };
    tx.order_changes().write(&change)?;
    have_written(tx, ids, Subject::OrderChanged(order.id, change.id))?;
    Ok(given_back)
}
