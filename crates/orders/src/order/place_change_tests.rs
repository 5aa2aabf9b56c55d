//! Orders that were placed, and changed.

use sillon_cycles::{Fee, FeeKind, FeeTax, Terms};
use sillon_kernel::FeeId;

use super::*;
use crate::{ChangeCause, ChangeGround, ChangeRefused, ChangedOrder, Order, OrderChange};

/// Two fees, one in the prices and one on the order, a voucher, and a way of hand-over that is paid for by weight.
pub(super) fn with_all_that_is_charged(facts: CheckoutFacts) -> CheckoutFacts {
    let eur = |minor| Money::new(minor, Currency::EUR);
    let fee = |number, calculator| Fee {
        id: FeeId(uuid(number)),
        enterprise: EnterpriseId(uuid(50 + number)),
        name: Name::parse("Fee").unwrap(),
        kind: FeeKind::Packing,
        calculator,
        tax: FeeTax::Goods,
        retired_at: None,
    };
    let method = HandOverMethod {
        id: sillon_kernel::HandOverMethodId(uuid(70)),
        hub: EnterpriseId(uuid(8)),
        name: Name::parse("La Grange").unwrap(),
        kind: HandOverKind::PickUp { address: Text::parse("12 rue des Lilas").unwrap() },
        text: None,
        calculator: Some(Calculator::Weight { per_kg: eur(30) }),
        tax: TaxCategory::Standard,
        carries: Storage::ALL.into(),
        capacity: None,
        tags: BTreeSet::new(),
        retired_at: None,
        version: 1,
    };
    let lists = facts.lists.keys().map(|of| {
        let mut facts = shop_facts(of.0, of.1);
        facts.fees = vec![
            fee(1, Calculator::PercentPerItem(Rate::from_bps(1_000))),
            fee(
                2,
                Calculator::PriceSack { below: eur(1_000), normal: eur(250), discount: eur(100) },
            ),
            fee(3, Calculator::FlatRate(eur(-40))),
        ];
        facts.coordinator_fees = vec![FeeId(uuid(2)), FeeId(uuid(3))];
        facts.exchanges[0].fees = vec![FeeId(uuid(1))];
        facts.hand_over_methods = vec![method.clone()];
        facts.vouchers = vec![vouchers::voucher(1, VoucherValue::Flat(eur(120)))];
        (of.clone(), Arc::new(PriceList::build(facts)))
    });
    let lists = lists.collect();
    let carts = facts.carts.clone().into_iter();
    let carts = carts.map(|(id, cart)| {
        (id, Cart { vouchers: vec![VoucherId(uuid(81))], hand_over: Some(method.id), ..cart })
    });
    CheckoutFacts { lists, carts: carts.collect(), ..facts }
}

/// The order that a cart becomes, as it is stored and read again.
pub(super) fn placed(
    lines: &[(u64, u32)],
    facts: impl Fn(CheckoutFacts) -> CheckoutFacts,
) -> Order {
    let (checkouts, bare) = market(900_000, &[lines.to_vec()]);
    let facts = facts(bare);
    let total = shown(&facts, checkouts[0].cart).unwrap().total;
    let checkout = Checkout { agreed: Agreed::to(total), ..checkouts[0].clone() };
    let outcome = place_many(&[checkout], &facts, at(1)).outcomes.remove(0);
    let Ok(Outcome::Placed(order)) = outcome else { panic!("{outcome:?}") };
    let terms = serde_json::to_string(order.terms.as_ref().unwrap()).unwrap();
    Order { terms: Some(serde_json::from_str::<Terms>(&terms).unwrap()), ..*order }
}

fn variant(number: u64) -> VariantId {
    VariantId(uuid(number))
}

/// What becomes of an order when something does not come.
fn rest(order: &Order, basket: &[(VariantId, u32)]) -> Result<ChangedOrder, ChangeRefused> {
    let supplies = HashMap::new();
    let cause = ChangeCause::Minimum;
    let ground = ChangeGround { cause, formers: &[], shop: None, supplies: &supplies };
    order.changed_to(basket, &ground, at(9))
}

