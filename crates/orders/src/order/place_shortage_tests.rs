//! Less comes of a size than was ordered.

use sillon_kernel::OrderId;

use super::{changes::placed, *};
use crate::{NothingShort, Order, ShareRule, share_shortage};

fn variant(number: u64) -> VariantId {
    VariantId(uuid(number))
}

/// Orders of so many of the first size each, in the order they were placed.
fn orders(items: &[u32]) -> Vec<Order> {
    let order = |(number, items): (u64, &u32)| {
        let order = placed(&[(1, *items), (3, 1)], |facts| facts);
        Order { id: OrderId(uuid(7_000 + number)), ..order }
    };
    (0..).zip(items).map(order).collect()
}

/// How many each order has in the end.
fn had(orders: &[Order], rests: &[(OrderId, Vec<(VariantId, u32)>)], of: VariantId) -> Vec<u32> {
    let has = |order: &Order| {
        let rest = rests.iter().find(|(id, _)| *id == order.id);
        let basket = rest.map_or_else(|| order.basket(), |(_, basket)| basket.clone());
        basket.iter().find(|(variant, _)| *variant == of).map_or(0, |(_, items)| *items)
    };
    orders.iter().map(has).collect()
}

#[test]
fn who_ordered_first_has_all_or_everybody_has_the_same_share() {
    let orders = orders(&[4, 1, 5]);
    let shared = |comes, rule| share_shortage(&orders, variant(1), comes, rule).unwrap();
    let first = shared(6, ShareRule::FirstCome);
    assert_eq!((first.ordered, had(&orders, &first.rests, variant(1))), (10, vec![4, 1, 1]));
    assert_eq!(first.rests.len(), 1, "the others are left as they are");
    let same = shared(6, ShareRule::Proportional);
    assert_eq!(had(&orders, &same.rests, variant(1)), [2, 1, 3]);
    let none = shared(0, ShareRule::Proportional);
    assert_eq!(had(&orders, &none.rests, variant(1)), [0, 0, 0]);
    assert!(none.rests.iter().all(|(_, basket)| basket == &[(variant(3), 1)]), "the rest comes");
    let taken: i64 = orders.iter().map(|order| order.lines[0].taken_milli).sum();
    assert_eq!(none.lost.values().sum::<i64>(), taken, "what does not come returns nowhere");
    let all = share_shortage(&orders, variant(1), 10, ShareRule::FirstCome);
    assert_eq!(all, Err(NothingShort { ordered: 10 }));
}

#[test]
fn a_bundle_comes_whole_or_not_at_all_and_what_is_too_little_for_one_goes_to_others() {
    // In each bundle, one of the first size and two of the second.
    let boxed =
        |lines: &[(u64, u32)]| placed(lines, |facts| bundles::with_bundle(facts, 2, 600, 900_000));
    let first = Order { id: OrderId(uuid(1)), ..boxed(&[(bundles::BUNDLE, 2)]) };
    let second = Order { id: OrderId(uuid(2)), ..boxed(&[(2, 3)]) };
    let both = [first, second];
    let shared = share_shortage(&both, variant(2), 5, ShareRule::Proportional).unwrap();
    assert_eq!(shared.ordered, 7);
    assert_eq!(had(&both, &shared.rests, variant(bundles::BUNDLE)), [1, 0]);
    assert_eq!(had(&both, &shared.rests, variant(2)), [0, 3]);
}

proptest! {
    #[test]
    fn what_comes_is_shared_to_the_last_and_nobody_has_more_than_they_ordered(
        items in vec(1_u32..9, 1..6),
        percent in 0_u32..100,
        is_first_come in any::<bool>(),
    ) {
        let orders = orders(&items);
        let all: u32 = items.iter().sum();
        let comes = all * percent / 100;
        let rule = if is_first_come { ShareRule::FirstCome } else { ShareRule::Proportional };
        let shared = share_shortage(&orders, variant(1), comes, rule).unwrap();
        let had = had(&orders, &shared.rests, variant(1));
        prop_assert_eq!(had.iter().sum::<u32>(), comes);
        prop_assert!(had.iter().zip(&items).all(|(has, wanted)| has <= wanted));
        if is_first_come {
            let full = had.iter().zip(&items).take_while(|(has, wanted)| has == wanted).count();
            prop_assert!(had.iter().skip(full + 1).all(|has| *has == 0));
        } else {
            // Less than one from the exact share.
            prop_assert!(had.iter().zip(&items).all(|(has, it)| (has * all).abs_diff(it * comes) < all));
        }
        let lost: i64 = shared.lost.values().sum();
        let one = orders[0].lines[0].taken_milli / i64::from(orders[0].lines[0].quantity);
        prop_assert_eq!(lost, one * i64::from(all - comes));
    }
}
