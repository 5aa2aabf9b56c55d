//! Checkouts by a way of hand-over, decided.

use std::collections::BTreeSet;

use super::*;

/// The same shop with a pick-up for a euro that takes so many orders a cycle.
fn handing_over(facts: CheckoutFacts, capacity: Option<u32>) -> CheckoutFacts {
    let flat = Calculator::FlatRate(Money::new(120, Currency::EUR));
    handing_over_for(facts, Some(&flat), capacity)
}

/// The same shop with a pick-up at that price, or for nothing.
fn handing_over_for(
    facts: CheckoutFacts,
    calculator: Option<&Calculator>,
    capacity: Option<u32>,
) -> CheckoutFacts {
    let lists = facts.lists.keys().map(|of| {
        let method = HandOverMethod {
            id: HandOverMethodId(uuid(70)),
            hub: of.1,
            name: Name::parse("La Grange").unwrap(),
            kind: HandOverKind::PickUp { address: Text::parse("12 rue des Lilas").unwrap() },
            text: None,
            calculator: calculator.cloned(),
            tax: TaxCategory::Standard,
            carries: Storage::ALL.into(),
            capacity,
            tags: BTreeSet::new(),
            retired_at: None,
            version: 1,
        };
        let facts = Facts { hand_over_methods: vec![method], ..shop_facts(of.0, of.1) };
        (of.clone(), Arc::new(PriceList::build(facts)))
    });
    CheckoutFacts { lists: lists.collect(), ..facts }
}

/// A checkout by that pick-up, at what it then comes to.
fn fetched(facts: &CheckoutFacts, checkout: Checkout) -> Checkout {
    let method = Some(HandOverMethodId(uuid(70)));
    let cart = &facts.carts[&checkout.cart];
    let list = &facts.lists[&(cart.cycle, cart.hub, Audience::PUBLIC)];
    let total = list
        .price(&cart.basket(), Choices { hand_over: method, vouchers: &[], weights: &[] })
        .unwrap()
        .total;
    let hand_over = HandOverWish { method, address: None };
    Checkout { hand_over, agreed: Agreed::to(total), ..checkout }
}

#[test]
fn an_order_holds_its_hand_over_as_a_part_of_its_own() {
    let (checkouts, facts) = market(5_000, &[vec![(1, 2)], vec![(1, 1)]]);
    let facts = handing_over(facts, None);
    let mut checkouts = checkouts.into_iter();
    let chosen = fetched(&facts, checkouts.next().unwrap());
    let decision = place_many(&[chosen, checkouts.next().unwrap()], &facts, at(5));
    let Ok(Outcome::Placed(order)) = &decision.outcomes[0] else { panic!("{decision:?}") };
    let part = order.components.iter().find(|part| part.kind == ComponentKind::HandOver).unwrap();
    assert_eq!((part.amount.minor(), part.tax.minor(), part.payee), (120, 20, order.hub));
    let parts = order.components.iter().map(|part| part.amount);
    assert_eq!(Money::total(Currency::EUR, parts), order.total);
    assert_eq!(order.hand_over.as_ref().unwrap().name.as_str(), "La Grange");
    let refused = decision.outcomes[1].as_ref().unwrap_err();
    assert_eq!(refused.class(), (FailureKind::Invalid, "hand-over-required"));
}

/// Each rule a price can have, with that amount and that share.
fn each_calculator(amount: i64, share: i32) -> [Option<Calculator>; 8] {
    let (amount, rate) = (Money::new(amount, Currency::EUR), Rate::from_bps(share));
    let (below, discount) = (Money::new(500, Currency::EUR), Money::zero(Currency::EUR));
    let none = discount;
    [
        None,
        Some(Calculator::PerItem(amount)),
        Some(Calculator::PercentPerItem(rate)),
        Some(Calculator::Weight { per_kg: amount }),
        Some(Calculator::FlatRate(amount)),
        Some(Calculator::FlexiRate { first: amount, additional: none, most: 0 }),
        Some(Calculator::PriceSack { below, normal: amount, discount }),
        Some(Calculator::PercentOfTotal(rate)),
    ]
}

proptest! {
    #[test]
    fn the_parts_of_an_order_come_to_its_total_by_any_rule(
        amount in 0_i64..900, share in 0_i32..2_500, lines in vec((1_u64..4, 1_u32..5), 1..4),
    ) {
        for calculator in each_calculator(amount, share) {
            let free = calculator.is_none();
            let lines: BTreeMap<u64, u32> = lines.iter().copied().collect();
            let (checkouts, facts) = market(90_000, &[lines.into_iter().collect()]);
            let facts = handing_over_for(facts, calculator.as_ref(), None);
            let checkout = fetched(&facts, checkouts.into_iter().next().unwrap());
            let outcome = place_many(&[checkout], &facts, at(5)).outcomes.remove(0);
            let Ok(Outcome::Placed(order)) = outcome else { panic!("{outcome:?}") };
            let parts = order.components.iter().map(|part| part.amount);
            prop_assert_eq!(Money::total(Currency::EUR, parts), order.total);
            let handed = order.components.iter().filter(|it| it.kind == ComponentKind::HandOver);
            prop_assert!(handed.count() <= usize::from(!free), "one part at most, none for nothing");
        }
    }

    #[test]
    fn a_method_never_takes_more_orders_than_it_can(
        most in 1_u32..12, before in 0_u32..12, wanted in vec(1_u32..4, 1..24),
    ) {
        let carts: Vec<_> = wanted.iter().map(|quantity| vec![(3, *quantity)]).collect();
        let (checkouts, facts) = market(0, &carts);
        let mut facts = handing_over(facts, Some(most));
        let cycle = facts.carts.values().next().unwrap().cycle;
        facts.handed_over.insert((cycle, HandOverMethodId(uuid(70))), before);
        let checkouts: Vec<_> = checkouts.into_iter().map(|it| fetched(&facts, it)).collect();
        let outcomes = place_many(&checkouts, &facts, at(5)).outcomes;
        let placed = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let left = usize::try_from(most.saturating_sub(before)).unwrap();
        prop_assert_eq!(placed, left.min(carts.len()), "first come, first served");
        for refused in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
            prop_assert_eq!(refused.class().1, "hand-over-full");
        }
    }
}
