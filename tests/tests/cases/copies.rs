//! What a copy of a cycle has of its original: a whole shop makes it, over HTTP.

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_kernel::Timestamp;

use crate::case::{Answered, Unknown, read};
use crate::stand::Stand;

/// What the farm of the shop lists.
const GOODS: &str = "Carrots,500,g,,1.60,80\n";
/// How many days later the copies are.
const DAYS: i64 = 7;

/// What is known of the cycle that is copied.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    /// All of it.
    Whole(Original),
    /// The methods its hub chose, some of which shoppers may not have any more.
    Chosen { selected: Vec<String> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Original {
    name: String,
    #[serde(default, rename = "orders_open_at")]
    _opens: Option<String>,
    #[serde(default, rename = "orders_close_at")]
    _closes: Option<String>,
    /// Whether its farms are told what to bring as it closes.
    #[serde(default)]
    automatic_notifications: Option<bool>,
    #[serde(default)]
    processed_at: Option<String>,
    #[serde(default, rename = "mails_sent")]
    _are_told: Option<bool>,
    #[serde(default)]
    exchanges: Option<usize>,
    /// Nothing gathers cycles here: what makes them again is no part of any.
    #[serde(default, rename = "schedules")]
    _schedules: Option<usize>,
    #[serde(default)]
    coordinator_fees: Option<usize>,
}

pub(crate) fn answer(given: &Value) -> Answered {
    match read(given)? {
        Given::Whole(original) => whole(&original),
        Given::Chosen { selected } => chosen(&selected),
    }
}

/// Adds fees for all that is sold, this many in place of any there are.
fn charge(stand: &Stand, many: usize) {
    let fee = |number: usize| {
        let amount = json!({"amount": "0.10", "currency": "EUR"});
        let calculator = json!({"type": "per-item", "amount": amount});
        let name = format!("Fee {number}");
        let fee = json!({
            "enterprise": stand.shop.hub_id, "name": name, "kind": "packing", "calculator": calculator,
        });
        stand.shop.hub.post("/v1/fees", &fee).text_at("/id")
    };
    let fees: Vec<String> = (0..many).map(fee).collect();
    stand.shop.hub.put(&format!("{}/fees", stand.path()), &json!({"fees": fees})).assert(200);
}

/// Whether the farm was written to since it was asked before.
fn farmer_was_told(stand: &Stand) -> bool {
    stand.market.take_letters().iter().any(|letter| letter.to.contains("marc@"))
}

/// Whether the farm is written to as the cycle closes with an order in it.
fn tells_at_the_close(stand: &Stand) -> bool {
    stand.publish();
    stand.shop.order(&stand.market.person("Awa"), &[("Carrots, 500 g", 1)]);
    farmer_was_told(stand);
    stand.shop.close().assert(200);
    farmer_was_told(stand)
}

fn whole(original: &Original) -> Answered {
    if original.exchanges.is_some_and(|many| many != 2) {
        return Err(Unknown("a shop has one farm and one hub here".to_owned()));
    }
    if original.automatic_notifications == Some(false) {
        return Err(Unknown("farms are always told what to bring".to_owned()));
    }
    let mut stand = Stand::open(GOODS);
    let cycle = json!({"name": original.name});
    stand.shop.hub.patch(&stand.path(), &cycle).assert(200);
    charge(&stand, original.coordinator_fees.unwrap_or_default());
    say_all_there_is(&stand);
    let before = stand.seen();
    if original.processed_at.is_some() {
        stand.shop.close().assert(200);
    }
    farmer_was_told(&stand);
    stand.copy(DAYS);
    let copy = stand.seen();
    let has = |it: bool| it.then_some("set");
    // A stage carries when it began: nobody opened a draft, or closed it.
    let is_at = |stages: &[&str]| stages.iter().any(|stage| copy["stage"] == *stage);
    let told = has(farmer_was_told(&stand));
    Ok(json!({
        "name": copy["name"],
        "orders_open_at": has(copy["orders"]["from"].is_string()),
        "orders_close_at": has(copy["orders"]["until"].is_string()),
        "opened_at": has(is_at(&["open", "closed", "settled"])),
        "processed_at": has(is_at(&["closed", "settled"])),
        "mails_sent": told,
        "exchanges_copied_with": kept(&before, &copy),
        "coordinator_fees": copy["coordinator_fees"].as_array().map(Vec::len),
        "automatic_notifications": tells_at_the_close(&stand),
    }))
}

/// Says of both exchanges all that a copy could lose.
fn say_all_there_is(stand: &Stand) {
    let fees = [stand.shop.fee.clone()];
    let pick_up = json!({"from": "2026-05-06T15:00:00Z", "until": "2026-05-06T17:00:00Z"});
    let coming_in = json!({"pick_up_text": "To the yard", "fees": fees});
    stand.put(&stand.shop.farm_id, "incoming", &coming_in);
    let going_out = json!({
        "pick_up_text": "At the gate", "pick_up": pick_up, "tags": ["members"], "fees": fees,
    });
    stand.put(&stand.shop.hub_id, "outgoing", &going_out);
}

/// Which of what the exchanges of a cycle say those of its copy say, by the names the cases have for it.
fn kept(original: &Value, copy: &Value) -> Vec<&'static str> {
    let same = |direction: &str, field: &str| {
        let (before, after) = (exchange(original, direction), exchange(copy, direction));
        is_said(&before[field]) && before[field] == after[field]
    };
    let both = |field| same("incoming", field) && same("outgoing", field);
    let is_later = || {
        let at = |cycle: &Value| start(&exchange(cycle, "outgoing")["pick_up"]);
        at(original).is_some_and(|at_first| at(copy) == Some(at_first.plus_seconds(DAYS * 86_400)))
    };
    let all = [
        ("variants", both("variants")),
        ("fees", both("fees")),
        ("tags", same("outgoing", "tags")),
        ("pickup_time", is_later()),
        ("pickup_instructions", same("outgoing", "pick_up_text")),
        ("receival_instructions", same("incoming", "pick_up_text")),
    ];
    all.into_iter().filter(|(_, is_kept)| *is_kept).map(|(name, _)| name).collect()
}

