use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use sillon_cycles::{OrderCycle, PriceList, PriceRefused, Priced};
use sillon_kernel::{
    CartId, CycleId, Detail, EnterpriseId, Failure, Kind, OrderId, SupplyId, Timestamp, UserId, VariantId,
};
use sillon_payments::Method;

use crate::{Cart, Contact, Order};

/// The wish to order what is in a cart.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// The id the order will have if it is placed.
    pub order: OrderId,
    /// The cart.
    pub cart: CartId,
    /// Who asks, when signed in.
    pub user: Option<UserId>,
    /// Whom to hand the goods to.
    pub contact: Contact,
    /// How it will be paid.
    pub payment: Method,
    /// The caller's idempotency key.
    pub key: String,
    /// A digest of the request, to tell a repeat from another request under the same key.
    pub digest: [u8; 32],
}

/// What is left of a supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupplyLeft {
    /// Thousandths of the base unit.
    pub available_milli: i64,
    /// Made when ordered: nothing is taken, nothing runs out.
    pub on_demand: bool,
}

/// The order a cart was placed as before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedBefore {
    /// Which order.
    pub order: OrderId,
    /// The key it was placed with.
    pub key: String,
    /// The digest of the request that placed it.
    pub digest: [u8; 32],
}

/// The facts checkouts are decided on, read under lock.
#[derive(Debug, Default)]
pub struct Ground {
    /// The carts asked for.
    pub carts: HashMap<CartId, Cart>,
    /// Those of them that were ordered before.
    pub placed: HashMap<CartId, PlacedBefore>,
    /// The order cycles of the carts.
    pub cycles: HashMap<CycleId, OrderCycle>,
    /// What each shop shows in each cycle, at the cycle's version.
    pub lists: HashMap<(CycleId, EnterpriseId), Arc<PriceList>>,
    /// What is left of every supply the carts touch.
    pub supplies: HashMap<SupplyId, SupplyLeft>,
}

/// What a checkout came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new order.
    Placed(Box<Order>),
    /// The order the same request placed before.
    Before(OrderId),
}

/// What many checkouts came to.
#[derive(Debug)]
pub struct Decision {
    /// One outcome per checkout, in their order.
    pub outcomes: Vec<Result<Outcome, CheckoutRefused>>,
    /// What is taken from each supply in all, in thousandths; never more than was left.
    pub taken: BTreeMap<SupplyId, i64>,
}

/// Decides checkouts first come, first served: all lines of a cart, or nothing of it. A refused cart takes nothing.
pub fn place_many(checkouts: &[Checkout], ground: &Ground, now: Timestamp) -> Decision {
    let mut decision = Decision { outcomes: Vec::with_capacity(checkouts.len()), taken: BTreeMap::new() };
    let mut placed = ground.placed.clone();
    for checkout in checkouts {
        let outcome = place(checkout, ground, now, &placed, &mut decision.taken);
        if let Ok(Outcome::Placed(order)) = &outcome {
            let before = PlacedBefore { order: order.id, key: checkout.key.clone(), digest: checkout.digest };
            placed.insert(checkout.cart, before);
        }
        decision.outcomes.push(outcome);
    }
    decision
}

/// Decides one checkout, and notes what it takes.
fn place(
    checkout: &Checkout,
    ground: &Ground,
    now: Timestamp,
    placed: &HashMap<CartId, PlacedBefore>,
    taken: &mut BTreeMap<SupplyId, i64>,
) -> Result<Outcome, CheckoutRefused> {
    let cart = ground.carts.get(&checkout.cart).ok_or(CheckoutRefused::NoSuchCart(checkout.cart))?;
    if cart.user.is_some() && cart.user != checkout.user {
        return Err(CheckoutRefused::NoSuchCart(cart.id));
    }
    if let Some(before) = placed.get(&cart.id) {
        return match (before.key == checkout.key, before.digest == checkout.digest) {
            (true, true) => Ok(Outcome::Before(before.order)),
            (true, false) => Err(CheckoutRefused::KeyReused),
            (false, _) => Err(CheckoutRefused::OrderedBefore(before.order)),
        };
    }
    let cycle = ground.cycles.get(&cart.cycle).ok_or(CheckoutRefused::NotOpen(cart.cycle))?;
    if !cycle.takes_orders_at(now) {
        return Err(CheckoutRefused::NotOpen(cycle.id));
    }
    let list = ground.lists.get(&(cart.cycle, cart.hub)).ok_or(CheckoutRefused::NotOpen(cycle.id))?;
    let basket: Vec<_> = cart.lines.iter().map(|line| (line.variant, line.quantity)).collect();
    let priced = list.price(&basket)?;
    let wanted = draws(list, &priced);
    let left = |supply: SupplyId| left_of(ground, taken, supply);
    let short = short_lines(list, &priced, &wanted, &left);
    if !short.is_empty() {
        return Err(CheckoutRefused::OutOfStock(short));
    }
    let on_demand = |supply| ground.supplies.get(&supply).is_some_and(|supply| supply.on_demand);
    for (supply, milli) in wanted.into_iter().filter(|(supply, _)| !on_demand(*supply)) {
        *taken.entry(supply).or_default() += milli;
    }
    Ok(Outcome::Placed(Box::new(Order::new(checkout, cart, list, &priced, now, on_demand))))
}

