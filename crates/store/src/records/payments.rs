use std::collections::BTreeMap;

use sillon_kernel::{ApiKeyId, EnterpriseId, Money, OrderId, PaymentId, Timestamp, UserId};
use sillon_ledger::Transaction;
use sillon_payments::{Account, Claim, Method};
use uuid::Uuid;

/// A payment that came in for an order.
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
}

/// A transaction in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The hub in whose books it is.
    pub hub: EnterpriseId,
    /// For which order.
    pub order: OrderId,
    /// What moved: its cause is `payment`, `return` or `change`.
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
