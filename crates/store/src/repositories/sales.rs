//! What a use case can ask of the database about what was sold: orders, what is made of them, and the books.

use sillon_cycles::{Direction, Participation, Standing};
use sillon_identity::{Permit, ReadBooks, ReadCycles, ReadOrders, TakeBack};
use sillon_kernel::{CycleId, EnterpriseId, Money, OrderId, Page, PageRequest, Timestamp};
use sillon_logistics::{DeliveryLine, HarvestLine, PackingLine};
use sillon_orders::Order;
use sillon_payments::Claim;

use crate::{
    Error, Tx, postgres,
    repositories::declare::repositories,
    repositories::records::{
        Balance, DueOrder, HandOver, OrderSummary, ParticipationKey, PaymentRecord, Posted,
        ReturnRecord, StandingFilter,
    },
    sqlite,
    tx::Handle,
};

repositories! {
    /// Who is asked to take part in whose cycles, and what they answered.
    Participations in cycles::participations {
        /// What an enterprise was asked in a cycle.
        fn find(cycle: CycleId, of: EnterpriseId, direction: Direction) -> Option<Participation>;
        /// Adds a participation, or changes it.
        fn save(participation: &Participation) -> ();
        /// What nobody answered before a cycle closed is answered no more.
        fn lapse(cycle: CycleId, now: Timestamp) -> ();
        /// How many answers a coordinator waits for in its cycles that have not closed.
        fn waiting(coordinator: EnterpriseId) -> i64;
        /// The cycles of a coordinator, not closed yet, in which an enterprise stands in one of these ways.
        fn cycles_with(
            coordinator: EnterpriseId, of: EnterpriseId, direction: Direction, standings: &[Standing],
        ) -> Vec<CycleId>;
        /// A page of what an enterprise is asked and asks, the latest cycles first.
        fn page(
            by: &Permit<ReadCycles>, filter: StandingFilter, after: Option<ParticipationKey>, page: &PageRequest,
        ) -> Page<Participation>;
    }

    /// Placed orders.
    Orders in orders::placed {
        /// The order, whole.
        fn get(id: OrderId) -> Order;
        /// The order, whole; nobody else records anything of it until the transaction ends.
        fn lock(id: OrderId) -> Order;
        /// The hubs whose orders the cycle has.
        fn hubs(cycle: CycleId) -> Vec<EnterpriseId>;
        /// A page of the cycle's orders.
        fn page(by: &Permit<ReadOrders>, cycle: CycleId, page: &PageRequest) -> Page<OrderSummary>;
        /// How many orders the cycle has.
        fn count(cycle: CycleId) -> i64;
    }

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
