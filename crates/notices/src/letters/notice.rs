use sillon_kernel::{Date, Money, Quantity, Window, Zone};

use crate::{
    ConditionText, Meeting, OrderLineText, OrderReceived, PayTo, PickUpSoon, ShopNews, Welcome,
};

/// That a cycle asks an enterprise to take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedToTakePart {
    /// The enterprise's name.
    pub name: String,
    /// The cycle's name.
    pub cycle: String,
    /// The name of the hub that runs it.
    pub hub: String,
    /// Whether it was told before.
    pub is_reminder: bool,
    /// Whether it would bring goods, and when and where.
    pub to_bring: Option<Meeting>,
    /// Whether it would sell, and when and where goods are fetched.
    pub to_sell: Option<Meeting>,
    /// When orders are taken.
    pub orders: Window,
    /// The zone times are told in.
    pub zone: Zone,
}

/// That a cycle was not announced by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnnounced {
    /// The name of the enterprise that runs it.
    pub name: String,
    /// The cycle's name.
    pub cycle: String,
    /// How much is missing that the law wants to be known.
    pub missing: u32,
    /// When orders are to be taken.
    pub orders: Window,
    /// The zone times are told in.
    pub zone: Zone,
}

/// What a producer has to harvest for a cycle that closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToHarvest {
    /// The producer's name.
    pub farm: String,
    /// Why it is told once more, where it was told before.
    pub anew: Option<LessToBring>,
    /// The cycle's name.
    pub cycle: String,
    /// The hub's name.
    pub hub: String,
    /// What to harvest; nothing, when nothing was ordered.
    pub lines: Vec<HarvestLineText>,
    /// What the producer earns with it.
    pub goods: Money,
    /// Where to bring it, in the hub's words.
    pub pick_up: Option<String>,
    /// When to bring it.
    pub window: Option<Window>,
    /// The zone times are told in.
    pub zone: Zone,
}

/// That a producer has less to bring than it was told at its cut-off, as boxes left that held some of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LessToBring {
    /// From how much on it delivers, where what is left comes to less.
    pub below: Option<Money>,
}

/// That an order changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChanged {
    /// The hub's name.
    pub shop: String,
    /// What the order is called.
    pub reference: String,
    /// What the customer is called.
    pub customer: String,
    /// By whom, or by what.
    pub by: ChangedBy,
    /// What there is less of in it, or does not come.
    pub less: Vec<MovedText>,
    /// What there is more of.
    pub more: Vec<MovedText>,
    /// What was weighed.
    pub weighed: Vec<WeighedText>,
    /// What is in it now.
    pub lines: Vec<OrderLineText>,
    /// What comes on top of it.
    pub charges: Vec<(String, Money)>,
    /// What of the total is paid back when packaging returns.
    pub deposits: Money,
    /// What the order comes to now.
    pub total: Money,
    /// What is to be paid back, as more was paid.
    pub to_pay_back: Money,
    /// What is still to be paid.
    pub to_pay: Money,
    /// The account to transfer that to, where it is paid so.
    pub pay_to: Option<PayTo>,
    /// Where the order is seen.
    pub address: Option<String>,
}

/// Goods that were weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeighedText {
    /// The product's name.
    pub name: String,
    /// How many.
    pub items: u32,
    /// What all of them were expected to weigh.
    pub expected: Quantity,
    /// What they weigh.
    pub weight: Quantity,
    /// What of it is charged.
    pub charged: Quantity,
}

/// By whom or what an order was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedBy {
    /// Too little was ordered of a producer.
    Minimum,
    /// Less came than was ordered.
    Shortage,
    /// Its customer.
    Customer,
    /// What is in it was weighed.
    Weight,
    /// The shop's people.
    Shop {
        /// What they said of it.
        reason: Option<String>,
    },
}

