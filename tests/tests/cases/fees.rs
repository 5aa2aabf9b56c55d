//! What fees come to, on a line and on an order.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_cycles::{
    Audience, Calculator, Choices, Direction, Exchange, Facts, Fee, FeeKind, FeeTax,
    HandOverMethod, Listing, PriceList, ShopRules, Side, Storage, TaxRates, Voucher,
};
use sillon_kernel::{
    Currency, EnterpriseId, Money, Name, Quantity, Rate, Timestamp, VariantId, VatRegime,
    Withdrawal,
};
use uuid::Uuid;

use crate::case::{Answered, Unknown, need, read};
use crate::hand_overs::method;
use crate::taxes::standard_at;
use crate::weights::grams;

/// How a peer writes a calculator down.
#[derive(Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Written {
    FlatPercentPerItem { percent: Value },
    FlatPercentItemTotal { percent: Value },
    FlatRate { amount: Value },
    FlexiRate { first_item: Value, additional_item: Value, max_items: u32 },
    PerItem { amount: Value },
    PriceSack { minimal_amount: Value, normal_amount: Value, discount_amount: Value },
    Weight { unit: String, per_unit: Value },
    None {},
}

pub(crate) fn euros(value: &Value) -> Result<Money, Unknown> {
    Ok(Money::round(need(value)?, Currency::EUR))
}

fn percent(value: &Value) -> Result<Rate, Unknown> {
    let text = need(value)?.normalize().to_string();
    Rate::parse_percent(&text).map_err(|fault| Unknown(fault.to_string()))
}

impl Written {
    /// The fee's calculator; none, where nothing is charged.
    fn read(&self) -> Result<Option<Calculator>, Unknown> {
        Ok(Some(match self {
            Self::FlatPercentPerItem { percent: rate } => {
                Calculator::PercentPerItem(percent(rate)?)
            }
            Self::FlatPercentItemTotal { percent: rate } => {
                Calculator::PercentOfTotal(percent(rate)?)
            }
            Self::FlatRate { amount } => Calculator::FlatRate(euros(amount)?),
            Self::FlexiRate { first_item, additional_item, max_items } => Calculator::FlexiRate {
                first: euros(first_item)?,
                additional: euros(additional_item)?,
                most: *max_items,
            },
            Self::PerItem { amount } => Calculator::PerItem(euros(amount)?),
            Self::PriceSack { minimal_amount, normal_amount, discount_amount } => {
                Calculator::PriceSack {
                    below: euros(minimal_amount)?,
                    normal: euros(normal_amount)?,
                    discount: euros(discount_amount)?,
                }
            }
            Self::Weight { unit, per_unit } if unit == "kg" => {
                Calculator::Weight { per_kg: euros(per_unit)? }
            }
            Self::Weight { unit, .. } => return Err(Unknown(format!("no fee is by the {unit}"))),
            Self::None {} => return Ok(None),
        }))
    }
}

/// A line of an order that a fee is on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(default)]
    price: Value,
    quantity: u32,
    #[serde(default)]
    variant_unit: Option<String>,
    #[serde(default)]
    unit_value: Value,
    #[serde(default)]
    final_weight_volume: Value,
    #[serde(default)]
    variant_weight: Value,
}

