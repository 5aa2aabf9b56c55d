use sillon_kernel::{Failure, FailureKind};

use super::*;
use sillon_catalogue::TaxCategory;

use crate::{
    Calculator, Deposit, Direction, Facts, Fee, FeeTax, Listing,
    sample::{eur, exchange, fee, id, listing, market, percent, piece, variants},
};

/// A hub that sells variants 1 (at 10.00) and 2 (at 3.00), with these fees on its outgoing exchange.
fn with_fees(fees: Vec<Fee>) -> PriceList {
    let named: Vec<u32> = (1..).take(fees.len()).collect();
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=2, []),
        exchange(Direction::Outgoing, 900, 1..=2, named),
    ];
    let listings = vec![listing(1, "10.00", piece()), listing(2, "3.00", piece())];
    PriceList::build(Facts { listings, exchanges, fees, ..market() })
}

fn basket(lines: &[(u32, u32)]) -> Vec<(VariantId, u32)> {
    lines.iter().map(|(variant, quantity)| (id(*variant), *quantity)).collect()
}

fn refused(list: &PriceList, lines: &[(u32, u32)]) -> (FailureKind, &'static str) {
    list.price(&basket(lines), Choices::default()).unwrap_err().class()
}

#[test]
fn a_basket_costs_its_goods_and_its_charges() {
    let packing = fee(1, Calculator::PerItem(eur("0.20")));
    let admin = fee(2, Calculator::PercentPerItem(percent("20")));
    let transport =
        Fee { tax: FeeTax::Rate(Rate::from_bps(2000)), ..fee(3, Calculator::FlatRate(eur("6"))) };
    let list = with_fees(vec![packing, admin, transport]);
    let priced = list.price(&basket(&[(2, 4), (1, 1)]), Choices::default()).unwrap();

    let [carrots, honey] = priced.lines.as_slice() else { panic!("two lines") };
    assert_eq!((carrots.variant, carrots.goods, carrots.fees), (id(2), eur("12"), eur("3.20")));
    assert_eq!((honey.variant, honey.goods, honey.fees), (id(1), eur("10"), eur("2.20")));
    assert_eq!((honey.total, honey.tax), (eur("12.20"), eur("0.52")));
    let charge = |fee, amount, (rate, tax)| Charge {
        fee,
        amount: eur(amount),
        tax_rate: percent(rate),
        tax: eur(tax),
    };
    let none = ("0", "0");
    assert_eq!(
        priced.charges,
        [charge(0, "1", none), charge(1, "4.40", none), charge(2, "6", ("20", "1"))]
    );
    assert_eq!(priced.total, eur("33.40"));
}

#[test]
fn per_order_fees_are_charged_once_over_the_whole_order() {
    let flexi = Calculator::FlexiRate { first: eur("2"), additional: eur("1"), most: 3 };
    let sack = Calculator::PriceSack { below: eur("13"), normal: eur("5"), discount: eur("1.2") };
    let list = with_fees(vec![
        fee(1, flexi),
        fee(2, sack),
        fee(3, Calculator::PercentOfTotal(percent("20"))),
    ]);
    let amounts = |lines| {
        let charges = list.price(&basket(lines), Choices::default()).unwrap().charges;
        charges.into_iter().map(|charge| charge.amount).collect::<Vec<_>>()
    };
    assert_eq!(amounts(&[(1, 1), (2, 1)]), [eur("3"), eur("1.20"), eur("2.60")]);
    assert_eq!(amounts(&[(2, 4)]), [eur("4"), eur("5"), eur("2.40")]);
}

#[test]
fn an_incoming_exchange_charges_its_fee_per_order_only_with_its_goods() {
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=1, [1]),
        exchange(Direction::Incoming, 101, 2..=2, [2]),
        exchange(Direction::Incoming, 102, 3..=3, [1]),
        exchange(Direction::Outgoing, 900, 1..=3, []),
    ];
    let listings =
        vec![listing(1, "1", piece()), listing(2, "1", piece()), listing(3, "1", piece())];
    let fees = vec![fee(1, Calculator::FlatRate(eur("2"))), fee(2, Calculator::FlatRate(eur("7")))];
    let list = PriceList::build(Facts { listings, exchanges, fees, ..market() });
    let total = |lines| list.price(&basket(lines), Choices::default()).unwrap().total;
    assert_eq!(total(&[(1, 1)]), eur("3"));
    assert_eq!(total(&[(2, 5)]), eur("12"));
    assert_eq!(
        total(&[(1, 1), (3, 1)]),
        eur("4"),
        "named by two exchanges, once per order all the same"
    );
    assert_eq!(total(&[(1, 1), (2, 1)]), eur("11"));
}

