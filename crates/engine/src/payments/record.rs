use sillon_identity::{Actor, RecordPayment, TakeCash};
use sillon_kernel::{EnterpriseId, Money, OrderId, PaymentId, TransactionId};
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
    let hub = may_handle(actor, hub, method).map_err(|_fault| Error::missing("order"))?;
    add_payment(tx, hub, actor, ids, &Paid { order, amount, method, claims: &claims })
}

/// The hub, for whoever writes down there what is paid so, and what is paid back so.
pub(crate) fn may_handle(
    actor: &Actor,
    hub: EnterpriseId,
    method: Method,
) -> Result<EnterpriseId, Error> {
    match method {
        Method::Cash => Ok(actor.permit::<TakeCash>(hub)?.enterprise()),
        Method::BankTransfer => Ok(actor.permit::<RecordPayment>(hub)?.enterprise()),
    }
}

/// What was paid for an order, and who has a claim to it.
struct Paid<'c> {
    order: OrderId,
    amount: Money,
    method: Method,
    claims: &'c [Claim],
}

/// Writes what was paid, with each claim's share of it.
fn add_payment(
    tx: &mut Tx<'_>,
    hub: EnterpriseId,
    actor: &Actor,
    ids: &Ids,
    &Paid { order, amount, method, claims }: &Paid<'_>,
) -> Result<RecordedPayment, Error> {
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
        reverses: None,
        reason: None,
    };
    let id = ids.next::<TransactionId>(now);
    let transaction = Transaction::new(id, "payment", now, postings);
    let transaction = transaction.expect("what is paid is above zero, and of one currency");
    let posted = Posted { hub, order: Some(order), transaction };
    tx.books().add_payment(&payment, &shares, &posted)?;
    payment_recorded(tx, &payment)?;
    tx.touches(Touched::NOTHING);
    Ok(RecordedPayment { payment, shares })
}