/// What becomes of it as its customer asks, in a shop that sells what it did, of which so much is left.
fn asked(
    order: &Order,
    basket: &[(VariantId, u32)],
    (facts, formers): (&CheckoutFacts, &[Order]),
) -> Result<ChangedOrder, ChangeRefused> {
    let shop = facts.lists.values().next().unwrap();
    let supplies: HashMap<SupplyId, SupplyLeft> = facts.supplies.clone();
    let cause = ChangeCause::Customer;
    let ground = ChangeGround { cause, formers, shop: Some(shop), supplies: &supplies };
    order.changed_to(basket, &ground, at(9))
}

fn parts(order: &Order) -> Vec<(&'static str, i64)> {
    let parts = order.components.iter().filter(|part| !part.amount.is_zero());
    parts.map(|part| (part.kind.as_str(), part.amount.minor())).collect()
}

/// All that is in an order, whatever its place.
pub(super) fn sorted_parts(order: &Order) -> Vec<(&'static str, EnterpriseId, i64, i64)> {
    let parts = order.components.iter().filter(|part| !part.amount.is_zero());
    let told = parts.map(|it| (it.kind.as_str(), it.payee, it.amount.minor(), it.tax.minor()));
    let mut parts: Vec<_> = told.collect();
    parts.sort_unstable();
    parts
}

#[test]
fn an_order_without_a_farm_costs_what_it_would_have_cost_without_it() {
    let order = placed(&[(1, 4), (3, 2)], with_all_that_is_charged);
    let alone = placed(&[(1, 4)], with_all_that_is_charged);
    let kept = order.basket_without(&[EnterpriseId(uuid(102))].into());
    assert_eq!(kept, [(variant(1), 4)]);
    let ChangedOrder { order: left, given_back } = rest(&order, &kept).unwrap();
    assert_eq!((left.total, &left.lines), (alone.total, &alone.lines));
    assert_eq!(parts(&left), parts(&alone));
    assert_eq!(given_back, BTreeMap::new(), "what is made on demand left no supply");
    assert_eq!(left.components.len(), order.components.len(), "each keeps its place");
    let told = OrderChange::between(&order, &left);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].variant, told[0].before, told[0].after), (variant(3), 2, 0));
}

#[test]
fn an_order_of_which_nothing_is_left_is_cancelled_and_gives_back_all_it_took() {
    let order = placed(&[(1, 4), (2, 1)], with_all_that_is_charged);
    let ChangedOrder { order: left, given_back } = rest(&order, &[]).unwrap();
    assert_eq!((left.cancelled_at, left.total.minor()), (Some(at(9)), 0));
    assert!(left.lines.is_empty() && parts(&left).is_empty());
    assert_eq!(given_back, BTreeMap::from([(SupplyId(uuid(1)), 3_000_000)]));
    assert!(left.vouchers().is_empty() && left.untaxed().is_empty() && left.on_top().is_empty());
}

#[test]
fn a_bundle_of_which_a_part_does_not_come_is_out_and_one_without_stays() {
    let order = placed(&[(bundles::BUNDLE, 2), (1, 3)], |facts| {
        bundles::with_bundle(facts, 2, 600, 900_000)
    });
    let farm = order.lines.iter().find(|line| line.variant == variant(3)).unwrap().producer;
    let kept = order.basket_without(&[farm].into());
    assert_eq!(kept, [(variant(1), 3)]);
    let left = rest(&order, &kept).unwrap();
    assert!(left.order.bundles.is_empty());
    let told = OrderChange::between(&order, &left.order);
    assert_eq!((told.len(), told[0].is_bundle, &*told[0].product_name), (1, true, "Panier"));
    assert_eq!(left.order.lines[0].position, 3, "behind the three that were in the bundle");
    assert_eq!(left.given_back.values().copied().collect::<Vec<_>>(), [5_000_000, 2_000_000]);
    assert_eq!(order.basket_without(&[EnterpriseId(uuid(99))].into()), order.basket());
}

#[test]
fn discounts_that_are_more_than_what_is_left_are_left_out() {
    let order = placed(&[(1, 1), (3, 9)], |facts| {
        let mut facts = with_all_that_is_charged(facts);
        for list in facts.lists.values_mut() {
            let list = Arc::make_mut(list);
            list.fees[2].calculator = Calculator::FlatRate(Money::new(-700, Currency::EUR));
        }
        facts
    });
    let left = rest(&order, &[(variant(1), 1)]).unwrap().order;
    assert!(left.total.minor() >= 0 && left.total.minor() <= order.total.minor());
    assert!(!parts(&left).contains(&("order-fee", -700)));
}