#[test]
fn a_line_takes_no_more_than_anybody_sells() {
    let heavy =
        sillon_kernel::Quantity::from_milli(MAX_LINE_MILLI / 2, sillon_kernel::Dimension::Weight);
    let mut list = with_fees(vec![]);
    for offer in &mut list.offers {
        offer.listing.draw = heavy;
    }
    assert!(list.price(&basket(&[(2, 2)]), Choices::default()).is_ok());
    assert_eq!(refused(&list, &[(2, 3)]), (FailureKind::Invalid, "quantity-too-large"));
    assert_eq!(refused(&list, &[(2, MAX_ITEMS)]), (FailureKind::Invalid, "quantity-too-large"));
}

#[test]
fn charges_that_come_to_nothing_are_left_out_and_discounts_stay() {
    let discount = Calculator::PerItem(eur("-1.23"));
    let nothing = Calculator::FlatRate(eur("0"));
    let list = with_fees(vec![fee(1, nothing), fee(2, discount)]);
    let priced = list.price(&basket(&[(1, 1)]), Choices::default()).unwrap();
    assert_eq!(
        priced.charges,
        [Charge { fee: 1, amount: eur("-1.23"), tax_rate: Rate::ZERO, tax: eur("0") }]
    );
    assert_eq!(priced.total, eur("8.77"));
}

#[test]
fn tax_included_in_a_fee_is_rounded_once() {
    let taxed = |amount, tax| {
        let list = with_fees(vec![Fee {
            tax: FeeTax::Rate(percent(tax)),
            ..fee(1, Calculator::FlatRate(eur(amount)))
        }]);
        list.price(&basket(&[(1, 1)]), Choices::default()).unwrap().charges.first().unwrap().tax
    };
    assert_eq!(taxed("50", "25"), eur("10.00"));
    assert_eq!(taxed("15", "1.5"), eur("0.22"));
    assert_eq!(taxed("100", "2.5"), eur("2.44"));
    assert_eq!(taxed("-2", "20"), eur("-0.33"));
}

#[test]
fn a_fee_is_taxed_by_its_category_or_as_the_goods_it_is_on() {
    let taxed = |calculator, tax| {
        let listings = vec![
            listing(1, "10.00", piece()),
            Listing { tax: percent("20"), hub_tax: percent("20"), ..listing(2, "5.00", piece()) },
        ];
        let exchanges = vec![
            exchange(Direction::Incoming, 100, 1..=2, []),
            exchange(Direction::Outgoing, 900, 1..=2, [1]),
        ];
        let fees = vec![Fee { tax, ..fee(1, calculator) }];
        let list = PriceList::build(Facts { listings, exchanges, fees, ..market() });
        let priced = list.price(&basket(&[(1, 1), (2, 2)]), Choices::default()).unwrap();
        let told = |it: &Charge| (it.amount.minor(), it.tax_rate.percent(), it.tax.minor());
        let on_top: Vec<_> =
            list.charges_on_order(&priced).iter().map(|(_, amount)| amount.minor()).collect();
        (priced.charges.iter().map(told).collect::<Vec<_>>(), on_top)
    };
    let (flat, each) = (Calculator::FlatRate(eur("3")), Calculator::PerItem(eur("1")));
    let standard = FeeTax::Category(TaxCategory::Standard);
    assert_eq!(taxed(flat.clone(), standard), (vec![(300, "20".to_owned(), 50)], vec![300]));
    let both = |of: [(i64, i64); 2]| -> Vec<_> {
        of.iter().zip(["5.5", "20"]).map(|((it, tax), rate)| (*it, rate.to_owned(), *tax)).collect()
    };
    assert_eq!(taxed(flat, FeeTax::Goods), (both([(150, 8), (150, 25)]), vec![300]));
    assert_eq!(taxed(each, FeeTax::Goods), (both([(100, 5), (200, 33)]), vec![]));
}

