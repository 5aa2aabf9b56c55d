//! A whole shop at a market of its own, set up and asked over HTTP, for cases of what no single function says.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, TestDatabase};

const START: &str = "2026-05-04T08:00:00Z";
const END: &str = "2026-05-05T08:00:00Z";

/// A shop with its market, which is gone with it.
pub(crate) struct Stand {
    pub(crate) shop: Shop,
    pub(crate) market: Marketplace,
}

/// A hub that takes part in the shop's cycle.
pub(crate) struct Hub {
    /// Whoever runs it.
    pub(crate) who: Client,
    pub(crate) id: String,
    slug: String,
}

impl Stand {
    /// Opens the shop with what its farm lists, as [`Shop::open`] reads it.
    pub(crate) fn open(rows: &str) -> Self {
        let market = Marketplace::open_at(TestDatabase::sqlite(), START);
        Self { shop: Shop::open_until(&market.guest(), rows, END), market }
    }

    /// The shop's cycle.
    pub(crate) fn path(&self) -> String {
        format!("/v1/cycles/{}", self.shop.cycle)
    }

    /// The cycle as whoever runs it sees it.
    pub(crate) fn seen(&self) -> Value {
        self.shop.hub.get(&self.path()).assert(200)
    }

    /// Announces the cycle.
    pub(crate) fn publish(&self) {
        self.shop.hub.post(&format!("{}/publish", self.path()), &Value::Null).assert(200);
    }

    /// Says something of an exchange of the cycle.
    pub(crate) fn put(&self, enterprise: &str, direction: &str, said: &Value) {
        let mut exchange = json!({"enterprise": enterprise, "direction": direction});
        for (name, value) in said.as_object().expect("something is said") {
            exchange[name] = value.clone();
        }
        self.shop.hub.put(&format!("{}/exchanges", self.path()), &exchange).assert(200);
    }

    /// Goes on with a copy of its cycle, so many days later.
    pub(crate) fn copy(&mut self, days: i64) {
        let copies = format!("{}/copies", self.path());
        self.shop.cycle = self.shop.hub.post(&copies, &json!({"days": days})).text_at("/id");
    }

    /// Founds a hub that sells what the farm makes, on terms of its own if it likes, and that the shop may put into its cycle.
    pub(crate) fn found(&self, name: &str) -> Hub {
        let who = self.market.person(name);
        let body = json!({"name": name, "is_producer": false, "sells": "any"});
        let founded = who.post("/v1/enterprises", &body);
        let (id, slug) = (founded.text_at("/id"), founded.text_at("/slug"));
        who.say_who_sells(&id);
        for kind in ["supply-to-cycles", "set-hub-prices"] {
            self.shop.farmer.allows(&who, &self.shop.farm_id, kind, &id);
        }
        who.allows(&self.shop.hub, &id, "sell-through", &self.shop.hub_id);
        Hub { who, id, slug }
    }

    /// The variants that a hub shows a guest in the cycle.
    pub(crate) fn shown_at(&self, hub: &Hub) -> Vec<String> {
        let offers = format!("/v1/shops/{}/offers?cycle={}", hub.slug, self.shop.cycle);
        let shown = self.market.guest().get(&offers).assert(200);
        let offers = shown["offers"].as_array().into_iter().flatten();
        offers.filter_map(|offer| offer["variant"].as_str()).map(str::to_owned).collect()
    }
}
