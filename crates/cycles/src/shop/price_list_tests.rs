//! Price lists, built.

use super::*;
use crate::{
    Calculator,
    sample::{any_market, at, eur, exchange, fee, id, listing, market, percent, piece, variants},
};
use proptest::prelude::*;

/// What a variant sells at: one incoming exchange and one outgoing one, with these fees on them.
fn fees_on_one(
    supplier: &[u32],
    distributor: &[u32],
    coordinator: &[u32],
    fees: Vec<Fee>,
) -> PriceList {
    let exchanges = vec![
        exchange(Direction::Outgoing, 900, 1..=1, distributor.iter().copied()),
        exchange(Direction::Incoming, 100, 1..=1, supplier.iter().copied()),
    ];
    let coordinator_fees = coordinator.iter().copied().map(id).collect();
    let listings = vec![listing(1, "10.00", piece())];
    PriceList::build(Facts { listings, exchanges, coordinator_fees, fees, ..market() })
}

#[test]
fn only_per_item_fees_are_in_the_price() {
    let fees = vec![
        fee(1, Calculator::PerItem(eur("20"))),
        fee(2, Calculator::PerItem(eur("3"))),
        fee(3, Calculator::FlatRate(eur("2"))),
    ];
    let list = fees_on_one(&[], &[], &[1, 2, 3], fees);
    assert_eq!(list.offer(id(1)).unwrap().price, eur("33"));
    let always =
        OrderFee { fee: 2, side: Side::Coordinator, only_with: None, tax_rate: Some(Rate::ZERO) };
    assert_eq!(list.order_fees, [always]);
}

#[test]
fn fees_come_from_the_supplier_then_the_distributor_then_the_coordinator() {
    let fees = vec![
        fee(3, Calculator::PercentPerItem(percent("20"))),
        fee(2, Calculator::PerItem(eur("1"))),
        fee(1, Calculator::Weight { per_kg: eur("1") }),
    ];
    let list = fees_on_one(&[1], &[2], &[3], fees);
    let item =
        |fee, side, amount| ItemFee { fee, side, amount: eur(amount), tax_rate: Some(Rate::ZERO) };
    let expected = [
        item(2, Side::Supplier, "0"),
        item(1, Side::Distributor, "1"),
        item(0, Side::Coordinator, "2.00"),
    ];
    assert_eq!(list.offer(id(1)).unwrap().fees, expected);
}

#[test]
fn a_fee_is_charged_once_per_side() {
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=1, [1, 1]),
        exchange(Direction::Incoming, 101, 1..=2, [1]),
        exchange(Direction::Outgoing, 900, 1..=2, [1, 2]),
        exchange(Direction::Incoming, 102, 2..=3, [2]),
    ];
    let fees = vec![fee(1, Calculator::PerItem(eur("1"))), fee(2, Calculator::FlatRate(eur("5")))];
    let listings = vec![listing(1, "10", piece()), listing(2, "10", piece())];
    let list = PriceList::build(Facts { listings, exchanges, fees, ..market() });
    assert_eq!(
        list.offer(id(1)).unwrap().price,
        eur("12"),
        "once as supplier, once as distributor"
    );
    let of = |side, carried| OrderFee {
        fee: 1,
        side,
        only_with: Some(variants(carried)),
        tax_rate: Some(Rate::ZERO),
    };
    assert_eq!(list.order_fees, [of(Side::Supplier, 2..=3), of(Side::Distributor, 1..=2)]);
}

#[test]
fn only_what_comes_in_and_goes_out_to_the_hub_is_offered() {
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=3, []),
        exchange(Direction::Outgoing, 900, 2..=5, []),
        exchange(Direction::Outgoing, 901, 1..=5, []),
    ];
    let listings = [1, 2, 4, 9].map(|variant| listing(variant, "1", piece())).into();
    let list = PriceList::build(Facts { listings, exchanges, ..market() });
    let offered: Vec<VariantId> = list.offers.iter().map(|offer| offer.listing.variant).collect();
    assert_eq!(offered, [id(2)], "1 goes to another hub, 3 is withdrawn, 4 does not come in");
    assert!(list.offer(id(2)).is_some() && list.offer(id(1)).is_none());
}

#[test]
fn what_is_cut_off_is_offered_until_just_before() {
    let exchanges = vec![
        Exchange { cutoff: Some(at(20)), ..exchange(Direction::Incoming, 100, 1..=1, []) },
        Exchange { cutoff: Some(at(30)), ..exchange(Direction::Incoming, 101, 2..=2, []) },
        exchange(Direction::Outgoing, 900, 1..=2, []),
    ];
    let listings = vec![listing(1, "1", piece()), listing(2, "1", piece())];
    let list = |now| {
        let (exchanges, listings) = (exchanges.clone(), listings.clone());
        PriceList::build(Facts { at: at(now), exchanges, listings, ..market() })
    };
    let offered = |now| (list(now).offers.len(), list(now).changes_at);
    assert_eq!(offered(19), (2, Some(at(20))));
    assert_eq!(offered(20), (1, Some(at(30))));
    assert_eq!(offered(30), (0, None));
    let told = |variant| list(10).offer(id(variant)).unwrap().orders_until;
    assert_eq!((told(1), told(2)), (Some(at(20)), Some(at(30))));
    assert!(list(19).holds_at(at(19)) && !list(19).holds_at(at(20)) && list(30).holds_at(at(99)));
}

