use sillon_kernel::{Money, Quantity, Window, Zone};

/// Something there is to tell a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// To a customer: the order is placed.
    OrderPlaced {
        /// The shop's name.
        shop: String,
        /// The order's reference.
        reference: String,
        /// The customer's name.
        customer: String,
        /// What was ordered.
        lines: Vec<OrderLineText>,
        /// What comes on top, each under its name; discounts are less than zero.
        charges: Vec<(String, Money)>,
        /// What there is to pay.
        total: Money,
        /// Where it is picked up, in the hub's words.
        pick_up: Option<String>,
        /// When it is picked up.
        window: Option<Window>,
        /// The zone times are told in.
        zone: Zone,
        /// How it is paid: `cash` or `bank-transfer`.
        payment: String,
        /// Where the order stands on the web.
        address: Option<String>,
    },
    /// To a producer: what to harvest for a cycle.
    HarvestSheet {
        /// The producer's name.
        farm: String,
        /// The cycle's name.
        cycle: String,
        /// The hub's name.
        hub: String,
        /// What to harvest; nothing, when nothing was ordered.
        lines: Vec<HarvestLineText>,
        /// What the producer earns with it.
        goods: Money,
        /// Where to bring it, in the hub's words.
        pick_up: Option<String>,
        /// When to bring it.
        window: Option<Window>,
        /// The zone times are told in.
        zone: Zone,
    },
}

/// A line of an order as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLineText {
    /// The product's name.
    pub name: String,
    /// The size: `500 g bag`.
    pub label: String,
    /// How many.
    pub items: u32,
    /// What they cost together.
    pub total: Money,
}

/// A line of a harvest sheet as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarvestLineText {
    /// The product's name.
    pub name: String,
    /// The size: `500 g bag`.
    pub label: String,
    /// How many.
    pub items: i64,
    /// How much that is together.
    pub quantity: Quantity,
    /// What the producer earns with it.
    pub goods: Money,
}
