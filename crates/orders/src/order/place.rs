use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use sillon_cycles::{
    Audience, Choices, HandOverRefused, OfferedHandOver, OrderCycle, OrdersTaken, PriceList,
    Priced, SupplyLeft, available,
};
use sillon_kernel::{
    CartId, CycleId, EnterpriseId, HandOverMethodId, OrderId, SupplyId, Timestamp, UserId,
    VariantId, VoucherId,
};

use crate::{
    Buyer, Cart, CartLine, Checkout, CheckoutRefused, CustomersOnly, GoneLine, Guests, Order,
    VoucherCounts,
};

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
pub struct CheckoutFacts {
    /// The carts asked for.
    pub carts: HashMap<CartId, Cart>,
    /// Those of them that were ordered before.
    pub placed: HashMap<CartId, PlacedBefore>,
    /// The order cycles of the carts.
    pub cycles: HashMap<CycleId, OrderCycle>,
    /// What was ordered in those of them that close at a number of orders or a turnover.
    pub taken_in: HashMap<CycleId, OrdersTaken>,
    /// What each shop shows in each cycle to whom, at the cycle's version.
    pub lists: HashMap<(CycleId, EnterpriseId, Audience), Arc<PriceList>>,
    /// The audiences of those whom a hub may know, where it shows them something else than everybody.
    pub audiences: HashMap<(EnterpriseId, Buyer), Audience>,
    /// What is left of every supply the carts touch.
    pub supplies: HashMap<SupplyId, SupplyLeft>,
    /// How many orders of a cycle are handed over by a method already, of those that take a number of them.
    pub handed_over: HashMap<(CycleId, HandOverMethodId), u32>,
    /// How often the vouchers were used whose uses are counted: in all, and by each of those who want to use one.
    pub voucher_uses: VoucherCounts,
    /// The hubs that take no orders of guests.
    pub members_only: HashSet<EnterpriseId>,
    /// How many orders guests placed of late.
    pub guests: Guests,
}

impl CheckoutFacts {
    /// For whom a cart is ordered at a hub.
    pub fn audience(&self, hub: EnterpriseId, buyer: Option<Buyer>) -> Audience {
        let known = buyer.and_then(|buyer| self.audiences.get(&(hub, buyer)));
        known.cloned().unwrap_or_default()
    }

    /// What the shop of a cart shows to whoever orders it.
    pub fn list(&self, cart: &Cart, checkout: &Checkout) -> Option<&Arc<PriceList>> {
        self.lists.get(&(cart.cycle, cart.hub, self.audience(cart.hub, checkout.buyer())))
    }
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
pub fn place_many(checkouts: &[Checkout], facts: &CheckoutFacts, now: Timestamp) -> Decision {
    let mut so_far = SoFar {
        placed: facts.placed.clone(),
        guests: facts.guests.clone(),
        taken_in: facts.taken_in.clone(),
        handed_over: facts.handed_over.clone(),
        voucher_uses: facts.voucher_uses.clone(),
        taken: BTreeMap::new(),
    };
    let mut outcomes = Vec::with_capacity(checkouts.len());
    for checkout in checkouts {
        let outcome = place(checkout, facts, now, &mut so_far);
        if let Ok(Outcome::Placed(order)) = &outcome {
            so_far.count(facts, checkout, order, now);
        }
        outcomes.push(outcome);
    }
    Decision { outcomes, taken: so_far.taken }
}

/// What the checkouts before one have come to.
struct SoFar {
    placed: HashMap<CartId, PlacedBefore>,
    guests: Guests,
    taken_in: HashMap<CycleId, OrdersTaken>,
    handed_over: HashMap<(CycleId, HandOverMethodId), u32>,
    voucher_uses: VoucherCounts,
    taken: BTreeMap<SupplyId, i64>,
}

impl SoFar {
    /// How many orders of a cycle are handed over by a method.
    fn orders_by(&self, cycle: CycleId, offered: &OfferedHandOver) -> u32 {
        self.handed_over.get(&(cycle, offered.method.id)).copied().unwrap_or_default()
    }