/// What the lines draw from each supply, in thousandths: several sizes may share one pool.
fn draws(list: &PriceList, priced: &Priced) -> BTreeMap<SupplyId, i64> {
    let mut wanted = BTreeMap::new();
    for line in &priced.lines {
        if let Some(offer) = list.offers.get(line.offer) {
            *wanted.entry(offer.listing.supply).or_default() += offer.listing.draw.times(line.quantity).milli();
        }
    }
    wanted
}

/// What is left of a supply after what this batch took; `None` when it is made on demand.
fn left_of(ground: &Ground, taken: &BTreeMap<SupplyId, i64>, supply: SupplyId) -> Option<i64> {
    let left = ground.supplies.get(&supply).copied();
    let left = left.unwrap_or(SupplyLeft { available_milli: 0, on_demand: false });
    let taken = taken.get(&supply).copied().unwrap_or_default();
    (!left.on_demand).then_some(left.available_milli - taken)
}

/// The lines whose supply does not reach for all that is wanted of it.
fn short_lines(
    list: &PriceList,
    priced: &Priced,
    wanted: &BTreeMap<SupplyId, i64>,
    left: &impl Fn(SupplyId) -> Option<i64>,
) -> Vec<ShortLine> {
    let lines = priced.lines.iter().enumerate();
    lines
        .filter_map(|(line, priced)| {
            let listing = &list.offers.get(priced.offer)?.listing;
            let available = left(listing.supply)?;
            let all_wanted = wanted.get(&listing.supply).copied().unwrap_or_default();
            (all_wanted > available).then(|| ShortLine {
                line,
                variant: priced.variant,
                name: format!("{} ({})", listing.product_name, listing.label),
                wanted: priced.quantity,
                left: u32::try_from(available / listing.draw.milli()).unwrap_or(u32::MAX),
            })
        })
        .collect()
}

/// A line of which too little is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortLine {
    /// Which line of the cart, from 0.
    pub line: usize,
    /// Which variant.
    pub variant: VariantId,
    /// What people call it.
    pub name: String,
    /// How many were wanted.
    pub wanted: u32,
    /// How many there are, if nothing else is taken from the same pool.
    pub left: u32,
}

/// Why a checkout was refused; nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckoutRefused {
    /// There is no such cart, or it is somebody else's.
    #[error("there is no cart {0}")]
    NoSuchCart(CartId),
    /// The order cycle does not take orders now.
    #[error("order cycle {0} takes no orders now")]
    NotOpen(CycleId),
    /// The cart was ordered before, under another key.
    #[error("the cart was ordered before, as order {0}")]
    OrderedBefore(OrderId),
    /// The key stands for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The cart cannot be priced.
    #[error(transparent)]
    Price(#[from] PriceRefused),
    /// Too little is left of some lines.
    #[error("{}", short_text(.0))]
    OutOfStock(Vec<ShortLine>),
}

/// The short lines as a sentence.
fn short_text(lines: &[ShortLine]) -> String {
    let line = |short: &ShortLine| format!("{}: {} wanted, {} left", short.name, short.wanted, short.left);
    lines.iter().map(line).collect::<Vec<_>>().join("; ")
}

impl Failure for CheckoutRefused {
    fn class(&self) -> (Kind, &'static str) {
        match self {
            Self::NoSuchCart(_) => (Kind::Missing, "not-found"),
            Self::NotOpen(_) => (Kind::Conflict, "cycle-not-open"),
            Self::OrderedBefore(_) => (Kind::Conflict, "cart-ordered"),
            Self::KeyReused => (Kind::KeyReused, "key-reused"),
            Self::Price(refused) => refused.class(),
            Self::OutOfStock(_) => (Kind::Conflict, "out-of-stock"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        let detail = |short: &ShortLine| {
            let rule = format!("{}: {} wanted, {} left", short.name, short.wanted, short.left);
            Detail::new(format!("lines[{}]", short.line), rule)
                .with("variant", short.variant)
                .with("wanted", short.wanted)
                .with("left", short.left)
        };
        match self {
            Self::OutOfStock(lines) => lines.iter().map(detail).collect(),
            Self::Price(refused) => refused.details(),
            Self::NoSuchCart(_) | Self::NotOpen(_) | Self::OrderedBefore(_) | Self::KeyReused => Vec::new(),
        }
    }
}
