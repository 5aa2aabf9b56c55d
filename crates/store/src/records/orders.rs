use std::{collections::HashMap, fmt, str::FromStr};

use sillon_cycles::Weighing;
use sillon_events::Happened;
use sillon_kernel::{
    ApiKeyId, CycleId, EnterpriseId, HandOverMethodId, MessageId, Money, OrderChangeId, OrderId,
    Quantity, Tag, Text, Timestamp, UserId, VariantId, VoucherId,
};
use sillon_orders::{ChangeCause, Order, OrderedBy, Partner};

use crate::records::payments::Posted;

/// What is known of guests who order at a hub for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestOrders {
    /// The hub.
    pub hub: EnterpriseId,
    /// The address.
    pub address: String,
    /// Whether the hub takes orders of guests.
    pub are_taken: bool,
    /// How many orders they placed of late, and when the first of them; none when there were none.
    pub placed: Option<(u32, Timestamp)>,
}

/// What is kept counted of orders, of what was asked for. What is not counted yet is not among it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderCounts {
    /// How many orders of a cycle are handed over by a method.
    pub handed_over: HashMap<(CycleId, HandOverMethodId), u32>,
    /// How many orders used a voucher.
    pub used: HashMap<VoucherId, u32>,
}

/// Which customers of a hub are wanted; what is not named narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerFilter {
    /// Those with this tag.
    pub tag: Option<Tag>,
    /// Those whose address or name has this in it.
    pub text: Option<Text<200>>,
}

/// A new order and the word of it that leaves.
#[derive(Debug)]
pub struct NewOrder<'a> {
    /// The order.
    pub order: &'a Order,
    /// The idempotency key it was placed with.
    pub key: &'a str,
    /// The digest of the request.
    pub digest: &'a [u8; 32],
    /// The message to the shopper.
    pub message: MessageId,
    /// What programs are told of it.
    pub happened: Happened,
    /// What it was priced on, as it is stored.
    pub terms: Option<&'a str>,
    /// Who of the shop ordered for its customer, where it was not the customer.
    pub by_shop: Option<OrderedBy>,
}

/// A change of a placed order, to be written.
#[derive(Debug)]
pub struct NewOrderChange<'a> {
    /// The change.
    pub id: OrderChangeId,
    /// Why.
    pub cause: ChangeCause,
    /// What the shop's people said of it.
    pub reason: Option<&'a Text<200>>,
    /// Whose account did it, if a person did.
    pub changed_by: Option<UserId>,
    /// Whose key, if a machine did.
    pub changed_by_key: Option<ApiKeyId>,
    /// When.
    pub at: Timestamp,
    /// Whether the order was due before.
    pub was_due: bool,
    /// The order as it was.
    pub replaced: &'a Order,
    /// The order as it stands now.
    pub order: Order,
    /// What of what came in moved to or from each of its components.
    pub shares: Vec<Money>,
    /// What moves in the books, if anything does.
    pub posted: Option<Posted>,
}

/// A line of an order that is weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineToWeigh {
    /// Which order.
    pub order: OrderId,
    /// What people call it.
    pub reference: String,
    /// The hub that sold it.
    pub hub: EnterpriseId,
    /// The place of the line in it.
    pub position: u32,
    /// Which size.
    pub variant: VariantId,
    /// Who made it.
    pub producer: EnterpriseId,
    /// The product's name.
    pub product_name: String,
    /// The size's label.
    pub label: String,
    /// How many items.
    pub items: u32,
    /// How they are weighed.
    pub weighing: Weighing,
    /// What all of them weigh, once they were weighed.
    pub weighed: Option<Quantity>,
    /// The price of one item as it is expected, before fees.
    pub price: Money,
    /// What all of them cost, before fees.
    pub goods: Money,
}

impl LineToWeigh {
    /// Its place in a list of them.
    pub(crate) fn place(&self) -> WeighedAfter {
        WeighedAfter { order: self.order, position: self.position }
    }
}

/// The line behind which a page of lines to weigh begins: its order, and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeighedAfter {
    /// Which order.
    pub order: OrderId,
    /// The place of the line.
    pub position: u32,
}

impl fmt::Display for WeighedAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.order, self.position)
    }
}

impl FromStr for WeighedAfter {
    type Err = NoSuchPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (order, position) = text.split_once('.').ok_or(NoSuchPlace)?;
        let order = order.parse().map_err(|_fault| NoSuchPlace)?;
        Ok(Self { order, position: position.parse().map_err(|_fault| NoSuchPlace)? })
    }
}

/// The text is no place in a list of lines to weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no place in this list")]
pub struct NoSuchPlace;

/// What an order comes to, as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderTotal {
    /// Which.
    pub(crate) order: OrderId,
    /// How much, in minor units.
    pub(crate) total: i64,
    /// When the last of what was in it was cancelled.
    pub(crate) cancelled_at: Option<i64>,
    /// The most it may come to, in minor units, where something in it is weighed.
    pub(crate) at_most: Option<i64>,
}

impl OrderTotal {
    /// What it comes to.
    pub(crate) fn of(order: &Order) -> Self {
        let cancelled_at = order.cancelled_at.map(Timestamp::micros);
        let at_most = order.at_most.map(Money::minor);
        Self { order: order.id, total: order.total.minor(), cancelled_at, at_most }
    }
}

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSummary {
    /// The hub that sold it.
    pub shop: EnterpriseId,
    /// Which.
    pub id: OrderId,
    /// The order cycle.
    pub cycle: CycleId,
    /// What people call it.
    pub reference: String,
    /// Whose.
    pub customer: String,
    /// Their address.
    pub email: String,
    /// For the day of the hand-over.
    pub phone: Option<String>,
    /// How it is handed over, where that was chosen.
    pub hand_over: Option<NamedMethod>,
    /// Through whose shop front it came, where it was not the hub's own.
    pub partner: Option<Partner>,
    /// What it comes to.
    pub total: Money,
    /// How much of what it comes to has been received.
    pub received: Money,
    /// What is to be paid back of it: for packaging that came back, and what was paid beyond what it comes to.
    pub to_pay_back: Money,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When the last of what was in it was cancelled.
    pub cancelled_at: Option<Timestamp>,
}

/// A way of hand-over, as it was called when it was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedMethod {
    /// Which.
    pub method: HandOverMethodId,
    /// Its name then.
    pub name: String,
}

/// What came to a hub in a cycle through one shop front, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerSales {
    /// The hub.
    pub shop: EnterpriseId,
    /// Through whose shop front; none for the hub's own shop.
    pub partner: Option<Partner>,
    /// How many orders.
    pub orders: u32,
    /// What they come to.
    pub turnover: Money,
}
