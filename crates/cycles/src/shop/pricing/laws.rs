//! What holds of every basket at every shop.

use proptest::prelude::*;
use sillon_catalogue::{RateSince, TaxCategory, TaxName, TaxRates, TaxZone};
use sillon_kernel::{Timestamp, VatRegime, VoucherId};

use super::*;
use crate::{
    Facts, Listing, Voucher, VoucherValue,
    sample::{any_market, eur, id, voucher},
};

/// What a voucher may take off.
fn any_voucher_value() -> impl Strategy<Value = VoucherValue> {
    let flat = (1_i64..=20_000)
        .prop_map(|minor| VoucherValue::Flat(Money::new(minor, eur("0").currency())));
    let share = (1_i32..=10_000).prop_map(|bps| VoucherValue::Percent(Rate::from_bps(bps)));
    prop_oneof![flat, share]
}

/// The taxes of a place that adds them to prices, two of some categories.
fn any_added_taxes() -> impl Strategy<Value = TaxRates> {
    let taxes = (1_i32..2_500, proptest::option::of(1_i32..1_000));
    proptest::collection::vec(taxes, 4).prop_map(|taxes| {
        let since = Timestamp::from_micros(0).unwrap();
        let of = |category, name: &str, bps| RateSince {
            category,
            tax: TaxName::parse(name).ok(),
            since,
            rate: Rate::from_bps(bps),
        };
        let both = |(category, (one, other)): (TaxCategory, (i32, Option<i32>))| {
            [Some(of(category, "GST", one)), other.map(|bps| of(category, "PST", bps))]
        };
        let history = TaxCategory::ALL.into_iter().zip(taxes).flat_map(both).flatten().collect();
        let (code, country) = ("CA".to_owned(), "CA".parse().unwrap());
        TaxZone { code, country, postcodes: Vec::new(), adds_tax: true, history }.rates_at(since)
    })
}

/// Handed over by a method.
fn by(method: HandOverMethodId) -> Choices<'static> {
    Choices { hand_over: Some(method), vouchers: &[], weights: &[] }
}

/// Baskets of distinct variants, some of which may not be offered.
fn any_basket() -> impl Strategy<Value = Vec<(VariantId, u32)>> {
    proptest::collection::btree_map(1_u32..=8, 1_u32..50, 1..8)
        .prop_map(|lines| {
            lines.into_iter().map(|(variant, quantity)| (id(variant), quantity)).collect::<Vec<_>>()
        })
        .prop_shuffle()
}

