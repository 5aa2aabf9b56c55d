use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use sillon_cycles::{OrderCycle, PriceList, PriceRefused, Priced};
use sillon_kernel::{
    CartId, CycleId, Detail, EnterpriseId, Failure, Kind, OrderId, SupplyId, Timestamp, UserId,
    VariantId,
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
    let mut decision =
        Decision { outcomes: Vec::with_capacity(checkouts.len()), taken: BTreeMap::new() };
    let mut placed = ground.placed.clone();
    for checkout in checkouts {
        let outcome = place(checkout, ground, now, &placed, &mut decision.taken);
        if let Ok(Outcome::Placed(order)) = &outcome {
            let before = PlacedBefore {
                order: order.id,
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
    placed: &HashMap<CartId, PlacedBefore>,
    taken: &mut BTreeMap<SupplyId, i64>,
) -> Result<Outcome, CheckoutRefused> {
    let cart =
        ground.carts.get(&checkout.cart).ok_or(CheckoutRefused::NoSuchCart(checkout.cart))?;
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
    let list =
        ground.lists.get(&(cart.cycle, cart.hub)).ok_or(CheckoutRefused::NotOpen(cycle.id))?;
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
            for (supply, milli) in offer.listing.takes(line.quantity) {
                *wanted.entry(supply).or_default() += milli;
            }
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
            let is_short = listing.takes(priced.quantity).any(|(supply, _)| {
                let all_wanted = wanted.get(&supply).copied().unwrap_or_default();
                left(supply).is_some_and(|available| all_wanted > available)
            });
            is_short.then(|| ShortLine {
                line,
                variant: priced.variant,
                name: format!("{} ({})", listing.product_name, listing.label),
                wanted: priced.quantity,
                left: listing.items_left(left).unwrap_or(u32::MAX),
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
    let line =
        |short: &ShortLine| format!("{}: {} wanted, {} left", short.name, short.wanted, short.left);
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
            Self::NoSuchCart(_) | Self::NotOpen(_) | Self::OrderedBefore(_) | Self::KeyReused => {
                Vec::new()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::vec, prelude::*};
    use sillon_cycles::{Deposit, Direction, Exchange, Facts, Listing, Stage};
    use sillon_kernel::{
        Currency, Dimension, Email, ExchangeId, Language, Money, Name, ProductId, Quantity, Rate,
        Window,
    };
    use uuid::Uuid;

    use super::*;
    use crate::{CartLine, ComponentKind};

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros).unwrap()
    }

    fn uuid(number: u64) -> Uuid {
        Uuid::from_u128(u128::from(number))
    }

    /// A variant of the pool `supply`, of which one item takes `draw` grams.
    fn listing(variant: u64, supply: u64, draw_grams: i64) -> Listing {
        let draw = Quantity::from_milli(draw_grams * 1_000, Dimension::Weight);
        Listing {
            variant: VariantId(uuid(variant)),
            product: ProductId(uuid(variant)),
            producer: EnterpriseId(uuid(100 + supply)),
            owner: EnterpriseId(uuid(100 + supply)),
            producer_name: "Ferme des Prés".into(),
            product_name: "Carottes".into(),
            category: "Légumes".to_owned(),
            description: None,
            pictures: [].into(),
            label: "500 g".into(),
            sku: None,
            size: draw,
            price: Money::new(110, Currency::EUR),
            producer_price: Money::new(110, Currency::EUR),
            reduced_from: None,
            tax: Rate::from_bps(550),
            supply: SupplyId(uuid(supply)),
            draw,
            storage: "ambient".into(),
            told: std::sync::Arc::default(),
            // A bag is the customer's; the crate of a kilogram is paid back, at a rate of its own.
            deposit: (variant > 1)
                .then(|| Deposit::new(Money::new(100, Currency::EUR), Rate::from_bps(2_000))),
            heaviest: None,
            content: None,
            quota: None,
        }
    }

    /// A shop that sells variants 1 (500 g) and 2 (1 kg) of pool 1, and variant 3 (1 kg) of pool 2, on demand.
    fn ground(available_grams: i64, carts: &[Vec<(u64, u32)>]) -> (Vec<Checkout>, Ground) {
        let (cycle, hub) = (CycleId(uuid(7)), EnterpriseId(uuid(8)));
        let variants: BTreeSet<VariantId> = (1..=3).map(|id| VariantId(uuid(id))).collect();
        let exchange = |id, enterprise, direction| Exchange {
            id: ExchangeId(uuid(id)),
            enterprise,
            direction,
            variants: variants.clone(),
            fees: Vec::new(),
            pick_up: None,
            pick_up_text: None,
        };
        let facts = Facts {
            cycle,
            hub,
            hub_name: "Le Panier".into(),
            version: 1,
            currency: Currency::EUR,
            listings: vec![listing(1, 1, 500), listing(2, 1, 1_000), listing(3, 2, 1_000)],
            exchanges: vec![
                exchange(1, EnterpriseId(uuid(101)), Direction::Incoming),
                exchange(2, hub, Direction::Outgoing),
            ],
            coordinator_fees: Vec::new(),
            fees: Vec::new(),
            regimes: BTreeMap::new(),
        };
        let open = OrderCycle {
            id: cycle,
            coordinator: hub,
            name: Name::parse("Semaine 21").unwrap(),
            orders: Window::new(at(0), at(1_000)).unwrap(),
            stage: Stage::Open { since: at(0) },
            version: 1,
        };
        let cart = |number: u64, lines: &[(u64, u32)]| Cart {
            id: CartId(uuid(1_000 + number)),
            hub,
            cycle,
            user: None,
            lines: lines
                .iter()
                .map(|(variant, quantity)| CartLine {
                    variant: VariantId(uuid(*variant)),
                    quantity: *quantity,
                })
                .collect(),
            updated_at: at(0),
        };
        let carts: Vec<Cart> =
            (0..).zip(carts).map(|(number, lines)| cart(number, lines)).collect();
        let checkouts =
            (0..).zip(&carts).map(|(number, cart)| checkout(number, cart.id, "key")).collect();
        let left = |available_milli, on_demand| SupplyLeft { available_milli, on_demand };
        let ground = Ground {
            carts: carts.into_iter().map(|cart| (cart.id, cart)).collect(),
            placed: HashMap::new(),
            cycles: HashMap::from([(cycle, open)]),
            lists: HashMap::from([((cycle, hub), Arc::new(PriceList::build(facts)))]),
            supplies: HashMap::from([
                (SupplyId(uuid(1)), left(available_grams * 1_000, false)),
                (SupplyId(uuid(2)), left(0, true)),
            ]),
        };
        (checkouts, ground)
    }

    fn checkout(number: u64, cart: CartId, key: &str) -> Checkout {
        Checkout {
            order: OrderId(uuid(2_000 + number)),
            cart,
            user: None,
            contact: Contact {
                name: Name::parse("Awa").unwrap(),
                email: Email::parse("awa@example.org").unwrap(),
                phone: None,
                note: None,
                language: Language::Fr,
            },
            payment: Method::Cash,
            key: key.to_owned(),
            digest: [1; 32],
        }
    }

    fn short_of(outcome: &Result<Outcome, CheckoutRefused>) -> Vec<(usize, u32, u32)> {
        match outcome {
            Err(CheckoutRefused::OutOfStock(lines)) => {
                lines.iter().map(|line| (line.line, line.wanted, line.left)).collect()
            }
            other => panic!("not short: {other:?}"),
        }
    }

    #[test]
    fn two_sizes_of_one_pool_are_counted_together() {
        let (checkouts, ground) = ground(2_000, &[vec![(1, 2), (2, 1)], vec![(1, 1)]]);
        let decision = place_many(&checkouts, &ground, at(1));
        assert!(decision.outcomes[0].is_ok(), "two bags of 500 g and one of 1 kg are 2 kg");
        assert_eq!(short_of(&decision.outcomes[1]), [(0, 1, 0)]);
        assert_eq!(decision.taken, BTreeMap::from([(SupplyId(uuid(1)), 2_000_000)]));
    }

    #[test]
    fn a_refused_cart_takes_nothing_and_leaves_its_goods_to_the_next() {
        let (checkouts, ground) = ground(1_000, &[vec![(1, 1), (2, 1)], vec![(2, 1)]]);
        let decision = place_many(&checkouts, &ground, at(1));
        assert_eq!(
            short_of(&decision.outcomes[0]),
            [(0, 1, 2), (1, 1, 1)],
            "each line says what is left of it"
        );
        assert!(decision.outcomes[1].is_ok());
    }

    #[test]
    fn what_is_made_on_demand_never_runs_out_and_is_not_taken() {
        let (checkouts, ground) = ground(0, &[vec![(3, 500)]]);
        let decision = place_many(&checkouts, &ground, at(1));
        assert!(decision.outcomes[0].is_ok());
        assert!(decision.taken.is_empty());
    }

    #[test]
    fn what_a_hub_sells_on_its_terms_is_shared_with_the_farm_or_its_own() {
        let (checkouts, mut ground) = ground(9_000, &[vec![(1, 10), (2, 2)]]);
        let (farm, hub) = (EnterpriseId(uuid(101)), EnterpriseId(uuid(8)));
        for list in ground.lists.values_mut() {
            for offer in &mut Arc::make_mut(list).offers {
                // Bags of the farm's at 0.90, below its price; crates that the hub bought.
                let is_bag = offer.listing.variant == VariantId(uuid(1));
                offer.listing.owner = if is_bag { farm } else { hub };
                offer.listing.price = Money::new(if is_bag { 90 } else { 150 }, Currency::EUR);
                offer.margin_tax = Rate::from_bps(550);
            }
        }
        let outcomes = place_many(&checkouts, &ground, at(1)).outcomes;
        let Ok(Outcome::Placed(order)) = &outcomes[0] else { panic!("{outcomes:?}") };
        let parts: Vec<_> = order
            .components
            .iter()
            .map(|part| (part.kind, part.payee, part.amount.minor(), part.tax.minor()))
            .collect();
        assert_eq!(
            parts,
            [
                (ComponentKind::Goods, farm, 1_100, 57),
                (ComponentKind::Goods, hub, 300, 16),
                (ComponentKind::Margin, hub, -200, -10),
                (ComponentKind::Deposit, hub, 200, 34),
            ]
        );
        assert_eq!(order.total.minor(), 1_400);
        assert_eq!(&*order.components[1].label, "Le Panier");
        let tax = Money::total(Currency::EUR, order.lines.iter().map(|line| line.tax));
        assert_eq!(tax.minor(), 57 + 16 - 10, "what its lines hold");
    }

    #[test]
    fn a_cart_asked_for_twice_in_one_batch_is_one_order() {
        let (mut checkouts, ground) = ground(9_000, &[vec![(1, 1)]]);
        let first = checkouts[0].clone();
        checkouts.push(Checkout { order: OrderId(uuid(3_000)), ..first.clone() });
        checkouts.push(Checkout { digest: [2; 32], ..first.clone() });
        checkouts.push(Checkout { key: "other".to_owned(), ..first.clone() });
        let outcomes = place_many(&checkouts, &ground, at(1)).outcomes;
        assert!(matches!(&outcomes[0], Ok(Outcome::Placed(order)) if order.id == first.order));
        assert_eq!(outcomes[1], Ok(Outcome::Before(first.order)));
        assert_eq!(outcomes[2], Err(CheckoutRefused::KeyReused));
        assert_eq!(outcomes[3], Err(CheckoutRefused::OrderedBefore(first.order)));
    }

    #[test]
    fn no_order_is_taken_outside_the_window_or_by_another_than_the_carts_owner() {
        let (checkouts, mut ground) = ground(9_000, &[vec![(1, 1)]]);
        let late = place_many(&checkouts, &ground, at(1_000)).outcomes;
        assert_eq!(late[0], Err(CheckoutRefused::NotOpen(CycleId(uuid(7)))));
        for cart in ground.carts.values_mut() {
            cart.user = Some(UserId(uuid(5)));
        }
        let strange = place_many(&checkouts, &ground, at(1)).outcomes;
        assert_eq!(strange[0], Err(CheckoutRefused::NoSuchCart(checkouts[0].cart)));
    }

    proptest! {
        #[test]
        fn never_more_is_taken_than_there_was_and_every_order_sums_up(
            available in 0_i64..20_000,
            carts in vec(vec((1_u64..=3, 1_u32..6), 1..3), 1..20),
        ) {
            let carts = carts.into_iter().map(|lines| {
                let distinct: BTreeMap<u64, u32> = lines.into_iter().collect();
                distinct.into_iter().collect()
            });
            let (checkouts, ground) = ground(available, &carts.collect::<Vec<_>>());
            let decision = place_many(&checkouts, &ground, at(1));
            let taken = decision.taken.get(&SupplyId(uuid(1))).copied().unwrap_or_default();
            prop_assert!(taken <= available * 1_000);
            let mut by_lines = 0;
            for outcome in &decision.outcomes {
                if let Ok(Outcome::Placed(order)) = outcome {
                    let parts = Money::total(Currency::EUR, order.components.iter().map(|part| part.amount));
                    prop_assert_eq!(parts, order.total);
                    let lines = Money::total(Currency::EUR, order.lines.iter().map(crate::OrderLine::total));
                    prop_assert_eq!(lines + order.deposits(), order.total, "there are no fees on the whole order here");
                    let deposits = || order.components.iter().filter(|part| part.kind == ComponentKind::Deposit);
                    let of_deposits = Money::total(Currency::EUR, deposits().map(|part| part.amount));
                    prop_assert_eq!(of_deposits, order.deposits());
                    let tax = Money::total(Currency::EUR, deposits().map(|part| part.tax));
                    let in_sum = order.deposits().tax_included(Rate::from_bps(2_000)).minor();
                    let lines = i64::try_from(order.lines.len()).unwrap();
                    prop_assert!((tax.minor() - in_sum).abs() <= 2 * lines, "as in their sum, but for roundings");
                    by_lines += order.lines.iter().map(|line| line.taken_milli).sum::<i64>();
                }
            }
            prop_assert_eq!(by_lines, taken, "what lines took is what supplies lose");
        }
    }
}
