//! Checkouts, decided.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};
use sillon_cycles::{
    Audience, Calculator, Deposit, Direction, Exchange, Facts, HandOverKind, HandOverMethod,
    Listing, OrderLimit, Priced, ShopRules, Stage, Storage, TaxCategory, Voucher, VoucherValue,
};
use sillon_kernel::{
    Currency, Dimension, Email, ExchangeId, Failure, FailureKind, Language, Money, Name, ProductId,
    Quantity, Rate, Text, VoucherId, Window,
};
use sillon_payments::Method;
use uuid::Uuid;

use super::*;
use crate::{Agreed, Changed, Contact, HandOverWish, OrderToken};
use crate::{AgreedLine, CartLine, ComponentKind, Quote, cart_tag};

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
        codes: Vec::new(),
        size: draw,
        price: Money::new(110, Currency::EUR),
        producer_price: Money::new(110, Currency::EUR),
        reduced_from: None,
        tax: Rate::from_bps(550),
        hub_tax: Rate::from_bps(550),
        supply: SupplyId(uuid(supply)),
        draw,
        storage: "ambient".into(),
        food: std::sync::Arc::default(),
        withdrawal: sillon_kernel::Withdrawal::Perishable,
        // A bag is the customer's; the crate of a kilogram is paid back, at a rate of its own.
        deposit: (variant > 1)
            .then(|| Deposit::new(Money::new(100, Currency::EUR), Rate::from_bps(2_000))),
        facts: sillon_cycles::SizeFacts::default(),
        quota: None,
        tags: BTreeSet::new(),
        is_listed: false,
        parts: Vec::new(),
    }
}

/// What the shop sells: variants 1 (500 g) and 2 (1 kg) of pool 1, and variant 3 (1 kg) of pool 2.
fn shop_facts(cycle: CycleId, hub: EnterpriseId) -> Facts {
    let variants: BTreeSet<VariantId> = (1..=3).map(|id| VariantId(uuid(id))).collect();
    let exchange = |id, enterprise, direction| Exchange {
        id: ExchangeId(uuid(id)),
        enterprise,
        direction,
        variants: variants.clone(),
        fees: Vec::new(),
        carries_all: false,
        pick_up: None,
        pick_up_text: None,
        cutoff: None,
        minimum: None,
        tags: BTreeSet::new(),
        hand_over: Vec::new(),
        payments: BTreeSet::new(),
    };
    Facts {
        cycle,
        hub,
        hub_name: "Le Panier".into(),
        version: 1,
        at: at(0),
        currency: Currency::EUR,
        listings: vec![listing(1, 1, 500), listing(2, 1, 1_000), listing(3, 2, 1_000)],
        exchanges: vec![
            exchange(1, EnterpriseId(uuid(101)), Direction::Incoming),
            exchange(2, hub, Direction::Outgoing),
        ],
        coordinator_fees: Vec::new(),
        fees: Vec::new(),
        regimes: BTreeMap::new(),
        rules: ShopRules::default(),
        audience: Audience::PUBLIC,
        hand_over_methods: Vec::new(),
        payments: Method::ALL.into(),
        vouchers: Vec::new(),
        rates: BTreeMap::new(),
        tax_changes_at: None,
        shelves: sillon_cycles::Shelves::default(),
        suppliers: (101..=103).map(|farm| EnterpriseId(uuid(farm))).collect(),
    }
}

