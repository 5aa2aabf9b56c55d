//! What shoppers see of products and sizes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sillon_cycles::Storage;
use sillon_kernel::{Currency, Money, Quantity, VariantId};

use crate::case::{Answered, Unknown, in_any_order, read};
use crate::fees::{Market, id};
use crate::hand_overs::method;
use crate::inventory::{Held, Setting, is_on_sale};
use crate::stand::{Hub, Stand};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    /// What goes out to each hub, some of it deleted since, and what hubs show or hide of it.
    Outgoing {
        outgoing: BTreeMap<String, Vec<String>>,
        #[serde(default)]
        deleted: Vec<String>,
        #[serde(default)]
        inventory: BTreeMap<String, BTreeMap<String, bool>>,
        #[serde(default)]
        inventory_feature: bool,
        #[serde(default)]
        inventory_only: bool,
    },
    /// Nobody sells.
    Nobody { distributor: () },
    /// What comes in and goes out, apart from each other.
    Sets {
        #[serde(rename = "incoming")]
        _incoming: Vec<String>,
        #[serde(rename = "outgoing")]
        _outgoing: Vec<String>,
        #[serde(rename = "deleted")]
        _deleted: Vec<String>,
    },
    /// Whether something is shown of which there is so much.
    Stock {
        #[serde(rename = "on_hand")]
        _on_hand: i64,
        #[serde(rename = "on_demand")]
        _is_on_demand: bool,
    },
    /// Where else something is sold.
    Elsewhere { cases: Vec<String> },
    /// What a producer has, and what a hub sells of it.
    Set { variant: Held, r#override: Setting },
    /// The same by the row.
    Table { columns: Vec<String>, rows: Vec<Vec<Value>> },
    /// Shelves in an order of the hub's own.
    Sorted {
        sorting: String,
        #[serde(rename = "order")]
        _order: Vec<String>,
        #[serde(default, rename = "products")]
        _products: Option<Map<String, Value>>,
    },
    /// Which methods hand over what is kept so.
    Methods { order_categories: Vec<Vec<String>>, methods: Map<String, Value> },
}