/// Variant 1 of farm 100, sold by hub 900.
fn sold(listing: Listing, regimes: &[(u32, VatRegime)]) -> PriceList {
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=1, []),
        exchange(Direction::Outgoing, 900, 1..=1, [1]),
    ];
    let taxed =
        Fee { tax: FeeTax::Rate(percent("20")), ..fee(1, Calculator::PerItem(eur("0.12"))) };
    let regimes = regimes.iter().map(|(of, regime)| (id(*of), *regime)).collect();
    let (listings, fees) = (vec![listing], vec![taxed]);
    PriceList::build(Facts { listings, exchanges, fees, regimes, ..market() })
}

#[test]
fn the_difference_to_the_farms_price_is_the_hubs() {
    let part = |price: &str, owner| {
        let asked = listing(1, "2.11", piece());
        let list = sold(Listing { price: eur(price), owner: id(owner), ..asked }, &[]);
        let line =
            *list.price(&basket(&[(1, 10)]), Choices::default()).unwrap().lines.first().unwrap();
        (line.goods, line.margin, line.tax, line.margin_tax)
    };
    assert_eq!(part("3.17", 100), (eur("31.70"), eur("10.60"), eur("1.65"), eur("0.55")));
    let below = (eur("15.80"), eur("-5.30"), eur("0.82"), eur("-0.28"));
    assert_eq!(part("1.58", 100), below, "the hub bears it");
    assert_eq!(part("3.17", 900), (eur("31.70"), eur("0"), eur("1.65"), eur("0")));
}

#[test]
fn each_sellers_regime_decides_what_tax_is_in_its_part() {
    let taxes = |owner, regimes: &[(u32, VatRegime)]| {
        let deposit = Some(Deposit::new(eur("1"), percent("20")));
        let asked = Listing { deposit, owner: id(owner), ..listing(1, "2.11", piece()) };
        let list = sold(Listing { price: eur("3.17"), ..asked }, regimes);
        let priced = list.price(&basket(&[(1, 10)]), Choices::default()).unwrap();
        let line = *priced.lines.first().unwrap();
        let fee = priced.charges.first().unwrap().tax;
        [line.tax - line.margin_tax, line.margin_tax, line.deposit_tax, fee].map(Money::minor)
    };
    let (farm, hub) = ((100, VatRegime::Franchise), (900, VatRegime::FlatRateFarmer));
    assert_eq!(taxes(100, &[]), [110, 55, 168, 20]);
    assert_eq!(taxes(100, &[farm]), [0, 55, 0, 20]);
    assert_eq!(taxes(100, &[hub]), [110, 0, 168, 0]);
    assert_eq!(taxes(900, &[farm]), [165, 0, 168, 20], "resold by the hub, which charges it");
    assert_eq!(taxes(900, &[hub]), [0, 0, 0, 0]);
    assert_eq!(taxes(100, &[farm, hub]), [0, 0, 0, 0]);
    assert_eq!(taxes(100, &[(100, VatRegime::Liable)]), taxes(100, &[]));
}

#[test]
fn a_basket_that_cannot_be_sold_is_refused() {
    let list = with_fees(vec![]);
    assert_eq!(refused(&list, &[]), (FailureKind::Invalid, "cart-empty"));
    assert_eq!(refused(&list, &[(1, 1), (7, 1)]), (FailureKind::Conflict, "not-offered"));
    assert_eq!(refused(&list, &[(1, 0)]), (FailureKind::Invalid, "quantity-zero"));
    assert_eq!(refused(&list, &[(1, 10_001)]), (FailureKind::Invalid, "quantity-too-large"));
    assert_eq!(refused(&list, &[(1, 1), (2, 1), (1, 2)]), (FailureKind::Invalid, "line-twice"));
    let long: Vec<_> = (1..=201).map(|variant| (variant, 1)).collect();
    assert_eq!(refused(&list, &long), (FailureKind::Invalid, "cart-too-long"));
    assert!(list.price(&basket(&[(1, 10_000)]), Choices::default()).is_ok());
}

