use std::sync::Arc;

use proptest::prelude::*;
use sillon_kernel::HandOverMethodId;

use super::*;
use crate::{
    Choices, Facts, Listing,
    sample::{any_market, eur, id, percent, pick_up, voucher},
};

/// The list of what a basket holds, on the terms it was priced on, once they were stored and read.
fn kept(list: &PriceList, priced: &Priced) -> PriceList {
    let stored = serde_json::to_string(&Terms::of(list, priced)).unwrap();
    let terms: Terms = serde_json::from_str(&stored).unwrap();
    let of_line = |line: &crate::PricedLine| list.offers[line.offer].listing.clone();
    let hand_over = priced.hand_over.and_then(|it| list.hand_over(it.method));
    terms.price_list(&Ordered {
        cycle: list.cycle,
        hub: list.hub,
        hub_name: Arc::clone(&list.hub_name),
        currency: list.currency,
        listings: priced.lines.iter().map(of_line).collect(),
        // What it costs is a part of the terms.
        hand_over: hand_over.map(|it| HandOverMethod { calculator: None, ..it.method.clone() }),
    })
}

/// What a basket comes to, in terms that two lists share.
fn told(list: &PriceList, priced: &Priced) -> impl PartialEq + std::fmt::Debug + use<> {
    let lines = priced.lines.iter().map(|line| crate::PricedLine { offer: 0, ..*line });
    let charges = priced
        .charges
        .iter()
        .map(|charge| (list.fees[charge.fee].id, charge.tax_rate, charge.amount, charge.tax));
    (
        lines.collect::<Vec<_>>(),
        charges.collect::<Vec<_>>(),
        priced.hand_over,
        (priced.taxes.clone(), priced.reductions.clone(), priced.total),
    )
}

fn choices(hand_over: Option<HandOverMethodId>, vouchers: &[VoucherId]) -> Choices<'_> {
    Choices { hand_over, vouchers, weights: &[] }
}

/// The taxes of a place that adds two to its prices.
fn adding() -> sillon_catalogue::TaxRates {
    let since = sillon_kernel::Timestamp::from_micros(0).unwrap();
    let rate = |(name, rate): (&str, &str)| sillon_catalogue::RateSince {
        category: sillon_catalogue::TaxCategory::Standard,
        tax: sillon_catalogue::TaxName::parse(name).ok(),
        since,
        rate: percent(rate),
    };
    let zone = sillon_catalogue::TaxZone {
        code: "CA-QC".to_owned(),
        country: "CA".parse().unwrap(),
        postcodes: Vec::new(),
        adds_tax: true,
        history: [("GST", "5"), ("QST", "9.975")].map(rate).into(),
    };
    zone.rates_at(since)
}

proptest! {
    #[test]
    fn an_order_costs_on_its_terms_what_it_cost_and_less_of_it_what_that_would_have_cost(
        facts in any_market(),
        quantities in proptest::collection::vec((1_u32..20, 0_u32..20), 8),
        takes_off in 1_i64..3_000,
        taxed in any::<bool>(),
    ) {
        let value = VoucherValue::Flat(Money::new(takes_off, eur("0").currency()));
        let rates = if taxed { [(id(900), adding()), (id(100), adding())].into() } else { BTreeMap::new() };
        let list = PriceList::build(Facts { vouchers: vec![voucher(1, value)], rates, ..facts });
        let ordered = list.offers.iter().zip(&quantities);
        let basket: Vec<(VariantId, u32)> =
            ordered.clone().map(|(offer, (quantity, _))| (offer.listing.variant, *quantity)).collect();
        let method = list.hand_over.first().map(|it| it.method.id);
        let used = [id(1)];
        let Ok(priced) = list.price(&basket, choices(method, &used)) else { return Ok(()) };
        let kept = kept(&list, &priced);
        let again = kept.price(&basket, choices(method, &used)).unwrap();
        prop_assert_eq!(told(&kept, &again), told(&list, &priced));

        let less: Vec<(VariantId, u32)> = ordered
            .map(|(offer, (quantity, left))| (offer.listing.variant, *left.min(quantity)))
            .filter(|(_, left)| *left > 0)
            .collect();
        match (list.price(&less, choices(method, &used)), kept.price(&less, choices(method, &used))) {
            (Ok(would), Ok(does)) => prop_assert_eq!(told(&kept, &does), told(&list, &would)),
            (would, does) => prop_assert_eq!(would.err(), does.err()),
        }
    }
}