/// A shop that sells variants 1 (500 g) and 2 (1 kg) of pool 1, and variant 3 (1 kg) of pool 2, on demand.
fn market(available_grams: i64, carts: &[Vec<(u64, u32)>]) -> (Vec<Checkout>, CheckoutFacts) {
    let (cycle, hub) = (CycleId(uuid(7)), EnterpriseId(uuid(8)));
    let open = OrderCycle {
        id: cycle,
        coordinator: hub,
        name: Name::parse("Semaine 21").unwrap(),
        orders: Window::new(at(0), at(1_000)).unwrap(),
        stage: Stage::Open { since: at(0) },
        limit: None,
        is_full: false,
        of: None,
        version: 1,
    };
    let cart = |number: u64, lines: &[(u64, u32)]| Cart {
        id: CartId(uuid(1_000 + number)),
        hub,
        cycle,
        user: None,
        partner: None,
        lines: lines
            .iter()
            .map(|(variant, quantity)| CartLine {
                variant: VariantId(uuid(*variant)),
                quantity: *quantity,
            })
            .collect(),
        hand_over: None,
        vouchers: Vec::new(),
        quote: None,
        updated_at: at(0),
    };
    let carts: Vec<Cart> = (0..).zip(carts).map(|(number, lines)| cart(number, lines)).collect();
    let left = |available_milli, on_demand| SupplyLeft { available_milli, on_demand };
    let facts = CheckoutFacts {
        carts: carts.into_iter().map(|cart| (cart.id, cart)).collect(),
        cycles: HashMap::from([(cycle, open)]),
        lists: HashMap::from([(
            (cycle, hub, Audience::PUBLIC),
            Arc::new(PriceList::build(shop_facts(cycle, hub))),
        )]),
        supplies: HashMap::from([
            (SupplyId(uuid(1)), left(available_grams * 1_000, false)),
            (SupplyId(uuid(2)), left(0, true)),
        ]),
        ..CheckoutFacts::default()
    };
    let mut carts: Vec<CartId> = facts.carts.keys().copied().collect();
    carts.sort_unstable();
    let shopper = |(number, cart)| {
        let total = shown(&facts, cart).map_or(Money::zero(Currency::EUR), |priced| priced.total);
        Checkout { agreed: Agreed::to(total), ..checkout(number, cart, "key") }
    };
    let checkouts = (0..).zip(carts).map(shopper).collect();
    (checkouts, facts)
}

/// What a cart comes to, as whoever looks at it is shown.
fn shown(facts: &CheckoutFacts, cart: CartId) -> Option<Priced> {
    let cart = facts.carts.get(&cart)?;
    facts
        .lists
        .get(&(cart.cycle, cart.hub, Audience::PUBLIC))?
        .price(&cart.basket(), cart.choices())
        .ok()
}

/// The same shop, where everything costs so much more.
fn dearer(facts: &CheckoutFacts, by: i64) -> CheckoutFacts {
    let lists = facts.lists.iter().map(|(of, list)| {
        let mut facts = shop_facts(of.0, of.1);
        for listing in &mut facts.listings {
            listing.price += Money::new(by, Currency::EUR);
            listing.producer_price = listing.price;
        }
        facts.version = list.version + 1;
        (of.clone(), Arc::new(PriceList::build(facts)))
    });
    CheckoutFacts {
        carts: facts.carts.clone(),
        placed: facts.placed.clone(),
        cycles: facts.cycles.clone(),
        lists: lists.collect(),
        supplies: facts.supplies.clone(),
        members_only: facts.members_only.clone(),
        audiences: facts.audiences.clone(),
        guests: facts.guests.clone(),
        taken_in: facts.taken_in.clone(),
        handed_over: facts.handed_over.clone(),
        voucher_uses: facts.voucher_uses.clone(),
    }
}

