use sillon_identity::{Actor, TakeBack};
use sillon_kernel::{Money, OrderId, ReturnId, TransactionId};
use sillon_ledger::Transaction;
use sillon_orders::CartLine;
use sillon_payments::return_postings;
use sillon_store::{Posted, Repositories, ReturnRecord, Touched, Tx};

use crate::{Error, Ids};

/// Packaging that came back, and what is to be paid back to the order's customer now.
#[derive(Debug, Clone)]
pub struct TakenBack {
    /// What came back.
    pub back: ReturnRecord,
    /// All that is to be paid back for the order.
    pub to_pay_back: Money,
}

/// Records that packaging of an order came back: what was paid for it is owed back to the customer.
///
/// # Errors
///
/// Missing unless the actor takes packaging back for the order's hub; [`sillon_orders::ReturnRefused`] when more came back
/// than was taken, or no deposit was paid on it.
///
/// # Panics
///
/// Never: what is taken back had a deposit above zero.
pub fn take_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    order: OrderId,
    back: &[CartLine],
) -> Result<TakenBack, Error> {
    let order = tx.orders().lock(order)?;
    // Whoever may not know the order is told that there is none.
    let permit = actor.permit::<TakeBack>(order.hub).map_err(|_fault| Error::missing("order"))?;
    // Read after the order is locked: two who take back the same bottle wait for each other.
    let before = tx.returns().of_order(order.id)?;
    let before: Vec<_> = before.into_iter().flat_map(|earlier| earlier.lines).collect();
    let lines = order.take_back(&before, back)?;
    let now = tx.now();
    let postings = return_postings(order.id, lines.iter().map(|line| (line.owner, line.amount)));
    let id = ids.next::<TransactionId>(now);
    let transaction = Transaction::new(id, "return", now, postings);
    let transaction = transaction.expect("what came back had a deposit, of one currency");
    let posted = Posted { hub: permit.enterprise(), order: Some(order.id), transaction };
    let back = ReturnRecord {
        id: ids.next::<ReturnId>(now),
        order: order.id,
        hub: permit.enterprise(),
        lines,
        returned_at: now,
        recorded_by: actor.user(),
        recorded_by_key: actor.api_key(),
    };
    tx.returns().add(&permit, &back, &posted)?;
    let to_pay_back = tx.repayments().money_of(order.id)?.to_pay_back.total();
    tx.touches(Touched::NOTHING);
    Ok(TakenBack { back, to_pay_back })
}
