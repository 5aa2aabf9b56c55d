//! A shop at which goods are counted, for cases of what becomes of them as they are ordered, changed and cancelled.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Shop};

use crate::{
    case::{Unknown, need},
    stand::Stand,
};

/// What is sold, each by the kilogram.
const NAMES: [&str; 8] =
    ["Carrots", "Leeks", "Apples", "Pears", "Plums", "Quinces", "Turnips", "Parsnips"];

/// A shop whose customers may change what they ordered.
pub(crate) struct Counter {
    pub(crate) stand: Stand,
}

impl Counter {
    /// Opens it with so many items of each of some goods, each at a price. It charges no fees.
    pub(crate) fn open(goods: &[(&str, u32)]) -> Self {
        let row =
            |(name, (price, items)): (&&str, &(&str, u32))| format!("{name},1,kg,,{price},{items}");
        let rows: Vec<String> = NAMES.iter().zip(goods).map(row).collect();
        let it = Self { stand: Stand::open(&rows.join("\n")) };
        it.set_fees(&[]);
        it.lets_change(true);
        it
    }

    pub(crate) fn lets_change(&self, takes_changes: bool) {
        let path = format!("/v1/enterprises/{}", self.stand.shop.hub_id);
        self.stand.shop.hub.patch(&path, &json!({"takes_changes": takes_changes})).assert(200);
    }

    /// Charges so much on each item, once for each amount.
    pub(crate) fn set_fees(&self, amounts: &[&str]) {
        let shop = &self.stand.shop;
        let fee = |amount: &&str| {
            let amount = json!({"amount": amount, "currency": "EUR"});
            let calculator = json!({"type": "per-item", "amount": amount});
            let body = json!({
                "enterprise": shop.hub_id, "name": format!("Of {amount}"), "kind": "packing", "calculator": calculator,
            });
            shop.hub.post("/v1/fees", &body).text_at("/id")
        };
        let fees: Vec<String> = amounts.iter().map(fee).collect();
        shop.hub.put(&format!("{}/fees", self.stand.path()), &json!({"fees": fees})).assert(200);
    }

    /// So many of each of the goods; what there is none of is left out.
    fn wanted(items: &[u32]) -> Vec<(String, u32)> {
        let goods = NAMES.iter().zip(items).filter(|(_, items)| **items > 0);
        goods.map(|(name, items)| (format!("{name}, 1 kg"), *items)).collect()
    }

    pub(crate) fn cart(&self, who: &Client, items: &[u32]) -> String {
        let wanted = Self::wanted(items);
        let wanted: Vec<(&str, u32)> =
            wanted.iter().map(|(name, items)| (name.as_str(), *items)).collect();
        self.stand.shop.cart(who, &wanted)
    }

    /// Sets the lines of a cart as a whole; how many of each it holds then.
    pub(crate) fn refill(&self, who: &Client, cart: &str, items: &[u32]) -> Vec<u32> {
        let wanted = Self::wanted(items);
        let wanted: Vec<(&str, u32)> =
            wanted.iter().map(|(name, items)| (name.as_str(), *items)).collect();
        let lines = self.stand.shop.lines(&wanted);
        let path = format!("/v1/carts/{cart}/lines");
        let shown = who.put(&path, &json!({"lines": lines})).assert(200);
        let held = |name: &&str| {
            let lines = shown["lines"].as_array().into_iter().flatten();
            let of_it = lines.filter(|line| line["name"] == **name);
            let items = of_it.filter_map(|line| line["quantity"].as_u64()).sum::<u64>();
            u32::try_from(items).unwrap()
        };
        NAMES.iter().map(held).collect()
    }

    pub(crate) fn order(&self, who: &Client, items: &[u32]) -> Answer {
        let cart = self.cart(who, items);
        self.stand.shop.checkout(who, &cart, &cart)
    }

