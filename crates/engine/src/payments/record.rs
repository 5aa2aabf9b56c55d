use sillon_identity::{Action, Actor, Permit, RecordPayment, TakeCash};
use sillon_kernel::{Money, OrderId, PaymentId, TransactionId};
use sillon_ledger::Transaction;
use sillon_payments::{Claim, Method, payment_postings};
use sillon_store::{PaymentRecord, Posted, Repositories, Touched, Tx};

use crate::{Error, Ids, events::tell::payment_recorded};

/// A payment and how it was shared over the order's components, in their order.
#[derive(Debug, Clone)]
pub struct RecordedPayment {
    /// The payment.
    pub payment: PaymentRecord,
    /// Each component's share.
    pub shares: Vec<Money>,
}

/// Records that a payment came in for an order, and allocates it over the order's components at once.
///
/// # Errors
///
/// Missing unless the actor records such payments for the order's hub; [`sillon_payments::AllocateRefused`] when more came in
/// than is owed.
pub fn record_payment(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    order: OrderId,
    amount: Money,
    method: Method,
) -> Result<RecordedPayment, Error> {
    let (hub, claims) = tx.books().lock_claims(order)?;
    // Whoever may not know the order is told that there is none, whichever hub's it is.
    let none = |_fault| Error::missing("order");
    let paid = Paid { order, amount, method, claims: &claims };
    match method {
        Method::Cash => {
            let permit = actor.permit::<TakeCash>(hub).map_err(none)?;
            add_payment(tx, &permit, actor, ids, &paid)
        }
        Method::BankTransfer => {
            let permit = actor.permit::<RecordPayment>(hub).map_err(none)?;
            add_payment(tx, &permit, actor, ids, &paid)
        }
    }
}

/// What was paid for an order, and who has a claim to it.
struct Paid<'c> {
    order: OrderId,
    amount: Money,
    method: Method,
    claims: &'c [Claim],
}

/// Writes what was paid, by the right to take money of its kind, with each claim's share of it.
fn add_payment<A: Action>(
    tx: &mut Tx<'_>,
    by: &Permit<A>,
    actor: &Actor,
    ids: &Ids,
    &Paid { order, amount, method, claims }: &Paid<'_>,
) -> Result<RecordedPayment, Error> {
    let hub = by.enterprise();
    let once_owed = tx.order_changes().once_owed(order)?;
    let (shares, postings) = payment_postings(hub, order, claims, amount, once_owed)?;
    let now = tx.now();
    let payment = PaymentRecord {
        id: ids.next::<PaymentId>(now),
        order,
        hub,
        method,
        amount,
        received_at: now,
        recorded_by: actor.user(),
        recorded_by_key: actor.api_key(),
    };
    let id = ids.next::<TransactionId>(now);
    let transaction = Transaction::new(id, "payment", now, postings);
    let transaction = transaction.expect("what is paid is above zero, and of one currency");
    let posted = Posted { hub, order, transaction };
    tx.books().add_payment(&payment, &shares, &posted)?;
    payment_recorded(tx, &payment)?;
    tx.touches(Touched::NOTHING);
    Ok(RecordedPayment { payment, shares })
}
