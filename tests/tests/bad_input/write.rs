use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Shop};

use crate::means::Means;

/// A write that would be done, and what its values mean.
pub(crate) struct Write<'s> {
    pub(crate) who: &'s Client,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
    /// Places of values that must be there, as JSON pointers.
    pub(crate) needs: Vec<(&'static str, Means)>,
    /// Places of values that may be left out.
    pub(crate) takes: Vec<(&'static str, Means)>,
}

impl Write<'_> {
    pub(crate) fn send(&self, body: &[u8]) -> Answer {
        // A key of its own for each, so that none is taken for a repeat.
        let key = format!(
            "{}-{:x}",
            body.len(),
            body.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(*byte))
        );
        self.who.with_key(&key).send(self.method, &self.path, Some(("application/json", body)))
    }

    pub(crate) fn send_json(&self, body: &Value) -> Answer {
        self.send(body.to_string().as_bytes())
    }

    /// The body with raw JSON at a place.
    pub(crate) fn with(&self, place: &str, raw: &str) -> String {
        let mut body = self.body.clone();
        *body.pointer_mut(place).unwrap_or_else(|| panic!("{place} of {}", self.path)) =
            json!("@@");
        let raw = raw.replace("TOO LONG", &"x".repeat(3_000));
        body.to_string().replace("\"@@\"", &raw)
    }

    /// The body without what is at a place.
    pub(crate) fn without(&self, place: &str) -> Value {
        let mut body = self.body.clone();
        let (parent, member) = place.rsplit_once('/').unwrap();
        let parent = if parent.is_empty() { Some(&mut body) } else { body.pointer_mut(parent) };
        parent.and_then(Value::as_object_mut).unwrap().remove(member).unwrap();
        body
    }
}