/// That a customer cancelled an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderCancelled {
    /// The name of who is told.
    pub name: String,
    /// The hub's name.
    pub shop: String,
    /// What the order is called.
    pub reference: String,
    /// What the customer is called.
    pub customer: String,
    /// What was in it.
    pub gone: Vec<MovedText>,
    /// What is to be paid back.
    pub to_pay_back: Money,
}

/// Something of which there is less or more in an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedText {
    /// The product's name.
    pub name: String,
    /// The size's label.
    pub label: String,
    /// How many.
    pub items: u32,
    /// Who brings it.
    pub producer: String,
}

/// That money was paid back for an order, or never was after all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidBack {
    /// The hub's name.
    pub shop: String,
    /// What the order is called.
    pub reference: String,
    /// What the customer is called.
    pub customer: String,
    /// How much.
    pub amount: Money,
    /// Whether it was given in cash.
    pub is_cash: bool,
    /// Whether it never was.
    pub is_reversed: bool,
    /// What is still to be paid back.
    pub left: Money,
    /// Where the order is seen.
    pub address: Option<String>,
}

/// That money was paid out to an enterprise, or never was after all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidOut {
    /// What it is called.
    pub name: String,
    /// The hub's name.
    pub hub: String,
    /// How much.
    pub amount: Money,
    /// On which day.
    pub day: Date,
    /// Whether it was given in cash.
    pub is_cash: bool,
    /// Whether it never was.
    pub is_reversed: bool,
    /// What the hub says of it.
    pub note: Option<String>,
}

/// That what was ordered did not come to what producers deliver from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimumMissed {
    /// The name of who is told.
    pub name: String,
    /// What the cycle is called.
    pub cycle: String,
    /// The name of who runs it.
    pub hub: String,
    /// Who delivers nothing.
    pub of: MinimumOf,
    /// What it came to, for those whom that concerns.
    pub ordered: Option<OrderedText>,
    /// Whether the producer brings what was due before all the same.
    pub brings_some: bool,
}

/// What was ordered of a producer, and how many orders it left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderedText {
    /// How much.
    pub sum: Money,
    /// How many changed.
    pub orders: u32,
}

/// Whose minimum was missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MinimumOf {
    /// That of who is told: from how much on it delivers.
    Theirs(Money),
    /// That of this producer, which delivers from so much on.
    OfAnother(String, Money),
}

/// That a step did not come at its time, though it was tried several times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// The name of the enterprise that runs the cycle or the series.
    pub name: String,
    /// What is late.
    pub step: LateStep,
}

/// A step that is late, with what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LateStep {
    /// A cycle opens or closes.
    TurnCycle(String),
    /// A series makes its next cycle.
    MakeNext(String),
}

/// That a webhook took nothing for days, and is paused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookPaused {
    /// The name of the enterprise whose it is.
    pub name: String,
    /// Where it leads.
    pub host: String,
}

/// That a cycle came to its limit, and closed before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Full {
    /// The name of the enterprise that runs it.
    pub name: String,
    /// The cycle's name.
    pub cycle: String,
    /// What it came to.
    pub limit: FullAt,
}

/// What closes a cycle before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FullAt {
    /// So many orders.
    Orders(u32),
    /// What customers pay for them in all.
    Turnover(Money),
}

