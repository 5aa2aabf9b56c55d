use sillon_identity::Actor;
use sillon_kernel::{Money, OrderId, RepaymentId, Text, TransactionId};
use sillon_ledger::Transaction;
use sillon_payments::{Account, Method, pay_out_posting};
use sillon_store::{Posted, RepaymentRecord, Repositories, Subject, Touched, Tx};

use crate::{Error, Ids, outbox::queue::have_written, payments::record::may_handle};

/// Money that was paid back, and what is still to be paid back for the order.
#[derive(Debug, Clone)]
pub struct PaidBack {
    /// What was paid back.
    pub repayment: RepaymentRecord,
    /// What is still to be paid back.
    pub to_pay_back: Money,
}

/// What a hub says that it paid back.
#[derive(Debug, Clone)]
pub struct Repay {
    /// How much.
    pub amount: Money,
    /// How.
    pub method: Method,
    /// What is to be remembered of it.
    pub note: Option<Text<500>>,
}

/// Records that a hub paid back to the customer of an order what is owed back to them, or some of it. The customer is
/// told.
///
/// # Errors
///
/// Missing unless the actor handles such money for the order's hub; [`sillon_payments::PayOutRefused`] for more than is
/// to be paid back.
///
/// # Panics
///
/// Never: a repayment moves something.
pub fn repay(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    order: OrderId,
    Repay { amount, method, note }: Repay,
) -> Result<PaidBack, Error> {
    // Locked before it is asked what is owed back: two who pay it back wait for each other.
    let (hub, _) = tx.books().lock_claims(order)?;
    // Whoever may not know the order is told that there is none.
    let hub = may_handle(actor, hub, method).map_err(|_fault| Error::missing("order"))?;
    let owed = tx.repayments().money_of(order)?.to_pay_back;
    let posting = pay_out_posting(hub, Account::Refund(order), owed.total(), amount)?;
    let now = tx.now();
    let id = ids.next::<TransactionId>(now);
    let transaction = Transaction::new(id, "repayment", now, vec![posting]);
    let transaction = transaction.expect("it moves something");
    let repayment = RepaymentRecord {
        id: ids.next::<RepaymentId>(now),
        order,
        hub,
        method,
        amount,
        overpaid: owed.overpaid_of(amount),
        note,
        reverses: None,
        repaid_at: now,
        recorded_by: actor.user(),
        recorded_by_key: actor.api_key(),
    };
    let posted = Posted { hub, order: Some(order), transaction };
    tx.repayments().add(&repayment, &[], &posted)?;
    tell(tx, ids, &repayment)?;
    tx.touches(Touched::NOTHING);
    Ok(PaidBack { repayment, to_pay_back: owed.total() - amount })
}

/// Writes to the customer of whose money it is.
pub(crate) fn tell(tx: &mut Tx<'_>, ids: &Ids, of: &RepaymentRecord) -> Result<(), Error> {
    have_written(tx, ids, Subject::PaidBack(of.order, of.id))
}
