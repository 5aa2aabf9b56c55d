//! What a use case can ask of the database about payments: each function is one of `queries/payments`, compiled for either
//! connection.

use sillon_identity::{Permit, ReadBooks};
use sillon_kernel::{CycleId, EnterpriseId, Money, OrderId, Timestamp};
use sillon_payments::Claim;

use crate::{
    Error, Tx, postgres,
    records::payments::{Balance, DueOrder, PaymentRecord, Posted},
    repositories::declare::repositories,
    sqlite,
    tx::Handle,
};

repositories! {
    /// The ledger, and payments over it.
    Books in payments::books {
        /// Posts every component of the cycle's orders as due to its payee, once; how many orders became due.
        fn post_due(cycle: CycleId, now: Timestamp) -> i64;
        /// The first orders behind another that became due, with what moved when they did.
        fn due(after: Option<OrderId>, most: i64) -> Vec<DueOrder>;
        /// The hub of an order and its components as claims, locked until the transaction ends.
        fn lock_claims(order: OrderId) -> (EnterpriseId, Vec<Claim>);
        /// Writes a payment, its shares of the order's components, and its postings.
        fn add_payment(payment: &PaymentRecord, shares: &[Money], posted: &Posted) -> ();
        /// The payments of an order, the earliest first.
        fn payments(order: OrderId) -> Vec<PaymentRecord>;
        /// The balances of every account a holder has.
        fn balances(by: &Permit<ReadBooks>) -> Vec<Balance>;
        /// The sum of all balances in each currency: zero, always.
        fn trial_balance() -> Vec<(String, i64)>;
    }
}
