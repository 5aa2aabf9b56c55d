//! What became of an order on the day is ticked on the hand-over list, by whoever hands out, and moves neither goods nor money.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";
const LEEKS: &str = "Leeks, 1 kg";

/// The ticks of an order's lines on the hand-over list, by the products' names.
fn ticked(shop: &Shop, order: &str) -> Vec<(String, Value)> {
    let list = shop.hub.get(&format!("/v1/cycles/{}/hand-over-list", shop.cycle)).assert(200);
    let order = list.as_array().unwrap().iter().find(|it| it["order"] == order).unwrap();
    let lines = order["lines"].as_array().unwrap().iter();
    let mut told: Vec<_> = lines
        .map(|line| {
            assert_eq!(line["tick"].is_null(), line["ticked_at"].is_null());
            (line["name"].as_str().unwrap().to_owned(), line["tick"].clone())
        })
        .collect();
    told.sort_by(|one, other| one.0.cmp(&other.0));
    told
}

fn put(who: &Client, order: &str, body: &Value) -> sillon_testkit::Answer {
    who.put(&format!("/v1/orders/{order}/ticks"), body)
}

fn both(eggs: Value, leeks: Value) -> Vec<(String, Value)> {
    vec![("Eggs".to_owned(), eggs), ("Leeks".to_owned(), leeks)]
}

on_both_databases! {
    async fn what_was_handed_out_missing_or_left_is_ticked(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,90\nLeeks,1,kg,,3.00,90");
        let awa = market.person("Awa");
        let (order, other) = (shop.order(&awa, &[(EGGS, 2), (LEEKS, 1)]), shop.order(&awa, &[(EGGS, 1), (LEEKS, 2)]));
        shop.close().assert(200);
        let books = shop.everything();
        let nothing = both(Value::Null, Value::Null);
        assert_eq!(ticked(&shop, &order), nothing);

        put(&shop.hub, &order, &json!({"all": "handed-out"})).assert(204);
        assert_eq!(ticked(&shop, &order), both(json!("handed-out"), json!("handed-out")));
        let missing = json!({"lines": [{"variant": shop.variant(LEEKS), "tick": "missing"}]});
        put(&shop.hub, &order, &missing).assert(204);
        put(&shop.hub, &order, &missing).assert(204);
        assert_eq!(ticked(&shop, &order), both(json!("handed-out"), json!("missing")));
        let none = json!({"lines": [{"variant": shop.variant(EGGS), "tick": "none"}]});
        put(&shop.hub, &order, &none).assert(204);
        assert_eq!(ticked(&shop, &order), both(Value::Null, json!("missing")));
        put(&shop.hub, &other, &json!({"all": "left"})).assert(204);
        put(&shop.hub, &order, &json!({"all": "none"})).assert(204);
        assert_eq!(ticked(&shop, &order), nothing);
        assert_eq!(ticked(&shop, &other), both(json!("left"), json!("left")));
        assert_eq!(shop.everything(), books, "it is a list, and no book");
        market.assert_clean();
    }

    async fn what_is_no_tick_is_told_and_strangers_tick_nothing(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,90\nLeeks,1,kg,,3.00,90");
        let awa = market.person("Awa");
        let order = shop.order(&awa, &[(EGGS, 2)]);
        let of = |variant: &str, tick: &str| json!({"lines": [{"variant": variant, "tick": tick}]});
        for (body, field) in [
            (json!({}), "lines"),
            (json!({"all": "left", "lines": []}), "lines"),
            (json!({"all": "gone"}), "all"),
            (of(shop.variant(EGGS), "gone"), "lines[0].tick"),
            (of(shop.variant(LEEKS), "left"), "lines[0].variant"),
            (json!({"lines": [{"variant": shop.variant(EGGS), "bundle": 0, "tick": "left"}]}), "lines[0].variant"),
        ] {
            put(&shop.hub, &order, &body).assert_fault(422, "invalid-field", field);
        }
        for who in [&awa, &shop.farmer, &market.person("Bruno")] {
            put(who, &order, &json!({"all": "left"})).assert_problem(404, "not-found");
        }
        assert_eq!(ticked(&shop, &order), [("Eggs".to_owned(), Value::Null)]);
    }
}