#[test]
fn shelves_are_sorted_as_people_read_them() {
    let named = |variant, category: &str, product: &str, label: &str| Listing {
        category: category.into(),
        product_name: product.into(),
        label: label.into(),
        ..listing(variant, "1", piece())
    };
    let listings = vec![
        named(1, "Vegetables", "Zucchini", "1 kg"),
        named(2, "Vegetables", "Épinard", "500 g"),
        named(3, "Vegetables", "épinard", "1 kg"),
        named(4, "Vegetables", "Fennel", "1 kg"),
        named(5, "Épicerie", "Honey", "250 g"),
        named(6, "Fruit", "Apples", "1 kg"),
    ];
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=6, []),
        exchange(Direction::Outgoing, 900, 1..=6, []),
    ];
    let list = PriceList::build(Facts { listings, exchanges, ..market() });
    let shown: Vec<VariantId> = list.offers.iter().map(|offer| offer.listing.variant).collect();
    assert_eq!(shown, [5, 6, 3, 2, 4, 1].map(id));
}

#[test]
fn a_price_before_has_the_fees_it_would_have_had() {
    let of = |price, before: &str| Listing {
        reduced_from: Some(eur(before)),
        ..listing(1, price, piece())
    };
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=1, [1, 2]),
        exchange(Direction::Outgoing, 900, 1..=1, []),
    ];
    let fees = vec![
        fee(1, Calculator::PercentPerItem(percent("10"))),
        fee(2, Calculator::PerItem(eur("0.50"))),
    ];
    let shown = |listing: Listing| {
        let (exchanges, fees) = (exchanges.clone(), fees.clone());
        let list = PriceList::build(Facts { listings: vec![listing], exchanges, fees, ..market() });
        let offer = list.offer(id(1)).unwrap();
        (offer.price, offer.reduced_from)
    };
    assert_eq!(shown(of("8", "10")), (eur("9.30"), Some(eur("11.50"))));
    assert_eq!(shown(of("10", "10")), (eur("11.50"), None));
    assert_eq!(shown(listing(1, "8", piece())).1, None);
}

#[test]
fn what_is_withdrawn_or_of_another_currency_stays_out() {
    let foreign = Money::new(100, Currency::CHF);
    let list = fees_on_one(&[1], &[2], &[3], vec![fee(2, Calculator::PerItem(foreign))]);
    assert_eq!((list.fees.len(), list.offer(id(1)).unwrap().price), (0, eur("10")));

    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=1, []),
        exchange(Direction::Outgoing, 900, 1..=1, []),
    ];
    let listings = vec![Listing { price: foreign, ..listing(1, "1", piece()) }];
    let exchanges_of = exchanges.clone();
    let offers =
        |listings, exchanges| PriceList::build(Facts { listings, exchanges, ..market() }).offers;
    assert_eq!(offers(listings, exchanges), []);
    let deposit = Some(crate::Deposit::new(foreign, Rate::ZERO));
    let listings = vec![Listing { deposit, ..listing(1, "1", piece()) }];
    assert_eq!(offers(listings, exchanges_of), [], "a deposit is paid with the price");
}

proptest! {
    #[test]
    fn every_offer_comes_in_goes_out_and_is_found(facts in any_market()) {
        let carried = |direction, variant| facts.exchanges.iter().any(|exchange| {
            let here = direction == Direction::Incoming || exchange.enterprise == facts.hub;
            here && exchange.direction == direction && exchange.variants.contains(&variant)
        });
        let list = PriceList::build(facts.clone());
        for listing in &facts.listings {
            let variant = listing.variant;
            let expected = carried(Direction::Incoming, variant) && carried(Direction::Outgoing, variant);
            prop_assert_eq!(list.offer(variant).map(|offer| offer.listing.variant), expected.then_some(variant));
        }
    }

    #[test]
    fn the_price_shown_is_the_listed_price_and_its_fees(facts in any_market()) {
        let list = PriceList::build(facts);
        for offer in &list.offers {
            let fees = Money::total(list.currency, offer.fees.iter().map(|fee| fee.amount));
            prop_assert_eq!(offer.price, offer.listing.price + fees);
            let pairs: BTreeSet<_> = offer.fees.iter().map(|fee| (fee.fee, fee.side)).collect();
            prop_assert_eq!(pairs.len(), offer.fees.len());
            prop_assert!(offer.fees.is_sorted_by_key(|fee| fee.side));
            prop_assert!(offer.fees.iter().all(|fee| list.fees[fee.fee].is_per_item()));
        }
        prop_assert!(list.order_fees.iter().all(|fee| !list.fees[fee.fee].is_per_item()));
    }

    #[test]
    fn the_order_of_the_facts_changes_no_price(facts in any_market()) {
        let mut turned = facts.clone();
        turned.listings.reverse();
        turned.exchanges.reverse();
        let (list, other) = (PriceList::build(facts), PriceList::build(turned));
        let price = |offer: &Offer| (offer.listing.variant, offer.price);
        let prices = |list: &PriceList| list.offers.iter().map(price).collect::<Vec<_>>();
        prop_assert_eq!(prices(&list), prices(&other));
    }
}
