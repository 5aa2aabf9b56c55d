//! What an order comes to, and who may change it.

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_kernel::{Currency, EnterpriseId, Money};
use sillon_payments::{Claim, Keeps, allocate};
use uuid::Uuid;

use crate::{
    case::{Answered, Unknown, need, read},
    counter::{Counter, price},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    price: Value,
    quantity: u32,
}

/// What is so of an order, before one of it is turned round.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a condition of its own")]
struct Base {
    complete: bool,
    shipped: bool,
    allow_changes: bool,
    oc_open: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    /// What lines come to.
    Amount { lines: Vec<Line> },
    /// Whether its customer may change an order.
    Changes { base: Base, flip_each: Vec<String> },
    /// Whether something is to be paid.
    Paid { totals: Vec<Value> },
    /// Whether a basket goes on in a cycle.
    Cycles { changes: Vec<String> },
    /// Which orders are handed out.
    States { states: Vec<String> },
    /// What a fee on items comes to, as a line changes.
    ItemFee { fee_per_item: Value, lines: usize, then_set_first_quantity_to: u32 },
    /// What an order comes to with two fees on items.
    Fees { lines: Vec<(Value, u32)>, shipping_per_item: Value, payment_fee_per_item: Value },
}

pub(crate) fn answer(given: &Value) -> Answered {
    Ok(match read(given)? {
        Given::Amount { lines } => {
            let lines: Vec<(Value, u32)> =
                lines.into_iter().map(|line| (line.price, line.quantity)).collect();
            json!({ "amount": total(&lines, &[])? })
        }
        Given::Changes { base, flip_each } => {
            if base.shipped || !(base.complete && base.allow_changes && base.oc_open) {
                return Err(Unknown("the order could not be changed before".to_owned()));
            }
            let allowed: Result<Vec<bool>, Unknown> =
                flip_each.iter().map(|flip| may_change(flip)).collect();
            json!({ "changes_allowed": allowed? })
        }
        Given::Paid { totals } => {
            let required = totals.iter().map(|total| {
                let total = Money::round(need(total)?, Currency::EUR);
                Ok(takes_payment(total))
            });
            json!({ "required": required.collect::<Result<Vec<_>, Unknown>>()? })
        }
        Given::Cycles { changes } => {
            let emptied: Result<Vec<bool>, Unknown> =
                changes.iter().map(|change| begins_anew(change)).collect();
            json!({ "emptied": emptied? })
        }
        Given::States { states } => {
            let handed_out: Result<Vec<bool>, Unknown> =
                states.iter().map(|state| is_handed_out(state)).collect();
            json!({ "can_ship": handed_out? })
        }
        Given::ItemFee { fee_per_item, lines, then_set_first_quantity_to } => {
            let fee = price(&fee_per_item)?;
            json!({ "adjustment_total": fees(&fee, lines, then_set_first_quantity_to) })
        }
        Given::Fees { lines, shipping_per_item, payment_fee_per_item } => {
            let fees = [price(&shipping_per_item)?, price(&payment_fee_per_item)?];
            json!({ "total": total(&lines, &fees.each_ref().map(String::as_str))? })
        }
    })
}

/// What goods come to at a shop that charges so much on each item.
fn total(lines: &[(Value, u32)], fees: &[&str]) -> Result<String, Unknown> {
    let prices: Result<Vec<String>, Unknown> = lines.iter().map(|(each, _)| price(each)).collect();
    let prices = prices?;
    let goods: Vec<(&str, u32)> = prices.iter().map(|each| (each.as_str(), 10_000)).collect();
    let counter = Counter::open(&goods);
    counter.set_fees(fees);
    let items: Vec<u32> = lines.iter().map(|(_, items)| *items).collect();
    Ok(counter.total(&items))
}

/// Whether a customer may change their order, of which one thing is otherwise than it should be.
fn may_change(flip: &str) -> Result<bool, Unknown> {
    let counter = Counter::open(&[("1.00", 10)]);
    let who = counter.stand.market.person("Ama");
    let placed = counter.order(&who, &[1]);
    placed.assert(201);
    let order = match flip {
        // A cart is none, and an order is of a shop and a cycle, or there is none.
        "complete" | "no_distributor" | "no_order_cycle" => counter.cart(&who, &[1]),
        _ => placed.text_at("/id"),
    };
    match flip {
        "none" | "complete" | "no_distributor" | "no_order_cycle" => {}
        "allow_changes" => counter.lets_change(false),
        // What is handed out is of a cycle that has closed.
        "oc_open" | "shipped" => drop(counter.stand.market.move_clock("2026-05-05T08:00:10Z")),
        other => return Err(Unknown(format!("nobody knows what {other} is"))),
    }
    Ok(counter.change(&who, &order, &[2]).status == 200)
}

