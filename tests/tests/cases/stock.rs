//! What is left of goods: as they are counted, ordered, changed and cancelled.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sillon_kernel::Currency;
use sillon_lists::read_list;
use sillon_testkit::{Answer, Client};

use crate::{
    case::{Answered, Unknown, read},
    counter::{Counter, items},
    inventory::{Held, Setting, to_sell},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    on_demand: bool,
    count: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    quantity: u32,
    on_hand: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    /// Of which numbers there are enough.
    Enough {
        on_hand: i64,
        #[serde(default)]
        on_demand: bool,
        quantities: Vec<i64>,
    },
    /// Which counts are kept.
    Counts { cases: Vec<Counted> },
    /// Two who looked at the same moment move the stock.
    Adjusted { count: i64, adjust_copy_a: i64, adjust_copy_b: i64 },
    /// When the stock is taken.
    Taken { on_hand: u32, quantity: u32, event: String },
    /// An order changes, and instead loses its line.
    Changed { quantity_change: i64, then: String },
    /// The same of what a hub holds itself.
    OwnChanged { override_count: u32, quantity_change: i64 },
    /// An order of all there is changes.
    AllOrdered { on_hand_before: u32, ordered: u32, changes: Vec<i64> },
    /// By how much the stock moves as an order is cancelled, whose goods can be sold again, or not.
    Cancelled { quantity: u32, restock: Vec<bool> },
    /// The lines of a checkout, as what is left lets them be.
    Guarded { lines: Vec<Line> },
    /// What is left of orders that are clamped to what there is.
    Clamped { stock: u32, orders: Vec<u32> },
    /// The same of an order that changes.
    Edited { stock: u32, edits: Vec<u32> },
    /// A line, as what is left lets it be.
    Capped {
        quantity: u32,
        #[serde(default)]
        max_quantity: Option<u32>,
        on_hand: i64,
        #[serde(default)]
        on_demand: Option<bool>,
        #[serde(default)]
        override_count: Option<i64>,
    },
}

pub(crate) fn answer(given: &Value) -> Answered {
    Ok(match read(given)? {
        Given::Enough { on_hand, on_demand, quantities } => {
            let held = Held { on_hand: Some(on_hand), on_demand: Some(on_demand) };
            let there = to_sell(held, None)?;
            let enough = |wanted: &i64| there.is_none_or(|there| *wanted <= there);
            json!({ "result": quantities.iter().map(enough).collect::<Vec<_>>() })
        }
        Given::Counts { cases } => {
            json!({ "valid": cases.iter().map(is_kept).collect::<Vec<_>>() })
        }
        Given::Adjusted { count, adjust_copy_a, adjust_copy_b } => {
            json!({ "count": adjusted(count, [adjust_copy_a, adjust_copy_b])? })
        }
        Given::Taken { on_hand, quantity, event } => {
            json!({ "on_hand": left_after(&event, on_hand, quantity)? })
        }
        Given::Changed { quantity_change, then } if then == "destroy_line" => {
            let (changed, destroyed) = moved(quantity_change, None)?;
            json!({ "stock_change_on_update": changed, "stock_change_on_destroy": destroyed })
        }
        Given::Changed { then, .. } => return Err(Unknown(format!("nobody knows {then}"))),
        Given::OwnChanged { override_count, quantity_change } => {
            let (changed, destroyed) = moved(quantity_change, Some(override_count))?;
            let count = i64::from(override_count);
            json!({
                "override_after_update": count + changed,
                "override_after_destroy_instead": count + destroyed,
                "variant_unchanged": true,
            })
        }
        Given::AllOrdered { on_hand_before, ordered, changes } => {
            let accepted = changes.iter().map(|change| {
                let counter = Counter::open(&[("1.00", on_hand_before)]);
                let (who, order) = ordered_at(&counter, "Ama", ordered);
                let wanted = items(i64::from(ordered) + change)?;
                Ok(counter.change(&who, &order, &[wanted]).status == 200)
            });
            json!({ "accepted": accepted.collect::<Result<Vec<_>, Unknown>>()? })
        }
        Given::Cancelled { quantity, restock } => {
            let moved = restock.iter().map(|restock| {
                let counter = Counter::open(&[("1.00", 1_000)]);
                let (_, order) = ordered_at(&counter, "Ama", quantity);
                let left = counter.left();
                counter.cancel(&order, *restock);
                counter.left() - left
            });
            json!({ "stock_change": moved.collect::<Vec<_>>() })
        }
        Given::Guarded { lines } => guarded(&lines),
        Given::Clamped { stock, orders } => {
            let mut wanted = 0;
            let totals = orders.iter().map(|more| {
                wanted += more;
                wanted
            });
            clamped(stock, &totals.collect::<Vec<_>>())
        }
        Given::Edited { stock, edits } => clamped(stock, &edits),
        Given::Capped { quantity, max_quantity, on_hand, on_demand, override_count } => {
            let held = Held { on_hand: Some(on_hand), on_demand };
            let own = override_count.map(|count| Setting {
                on_demand: Some(false),
                count: Some(count),
                ..Setting::default()
            });
            capped(quantity, max_quantity, to_sell(held, own)?)
        }
    })
}

/// What of a line there is. How many somebody would take at most is known of no line: a case that asks for it is unknown.
pub(crate) fn capped(quantity: u32, most: Option<u32>, there: Option<i64>) -> Value {
    let left = there.map_or(i64::from(quantity), |there| there.min(quantity.into()));
    let mut capped = Map::from_iter([("quantity".to_owned(), json!(left))]);
    if most.is_none() {
        capped.insert("max_quantity".to_owned(), Value::Null);
    }
    Value::Object(capped)
}