proptest! {
    #[test]
    fn the_parts_sum_to_the_total(facts in any_market(), basket in any_basket()) {
        let list = PriceList::build(facts);
        let basket: Vec<_> =
            basket.into_iter().filter(|(variant, _)| list.offer(*variant).is_some()).collect();
        let Ok(priced) = list.price(&basket, Choices::default()) else { return Ok(()) };

        let sum = |parts: Vec<Money>| Money::total(list.currency, parts);
        let goods = sum(priced.lines.iter().map(|line| line.goods).collect());
        let line_fees = sum(priced.lines.iter().map(|line| line.fees).collect());
        let charges = sum(priced.charges.iter().map(|charge| charge.amount).collect());
        prop_assert_eq!(priced.total, goods + charges + priced.deposits);
        prop_assert!(priced.total.minor() >= priced.deposits.minor());
        let deposit = |line: &PricedLine| list.offers[line.offer].listing.deposit;
        let of_lines = priced.lines.iter().filter_map(|line| Some(deposit(line)?.of(line.quantity)));
        prop_assert_eq!(sum(of_lines.collect()), priced.deposits);

        let items = basket.iter().map(|(_, quantity)| quantity).sum();
        let applies = |order_fee: &&OrderFee| order_fee.applies_to(&priced.lines);
        let order_fees = list.order_fees.iter().filter(applies).map(|fee| list.on_order(fee, OrderGoods::certain(goods), items));
        prop_assert_eq!(line_fees + sum(order_fees.collect()), charges);
        for line in &priced.lines {
            prop_assert_eq!(line.total, line.goods + line.fees);
        }
        prop_assert!(priced.charges.iter().all(|charge| !charge.amount.is_zero()));
        prop_assert!(priced.charges.is_sorted_by_key(|charge| (charge.fee, charge.tax_rate)));
        for charge in &priced.charges {
            let payee = list.fees[charge.fee].enterprise;
            prop_assert!(VatRegime::charges(list.regime(payee)) || charge.tax_rate == Rate::ZERO);
            prop_assert_eq!(charge.tax, list.included(charge.amount, charge.tax_rate));
        }
    }

    #[test]
    fn a_hand_over_moves_nothing_but_the_total_and_its_tax_is_in_it(facts in any_market(), basket in any_basket()) {
        let list = PriceList::build(facts);
        let Ok(bare) = list.price(&basket, Choices::default()) else { return Ok(()) };
        prop_assert_eq!(bare.hand_over, None);
        for offered in &list.hand_over {
            let method = offered.method.id;
            let Ok(priced) = list.price(&basket, by(method)) else { continue };
            let charge = priced.hand_over.unwrap();
            prop_assert_eq!(priced.total, bare.total + charge.amount);
            prop_assert_eq!((&priced.lines, &priced.charges, priced.deposits), (&bare.lines, &bare.charges, bare.deposits));
            prop_assert_eq!(charge.tax, list.included(charge.amount, offered.tax));
            prop_assert!(VatRegime::charges(list.regime(list.hub)) || charge.tax.is_zero());
        }
        prop_assert_eq!(list.price(&basket, by(id(99))), Ok(bare));
    }

    #[test]
    fn tax_that_is_added_is_all_that_it_adds(facts in any_market(), basket in any_basket(), added in any_added_taxes()) {
        let rates = std::collections::BTreeMap::from([(facts.hub, added)]);
        let bare = PriceList::build(Facts { rates: std::collections::BTreeMap::new(), ..facts.clone() });
        let list = PriceList::build(Facts { rates, ..facts });
        prop_assert!(list.adds_tax());
        let choices = list.hand_over.first().map_or(Choices::default(), |it| by(it.method.id));
        let (Ok(bare), Ok(priced)) = (bare.price(&basket, choices), list.price(&basket, choices)) else { return Ok(()) };
        let sum = |parts: Vec<Money>| Money::total(list.currency, parts);
        let goods = |of: &Priced| of.lines.iter().map(|line| (line.goods, line.margin, line.fees)).collect::<Vec<_>>();
        prop_assert_eq!(goods(&priced), goods(&bare));
        let taxes = sum(priced.taxes.iter().map(|tax| tax.amount).collect());
        prop_assert_eq!(priced.total, bare.total + taxes);
        let no_tax = priced.lines.iter().all(|line| line.tax.is_zero() && line.deposit_tax.is_zero());
        prop_assert!(no_tax && priced.charges.iter().all(|charge| charge.tax.is_zero()));
        for tax in &priced.taxes {
            prop_assert!(VatRegime::charges(list.regime(tax.payee)));
        }
        let exact = list.taxed_parts(&priced).into_iter().map(|part| list.with_taxes(&part));
        prop_assert_eq!(sum(exact.collect()) + priced.deposits, priced.total);
    }

    #[test]
    fn vouchers_take_off_no_more_than_there_is_and_each_part_of_it_with_its_tax(
        facts in any_market(),
        basket in any_basket(),
        values in proptest::collection::vec(any_voucher_value(), 1..=3),
    ) {
        let vouchers: Vec<Voucher> = (1..).zip(values).map(|(number, value)| voucher(number, value)).collect();
        let named: Vec<VoucherId> = vouchers.iter().map(|voucher| voucher.id).collect();
        let list = PriceList::build(Facts { vouchers: vouchers.clone(), ..facts });
        let Ok(bare) = list.price(&basket, Choices::default()) else { return Ok(()) };
        let priced = list.price(&basket, Choices { hand_over: None, vouchers: &named, weights: &[] }).unwrap();
        let sum = |parts: Vec<Money>| Money::total(list.currency, parts);
        let off = sum(priced.reductions.iter().map(|it| it.amount).collect());
        prop_assert_eq!(priced.total, bare.total + off);
        prop_assert!(priced.total.minor() >= priced.deposits.minor());
        prop_assert_eq!((&priced.lines, &priced.charges, priced.deposits), (&bare.lines, &bare.charges, bare.deposits));
        let mut left = bare.total - bare.deposits;
        for (reduction, voucher) in priced.reductions.iter().zip(&vouchers) {
            prop_assert_eq!(-reduction.amount, voucher.value.of(left));
            left += reduction.amount;
            prop_assert_eq!(sum(reduction.parts.iter().map(|part| part.amount).collect()), reduction.amount);
            for part in &reduction.parts {
                prop_assert!(part.amount.minor() < 0);
                let is_taxed = part.tax_rate > Rate::ZERO;
                prop_assert_eq!(part.tax, if is_taxed { part.amount.tax_included(part.tax_rate) } else { eur("0") });
            }
        }
        prop_assert_eq!(left + priced.deposits, priced.total);
    }

    #[test]
    fn a_deposit_moves_no_price_and_no_fee(facts in any_market(), basket in any_basket()) {
        let listings = facts.listings.iter().cloned();
        let bare = listings.map(|listing| Listing { deposit: None, ..listing }).collect();
        let bare = PriceList::build(Facts { listings: bare, ..facts.clone() });
        let list = PriceList::build(facts);
        match (list.price(&basket, Choices::default()), bare.price(&basket, Choices::default())) {
            (Ok(with), Ok(without)) => {
                prop_assert_eq!(with.total, without.total + with.deposits);
                prop_assert_eq!(with.charges, without.charges);
                let amounts = |lines: Vec<PricedLine>| -> Vec<_> {
                    lines.iter().map(|line| (line.goods, line.fees, line.total, line.tax)).collect()
                };
                prop_assert_eq!(amounts(with.lines), amounts(without.lines));
            }
            (with, without) => prop_assert_eq!(with.map(drop), without.map(drop)),
        }
    }

    #[test]
    fn items_cost_as_many_times_what_the_offer_says(facts in any_market(), items in 1_u32..=MAX_ITEMS) {
        let list = PriceList::build(facts);
        for offer in &list.offers {
            let mut amounts = Amounts::new();
            let line = list.line((offer.listing.variant, items, None), &[], &mut amounts).unwrap();
            prop_assert_eq!(line.total, offer.price.times(items));
            for (place, _) in list.fees.iter().enumerate() {
                let of = |fee: usize, amount: Money| if fee == place { amount } else { eur("0") };
                let charged = Money::total(list.currency, amounts.iter().map(|((fee, _), amount)| of(*fee, *amount)));
                let shown = offer.fees.iter().map(|fee| of(fee.fee, fee.amount.times(items)));
                prop_assert_eq!(charged, Money::total(list.currency, shown), "each fee as often as it is shown");
            }
        }
    }

    #[test]
    fn each_seller_gets_its_part_of_the_goods_with_the_tax_it_charges(facts in any_market(), items in 1_u32..500) {
        let regimes = facts.regimes.clone();
        let charges = |of| VatRegime::charges(regimes.get(&of).copied());
        let list = PriceList::build(facts);
        for offer in &list.offers {
            let mut amounts = Amounts::new();
            let line = list.line((offer.listing.variant, items, None), &[], &mut amounts).unwrap();
            prop_assert!(amounts.keys().all(|(fee, rate)| charges(list.fees[*fee].enterprise) || *rate == Rate::ZERO));
            let asked = offer.listing.producer_price.times(items);
            let is_own = offer.listing.owner == list.hub;
            prop_assert_eq!(line.goods - line.margin, if is_own { line.goods } else { asked });
            let is_taxed = |part: Money, of| charges(of) || part.is_zero();
            prop_assert!(is_taxed(line.margin_tax, list.hub));
            prop_assert!(is_taxed(line.tax - line.margin_tax, offer.listing.owner));
            prop_assert!(is_taxed(line.deposit_tax, offer.listing.owner));
            let in_sum = |amount: Money, rate| list.included(amount, rate).minor();
            let exact = in_sum(line.goods - line.margin, offer.listing.tax) + in_sum(line.margin, offer.margin_tax);
            prop_assert!((line.tax.minor() - exact).abs() <= 1, "within a cent a line");
        }
    }

    #[test]
    fn the_order_of_the_lines_changes_no_amount(
        facts in any_market(),
        (one, other) in any_basket().prop_flat_map(|basket| (Just(basket.clone()), Just(basket).prop_shuffle())),
    ) {
        let list = PriceList::build(facts);
        match (list.price(&one, Choices::default()), list.price(&other, Choices::default())) {
            (Ok(one), Ok(other)) => {
                prop_assert_eq!(one.total, other.total);
                prop_assert_eq!(one.charges, other.charges);
            }
            (one, other) => prop_assert!(one.is_err() && other.is_err()),
        }
    }

    #[test]
    fn a_basket_is_priced_exactly_when_all_of_it_is_offered(facts in any_market(), basket in any_basket()) {
        let list = PriceList::build(facts);
        let missing = basket.iter().find(|(variant, _)| list.offer(*variant).is_none());
        match (list.price(&basket, Choices::default()), missing) {
            (Err(PriceRefused::NotOffered(refused)), Some((missing, _))) => prop_assert_eq!(refused, *missing),
            (Ok(_) | Err(PriceRefused::BelowZero { .. }), None) => {}
            (priced, missing) => prop_assert!(false, "{priced:?} with {missing:?} missing"),
        }
    }
}
