//! What a use case can ask of the database about the installation itself: each function is one of `queries/system`, compiled for either
//! connection.

use sillon_cycles::{Fee, HandOverMethod, Series};
use sillon_identity::{Permit, ReadCycles, ReadGrants, ReadProducts};
use sillon_kernel::{CycleId, FeeId, OrderId, Page, PageRequest, ProductId, Timestamp};
use uuid::Uuid;

use crate::{
    Error, Tx, postgres,
    records::change_log::{
        ChangeKey, EnterpriseHistory, HistoryPart, LogKind, LogRow, LoggedChange, NewChange,
    },
    records::system::{Difference, StoredAnswer},
    repositories::declare::repositories,
    sqlite,
    tx::Handle,
};

repositories! {
    /// What was already done for a key.
    Idempotency in system::idempotency {
        /// What was done for the principal's key.
        fn find(principal: Uuid, key: &str) -> Option<StoredAnswer>;
        /// Claims the key for a request, if no other has it; whoever claims it beside this transaction is waited for.
        fn claim(principal: Uuid, key: &str, digest: &[u8; 32], now: Timestamp) -> bool;
        /// Notes what was answered for the key this transaction claimed.
        fn keep(principal: Uuid, key: &str, status: u16, body: &str) -> ();
        /// Forgets what was done before an instant; how many keys.
        fn forget_before(instant: Timestamp) -> i64;
    }

    /// Who changed what, when, from what to what.
    ChangeLog in system::change_log {
        /// Notes changes of a few histories, such as a cycle's and an enterprise's, and of many products'.
        fn note(changes: &[NewChange], now: Timestamp) -> ();
        /// Which of some fees come to something else since an instant.
        fn fees_repriced(fees: &[FeeId], since: Timestamp) -> Vec<FeeId>;
        /// A page of what was changed of a cycle, or of what somebody with a part in it sees of that, the latest first.
        fn of_cycle(cycle: CycleId, part: Option<&HistoryPart>, before: Option<i64>, page: &PageRequest) -> Page<LoggedChange>;
        /// A page of what was changed of a fee, the latest first.
        fn of_fee(by: &Permit<ReadCycles>, fee: &Fee, before: Option<i64>, page: &PageRequest) -> Page<LoggedChange>;
        /// A page of what was changed of a series, the latest first.
        fn of_series(by: &Permit<ReadCycles>, series: &Series, before: Option<i64>, page: &PageRequest) -> Page<LoggedChange>;
        /// A page of what was changed of a product of the permit's enterprise, its sizes and what there is of it, the latest first.
        fn of_product(by: &Permit<ReadProducts>, product: ProductId, before: Option<i64>, page: &PageRequest) -> Page<LoggedChange>;
        /// A page of what was changed of an enterprise, the latest first.
        fn of_enterprise(by: &Permit<ReadGrants>, wanted: &EnterpriseHistory, after: Option<ChangeKey>, page: &PageRequest) -> Page<LoggedChange>;
        /// Some of what was changed before an instant of things of a kind, the earliest first.
        fn old(kind: LogKind, before: Timestamp, limit: i64) -> Vec<LogRow>;
        /// Forgets changes; how many were still there.
        fn forget(rows: &[LogRow]) -> usize;
        /// A page of what was changed of a way in which a hub hands over, the latest first.
        fn of_hand_over(by: &Permit<ReadCycles>, method: &HandOverMethod, before: Option<i64>, page: &PageRequest) -> Page<LoggedChange>;
        /// A page of the changes of a tax zone, the latest first.
        fn of_tax_zone(code: &str, before: Option<i64>, page: &PageRequest) -> Page<LoggedChange>;
    }

    /// What the database's schema has had.
    SchemaVersions in system::schema_versions {
        /// The versions of the migrations that ran.
        fn applied() -> Vec<String>;
    }

    /// The books and supplies, recomputed from history.
    Verify in system::verify {
        /// Orders whose total, lines or components do not agree.
        fn orders() -> Vec<Difference>;
        /// The orders of which something was weighed, behind one of them, by their ids.
        fn weighed_orders(after: Option<OrderId>, most: i64) -> Vec<OrderId>;
        /// Deposits that differ between an order's lines, its components and what came back; returns of more than was taken.
        fn deposits() -> Vec<Difference>;
        /// Supplies that are not what their history comes to.
        fn supplies() -> Vec<Difference>;
        /// Components whose allocated part is not what payments gave them, and payments not allocated whole.
        fn allocations() -> Vec<Difference>;
        /// Exchanges of others that they did not say yes to, and yeses without an exchange.
        fn consents() -> Vec<Difference>;
        /// Transactions and orders whose postings do not agree with what they post.
        fn ledger() -> Vec<Difference>;
        /// Feeds with a gap in their numbers, and webhooks that are past the end of theirs.
        fn feeds() -> Vec<Difference>;
    }
}