fn checkout(number: u64, cart: CartId, key: &str) -> Checkout {
    Checkout {
        order: OrderId(uuid(2_000 + number)),
        token: OrderToken::from_random([0; 32]),
        cart,
        user: None,
        by_shop: None,
        contact: Contact {
            name: Name::parse("Awa").unwrap(),
            email: Email::parse("awa@example.org").unwrap(),
            phone: None,
            note: None,
            language: Language::Fr,
        },
        hand_over: HandOverWish::default(),
        payment: Method::Cash,
        agreed: Agreed::to(Money::zero(Currency::EUR)),
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
fn the_order_that_fills_a_cycle_is_taken_and_who_comes_later_is_told_so() {
    let one = vec![(3, 1)];
    let (checkouts, mut facts) = market(0, &[one.clone(), one.clone(), one]);
    let cycle = *facts.cycles.keys().next().unwrap();
    let limited = |orders, turnover: Option<Money>| OrderLimit::new(orders, turnover).ok();
    let placed = |facts: &CheckoutFacts| {
        let outcomes = place_many(&checkouts, facts, at(10)).outcomes;
        let told = |outcome: &Result<Outcome, CheckoutRefused>| match outcome {
            Ok(_) => "placed",
            Err(refused) => refused.class().1,
        };
        outcomes.iter().map(told).collect::<Vec<_>>()
    };
    let price = shown(&facts, checkouts[0].cart).unwrap().total;
    facts.taken_in = HashMap::from([(cycle, OrdersTaken::default())]);
    facts.cycles.get_mut(&cycle).unwrap().limit = limited(Some(2), None);
    assert_eq!(placed(&facts), ["placed", "placed", "cycle-full"]);
    let by_value = price + Money::new(1, price.currency());
    facts.cycles.get_mut(&cycle).unwrap().limit = limited(None, Some(by_value));
    assert_eq!(placed(&facts), ["placed", "placed", "cycle-full"], "the second comes to it");
    let closed = facts.cycles.get_mut(&cycle).unwrap();
    closed.stage = Stage::Closed { at: at(9) };
    closed.is_full = true;
    assert_eq!(placed(&facts), ["cycle-full"; 3], "it says so as long as it is closed");
}

#[test]
fn guests_order_so_often_for_one_address_and_not_where_they_are_not_taken() {
    let (checkouts, mut facts) = market(9_000, &[vec![(1, 1)], vec![(1, 1)], vec![(1, 1)]]);
    let email = "awa@example.org".to_owned();
    let of_late = |hub: u64| Guests {
        most: 3,
        window_seconds: 60,
        placed: HashMap::from([((EnterpriseId(uuid(hub)), email.clone()), (1, at(5)))]),
    };
    facts.guests = of_late(9);
    let elsewhere = place_many(&checkouts, &facts, at(10)).outcomes;
    assert!(elsewhere.iter().all(Result::is_ok), "each hub counts its own: {elsewhere:?}");
    facts.guests = of_late(8);
    let decision = place_many(&checkouts, &facts, at(10));
    let (last, before) = decision.outcomes.split_last().unwrap();
    assert!(before.iter().all(Result::is_ok), "{before:?}");
    let refused = last.as_ref().unwrap_err();
    assert_eq!(refused.class(), (FailureKind::TooOften, "too-many-orders"));
    assert_eq!(refused.retry_after_seconds(), Some(60));
    let mut signed_in = checkouts.clone();
    for checkout in &mut signed_in {
        checkout.user = Some(UserId(uuid(1)));
    }
    assert!(place_many(&signed_in, &facts, at(10)).outcomes.iter().all(Result::is_ok));
    facts.members_only.insert(EnterpriseId(uuid(8)));
    let refused = place_many(&checkouts, &facts, at(10)).outcomes.swap_remove(0).unwrap_err();
    assert_eq!(refused.class().1, "no-guests");
    assert!(place_many(&signed_in, &facts, at(10)).outcomes.iter().all(Result::is_ok));
}

#[test]
fn two_sizes_of_one_pool_are_counted_together() {
    let (checkouts, facts) = market(2_000, &[vec![(1, 2), (2, 1)], vec![(1, 1)]]);
    let decision = place_many(&checkouts, &facts, at(1));
    assert!(decision.outcomes[0].is_ok(), "two bags of 500 g and one of 1 kg are 2 kg");
    assert_eq!(short_of(&decision.outcomes[1]), [(0, 1, 0)]);
    assert_eq!(decision.taken, BTreeMap::from([(SupplyId(uuid(1)), 2_000_000)]));
}

#[test]
fn a_refused_cart_takes_nothing_and_leaves_its_goods_to_the_next() {
    let (checkouts, facts) = market(1_000, &[vec![(1, 1), (2, 1)], vec![(2, 1)]]);
    let decision = place_many(&checkouts, &facts, at(1));
    assert_eq!(
        short_of(&decision.outcomes[0]),
        [(0, 1, 2), (1, 1, 1)],
        "each line says what is left of it"
    );
    assert!(decision.outcomes[1].is_ok());
}

#[test]
fn what_is_made_on_demand_never_runs_out_and_is_not_taken() {
    let (checkouts, facts) = market(0, &[vec![(3, 500)]]);
    let decision = place_many(&checkouts, &facts, at(1));
    assert!(decision.outcomes[0].is_ok());
    assert!(decision.taken.is_empty());
}

#[test]
fn what_a_hub_sells_on_its_terms_is_shared_with_the_farm_or_its_own() {
    let (checkouts, mut facts) = market(9_000, &[vec![(1, 10), (2, 2)]]);
    let (farm, hub) = (EnterpriseId(uuid(101)), EnterpriseId(uuid(8)));
    for list in facts.lists.values_mut() {
        for offer in &mut Arc::make_mut(list).offers {
            // Bags of the farm's at 0.90, below its price; crates that the hub bought.
            let is_bag = offer.listing.variant == VariantId(uuid(1));
            offer.listing.owner = if is_bag { farm } else { hub };
            offer.listing.price = Money::new(if is_bag { 90 } else { 150 }, Currency::EUR);
            offer.margin_tax = Rate::from_bps(550);
        }
    }
    let agreed: Vec<Checkout> = checkouts
        .into_iter()
        .map(|shopper| {
            let total = shown(&facts, shopper.cart).unwrap().total;
            Checkout { agreed: Agreed::to(total), ..shopper }
        })
        .collect();
    let outcomes = place_many(&agreed, &facts, at(1)).outcomes;
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
    let (mut checkouts, facts) = market(9_000, &[vec![(1, 1)]]);
    let first = checkouts[0].clone();
    checkouts.push(Checkout { order: OrderId(uuid(3_000)), ..first.clone() });
    checkouts.push(Checkout { digest: [2; 32], ..first.clone() });
    checkouts.push(Checkout { key: "other".to_owned(), ..first.clone() });
    let outcomes = place_many(&checkouts, &facts, at(1)).outcomes;
    assert!(matches!(&outcomes[0], Ok(Outcome::Placed(order)) if order.id == first.order));
    assert_eq!(outcomes[1], Ok(Outcome::Before(first.order)));
    assert_eq!(outcomes[2], Err(CheckoutRefused::KeyReused));
    assert_eq!(outcomes[3], Err(CheckoutRefused::OrderedBefore(first.order)));
}

#[test]
fn no_order_is_taken_outside_the_window_or_by_another_than_the_carts_owner() {
    let (checkouts, mut facts) = market(9_000, &[vec![(1, 1)]]);
    let late = place_many(&checkouts, &facts, at(1_000)).outcomes;
    assert_eq!(late[0], Err(CheckoutRefused::NotOpen(CycleId(uuid(7)))));
    for cart in facts.carts.values_mut() {
        cart.user = Some(UserId(uuid(5)));
    }
    let strange = place_many(&checkouts, &facts, at(1)).outcomes;
    assert_eq!(strange[0], Err(CheckoutRefused::NoSuchCart(checkouts[0].cart)));
}

/// What changed, of a checkout that was refused for it.
fn changed_of(outcome: &Result<Outcome, CheckoutRefused>) -> &Changed {
    match outcome {
        Err(CheckoutRefused::Changed(changed)) => changed,
        other => panic!("nothing changed: {other:?}"),
    }
}

#[test]
fn a_price_that_moved_between_the_page_and_the_checkout_is_not_charged() {
    for by in [1, 10_000, -1] {
        let (checkouts, before) = market(9_000, &[vec![(1, 2)]]);
        let decision = place_many(&checkouts, &dearer(&before, by), at(1));
        let changed = changed_of(&decision.outcomes[0]);
        let eur = |minor| Money::new(minor, Currency::EUR);
        assert_eq!((changed.agreed, changed.total), (eur(220), eur(220 + 2 * by)));
        let refused = decision.outcomes[0].as_ref().unwrap_err();
        assert_eq!(refused.class(), (FailureKind::Conflict, "price-changed"));
        assert_eq!(refused.details()[0].field, "total");
        assert!(decision.taken.is_empty(), "nothing is taken");
    }
}

#[test]
fn what_changed_is_told_line_by_line_where_it_is_known_what_was_shown() {
    let (mut checkouts, mut facts) = market(9_000, &[vec![(1, 2), (2, 1)]]);
    let cart = facts.carts.get_mut(&checkouts[0].cart).unwrap();
    let list = Arc::clone(&facts.lists[&(cart.cycle, cart.hub, Audience::PUBLIC)]);
    cart.quote = Some(Quote::of(&list, &cart.lines, cart.choices(), None));
    let told = |decision: &Decision| {
        let changed = changed_of(&decision.outcomes[0]);
        let sum = |cost: Option<crate::Cost>| cost.map(|cost| (cost.quantity, cost.total.minor()));
        let line = |change: &crate::LineChange| (change.line, sum(change.before), sum(change.now));
        changed.lines.iter().map(line).collect::<Vec<_>>()
    };
    let dearer = dearer(&facts, 5);
    let expected =
        [(Some(0), Some((2, 220)), Some((2, 230))), (Some(1), Some((1, 110)), Some((1, 115)))];
    assert_eq!(
        told(&place_many(&checkouts, &dearer, at(1))),
        expected,
        "the cart knows what it was"
    );
    let line = |variant, quantity, total| AgreedLine {
        variant: VariantId(uuid(variant)),
        quantity,
        total: Money::new(total, Currency::EUR),
        deposit: None,
    };
    checkouts[0].agreed.lines = Some(vec![line(1, 2, 230), line(3, 1, 110)]);
    let expected = [(Some(1), None, Some((1, 115))), (None, Some((1, 110)), None)];
    assert_eq!(told(&place_many(&checkouts, &dearer, at(1))), expected, "as the caller said");
}

#[test]
fn other_goods_at_the_same_sum_are_not_what_was_agreed_to() {
    let (mut checkouts, facts) = market(9_000, &[vec![(2, 1)]]);
    let cart = &facts.carts[&checkouts[0].cart];
    let list = &facts.lists[&(cart.cycle, cart.hub, Audience::PUBLIC)];
    let deposit = Money::new(100, Currency::EUR);
    let total = Money::new(110, Currency::EUR);
    let line = |variant, deposit| AgreedLine {
        variant: VariantId(uuid(variant)),
        quantity: 1,
        total,
        deposit,
    };
    for (lines, is_placed) in [
        (line(2, None), true),
        (line(2, Some(deposit)), true),
        (line(2, Some(total)), false),
        (line(3, Some(deposit)), false),
    ] {
        checkouts[0].agreed.lines = Some(vec![lines]);
        let placed = place_many(&checkouts, &facts, at(1)).outcomes.remove(0);
        assert_eq!(placed.is_ok(), is_placed, "{lines:?}");
    }
    checkouts[0].agreed.lines = None;
    checkouts[0].agreed.tag = Some(cart_tag(list, cart, shown(&facts, cart.id).as_ref()));
    assert!(place_many(&checkouts, &facts, at(1)).outcomes[0].is_ok());
    checkouts[0].agreed.tag = Some("another".to_owned());
    let stale = place_many(&checkouts, &facts, at(1)).outcomes.remove(0).unwrap_err();
    assert_eq!(stale.class(), (FailureKind::Stale, "cart-changed"));
}

#[test]
fn everything_that_left_the_sale_is_named() {
    let (checkouts, mut facts) = market(9_000, &[vec![(8, 1), (1, 1), (9, 2)]]);
    let cart = facts.carts.get_mut(&checkouts[0].cart).unwrap();
    let named = |line: &CartLine| crate::QuotedLine {
        variant: line.variant,
        quantity: line.quantity,
        name: (line.variant == VariantId(uuid(8))).then(|| "Poireaux (1 kg)".to_owned()),
        total: None,
        deposit: None,
    };
    let lines = cart.lines.iter().map(named).collect();
    cart.quote = Some(Quote { lines, ..Quote::default() });
    let refused = place_many(&checkouts, &facts, at(1)).outcomes.remove(0).unwrap_err();
    assert_eq!(refused.class(), (FailureKind::Conflict, "not-offered"));
    let details = refused.details();
    assert_eq!(
        details.iter().map(|detail| &*detail.field).collect::<Vec<_>>(),
        ["lines[0]", "lines[2]"]
    );
    assert_eq!(details[0].rule, "Poireaux (1 kg) is not on sale any more");
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
        let (checkouts, facts) = market(available, &carts.collect::<Vec<_>>());
        let decision = place_many(&checkouts, &facts, at(1));
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

    #[test]
    fn nobody_pays_a_sum_they_did_not_agree_to(
        carts in vec(vec((1_u64..=3, 1_u32..6), 1..3), 1..10),
        moved in -50_i64..50,
        told in proptest::bool::ANY,
    ) {
        let carts = carts.into_iter().map(|lines| {
            let distinct: BTreeMap<u64, u32> = lines.into_iter().collect();
            distinct.into_iter().collect()
        });
        let (mut checkouts, before) = market(1_000_000, &carts.collect::<Vec<_>>());
        for checkout in &mut checkouts {
            let cart = &before.carts[&checkout.cart];
            if told {
                checkout.agreed.tag = Some(cart_tag(
                    &before.lists[&(cart.cycle, cart.hub, Audience::PUBLIC)], cart, shown(&before, cart.id).as_ref(),
                ));
            }
        }
        let now = dearer(&before, moved);
        for (checkout, outcome) in checkouts.iter().zip(place_many(&checkouts, &now, at(1)).outcomes) {
            match outcome {
                Ok(Outcome::Placed(order)) => {
                    prop_assert_eq!(order.total, checkout.agreed.total);
                    prop_assert_eq!(moved, 0);
                }
                Err(CheckoutRefused::Changed(changed)) => {
                    prop_assert_ne!(moved, 0);
                    prop_assert_eq!(changed.agreed, checkout.agreed.total);
                    prop_assert_eq!(Some(changed.total), shown(&now, checkout.cart).map(|priced| priced.total));
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }

    #[test]
    fn a_cart_that_shows_nothing_short_is_not_refused_for_stock_if_nothing_changes(
        grams in 0_i64..8_000,
        lines in vec((1_u64..=3, 1_u32..6), 1..4),
    ) {
        let distinct: BTreeMap<u64, u32> = lines.into_iter().collect();
        let (checkouts, facts) = market(grams, &[distinct.into_iter().collect()]);
        let cart = &facts.carts[&checkouts[0].cart];
        let list = &facts.lists[&(cart.cycle, cart.hub, Audience::PUBLIC)];
        let short = list.short_lines(&cart.basket(), |supply| available(&facts.supplies, supply));
        match place_many(&checkouts, &facts, at(1)).outcomes.remove(0) {
            Ok(Outcome::Placed(_)) => prop_assert!(short.is_empty()),
            Err(CheckoutRefused::OutOfStock(refused)) => prop_assert_eq!(short, refused),
            other => prop_assert!(false, "{other:?}"),
        }
    }
}

#[path = "place_bundle_tests.rs"]
mod bundles;
#[path = "place_change_tests.rs"]
mod changes;
#[path = "place_hand_over_tests.rs"]
mod hand_over;
#[path = "place_shortage_tests.rs"]
mod shortages;
#[path = "place_voucher_tests.rs"]
mod vouchers;
#[path = "place_weight_tests.rs"]
mod weights;
