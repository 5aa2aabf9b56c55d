use std::collections::BTreeMap;

use sillon_kernel::{OrderChangeId, SupplyId, TransactionId, VariantId};
use sillon_ledger::Transaction;
use sillon_orders::{ChangeCause, ChangedOrder, Component, Order};
use sillon_payments::{Claim, change_postings};
use sillon_store::{NewOrderChange, Posted, Repositories, Tx};

use crate::{Error, Ids};

/// Makes something else of an order that the transaction has locked: what was paid for it is shared over what it is made of now, the
/// books move with it. What goes back to which supply, in thousandths, is answered and not yet done, and its customer is not told:
/// whoever changes many orders gives it all back at once, and writes to each customer once.
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
) -> Result<(OrderChangeId, BTreeMap<SupplyId, i64>), Error> {
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
    Ok((change.id, given_back))
}