fn exchange<'c>(cycle: &'c Value, direction: &str) -> &'c Value {
    let mut exchanges = cycle["exchanges"].as_array().into_iter().flatten();
    exchanges.find(|it| it["direction"] == direction).unwrap_or(&Value::Null)
}

fn is_said(value: &Value) -> bool {
    value.is_string() || value.as_array().is_some_and(|all| !all.is_empty())
}

fn start(window: &Value) -> Option<Timestamp> {
    window["from"].as_str()?.parse().ok()
}

/// Which of the methods a hub chose a copy names, where shoppers may not have some of them any more.
fn chosen(selected: &[String]) -> Answered {
    let mut stand = Stand::open(GOODS);
    let add = |name: &String| {
        let method = json!({"name": name, "kind": "pick-up", "address": "12 rue des Lilas"});
        let path = format!("/v1/enterprises/{}/hand-over-methods", stand.shop.hub_id);
        stand.shop.hub.post(&path, &method).text_at("/id")
    };
    let methods: Vec<(String, &String)> = selected.iter().map(|name| (add(name), name)).collect();
    let choice: Vec<Value> = methods.iter().map(|(id, _)| json!({"method": id})).collect();
    stand.put(&stand.shop.hub_id, "outgoing", &json!({"hand_over": choice}));
    for (id, name) in &methods {
        match name.as_str() {
            "frontend" => {}
            // What shoppers may not have any more is retired.
            "back_end_only" | "inactive" => {
                stand.shop.hub.delete(&format!("/v1/hand-over-methods/{id}")).assert(204);
            }
            other => return Err(Unknown(format!("nothing is known of {other}"))),
        }
    }
    stand.copy(DAYS);
    let copy = stand.seen();
    let named = exchange(&copy, "outgoing")["hand_over"].as_array().into_iter().flatten();
    let is_named: Vec<&Value> = named.map(|choice| &choice["method"]).collect();
    let left = methods.iter().filter(|(id, _)| is_named.iter().any(|it| *it == id));
    Ok(json!({ "selected": left.map(|(_, name)| name).collect::<Vec<_>>() }))
}
