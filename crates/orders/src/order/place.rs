use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use sillon_cycles::{OrderCycle, PriceList, PriceRefused};
use sillon_kernel::{
    CartId, CycleId, Detail, EnterpriseId, Failure, Kind, OrderId, SupplyId, Timestamp, UserId,
    VariantId,
};
use sillon_payments::Method;

use crate::{
    Agreed, Cart, CartLine, Changed, Contact, Guests, Order, OrderToken, ShortLine, SupplyLeft,
    cart::quote::basket,
    cart::shortage::{available, draws, short_lines},
};

/// The wish to order what is in a cart.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// The id the order will have if it is placed.
    pub order: OrderId,
    /// What will open it, if it is a guest's.
    pub token: OrderToken,
    /// The cart.
    pub cart: CartId,
    /// Who asks, when signed in.
    pub user: Option<UserId>,
    /// Whom to hand the goods to.
    pub contact: Contact,
    /// How it will be paid.
    pub payment: Method,
    /// What they saw it come to.
    pub agreed: Agreed,
    /// The caller's idempotency key.
    pub key: String,
    /// A digest of the request, to tell a repeat from another request under the same key.
    pub digest: [u8; 32],
}

/// The order a cart was placed as before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedBefore {
    /// Which order.
    pub order: OrderId,
    /// Whose it is, when they have an account.
    pub user: Option<UserId>,
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
    /// The hubs that take no orders of guests.
    pub members_only: HashSet<EnterpriseId>,
    /// How many orders guests placed of late.
    pub guests: Guests,
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
    let mut decision =
        Decision { outcomes: Vec::with_capacity(checkouts.len()), taken: BTreeMap::new() };
    let mut placed = ground.placed.clone();
    let mut guests = ground.guests.clone();
    for checkout in checkouts {
        let outcome = place(checkout, ground, now, (&placed, &guests), &mut decision.taken);
        if let Ok(Outcome::Placed(order)) = &outcome {
            if order.user.is_none() {
                guests.count(order.hub, &order.contact.email, now);
            }
            let before = PlacedBefore {
                order: order.id,
                user: order.user,
                key: checkout.key.clone(),
                digest: checkout.digest,
            };
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
    (placed, guests): (&HashMap<CartId, PlacedBefore>, &Guests),
    taken: &mut BTreeMap<SupplyId, i64>,
) -> Result<Outcome, CheckoutRefused> {
    let cart =
        ground.carts.get(&checkout.cart).ok_or(CheckoutRefused::NoSuchCart(checkout.cart))?;
    if cart.user.is_some() && cart.user != checkout.user {
        return Err(CheckoutRefused::NoSuchCart(cart.id));
    }
    if let Some(before) = placed.get(&cart.id) {
        // Whoever knew the cart before a person ordered it knows nothing of the order.
        if before.user.is_some() && before.user != checkout.user {
            return Err(CheckoutRefused::OrderedBefore(before.order));
        }
        return match (before.key == checkout.key, before.digest == checkout.digest) {
            (true, true) => Ok(Outcome::Before(before.order)),
            (true, false) => Err(CheckoutRefused::KeyReused),
            (false, _) => Err(CheckoutRefused::OrderedBefore(before.order)),
        };
    }
    if cart.user.or(checkout.user).is_none() {
        if ground.members_only.contains(&cart.hub) {
            return Err(CheckoutRefused::NoGuests);
        }
        guests.check(cart.hub, &checkout.contact.email, now)?;
    }
    let cycle = ground.cycles.get(&cart.cycle).ok_or(CheckoutRefused::NotOpen(cart.cycle))?;
    if !cycle.takes_orders_at(now) {
        return Err(CheckoutRefused::NotOpen(cycle.id));
    }
    let list =
        ground.lists.get(&(cart.cycle, cart.hub)).ok_or(CheckoutRefused::NotOpen(cycle.id))?;
    let gone = gone_lines(cart, list);
    if !gone.is_empty() {
        return Err(CheckoutRefused::NotOffered(gone));
    }
    let priced = list.price(&basket(&cart.lines))?;
    let left = |supply: SupplyId| left_of(ground, taken, supply);
    let short = short_lines(list, &cart.lines, left);
    if !short.is_empty() {
        return Err(CheckoutRefused::OutOfStock(short));
    }
    checkout.agreed.check(cart, list, &priced).map_err(CheckoutRefused::Changed)?;
    let wanted = draws(list, &cart.lines);
    let on_demand = |supply| ground.supplies.get(&supply).is_some_and(|supply| supply.on_demand);
    for (supply, milli) in wanted.into_iter().filter(|(supply, _)| !on_demand(*supply)) {
        *taken.entry(supply).or_default() += milli;
    }
    Ok(Outcome::Placed(Box::new(Order::new(checkout, cart, list, &priced, now, on_demand))))
}

/// What is left of a supply after what this batch took; `None` when it is made on demand.
fn left_of(ground: &Ground, taken: &BTreeMap<SupplyId, i64>, supply: SupplyId) -> Option<i64> {
    let taken = taken.get(&supply).copied().unwrap_or_default();
    Some(available(&ground.supplies, supply)? - taken)
}

/// The lines that are not offered, by the name they were put into the cart under.
fn gone_lines(cart: &Cart, list: &PriceList) -> Vec<GoneLine> {
    let gone = cart.lines.iter().enumerate().filter(|(_, line)| list.offer(line.variant).is_none());
    let named = |(line, wanted): (usize, &CartLine)| GoneLine {
        line,
        variant: wanted.variant,
        name: cart.name(wanted.variant).map(str::to_owned),
    };
    gone.map(named).collect()
}

/// A line of something that is not on sale any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneLine {
    /// Which line of the cart, from 0.
    pub line: usize,
    /// Which variant.
    pub variant: VariantId,
    /// What it was called when it was put into the cart; none where it was not offered then either.
    pub name: Option<String>,
}

