use sillon_identity::{Actor, RecordPayment, TakeCash};
use sillon_kernel::{Money, OrderId, PaymentId, TransactionId};
use sillon_payments::{Method, payment_postings};
use sillon_store::{PaymentRecord, Posted, Touched, Tx};

use crate::{Error, Ids};

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
    let may = match method {
        Method::Cash => actor.permit::<TakeCash>(hub).map(|permit| permit.enterprise()),
        Method::BankTransfer => {
            actor.permit::<RecordPayment>(hub).map(|permit| permit.enterprise())
        }
    };
    let hub = may.map_err(|_fault| Error::missing("order"))?;
    let (shares, postings) = payment_postings(hub, order, &claims, amount)?;
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
    let posted = Posted {
        id: ids.next::<TransactionId>(now),
        hub,
        cause: "payment".to_owned(),
        order,
        at: now,
        postings,
    };
    tx.books().add_payment(&payment, &shares, &posted)?;
    tx.touches(Touched::NOTHING);
    Ok(RecordedPayment { payment, shares })
}
