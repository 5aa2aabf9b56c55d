//! What a use case can ask of the database about the day at the hub: each function is one of `queries/logistics`, compiled for either
//! connection.

use sillon_identity::{Permit, TakeBack};
use sillon_kernel::{CycleId, EnterpriseId, OrderId};
use sillon_logistics::{DeliveryLine, HarvestLine, PackingLine};

use crate::{
    Error, Tx, postgres,
    records::logistics::{HandOver, ReturnRecord},
    records::payments::Posted,
    repositories::declare::repositories,
    sqlite,
    tx::Handle,
};

repositories! {
    /// Packaging of orders that came back.
    Returns in logistics::returns {
        /// Writes what came back, and its postings.
        fn add(by: &Permit<TakeBack>, back: &ReturnRecord, posted: &Posted) -> ();
        /// What came back of an order, the earliest first.
        fn of_order(order: OrderId) -> Vec<ReturnRecord>;
    }

    /// What a cycle's orders come to, for farms and for packing.
    Sheets in logistics::sheets {
        /// What each producer harvests for the cycle, by producer and product.
        fn harvest(cycle: CycleId) -> Vec<HarvestLine>;
        /// How much goes to each hub of the cycle, in no order.
        fn deliveries(cycle: CycleId) -> Vec<DeliveryLine>;
        /// Whose goods were ordered in the cycle.
        fn producers(cycle: CycleId) -> Vec<EnterpriseId>;
        /// Who fetches the orders of the cycle, and what they still have to pay.
        fn hand_over(cycle: CycleId) -> Vec<HandOver>;
        /// What goes into each order of the cycle, in no order.
        fn packing(cycle: CycleId) -> Vec<PackingLine>;
    }
}