#[test]
fn what_is_left_costs_no_more_where_it_is_too_small_for_a_lower_fee() {
    // From 10.00 on the fee is 1.00 instead of 2.50: 11.00 with the other farm, 4.40 without.
    let order = placed(&[(1, 4), (3, 6)], with_all_that_is_charged);
    let fee = |order: &Order| {
        let is_it = |part: &&crate::Component| part.kind == ComponentKind::OrderFee(FeeId(uuid(2)));
        Money::total(Currency::EUR, order.components.iter().filter(is_it).map(|part| part.amount))
    };
    let left = rest(&order, &[(variant(1), 4)]).unwrap().order;
    assert_eq!((fee(&order).minor(), fee(&left).minor()), (100, 100));
    assert_eq!(fee(&placed(&[(1, 4)], with_all_that_is_charged)).minor(), 250);
}

#[test]
fn what_is_not_in_an_order_is_not_put_into_it_and_an_old_order_stays_as_it_is() {
    let order = placed(&[(1, 4)], |facts| facts);
    let refused = rest(&order, &[(variant(2), 1)]).unwrap_err();
    assert_eq!(refused.class().1, "not-offered");
    let old = Order { terms: None, ..order };
    let fewer = rest(&old, &[(variant(1), 3)]);
    assert_eq!(fewer, Err(ChangeRefused::TermsUnknown));
}

proptest! {
    #[test]
    fn an_order_that_is_changed_to_what_it_is_stays_and_changed_back_is_as_it_was(
        lines in vec((prop_oneof![Just(1_u64), Just(2), Just(3), Just(bundles::BUNDLE)], 1_u32..9), 1..4),
        less in vec(0_u32..9, 4),
        is_bundled in any::<bool>(),
    ) {
        let lines: BTreeMap<u64, u32> = lines.into_iter().filter(|(of, _)| is_bundled || *of != bundles::BUNDLE).collect();
        let lines: Vec<(u64, u32)> = lines.into_iter().filter(|(of, _)| !is_bundled || *of != 3).collect();
        prop_assume!(!lines.is_empty());
        let order = placed(&lines, |facts| {
            if is_bundled { bundles::with_bundle(facts, 2, 600, 900_000) } else { with_all_that_is_charged(facts) }
        });
        let same = rest(&order, &order.basket()).unwrap();
        prop_assert_eq!(&same.order, &order);
        prop_assert!(same.given_back.is_empty());

        let fewer: Vec<(VariantId, u32)> = order.basket()
            .into_iter()
            .zip(&less)
            .map(|((variant, quantity), less)| (variant, quantity.saturating_sub(*less)))
            .filter(|(_, quantity)| *quantity > 0)
            .collect();
        let changed = rest(&order, &fewer).unwrap();
        let sum = Money::total(Currency::EUR, changed.order.components.iter().map(|part| part.amount));
        prop_assert_eq!(sum, changed.order.total);
        prop_assert!(changed.order.total.minor() <= order.total.minor(), "nobody agreed to more");
        prop_assert!(changed.given_back.values().all(|milli| *milli > 0));
        prop_assert_eq!(changed.order.cancelled_at.is_some(), fewer.is_empty());
    }

    #[test]
    fn an_order_that_its_customer_changes_costs_what_that_would_have_cost_and_changed_back_is_as_it_was(
        first in vec(0_u32..6, 3),
        then in vec(0_u32..6, 3),
        is_bundled in any::<bool>(),
    ) {
        let third = if is_bundled { bundles::BUNDLE } else { 3 };
        let lines = |items: &[u32]| -> Vec<(u64, u32)> {
            [1, 2, third].into_iter().zip(items.iter().copied()).filter(|(_, items)| *items > 0).collect()
        };
        let (first, then) = (lines(&first), lines(&then));
        prop_assume!(!first.is_empty() && !then.is_empty());
        let shop = |facts| {
            if is_bundled { bundles::with_bundle(facts, 2, 600, 900_000) } else { with_all_that_is_charged(facts) }
        };
        let facts = shop(market(900_000, std::slice::from_ref(&first)).1);
        let (order, fresh) = (placed(&first, shop), placed(&then, shop));
        let now = asked(&order, &fresh.basket(), (&facts, &[])).unwrap();
        prop_assert_eq!(sorted_parts(&now.order), sorted_parts(&fresh));
        prop_assert_eq!(now.order.total, fresh.total);
        let mut moved = order.takes();
        for (supply, milli) in fresh.takes() {
            *moved.entry(supply).or_default() -= milli;
        }
        moved.retain(|_, milli| *milli != 0);
        prop_assert_eq!(&now.given_back, &moved);
        // As it is stored, and read again.
        let terms = serde_json::to_string(now.order.terms.as_ref().unwrap()).unwrap();
        let stored = Order { terms: Some(serde_json::from_str(&terms).unwrap()), ..now.order };
        let back = asked(&stored, &order.basket(), (&facts, std::slice::from_ref(&order))).unwrap();
        prop_assert_eq!(sorted_parts(&back.order), sorted_parts(&order));
        prop_assert_eq!(back.order.total, order.total);
        prop_assert_eq!(back.order.takes(), order.takes());
        let returned: BTreeMap<SupplyId, i64> = back.given_back.iter().map(|(of, milli)| (*of, -milli)).collect();
        prop_assert_eq!(returned, moved);
    }
}