/// Whether a list may say so.
fn is_kept(counted: &Counted) -> bool {
    let header = "producer,name,category,units,unit_type,price,on_hand,on_demand,allergens\n";
    let Counted { on_demand, count } = counted;
    let row = format!("Farm,Carrots,Market,1,kg,1.00,{count},{},none\n", u8::from(*on_demand));
    read_list(format!("{header}{row}").as_bytes(), Currency::EUR).is_ok()
}

/// What is left once two who looked at the same moment have ordered, or cancelled.
fn adjusted(count: i64, moves: [i64; 2]) -> Result<i64, Unknown> {
    let given_back: i64 = moves.iter().map(|it| (*it).max(0)).sum();
    let counter = Counter::open(&[("1.00", items(count + given_back)?)]);
    let mut orders = Vec::new();
    for (name, back) in ["Ama", "Kofi"].into_iter().zip(moves) {
        orders.push(if back > 0 { Some(ordered_at(&counter, name, items(back)?)) } else { None });
    }
    assert_eq!(counter.left(), count);
    let carts = moves.map(|it| {
        let guest = counter.stand.market.guest();
        (it < 0).then(|| (counter.cart(&guest, &[it.unsigned_abs().try_into().unwrap()]), guest))
    });
    for (order, cart) in orders.into_iter().zip(carts) {
        if let Some((who, order)) = order {
            counter.change(&who, &order, &[0]).assert(200);
        }
        if let Some((cart, guest)) = cart {
            counter.stand.shop.checkout(&guest, &cart, &cart).assert(201);
        }
    }
    Ok(counter.left())
}

fn left_after(event: &str, on_hand: u32, quantity: u32) -> Result<i64, Unknown> {
    let counter = Counter::open(&[("1.00", on_hand)]);
    let guest = counter.stand.market.guest();
    match event {
        "shipment_finalized" | "order_completed" | "completed" | "finalized" => {
            counter.order(&guest, &[quantity]).assert(201);
        }
        "cart" | "added_to_cart" | "line_item_added" => drop(counter.cart(&guest, &[quantity])),
        other => return Err(Unknown(format!("nobody knows when {other} is"))),
    }
    Ok(counter.left())
}

/// Somebody, and an order of theirs of so many.
fn ordered_at(counter: &Counter, name: &str, quantity: u32) -> (Client, String) {
    let who = counter.stand.market.person(name);
    let placed = counter.order(&who, &[quantity]);
    placed.assert(201);
    (who, placed.text_at("/id"))
}

/// By how much the stock moves as an order changes by so many, and as another loses all it has; of what the hub holds, where it holds
/// some.
fn moved(change: i64, own: Option<u32>) -> Result<(i64, i64), Unknown> {
    let before = items((1 - change).max(1))?;
    let moved = |to: u32| {
        let counter = Counter::open(&[("1.00", 1_000)]);
        if let Some(own) = own {
            counter.hold_own(own + before);
        }
        let (who, order) = ordered_at(&counter, "Ama", before);
        let at =
            |counter: &Counter| if own.is_some() { counter.own_left() } else { counter.left() };
        let (pool, left) = (counter.left(), at(&counter));
        counter.change(&who, &order, &[to]).assert(200);
        assert!(own.is_none() || counter.left() == pool, "the producer's own stays as it is");
        at(&counter) - left
    };
    Ok((moved(items(i64::from(before) + change)?), moved(0)))
}

/// What a cart says is left of each of its lines, where it is less than was wanted: nobody lowers it but who wants it.
fn guarded(lines: &[Line]) -> Value {
    let goods: Vec<(&str, u32)> = lines.iter().map(|line| ("1.00", line.on_hand)).collect();
    let counter = Counter::open(&goods);
    let wanted: Vec<u32> = lines.iter().map(|line| line.quantity).collect();
    let left = counter.shown_left(&wanted);
    let fits = wanted.iter().zip(&left).map(|(wanted, left)| left.unwrap_or(*wanted));
    let fits: Vec<Option<u32>> = fits.map(|items| Some(items).filter(|it| *it > 0)).collect();
    json!({ "quantities": fits, "reported_variants": left.iter().flatten().count() })
}

/// What an order holds, and what is left, as it is to have one number after the other; where there is less, what there is.
fn clamped(stock: u32, wanted: &[u32]) -> Value {
    let counter = Counter::open(&[("1.00", stock)]);
    let who = counter.stand.market.person("Ama");
    let (mut order, mut had) = (None::<String>, Vec::new());
    let mut left = Vec::new();
    for wanted in wanted {
        let ask = |items: u32| match &order {
            Some(order) => counter.change(&who, order, &[items]),
            None => counter.order(&who, &[items]),
        };
        let (items, placed) = match ask(*wanted) {
            short if short.status == 409 => {
                let there = left_of(&short);
                (there, ask(there))
            }
            placed => (*wanted, placed),
        };
        assert!([200, 201].contains(&placed.status), "{}", placed.json());
        if order.is_none() {
            order = Some(placed.text_at("/id"));
        }
        had.push(items);
        left.push(counter.left());
    }
    json!({ "line_quantity_after": had, "stock_after": left })
}

/// How many there are, as a refusal says.
fn left_of(refused: &Answer) -> u32 {
    let problem = refused.assert_problem(409, "out-of-stock");
    let left = &problem["errors"][0]["left"];
    left.as_str().unwrap_or_default().parse().unwrap_or_else(|_| panic!("{problem}"))
}