    /// Changes an order to so many of each, at what that comes to.
    pub(crate) fn change(&self, who: &Client, order: &str, items: &[u32]) -> Answer {
        let path = format!("/v1/orders/{order}");
        if items.iter().all(|items| *items == 0) {
            return who.post(&format!("{path}/cancellation"), &json!({}));
        }
        let wanted = Self::wanted(items);
        let wanted: Vec<(&str, u32)> =
            wanted.iter().map(|(name, items)| (name.as_str(), *items)).collect();
        let lines = self.stand.shop.lines(&wanted);
        let seen = who.post(&format!("{path}/changes/preview"), &json!({"lines": lines}));
        if seen.status != 200 {
            return seen;
        }
        let total = seen.json()["after"].clone();
        who.post(&format!("{path}/changes"), &json!({"lines": lines, "total": total}))
    }

    /// Cancels an order as its hub, after which its goods can be sold again, or not.
    pub(crate) fn cancel(&self, order: &str, restock: bool) {
        let body = json!({"reason": "They called", "restock": restock});
        self.stand.shop.hub.post(&format!("/v1/orders/{order}/cancellation"), &body).assert(200);
    }

    /// How many items are left of the first of the goods.
    pub(crate) fn left(&self) -> i64 {
        let path = format!("/v1/enterprises/{}/products", self.stand.shop.farm_id);
        let products = self.stand.shop.farmer.get(&path).assert(200);
        let [first, ..] = NAMES;
        let of_it = products["items"].as_array().into_iter().flatten();
        let product = of_it.rev().find(|product| product["name"] == first);
        let product = product.unwrap_or_else(|| panic!("{products}"));
        let available = &product["variants"][0]["supply"]["available"];
        let value: Decimal = available["value"].as_str().unwrap().parse().unwrap();
        match available["unit"].as_str() {
            Some("g") => value / Decimal::from(1_000),
            Some("kg") => value,
            Some("t") => value * Decimal::from(1_000),
            unit => panic!("{unit:?}: {products}"),
        }
        .to_i64()
        .unwrap()
    }

    /// What a cart of so many of each says is left of each of its lines that is short.
    pub(crate) fn shown_left(&self, items: &[u32]) -> Vec<Option<u32>> {
        let guest = self.stand.market.guest();
        let cart = self.cart(&guest, items);
        let shown = guest.get(&format!("/v1/carts/{cart}")).assert(200);
        let lines = shown["lines"].as_array().into_iter().flatten();
        let left = |line: &Value| line["left"].as_u64().and_then(|left| u32::try_from(left).ok());
        lines.map(left).collect()
    }

    /// Sells a number of items that its own hub holds of the first of the goods.
    pub(crate) fn hold_own(&self, items: u32) {
        self.stand.shop.allow("set-hub-prices");
        let path = self.own_terms();
        let own = json!({"stock": {"kind": "own", "items": items}});
        self.stand.shop.hub.put(&path, &own).assert(200);
    }

    /// How many its own hub holds.
    pub(crate) fn own_left(&self) -> i64 {
        let terms = self.stand.shop.hub.get(&self.own_terms()).assert(200);
        terms["stock"]["items"].as_i64().unwrap()
    }

    fn own_terms(&self) -> String {
        let [first, ..] = NAMES;
        let shop = &self.stand.shop;
        let variant = shop.variant(&format!("{first}, 1 kg"));
        format!("/v1/enterprises/{}/terms/{variant}", shop.hub_id)
    }

    /// What a guest's cart of so many comes to.
    pub(crate) fn total(&self, items: &[u32]) -> String {
        let guest = self.stand.market.guest();
        Shop::total(&guest, &self.cart(&guest, items))
    }
}

/// A number of items that an order can have.
pub(crate) fn items(number: i64) -> Result<u32, Unknown> {
    u32::try_from(number).map_err(|_fault| Unknown(format!("nobody orders {number}")))
}

/// A price as a list has it.
pub(crate) fn price(value: &Value) -> Result<String, Unknown> {
    Ok(need(value)?.to_string())
}
