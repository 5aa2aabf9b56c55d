use std::collections::BTreeMap;

use sillon_kernel::{
    ApiKeyId, Currency, Date, EnterpriseId, Money, OrderId, PaymentId, PayoutId, RepaymentId, Text,
    Timestamp, UserId,
};
use sillon_ledger::Transaction;
use sillon_payments::{Account, Claim, Method, ToPayBack};
use uuid::Uuid;

/// A payment that came in for an order, or that one never did: then it is of less than nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRecord {
    /// Which.
    pub id: PaymentId,
    /// For which order.
    pub order: OrderId,
    /// Who received it.
    pub hub: EnterpriseId,
    /// How.
    pub method: Method,
    /// How much.
    pub amount: Money,
    /// When it came in.
    pub received_at: Timestamp,
    /// Who says so; nobody for a machine and for the operator.
    pub recorded_by: Option<UserId>,
    /// The key of the machine that says so.
    pub recorded_by_key: Option<ApiKeyId>,
    /// The payment that never came, where this takes one back.
    pub reverses: Option<PaymentId>,
    /// Why it is taken back.
    pub reason: Option<Text<500>>,
}

/// Money that a hub paid back to the customer of an order, or that it never did: then it is of less than nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepaymentRecord {
    /// Which.
    pub id: RepaymentId,
    /// For which order.
    pub order: OrderId,
    /// Who paid it back.
    pub hub: EnterpriseId,
    /// How.
    pub method: Method,
    /// How much.
    pub amount: Money,
    /// What of it had been paid beyond what the order came to; the rest is for packaging that came back.
    pub overpaid: Money,
    /// What is to be remembered of it; why it is taken back, where it is.
    pub note: Option<Text<500>>,
    /// The repayment that never was, where this takes one back.
    pub reverses: Option<RepaymentId>,
    /// When it was paid back.
    pub repaid_at: Timestamp,
    /// Who says so; nobody for a machine and for the operator.
    pub recorded_by: Option<UserId>,
    /// The key of the machine that says so.
    pub recorded_by_key: Option<ApiKeyId>,
}

/// Money that a hub paid out to whom it was payable, or that it never did: then it is of less than nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutRecord {
    /// Which.
    pub id: PayoutId,
    /// Who paid it out.
    pub hub: EnterpriseId,
    /// To whom.
    pub payee: EnterpriseId,
    /// How.
    pub method: Method,
    /// How much.
    pub amount: Money,
    /// On which day it left.
    pub day: Date,
    /// What is to be remembered of it; why it is taken back, where it is.
    pub note: Option<Text<500>>,
    /// The payout that never was, where this takes one back.
    pub reverses: Option<PayoutId>,
    /// When it was written down.
    pub paid_at: Timestamp,
    /// Who says so; nobody for a machine and for the operator.
    pub recorded_by: Option<UserId>,
    /// The key of the machine that says so.
    pub recorded_by_key: Option<ApiKeyId>,
}

/// What came in for an order, and what of that goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderMoney {
    /// All that came in, less what of it was paid back as it was too much.
    pub received: Money,
    /// What is still to be paid back.
    pub to_pay_back: ToPayBack,
    /// Whether the order became due.
    pub is_due: bool,
}

/// What is payable to somebody through a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payable {
    /// To whom.
    pub payee: EnterpriseId,
    /// What they are called.
    pub name: String,
    /// How much came in for them there and was not paid out; below zero, what was paid out and did not come in after all.
    pub amount: Money,
}

/// Whose statement is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementOf {
    /// Whose.
    pub payee: EnterpriseId,
    /// Of what moved in which hub's books.
    pub hub: EnterpriseId,
    /// In which currency.
    pub currency: Currency,
}

/// A transaction in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The hub in whose books it is.
    pub hub: EnterpriseId,
    /// For which order; none, where money is paid out.
    pub order: Option<OrderId>,
    /// What moved: its cause is `payment`, `return`, `change`, `repayment`, `payout` or `reversal`.
    pub transaction: Transaction<Account>,
}

/// An order that became due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueOrder {
    /// Which.
    pub order: OrderId,
    /// What it is made of.
    pub claims: Vec<Claim>,
    /// What came into an account when it became due, in minor units; less than nothing went out. By the account's kind and
    /// holder, as they are stored.
    pub moved: BTreeMap<(String, Uuid), i64>,
}

/// What stands in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Which account.
    pub account: Account,
    /// Credit less debit.
    pub amount: Money,
}
