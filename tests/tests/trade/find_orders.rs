//! A hub finds an order of any of its cycles by what it knows of it, and nobody else finds any.

use serde_json::Value;
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";

/// The numbers of the orders that the hub finds, in the order they come.
fn found(shop: &Shop, by: &str) -> Vec<String> {
    let path = format!("/v1/enterprises/{}/orders?{by}", shop.hub_id);
    let page = shop.hub.get(&path).assert(200);
    let items = page["items"].as_array().unwrap().iter();
    items.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

/// An order of a person, in their own name.
fn order_in_name(shop: &Shop, who: &Client, name: &str, key: &str) -> String {
    let cart = shop.cart(who, &[(EGGS, 1)]);
    let mut body = Shop::contact(name, &Shop::total(who, &cart));
    body["contact"]["email"] = Value::from(format!("{key}@example.org"));
    body["contact"]["phone"] = Value::from("06 12 34 56 78");
    let placed = who.with_key(key).post(&format!("/v1/carts/{cart}/checkout"), &body);
    placed.assert(201)["id"].as_str().unwrap().to_owned()
}

on_both_databases! {
    async fn orders_are_found_by_what_a_hub_knows_of_them(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,90");
        let (awa, ines) = (market.person("Awa"), market.person("Ines"));
        let of_awa = order_in_name(&shop, &awa, "Awa Diop", "a");
        let of_ines = order_in_name(&shop, &ines, "Inès Œuvrard", "b");
        let paid = shop.order(&awa, &[(EGGS, 2)]);
        shop.pay(&paid, "5.60", "p").assert(201);
        let cancelled = shop.order(&ines, &[(EGGS, 3)]);
        shop.pay(&cancelled, "8.40", "q").assert(201);
        let reason = serde_json::json!({"reason": "She moves away"});
        shop.hub.with_key("c").post(&format!("/v1/orders/{cancelled}/cancellation"), &reason).assert(200);

        let all = [&cancelled, &paid, &of_ines, &of_awa].map(String::clone);
        assert_eq!(found(&shop, ""), all, "the latest first");
        assert_eq!(found(&shop, "q=ines%20oeuvrard"), [of_ines.as_str()], "capitals and accents aside");
        let reference = shop.hub.get(&format!("/v1/orders/{of_awa}")).assert(200)["reference"].clone();
        let reference = reference.as_str().unwrap().to_lowercase();
        assert_eq!(found(&shop, &format!("q={reference}")), [of_awa.as_str()], "by its number, as it is typed");
        assert_eq!(found(&shop, "q=12%2034%2056"), [of_ines.as_str(), of_awa.as_str()]);
        assert_eq!(found(&shop, "standing=paid"), [paid.as_str()]);
        assert_eq!(found(&shop, "standing=to-pay"), [of_ines.as_str(), of_awa.as_str()]);
        assert_eq!(found(&shop, "standing=to-pay-back"), [cancelled.as_str()]);
        assert_eq!(found(&shop, "standing=cancelled"), [cancelled.as_str()]);
        assert_eq!(found(&shop, &format!("cycle={}&standing=paid", shop.cycle)), [paid]);
        assert_eq!(found(&shop, &format!("cycle={}", shop.hub_id)), Vec::<String>::new());
        assert_eq!(found(&shop, &format!("hand_over={}", shop.hub_id)), Vec::<String>::new());

        // Page by page it is the same list.
        let mut read = Vec::new();
        let mut after = String::new();
        loop {
            let path = format!("/v1/enterprises/{}/orders?limit=1{after}", shop.hub_id);
            let page = shop.hub.get(&path).assert(200);
            read.extend(page["items"].as_array().unwrap().iter().map(|it| it["id"].clone()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(read, all);
    }

    async fn what_no_order_is_looked_for_by_is_told(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,90");
        let path = |by: &str| format!("/v1/enterprises/{}/orders?{by}", shop.hub_id);
        let long = "x".repeat(201);
        let long = format!("q={long}");
        for (by, field) in [
            ("standing=lost", "standing"), ("cycle=monday", "cycle"), ("hand_over=x", "hand_over"),
            ("limit=0", "limit"), ("after=x", "after"), (long.as_str(), "q"),
        ] {
            shop.hub.get(&path(by)).assert_fault(422, "invalid-field", field);
        }
        for who in [&shop.farmer, &market.person("Awa")] {
            who.get(&path("")).assert_problem(404, "not-found");
        }
        market.guest().get(&path("")).assert_problem(401, "sign-in");
    }
}