    /// Counts an order that was placed.
    fn count(&mut self, facts: &CheckoutFacts, checkout: &Checkout, order: &Order, now: Timestamp) {
        if order.user.is_none() {
            self.guests.count(order.hub, &order.contact.email, now);
        }
        if let Some(taken) = self.taken_in.get_mut(&order.cycle) {
            let cycle = facts.cycles.get(&order.cycle);
            taken.count(cycle.and_then(|cycle| cycle.limit.as_ref()), order.total);
        }
        if let Some(hand_over) = &order.hand_over {
            *self.handed_over.entry((order.cycle, hand_over.method)).or_default() += 1;
        }
        for voucher in order.vouchers() {
            self.voucher_uses.count(voucher, &order.customer(), &order.contact.email);
        }
        let before = PlacedBefore {
            order: order.id,
            user: order.user,
            key: checkout.key.clone(),
            digest: checkout.digest,
        };
        self.placed.insert(checkout.cart, before);
    }
}

/// Decides one checkout, and notes what it takes.
fn place(
    checkout: &Checkout,
    facts: &CheckoutFacts,
    now: Timestamp,
    so_far: &mut SoFar,
) -> Result<Outcome, CheckoutRefused> {
    let cart = facts.carts.get(&checkout.cart).ok_or(CheckoutRefused::NoSuchCart(checkout.cart))?;
    if cart.user.is_some() && cart.user != checkout.user {
        return Err(CheckoutRefused::NoSuchCart(cart.id));
    }
    if let Some(before) = so_far.placed.get(&cart.id) {
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
    // What its own people order for a guest, the hub takes.
    if cart.user.or(checkout.user).is_none() && checkout.by_shop.is_none() {
        if facts.members_only.contains(&cart.hub) {
            return Err(CheckoutRefused::NoGuests);
        }
        so_far.guests.check(cart.hub, &checkout.contact.email, now)?;
    }
    let cycle = facts.cycles.get(&cart.cycle).ok_or(CheckoutRefused::NotOpen(cart.cycle))?;
    let is_full = |taken| cycle.has_come_to_its_limit(taken);
    if cycle.is_full || so_far.taken_in.get(&cycle.id).is_some_and(is_full) {
        return Err(CheckoutRefused::CycleFull(cycle.id));
    }
    if !cycle.takes_orders_at(now) {
        return Err(CheckoutRefused::NotOpen(cycle.id));
    }
    let list = facts.list(cart, checkout).ok_or(CheckoutRefused::NotOpen(cycle.id))?;
    if !list.admits {
        return Err(CustomersOnly.into());
    }
    if !list.payments.contains(&checkout.payment) {
        return Err(CheckoutRefused::PaymentNotTaken(checkout.payment));
    }
    let gone = gone_lines(cart, list);
    if !gone.is_empty() {
        return Err(CheckoutRefused::NotOffered(gone));
    }
    let basket = cart.basket();
    let handed_over = list.chosen_hand_over(checkout.wanted_hand_over(cart, list))?;
    let hand_over = handed_over.map(|it| it.method.id);
    let vouchers = list.usable(cart.vouchers.clone());
    let price =
        |vouchers: &[VoucherId]| list.price(&basket, Choices::unweighed(hand_over, vouchers));
    let customer = checkout.customer(cart);
    let used = |id| so_far.voucher_uses.of(id, &customer, &checkout.contact.email);
    let usable = list.vouchers_in_effect(&vouchers, used);
    let in_effect = price(&usable)?;
    let left = |supply: SupplyId| left_of(facts, &so_far.taken, supply);
    let short = list.short_lines(&basket, left);
    if !short.is_empty() {
        return Err(CheckoutRefused::OutOfStock(short));
    }
    if let Some(offered) = handed_over {
        check_hand_over(checkout, offered, list, &basket, so_far.orders_by(cart.cycle, offered))?;
    }
    // Whoever agreed to the sum without those that cannot be used has it; why they cannot is told to nobody who would not order.
    let agreed = |priced: &Priced| checkout.agreed.check(cart, list, priced);
    if agreed(&in_effect).is_err() {
        agreed(&price(&vouchers)?).map_err(CheckoutRefused::Changed)?;
        list.check_vouchers(&vouchers, used)?;
    }
    let wanted = list.draws(&basket);
    let on_demand = |supply| facts.supplies.get(&supply).is_some_and(|supply| supply.on_demand);
    for (supply, milli) in wanted.into_iter().filter(|(supply, _)| !on_demand(*supply)) {
        *so_far.taken.entry(supply).or_default() += milli;
    }
    let costs = (&in_effect, list.at_most(&basket, Choices::unweighed(hand_over, &usable))?);
    Ok(Outcome::Placed(Box::new(Order::new(checkout, cart, list, costs, now, on_demand))))
}

/// Checks that an order can be handed over as is wished: a delivery says where to.
fn check_hand_over(
    checkout: &Checkout,
    offered: &OfferedHandOver,
    list: &PriceList,
    basket: &[(VariantId, u32)],
    placed: u32,
) -> Result<(), HandOverRefused> {
    let postcode = checkout.hand_over.address.as_ref().map(|address| address.postcode.as_str());
    if offered.method.kind.postcodes().is_some() && postcode.is_none() {
        let method = offered.method.name.to_string();
        return Err(HandOverRefused::NoAddress { method });
    }
    offered.check(list, basket, postcode, placed)
}

/// What is left of a supply after what this batch took; `None` when it is made on demand.
fn left_of(
    facts: &CheckoutFacts,
    taken: &BTreeMap<SupplyId, i64>,
    supply: SupplyId,
) -> Option<i64> {
    let taken = taken.get(&supply).copied().unwrap_or_default();
    Some(available(&facts.supplies, supply)? - taken)
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

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
