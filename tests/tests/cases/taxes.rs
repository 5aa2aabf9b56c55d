//! The tax in prices, and what vouchers take off them.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{RateSince, TaxCategory, TaxRates, TaxZone, TaxZones};
use sillon_cycles::{
    Calculator, Choices, FeeKind, FeeTax, HandOverCharge, HandOverMethod, Priced, PricedLine, Side,
    Voucher, VoucherCode, VoucherValue,
};
use sillon_kernel::{Currency, Money, Quantity, Rate, Timestamp, VariantId, VatRegime};

use crate::case::{Answered, Unknown, need, read};
use crate::fees::{FARM, Market, euros, id};
use crate::hand_overs::method;
use crate::vat::{self, OfPeer};

/// What is sold at one price and tax rate, and how it is paid less for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum OfVoucher {
    /// A voucher on an order that comes to so much, so much of it tax.
    Used {
        voucher: Option<Written>,
        #[serde(default)]
        pre_discount_total: Value,
        #[serde(default)]
        additional_tax_total: Value,
        #[serde(default)]
        included_tax_total: Value,
    },
    /// What a voucher is reckoned of.
    Reckoned {
        item_total: Value,
        shipping: Value,
        #[serde(rename = "voucher")]
        _is_used: bool,
    },
    /// Which may be made at all.
    Bounds { cases: Vec<Written> },
    /// A code as it is typed.
    Code { code: String },
    /// Some flat vouchers, each on its own.
    Flat { order_total: Value, vouchers: Vec<Value> },
    /// A flat one on an order so much of which is tax.
    Taxed { order_total: Value, voucher: Value, included_tax: Value },
    /// One on an order to which tax is added.
    Added {
        order_total: Value,
        #[serde(default)]
        voucher: Value,
        #[serde(default)]
        percent: Value,
        additional_tax: Value,
    },
    /// What is left to pay beside what a customer has to their credit.
    Credit {
        #[serde(rename = "item_total")]
        _total: Value,
        #[serde(rename = "pending_customer_credit")]
        _credit: Value,
    },
    /// What a hub reports of an order, of which only the tax of the voucher is told.
    Reported {
        #[serde(rename = "order_total_after_voucher")]
        _total: Value,
        #[serde(default, rename = "included_tax")]
        _included: Value,
        #[serde(default, rename = "voucher_included_tax")]
        _off_included: Value,
        #[serde(default, rename = "additional_tax")]
        _added: Value,
        #[serde(default, rename = "voucher_tax")]
        _off_added: Value,
    },
}

/// A voucher as a peer writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    r#type: String,
    amount: Value,
}

impl Written {
    fn value(&self) -> Result<VoucherValue, Unknown> {
        match self.r#type.as_str() {
            "flat" => Ok(VoucherValue::Flat(euros(&self.amount)?)),
            "percentage" => Ok(VoucherValue::Percent(percent(need(&self.amount)?)?)),
            other => Err(Unknown(format!("no voucher is {other}"))),
        }
    }
}

fn percent(percent: Decimal) -> Result<Rate, Unknown> {
    Rate::parse_percent(&percent.normalize().to_string())
        .map_err(|fault| Unknown(fault.to_string()))
}

