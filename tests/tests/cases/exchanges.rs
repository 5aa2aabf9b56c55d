//! What goes into a cycle and out of it, and where a cycle stands.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_cycles::{OrderCycle, Sale, ShopCycles, Stage, merge_variants};
use sillon_kernel::{EnterpriseId, Name, Timestamp, VariantId, Window};
use uuid::Uuid;

use crate::case::{Answered, Unknown, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wished {
    existing: BTreeSet<u32>,
    requested_true: BTreeSet<u32>,
    requested_false: BTreeSet<u32>,
    editable: BTreeSet<u32>,
    #[serde(default)]
    incoming: Option<BTreeSet<u32>>,
}

pub(crate) fn variants(given: &Value) -> Answered {
    let Wished { existing, requested_true, requested_false, editable, incoming } = read(given)?;
    if !requested_true.is_disjoint(&requested_false) {
        return Err(Unknown("the same is wished and not wished".to_owned()));
    }
    let of = |numbers: BTreeSet<u32>| -> BTreeSet<VariantId> {
        numbers.into_iter().map(|it| VariantId(Uuid::from_u128(it.into()))).collect()
    };
    let merged = merge_variants(
        &of(existing),
        &of(requested_true),
        &of(editable),
        incoming.map(of).as_ref(),
    );
    Ok(json!({ "result": merged.iter().map(|it| it.0.as_u128()).collect::<Vec<_>>() }))
}

/// An instant such as `-2w` or `+1min`, from where the cases count.
fn at(offset: &str) -> Result<Timestamp, Unknown> {
    let unread = || Unknown(format!("{offset} is no offset"));
    let digits = |it: char| it.is_ascii_digit() || it == '-' || it == '+';
    let number = offset.trim_end_matches(|it: char| !digits(it));
    let seconds = match offset.strip_prefix(number) {
        Some("" | "s") => 1,
        Some("min") => 60,
        Some("h") => 3_600,
        Some("d") => 86_400,
        Some("w") => 604_800,
        _ => return Err(unread()),
    };
    let many: i64 = number.trim_start_matches('+').parse().map_err(|_fault| unread())?;
    let start: Timestamp = "2026-05-04T08:00:00Z".parse().map_err(|_fault| unread())?;
    Ok(start.plus_seconds(many * seconds))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum OfCycle {
    Dates {
        orders_open_at: Option<String>,
        orders_close_at: Option<String>,
        #[serde(default)]
        now: Option<String>,
    },
    Edges {
        cases: Vec<Edge>,
    },
    Closed {
        close_offsets: std::collections::BTreeMap<String, String>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edge {
    now: String,
}

/// A cycle that its clock has opened and closed by now.
fn cycle(name: &str, orders: Window, now: Timestamp) -> Result<OrderCycle, Unknown> {
    let stage =
        if now < orders.from() { Stage::Upcoming } else { Stage::Open { since: orders.from() } };
    Ok(OrderCycle {
        id: Uuid::from_u128(1).into(),
        coordinator: Uuid::from_u128(2).into(),
        name: Name::parse(name).map_err(|fault| Unknown(fault.to_string()))?,
        orders,
        stage,
        limit: None,
        is_full: false,
        of: None,
        version: 1,
    })
}

fn state(orders: Window, now: Timestamp) -> Result<&'static str, Unknown> {
    Ok(match cycle("Week", orders, now)?.sale_at(now) {
        Sale::Unannounced => "undated",
        Sale::Upcoming => "upcoming",
        Sale::Open => "open",
        Sale::Over => "closed",
    })
}

pub(crate) fn cycle_state(given: &Value) -> Answered {
    match read(given)? {
        OfCycle::Dates { orders_open_at: Some(from), orders_close_at: Some(until), now } => {
            let orders = Window::new(at(&from)?, at(&until)?).ok();
            let state = match (orders, now) {
                (Some(orders), Some(now)) => Some(state(orders, at(&now)?)?),
                _ => None,
            };
            Ok(json!({ "valid": orders.is_some(), "state": state }))
        }
        OfCycle::Dates { .. } => Err(Unknown("every cycle here has its dates".to_owned())),
        OfCycle::Edges { cases } => {
            let (from, until) = (at("0")?, at("1h")?);
            let orders = Window::new(from, until).map_err(|fault| Unknown(fault.to_string()))?;
            let state = |Edge { now }: Edge| {
                let (edge, offset) =
                    match (now.strip_prefix("open_at"), now.strip_prefix("close_at")) {
                        (Some(offset), _) => (from, offset),
                        (_, Some(offset)) => (until, offset),
                        (None, None) => return Err(Unknown(format!("{now} is at no edge"))),
                    };
                let offset = at(offset)?.micros() - from.micros();
                state(orders, edge.plus_seconds(offset / 1_000_000))
            };
            Ok(json!({ "states": cases.into_iter().map(state).collect::<Result<Vec<_>, _>>()? }))
        }
        OfCycle::Closed { close_offsets } => {
            let now = at("0")?;
            let cycle = |(name, close): (&String, &String)| {
                let until = at(close)?;
                let orders = Window::new(until.plus_seconds(-604_800), until);
                cycle(name, orders.map_err(|fault| Unknown(fault.to_string()))?, now)
            };
            let cycles = close_offsets.iter().map(cycle).collect::<Result<Vec<_>, _>>()?;
            let over = ShopCycles::at(EnterpriseId(Uuid::from_u128(2)), cycles, now).over;
            let names: Vec<&str> = over.iter().map(|cycle| cycle.name.as_str()).collect();
            Ok(json!({ "most_recently_closed": names }))
        }
    }
}
