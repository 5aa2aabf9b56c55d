//! Bundles at a shop.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};
use sillon_kernel::{Currency, Money, Rate, VariantId, VatRegime};

use super::*;
use crate::{
    BundlePart, Calculator, Choices, Deposit, Direction, Facts, Fee, Listing, Priced,
    sample::{eur, exchange, fee, id, listing, market, percent, piece},
};

/// So many of a size in a bundle.
fn part(listing: Listing, quantity: u32) -> BundlePart {
    BundlePart { listing, quantity, is_retired: false }
}

/// The hub's own bundle 9 of these parts.
fn bundle(price: &str, parts: Vec<BundlePart>) -> Listing {
    let own = Listing { producer: id(900), owner: id(900), ..listing(9, price, piece()) };
    own.with_parts(parts)
}

/// A hub that sells bundles of what the farms 100 and 101 bring.
fn shop(bundles: Vec<Listing>, fees: Vec<Fee>) -> PriceList {
    PriceList::build(facts(bundles, fees))
}

fn facts(bundles: Vec<Listing>, fees: Vec<Fee>) -> Facts {
    let named: Vec<u32> = (1..).take(fees.len()).collect();
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=4, []),
        exchange(Direction::Incoming, 900, [9], []),
        exchange(Direction::Outgoing, 900, [9], named),
    ];
    Facts { listings: bundles, exchanges, fees, ..market() }
}

fn price(list: &PriceList, bundles: u32) -> Priced {
    list.price(&[(id(9), bundles)], Choices::default()).unwrap()
}

fn wine() -> Listing {
    let rate = percent("20");
    Listing { tax: rate, hub_tax: rate, ..listing(2, "10", piece()) }
}

#[test]
fn each_farm_gets_what_it_asks_and_the_rest_is_the_hubs_at_the_rates_of_the_parts() {
    let list =
        shop(vec![bundle("18", vec![part(listing(1, "2", piece()), 3), part(wine(), 1)])], vec![]);
    let priced = price(&list, 2);
    // Of 36 euros 13.50 are of what is taxed at 5.5 % and 22.50 of what is taxed at 20 %: as 6 is to 10.
    let sold = list.sold(&priced.lines[0]);
    let told: Vec<_> = sold.iter().map(|it| (it.quantity, it.goods, it.margin)).collect();
    assert_eq!(told, [(6, eur("13.50"), eur("1.50")), (2, eur("22.50"), eur("2.50"))]);
    let taxes: Vec<_> = sold.iter().map(|it| (it.tax, it.margin_tax)).collect();
    assert_eq!(taxes, [(eur("0.71"), eur("0.08")), (eur("3.75"), eur("0.42"))]);
    assert_eq!(
        (priced.total, priced.lines[0].margin, priced.lines[0].tax),
        (eur("36"), eur("4"), eur("4.46"))
    );
}

#[test]
fn where_a_bundle_costs_less_than_its_parts_the_hub_bears_it() {
    let list =
        shop(vec![bundle("12", vec![part(listing(1, "2", piece()), 3), part(wine(), 1)])], vec![]);
    let line = price(&list, 1).lines[0];
    assert_eq!((line.goods, line.margin), (eur("12"), eur("-4")));
    assert_eq!(list.offers[0].listing.parts_price(), eur("16"));
    let farms: Vec<_> = list.sold(&line).iter().map(|it| it.goods - it.margin).collect();
    assert_eq!(farms, [eur("6"), eur("10")]);
}

#[test]
fn a_farms_bundle_of_its_own_goods_is_sold_by_any_hub_and_all_of_its_price_is_the_farms() {
    let parts = || vec![part(listing(1, "2", piece()), 3), part(wine(), 1)];
    let of_farm = |producer: u32, parts| Listing {
        producer: id(producer),
        owner: id(producer),
        producer_price: eur("15"),
        ..listing(9, "17", piece()).with_parts(parts)
    };
    let list = shop(vec![of_farm(100, parts())], vec![]);
    let line = price(&list, 1).lines[0];
    assert_eq!((line.goods, line.margin), (eur("17"), eur("2")));
    // Who puts goods of others together sells them at its own shop.
    assert!(shop(vec![of_farm(101, parts())], vec![]).offers.is_empty());
}