#[test]
fn a_total_is_never_below_zero() {
    let list = with_fees(vec![fee(1, Calculator::FlatRate(eur("-3.01")))]);
    assert_eq!(refused(&list, &[(2, 1)]), (FailureKind::Invalid, "total-below-zero"));
    assert_eq!(list.price(&basket(&[(1, 1)]), Choices::default()).unwrap().total, eur("6.99"));
    let free = with_fees(vec![fee(1, Calculator::PercentPerItem(percent("-100")))]);
    assert_eq!(free.price(&basket(&[(2, 1)]), Choices::default()).unwrap().total, eur("0"));
}

#[test]
fn a_basket_beyond_all_bounds_is_refused_and_not_miscounted() {
    let tonnes = sillon_kernel::Quantity::parse("1000", sillon_kernel::Unit::Tonne).unwrap();
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=1, []),
        exchange(Direction::Outgoing, 900, 1..=1, [1]),
    ];
    let listings = vec![listing(1, "100000000", tonnes)];
    let fees = vec![fee(1, Calculator::Weight { per_kg: eur("10000") })];
    let list = PriceList::build(Facts { listings, exchanges, fees, ..market() });
    for quantity in [1, 10_000] {
        assert_eq!(refused(&list, &[(1, quantity)]), (FailureKind::Invalid, "total-too-large"));
    }
}

#[test]
fn deposits_come_on_top_of_what_fees_and_discounts_are_computed_on() {
    let jar = Some(Deposit::new(eur("0.30"), percent("5.5")));
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=2, []),
        exchange(Direction::Outgoing, 900, 1..=2, [1, 2]),
    ];
    let half_off = fee(1, Calculator::PercentPerItem(percent("-50")));
    let rest_off = fee(2, Calculator::PercentOfTotal(percent("-50")));
    let listings =
        vec![Listing { deposit: jar, ..listing(1, "10.00", piece()) }, listing(2, "3.00", piece())];
    let fees = vec![half_off, rest_off];
    let list = PriceList::build(Facts { listings, exchanges, fees, ..market() });
    let priced = list.price(&basket(&[(1, 3), (2, 1)]), Choices::default()).unwrap();
    let honey = priced.lines.first().unwrap();
    assert_eq!(
        (honey.total, honey.deposit, honey.deposit_tax),
        (eur("15"), eur("0.90"), eur("0.06"))
    );
    assert_eq!((priced.deposits, priced.total), (eur("0.90"), eur("0.90")), "all else is given");
    assert_eq!(list.offer(id(1)).unwrap().price, eur("5"));
}

#[test]
fn a_discount_takes_nothing_off_a_deposit() {
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=1, []),
        exchange(Direction::Outgoing, 900, 1..=1, [1]),
    ];
    let jar = Some(Deposit::new(eur("5"), Rate::ZERO));
    let listings = vec![Listing { deposit: jar, ..listing(1, "3.00", piece()) }];
    let fees = vec![fee(1, Calculator::FlatRate(eur("-3.01")))];
    let list = PriceList::build(Facts { listings, exchanges, fees, ..market() });
    assert_eq!(refused(&list, &[(1, 1)]), (FailureKind::Invalid, "total-below-zero"));
}

#[test]
fn a_fee_of_every_exchange_to_another_hub_is_ignored() {
    let exchanges = vec![
        exchange(Direction::Incoming, 100, 1..=1, []),
        exchange(Direction::Outgoing, 900, 1..=1, [1]),
        exchange(Direction::Outgoing, 901, 1..=1, [2, 3]),
    ];
    let fees = vec![
        fee(1, Calculator::PerItem(eur("1"))),
        fee(2, Calculator::PerItem(eur("9"))),
        fee(3, Calculator::FlatRate(eur("9"))),
    ];
    let listings = vec![listing(1, "10", piece())];
    let list = PriceList::build(Facts { listings, exchanges, fees, ..market() });
    assert_eq!(list.price(&basket(&[(1, 1)]), Choices::default()).unwrap().total, eur("11"));
    assert_eq!(list.fees.len(), 1, "what others charge is not shown");
    assert_eq!(variants(1..=1), list.offers.iter().map(|offer| offer.listing.variant).collect());
}
