use sillon_identity::{Actor, PayOut, Permit, ReadBooks};
use sillon_kernel::{Date, EnterpriseId, Money, Page, PageRequest, PayoutId, Text, TransactionId};
use sillon_ledger::{Posting, Transaction};
use sillon_payments::{Account, Method, check_reversible, pay_out_posting};
use sillon_store::{Payable, PayoutRecord, Posted, Repositories, Subject, Touched, Tx};

use crate::{Error, Ids, outbox::queue::tell, payments::reverse::reversal};

/// What a hub says that it paid out.
#[derive(Debug, Clone)]
pub struct NewPayout {
    /// To whom.
    pub to: EnterpriseId,
    /// How much.
    pub amount: Money,
    /// How.
    pub method: Method,
    /// On which day, where the hub is; today, where nobody says.
    pub day: Option<Date>,
    /// What is to be remembered of it; who is paid sees it.
    pub note: Option<Text<500>>,
}

/// Records that a hub paid out to a farm, or to whoever else has a part in its orders, what came in for them through
/// it. They are told.
///
/// # Errors
///
/// A refusal unless the actor pays out for the hub; [`sillon_payments::PayOutRefused`] for more than is payable through
/// it.
///
/// # Panics
///
/// Never: a payout moves something.
pub fn pay_out(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    hub: EnterpriseId,
    NewPayout { to, amount, method, day, note }: NewPayout,
) -> Result<PayoutRecord, Error> {
    let permit = actor.permit::<PayOut>(hub)?;
    let enterprise = tx.enterprises().get(permit.enterprise())?;
    let now = tx.now();
    let today = now.in_zone(&enterprise.zone).date();
    let day = day.unwrap_or(today);
    if day > today {
        return Err(Error::field("day", "what was paid out left today or before"));
    }
    if to == hub {
        return Err(Error::field("to", "what is the hub's own stays with it"));
    }
    let payable = tx.payables().lock(&permit, to, Money::zero(enterprise.currency))?;
    let posting = pay_out_posting(hub, Account::Payable(to), payable, amount)?;
    let id = ids.next::<TransactionId>(now);
    let transaction = Transaction::new(id, "payout", now, vec![posting]);
    let transaction = transaction.expect("it moves something");
    let payout = PayoutRecord {
        id: ids.next(now),
        hub,
        payee: to,
        method,
        amount,
        day,
        note,
        reverses: None,
        paid_at: now,
        recorded_by: actor.user(),
        recorded_by_key: actor.api_key(),
    };
    write(tx, &permit, ids, payout, &Posted { hub, order: None, transaction })
}

/// Takes back a payout that never was: it is payable again. Who was told of it is told that too.
///
/// # Errors
///
/// Missing unless the actor pays out for the hub; [`sillon_payments::ReversalRefused`] when it was taken back before,
/// or takes one back itself.
///
/// # Panics
///
/// Never: a payout moved something.
pub fn reverse_payout(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: PayoutId,
    reason: Text<500>,
) -> Result<PayoutRecord, Error> {
    let payout = tx.payouts().get(id)?;
    let permit = actor.permit::<PayOut>(payout.hub).map_err(|_fault| Error::missing("payout"))?;
    // Held before it is asked whether it was taken back: two who do wait for each other.
    tx.payables().lock(&permit, payout.payee, payout.amount)?;
    check_reversible(payout.reverses.is_some(), tx.payouts().is_reversed(id)?)?;
    let (hub, account) = (payout.hub, Account::Payable(payout.payee));
    let moved = Posting::new(account, Account::Till(hub), payout.amount);
    let moved = moved.expect("a payout moved something between two accounts");
    let posted = reversal(tx, ids, hub, None, vec![moved.reversed()]);
    let now = tx.now();
    let payout = PayoutRecord {
        id: ids.next(now),
        amount: -payout.amount,
        note: Some(reason),
        reverses: Some(id),
        paid_at: now,
        recorded_by: actor.user(),
        recorded_by_key: actor.api_key(),
        ..payout
    };
    write(tx, &permit, ids, payout, &posted)
}

fn write(
    tx: &mut Tx<'_>,
    by: &Permit<PayOut>,
    ids: &Ids,
    payout: PayoutRecord,
    posted: &Posted,
) -> Result<PayoutRecord, Error> {
    tx.payouts().add(by, &payout, posted)?;
    tell(tx, ids, payout.payee, Subject::PaidOut(payout.id, payout.payee))?;
    tx.touches(Touched::NOTHING);
    Ok(payout)
}

/// A page of what a hub paid out, the earliest first, with what it took back.
///
/// # Errors
///
/// A refusal unless the actor reads its books.
pub fn payouts(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    after: Option<PayoutId>,
    page: &PageRequest,
) -> Result<Page<PayoutRecord>, Error> {
    let permit = actor.permit::<ReadBooks>(hub)?;
    Ok(tx.payouts().paid_by(&permit, after, page)?)
}

/// A page of what hubs paid out to an enterprise, the earliest first, with what they took back.
///
/// # Errors
///
/// A refusal unless the actor reads its books.
pub fn received_payouts(
    tx: &mut Tx<'_>,
    actor: &Actor,
    payee: EnterpriseId,
    after: Option<PayoutId>,
    page: &PageRequest,
) -> Result<Page<PayoutRecord>, Error> {
    let permit = actor.permit::<ReadBooks>(payee)?;
    Ok(tx.payouts().paid_to(&permit, after, page)?)
}

/// A page of what is payable through a hub in its currency, by whom it is payable to.
///
/// # Errors
///
/// A refusal unless the actor reads its books.
pub fn payables(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    after: Option<EnterpriseId>,
    page: &PageRequest,
) -> Result<Page<Payable>, Error> {
    let permit = actor.permit::<ReadBooks>(hub)?;
    let currency = tx.enterprises().get(permit.enterprise())?.currency;
    Ok(tx.payables().page(&permit, currency, after, page)?)
}
