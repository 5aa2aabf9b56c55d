//! A small market for the tests of this crate.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    str::FromStr,
};

use proptest::{
    collection::{btree_set, vec},
    prelude::*,
};
use sillon_catalogue::{Storage, TaxCategory};
use sillon_identity::{Actor, Coordinate, Permit};
use sillon_kernel::{
    Currency, Money, Name, Quantity, Rate, Text, Timestamp, Unit, VariantId, VatRegime, Window,
};
use sillon_payments::Method;

use crate::{
    Audience, Calculator, Deposit, Direction, Exchange, Facts, Fee, FeeKind, FeeTax, HandOverKind,
    HandOverMethod, Listing, OrderCycle, ShopRules, Stage, Voucher, VoucherValue,
};

/// The id made of a number.
pub(crate) fn id<T: FromStr<Err: Debug>>(number: u32) -> T {
    format!("{number:032x}").parse().unwrap()
}

pub(crate) fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros).unwrap()
}

pub(crate) fn window(from: i64, until: i64) -> Window {
    Window::new(at(from), at(until)).unwrap()
}

/// A cycle that takes orders from 10 until 20.
pub(crate) fn cycle(stage: Stage) -> OrderCycle {
    OrderCycle {
        id: id(1),
        coordinator: id(2),
        name: Name::parse("Week 19").unwrap(),
        orders: window(10, 20),
        stage,
        limit: None,
        is_full: false,
        of: None,
        version: 1,
    }
}

/// The right to run it.
pub(crate) fn by() -> Permit<Coordinate> {
    Actor::Operator.permit(id(2)).unwrap()
}

pub(crate) fn variants(numbers: impl IntoIterator<Item = u32>) -> BTreeSet<VariantId> {
    numbers.into_iter().map(id).collect()
}

pub(crate) fn eur(text: &str) -> Money {
    Money::parse(text, Currency::EUR).unwrap()
}

pub(crate) fn percent(text: &str) -> Rate {
    text.parse().unwrap()
}

pub(crate) fn piece() -> Quantity {
    Quantity::pieces(1)
}

/// The hub 900 in cycle 1, where nothing is sold yet.
pub(crate) fn market() -> Facts {
    Facts {
        cycle: id(1),
        hub: id(900),
        hub_name: "Le Panier".into(),
        version: 1,
        at: at(0),
        currency: Currency::EUR,
        listings: vec![],
        exchanges: vec![],
        coordinator_fees: vec![],
        fees: vec![],
        regimes: BTreeMap::new(),
        rules: ShopRules::default(),
        audience: Audience::PUBLIC,
        hand_over_methods: vec![],
        payments: Method::ALL.into(),
        vouchers: vec![],
        rates: BTreeMap::new(),
        tax_changes_at: None,
        shelves: crate::Shelves::default(),
        suppliers: BTreeSet::from([id(100), id(101)]),
    }
}

/// A voucher of the hub, `CODE` and its number, for any number of orders that use no other.
pub(crate) fn voucher(number: u32, value: VoucherValue) -> Voucher {
    Voucher {
        id: id(number),
        hub: id(900),
        code: format!("CODE {number}").parse().unwrap(),
        value,
        from: None,
        until: None,
        max_uses: None,
        max_uses_each: None,
        combines: false,
        retired_at: None,
        version: 1,
    }
}

/// A listing taxed at 5.5 %.
pub(crate) fn listing(variant: u32, price: &str, size: Quantity) -> Listing {
    Listing {
        variant: id(variant),
        product: id(variant),
        producer: id(100),
        producer_name: "Ferme de l’Étang".into(),
        product_name: "Carrots".into(),
        category: "Vegetables".into(),
        description: None,
        pictures: [].into(),
        label: format!("size {variant}").into(),
        sku: None,
        codes: Vec::new(),
        size,
        owner: id(100),
        price: eur(price),
        producer_price: eur(price),
        reduced_from: None,
        tax: percent("5.5"),
        hub_tax: percent("5.5"),
        supply: id(variant),
        draw: size,
        storage: "ambient".into(),
        withdrawal: sillon_kernel::Withdrawal::Perishable,
        food: std::sync::Arc::default(),
        deposit: None,
        facts: sillon_catalogue::SizeFacts::default(),
        quota: None,
        tags: BTreeSet::new(),
        is_listed: false,
        parts: Vec::new(),
    }
}

/// An untaxed fee.
pub(crate) fn fee(number: u32, calculator: Calculator) -> Fee {
    Fee {
        id: id(number),
        enterprise: id(900),
        name: Name::parse("Fee").unwrap(),
        kind: FeeKind::Packing,
        calculator,
        tax: FeeTax::Rate(Rate::ZERO),
        retired_at: None,
    }
}