/// Every write that takes JSON, at a shop with a cart and an order in it.
pub(crate) fn writes<'s>(shop: &'s Shop, guest: &'s Client) -> Vec<Write<'s>> {
    let (hub, farmer) = (&shop.hub, &shop.farmer);
    let order = shop.order(guest, &[("Eggs, 6 × egg", 1)]);
    let cart = shop.cart(guest, &[("Eggs, 6 × egg", 2)]);
    let cycle = format!("/v1/cycles/{}", shop.cycle);
    let (hub_id, carrots) = (&shop.hub_id, shop.variant("Carrots, 500 g"));
    let window = json!({"from": "2030-01-01T00:00:00Z", "until": "2030-01-02T00:00:00Z"});
    let euro = json!({"amount": "1.00", "currency": "EUR"});
    let contact = json!({"name": "Awa", "email": "awa@example.org", "phone": "+33 6", "note": "Hello", "language": "fr"});
    let flexi = json!({"type": "flexi-rate", "first": euro, "additional": euro, "most": 3});
    let per_item = json!({"type": "percent-per-item", "percent": "5"});
    let fee = |calculator: &Value| json!({"enterprise": hub_id, "name": "Admin", "kind": "admin", "calculator": calculator, "tax": "20"});
    vec![
        Write {
            who: guest,
            method: "POST",
            path: "/v1/users".into(),
            body: json!({"email": "zoe@example.org", "name": "Zoé", "password": "a long password"}),
            needs: vec![
                ("/email", Means::Email),
                ("/name", Means::Name),
                ("/password", Means::Password),
            ],
            takes: vec![],
        },
        Write {
            who: hub,
            method: "POST",
            path: "/v1/enterprises".into(),
            body: json!({"name": "Verger", "description": "Apples", "email": "v@example.org", "is_producer": true,
                "sells": "own", "zone": "Europe/Paris", "currency": "EUR"}),
            needs: vec![
                ("/name", Means::Name),
                ("/is_producer", Means::Flag),
                ("/sells", Means::Word),
            ],
            takes: vec![
                ("/description", Means::Text),
                ("/zone", Means::Zone),
                ("/currency", Means::Currency),
            ],
        },
        Write {
            who: hub,
            method: "PUT",
            path: format!("/v1/enterprises/{hub_id}/members"),
            body: json!({"email": "marc@example.org", "role": "manager"}),
            needs: vec![("/email", Means::Email), ("/role", Means::Word)],
            takes: vec![],
        },
        Write {
            who: farmer,
            method: "PUT",
            path: format!("/v1/supplies/{}", shop.supply("Carrots, 500 g")),
            body: json!({"available": {"value": "3", "unit": "kg"}, "on_demand": false}),
            needs: vec![
                ("/available", Means::Quantity),
                ("/available/value", Means::Measure),
                ("/available/unit", Means::Unit),
            ],
            takes: vec![("/on_demand", Means::Flag)],
        },
        Write {
            who: hub,
            method: "POST",
            path: "/v1/cycles".into(),
            body: json!({"coordinator": hub_id, "name": "Winter", "orders": window}),
            needs: vec![
                ("/coordinator", Means::Id),
                ("/name", Means::Name),
                ("/orders", Means::Object),
                ("/orders/from", Means::Instant),
                ("/orders/until", Means::Instant),
            ],
            takes: vec![],
        },
        Write {
            who: hub,
            method: "PUT",
            path: format!("{cycle}/exchanges"),
            body: json!({"enterprise": hub_id, "direction": "outgoing", "variants": [carrots], "fees": [shop.fee],
                "pick_up": window, "pick_up_text": "Left door"}),
            needs: vec![
                ("/enterprise", Means::Id),
                ("/direction", Means::Word),
                ("/pick_up/from", Means::Instant),
                ("/pick_up/until", Means::Instant),
            ],
            takes: vec![
                ("/variants", Means::Ids),
                ("/fees", Means::Ids),
                ("/pick_up_text", Means::Text),
            ],
        },
        Write {
            who: hub,
            method: "POST",
            path: "/v1/fees".into(),
            body: fee(&flexi),
            needs: vec![
                ("/enterprise", Means::Id),
                ("/name", Means::Name),
                ("/kind", Means::Word),
                ("/calculator", Means::Object),
                ("/calculator/type", Means::Word),
                ("/calculator/first", Means::Money),
                ("/calculator/first/amount", Means::Amount),
                ("/calculator/first/currency", Means::Currency),
            ],
            takes: vec![("/tax", Means::Percent)],
        },
        Write {
            who: hub,
            method: "POST",
            path: "/v1/fees".into(),
            body: fee(&per_item),
            needs: vec![("/calculator/percent", Means::Percent)],
            takes: vec![],
        },
        Write {
            who: hub,
            method: "PUT",
            path: format!("{cycle}/fees"),
            body: json!({"fees": [shop.fee]}),
            needs: vec![("/fees", Means::Ids)],
            takes: vec![],
        },
        Write {
            who: guest,
            method: "POST",
            path: "/v1/carts".into(),
            body: json!({"shop": Shop::SLUG, "cycle": shop.cycle, "lines": [{"variant": carrots, "quantity": 1}]}),
            needs: vec![("/lines/0/variant", Means::Id), ("/lines/0/quantity", Means::Count)],
            takes: vec![],
        },
        Write {
            who: guest,
            method: "PUT",
            path: format!("/v1/carts/{cart}/lines"),
            body: json!({"lines": [{"variant": carrots, "quantity": 1}]}),
            needs: vec![
                ("/lines", Means::Ids),
                ("/lines/0/variant", Means::Id),
                ("/lines/0/quantity", Means::Count),
            ],
            takes: vec![],
        },
        Write {
            who: guest,
            method: "POST",
            path: format!("/v1/carts/{cart}/checkout"),
            body: json!({"contact": contact, "payment": "cash", "consent": true}),
            needs: vec![
                ("/contact", Means::Object),
                ("/contact/name", Means::Name),
                ("/contact/email", Means::Email),
                ("/payment", Means::Word),
                ("/consent", Means::Flag),
            ],
            takes: vec![
                ("/contact/phone", Means::Text),
                ("/contact/note", Means::Text),
                ("/contact/language", Means::Word),
            ],
        },
        Write {
            who: hub,
            method: "POST",
            path: format!("/v1/orders/{order}/payments"),
            body: json!({"amount": euro, "method": "cash"}),
            needs: vec![
                ("/amount", Means::Money),
                ("/amount/amount", Means::Amount),
                ("/amount/currency", Means::Currency),
                ("/method", Means::Word),
            ],
            takes: vec![],
        },
    ]
}

