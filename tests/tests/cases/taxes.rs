//! The tax in prices, and what vouchers take off them.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{RateSince, TaxCategory, TaxRates, TaxZone, TaxZones};
use sillon_cycles::{
    Calculator, Choices, FeeKind, HandOverCharge, HandOverMethod, Priced, PricedLine, Side,
    Voucher, VoucherCode, VoucherValue,
};
use sillon_kernel::{Currency, Money, Quantity, Rate, Timestamp, VariantId, VatRegime};

use crate::case::{Answered, Unknown, need, read};
use crate::fees::{Market, euros, id};
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
        #[serde(rename = "order_total")]
        _total: Value,
        #[serde(default, rename = "voucher")]
        _flat: Value,
        #[serde(default, rename = "percent")]
        _percent: Value,
        #[serde(rename = "additional_tax")]
        _tax: Value,
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

/// An order of one thing at a price, of which so much is tax, with a voucher.
fn used_on(total: Money, tax: Money, value: VoucherValue) -> Result<Priced, Unknown> {
    let net = Decimal::from(total.minor() - tax.minor());
    let rate = (Decimal::from(tax.minor() * 100) / net).round_dp(4);
    let mut market = Market::default();
    market.sell("all", total, Quantity::pieces(1));
    market.tax("all", percent(rate)?);
    // There, a shop sells everything itself.
    market.own("all");
    market.vouchers = vec![voucher(value)];
    let (list, named) = (market.price_list("d"), [id("voucher")]);
    let choices = Choices { hand_over: None, vouchers: &named };
    list.price(&[(id::<VariantId>("all"), 1)], choices)
        .map_err(|refused| Unknown(refused.to_string()))
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
            if !zero(&additional_tax_total)?.is_zero() {
                return Err(no_tax_is_added());
            }
            let total = euros(&pre_discount_total)?;
            let priced = used_on(total, zero(&included_tax_total)?, voucher.value()?)?;
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
            let choices = Choices { hand_over: Some(id("van")), vouchers: &named };
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
                let priced = used_on(total, none, VoucherValue::Flat(euros(value)?))?;
                let amounts = priced.reductions.iter().map(|it| it.amount);
                Ok(json!(Money::total(Currency::EUR, amounts).amount()))
            };
            let discount: Vec<Value> = vouchers.iter().map(off).collect::<Result<_, Unknown>>()?;
            Ok(json!({ "discount": discount }))
        }
        OfVoucher::Taxed { order_total, voucher, included_tax } => {
            let flat = VoucherValue::Flat(euros(&voucher)?);
            let priced = used_on(euros(&order_total)?, euros(&included_tax)?, flat)?;
            let parts = priced.reductions.iter().flat_map(|it| &it.parts).map(|part| part.tax);
            Ok(json!({ "included_tax": Money::total(Currency::EUR, parts).amount() }))
        }
        OfVoucher::Added { .. } => Err(no_tax_is_added()),
        OfVoucher::Credit { .. } => {
            Err(Unknown("no credit is taken off an order before it is placed".to_owned()))
        }
        OfVoucher::Reported { .. } => {
            Err(Unknown("no report sums up the tax of a hub's orders".to_owned()))
        }
    }
}