pub(crate) fn exchange(
    direction: Direction,
    enterprise: u32,
    carried: impl IntoIterator<Item = u32>,
    fees: impl IntoIterator<Item = u32>,
) -> Exchange {
    Exchange {
        id: id(enterprise),
        enterprise: id(enterprise),
        direction,
        variants: variants(carried),
        fees: fees.into_iter().map(id).collect(),
        carries_all: false,
        pick_up: None,
        pick_up_text: None,
        cutoff: None,
        minimum: None,
        tags: BTreeSet::new(),
        hand_over: vec![],
        payments: BTreeSet::new(),
    }
}

/// A way in which the hub 900 hands over whatever it is.
pub(crate) fn pick_up(number: u32, calculator: Option<Calculator>) -> HandOverMethod {
    HandOverMethod {
        id: id(number),
        hub: id(900),
        name: Name::parse("La Grange").unwrap(),
        kind: HandOverKind::PickUp { address: Text::parse("12 rue des Lilas").unwrap() },
        text: None,
        calculator,
        tax: TaxCategory::Standard,
        carries: Storage::ALL.into(),
        capacity: None,
        tags: BTreeSet::new(),
        retired_at: None,
        version: 1,
    }
}

/// Markets of eight variants and six fees, three producers and two hubs, each with whatever exchanges and fees.
pub(crate) fn any_market() -> impl Strategy<Value = Facts> {
    let deposit = proptest::option::of((1_i64..500, 0_i32..2_500));
    let listings = vec((0_i64..5_000, any_size(), deposit, 0_i64..5_000, any::<bool>()), 8);
    let regimes = vec((0_usize..5, proptest::sample::select(VatRegime::ALL.as_slice())), 0..5);
    let fee_tax = prop_oneof![
        (0_i32..2_500).prop_map(|bps| FeeTax::Rate(Rate::from_bps(bps))),
        proptest::sample::select(TaxCategory::ALL.as_slice()).prop_map(FeeTax::Category),
        Just(FeeTax::Goods),
    ];
    let fees = vec((any_calculator(), fee_tax), 6);
    let exchanges = vec((btree_set(1_u32..=8, 0..=8), vec(1_u32..=6, 0..4)), 5);
    let methods = vec(proptest::option::of(any_calculator()), 0..3);
    (listings, fees, exchanges, vec(1_u32..=6, 0..4), regimes, methods).prop_map(
        |(listings, fees, exchanges, coordinator, regimes, methods)| {
            let cents = |minor| Money::new(minor, Currency::EUR);
            let enterprises = [100, 101, 102, 900, 901];
            Facts {
                listings: (1..)
                    .zip(listings)
                    .map(|(number, (price, size, deposit, asked, is_own))| Listing {
                        owner: if is_own { id(900) } else { id(100) },
                        price: cents(price),
                        producer_price: cents(asked),
                        deposit: deposit
                            .map(|(each, tax)| Deposit::new(cents(each), Rate::from_bps(tax))),
                        ..listing(number, "0", size)
                    })
                    .collect(),
                fees: (1..)
                    .zip(fees)
                    .map(|(number, (calculator, tax))| Fee { tax, ..fee(number, calculator) })
                    .collect(),
                exchanges: enterprises
                    .into_iter()
                    .zip(exchanges)
                    .map(|(enterprise, (carried, fees))| {
                        let direction = if enterprise < 900 {
                            Direction::Incoming
                        } else {
                            Direction::Outgoing
                        };
                        exchange(direction, enterprise, carried, fees)
                    })
                    .collect(),
                coordinator_fees: coordinator.into_iter().map(id).collect(),
                regimes: regimes
                    .into_iter()
                    .map(|(place, regime)| (id(enterprises[place]), regime))
                    .collect(),
                hand_over_methods: (1..)
                    .zip(methods)
                    .map(|(number, calculator)| pick_up(number, calculator))
                    .collect(),
                ..market()
            }
        },
    )
}

fn any_size() -> impl Strategy<Value = Quantity> {
    let of = |unit: Unit| {
        (1_i64..5_000)
            .prop_map(move |count| Quantity::from_milli(count * unit.milli(), unit.dimension()))
    };
    prop_oneof![of(Unit::Gram), of(Unit::Millilitre), of(Unit::Piece)]
}

fn any_calculator() -> impl Strategy<Value = Calculator> {
    let money = || (-300_i64..1_000).prop_map(|minor| Money::new(minor, Currency::EUR));
    let rate = || (-3_000_i32..5_000).prop_map(Rate::from_bps);
    prop_oneof![
        money().prop_map(Calculator::PerItem),
        rate().prop_map(Calculator::PercentPerItem),
        money().prop_map(|per_kg| Calculator::Weight { per_kg }),
        money().prop_map(Calculator::FlatRate),
        (money(), money(), 0_u32..20).prop_map(|(first, additional, most)| Calculator::FlexiRate {
            first,
            additional,
            most
        }),
        (0_i64..20_000, money(), money()).prop_map(|(below, normal, discount)| {
            Calculator::PriceSack { below: Money::new(below, Currency::EUR), normal, discount }
        }),
        rate().prop_map(Calculator::PercentOfTotal),
    ]
}