impl Line {
    fn size(&self) -> Result<Quantity, Unknown> {
        match self.variant_unit.as_deref() {
            None if self.variant_weight.is_null() => Ok(Quantity::pieces(1)),
            Some("weight") => grams(&self.unit_value),
            _ => Err(Unknown("what is sold by piece or volume has no weight here".to_owned())),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfCalculator {
    calculator: Value,
    #[serde(default)]
    lines: Option<Vec<Line>>,
    #[serde(default, rename = "record_loaded_from_database")]
    _is_loaded: Option<bool>,
}

pub(crate) fn calculator(given: &Value) -> Answered {
    let given: OfCalculator = read(given)?;
    let written: Result<Written, Unknown> = read(&given.calculator);
    let Some(lines) = given.lines else {
        let read = written.and_then(|written| written.read());
        return Ok(json!({ "valid": read.is_ok() }));
    };
    let written = written?;
    // What peers charge on a shipment, and on no fee, is what a hand-over comes to.
    let of_shipment = matches!(written, Written::FlatPercentItemTotal { .. } | Written::None {});
    let calculator = written.read()?;
    let amount =
        if of_shipment { shipped(calculator, &lines)? } else { charged(calculator, &lines)? };
    Ok(json!({ "amount": amount.amount() }))
}

/// What a hand-over comes to on an order.
fn shipped(calculator: Option<Calculator>, lines: &[Line]) -> Result<Money, Unknown> {
    let (mut market, basket) = selling(lines)?;
    market.methods = vec![HandOverMethod { calculator, ..method("d", "van")? }];
    let list = market.price_list("d");
    let priced =
        list.price(&basket, Choices { hand_over: Some(id("van")), vouchers: &[], weights: &[] });
    let priced = priced.map_err(|refused| Unknown(refused.to_string()))?;
    Ok(priced.hand_over.map_or(Money::zero(Currency::EUR), |charge| charge.amount))
}

/// What a fee on everything comes to on an order, of which some may have been weighed.
fn charged(calculator: Option<Calculator>, lines: &[Line]) -> Result<Money, Unknown> {
    let Some(calculator) = calculator else { return Ok(Money::zero(Currency::EUR)) };
    let (mut market, basket) = selling(lines)?;
    market.charge(Side::Coordinator, "all", FeeKind::Admin, calculator);
    let mut weights = Vec::new();
    for (number, line) in (0..).zip(lines).filter(|(_, it)| !it.final_weight_volume.is_null()) {
        let (name, weight) = (i32::to_string(&number), grams(&line.final_weight_volume)?);
        market.weigh(&name, weight);
        weights.push((id(&name), weight));
    }
    let choices = Choices { weights: &weights, ..Choices::default() };
    let priced = market.price_list("d").price(&basket, choices);
    let priced = priced.map_err(|refused| Unknown(refused.to_string()))?;
    Ok(Money::total(Currency::EUR, priced.charges.iter().map(|charge| charge.amount)))
}

/// A market that sells what the lines of an order are of, and the order.
fn selling(lines: &[Line]) -> Result<(Market, Vec<(VariantId, u32)>), Unknown> {
    let mut market = Market::default();
    let mut basket = Vec::new();
    for (number, line) in (0..).zip(lines) {
        // What has no price in the case is for its weight alone.
        let price =
            if line.price.is_null() { Money::new(100, Currency::EUR) } else { euros(&line.price)? };
        market.sell(&number.to_string(), price, line.size()?);
        basket.push((id(&number.to_string()), line.quantity));
    }
    Ok((market, basket))
}

/// A market of one farm and its hubs, which a case describes.
#[derive(Default)]
pub(crate) struct Market {
    listings: Vec<Listing>,
    carried: BTreeMap<(u128, Direction), Exchange>,
    fees: Vec<Fee>,
    on_all: Vec<sillon_kernel::FeeId>,
    pub(crate) methods: Vec<HandOverMethod>,
    pub(crate) vouchers: Vec<Voucher>,
    pub(crate) regimes: BTreeMap<EnterpriseId, VatRegime>,
    /// How fees are taxed that are charged from now on.
    fee_tax: FeeTax,
    pub(crate) rates: BTreeMap<EnterpriseId, TaxRates>,
}

/// The id of something by its name.
pub(crate) fn id<T: From<Uuid>>(name: &str) -> T {
    let number =
        name.bytes().fold(17_u128, |id, byte| id.wrapping_mul(257).wrapping_add(byte.into()));
    Uuid::from_u128(number).into()
}

pub(crate) const FARM: &str = "the farm";

impl Market {
    /// Sets whether prices are without tax, which is added to them.
    pub(crate) fn add_taxes(&mut self, are_added: bool) {
        self.rates.insert(id("d"), standard_at(Rate::ZERO, are_added));
    }

    /// Sets how fees are taxed that are charged from now on.
    pub(crate) fn fees_taxed(&mut self, tax: FeeTax) {
        self.fee_tax = tax;
    }

    /// Sets the tax rate in what is sold under a name.
    pub(crate) fn tax(&mut self, name: &str, rate: Rate) {
        for listing in self.listings.iter_mut().filter(|it| *it.label == *name) {
            (listing.tax, listing.hub_tax) = (rate, rate);
        }
    }

    /// Sets that what is sold under a name is weighed, and the most that one is charged for.
    pub(crate) fn weigh(&mut self, name: &str, heaviest: Quantity) {
        for listing in self.listings.iter_mut().filter(|it| *it.label == *name) {
            listing.facts.heaviest = Some(heaviest);
        }
    }

    /// Sets how what is sold under a name is kept.
    pub(crate) fn keep(&mut self, name: &str, storage: Storage) {
        for listing in self.listings.iter_mut().filter(|it| *it.label == *name) {
            listing.storage = storage.as_str().into();
        }
    }

    /// Sets that the hub itself owns what is sold under a name.
    pub(crate) fn own(&mut self, name: &str) {
        for listing in self.listings.iter_mut().filter(|it| *it.label == *name) {
            listing.owner = id("d");
        }
    }

    pub(crate) fn sell(&mut self, name: &str, price: Money, size: Quantity) {
        self.listings.push(Listing {
            variant: id(name),
            product: id(name),
            producer: id(FARM),
            producer_name: FARM.into(),
            product_name: name.into(),
            category: "Market".into(),
            description: None,
            pictures: [].into(),
            label: name.into(),
            sku: None,
            codes: Vec::new(),
            size,
            owner: id(FARM),
            price,
            producer_price: price,
            reduced_from: None,
            tax: Rate::ZERO,
            hub_tax: Rate::ZERO,
            supply: id(name),
            draw: size,
            storage: "ambient".into(),
            withdrawal: Withdrawal::Perishable,
            food: std::sync::Arc::default(),
            deposit: None,
            facts: sillon_cycles::SizeFacts::default(),
            quota: None,
            tags: BTreeSet::new(),
            is_listed: false,
            parts: Vec::new(),
        });
        self.carry(FARM, Direction::Incoming, &[name.to_owned()]);
        self.carry("d", Direction::Outgoing, &[name.to_owned()]);
    }

    /// The exchange of an enterprise, which carries these too.
    fn carry(&mut self, of: &str, direction: Direction, variants: &[String]) -> &mut Exchange {
        let enterprise: sillon_kernel::EnterpriseId = id(of);
        let blank = || Exchange::blank(id(of), enterprise, direction);
        let key = (enterprise.0.as_u128(), direction);
        let exchange = self.carried.entry(key).or_insert_with(blank);
        exchange.variants.extend(variants.iter().map(|name| id::<sillon_kernel::VariantId>(name)));
        exchange
    }

    fn fee(&mut self, name: &str, kind: FeeKind, calculator: Calculator) -> sillon_kernel::FeeId {
        self.fees.push(Fee {
            id: id(name),
            enterprise: id("d"),
            name: Name::parse(name).expect("a name"),
            kind,
            calculator,
            tax: self.fee_tax,
            retired_at: None,
        });
        id(name)
    }

    pub(crate) fn charge(&mut self, side: Side, name: &str, kind: FeeKind, calculator: Calculator) {
        let fee = self.fee(name, kind, calculator);
        match side {
            Side::Coordinator => self.on_all.push(fee),
            Side::Supplier => self.carry(FARM, Direction::Incoming, &[]).fees.push(fee),
            Side::Distributor => self.carry("d", Direction::Outgoing, &[]).fees.push(fee),
        }
    }

    pub(crate) fn price_list(self, hub: &str) -> PriceList {
        PriceList::build(Facts {
            cycle: id("the cycle"),
            hub: id(hub),
            hub_name: hub.into(),
            version: 1,
            at: Timestamp::from_micros(0).expect("an instant"),
            currency: Currency::EUR,
            listings: self.listings,
            exchanges: self.carried.into_values().collect(),
            coordinator_fees: self.on_all,
            fees: self.fees,
            rules: ShopRules::default(),
            audience: Audience::PUBLIC,
            regimes: self.regimes,
            hand_over_methods: self.methods,
            payments: sillon_payments::Method::ALL.into(),
            vouchers: self.vouchers,
            rates: self.rates,
            tax_changes_at: None,
            suppliers: std::collections::BTreeSet::new(),
            shelves: sillon_cycles::Shelves::default(),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfKind {
    calculator_type: String,
}

pub(crate) fn classification(given: &Value) -> Answered {
    let OfKind { calculator_type } = read(given)?;
    let one = json!("1");
    let written = match calculator_type.as_str() {
        "flexi_rate" => {
            Written::FlexiRate { first_item: one.clone(), additional_item: one, max_items: 1 }
        }
        "price_sack" => Written::PriceSack {
            minimal_amount: one.clone(),
            normal_amount: one.clone(),
            discount_amount: one,
        },
        "flat_rate" => Written::FlatRate { amount: one },
        "per_item" => Written::PerItem { amount: one },
        "weight" => Written::Weight { unit: "kg".to_owned(), per_unit: one },
        "flat_percent_per_item" => Written::FlatPercentPerItem { percent: one },
        other => return Err(Unknown(format!("no calculator is {other}"))),
    };
    let is_per_item = written.read()?.is_some_and(|calculator| calculator.is_per_item());
    let applies = if is_per_item { "per_item" } else { "per_order" };
    Ok(json!({ "applies": applies, "shown_in_shop_price": is_per_item }))
}

/// A fee of an enterprise, as cases have it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    calculator: Written,
    fee_type: FeeKind,
    #[serde(default)]
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Carrying {
    #[serde(default)]
    receiver: Option<String>,
    variants: Vec<String>,
    fees: Vec<Named>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Priced {
    price: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum OfEnterprise {
    Market {
        variants: BTreeMap<String, Priced>,
        #[serde(default)]
        incoming: Vec<Carrying>,
        outgoing: Vec<Carrying>,
        #[serde(default)]
        coordinator_fees: Vec<Named>,
        distributor: String,
    },
    ByType {
        per_item_fees_by_type: BTreeMap<FeeKind, Value>,
    },
    Sides {
        incoming_fee: String,
        outgoing_fee: String,
        coordinator_fee: String,
    },
    Nowhere {
        order_cycle: (),
        distributor: (),
    },
    Shown {
        price: Value,
        fees: Value,
    },
}

pub(crate) fn of_enterprise(given: &Value) -> Answered {
    match read(given)? {
        OfEnterprise::Market { variants, incoming, outgoing, coordinator_fees, distributor } => {
            in_market(&variants, incoming, outgoing, coordinator_fees, &distributor)
        }
        OfEnterprise::ByType { per_item_fees_by_type } => {
            let mut market = Market::default();
            market.sell("v", Money::new(10_000, Currency::EUR), Quantity::pieces(1));
            for (kind, amount) in per_item_fees_by_type {
                let amount = Calculator::PerItem(euros(&amount)?);
                market.charge(Side::Coordinator, kind.as_str(), kind, amount);
            }
            let basket = [(id("v"), 1)];
            let list = market.price_list("d");
            let priced = list
                .price(&basket, Choices::default())
                .map_err(|refused| Unknown(refused.to_string()))?;
            let told = priced.charges.iter().map(|charge| {
                let kind = list.fees.get(charge.fee).map(|fee| fee.kind.as_str());
                (kind.unwrap_or_default().to_owned(), json!(charge.amount.amount()))
            });
            Ok(json!({ "breakdown": told.collect::<serde_json::Map<_, _>>() }))
        }
        OfEnterprise::Sides { incoming_fee, outgoing_fee, coordinator_fee } => {
            let mut market = Market::default();
            market.sell("v", Money::new(1_000, Currency::EUR), Quantity::pieces(1));
            let cent = || Calculator::PerItem(Money::new(1, Currency::EUR));
            for (side, name) in [
                (Side::Coordinator, coordinator_fee),
                (Side::Distributor, outgoing_fee),
                (Side::Supplier, incoming_fee),
            ] {
                market.charge(side, &name, FeeKind::Admin, cent());
            }
            let list = market.price_list("d");
            let told = |fee: &sillon_cycles::ItemFee| {
                let name = list.fees.get(fee.fee).map(|fee| fee.name.to_string());
                json!([name, fee.side.as_str()])
            };
            let fees = list.offers.iter().flat_map(|offer| &offer.fees).map(told);
            Ok(json!({ "applicators": fees.collect::<Vec<_>>() }))
        }
        OfEnterprise::Nowhere { order_cycle: (), distributor: () } => {
            let list = Market::default().price_list("d");
            Ok(
                json!({ "applicators": list.fees.iter().map(|fee| fee.name.as_str()).collect::<Vec<_>>() }),
            )
        }
        OfEnterprise::Shown { price, fees } => {
            let mut market = Market::default();
            market.sell("v", euros(&price)?, Quantity::pieces(1));
            market.charge(
                Side::Distributor,
                "fee",
                FeeKind::Admin,
                Calculator::PerItem(euros(&fees)?),
            );
            let price = market.price_list("d").offers.first().map(|offer| offer.price.amount());
            Ok(json!({ "price_with_fees": price }))
        }
    }
}

fn in_market(
    variants: &BTreeMap<String, Priced>,
    incoming: Vec<Carrying>,
    outgoing: Vec<Carrying>,
    coordinator_fees: Vec<Named>,
    hub: &str,
) -> Answered {
    let mut market = Market::default();
    for (name, Priced { price }) in variants {
        market.sell(name, euros(price)?, Quantity::pieces(1));
    }
    let mut count = 0;
    let mut name_of = |fee: &Named| {
        count += 1;
        fee.name.clone().unwrap_or_else(|| format!("fee {count}"))
    };
    for (ways, direction) in [(incoming, Direction::Incoming), (outgoing, Direction::Outgoing)] {
        for Carrying { receiver, variants, fees } in ways {
            let of = receiver.unwrap_or_else(|| FARM.to_owned());
            for fee in fees {
                let Some(calculator) = fee.calculator.read()? else { continue };
                let fee = market.fee(&name_of(&fee), fee.fee_type, calculator);
                market.carry(&of, direction, &variants).fees.push(fee);
            }
        }
    }
    for fee in coordinator_fees {
        let Some(calculator) = fee.calculator.read()? else { continue };
        market.charge(Side::Coordinator, &name_of(&fee), fee.fee_type, calculator);
    }
    let list = market.price_list(hub);
    let per_unit = |name: &String| {
        let offer = list.offers.iter().find(|offer| offer.listing.variant == id(name));
        let fees = offer.into_iter().flat_map(|offer| &offer.fees).map(|fee| fee.amount);
        (name.clone(), json!(Money::total(Currency::EUR, fees).amount()))
    };
    let per_unit: serde_json::Map<_, _> = variants.keys().map(per_unit).collect();
    let on_order =
        |order_fee: &sillon_cycles::OrderFee| match &list.fees.get(order_fee.fee)?.calculator {
            Calculator::FlatRate(amount) => Some(amount.amount()),
            _ => None,
        };
    let per_order: Vec<String> = list.order_fees.iter().filter_map(on_order).collect();
    let names: Vec<&str> = list.fees.iter().map(|fee| fee.name.as_str()).collect();
    Ok(json!({ "per_unit_fee": per_unit, "per_order_fees": per_order, "applied_fee_names": names }))
}

/// A fee, as those tell it who compare peers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum OfPeer {
    Percent { price: Value, qty: u32, percent: Value },
    Flexi { first: Value, additional: Value, max_items: u32, qty: Vec<u32> },
    Sack { minimal: Value, normal: Value, discount: Value, line_totals: Vec<Value> },
    Weight { lines: Vec<(Value, u32)>, per_kg: Value },
}

fn plain(price: &Value, quantity: u32) -> Line {
    Line {
        price: price.clone(),
        quantity,
        variant_unit: None,
        unit_value: Value::Null,
        final_weight_volume: Value::Null,
        variant_weight: Value::Null,
    }
}

pub(crate) fn of_peer(given: &Value) -> Answered {
    match read(given)? {
        OfPeer::Percent { price, qty, percent: rate } => {
            let calculator = Calculator::PercentPerItem(percent(&rate)?);
            Ok(json!({ "fee": charged(Some(calculator), &[plain(&price, qty)])?.amount() }))
        }
        OfPeer::Flexi { first, additional, max_items, qty } => {
            let written =
                Written::FlexiRate { first_item: first, additional_item: additional, max_items };
            let calculator = written.read()?;
            let of = |items: &u32| {
                Ok(charged(calculator.clone(), &[plain(&json!(1), *items)])?.amount())
            };
            Ok(json!({ "fee": qty.iter().map(of).collect::<Result<Vec<_>, Unknown>>()? }))
        }
        OfPeer::Sack { minimal, normal, discount, line_totals } => {
            let calculator = Written::PriceSack {
                minimal_amount: minimal,
                normal_amount: normal,
                discount_amount: discount,
            }
            .read()?;
            let of = |total: &Value| Ok(charged(calculator.clone(), &[plain(total, 1)])?.amount());
            Ok(json!({ "fee": line_totals.iter().map(of).collect::<Result<Vec<_>, Unknown>>()? }))
        }
        OfPeer::Weight { lines, per_kg } => {
            let calculator = Calculator::Weight { per_kg: euros(&per_kg)? };
            let line = |(grams, quantity): (Value, u32)| Line {
                // What has no weight is sold by the piece.
                variant_unit: (!grams.is_null()).then(|| "weight".to_owned()),
                unit_value: grams,
                ..plain(&json!(1), quantity)
            };
            let lines: Vec<Line> = lines.into_iter().map(line).collect();
            Ok(json!({ "fee": charged(Some(calculator), &lines)?.amount() }))
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    weights: Vec<u64>,
    amount_cents: i64,
}

pub(crate) fn proration(given: &Value) -> Answered {
    let Shared { weights, amount_cents } = read(given)?;
    let parts = Money::new(amount_cents, Currency::EUR).split(&weights);
    let parts = parts.map_err(|refused| Unknown(refused.to_string()))?;
    Ok(json!({ "parts": parts.iter().map(|part| part.minor()).collect::<Vec<_>>() }))
}
