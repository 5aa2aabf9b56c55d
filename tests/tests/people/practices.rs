//! What is said of goods by their farm: practices and labels they inherit, and what shoppers and hubs find by them.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,50\nGoat cheese,1,,cheese,4.10,20";

/// The names of the offers that are found.
fn found(who: &Client, query: &str) -> Vec<String> {
    let offers = who.get(&format!("/v1/shops/{}/offers?{query}", Shop::SLUG)).assert(200);
    let names = offers["offers"].as_array().unwrap().iter();
    names.map(|offer| offer["name"].as_str().unwrap().to_owned()).collect()
}

/// The names of the goods the hub may sell that are found.
fn sellable(shop: &Shop, query: &str) -> Vec<String> {
    let page =
        shop.hub.get(&format!("/v1/enterprises/{}/sellable?{query}", shop.hub_id)).assert(200);
    let names = page["items"].as_array().unwrap().iter();
    names.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

fn offer(who: &Client, name: &str) -> Value {
    let offers = who.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
    offers["offers"].as_array().unwrap().iter().find(|offer| offer["name"] == name).unwrap().clone()
}

/// Adds a product to the farm's list and to what the hub sells.
fn sell(shop: &Shop, body: &Value) {
    let mut body = body.clone();
    let price = json!({"amount": "4.80", "currency": "EUR"});
    body["category"] = json!("Market");
    if body.get("product_type").is_none() && body.get("origin").is_none() {
        body["origin"] = json!({"countries": [{"country": "FR"}]});
    }
    body["variants"] = json!([{"size": {"value": "1", "unit": "kg"}, "price": price}]);
    shop.farmer.post(&format!("/v1/enterprises/{}/products", shop.farm_id), &body).assert(201);
    for (enterprise, direction) in [(&shop.farm_id, "incoming"), (&shop.hub_id, "outgoing")] {
        let exchange =
            json!({"enterprise": enterprise, "direction": direction, "pick_up_text": "Here"});
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &exchange).assert(200);
    }
}

fn certify(shop: &Shop, label: &str, until: &str) {
    let body = (label == "organic").then_some("FR-BIO-01");
    let paper = json!({"label": label, "body": body, "from": "2026-01-01", "until": until});
    shop.farmer.post(&format!("/v1/enterprises/{}/certificates", shop.farm_id), &paper).assert(201);
}

fn says(shop: &Shop, properties: &Value) {
    let path = format!("/v1/enterprises/{}", shop.farm_id);
    shop.farmer.patch(&path, &json!({"properties": properties})).assert(200);
}