pub(crate) fn answer(given: &Value) -> Answered {
    match read(given)? {
        Given::Outgoing { outgoing, deleted, inventory, inventory_feature, inventory_only } => {
            let listed = if inventory_feature { inventory } else { BTreeMap::new() };
            Ok(shown_by_hubs(&outgoing, &deleted, &listed, inventory_only))
        }
        Given::Nobody { distributor: () } => {
            let mut market = Market::default();
            market.sell("v", price(), Quantity::pieces(1));
            let offered = market.price_list("nobody").offers;
            let names = offered.iter().map(|offer| offer.listing.label.to_string());
            Ok(json!({ "variants": names.collect::<Vec<_>>() }))
        }
        Given::Sets { .. } => {
            Err(Unknown("nothing goes out of a cycle that does not come into it".to_owned()))
        }
        Given::Stock { .. } => {
            // A price list has what is sold out, too: it is shown as that.
            let mut market = Market::default();
            market.sell("v", price(), Quantity::pieces(1));
            let shown = market.price_list("d").offer(id("v")).is_some();
            Ok(json!({ "visible": shown }))
        }
        Given::Elsewhere { cases } => {
            let visible: Result<Vec<bool>, _> = cases.iter().map(|case| elsewhere(case)).collect();
            Ok(json!({ "visible": visible? }))
        }
        Given::Set { variant, r#override } => {
            Ok(json!({ "visible": is_on_sale(variant, Some(r#override))? }))
        }
        Given::Table { columns, rows } => {
            let visible: Result<Vec<bool>, _> =
                rows.iter().map(|row| by_row(&columns, row)).collect();
            Ok(json!({ "visible": visible? }))
        }
        Given::Sorted { sorting, .. } => {
            Err(Unknown(format!("no hub sorts its shelves {sorting}: all go by their names")))
        }
        Given::Methods { order_categories, methods } => by_storage(&order_categories, &methods),
    }
}

fn price() -> Money {
    Money::new(100, Currency::EUR)
}

/// What a farm lists under a name.
fn row(name: &str) -> String {
    format!("{name},1,kg,,1.00,10\n")
}

/// What hubs show of what goes out to each, by its names in the order they were given.
fn shown_by_hubs(
    outgoing: &BTreeMap<String, Vec<String>>,
    deleted: &[String],
    listed: &BTreeMap<String, BTreeMap<String, bool>>,
    is_listed_only: bool,
) -> Value {
    let names: BTreeSet<&String> = outgoing.values().flatten().chain(deleted).collect();
    let stand = Stand::open(&names.iter().map(|name| row(name)).collect::<String>());
    let hubs: Vec<(&String, Hub)> = outgoing.keys().map(|name| (name, stand.found(name))).collect();
    for (name, hub) in &hubs {
        carry(&stand, hub, &outgoing[*name]);
        let only = json!({ "listed_only": is_listed_only });
        hub.who.patch(&format!("/v1/enterprises/{}", hub.id), &only).assert(200);
        for (name, is_shown) in listed.get(*name).into_iter().flatten() {
            let terms = format!("/v1/enterprises/{}/terms/{}", hub.id, variant(&stand, name));
            hub.who.put(&terms, &json!({"hidden": !is_shown})).assert(200);
        }
    }
    for name in deleted {
        let path = format!("/v1/variants/{}", variant(&stand, name));
        stand.shop.farmer.delete(&path).assert(204);
    }
    let shown = hubs.iter().map(|(name, hub)| {
        let shown = stand.shown_at(hub);
        let is_shown = |name: &&String| shown.iter().any(|it| *it == variant(&stand, name));
        let left: Vec<&String> = outgoing[*name].iter().filter(is_shown).collect();
        ((*name).clone(), json!(left))
    });
    Value::Object(shown.collect())
}

/// The variant that is listed under a name.
fn variant(stand: &Stand, name: &str) -> String {
    stand.shop.variant(&format!("{name}, 1 kg")).to_owned()
}

/// Has what is listed under some names go out to a hub, and nothing else.
fn carry(stand: &Stand, hub: &Hub, names: &[String]) {
    let variants: Vec<String> = names.iter().map(|name| variant(stand, name)).collect();
    stand.put(&hub.id, "outgoing", &json!({"variants": variants, "pick_up_text": "At the gate"}));
}

/// Whether a hub shows in a cycle what it sells in another, or what another hub sells in this one.
fn elsewhere(case: &str) -> Result<bool, Unknown> {
    let [here, there] = ["here", "there"].map(str::to_owned);
    let mut stand = Stand::open(&format!("{}{}", row(&here), row(&there)));
    let hub = stand.found("Quai");
    carry(&stand, &hub, std::slice::from_ref(&here));
    match case {
        "other_distributor" => {
            let other = stand.found("Port");
            carry(&stand, &other, std::slice::from_ref(&there));
        }
        "other_order_cycle" => {
            let cycle = stand.shop.cycle.clone();
            stand.copy(7);
            carry(&stand, &hub, std::slice::from_ref(&there));
            stand.publish();
            stand.shop.cycle = cycle;
        }
        other => return Err(Unknown(format!("nothing is known of {other}"))),
    }
    let shown = stand.shown_at(&hub);
    assert!(shown.contains(&variant(&stand, &here)), "the hub shows what goes out to it");
    Ok(shown.contains(&variant(&stand, &there)))
}

/// Whether there is any to sell, by a row of a table of what the producer has and of what the hub says of it.
fn by_row(columns: &[String], row: &[Value]) -> Result<bool, Unknown> {
    let row: Map<String, Value> = columns.iter().cloned().zip(row.iter().cloned()).collect();
    let row: Row = read(&Value::Object(row))?;
    let held = Held { on_hand: Some(row.on_hand), on_demand: Some(row.on_demand) };
    let set = row.is_set.then_some(Setting {
        on_demand: row.set_on_demand,
        count: row.set_count,
        ..Setting::default()
    });
    is_on_sale(held, set)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(rename = "override")]
    is_set: bool,
    #[serde(rename = "override.on_demand")]
    set_on_demand: Option<bool>,
    #[serde(rename = "override.count")]
    set_count: Option<i64>,
    #[serde(rename = "variant.on_demand")]
    on_demand: bool,
    #[serde(rename = "variant.on_hand")]
    on_hand: i64,
}

/// Which methods can be had for orders of goods that are kept so: a method names the storage it has room for.
fn by_storage(orders: &[Vec<String>], methods: &Map<String, Value>) -> Answered {
    let mut offered = Vec::new();
    for (name, carries) in methods {
        let carries: Vec<String> = read(carries)?;
        let carries = carries.iter().map(|kind| storage(kind)).collect::<Result<Vec<_>, _>>()?;
        offered.push(sillon_cycles::HandOverMethod { carries, ..method("d", name)? });
    }
    let mut market = Market::default();
    for kind in Storage::ALL {
        market.sell(kind.as_str(), price(), Quantity::pieces(1));
        market.keep(kind.as_str(), kind);
    }
    market.methods = offered;
    let list = market.price_list("d");
    let had = orders.iter().map(|kinds| {
        let line = |kind: &String| Ok((id::<VariantId>(storage(kind)?.as_str()), 1));
        let basket = kinds.iter().map(line).collect::<Result<Vec<_>, Unknown>>()?;
        let takes = list.hand_over.iter().filter(|it| it.check(&list, &basket, None, 0).is_ok());
        Ok(in_any_order(takes.map(|it| it.method.name.to_string())))
    });
    Ok(json!({ "offered": had.collect::<Result<Vec<_>, Unknown>>()? }))
}

/// How goods of a peer's shipping category are kept.
fn storage(category: &str) -> Result<Storage, Unknown> {
    match category {
        "standard" => Ok(Storage::Ambient),
        "cooled" => Ok(Storage::Chilled),
        "frozen" => Ok(Storage::Frozen),
        other => Err(Unknown(format!("nothing is kept {other}"))),
    }
}
