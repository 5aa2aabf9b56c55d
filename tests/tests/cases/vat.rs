//! What is tax of a price, and what a farm sold, as those tell it who compare peers.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};
use sillon_cycles::{Choices, Priced};
use sillon_kernel::{Currency, Money, Quantity, Rate, VariantId};

use crate::case::{Answered, Unknown, need, read};
use crate::fees::{Market, euros, id};
use crate::stand::Stand;
use crate::taxes::shipped_alone;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
pub(crate) enum OfPeer {
    /// So many at a price with its tax.
    Line { qty: u32, price_incl: Value, vat_percent: Value },
    /// An amount with its tax.
    Gross { gross: Value, vat_percent: Value },
    /// Prices without their tax.
    Net { net_cents: i64, qty: Vec<u32>, tax_percent: Value },
    /// Lines of a price in cents, a number and a rate, each sold for less.
    Reduced { gross_lines: Vec<(i64, u32, Value)>, item_discount_percent: Value },
    /// A hand-over at a price with its tax.
    Shipped { gross_cents: i64, tax_percent: Value },
    /// What was ordered at which prices, and what it costs now.
    Report { lines: Vec<Ordered>, catalogue_price_now: Value },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ordered {
    qty: u32,
    price: Value,
}

pub(crate) fn answer(given: &Value) -> Answered {
    answer_to(&read(given)?)
}

pub(crate) fn answer_to(given: &OfPeer) -> Answered {
    match given {
        OfPeer::Line { qty, price_incl, vat_percent } => {
            let sold = sold(&[(euros(price_incl)?, *qty, percent(vat_percent)?)])?;
            let tax = tax_of(&sold);
            Ok(json!({
                "total_incl": sold.total.amount(), "total_excl": (sold.total - tax).amount(),
            }))
        }
        OfPeer::Gross { gross, vat_percent } => {
            let sold = sold(&[(euros(gross)?, 1, percent(vat_percent)?)])?;
            let tax = tax_of(&sold);
            Ok(json!({ "net": (sold.total - tax).amount(), "vat": tax.amount() }))
        }
        OfPeer::Net { net_cents, qty, tax_percent } => {
            let (price, rate) = (Money::new(*net_cents, Currency::EUR), percent(tax_percent)?);
            let (mut net, mut gross) = (Vec::new(), Vec::new());
            for quantity in qty {
                let mut market = Market::default();
                market.add_taxes(true);
                let priced = sold_at(market, &[(price, *quantity, rate)])?;
                let goods = priced.lines.iter().map(|line| line.goods);
                net.push(Money::total(Currency::EUR, goods).minor());
                gross.push(priced.total.minor());
            }
            Ok(json!({ "net": net, "gross": gross }))
        }
        OfPeer::Reduced { gross_lines, item_discount_percent } => {
            let off = percent(item_discount_percent)?;
            let line = |(cents, quantity, rate): &(i64, u32, Value)| {
                let price = Money::new(*cents, Currency::EUR);
                Ok((price - price.share(off), *quantity, percent(rate)?))
            };
            let lines = gross_lines.iter().map(line).collect::<Result<Vec<_>, Unknown>>()?;
            let sold = sold(&lines)?;
            let net = sold.total - tax_of(&sold);
            Ok(json!({ "net": net.minor(), "gross": sold.total.minor() }))
        }
        OfPeer::Shipped { gross_cents, tax_percent } => {
            let cost = Money::new(*gross_cents, Currency::EUR);
            let charge = shipped_alone(cost, percent(tax_percent)?)?;
            let net = charge.amount - charge.tax;
            Ok(json!({ "net": net.minor(), "gross": charge.amount.minor() }))
        }
        OfPeer::Report { lines, catalogue_price_now } => reported(lines, catalogue_price_now),
    }
}

fn percent(percent: &Value) -> Result<Rate, Unknown> {
    let text = need(percent)?.normalize().to_string();
    Rate::parse_percent(&text).map_err(|fault| Unknown(fault.to_string()))
}

/// An order of so many of each, at a price with the tax of a rate.
fn sold(lines: &[(Money, u32, Rate)]) -> Result<Priced, Unknown> {
    sold_at(Market::default(), lines)
}

/// An order of so many of each, at a price and a rate, in a market.
fn sold_at(mut market: Market, lines: &[(Money, u32, Rate)]) -> Result<Priced, Unknown> {
    let mut basket = Vec::new();
    for (number, (price, quantity, rate)) in (0..).zip(lines) {
        let name = format!("goods {number}");
        market.sell(&name, *price, Quantity::pieces(1));
        market.tax(&name, *rate);
        basket.push((id::<VariantId>(&name), *quantity));
    }
    let priced = market.price_list("d").price(&basket, Choices::default());
    priced.map_err(|refused| Unknown(refused.to_string()))
}

fn tax_of(sold: &Priced) -> Money {
    Money::total(Currency::EUR, sold.lines.iter().map(|line| line.tax))
}

/// What a farm is told to bring and has earned, where its price moved between orders and after them.
fn reported(lines: &[Ordered], price_now: &Value) -> Answered {
    const GOODS: &str = "Courgettes, 1 kg";
    let stand = Stand::open("Courgettes,1,kg,,1.00,1000\n");
    let variant = format!("/v1/variants/{}", stand.shop.variant(GOODS));
    let set = |price: &Value| {
        let price = json!({"amount": euros(price)?.amount(), "currency": "EUR"});
        stand.shop.farmer.patch(&variant, &json!({"price": price})).assert(200);
        Ok::<_, Unknown>(())
    };
    for Ordered { qty, price } in lines {
        set(price)?;
        stand.shop.order(&stand.market.guest(), &[(GOODS, *qty)]);
    }
    set(price_now)?;
    stand.shop.close().assert(200);
    let items: i64 = stand.shop.harvest().iter().map(|(_, items)| items).sum();
    let balance = format!("/v1/enterprises/{}/balance", stand.shop.farm_id);
    let earned = stand.shop.farmer.get(&balance).text_at("/earned/amount");
    let earned: Decimal = earned.parse().expect("an amount");
    Ok(json!({ "qty": items, "total": earned.to_string() }))
}