/// Whether something stands on the list of what is handed out, once its cycle has closed: a cart, or an order of which something
/// became.
fn is_handed_out(state: &str) -> Result<bool, Unknown> {
    let counter = Counter::open(&[("1.00", 10)]);
    counter.stand.shop.set_deposit("Carrots, 1 kg", "0.50", "container");
    let who = counter.stand.market.person("Ama");
    if state == "cart" {
        counter.cart(&who, &[1]);
        return Ok(listed(&counter) == 1);
    }
    let placed = counter.order(&who, &[1]);
    placed.assert(201);
    let order = placed.text_at("/id");
    match state {
        // Its packaging is waited for.
        "complete" | "awaiting_return" => {}
        "canceled" | "resumed" => {
            counter.change(&who, &order, &[0]).assert(200);
            if state == "resumed" {
                counter.change(&who, &order, &[1]).assert(200);
            }
        }
        "returned" => {
            let shop = &counter.stand.shop;
            let back = json!({"lines": shop.lines(&[("Carrots, 1 kg", 1)])});
            let returns = format!("/v1/orders/{order}/returns");
            shop.hub.with_key("back").post(&returns, &back).assert(201);
        }
        other => return Err(Unknown(format!("no order is {other}"))),
    }
    Ok(listed(&counter) == 1)
}

/// How many orders are on the list of what is handed out, once the cycle has closed.
fn listed(counter: &Counter) -> usize {
    counter.stand.market.move_clock("2026-05-05T08:00:10Z");
    let path = format!("{}/hand-over-list", counter.stand.path());
    let hub = counter.stand.shop.hub.elsewhere();
    hub.get(&path).assert(200).as_array().map_or(0, Vec::len)
}

/// Whether anything can be paid of an order of so much.
fn takes_payment(total: Money) -> bool {
    let nothing = Money::zero(total.currency());
    let payee = EnterpriseId(Uuid::from_u128(1));
    let claim = Claim { payee, keeps: Keeps::ForGood, amount: total, allocated: nothing };
    allocate(&[claim], total).is_ok()
}

/// Whether somebody who looks at a cycle has a new basket there: another than they had in theirs.
fn begins_anew(change: &str) -> Result<bool, Unknown> {
    let mut counter = Counter::open(&[("1.00", 10)]);
    let guest = counter.stand.market.guest();
    let cart = counter.cart(&guest, &[1]);
    match change {
        "same" => {}
        "different" => counter.stand.copy(7),
        other => return Err(Unknown(format!("nobody knows what {other} is"))),
    }
    let held = guest.get(&format!("/v1/carts/{cart}")).assert(200);
    Ok(held["cycle"].as_str() != Some(counter.stand.shop.cycle.as_str()))
}

/// What a fee comes to on an order of one of each of some goods, and once there are so many of the first.
fn fees(fee: &str, lines: usize, first: u32) -> [String; 2] {
    let counter = Counter::open(&vec![("1.00", 100); lines]);
    counter.set_fees(&[fee]);
    let who = counter.stand.market.person("Ama");
    let placed = counter.order(&who, &vec![1; lines]);
    placed.assert(201);
    let order = placed.text_at("/id");
    let charged = || {
        let order = who.get(&format!("/v1/orders/{order}")).assert(200);
        let parts = order["components"].as_array().into_iter().flatten();
        let fees = parts.filter(|part| part["kind"] == "item-fee");
        let cents = fees.map(|part| {
            let amount = part["amount"]["amount"].as_str().unwrap();
            Money::parse(amount, Currency::EUR).unwrap()
        });
        Money::total(Currency::EUR, cents).amount()
    };
    let before = charged();
    let mut items = vec![1; lines];
    items[0] = first;
    counter.change(&who, &order, &items).assert(200);
    [before, charged()]
}