fn voucher(value: VoucherValue) -> Voucher {
    Voucher {
        id: id("voucher"),
        hub: id("d"),
        code: "CODE".parse().expect("a code"),
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

/// An order of one thing that comes to so much, of which so much is tax, with a voucher.
fn used_on(total: Money, tax: InSum, value: VoucherValue) -> Result<Priced, Unknown> {
    let (InSum::Included(of) | InSum::Added(of)) = tax;
    let net = Decimal::from(total.minor() - of.minor());
    let rate = (Decimal::from(of.minor() * 100) / net).round_dp(4);
    let mut market = Market::default();
    let is_added = matches!(tax, InSum::Added(_));
    market.add_taxes(is_added);
    market.sell("all", if is_added { total - of } else { total }, Quantity::pieces(1));
    market.tax("all", percent(rate)?);
    // There, a shop sells everything itself.
    market.own("all");
    market.vouchers = vec![voucher(value)];
    let (list, named) = (market.price_list("d"), [id("voucher")]);
    let choices = Choices { hand_over: None, vouchers: &named, weights: &[] };
    list.price(&[(id::<VariantId>("all"), 1)], choices)
        .map_err(|refused| Unknown(refused.to_string()))
}

/// The tax in what an order comes to.
#[derive(Clone, Copy)]
enum InSum {
    /// Included in its price.
    Included(Money),
    /// Added to it.
    Added(Money),
}

/// What a voucher takes off without tax, and its tax.
fn net_and_tax(priced: &Priced) -> (Money, Money) {
    let nothing = Money::zero(Currency::EUR);
    let off = priced.reductions.iter().flat_map(|it| &it.parts);
    off.fold((nothing, nothing), |(net, tax), part| (net + part.amount - part.tax, tax + part.tax))
}

fn zero(given: &Value) -> Result<Money, Unknown> {
    if given.is_null() { Ok(Money::zero(Currency::EUR)) } else { euros(given) }
}

pub(crate) fn vouchers(given: &Value) -> Answered {
    match read(given)? {
        OfVoucher::Used { voucher: None, .. } => Ok(json!({ "rate": "0" })),
        OfVoucher::Used {
            voucher: Some(voucher),
            pre_discount_total,
            additional_tax_total,
            included_tax_total,
        } => {
            let (total, added) = (euros(&pre_discount_total)?, zero(&additional_tax_total)?);
            if !added.is_zero() {
                let (net, tax) =
                    net_and_tax(&used_on(total, InSum::Added(added), voucher.value()?)?);
                return Ok(json!({ "amount": net.amount(), "tax_amount": tax.amount() }));
            }
            let included = InSum::Included(zero(&included_tax_total)?);
            let priced = used_on(total, included, voucher.value()?)?;
            let off =
                priced.reductions.first().ok_or(Unknown("nothing is taken off".to_owned()))?;
            let tax = Money::total(Currency::EUR, off.parts.iter().map(|part| part.tax));
            let rate = Decimal::from(off.amount.minor()) / Decimal::from(total.minor());
            Ok(json!({
                "amount": off.amount.amount(), "included_tax": tax.amount(), "rate": rate.normalize().to_string(),
            }))
        }
        OfVoucher::Reckoned { item_total, shipping, .. } => {
            let mut market = Market::default();
            market.sell("all", euros(&item_total)?, Quantity::pieces(1));
            let calculator = Some(Calculator::FlatRate(euros(&shipping)?));
            market.methods = vec![HandOverMethod { calculator, ..method("d", "van")? }];
            market.vouchers = vec![voucher(VoucherValue::Percent(percent(Decimal::ONE_HUNDRED)?))];
            let (list, named) = (market.price_list("d"), [id("voucher")]);
            let choices = Choices { hand_over: Some(id("van")), vouchers: &named, weights: &[] };
            let priced = list
                .price(&[(id::<VariantId>("all"), 1)], choices)
                .map_err(|refused| Unknown(refused.to_string()))?;
            let all = Money::total(Currency::EUR, priced.reductions.iter().map(|it| -it.amount));
            Ok(json!({ "pre_discount_total": all.amount() }))
        }
        OfVoucher::Bounds { cases } => {
            let is_valid = |written: &Written| {
                let value = written.value()?;
                Ok(voucher(value).check(Currency::EUR).is_ok())
            };
            let valid: Vec<bool> = cases.iter().map(is_valid).collect::<Result<_, Unknown>>()?;
            Ok(json!({ "valid": valid }))
        }
        OfVoucher::Code { code } => {
            let code: VoucherCode = code.parse().map_err(|fault| Unknown(format!("{fault}")))?;
            Ok(json!({ "code": code.as_str() }))
        }
        OfVoucher::Flat { order_total, vouchers } => {
            let (total, none) = (euros(&order_total)?, Money::zero(Currency::EUR));
            let off = |value: &Value| {
                let priced =
                    used_on(total, InSum::Included(none), VoucherValue::Flat(euros(value)?))?;
                let amounts = priced.reductions.iter().map(|it| it.amount);
                Ok(json!(Money::total(Currency::EUR, amounts).amount()))
            };
            let discount: Vec<Value> = vouchers.iter().map(off).collect::<Result<_, Unknown>>()?;
            Ok(json!({ "discount": discount }))
        }
        OfVoucher::Taxed { order_total, voucher, included_tax } => {
            let flat = VoucherValue::Flat(euros(&voucher)?);
            let priced =
                used_on(euros(&order_total)?, InSum::Included(euros(&included_tax)?), flat)?;
            let parts = priced.reductions.iter().flat_map(|it| &it.parts).map(|part| part.tax);
            Ok(json!({ "included_tax": Money::total(Currency::EUR, parts).amount() }))
        }
        OfVoucher::Added { order_total, voucher, percent: share, additional_tax } => {
            let value = if share.is_null() {
                VoucherValue::Flat(euros(&voucher)?)
            } else {
                VoucherValue::Percent(percent(need(&share)?)?)
            };
            let added = InSum::Added(euros(&additional_tax)?);
            let (net, tax) = net_and_tax(&used_on(euros(&order_total)?, added, value)?);
            Ok(json!({ "goods": net.amount(), "tax": tax.amount() }))
        }
        OfVoucher::Credit { .. } => {
            Err(Unknown("no credit is taken off an order before it is placed".to_owned()))
        }
        OfVoucher::Reported { .. } => {
            Err(Unknown("no report sums up the tax of a hub's orders".to_owned()))
        }
    }
}

/// What of the taxes that are added somebody charges.
fn added_by(priced: &Priced, payee: &str) -> Money {
    let theirs = priced.taxes.iter().filter(|tax| tax.payee == id(payee));
    Money::total(Currency::EUR, theirs.map(|tax| tax.amount))
}

/// Something that is taxed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum OfTax {
    /// An amount at a rate.
    Amount {
        #[serde(rename = "taxable")]
        _what: String,
        amount: Value,
        rate: Value,
        included_in_price: bool,
    },
    /// A line, and a fee on the order.
    Line {
        line_amount: Value,
        order_fee_amount: Value,
        #[serde(rename = "fee_tax_category")]
        _untaxed: (),
        product_rate: Value,
        included_in_price: bool,
    },
    /// A hand-over, taxed or not, of a hub that charges tax or does not.
    Shipping {
        #[serde(default)]
        distributor_charges_sales_tax: Option<bool>,
        shipping: Value,
        #[serde(default)]
        rate: Value,
        #[serde(default)]
        included_in_price: Option<bool>,
        #[serde(default, rename = "shipping_tax_category")]
        _untaxed: (),
    },
    /// A line and a hand-over, each at a rate.
    Both { line: Taxed, shipment: Shipped, included_in_price: bool },
    /// A fee that is taxed as what it is on.
    Inherited { line_amount: Value, fee_amount: Value, rate: Value, included_in_price: bool },
    /// Taxes of fees, to be added up.
    OfFees {
        #[serde(rename = "fee_taxes")]
        _taxes: Vec<Value>,
        #[serde(rename = "admin_adjustment")]
        _adjustment: Value,
    },
    /// Taxes of a fee and a hand-over, to be added up.
    OfOrder {
        #[serde(rename = "fee_tax")]
        _fee: Value,
        #[serde(rename = "shipping_tax")]
        _shipping: Value,
    },
    /// As others tell it.
    Peer(OfPeer),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taxed {
    price: Value,
    quantity: u32,
    rate: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    cost: Value,
    rate: Value,
}

pub(crate) fn tax(given: &Value) -> Answered {
    let rate = |share: &Value| percent(need(share)? * Decimal::ONE_HUNDRED);
    match read(given)? {
        OfTax::Amount { amount, rate: share, included_in_price, .. } => {
            let mut market = Market::default();
            market.add_taxes(!included_in_price);
            market.sell("all", euros(&amount)?, Quantity::pieces(1));
            market.tax("all", rate(&share)?);
            let list = market.price_list("d");
            let priced = list
                .price(&[(id::<VariantId>("all"), 1)], Choices::default())
                .map_err(|refused| Unknown(refused.to_string()))?;
            let line = priced.lines.first().ok_or(Unknown("nothing is sold".to_owned()))?;
            Ok(json!({
                "tax": (line.tax + added_by(&priced, FARM)).amount(), "increases_total": priced.total != euros(&amount)?,
            }))
        }
        OfTax::Line { line_amount, order_fee_amount, product_rate, included_in_price, .. } => {
            let mut market = Market::default();
            market.add_taxes(!included_in_price);
            market.sell("all", euros(&line_amount)?, Quantity::pieces(1));
            market.tax("all", rate(&product_rate)?);
            let flat = Calculator::FlatRate(euros(&order_fee_amount)?);
            market.charge(Side::Coordinator, "fee", FeeKind::Admin, flat);
            let list = market.price_list("d");
            let priced = list
                .price(&[(id::<VariantId>("all"), 1)], Choices::default())
                .map_err(|refused| Unknown(refused.to_string()))?;
            let of_fee = priced.charges.first().map(|charge| charge.tax + added_by(&priced, "d"));
            let line = priced.lines.first().ok_or(Unknown("nothing is sold".to_owned()))?;
            let fee_tax = of_fee.filter(|tax| !tax.is_zero()).map(Money::amount);
            let line_tax = line.tax + added_by(&priced, FARM);
            Ok(json!({ "line_tax": line_tax.amount(), "fee_tax": fee_tax }))
        }
        OfTax::Shipping {
            distributor_charges_sales_tax,
            shipping,
            rate: share,
            included_in_price,
            ..
        } => {
            let is_added = included_in_price == Some(false);
            let (cost, share) = (euros(&shipping)?, Some(share).filter(|it| !it.is_null()));
            let rate = share.map(|share| rate(&share)).transpose()?;
            let mut market = shipping_at(cost, rate, is_added);
            market.sell("all", cost, Quantity::pieces(1));
            market.tax("all", rate.unwrap_or(Rate::ZERO));
            market.own("all");
            if distributor_charges_sales_tax == Some(false) {
                market.regimes.insert(id("d"), VatRegime::Franchise);
            }
            let priced = priced(market, 1)?;
            let (line, carried) = parts(&priced)?;
            let on_top = priced.total - line.total - carried.amount;
            // Goods and hand-over cost the same, and the hub sells both.
            let added = Money::new(added_by(&priced, "d").minor() / 2, Currency::EUR);
            Ok(json!({
                "shipping_tax": (carried.tax + added).amount(),
                "included_tax_total": (line.tax + carried.tax).amount(),
                "additional_tax_total": on_top.amount(),
            }))
        }
        OfTax::Both { line, shipment, included_in_price } => {
            let cost = euros(&shipment.cost)?;
            let mut market = shipping_at(cost, Some(rate(&shipment.rate)?), !included_in_price);
            market.sell("all", euros(&line.price)?, Quantity::pieces(1));
            market.tax("all", rate(&line.rate)?);
            let priced = priced(market, line.quantity)?;
            let (line, carried) = parts(&priced)?;
            let of_line = line.tax + added_by(&priced, FARM);
            let of_shipment = carried.tax + added_by(&priced, "d");
            let taxed = [of_line, of_shipment].into_iter().filter(|tax| !tax.is_zero());
            Ok(json!({
                "line_tax": of_line.amount(), "shipment_tax": of_shipment.amount(),
                "tax_adjustment_count": taxed.count(),
            }))
        }
        OfTax::Inherited { line_amount, fee_amount, rate: share, included_in_price } => {
            let mut market = Market::default();
            market.fees_taxed(FeeTax::Goods);
            market.add_taxes(!included_in_price);
            market.sell("all", euros(&line_amount)?, Quantity::pieces(1));
            market.tax("all", rate(&share)?);
            let each = Calculator::PerItem(euros(&fee_amount)?);
            market.charge(Side::Coordinator, "fee", FeeKind::Admin, each);
            let priced = priced(market, 1)?;
            let of_fee = priced.charges.first().ok_or(Unknown("nothing is charged".to_owned()))?;
            let line = priced.lines.first().ok_or(Unknown("nothing is sold".to_owned()))?;
            let of_fee = of_fee.tax + added_by(&priced, "d");
            let of_line = line.tax + added_by(&priced, FARM);
            Ok(json!({
                "fee_tax": of_fee.amount(), "order_tax_total": (of_fee + of_line).amount(),
            }))
        }
        OfTax::OfFees { .. } | OfTax::OfOrder { .. } => {
            Err(Unknown("nobody adds up the tax of an order: each part is its payee's".to_owned()))
        }
        OfTax::Peer(given) => vat::answer_to(&given),
    }
}

/// A market that hands over at a cost, taxed at a rate of its own or not at all.
fn shipping_at(cost: Money, rate: Option<Rate>, is_added: bool) -> Market {
    let tax = if rate.is_some() { TaxCategory::Standard } else { TaxCategory::Exempt };
    let calculator = Some(Calculator::FlatRate(cost));
    let van = method("d", "van").expect("it is a name");
    let mut market = Market::default();
    market.methods = vec![HandOverMethod { calculator, tax, ..van }];
    market.rates.extend(rate.map(|rate| (id("d"), standard_at(rate, is_added))));
    market
}

/// The rates of a zone where the standard rate is this one.
pub(crate) fn standard_at(rate: Rate, adds_tax: bool) -> TaxRates {
    let since = Timestamp::from_micros(0).expect("an instant");
    let zone = TaxZone {
        code: TaxZones::DEFAULT.to_owned(),
        country: "FR".parse().expect("a country"),
        postcodes: Vec::new(),
        adds_tax,
        history: vec![RateSince { category: TaxCategory::Standard, tax: None, since, rate }],
    };
    zone.rates_at(since)
}

/// So many of the one thing that is sold, and the hand-over.
fn priced(market: Market, quantity: u32) -> Result<Priced, Unknown> {
    let choices = Choices { hand_over: Some(id("van")), vouchers: &[], weights: &[] };
    let list = market.price_list("d");
    let priced = list.price(&[(id::<VariantId>("all"), quantity)], choices);
    priced.map_err(|refused| Unknown(refused.to_string()))
}

/// What a hand-over at a cost comes to where it is taxed at a rate.
pub(crate) fn shipped_alone(cost: Money, rate: Rate) -> Result<HandOverCharge, Unknown> {
    let mut market = shipping_at(cost, Some(rate), false);
    market.sell("all", cost, Quantity::pieces(1));
    Ok(parts(&priced(market, 1)?)?.1)
}

/// The line and the hand-over of what is ordered.
fn parts(priced: &Priced) -> Result<(PricedLine, HandOverCharge), Unknown> {
    let line = priced.lines.first().copied();
    let both = line.zip(priced.hand_over);
    both.ok_or_else(|| Unknown("nothing is sold and handed over".to_owned()))
}