/// That an enterprise takes no part any more in cycles it took part in, or lets another sell its goods no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The name of the enterprise that runs them.
    pub name: String,
    /// The name of the one that left.
    pub who: String,
    /// The cycles that it brings nothing to any more.
    pub brings: Vec<String>,
    /// The cycles of which it sells nothing any more.
    pub sells: Vec<String>,
    /// The bundles that cannot be sold without its goods.
    pub bundles: Vec<String>,
}

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
        /// What of it comes only if enough is ordered, by whose it is.
        conditions: Vec<ConditionText>,
        /// What comes on top, each under its name; discounts are less than zero.
        charges: Vec<(String, Money)>,
        /// What is paid for packaging, and paid back for it; nothing where there is none.
        deposits: Money,
        /// What there is to pay.
        total: Money,
        /// Where it is picked up or brought, in the hub's words.
        pick_up: Option<String>,
        /// When it is picked up, or brought.
        window: Option<Window>,
        /// Whether it is brought.
        is_brought: bool,
        /// The zone times are told in.
        zone: Zone,
        /// How it is paid: `cash` or `bank-transfer`.
        payment: String,
        /// Where the order stands on the web.
        address: Option<String>,
        /// What is sold by weight, each in a sentence: what is expected of it and the most that is paid, then what all of it comes to
        /// at most.
        weights: Vec<String>,
        /// The taxes that are included, where they have names: each with what it comes to.
        taxes: Vec<(String, Money)>,
        /// Who charges no tax, and what is to be said of it: a line each.
        untaxed: Vec<String>,
        /// Who sells: its name before the law, its numbers, where it is and how it is reached, line by line.
        seller: Vec<String>,
        /// The account it is paid to, where it is paid by transfer.
        pay_to: Option<Box<PayTo>>,
    },
    /// To a producer: what to harvest for a cycle.
    HarvestSheet(ToHarvest),
    /// To an enterprise: a cycle asks it to take part.
    AskedToTakePart(AskedToTakePart),
    /// To who runs a cycle that a series made: it was not announced.
    NotAnnounced(NotAnnounced),
    /// To a customer: the order changed, or some of it does not come.
    OrderChanged(OrderChanged),
    /// To a shop: a customer cancelled an order.
    OrderCancelled(OrderCancelled),
    /// To a customer: money was paid back, or never was.
    PaidBack(PaidBack),
    /// To an enterprise: money was paid out to it, or never was.
    PaidOut(PaidOut),
    /// To a producer, or to who runs a cycle: too little was ordered.
    MinimumMissed(MinimumMissed),
    /// To who runs a cycle or a series: it does not go on by itself.
    Late(Late),
    /// To who runs a cycle: it came to its limit.
    Full(Full),
    /// To who runs cycles: somebody who took part in them left.
    Left(Left),
    /// A webhook took nothing for days: to whose it is.
    WebhookPaused(WebhookPaused),
    /// To whoever follows a shop: orders are taken there, or soon no more.
    ShopNews(ShopNews),
    /// To a customer: the order is handed over soon.
    PickUpSoon(PickUpSoon),
    /// To a hub: a customer ordered, or changed an order.
    OrderReceived(OrderReceived),
    /// To an enterprise that was just founded: what there is to set up.
    Welcome(Welcome),
    /// To whoever reads at an address somebody signed up with: confirm that it is yours.
    ConfirmAddress {
        /// What they are called.
        name: String,
        /// The installation's name: its address on the web.
        site: String,
        /// What to follow.
        link: String,
        /// For how long, in hours.
        hours: i64,
    },
    /// To a person whose address somebody signed up with once more: you have an account.
    HasAccount {
        /// What they are called.
        name: String,
        /// The installation's name: its address on the web.
        site: String,
    },
    /// To a person: choose another password.
    ResetPassword {
        /// What they are called.
        name: String,
        /// The installation's name: its address on the web.
        site: String,
        /// What to follow.
        link: String,
        /// For how long, in hours.
        hours: i64,
    },
    /// To a person: your password was changed.
    PasswordChanged {
        /// What they are called.
        name: String,
        /// The installation's name: its address on the web.
        site: String,
    },
    /// To somebody who is asked to act for an enterprise.
    Invitation {
        /// What they are called, or their address.
        name: String,
        /// Who asks; nobody when it is the operator.
        inviter: Option<String>,
        /// For which enterprise.
        enterprise: String,
        /// As what, as it is stored: `owner`.
        role: String,
        /// The installation's name: its address on the web.
        site: String,
        /// What to follow.
        link: String,
        /// For how long, in hours.
        hours: i64,
    },
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
