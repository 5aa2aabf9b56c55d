//! Which ways of hand-over shops offer in a cycle.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_cycles::{
    Direction, Exchange, HandOverChoice, HandOverKind, HandOverMethod, Storage, TaxCategory,
    check_choices, offered,
};
use sillon_kernel::{EnterpriseId, HandOverMethodId, Name, Text, Timestamp};

use crate::case::{Answered, Unknown, read};
use crate::fees::id;

/// Which methods a case speaks of, and which of them are chosen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum OfCycle {
    /// Each shop's by name; of a shop of which none is chosen, all.
    Chosen {
        coordinator_sells: String,
        methods: BTreeMap<String, Vec<String>>,
        #[serde(default)]
        selected: Vec<String>,
    },
    /// Those of one shop.
    Simple {
        #[serde(rename = "coordinator_sells")]
        _sells: String,
        methods: Vec<String>,
    },
    /// Which may be chosen at all.
    Attachable { methods: Vec<Written> },
}

/// How a peer writes down whether shoppers may have a method.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    active: Option<bool>,
    #[serde(default)]
    display_on: Option<String>,
}

pub(crate) fn of_cycle(given: &Value) -> Answered {
    match read(given)? {
        OfCycle::Chosen { coordinator_sells, methods, selected } => {
            // Who sells its own goods alone chooses nothing.
            let selected = if coordinator_sells == "own" { Vec::new() } else { selected };
            let mut all = Vec::new();
            for (shop, methods) in &methods {
                all.extend(offered_by(shop, methods, &selected)?);
            }
            Ok(json!({ "offered": all }))
        }
        OfCycle::Simple { methods, .. } => {
            Ok(json!({ "offered": offered_by("d", &methods, &[])? }))
        }
        OfCycle::Attachable { methods } => {
            let hub: EnterpriseId = id("d");
            let is_attachable = |(number, written): (usize, &Written)| {
                // One that shoppers do not see is one that nothing new names.
                let is_hidden = written.display_on.as_deref() == Some("back_end");
                let is_out = written.active == Some(false) || is_hidden;
                let method = method("d", &number.to_string())?;
                let at = Timestamp::from_micros(1).map_err(|fault| Unknown(fault.to_string()))?;
                let method = if is_out { method.retired(at) } else { method };
                let wanted = [HandOverChoice { method: method.id, window: None }];
                Ok(check_choices(&wanted, &[method], hub, &[]).is_ok())
            };
            let attachable = methods.iter().enumerate().map(is_attachable);
            Ok(json!({ "attachable": attachable.collect::<Result<Vec<bool>, Unknown>>()? }))
        }
    }
}

/// What a shop offers of its methods, by name.
fn offered_by(shop: &str, methods: &[String], selected: &[String]) -> Result<Vec<String>, Unknown> {
    let own = selected.iter().filter(|name| methods.contains(name));
    let choice =
        |name: &String| HandOverChoice { method: id::<HandOverMethodId>(name), window: None };
    let exchange = Exchange {
        hand_over: own.map(choice).collect(),
        ..Exchange::blank(id(shop), id(shop), Direction::Outgoing)
    };
    let known = methods.iter().map(|name| method(shop, name)).collect::<Result<Vec<_>, _>>()?;
    let offered = offered(known, &exchange, &sillon_cycles::TaxRates::default()).into_iter();
    Ok(offered.map(|it| it.method.name.to_string()).collect())
}

/// A free pick-up of a shop.
pub(crate) fn method(shop: &str, name: &str) -> Result<HandOverMethod, Unknown> {
    let unknown = |fault: sillon_kernel::TextError| Unknown(fault.to_string());
    Ok(HandOverMethod {
        id: id(name),
        hub: id(shop),
        name: Name::parse(name).map_err(unknown)?,
        kind: HandOverKind::PickUp { address: Text::parse(name).map_err(unknown)? },
        text: None,
        calculator: None,
        tax: TaxCategory::Exempt,
        carries: Storage::ALL.into(),
        capacity: None,
        tags: BTreeSet::new(),
        retired_at: None,
        version: 1,
    })
}
