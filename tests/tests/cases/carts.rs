//! What a cart holds, comes to, and is refused for.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    case::{Answered, Unknown, read},
    counter::{Counter, price},
    inventory::{Held, to_sell},
    stock::capped,
};

/// What peers say where goods are not offered in a cycle.
const NOT_OFFERED: &str =
    "That product is not available from the chosen distributor or order cycle.";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    /// How many of a line there are.
    Capped { on_demand: bool, on_hand: i64, quantity: u32, max_quantity: Option<u32> },
    /// What a cart holds after something was posted, by the name of the goods.
    Posted { cart: BTreeMap<String, u32>, posted: BTreeMap<String, u32> },
    /// Whether goods are offered.
    Offered { variant_available: bool },
    /// What it comes to as items are added and removed.
    Totals { price: Value, operations: Vec<(String, u32)> },
    /// Whether a guest's address may be one that has an account.
    Address { guest: bool, email_registered: bool },
}

pub(crate) fn answer(given: &Value) -> Answered {
    Ok(match read(given)? {
        Given::Capped { on_demand, on_hand, quantity, max_quantity } => {
            let held = Held { on_hand: Some(on_hand), on_demand: Some(on_demand) };
            capped(quantity, max_quantity, to_sell(held, None)?)
        }
        Given::Posted { cart, posted } => json!({ "cart": filled(&cart, posted) }),
        Given::Offered { variant_available } => json!({ "error": offered(variant_available) }),
        Given::Totals { price: each, operations } => {
            json!({ "totals": totals(&price(&each)?, &operations)? })
        }
        Given::Address { guest, email_registered } => {
            json!({ "valid": may_use(guest, email_registered) })
        }
    })
}

/// A cart, as its lines are set as a whole: what there is none of is no line.
fn filled(before: &BTreeMap<String, u32>, posted: BTreeMap<String, u32>) -> BTreeMap<String, u32> {
    let mut wanted = before.clone();
    wanted.extend(posted);
    let counter = Counter::open(&vec![("1.00", 1_000); wanted.len()]);
    let guest = counter.stand.market.guest();
    let first: Vec<u32> =
        wanted.keys().map(|name| before.get(name).copied().unwrap_or(0)).collect();
    let cart = counter.cart(&guest, &first);
    let items: Vec<u32> = wanted.values().copied().collect();
    let held = counter.refill(&guest, &cart, &items);
    wanted.into_keys().zip(held).filter(|(_, items)| *items > 0).collect()
}

fn offered(is_available: bool) -> Option<&'static str> {
    let counter = Counter::open(&[("1.00", 10)]);
    let (guest, shop) = (counter.stand.market.guest(), &counter.stand.shop);
    let cart = counter.cart(&guest, &[1]);
    if !is_available {
        let nothing = json!({"enterprise": shop.hub_id, "direction": "outgoing", "variants": []});
        shop.hub.put(&format!("{}/exchanges", counter.stand.path()), &nothing).assert(200);
    }
    let placed = shop.checkout_at(&guest, &cart, "k", "1.00");
    if placed.status == 409 {
        placed.assert_problem(409, "not-offered");
        return Some(NOT_OFFERED);
    }
    placed.assert(201);
    None
}

fn totals(price: &str, operations: &[(String, u32)]) -> Result<Vec<String>, Unknown> {
    let counter = Counter::open(&[(price, 1_000)]);
    let mut held = 0_u32;
    let total = |(what, items): &(String, u32)| {
        held = match what.as_str() {
            "add" => held + items,
            "remove" => held.saturating_sub(*items),
            other => return Err(Unknown(format!("nobody can {other}"))),
        };
        Ok(if held == 0 { "0".to_owned() } else { counter.total(&[held]) })
    };
    operations.iter().map(total).collect()
}

/// Whether an order is taken at an address: of a guest, or of who has an account.
fn may_use(is_guest: bool, is_registered: bool) -> bool {
    let counter = Counter::open(&[("1.00", 10)]);
    // What is ordered at a counter is for Awa.
    let awa = is_registered.then(|| counter.stand.market.person("Awa"));
    let who = awa.filter(|_| !is_guest).unwrap_or_else(|| counter.stand.market.guest());
    counter.order(&who, &[1]).status == 201
}