on_both_databases! {
    async fn shoppers_leave_out_what_they_do_not_eat(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        assert_eq!(found(&guest, "free_of=milk"), ["Carrots", "Eggs"]);
        assert_eq!(found(&guest, "free_of=milk,eggs"), ["Carrots"]);
        assert_eq!(found(&guest, "free_of=milk&q=egg"), ["Eggs"]);
        assert_eq!(found(&guest, "free_of=milk&category=market").len(), 2);
        assert_eq!(found(&guest, "free_of=&label=").len(), 3, "a form left blank asks for everything");
        // What nobody has declared is free of nothing, be it a bunch of flowers.
        sell(&shop, &json!({"name": "Tulips", "product_type": "flower"}));
        assert_eq!(offer(&guest, "Tulips")["allergens"], Value::Null);
        assert_eq!(found(&guest, "").len(), 4);
        assert_eq!(found(&guest, "free_of=milk"), ["Carrots", "Eggs"]);
        assert_eq!(found(&guest, "free_of=lupin"), ["Carrots", "Eggs", "Goat cheese"]);
        let asked = |query: &str| guest.get(&format!("/v1/shops/{}/offers?{query}", Shop::SLUG));
        asked("free_of=water").assert_fault(422, "invalid-field", "free_of");
        asked("label=shiny").assert_fault(422, "invalid-field", "label");
        // Everything is one answer to all, and what is narrowed another.
        let whole = asked("");
        assert_ne!(whole.header("etag"), asked("free_of=milk").header("etag"));
        assert_eq!(whole.header("etag"), asked("label=").header("etag"));
        let page = guest.get(&format!("/shops/{}?lang=en&free_of=milk&free_of=gluten", Shop::SLUG)).text();
        assert!(page.contains("<h3>Eggs") && !page.contains("<h3>Goat cheese"), "{page}");
        assert!(!page.contains("<h3>Tulips"));
        assert!(page.contains(r#"name="free_of" value="milk" checked"#));
        market.assert_clean();
    }

    async fn labels_are_found_while_they_are_certified(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        certify(&shop, "organic", "2026-05-10");
        sell(&shop, &json!({"name": "Salt", "product_type": "salt", "allergens": [], "labels": ["organic"]}));
        sell(&shop, &json!({"name": "Jam", "product_type": "jam", "allergens": [], "labels": ["farm-made"]}));
        let both = |query: &str| (found(&guest, query), sellable(&shop, query));
        let only = |name: &str| (vec![name.to_owned()], vec![name.to_owned()]);
        assert_eq!(both("label=organic"), only("Salt"));
        assert_eq!(both("label=bio&free_of=gluten"), only("Salt"));
        assert_eq!(both("label=farm-made"), only("Jam"), "the farm's own word needs no certificate");
        assert_eq!(both("label=organic&q=jam"), (vec![], vec![]));
        assert_eq!(both("label=demeter"), (vec![], vec![]));
        // The farm's 10 May ends at 22:00 in UTC.
        market.set_clock("2026-05-10T22:00:00Z");
        assert_eq!(both("label=organic"), (vec![], vec![]));
        assert_eq!(both("label=farm-made"), only("Jam"));
        let goods = shop.hub.get(&format!("/v1/enterprises/{}/sellable?q=salt", shop.hub_id)).assert(200);
        assert_eq!(goods["items"][0]["labels"], json!([]), "what is claimed and not proven is not shown");
        market.assert_clean();
    }

    async fn what_a_farm_says_of_itself_is_said_of_its_products(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let carrots = format!("/v1/products/{}", shop.product("Carrots, 500 g"));
        let irrigation = json!({"name": "Irrigation", "value": "rain water"});
        says(&shop, &json!([irrigation, {"name": "Seeds", "value": "our own"}]));
        let own = json!([{"name": "irrigation", "value": "none"}, {"name": "Harvest", "value": null}]);
        shop.farmer.patch(&carrots, &json!({"properties": own})).assert(200);
        let shown = shop.farmer.get(&carrots).assert(200);
        assert_eq!(shown["properties"], own);
        assert_eq!(shown["inherited_properties"], json!([{"name": "Seeds", "value": "our own"}]));
        assert_eq!(offer(&guest, "Carrots")["properties"], json!([
            {"name": "irrigation", "value": "none", "inherited": false, "code": null},
            {"name": "Harvest", "value": null, "inherited": false, "code": null},
            {"name": "Seeds", "value": "our own", "inherited": true, "code": null},
        ]));
        assert_eq!(offer(&guest, "Eggs")["properties"][0],
            json!({"name": "Irrigation", "value": "rain water", "inherited": true, "code": null}));
        let page = guest.get(&format!("/shops/{}?lang=en", Shop::SLUG)).text();
        assert!(page.contains("<li>Irrigation: rain water</li>") && page.contains("<li>irrigation: none</li>"));
        // A product may opt out.
        shop.farmer.patch(&carrots, &json!({"inherits_properties": false})).assert(200);
        assert_eq!(offer(&guest, "Carrots")["properties"].as_array().unwrap().len(), 2);
        assert_eq!(shop.farmer.get(&carrots).assert(200)["inherited_properties"], json!([]));
        says(&shop, &json!([]));
        assert_eq!(offer(&guest, "Eggs")["properties"], json!([]));
        market.assert_clean();
    }

    async fn a_label_is_inherited_with_its_certificate(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        says(&shop, &json!([{"name": "Bio", "value": "since 1998"}]));
        // Nobody reads “organic” before there is a certificate, by whatever name.
        let eggs = offer(&guest, "Eggs");
        assert_eq!((&eggs["labels"], &eggs["properties"]), (&json!([]), &json!([])));
        let farm = format!("/v1/enterprises/{}", shop.farm_id);
        assert_eq!(guest.get(&farm).assert(200)["properties"], json!([]));
        assert_eq!(shop.farmer.get(&farm).assert(200)["properties"].as_array().unwrap().len(), 1);
        assert!(found(&guest, "label=organic").is_empty() && sellable(&shop, "label=organic").is_empty());
        certify(&shop, "organic", "2026-12-31");
        let eggs = offer(&guest, "Eggs");
        assert_eq!(eggs["labels"], json!([{"label": "organic", "body": "FR-BIO-01"}]));
        assert_eq!(eggs["properties"], json!([]));
        assert_eq!(guest.get(&farm).assert(200)["properties"].as_array().unwrap().len(), 1);
        // One product is not: it says so, or inherits nothing.
        let [cheese, carrots] = ["Goat cheese, cheese", "Carrots, 500 g"]
            .map(|named| format!("/v1/products/{}", shop.product(named)));
        assert_eq!(shop.farmer.get(&cheese).assert(200)["inherited_labels"], json!(["organic"]));
        let own = json!([{"name": "organic", "value": "in conversion"}]);
        shop.farmer.patch(&cheese, &json!({"properties": own})).assert(200);
        shop.farmer.patch(&carrots, &json!({"inherits_properties": false})).assert(200);
        assert_eq!(found(&guest, "label=organic"), ["Eggs"]);
        assert_eq!(sellable(&shop, "label=organic"), ["Eggs"]);
        let cheese = offer(&guest, "Goat cheese");
        assert_eq!((&cheese["labels"], &cheese["properties"]), (&json!([]), &json!([])));
        market.assert_clean();
    }
}
