//! Checkouts of bundles, decided.

use sillon_cycles::BundlePart;

use super::*;
use crate::{Bought, OrderLine};

pub(super) const BUNDLE: u64 = 9;

/// The same shop with the hub's own bundle at a price, of one bag of 500 g (1), so many crates (2) of the same pool, and a crate of
/// another farm (3), which the hub does not sell by itself; of its pool there is so much.
pub(super) fn with_bundle(
    facts: CheckoutFacts,
    crates: u32,
    price: i64,
    grams: i64,
) -> CheckoutFacts {
    let part = |listing, quantity| BundlePart { listing, quantity, is_retired: false };
    let lists = facts.lists.keys().map(|of| {
        let mut facts = shop_facts(of.0, of.1);
        let parts = vec![
            part(listing(1, 1, 500), 1),
            part(listing(2, 1, 1_000), crates),
            part(listing(3, 3, 1_000), 1),
        ];
        let price = Money::new(price, Currency::EUR);
        let piece = Quantity::pieces(1);
        let own = Listing {
            producer: of.1,
            owner: of.1,
            product_name: "Panier".into(),
            price,
            producer_price: price,
            draw: piece,
            size: piece,
            deposit: None,
            ..listing(BUNDLE, BUNDLE, 1)
        };
        facts.listings.retain(|listing| listing.variant != VariantId(uuid(3)));
        facts.listings.push(own.with_parts(parts));
        for exchange in &mut facts.exchanges {
            exchange.variants.insert(VariantId(uuid(BUNDLE)));
        }
        (of.clone(), Arc::new(PriceList::build(facts)))
    });
    let lists = lists.collect();
    let left = |available_milli, on_demand| SupplyLeft { available_milli, on_demand };
    let mut supplies = facts.supplies.clone();
    supplies.insert(SupplyId(uuid(3)), left(grams * 1_000, false));
    supplies.insert(SupplyId(uuid(BUNDLE)), left(0, true));
    CheckoutFacts { lists, supplies, ..facts }
}

/// Checkouts at what their carts come to.
fn agreed(facts: &CheckoutFacts, checkouts: Vec<Checkout>) -> Vec<Checkout> {
    let at_sum = |checkout: Checkout| match shown(facts, checkout.cart) {
        Some(priced) => Checkout { agreed: Agreed::to(priced.total), ..checkout },
        None => checkout,
    };
    checkouts.into_iter().map(at_sum).collect()
}

fn placed(outcome: &Result<Outcome, CheckoutRefused>) -> Option<&Order> {
    match outcome {
        Ok(Outcome::Placed(order)) => Some(order),
        Ok(Outcome::Before(_)) | Err(_) => None,
    }
}

#[test]
fn a_bundle_is_one_thing_bought_and_each_farm_is_paid_for_its_part() {
    let (checkouts, facts) = market(9_000, &[vec![(BUNDLE, 2), (1, 1)]]);
    let facts = with_bundle(facts, 2, 600, 5_000);
    let decision = place_many(&agreed(&facts, checkouts), &facts, at(1));
    let order = placed(&decision.outcomes[0]).unwrap();
    let [Bought::Bundle(bundle, inside), Bought::Line(bag)] = &*order.bought() else {
        panic!("{:?}", order.bought())
    };
    assert_eq!((&*bundle.product_name, bundle.quantity, bundle.taken_milli), ("Panier", 2, 0));
    let told: Vec<_> = inside.iter().map(|it| (it.quantity, it.taken_milli / 1_000)).collect();
    assert_eq!(told, [(2, 1_000), (4, 4_000), (2, 2_000)]);
    assert_eq!((bag.quantity, bag.bundle), (1, None));
    let goods = inside.iter().map(|it| it.goods);
    assert_eq!(Money::total(Currency::EUR, goods), Money::new(1_200, Currency::EUR));
    // Both farms get what they ask, 1.10 for each size; the hub has what is left of twice 6.00.
    let parts = order.components.iter().filter(|it| it.kind != ComponentKind::Deposit);
    let parts: Vec<_> = parts.map(|it| (it.kind.as_str(), it.amount.minor())).collect();
    assert_eq!(parts, [("goods", 660 + 110), ("goods", 220), ("margin", 1_200 - 880)]);
    let taken: Vec<i64> = decision.taken.values().map(|milli| milli / 1_000).collect();
    assert_eq!(taken, [5_500, 2_000], "nothing is taken of what limits no bundles");
}

