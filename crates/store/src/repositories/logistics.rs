//! What a use case can ask of the database about the day at the hub: each function is one of `queries/logistics`, compiled for either
//! connection.

use std::collections::HashMap;

use sillon_cycles::HandOverMethod;
use sillon_identity::{Coordinate, Permit, ReadCycles, TakeBack, TickHandOver};
use sillon_kernel::{CycleId, EnterpriseId, HandOverMethodId, OrderId, Page, PageRequest};
use sillon_logistics::{DeliveryLine, HarvestLine, PackingLine, Ticked, TickedLine};

use crate::{
    Error, Tx, postgres,
    records::logistics::{HandOver, NewTick, ReturnRecord},
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

    /// The ways in which hubs hand over.
    HandOvers in logistics::hand_over {
        /// Adds a method.
        fn add(by: &Permit<Coordinate>, method: &HandOverMethod) -> ();
        /// The method.
        fn get(id: HandOverMethodId) -> HandOverMethod;
        /// The method, and nobody else changes it until the transaction ends.
        fn lock(id: HandOverMethodId) -> HandOverMethod;
        /// Writes a method the transaction has locked.
        fn save(by: &Permit<Coordinate>, method: &HandOverMethod) -> ();
        /// The methods of hubs, the oldest of each first, with those that are retired.
        fn of_hubs(hubs: &[EnterpriseId]) -> Vec<HandOverMethod>;
        /// A page of the methods of a hub, the oldest first.
        fn page(by: &Permit<ReadCycles>, after: Option<HandOverMethodId>, page: &PageRequest) -> Page<HandOverMethod>;
        /// How many methods a hub has, with those that are retired.
        fn count(hub: EnterpriseId) -> i64;
    }

    /// What became of the lines of orders at their hand-over.
    Ticks in logistics::ticks {
        /// Ticks a line of an order of the permit's hub, or takes its tick away.
        fn set(by: &Permit<TickHandOver>, order: OrderId, new: &NewTick) -> ();
        /// What is ticked of the orders of the cycle.
        fn of_cycle(cycle: CycleId) -> HashMap<(OrderId, TickedLine), Ticked>;
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