#[test]
fn a_bundle_is_sold_while_each_farm_of_its_parts_lets_its_hub_sell() {
    let parts = || vec![part(listing(1, "2", piece()), 3), part(wine(), 1)];
    let maker = parts()[0].listing.producer;
    let let_by = |suppliers: &[sillon_kernel::EnterpriseId]| {
        let suppliers = suppliers.iter().copied().collect();
        let list = Facts { suppliers, ..facts(vec![bundle("18", parts())], vec![]) };
        PriceList::build(list).offers.len()
    };
    assert_eq!((let_by(&[maker]), let_by(&[])), (1, 0), "others bring the parts to the cycle");
    let own = |it: BundlePart| {
        let listing = Listing { producer: id(900), owner: id(900), ..it.listing };
        BundlePart { listing, ..it }
    };
    let of_own = bundle("18", parts().into_iter().map(own).collect());
    let list = Facts { suppliers: BTreeSet::new(), ..facts(vec![of_own], vec![]) };
    assert_eq!(
        PriceList::build(list).offers.len(),
        1,
        "a hub needs nobody's leave for its own goods"
    );
}

#[test]
fn a_bundle_is_shown_where_all_of_it_comes_in_until_the_first_of_it_is_cut_off() {
    let of = |variant| bundle("5", vec![part(listing(variant, "2", piece()), 1)]);
    assert_eq!(shop(vec![of(4)], vec![]).offers.len(), 1);
    assert!(shop(vec![of(5)], vec![]).offers.is_empty(), "nobody brings 5");
    let cut = crate::Exchange {
        cutoff: Some(crate::sample::at(9)),
        ..exchange(Direction::Incoming, 100, 1..=4, [])
    };
    let of_hub = [Direction::Incoming, Direction::Outgoing].map(|way| exchange(way, 900, [9], []));
    let exchanges = [cut].into_iter().chain(of_hub).collect();
    let facts = Facts { listings: vec![of(1)], exchanges, ..market() };
    let list = PriceList::build(facts.clone());
    assert_eq!(list.offers[0].orders_until, Some(crate::sample::at(9)));
    assert!(PriceList::build(Facts { at: crate::sample::at(9), ..facts }).offers.is_empty());
}

#[test]
fn a_retired_part_leaves_no_bundles() {
    let retired = BundlePart { is_retired: true, ..part(listing(1, "2", piece()), 1) };
    let list = shop(vec![bundle("5", vec![retired])], vec![]);
    assert_eq!(list.offers[0].listing.items_left(|_| None), Some(0));
    let short = list.short_lines(&[(id(9), 1)], |_| None);
    assert_eq!((short[0].variant, short[0].left), (id::<VariantId>(9), 0));
}

#[test]
fn a_bundle_is_found_by_what_is_in_it() {
    let beetroot = Listing { product_name: "Beetroot".into(), ..listing(1, "2", piece()) };
    let list = shop(vec![bundle("5", vec![part(beetroot, 1)])], vec![]);
    assert_eq!(list.search("beetroot").len(), 1);
    assert!(list.search("leeks").is_empty());
}

#[test]
fn deposits_are_those_of_the_parts() {
    let jar = |each: &str, rate: &str| Some(Deposit::new(eur(each), percent(rate)));
    let honey = Listing { deposit: jar("0.30", "5.5"), ..listing(1, "2", piece()) };
    let bottle = Listing { deposit: jar("0.20", "20"), ..wine() };
    let list = shop(vec![bundle("15", vec![part(honey, 2), part(bottle, 1)])], vec![]);
    assert_eq!(list.offers[0].listing.deposit.map(|it| it.each), Some(eur("0.80")));
    let priced = price(&list, 3);
    assert_eq!((priced.deposits, priced.total), (eur("2.40"), eur("47.40")));
    let of: Vec<_> = list.sold(&priced.lines[0]).iter().map(|it| it.deposit).collect();
    assert_eq!(of, [eur("1.80"), eur("0.60")]);
}