#[test]
fn what_a_bundle_and_a_bag_draw_on_one_pool_is_counted_together() {
    let carts = [vec![(BUNDLE, 1)], vec![(BUNDLE, 1), (1, 1)], vec![(BUNDLE, 1)]];
    let (checkouts, facts) = market(5_000, &carts);
    let facts = with_bundle(facts, 2, 600, 5_000);
    let outcomes = place_many(&agreed(&facts, checkouts), &facts, at(1)).outcomes;
    assert!(placed(&outcomes[0]).is_some());
    assert_eq!(short_of(&outcomes[1]), [(0, 1, 1), (1, 1, 5)], "the second line is short with it");
    assert!(placed(&outcomes[2]).is_some());
    let Err(refused) = &outcomes[1] else { panic!() };
    assert_eq!(refused.details()[0].rule, "Panier (500 g): 1 wanted, 1 left");
}

proptest! {
    #[test]
    fn no_pool_is_overdrawn_and_orders_of_bundles_sum_up_whatever_they_hold(
        left_of in (0_i64..20_000, 0_i64..9_000),
        (crates, price) in (1_u32..4, 0_i64..2_000),
        carts in vec(vec((prop_oneof![Just(1_u64), Just(2), Just(BUNDLE)], 1_u32..5), 1..4), 1..20),
    ) {
        let carts = carts.into_iter().map(|lines| {
            let distinct: BTreeMap<u64, u32> = lines.into_iter().collect();
            distinct.into_iter().collect()
        });
        let (checkouts, facts) = market(left_of.0, &carts.collect::<Vec<_>>());
        let facts = with_bundle(facts, crates, price, left_of.1);
        let decision = place_many(&agreed(&facts, checkouts), &facts, at(1));
        for (supply, left) in [(1, left_of.0), (3, left_of.1)] {
            let taken = decision.taken.get(&SupplyId(uuid(supply))).copied().unwrap_or_default();
            prop_assert!(taken <= left * 1_000);
            let orders = decision.outcomes.iter().filter_map(placed);
            let lines = orders.flat_map(|order| &order.lines).filter(|it| it.supply == SupplyId(uuid(supply)));
            prop_assert_eq!(lines.map(|line| line.taken_milli).sum::<i64>(), taken);
        }
        let mut taken_so_far: BTreeMap<SupplyId, i64> = BTreeMap::new();
        for (checkout, outcome) in (0_u64..).zip(&decision.outcomes) {
            match outcome {
                Ok(Outcome::Placed(order)) => {
                    let sum = |of: &[Money]| Money::total(Currency::EUR, of.iter().copied());
                    let parts: Vec<Money> = order.components.iter().map(|part| part.amount).collect();
                    prop_assert_eq!(sum(&parts), order.total);
                    let lines: Vec<Money> = order.lines.iter().map(OrderLine::total).collect();
                    prop_assert_eq!(sum(&lines) + order.deposits(), order.total);
                    let taxes = |kinds: &[ComponentKind]| {
                        let of = order.components.iter().filter(|part| kinds.contains(&part.kind));
                        sum(&of.map(|part| part.tax).collect::<Vec<_>>())
                    };
                    let of_lines: Vec<Money> = order.lines.iter().map(|line| line.tax).collect();
                    prop_assert_eq!(taxes(&[ComponentKind::Goods, ComponentKind::Margin]), sum(&of_lines));
                    for line in &order.lines {
                        *taken_so_far.entry(line.supply).or_default() += line.taken_milli;
                    }
                }
                Err(CheckoutRefused::OutOfStock(_)) => {
                    let cart = &facts.carts[&CartId(uuid(1_000 + checkout))];
                    let list = facts.lists.values().next().unwrap();
                    let short = list.draws(&cart.basket()).into_iter().any(|(supply, milli)| {
                        let taken = taken_so_far.get(&supply).copied().unwrap_or_default();
                        available(&facts.supplies, supply).is_some_and(|left| milli > left - taken)
                    });
                    prop_assert!(short, "what is refused for stock could not be had");
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }
}
