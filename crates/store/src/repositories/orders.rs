//! What a use case can ask of the database about orders: each function is one of `queries/orders`, compiled for either
//! connection.

use std::collections::{BTreeMap, BTreeSet};

use sillon_cycles::{OrderCycle, OrdersTaken, SupplyLeft, Voucher};
use sillon_identity::{Coordinate, ManageCustomers, Permit, ReadCustomers, ReadCycles, ReadOrders};
use sillon_kernel::{
    CartId, CustomerId, CycleId, Email, EnterpriseId, HandOverMethodId, Money, OrderChangeId,
    OrderId, Page, PageRequest, ShopKeyId, SupplyId, Tag, Text, Timestamp, UserId, VariantId,
    VoucherId,
};
use sillon_orders::{Cart, ChangeCause, Customer, Order, OrderChange, PlacedBefore, VoucherUser};

use crate::{
    Error, Tx, postgres,
    records::orders::{
        CustomerFilter, GuestOrders, LineToWeigh, NewOrder, NewOrderChange, OrderCounts,
        OrderSummary, PartnerSales, WeighedAfter,
    },
    repositories::declare::repositories,
    sqlite,
    tx::Handle,
};

repositories! {
    /// Carts.
    Carts in orders::carts {
        /// Adds carts; what is left of the supplies they draw on, as it stands: it may be taken by others at once.
        fn add(carts: &[&Cart], drawn_on: &[SupplyId]) -> Vec<(SupplyId, SupplyLeft)>;
        /// The cart.
        fn get(id: CartId) -> Cart;
        /// The cart, and nobody else changes or orders it until the transaction ends.
        fn lock(id: CartId) -> Cart;
        /// Writes what is in carts the transaction has locked; what is left of the supplies they draw on, as for new ones.
        fn set_lines(carts: &[&Cart], drawn_on: &[SupplyId]) -> Vec<(SupplyId, SupplyLeft)>;
        /// The order a cart was placed as, and whose it is when they have an account.
        fn ordered(id: CartId) -> Option<(OrderId, Option<UserId>)>;
    }

    /// The checkout lane: read under lock, then one write.
    CheckoutLane in orders::checkout {
        /// The carts, and the orders they were placed as before; the carts do not change until the transaction ends.
        fn lock_carts(ids: &[CartId]) -> (Vec<Cart>, Vec<(CartId, PlacedBefore)>);
        /// What is known of guests at hubs, by their addresses: whether they may order, and what they ordered since an instant.
        fn guests(at: &[(EnterpriseId, &str)], since: Timestamp) -> Vec<GuestOrders>;
        /// The cycles; none of them closes until the transaction ends.
        fn share_cycles(ids: &[CycleId]) -> Vec<OrderCycle>;
        /// What was ordered in those of the cycles that have a limit; nobody else orders in them until the transaction ends.
        fn lock_taken(cycles: &[OrderCycle]) -> Vec<(CycleId, OrdersTaken)>;
        /// What is left of the supplies, locked in the order of their ids.
        fn lock_supplies(ids: &[SupplyId]) -> Vec<(SupplyId, SupplyLeft)>;
        /// Writes the orders, what they take, what they are counted in, and word of them, as one; of cycles, those that have a limit
        /// are counted.
        fn write(placed: &[NewOrder<'_>], taken: &BTreeMap<SupplyId, i64>, limited: &BTreeSet<CycleId>) -> ();
    }

    /// What hubs take off for a code.
    Vouchers in orders::vouchers {
        /// Adds a voucher.
        fn add(by: &Permit<Coordinate>, new: &Voucher) -> ();
        /// The voucher.
        fn get(id: VoucherId) -> Voucher;
        /// The voucher, and nobody else changes or uses it until the transaction ends.
        fn lock(id: VoucherId) -> Voucher;
        /// Writes a voucher the transaction has locked.
        fn save(by: &Permit<Coordinate>, changed: &Voucher) -> ();
        /// How many vouchers of a hub are not retired, and have not ended.
        fn count(hub: EnterpriseId, now: Timestamp) -> i64;
        /// The voucher of a hub whose code has that key, retired or not.
        fn by_code(hub: EnterpriseId, key: &str) -> Option<VoucherId>;
        /// A page of a hub's vouchers, the oldest first, each with how many orders used it.
        fn page(by: &Permit<ReadCycles>, after: Option<VoucherId>, page: &PageRequest) -> Page<(Voucher, u32)>;
        /// How many orders used a voucher.
        fn used(voucher: VoucherId) -> u32;
        /// How many orders of each of these used their voucher, in their order: of a person few are looked at, and nothing is kept.
        fn used_by(pairs: &[(VoucherId, VoucherUser)]) -> Vec<u32>;
    }

    /// What is kept counted of orders: how often vouchers were used, and how many orders of cycles are handed over by methods.
    Counts in orders::counts {
        /// The counts, for whoever only looks.
        fn look(hand_overs: &[(CycleId, HandOverMethodId)], vouchers: &[VoucherId]) -> OrderCounts;
        /// The counts, of all that orders are about to be added to; nobody else adds any until the transaction ends. Named in the
        /// order of their ids, after the cycles and before the supplies are locked.
        fn lock(hand_overs: &[(CycleId, HandOverMethodId)], vouchers: &[VoucherId]) -> OrderCounts;
    }

    /// Whom hubs sell to, as they know them.
    Customers in orders::customers {
        /// Adds a customer of a hub.
        fn add(by: &Permit<ManageCustomers>, new: &Customer) -> ();
        /// The customer.
        fn get(id: CustomerId) -> Customer;
        /// Writes a customer, unless somebody else changed them since the version before; whether it did.
        fn save(by: &Permit<ManageCustomers>, changed: &Customer) -> bool;
        /// Forgets a customer.
        fn remove(by: &Permit<ManageCustomers>, id: CustomerId) -> ();
        /// Forgets all customers of a hub that is closed.
        fn end_all(hub: EnterpriseId) -> ();
        /// The customers of a hub with this address, or this code.
        fn like(by: &Permit<ManageCustomers>, email: &Email, code: Option<&Text<60>>) -> Vec<Customer>;
        /// A page of a hub's customers, by their addresses.
        fn page(
            by: &Permit<ReadCustomers>,
            wanted: &CustomerFilter,
            after: Option<&Email>,
            page: &PageRequest,
        ) -> Page<Customer>;
        /// The tags of a hub's customer who has an account with an address they proved; none where the hub does not know it.
        fn tags_of(hub: EnterpriseId, user: UserId) -> Option<BTreeSet<Tag>>;
    }

    /// Placed orders, as a hub lists them.
    OrderLists in orders::listed {
        /// A page of the cycle's orders.
        fn page(by: &Permit<ReadOrders>, cycle: CycleId, page: &PageRequest) -> Page<OrderSummary>;
        /// A page of those of the cycle's orders that came through the shop front of one partner.
        fn page_of_partner(
            by: &Permit<ReadOrders>,
            cycle: CycleId,
            partner: ShopKeyId,
            page: &PageRequest,
        ) -> Page<OrderSummary>;
        /// The latest of the hub's orders, of one cycle or of all, that were placed before one.
        fn latest(
            by: &Permit<ReadOrders>,
            cycle: Option<CycleId>,
            before: Option<OrderId>,
            most: u32,
        ) -> Vec<OrderSummary>;
        /// A page of the account's orders, the latest first.
        fn of_account(user: UserId, page: &PageRequest) -> Page<OrderSummary>;
        /// A page of what somebody ordered at the hub, with their account and as a guest of their address, the latest first.
        fn of_customer(
            by: &Permit<ReadOrders>,
            who: (&Email, Option<UserId>),
            page: &PageRequest,
        ) -> Page<OrderSummary>;
        /// How many orders of the cycle came through which shop front, and what they come to.
        fn sales_by_partner(by: &Permit<ReadOrders>, cycle: CycleId) -> Vec<PartnerSales>;
    }

    /// Changes of placed orders.
    OrderChanges in orders::changes {
        /// Writes changes of orders that the transaction has locked, one of each: what they replace is kept.
        fn write(changes: &[NewOrderChange<'_>]) -> ();
        /// Gives back to supplies what left them, in thousandths; takes what is below zero.
        fn give_back(given: &BTreeMap<SupplyId, i64>) -> ();
        /// What of the most that an order came to before one of its changes has not come in; below zero, where it never changed.
        fn once_owed(order: OrderId) -> Money;
        /// An order as it was before a change of it.
        fn before(order: &Order, change: OrderChangeId) -> Order;
        /// Why a change was made, and what the shop's people said of it.
        fn why(change: OrderChangeId) -> (ChangeCause, Option<Text<200>>);
        /// An order as it was before each of its changes, the latest first.
        fn formers(order: &Order) -> Vec<Order>;
        /// An order as it was placed.
        fn as_placed(order: Order) -> Order;
        /// The changes of an order, the earliest first.
        fn of_order(order: &Order) -> Vec<OrderChange>;
        /// What the goods of a producer that were ordered in a cycle come to at what it asks, in the currency of a minimum.
        fn ordered_of(cycle: CycleId, producer: EnterpriseId, minimum: Money) -> Money;
        /// The orders of a cycle that hold a size, by itself or in a bundle, the first placed first.
        fn with_size(by: &Permit<Coordinate>, cycle: CycleId, variant: VariantId) -> Vec<OrderId>;
        /// The orders of a cycle that hold goods of a producer and are not due yet.
        fn with_goods_of(cycle: CycleId, producer: EnterpriseId) -> Vec<OrderId>;
    }

    /// What is weighed of orders.
    Weights in orders::weights {
        /// A page of the lines of a cycle that are weighed, and that these sold or made.
        fn page(
            cycle: CycleId,
            of: &[EnterpriseId],
            after: Option<WeighedAfter>,
            request: &PageRequest,
        ) -> Page<LineToWeigh>;
    }

    /// Placed orders.
    Orders in orders::placed {
        /// Makes what guests ordered with an address the account's whose it was proved to be; the orders.
        fn join_guests(email: &Email, user: UserId) -> Vec<OrderId>;
        /// Whether the shop's people placed the order for their customer.
        fn is_by_shop(id: OrderId) -> bool;
        /// The order, whole.
        fn get(id: OrderId) -> Order;
        /// The order, whole; nobody else records anything of it until the transaction ends.
        fn lock(id: OrderId) -> Order;
        /// The hubs whose orders the cycle has.
        fn hubs(cycle: CycleId) -> Vec<EnterpriseId>;
        /// How many orders the cycle has.
        fn count(cycle: CycleId) -> i64;
    }
}
