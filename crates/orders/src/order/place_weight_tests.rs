//! Orders of goods that are sold by weight, weighed.

use sillon_cycles::SizeFacts;
use sillon_payments::change_postings;

use super::{changes::*, *};
use crate::{ChangeCause, ChangeGround, ChangeRefused, Order};

/// What is charged, on goods of which one may weigh a quarter more than it is expected to.
fn sold_by_weight(facts: CheckoutFacts) -> CheckoutFacts {
    let facts = with_all_that_is_charged(facts);
    let by_weight = |list: &PriceList| {
        let mut list = list.clone();
        for offer in &mut list.offers {
            let heaviest = offer.listing.size.milli() * 5 / 4;
            offer.listing.facts = SizeFacts {
                heaviest: Some(Quantity::from_milli(heaviest, Dimension::Weight)),
                ..SizeFacts::default()
            };
        }
        Arc::new(list)
    };
    let lists = facts.lists.iter().map(|(of, list)| (of.clone(), by_weight(list)));
    CheckoutFacts { lists: lists.collect(), ..facts }
}

/// A weight of all items of a line, in thousandths of what is expected.
fn weight(order: &Order, variant: VariantId, share: i64) -> (VariantId, Quantity) {
    let (line, weighing) = order.weighed_line(variant).unwrap();
    let milli = weighing.estimate(line.quantity).milli() * share / 1_000;
    (variant, Quantity::from_milli(milli, Dimension::Weight))
}

/// The order as it is weighed, with what was paid shared over it as the books have it.
fn weighed(order: &Order, weights: &[(VariantId, Quantity)], paid: Money) -> Order {
    let mut after = order.weighed_as(weights).unwrap();
    let claims = |order: &Order| order.components.iter().map(crate::Component::claim).collect();
    let (before, now): (Vec<_>, Vec<_>) = (claims(order), claims(&after));
    let (shares, _) = change_postings(order.id, &before, &now, paid, true);
    for (part, share) in after.components.iter_mut().zip(shares) {
        part.allocated += share;
    }
    after
}

