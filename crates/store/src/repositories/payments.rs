//! What a use case can ask of the database about payments: each function is one of `queries/payments`, compiled for either
//! connection.

use sillon_identity::{PayOut, Permit, ReadBooks};
use sillon_kernel::{
    Currency, CycleId, EnterpriseId, Money, OrderId, Page, PageRequest, PaymentId, PayoutId,
    RepaymentId, Timestamp,
};
use sillon_payments::{Claim, Holdings, StatementLine};

use crate::{
    Error, Tx, postgres,
    records::payments::{
        Balance, DueOrder, OrderMoney, Payable, PaymentRecord, PayoutRecord, Posted,
        RepaymentRecord, StatementOf,
    },
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
        /// The payments of an order, the earliest first, with those that take one back.
        fn payments(order: OrderId) -> Vec<PaymentRecord>;
        /// The payment.
        fn payment(id: PaymentId) -> PaymentRecord;
        /// Whether a payment was taken back.
        fn is_reversed(id: PaymentId) -> bool;
        /// The balances of every account a holder has.
        fn balances(by: &Permit<ReadBooks>) -> Vec<Balance>;
        /// The sum of all balances in each currency: zero, always.
        fn trial_balance() -> Vec<(String, i64)>;
    }

    /// What was paid back to customers.
    Repayments in payments::repayments {
        /// Writes a repayment, what the order takes again where it takes one back, and its postings.
        fn add(paid: &RepaymentRecord, shares: &[Money], posted: &Posted) -> ();
        /// The repayments of an order, the earliest first, with those that take one back.
        fn of_order(order: OrderId) -> Vec<RepaymentRecord>;
        /// The repayment.
        fn get(id: RepaymentId) -> RepaymentRecord;
        /// Whether a repayment was taken back.
        fn is_reversed(id: RepaymentId) -> bool;
        /// What came in for an order, and what of that goes back.
        fn money_of(order: OrderId) -> OrderMoney;
    }

    /// What was paid out to whom it was payable.
    Payouts in payments::payouts {
        /// Writes a payout and its postings.
        fn add(by: &Permit<PayOut>, paid: &PayoutRecord, posted: &Posted) -> ();
        /// The payout.
        fn get(id: PayoutId) -> PayoutRecord;
        /// Whether a payout was taken back.
        fn is_reversed(id: PayoutId) -> bool;
        /// A page of what a hub paid out, the earliest first.
        fn paid_by(by: &Permit<ReadBooks>, after: Option<PayoutId>, page: &PageRequest) -> Page<PayoutRecord>;
        /// A page of what was paid out to somebody, the earliest first.
        fn paid_to(by: &Permit<ReadBooks>, after: Option<PayoutId>, page: &PageRequest) -> Page<PayoutRecord>;
    }

    /// What moved for an enterprise in a hub's books.
    Statements in payments::statements {
        /// How it stood before an instant.
        fn stood_before(of: &StatementOf, before: Timestamp) -> Holdings;
        /// What moved from one instant to another, by order and payout; none where it moved between more than so many pairs of accounts.
        fn moved_between(of: &StatementOf, window: (Timestamp, Timestamp), most: i64) -> Option<Vec<StatementLine>>;
    }

    /// What is payable through hubs.
    Payables in payments::payables {
        /// What is payable to somebody through a hub, in the currency of an amount; whoever else pays it out waits until the
        /// transaction ends.
        fn lock(by: &Permit<PayOut>, payee: EnterpriseId, of: Money) -> Money;
        /// A page of what is payable through a hub to others in a currency, by who they are.
        fn page(
            by: &Permit<ReadBooks>, currency: Currency, after: Option<EnterpriseId>, page: &PageRequest,
        ) -> Page<Payable>;
    }
}
