//! Who of a cycle sees which exchange, and sees and changes what of what it carries.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::Patch;
use sillon_cycles::{
    Direction, Exchange, ExchangeFacts, ExchangePatch, Parts, SupplyTrust, VariantSelection,
};
use sillon_kernel::{EnterpriseId, VariantId};

use crate::case::{Answered, Unknown};
use crate::fees::id;

/// The enterprise that runs the cycle.
const COORDINATOR: &str = "coordinator";

/// A cycle: who lets whom sell its goods, and what comes in from whom and goes out to whom, all by name; and whose people look at
/// one of its exchanges.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cycle {
    managers_of: Vec<String>,
    grants: Vec<(String, String)>,
    incoming: BTreeMap<String, BTreeSet<String>>,
    outgoing: BTreeMap<String, BTreeSet<String>>,
    exchange: (String, String),
}

pub(crate) fn seen(cycle: &Cycle) -> Answered {
    let seen = Seen::of(cycle)?;
    let each = |answer: &dyn Fn(&BTreeSet<EnterpriseId>) -> Value| -> Vec<Value> {
        let people = cycle.managers_of.iter().map(|of| BTreeSet::from([id(of)]));
        people.map(|acting_for| answer(&acting_for)).collect()
    };
    Ok(json!({
        "visible": each(&|people| json!(seen.is_visible(people))),
        "variants_visible": each(&|people| json!(seen.variants_visible(people))),
        "variants_editable": each(&|people| json!(seen.variants_editable(people))),
    }))
}

/// An exchange among those of its cycle.
struct Seen<'c> {
    parts: Parts,
    all: Vec<Exchange>,
    exchange: Exchange,
    /// What everything is called.
    names: BTreeSet<&'c String>,
}

impl<'c> Seen<'c> {
    fn of(cycle: &'c Cycle) -> Result<Self, Unknown> {
        let made = |direction: Direction, ways: &BTreeMap<String, BTreeSet<String>>| {
            let exchange = |(of, carried): (&String, &BTreeSet<String>)| Exchange {
                variants: carried.iter().map(|name| id::<VariantId>(name)).collect(),
                ..Exchange::blank(id(of), id(of), direction)
            };
            ways.iter().map(exchange).collect::<Vec<_>>()
        };
        let mut all = made(Direction::Incoming, &cycle.incoming);
        all.extend(made(Direction::Outgoing, &cycle.outgoing));
        let trust = cycle.grants.iter().map(|(from, to)| (id(from), id(to)));
        let trust: SupplyTrust = trust.collect();
        let (of, way) = &cycle.exchange;
        let direction: Direction = way.parse().map_err(|_fault| Unknown(format!("no {way}")))?;
        let mut found = all.iter().filter(|it| it.direction == direction);
        let exchange = found.find(|it| it.enterprise == id(of)).cloned();
        let exchange = exchange.ok_or_else(|| Unknown(format!("{of} has no exchange {way}")))?;
        let parts = Parts::of(id(COORDINATOR), true, &all, trust);
        let names = cycle.incoming.values().chain(cycle.outgoing.values()).flatten().collect();
        Ok(Self { parts, all, exchange, names })
    }

    fn is_visible(&self, people: &BTreeSet<EnterpriseId>) -> bool {
        self.parts.sees(people, self.exchange.enterprise, self.exchange.direction)
    }

    fn variants_visible(&self, people: &BTreeSet<EnterpriseId>) -> Vec<&'c String> {
        let is_visible = self.is_visible(people);
        let seen = || self.parts.variants_seen(people, &self.exchange, &self.all);
        self.named(&is_visible.then(seen).unwrap_or_default())
    }

    /// What the exchange does not carry any more once somebody wishes that it carried nothing.
    fn variants_editable(&self, people: &BTreeSet<EnterpriseId>) -> Vec<&'c String> {
        let Exchange { enterprise, direction, variants, .. } = &self.exchange;
        let Ok(reach) = self.parts.reach(people, *enterprise, *direction) else {
            return Vec::new();
        };
        let facts = ExchangeFacts {
            parts: &self.parts,
            reach: &reach,
            exchanges: &self.all,
            sold_by_producer: variants.clone(),
        };
        let nothing = Patch::Set(VariantSelection::These(BTreeSet::new()));
        let wish =
            ExchangePatch { variants: nothing, ..ExchangePatch::plain(*enterprise, *direction) };
        let left = self.exchange.clone().change(variants, wish, &facts);
        let left = left.map_or_else(|_refused| variants.clone(), |changed| changed.variants);
        self.named(&variants.difference(&left).copied().collect())
    }

    fn named(&self, variants: &BTreeSet<VariantId>) -> Vec<&'c String> {
        let is_one = |name: &&&String| variants.contains(&id::<VariantId>(name));
        self.names.iter().filter(is_one).copied().collect()
    }
}
