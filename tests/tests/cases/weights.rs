//! Goods that are sold by the piece and priced by weight: what they weigh, what that costs, and what is held for a slip.

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{Weighing, WeightRefused, weight_of_other_items};
use sillon_cycles::{Choices, Priced};
use sillon_kernel::{Currency, Money, Quantity, Rate, Unit};

use crate::{
    case::{Answered, Unknown, need, read},
    fees::{Market, id},
};

/// The most that is charged of one item, where a case knows none.
const BEYOND_ALL: &str = "1000000000";

pub(crate) fn grams(value: &Value) -> Result<Quantity, Unknown> {
    let value = need(value)?.normalize().to_string();
    Quantity::parse(&value, Unit::Gram).map_err(|fault| Unknown(fault.to_string()))
}

fn told(weight: Quantity) -> String {
    weight.in_unit(Unit::Gram).to_string()
}

fn euros(value: &Value) -> Result<Money, Unknown> {
    let value = need(value)?.normalize().to_string();
    Money::parse(&value, Currency::EUR).map_err(|fault| Unknown(fault.to_string()))
}

fn weighing(expected: Quantity) -> Result<Weighing, Unknown> {
    let most = Quantity::parse(BEYOND_ALL, Unit::Gram).ok();
    let weighing = Weighing::of(expected, most, None);
    weighing.ok_or_else(|| Unknown("only weights are weighed".to_owned()))
}

/// A line as cases of Open Food Network write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(default)]
    price: Value,
    quantity: u32,
    #[serde(default)]
    final_weight_volume: Value,
}

/// What is changed of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Update {
    #[serde(default)]
    quantity: Option<u32>,
    #[serde(default)]
    final_weight_volume: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum OfLine {
    Changed {
        #[serde(default)]
        unit_value: Value,
        before: Line,
        update: Update,
    },
    Pristine {
        pristine: Line,
        quantity: u32,
        #[serde(default)]
        final_weight_volume: Value,
    },
    Effective {
        quantity: u32,
        #[serde(default)]
        final_weight_volume: Value,
        variant_unit_value: Value,
    },
    Created {
        unit_value: Value,
        quantity: u32,
        final_weight_volume: Value,
    },
}

fn weighed(line: &Line) -> Result<Option<(Quantity, u32)>, Unknown> {
    if line.final_weight_volume.is_null() {
        return Ok(None);
    }
    Ok(Some((grams(&line.final_weight_volume)?, line.quantity)))
}

/// What a line weighs that so many items were weighed of, as an order would keep it.
fn kept(expected: Quantity, items: u32, weight: Quantity) -> Result<Quantity, Unknown> {
    let priced = sold((Money::new(100, Currency::EUR), expected), items, Some(weight), Rate::ZERO)?;
    let weighed = priced.lines.first().and_then(|line| line.weighed);
    weighed.ok_or_else(|| Unknown("it was not weighed".to_owned()))
}

pub(crate) fn variable_weight(given: &Value) -> Answered {
    let weight = match read(given)? {
        OfLine::Created { unit_value, quantity, final_weight_volume } => {
            kept(grams(&unit_value)?, quantity, grams(&final_weight_volume)?)?
        }
        OfLine::Changed { unit_value, before, update } => {
            let items = update.quantity.unwrap_or(before.quantity);
            let one = if unit_value.is_null() { &before.final_weight_volume } else { &unit_value };
            let expected = grams(one)?;
            if update.final_weight_volume.is_null() {
                weight_of_other_items(weighed(&before)?, items, expected)
            } else {
                kept(expected, items, grams(&update.final_weight_volume)?)?
            }
        }
        OfLine::Effective { quantity, final_weight_volume, variant_unit_value } => {
            let line = Line { price: Value::Null, quantity, final_weight_volume };
            let one = weight_of_other_items(weighed(&line)?, 1, grams(&variant_unit_value)?);
            return Ok(json!({ "unit_value": told(one) }));
        }
        OfLine::Pristine { pristine, quantity, final_weight_volume } => {
            let was = weighed(&pristine)?;
            let one = grams(&pristine.final_weight_volume)?;
            let all = weight_of_other_items(was, quantity, one);
            if final_weight_volume.is_null() {
                all
            } else {
                let weight = grams(&final_weight_volume)?;
                let expected = weight_of_other_items(was, 1, one);
                let priced =
                    sold((euros(&pristine.price)?, expected), quantity, Some(weight), Rate::ZERO)?;
                return Ok(json!({ "price": priced.total.amount() }));
            }
        }
    };
    Ok(json!({ "final_weight_volume": told(weight) }))
}