#[test]
fn more_than_there_is_does_not_come_to_an_order_and_what_it_holds_is_its_own() {
    let order = placed(&[(1, 4)], |facts| facts);
    // Of the pool that both sizes of potatoes share, one kilogram is left, beside the two in the order.
    let (_, facts) = market(1_000, &[vec![(1, 4)]]);
    let more = |items| asked(&order, &[(variant(1), items)], (&facts, &[]));
    assert_eq!(more(6).unwrap().given_back, BTreeMap::from([(SupplyId(uuid(1)), -1_000_000)]));
    let refused = more(7).unwrap_err();
    let ChangeRefused::OutOfStock(short) = &refused else { panic!("{refused:?}") };
    assert_eq!((short[0].wanted, short[0].left, refused.class().1), (7, 6, "out-of-stock"));
    let gone = asked(&order, &[(variant(99), 1)], (&facts, &[])).unwrap_err();
    assert_eq!(gone.class().1, "not-offered");
}

#[test]
fn an_order_that_cost_no_more_for_what_did_not_come_stays_so_when_it_is_asked_for_as_it_is() {
    let order = placed(&[(1, 4), (3, 6)], with_all_that_is_charged);
    let left = rest(&order, &[(variant(1), 4)]).unwrap().order;
    let facts = with_all_that_is_charged(market(900_000, &[vec![(1, 4)]]).1);
    let same = asked(&left, &left.basket(), (&facts, std::slice::from_ref(&order))).unwrap();
    assert_eq!((&same.order, same.given_back.len()), (&left, 0));
    let old = Order { terms: None, ..order };
    let cancelled = asked(&old, &[], (&facts, &[])).unwrap().order;
    assert_eq!(cancelled.cancelled_at, Some(at(9)), "what costs nothing needs no terms");
}

#[test]
fn what_was_made_on_demand_leaves_its_supply_no_more_than_there_is() {
    let order = placed(&[(3, 5)], |facts| facts);
    let (_, mut facts) = market(1_000, &[vec![(3, 5)]]);
    let (supply, one) = (order.lines[0].supply, order.lines[0].draw.milli());
    facts.supplies.insert(supply, SupplyLeft { available_milli: one, on_demand: false });
    let more = |items| asked(&order, &[(variant(3), items)], (&facts, &[]));
    assert_eq!(more(6).unwrap().given_back, BTreeMap::from([(supply, -one)]));
    assert_eq!(more(7).unwrap_err().class().1, "out-of-stock");
}

#[test]
fn what_was_made_on_demand_and_is_counted_since_takes_only_what_is_more() {
    let order = placed(&[(3, 2)], |facts| facts);
    let (_, mut facts) = market(1_000, &[vec![(3, 2)]]);
    let supply = order.lines[0].supply;
    facts.supplies.insert(supply, SupplyLeft { available_milli: 1_000_000, on_demand: false });
    let more = asked(&order, &[(variant(3), 3)], (&facts, &[])).unwrap();
    let taken = order.lines[0].draw.milli();
    assert_eq!(more.given_back, BTreeMap::from([(supply, -taken)]));
    let fewer = asked(&order, &[(variant(3), 1)], (&facts, &[])).unwrap();
    assert!(fewer.given_back.is_empty(), "nothing had left it");
}