/// What a part of an order is, what it comes to, the tax in it, and what was paid of it.
type Part = (&'static str, i64, i64, i64);

/// All that an order comes to, and what of it was paid to whom.
fn numbers(order: &Order) -> (Money, Vec<crate::OrderLine>, Vec<Part>) {
    let part = |it: &crate::Component| {
        (it.kind.as_str(), it.amount.minor(), it.tax.minor(), it.allocated.minor())
    };
    (order.total, order.lines.clone(), order.components.iter().map(part).collect())
}

fn rest(order: &Order, basket: &[(VariantId, u32)]) -> Result<Order, ChangeRefused> {
    let supplies = HashMap::new();
    let cause = ChangeCause::Shortage;
    let ground = ChangeGround { cause, formers: &[], shop: None, supplies: &supplies };
    Ok(order.changed_to(basket, &ground, at(9))?.order)
}

fn variant(number: u64) -> VariantId {
    VariantId(uuid(number))
}

#[test]
fn what_is_weighed_is_paid_by_its_weight_and_its_deposit_is_not() {
    let order = placed(&[(2, 2)], sold_by_weight);
    let heavy = order.weighed_as(&[weight(&order, variant(2), 1_200)]).unwrap();
    let (was, is) = (&order.lines[0], &heavy.lines[0]);
    assert_eq!(
        (was.goods, is.goods),
        (Money::new(220, Currency::EUR), Money::new(264, Currency::EUR))
    );
    assert_eq!((was.fees.minor(), is.fees.minor()), (22, 26));
    assert_eq!(was.deposits(), is.deposits());
    let beyond = order.weighed_as(&[weight(&order, variant(2), 1_300)]).unwrap();
    assert_eq!(beyond.total, order.at_most.unwrap(), "never more than was agreed to");
    assert_eq!(beyond.lines[0].weighed, Some(weight(&order, variant(2), 1_300).1));
}

#[test]
fn fewer_items_weigh_as_much_for_each_as_they_did() {
    let order = placed(&[(2, 2)], sold_by_weight);
    let light = order.weighed_as(&[weight(&order, variant(2), 800)]).unwrap();
    let one = rest(&light, &[(variant(2), 1)]).unwrap();
    assert_eq!(one.lines[0].weighed, Some(Quantity::from_milli(800_000, Dimension::Weight)));
    assert_eq!(one.lines[0].goods.minor() * 2, light.lines[0].goods.minor());
}

proptest! {
    #[test]
    fn any_order_of_weighings_ends_in_the_same_numbers(
        items in (1_u32..6, 1_u32..6, 1_u32..6),
        events in vec((1_u64..=3, 700_i64..1_300), 1..10).prop_shuffle(),
        paid in 0_i64..5_000,
    ) {
        let order = placed(&[(1, items.0), (2, items.1), (3, items.2)], sold_by_weight);
        let paid = Money::new(paid, Currency::EUR);
        let order = weighed(&order, &[], paid);
        let said: Vec<_> = events.iter().map(|(of, share)| weight(&order, variant(*of), *share)).collect();
        let one_by_one = said.iter().fold(order.clone(), |order, weight| weighed(&order, &[*weight], paid));
        // The last of each line, the other way round and at once.
        let last: BTreeMap<VariantId, Quantity> = said.iter().copied().collect();
        let backwards: Vec<_> = last.into_iter().rev().collect();
        let other_way = backwards.iter().fold(order.clone(), |order, weight| weighed(&order, &[*weight], paid));
        prop_assert_eq!(numbers(&one_by_one), numbers(&other_way));
        prop_assert_eq!(numbers(&one_by_one), numbers(&weighed(&order, &backwards, paid)));
        prop_assert_eq!(one_by_one.weighed_otherwise(), vec![]);
    }

    #[test]
    fn what_is_weighed_sums_up_and_never_costs_more_than_was_agreed_to(
        items in (1_u32..6, 1_u32..6, 1_u32..6), shares in (100_i64..2_000, 100_i64..2_000, 100_i64..2_000)
    ) {
        let order = placed(&[(1, items.0), (2, items.1), (3, items.2)], sold_by_weight);
        let shares = [(1, shares.0), (2, shares.1), (3, shares.2)];
        let weights: Vec<_> = shares.iter().map(|(of, share)| weight(&order, variant(*of), *share)).collect();
        let heavy = order.weighed_as(&weights).unwrap();
        let parts = heavy.components.iter().map(|part| part.amount);
        prop_assert_eq!(Money::total(Currency::EUR, parts), heavy.total);
        prop_assert!(heavy.total.minor() <= order.at_most.unwrap().minor());
        prop_assert_eq!(heavy.deposits(), order.deposits());
        let expected: Vec<_> = (1..=3).map(|of| weight(&order, variant(of), 1_000)).collect();
        for known in [order.weighed_as(&expected).unwrap(), heavy.weighed_as(&expected).unwrap()] {
            prop_assert_eq!((known.total, sorted_parts(&known)), (order.total, sorted_parts(&order)));
        }
    }

    #[test]
    fn what_is_left_of_an_order_is_weighed_too_and_costs_no_more_than_was_agreed_to(
        items in (2_u32..6, 1_u32..6), before in 700_i64..1_250, after in 700_i64..1_250
    ) {
        let order = placed(&[(1, items.0), (3, items.1)], sold_by_weight);
        let weighed = order.weighed_as(&[weight(&order, variant(1), before)]).unwrap();
        let left = rest(&weighed, &[(variant(1), items.0 - 1)]).unwrap();
        prop_assert!(left.total.minor() <= weighed.total.minor());
        let again = left.weighed_as(&[weight(&left, variant(1), after)]);
        prop_assert!(again.is_ok(), "{:?}", again);
        prop_assert!(again.unwrap().total.minor() <= left.at_most.unwrap().minor());
    }
}