/// What so many items of a size cost at a price for one, by their weight.
fn sold(
    (price, size): (Money, Quantity),
    items: u32,
    weight: Option<Quantity>,
    tax: Rate,
) -> Result<Priced, Unknown> {
    let mut market = Market::default();
    market.sell("it", price, size);
    market.weigh("it", weighing(size)?.heaviest);
    market.tax("it", tax);
    let weights: Vec<_> = weight.into_iter().map(|weight| (id("it"), weight)).collect();
    let choices = Choices { weights: &weights, ..Choices::default() };
    let priced = market.price_list("d").price(&[(id("it"), items)], choices);
    priced.map_err(|refused| Unknown(refused.to_string()))
}

/// A weight as cases of other peers write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Caught {
    price_incl: Value,
    per_g: Value,
    pieces: u32,
    #[serde(default)]
    delivered_g: Value,
    #[serde(default)]
    tax_percent: Value,
    #[serde(default)]
    expected_g: Value,
    #[serde(default)]
    entered_g: Vec<Value>,
}

fn number(money: Money) -> Value {
    serde_json::from_str(&money.amount()).expect("an amount is a number")
}

fn percent(value: &Value) -> Result<Rate, Unknown> {
    let value = need(value)?.normalize().to_string();
    Rate::parse_percent(&value).map_err(|fault| Unknown(fault.to_string()))
}

pub(crate) fn catch_weight(given: &Value) -> Answered {
    let caught: Caught = read(given)?;
    let (price, per) = (euros(&caught.price_incl)?, grams(&caught.per_g)?);
    if caught.expected_g.is_null() {
        let weight = grams(&caught.delivered_g)?;
        let priced =
            sold((price, per), caught.pieces, Some(weight), percent(&caught.tax_percent)?)?;
        let tax = Money::total(Currency::EUR, priced.lines.iter().map(|line| line.tax));
        return Ok(json!({
            "total_incl": number(priced.total), "total_excl": number(priced.total - tax),
            "tax_per_piece": number(tax.per(caught.pieces.into())), "tax_total": number(tax),
        }));
    }
    let all = grams(&caught.expected_g)?;
    let one = weight_of_other_items(Some((all, caught.pieces)), 1, all);
    let unit = weighing(per)?;
    let price_of_one = unit.price(price, one).ok_or_else(|| Unknown("too dear".to_owned()))?;
    let half = |of: Quantity| Quantity::from_milli(of.milli() * 3 / 2, of.dimension());
    let Some(weighing) = Weighing::of(one, Some(half(one)), None) else {
        return Err(Unknown("only weights are weighed".to_owned()));
    };
    let mut prices = Vec::new();
    for entered in &caught.entered_g {
        match weighing.check((caught.pieces, price_of_one), grams(entered)?, false) {
            Err(WeightRefused::Implausible { price: Some(price), .. }) => {
                prices.push(number(price));
            }
            _ => return Ok(json!({ "refused": false })),
        }
    }
    Ok(json!({ "refused": true, "would_be_price": prices }))
}

/// A line that is split over two orders.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Split {
    pieces: u32,
    price_incl: Value,
    per_g: Value,
    grams_each: Value,
    tax_percent: Value,
    #[serde(rename = "move")]
    moved: u32,
}

pub(crate) fn order_edit(given: &Value) -> Answered {
    let split: Split = read(given)?;
    let (each, rate) = (grams(&split.grams_each)?, percent(&split.tax_percent)?);
    let price = weighing(grams(&split.per_g)?)?.price(euros(&split.price_incl)?, each);
    let price = price.ok_or_else(|| Unknown("too dear".to_owned()))?;
    let part = |pieces: u32| {
        let priced = sold((price, each), pieces, None, rate)?;
        let tax = Money::total(Currency::EUR, priced.lines.iter().map(|line| line.tax));
        let (incl, excl) = (number(priced.total), number(priced.total - tax));
        Ok(json!({ "pieces": pieces, "incl": incl, "excl": excl }))
    };
    let kept = split.pieces.checked_sub(split.moved);
    let kept = kept.ok_or_else(|| Unknown("more is moved than there is".to_owned()))?;
    Ok(json!({ "kept": part(kept)?, "moved": part(split.moved)? }))
}

/// How orders of what is weighed piece by piece are kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    product: String,
    orders: Vec<u32>,
}

pub(crate) fn order_lines(given: &Value) -> Answered {
    let Lines { product, orders } = read(given)?;
    if product != "multiWeight" {
        return Err(Unknown(format!("nothing is known of {product}")));
    }
    let size = grams(&json!("350"))?;
    let mut quantities = Vec::new();
    for items in orders {
        let priced = sold((Money::new(525, Currency::EUR), size), items, None, Rate::ZERO)?;
        quantities.extend(priced.lines.iter().map(|line| line.quantity));
    }
    Ok(json!({ "lines": quantities.len(), "quantity_each": quantities }))
}