/// A part of whichever farm, or of what the hub holds: at these prices, so many of it.
fn any_part() -> impl Strategy<Value = BundlePart> {
    let deposit = proptest::option::of((1_i64..500, 0_i32..2_500));
    let prices = (0_i64..5_000, 0_i64..5_000, 0_i32..2_500, 0_i32..2_500);
    (1_u32..=4, prices, deposit, 0_u32..4, 1_u32..20).prop_map(
        |(variant, (at_hub, asked, tax, hub_tax), deposit, whose, quantity)| {
            let cents = |minor| Money::new(minor, Currency::EUR);
            let (producer, owner) = match whose {
                0 => (900, 900),
                1 => (100, 900),
                2 => (101, 101),
                _ => (100, 100),
            };
            let size = Listing {
                producer: id(producer),
                owner: id(owner),
                price: cents(at_hub),
                producer_price: if producer == 900 { cents(at_hub) } else { cents(asked) },
                tax: Rate::from_bps(tax),
                hub_tax: Rate::from_bps(hub_tax),
                deposit: deposit.map(|(each, tax)| Deposit::new(cents(each), Rate::from_bps(tax))),
                ..listing(variant, "0", piece())
            };
            part(size, quantity)
        },
    )
}

proptest! {
    #[test]
    fn the_parts_of_a_bundle_come_to_it_in_every_amount_whatever_the_prices(
        parts in vec(any_part(), 1..8),
        minor in 0_i64..50_000,
        bundles in 1_u32..50,
        per_item in -3_000_i32..5_000,
        regime in proptest::sample::select(VatRegime::ALL.as_slice()),
    ) {
        let cents = |minor| Money::new(minor, Currency::EUR);
        let own = bundle("1", parts);
        let own = Listing { price: cents(minor), producer_price: cents(minor), ..own };
        let rate = fee(1, Calculator::PercentPerItem(Rate::from_bps(per_item)));
        let regimes = [(id(100), regime)].into();
        let list = PriceList::build(Facts { regimes, ..facts(vec![own], vec![rate]) });
        let Ok(priced) = list.price(&[(id(9), bundles)], Choices::default()) else { return Ok(()) };
        let line = priced.lines[0];
        let sold = list.sold(&line);
        let sum = |of: fn(&SoldPart<'_>) -> Money| Money::total(Currency::EUR, sold.iter().map(of));
        prop_assert_eq!(sum(|it| it.goods), cents(minor).times(bundles));
        prop_assert_eq!(sum(|it| it.goods), line.goods);
        prop_assert_eq!(sum(|it| it.fees), line.fees);
        prop_assert_eq!(sum(|it| it.margin), line.margin);
        prop_assert_eq!(sum(|it| it.margin_tax), line.margin_tax);
        prop_assert_eq!(sum(|it| it.tax), line.tax);
        prop_assert_eq!(sum(|it| it.deposit), line.deposit);
        prop_assert_eq!(sum(|it| it.deposit_tax), line.deposit_tax);
        prop_assert_eq!(line.total + line.deposit, priced.total);
        for part in sold.iter().filter(|it| it.listing.owner != id(900)) {
            let owed = part.listing.producer_price.times(part.quantity);
            prop_assert_eq!(part.goods - part.margin, owed, "a farm gets what it asks");
        }
        for part in sold.iter().filter(|it| it.listing.owner == id(900)) {
            prop_assert!(part.margin.is_zero(), "the hub's own goods are all the hub's");
        }
    }
}
