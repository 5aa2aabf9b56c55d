//! Goods change in many ways, and each of them is told.

use serde_json::{Value, json};
use sillon_testkit::{Marketplace, Shop, on_both_databases};

use super::{MONDAY, history, opened, since, told};

const CARROTS: &str = "Carrots, 500 g";
const HEADER: &str = "producer,category,name,units,unit_type,price,on_hand";

fn path(shop: &Shop) -> String {
    format!("/v1/products/{}/history", shop.product(CARROTS))
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

on_both_databases! {
    async fn every_way_goods_change_is_told(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let (farm, path, size) = (&shop.farmer, path(&shop), shop.variant(CARROTS));
        let count = || history(farm, &path).len();
        let began = count();
        assert_eq!(since(&history(farm, &path), 0), [
            "product name: - → Carrots", "product category: - → Market", "product allergens: - → none",
            "product origin: - → FR", "variant size: - → 500 g", "variant price: - → 1.60 EUR",
            "supply available: 0 g → 40 kg",
        ]);
        // An edit, and one that changes nothing.
        farm.patch(&format!("/v1/variants/{size}"), &json!({"price": eur("1.70"), "sku": "C5"})).assert(200);
        farm.patch(&format!("/v1/variants/{size}"), &json!({"price": eur("1.70")})).assert(200);
        let carrots = format!("/v1/products/{}", shop.product(CARROTS));
        farm.patch(&carrots, &json!({"description": "Sweet.", "labels": ["farm-made"]})).assert(200);
        assert_eq!(since(&history(farm, &path), began), [
            "variant price: 1.60 EUR → 1.70 EUR", "variant sku: - → C5", "product description: - → Sweet.",
            "product labels: - → farm-made",
        ]);
        // A list, and the same once more.
        let before = count();
        for _ in 0..2 {
            farm.post_list(&format!("{HEADER}\nFerme des Tilleuls,Roots,Carrots,500,g,1.80,60\n")).assert(200);
        }
        assert_eq!(since(&history(farm, &path), before), [
            "product category: Market → Roots", "variant price: 1.70 EUR → 1.80 EUR", "supply available: 40 kg → 30 kg",
        ]);
        // The farmer's week, typed and in a grid.
        let before = count();
        let week = format!("/v1/enterprises/{}/week", shop.farm_id);
        farm.send("POST", &week, Some(("text/plain", b"Carrots 500 g: 1.90"))).assert(200);
        let row = json!({"variant": size, "offered": {"from": true, "to": false}});
        farm.put(&week, &json!({"rows": [row]})).assert(200);
        assert_eq!(since(&history(farm, &path), before), [
            "variant price: 1.80 EUR → 1.90 EUR", "variant withdrawn: false → true",
        ]);
        // What is counted; and a new size.
        let before = count();
        let counted = json!({"available": {"value": "12", "unit": "kg"}, "on_demand": true});
        farm.put(&format!("/v1/supplies/{}", shop.supply(CARROTS)), &counted).assert(200);
        let size = json!({"size": {"value": "1", "unit": "kg"}, "price": eur("3.20"), "name": "washed"});
        farm.post(&format!("{carrots}/variants"), &size).assert(201);
        assert_eq!(since(&history(farm, &path), before), [
            "supply available: 30 kg → 12 kg", "supply on_demand: false → true",
            "variant size: - → 1 kg", "variant price: - → 3.20 EUR", "variant name: - → washed",
        ]);
        let last = &history(farm, &path)[0];
        assert_eq!((&last["called"], &last["at"]), (&json!("washed (1 kg)"), &json!(MONDAY)));
        // Units that make sizes draw on another pool, and a copy, which begins a history of its own.
        let before = count();
        farm.patch(&carrots, &json!({"withdrawn": true})).assert(200);
        let copy = farm.post(&format!("{carrots}/clone"), &json!({"name": "Other carrots"})).assert(201);
        let copied = format!("/v1/products/{}/history", copy["product"]["id"].as_str().or(copy["id"].as_str()).unwrap());
        assert_eq!(since(&history(farm, &path), before), ["product withdrawn: false → true"]);
        assert_eq!(since(&history(farm, &copied), 0)[0], "product name: - → Other carrots");
        market.assert_clean();
    }

    async fn what_is_ordered_is_no_change_of_the_goods(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let before = history(&shop.farmer, &path(&shop)).len();
        shop.order(&market.person("Awa"), &[(CARROTS, 3)]);
        assert_eq!(history(&shop.farmer, &path(&shop)).len(), before);
        let counted = json!({"available": {"value": "40", "unit": "kg"}});
        shop.farmer.put(&format!("/v1/supplies/{}", shop.supply(CARROTS)), &counted).assert(200);
        let last = told(&history(&shop.farmer, &path(&shop))[0]);
        assert_eq!(last, "supply available: 38.5 kg → 40 kg", "what orders left is what was");
    }

    async fn people_and_machines_are_told_by_name_and_strangers_nothing(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let (path, price) = (path(&shop), format!("/v1/variants/{}", shop.variant(CARROTS)));
        // A hub that manages the farm's products does so by its people's names; it reads the history while it may.
        shop.hub.get(&path).assert_problem(404, "not-found");
        shop.allow("manage-products");
        shop.hub.patch(&price, &json!({"price": eur("1.75")})).assert(200);
        for who in [&shop.farmer, &shop.hub] {
            let last = &history(who, &path)[0];
            assert_eq!(told(last), "variant price: 1.60 EUR → 1.75 EUR");
            assert_eq!((&last["by"], &last["person"], &last["key"]), (&json!("person"), &json!("Lucie"), &Value::Null));
        }
        shop.farmer.delete(&format!("/v1/enterprises/{}/grants/manage-products/{}", shop.farm_id, shop.hub_id)).assert(204);
        shop.hub.get(&path).assert_problem(404, "not-found");
        let body = json!({"name": "Scales", "scopes": ["catalogue:write"]});
        let made = shop.farmer.post(&format!("/v1/enterprises/{}/api-keys", shop.farm_id), &body);
        let scales = market.guest().with_token(&made.text_at("/secret"));
        scales.patch(&price, &json!({"price": eur("1.60")})).assert(200);
        let last = &history(&scales, &path)[0];
        assert_eq!((&last["by"], &last["person"], &last["key"]), (&json!("machine"), &Value::Null, &json!("Scales")));
        for who in [market.person("Sid"), market.guest()] {
            who.get(&path).assert_any_problem();
        }
        // Who is erased is a pseudonym.
        let password = json!({"password": "the password of Lucie", "close_enterprises": true});
        shop.hub.send_json("DELETE", "/v1/me", &password).assert(204);
        let changes = history(&shop.farmer, &path);
        let theirs = changes.iter().find(|it| told(it).ends_with("1.75 EUR")).unwrap();
        assert!(theirs["person"].as_str().unwrap().starts_with("erased-"), "{theirs}");
    }

    async fn a_history_is_read_page_by_page(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let all = history(&shop.farmer, &path(&shop));
        let (mut pages, mut after) = (Vec::new(), String::new());
        loop {
            let page = shop.farmer.get(&format!("{}?limit=2{after}", path(&shop))).assert(200);
            pages.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(pages, all);
        shop.farmer.get(&format!("{}?limit=0", path(&shop))).assert_fault(422, "invalid-field", "limit");
        shop.farmer.get(&format!("{}?after=x", path(&shop))).assert_fault(422, "invalid-field", "after");
    }
}