fn no_tax_is_added() -> Unknown {
    Unknown("no tax is added to prices here".to_owned())
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
    let only_included = |is_included: bool| is_included.then_some(()).ok_or_else(no_tax_is_added);
    let rate = |share: &Value| percent(need(share)? * Decimal::ONE_HUNDRED);
    match read(given)? {
        OfTax::Amount { amount, rate: share, included_in_price, .. } => {
            only_included(included_in_price)?;
            let mut market = Market::default();
            market.sell("all", euros(&amount)?, Quantity::pieces(1));
            market.tax("all", rate(&share)?);
            let list = market.price_list("d");
            let priced = list
                .price(&[(id::<VariantId>("all"), 1)], Choices::default())
                .map_err(|refused| Unknown(refused.to_string()))?;
            let line = priced.lines.first().ok_or(Unknown("nothing is sold".to_owned()))?;
            Ok(json!({
                "tax": line.tax.amount(), "increases_total": priced.total != euros(&amount)?,
            }))
        }
        OfTax::Line { line_amount, order_fee_amount, product_rate, included_in_price, .. } => {
            only_included(included_in_price)?;
            let mut market = Market::default();
            market.sell("all", euros(&line_amount)?, Quantity::pieces(1));
            market.tax("all", rate(&product_rate)?);
            let flat = Calculator::FlatRate(euros(&order_fee_amount)?);
            market.charge(Side::Coordinator, "fee", FeeKind::Admin, flat);
            let list = market.price_list("d");
            let priced = list
                .price(&[(id::<VariantId>("all"), 1)], Choices::default())
                .map_err(|refused| Unknown(refused.to_string()))?;
            let of_fee = priced.charges.first().map(|charge| charge.tax);
            let line = priced.lines.first().ok_or(Unknown("nothing is sold".to_owned()))?;
            let fee_tax = of_fee.filter(|tax| !tax.is_zero()).map(Money::amount);
            Ok(json!({ "line_tax": line.tax.amount(), "fee_tax": fee_tax }))
        }
        OfTax::Shipping {
            distributor_charges_sales_tax,
            shipping,
            rate: share,
            included_in_price,
            ..
        } => {
            only_included(included_in_price.unwrap_or(true))?;
            let (cost, share) = (euros(&shipping)?, Some(share).filter(|it| !it.is_null()));
            let rate = share.map(|share| rate(&share)).transpose()?;
            let mut market = shipping_at(cost, rate);
            market.sell("all", cost, Quantity::pieces(1));
            market.tax("all", rate.unwrap_or(Rate::ZERO));
            market.own("all");
            if distributor_charges_sales_tax == Some(false) {
                market.regimes.insert(id("d"), VatRegime::Franchise);
            }
            let priced = priced(market, 1)?;
            let (line, carried) = parts(&priced)?;
            let on_top = priced.total - line.total - carried.amount;
            Ok(json!({
                "shipping_tax": carried.tax.amount(),
                "included_tax_total": (line.tax + carried.tax).amount(),
                "additional_tax_total": on_top.amount(),
            }))
        }
        OfTax::Both { line, shipment, included_in_price } => {
            only_included(included_in_price)?;
            let mut market = shipping_at(euros(&shipment.cost)?, Some(rate(&shipment.rate)?));
            market.sell("all", euros(&line.price)?, Quantity::pieces(1));
            market.tax("all", rate(&line.rate)?);
            let priced = priced(market, line.quantity)?;
            let (line, carried) = parts(&priced)?;
            let taxed = [line.tax, carried.tax].into_iter().filter(|tax| !tax.is_zero());
            Ok(json!({
                "line_tax": line.tax.amount(), "shipment_tax": carried.tax.amount(),
                "tax_adjustment_count": taxed.count(),
            }))
        }
        OfTax::Inherited { line_amount, fee_amount, rate: share, included_in_price } => {
            only_included(included_in_price)?;
            let mut market = Market { fee_tax: FeeTax::Goods, ..Market::default() };
            market.sell("all", euros(&line_amount)?, Quantity::pieces(1));
            market.tax("all", rate(&share)?);
            let each = Calculator::PerItem(euros(&fee_amount)?);
            market.charge(Side::Coordinator, "fee", FeeKind::Admin, each);
            let priced = priced(market, 1)?;
            let of_fee = priced.charges.first().ok_or(Unknown("nothing is charged".to_owned()))?;
            let (line, _) = parts(&priced)?;
            Ok(json!({
                "fee_tax": of_fee.tax.amount(), "order_tax_total": (of_fee.tax + line.tax).amount(),
            }))
        }
        OfTax::OfFees { .. } | OfTax::OfOrder { .. } => {
            Err(Unknown("nobody adds up the tax of an order: each part is its payee's".to_owned()))
        }
        OfTax::Peer(given) => vat::answer_to(&given),
    }
}

/// A market that hands over at a cost, taxed at a rate of its own or not at all.
fn shipping_at(cost: Money, rate: Option<Rate>) -> Market {
    let tax = if rate.is_some() { TaxCategory::Standard } else { TaxCategory::Exempt };
    let calculator = Some(Calculator::FlatRate(cost));
    let van = method("d", "van").expect("it is a name");
    let mut market = Market::default();
    market.methods = vec![HandOverMethod { calculator, tax, ..van }];
    market.rates.extend(rate.map(|rate| (id("d"), standard_at(rate))));
    market
}

/// The rates of a zone where the standard rate is this one.
fn standard_at(rate: Rate) -> TaxRates {
    let since = Timestamp::from_micros(0).expect("an instant");
    let zone = TaxZone {
        code: TaxZones::DEFAULT.to_owned(),
        country: "FR".parse().expect("a country"),
        postcodes: Vec::new(),
        history: vec![RateSince { category: TaxCategory::Standard, since, rate }],
    };
    zone.rates_at(since)
}

/// So many of the one thing that is sold, and the hand-over.
fn priced(market: Market, quantity: u32) -> Result<Priced, Unknown> {
    let choices = Choices { hand_over: Some(id("van")), vouchers: &[] };
    let list = market.price_list("d");
    let priced = list.price(&[(id::<VariantId>("all"), quantity)], choices);
    priced.map_err(|refused| Unknown(refused.to_string()))
}

/// What a hand-over at a cost comes to where it is taxed at a rate.
pub(crate) fn shipped_alone(cost: Money, rate: Rate) -> Result<HandOverCharge, Unknown> {
    let mut market = shipping_at(cost, Some(rate));
    market.sell("all", cost, Quantity::pieces(1));
    Ok(parts(&priced(market, 1)?)?.1)
}

/// The line and the hand-over of what is ordered.
fn parts(priced: &Priced) -> Result<(PricedLine, HandOverCharge), Unknown> {
    let line = priced.lines.first().copied();
    let both = line.zip(priced.hand_over);
    both.ok_or_else(|| Unknown("nothing is sold and handed over".to_owned()))
}