/// What a list charges on the whole order, in no order.
fn charged(list: &PriceList, priced: &Priced) -> impl PartialEq + std::fmt::Debug + use<> {
    let mut charges: Vec<_> = priced
        .charges
        .iter()
        .map(|charge| (list.fees[charge.fee].id, charge.tax_rate, charge.amount, charge.tax))
        .collect();
    charges.sort_by_key(|(fee, rate, amount, tax)| (*fee, *rate, amount.minor(), tax.minor()));
    (charges, priced.hand_over, priced.total)
}

proptest! {
    #[test]
    fn goods_that_come_later_cost_what_they_cost_with_the_rest_and_are_kept_with_it(
        facts in any_market(),
        quantities in proptest::collection::vec((0_u32..9, 0_u32..9), 8),
    ) {
        let list = PriceList::build(facts);
        let of = |each: fn(&(u32, u32)) -> u32| -> Vec<(VariantId, u32)> {
            let all = list.offers.iter().zip(&quantities);
            all.map(|(offer, it)| (offer.listing.variant, each(it))).filter(|(_, it)| *it > 0).collect()
        };
        let (first, all) = (of(|it| it.0), of(|it| it.0 + it.1));
        let method = list.hand_over.first().map(|it| it.method.id);
        let Ok(placed) = list.price(&first, choices(method, &[])) else { return Ok(()) };
        let goods = all.iter().map(|(variant, _)| *variant).collect();
        let grown = kept(&list, &placed).with_goods_of(&list, &goods);
        match (grown.price(&all, choices(method, &[])), list.price(&all, choices(method, &[]))) {
            (Ok(now), Ok(would)) => prop_assert_eq!(charged(&grown, &now), charged(&list, &would)),
            (now, would) => prop_assert_eq!(now.err(), would.err()),
        }
        // What was kept of all of it prices what it was first as before.
        let stored = serde_json::to_string(&Terms::of_all(&grown)).unwrap();
        let again = serde_json::from_str::<Terms>(&stored).unwrap().price_list(&Ordered {
            cycle: list.cycle,
            hub: list.hub,
            hub_name: Arc::clone(&list.hub_name),
            currency: list.currency,
            listings: grown.offers.iter().map(|offer| offer.listing.clone()).collect(),
            hand_over: grown.hand_over.first().map(|it| it.method.clone()),
        });
        let before = again.price(&first, choices(method, &[])).unwrap();
        prop_assert_eq!(charged(&again, &before), charged(&list, &placed));
    }
}

#[test]
fn of_a_shop_without_fees_nothing_is_kept() {
    let (list, priced) = priced(Vec::new());
    assert_eq!(serde_json::to_string(&Terms::of(&list, &priced)).unwrap(), "{}");
}

#[test]
fn what_is_kept_is_read_again_whatever_comes_with_it_later() {
    let terms: Terms = serde_json::from_str(r#"{"comes_later":1}"#).unwrap();
    assert_eq!(terms, Terms::default());
    let (list, priced) = priced(vec![crate::sample::fee(1, Calculator::FlatRate(eur("1")))]);
    let stored = serde_json::to_value(Terms::of(&list, &priced)).unwrap();
    assert_eq!(
        stored["order_fees"],
        serde_json::json!([{"fee": 0, "side": "coordinator", "tax_rate": "0"}])
    );
    assert_eq!(stored["hand_over"]["method"], id::<HandOverMethodId>(1).to_string());
}

/// A basket of one line in a shop of these fees on the whole cycle, with a way of hand-over where there are some.
fn priced(fees: Vec<Fee>) -> (PriceList, Priced) {
    let size = crate::sample::piece();
    let listings: Vec<Listing> = vec![crate::sample::listing(1, "2.00", size)];
    let method = (!fees.is_empty()).then(|| id(1));
    let methods = method.map(|_: HandOverMethodId| pick_up(1, None));
    let facts = Facts {
        listings,
        exchanges: vec![
            crate::sample::exchange(crate::Direction::Incoming, 100, [1], []),
            crate::sample::exchange(crate::Direction::Outgoing, 900, [1], []),
        ],
        coordinator_fees: fees.iter().map(|fee| fee.id).collect(),
        fees,
        hand_over_methods: methods.into_iter().collect(),
        ..crate::sample::market()
    };
    let list = PriceList::build(facts);
    let priced = list.price(&[(id(1), 3)], choices(method, &[])).unwrap();
    assert_eq!(list.offers[0].goods_rates[0].0, percent("5.5"));
    (list, priced)
}