impl GoneLine {
    fn text(&self) -> String {
        let name = self.name.clone().unwrap_or_else(|| format!("variant {}", self.variant));
        format!("{name} is not on sale any more")
    }
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
    #[error("the cart was ordered before")]
    OrderedBefore(OrderId),
    /// The hub takes no orders of guests.
    #[error("this shop takes orders of people with an account only: sign in first")]
    NoGuests,
    /// Guests placed as many orders for the address as may be.
    #[error(
        "guests placed too many orders for this e-mail address: try again after {until}, or sign in"
    )]
    TooManyOrders {
        /// When it may be tried again.
        until: Timestamp,
        /// When it was refused.
        now: Timestamp,
    },
    /// The key stands for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The cart cannot be priced.
    #[error(transparent)]
    Price(#[from] PriceRefused),
    /// Some of it is not on sale any more.
    #[error("{}", gone_text(.0))]
    NotOffered(Vec<GoneLine>),
    /// Too little is left of some lines.
    #[error("{}", short_text(.0))]
    OutOfStock(Vec<ShortLine>),
    /// It is not what was agreed to: another sum, or other lines.
    #[error("{}", .0.text())]
    Changed(Box<Changed>),
}

/// What is not on sale any more, as a sentence.
fn gone_text(lines: &[GoneLine]) -> String {
    lines.iter().map(GoneLine::text).collect::<Vec<_>>().join("; ")
}

/// The short lines as a sentence.
fn short_text(lines: &[ShortLine]) -> String {
    lines.iter().map(ShortLine::text).collect::<Vec<_>>().join("; ")
}

impl Failure for CheckoutRefused {
    fn class(&self) -> (Kind, &'static str) {
        match self {
            Self::NoSuchCart(_) => (Kind::Missing, "not-found"),
            Self::NotOpen(_) => (Kind::Conflict, "cycle-not-open"),
            Self::OrderedBefore(_) => (Kind::Conflict, "cart-ordered"),
            Self::NoGuests => (Kind::Unauthenticated, "no-guests"),
            Self::TooManyOrders { .. } => (Kind::TooOften, "too-many-orders"),
            Self::KeyReused => (Kind::KeyReused, "key-reused"),
            Self::Price(refused) => refused.class(),
            Self::NotOffered(_) => (Kind::Conflict, "not-offered"),
            Self::OutOfStock(_) => (Kind::Conflict, "out-of-stock"),
            // The same sum of other goods, or the same goods under another name, was told by the tag of what was read.
            Self::Changed(changed) if changed.is_stale() => (Kind::Stale, "cart-changed"),
            Self::Changed(_) => (Kind::Conflict, "price-changed"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        let detail = |short: &ShortLine| {
            Detail::new(format!("lines[{}]", short.line), short.text())
                .with("variant", short.variant)
                .with("name", &short.name)
                .with("wanted", short.wanted)
                .with("left", short.left)
        };
        let gone = |gone: &GoneLine| {
            let detail = Detail::new(format!("lines[{}]", gone.line), gone.text());
            let detail = detail.with("variant", gone.variant);
            gone.name.as_ref().map_or(detail.clone(), |name| detail.with("name", name))
        };
        match self {
            Self::NotOffered(lines) => lines.iter().map(gone).collect(),
            Self::OutOfStock(lines) => lines.iter().map(detail).collect(),
            Self::Changed(changed) => changed.details(),
            Self::Price(refused) => refused.details(),
            Self::NoSuchCart(_)
            | Self::NotOpen(_)
            | Self::OrderedBefore(_)
            | Self::NoGuests
            | Self::TooManyOrders { .. }
            | Self::KeyReused => Vec::new(),
        }
    }

    fn retry_after_seconds(&self) -> Option<i64> {
        let Self::TooManyOrders { until, now } = self else { return None };
        let micros = until.micros().saturating_sub(now.micros());
        Some((micros.saturating_add(999_999) / 1_000_000).max(1))
    }
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
