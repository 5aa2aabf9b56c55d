use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, OrderId, PaymentId, RepaymentId, Text, TransactionId};
use sillon_ledger::{Posting, Transaction};
use sillon_payments::{
    Account, Claim, OrderBooks, check_reversible, payment_reversal_postings,
    repayment_reversal_postings,
};
use sillon_store::{OrderMoney, PaymentRecord, Posted, RepaymentRecord, Repositories, Touched, Tx};

use crate::{
    Error, Ids,
    events::tell::payment_recorded,
    payments::record::{RecordedPayment, may_handle},
    payments::repay::{PaidBack, tell},
};

/// Takes back a payment that never came: a payment of as much less than nothing, which says why. What is left of all
/// payments is shared over the order's components as if it had never been.
///
/// # Errors
///
/// Missing unless the actor records such payments for the order's hub; [`sillon_payments::ReversalRefused`] when it was
/// taken back before, takes one back itself, or some of it was paid back since.
pub fn reverse_payment(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: PaymentId,
    reason: Text<500>,
) -> Result<RecordedPayment, Error> {
    let payment = tx.books().payment(id)?;
    // Locked before it is asked whether it was taken back: two who do wait for each other.
    let (hub, claims) = tx.books().lock_claims(payment.order)?;
    let hub = may_handle(actor, hub, payment.method).map_err(|_fault| Error::missing("payment"))?;
    check_reversible(payment.reverses.is_some(), tx.books().is_reversed(id)?)?;
    let money = tx.repayments().money_of(payment.order)?;
    let of = books(hub, payment.order, &claims, money);
    let (shares, postings) = payment_reversal_postings(&of, payment.amount)?;
    let posted = reversal(tx, ids, hub, Some(payment.order), postings);
    let now = tx.now();
    let payment = PaymentRecord {
        id: ids.next(now),
        amount: -payment.amount,
        received_at: now,
        recorded_by: actor.user(),
        recorded_by_key: actor.api_key(),
        reverses: Some(id),
        reason: Some(reason),
        ..payment
    };
    tx.books().add_payment(&payment, &shares, &posted)?;
    payment_recorded(tx, &payment)?;
    tx.touches(Touched::NOTHING);
    Ok(RecordedPayment { payment, shares })
}

/// Takes back a repayment that never left the till: it is to be paid back again, or pays what the order has come to
/// since. Its customer, who was told of it, is told that too.
///
/// # Errors
///
/// Missing unless the actor pays back so for the order's hub; [`sillon_payments::ReversalRefused`] when it was taken
/// back before, or takes one back itself.
pub fn reverse_repayment(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: RepaymentId,
    reason: Text<500>,
) -> Result<PaidBack, Error> {
    let repayment = tx.repayments().get(id)?;
    let order = repayment.order;
    let (hub, claims) = tx.books().lock_claims(order)?;
    let hub = may_handle(actor, hub, repayment.method);
    let hub = hub.map_err(|_fault| Error::missing("repayment"))?;
    check_reversible(repayment.reverses.is_some(), tx.repayments().is_reversed(id)?)?;
    let money = tx.repayments().money_of(order)?;
    let of = books(hub, order, &claims, money);
    let (shares, postings) = repayment_reversal_postings(&of, repayment.amount, repayment.overpaid);
    let posted = reversal(tx, ids, hub, Some(order), postings);
    let now = tx.now();
    let repayment = RepaymentRecord {
        id: ids.next(now),
        amount: -repayment.amount,
        overpaid: -repayment.overpaid,
        repaid_at: now,
        recorded_by: actor.user(),
        recorded_by_key: actor.api_key(),
        reverses: Some(id),
        note: Some(reason),
        ..repayment
    };
    tx.repayments().add(&repayment, &shares, &posted)?;
    tell(tx, ids, &repayment)?;
    let to_pay_back = tx.repayments().money_of(order)?.to_pay_back.total();
    tx.touches(Touched::NOTHING);
    Ok(PaidBack { repayment, to_pay_back })
}

fn books(
    hub: EnterpriseId,
    order: OrderId,
    claims: &[Claim],
    OrderMoney { received, is_due, .. }: OrderMoney,
) -> OrderBooks<'_> {
    OrderBooks { hub, order, claims, received, is_due }
}

/// The transaction of a reversal.
pub(crate) fn reversal(
    tx: &mut Tx<'_>,
    ids: &Ids,
    hub: EnterpriseId,
    order: Option<OrderId>,
    postings: Vec<Posting<Account>>,
) -> Posted {
    let now = tx.now();
    let transaction = Transaction::new(ids.next::<TransactionId>(now), "reversal", now, postings);
    let transaction = transaction.expect("what is reversed moved something, of one currency");
    Posted { hub, order, transaction }
}
