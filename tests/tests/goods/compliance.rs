//! What shoppers must know of goods: it is asked for before a cycle is published, and shown with every offer.

use serde_json::{Value, json};
use sillon_testkit::{Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,50";

/// Adds a product of one size to the farm's list; its address.
fn add(shop: &Shop, body: &Value) -> String {
    let mut body = body.clone();
    if body.get("category").is_none() {
        body["category"] = json!("Market");
    }
    if body.get("variants").is_none() {
        let price = json!({"amount": "4.80", "currency": "EUR"});
        body["variants"] = json!([{"size": {"value": "1", "unit": "kg"}, "price": price}]);
    }
    let added = shop.farmer.post(&format!("/v1/enterprises/{}/products", shop.farm_id), &body);
    format!("/v1/products/{}", added.assert(201)["id"].as_str().unwrap())
}

/// A draft that carries everything the farm sells.
fn draft(shop: &Shop) -> String {
    let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"});
    let plan = json!({"coordinator": shop.hub_id, "name": "Another", "orders": orders});
    let cycle = format!("/v1/cycles/{}", shop.hub.post("/v1/cycles", &plan).text_at("/id"));
    for (enterprise, direction) in [(&shop.farm_id, "incoming"), (&shop.hub_id, "outgoing")] {
        let exchange =
            json!({"enterprise": enterprise, "direction": direction, "pick_up_text": "Here"});
        shop.hub.put(&format!("{cycle}/exchanges"), &exchange).assert(200);
    }
    cycle
}

/// The rules that miss something of a cycle.
fn missing(shop: &Shop, cycle: &str) -> Vec<String> {
    let view = shop.hub.get(&format!("{cycle}/compliance")).assert(200);
    let missing: Vec<String> = view["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["rule"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(view["is_complete"], missing.is_empty());
    missing
}

on_both_databases! {
    async fn a_cycle_is_published_once_shoppers_are_told_all_they_must_know(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let honey = add(&shop, &json!({"name": "Honey", "product_type": "honey"}));
        let cycle = draft(&shop);
        assert_eq!(missing(&shop, &cycle), ["allergens", "origin-honey"]);
        let refused = shop.hub.post(&format!("{cycle}/publish"), &Value::Null);
        let problem = refused.assert_problem(422, "not-compliant");
        let told = problem["errors"].as_array().unwrap();
        assert_eq!(told.len(), 2);
        assert_eq!((&told[0]["field"], &told[0]["rule_id"]), (&json!("allergens"), &json!("allergens")));
        assert!(told[0]["source"].as_str().unwrap().contains("1169/2011"));
        assert!(honey.ends_with(told[0]["product"].as_str().unwrap()));
        assert_eq!(shop.hub.get(&cycle).assert(200)["stage"], "draft");
        let said = json!({"allergens": [], "origin": {"countries": [{"country": "FR"}]}});
        shop.farmer.patch(&honey, &said).assert(200);
        assert_eq!(missing(&shop, &cycle), Vec::<String>::new());
        let published = shop.hub.post(&format!("{cycle}/publish"), &Value::Null).assert(200);
        assert_eq!(published["stage"], "open");
        market.assert_clean();
    }

    async fn what_is_missing_keeps_goods_out_of_a_cycle_that_is_open(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let salt = add(&shop, &json!({"name": "Salt", "product_type": "salt"}));
        let exchanges = format!("/v1/cycles/{}/exchanges", shop.cycle);
        let put = |enterprise: &str, direction: &str| {
            shop.hub.put(&exchanges, &json!({"enterprise": enterprise, "direction": direction, "pick_up_text": "Here"}))
        };
        put(&shop.farm_id, "incoming").assert(200);
        put(&shop.hub_id, "outgoing").assert_problem(422, "not-compliant");
        shop.farmer.patch(&salt, &json!({"allergens": []})).assert(200);
        put(&shop.hub_id, "outgoing").assert(200);
        // And what is on sale keeps saying it.
        shop.farmer.patch(&salt, &json!({"allergens": null})).assert_problem(422, "not-compliant");
        shop.farmer.patch(&salt, &json!({"labels": ["organic"]})).assert_problem(422, "not-compliant");
        shop.farmer.patch(&salt, &json!({"description": "Grey."})).assert(200);
        shop.farmer.delete(&salt).assert(204);
        shop.farmer.patch(&salt, &json!({"allergens": null})).assert(200);
        shop.farmer.patch(&salt, &json!({"withdrawn": false})).assert_problem(422, "not-compliant");
        market.assert_clean();
    }

    async fn a_list_takes_nothing_away_that_goods_on_sale_say(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        add(&shop, &json!({"name": "Salt", "allergens": []}));
        let before = shop.farmer.get(&format!("/v1/enterprises/{}/products.csv", shop.farm_id)).text();
        let row = |name: &str, size: &str, price: &str, more: &str| format!("Ferme des Tilleuls,Market,{name},{size},{price},{more}\n");
        let list = format!(
            "producer,category,name,units,unit_type,variant_unit_name,price,allergens,product_type\n{}{}{}",
            row("Carrots", "500,g,", "1.70", "none,"),
            row("Eggs", "6,,egg", "2.80", "unknown,"),
            // What is not on sale may say less, and what says less than that was not asked for.
            row("Salt", "1,kg,", "4.90", "unknown,"),
        );
        let refused = shop.farmer.post_list(&list);
        let problem = refused.assert_problem(422, "not-compliant");
        let told = problem["errors"].as_array().unwrap();
        assert_eq!(told.len(), 1, "{refused}");
        assert_eq!((&told[0]["line"], &told[0]["field"]), (&json!("3"), &json!("allergens")));
        assert_eq!(told[0]["product"], shop.product("Eggs, 6 × egg"));
        let path = "/v1/product-lists/preview";
        let preview = shop.farmer.send("POST", path, Some(("text/csv", list.as_bytes()))).assert(200);
        assert_eq!((&preview["faulty"], &preview["updated"]), (&json!(1), &json!(2)));
        assert_eq!((&preview["faults"][0]["line"], &preview["faults"][0]["field"]), (&json!(3), &json!("allergens")));
        let after = shop.farmer.get(&format!("/v1/enterprises/{}/products.csv", shop.farm_id)).text();
        assert_eq!(after, before, "nothing of it was taken");
        shop.farmer.post_list(&list.replace("2.80,unknown", "2.80,eggs")).assert(200);
        shop.farmer.post_list(&list.replace("2.80,unknown,", "2.80,,beer")).assert_problem(422, "not-compliant");
        market.assert_clean();
    }

    async fn a_week_offers_nothing_again_that_says_too_little(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let week = format!("/v1/enterprises/{}/week", shop.farm_id);
        let list = |text: &str| shop.farmer.post(&week, &json!({"text": text}));
        list("eggs stop").assert(200);
        let eggs = format!("/v1/products/{}", shop.product("Eggs, 6 × egg"));
        shop.farmer.patch(&eggs, &json!({"allergens": null})).assert(200);
        let problem = list("carrots 500 g 60\neggs 12").assert_problem(422, "not-compliant").clone();
        assert_eq!(problem["errors"][0]["variant"].is_null(), problem["errors"][0]["field"] == "allergens");
        assert_eq!(shop.left("Carrots, 500 g"), 80, "nothing of it was taken");
        let offered = json!({"from": false, "to": true});
        let row = json!({"variant": shop.variant("Eggs, 6 × egg"), "offered": offered});
        shop.farmer.put(&week, &json!({"rows": [row]})).assert_problem(422, "not-compliant");
        shop.farmer.patch(&eggs, &json!({"allergens": ["eggs"]})).assert(200);
        list("carrots 500 g 60\neggs 12").assert(200);
        assert_eq!((shop.left("Carrots, 500 g"), shop.left("Eggs, 6 × egg")), (60, 12));
        market.assert_clean();
    }

    async fn a_farm_sees_what_is_missing_of_its_goods(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        add(&shop, &json!({"name": "Jam", "prepacked": true, "product_type": "jam"}));
        let page = format!("/v1/enterprises/{}/compliance", shop.farm_id);
        let found = shop.farmer.get(&page).assert(200);
        let rules: Vec<_> = found["items"].as_array().unwrap().iter().map(|it| it["rule"].clone()).collect();
        assert_eq!(rules, ["allergens", "ingredients", "operator"]);
        assert_eq!(found["items"][0]["product"]["name"], "Jam");
        assert!(found["items"][0]["says"]["fr"].as_str().unwrap().contains("allergènes"));
        assert_eq!(found["next"], Value::Null);
        market.guest().sign_up("Zoe").get(&page).assert_problem(404, "not-found");
    }

    async fn offers_tell_what_shoppers_must_know(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let price = json!({"amount": "5.95", "currency": "EUR"});
        let address = json!({"physical_address": {"city": "Épinal"}});
        shop.farmer.patch(&format!("/v1/enterprises/{}", shop.farm_id), &address).assert(200);
        add(&shop, &json!({
            "name": "Apricot jam", "product_type": "jam", "prepacked": true, "allergens": [],
            "ingredients": "Apricots, sugar", "labels": ["farm-made"],
            "origin": {"countries": [{"country": "FR"}], "place": "Drôme"},
            "durability": {"kind": "best-before", "days": 365},
            "variants": [{
                "size": {"value": "1", "unit": "piece"}, "piece_name": "jar", "price": price,
                "content": {"value": "250", "unit": "g"}, "deposit": {"amount": "0.30", "currency": "EUR"},
            }],
        }));
        add(&shop, &json!({
            "name": "Chicken", "product_type": "chicken", "allergens": [], "storage": "chilled",
            "origin": {"countries": [{"country": "FR"}]},
            "variants": [{
                "size": {"value": "1.2", "unit": "kg"}, "heaviest": {"value": "1.5", "unit": "kg"},
                "price": {"amount": "14.40", "currency": "EUR"},
            }],
        }));
        let exchanges = format!("/v1/cycles/{}/exchanges", shop.cycle);
        for (enterprise, direction) in [(&shop.farm_id, "incoming"), (&shop.hub_id, "outgoing")] {
            shop.hub.put(&exchanges, &json!({"enterprise": enterprise, "direction": direction, "pick_up_text": "Here"})).assert(200);
        }
        let shown = guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
        let offer = |name: &str| {
            let mut offers = shown["offers"].as_array().unwrap().iter();
            offers.find(|offer| offer["name"] == name).unwrap().clone()
        };
        let jam = offer("Apricot jam");
        assert_eq!(jam["allergens"], json!([]));
        assert_eq!(jam["ingredients"], "Apricots, sugar");
        assert_eq!(jam["labels"], json!([{"label": "farm-made", "body": null}]));
        assert_eq!(jam["origin"]["place"], "Drôme");
        assert_eq!(jam["durability"], json!({"kind": "best-before", "days": 365}));
        assert_eq!(jam["deposit"]["amount"], "0.30");
        // 10 cents of packing are in the price, the deposit is not: 6.05 for 250 g.
        assert_eq!(jam["price"]["amount"], "6.05");
        assert_eq!(jam["unit_price"], json!({"price": {"amount": "24.20", "currency": "EUR"}, "unit": "kg"}));
        let chicken = offer("Chicken");
        assert_eq!((&chicken["size"]["value"], &chicken["heaviest"]["value"]), (&json!("1.2"), &json!("1.5")));
        assert_eq!(offer("Eggs")["allergens"], json!(["eggs"]));
        let page = guest.get(&format!("/shops/{}?lang=en", Shop::SLUG)).text();
        for said in ["Ingredients: Apricots, sugar", "Origin: Drôme, France", "€0.30 deposit",
            "Weighed when packed, at most 1.5 kg", "Allergens: eggs", "farm-made", "€24.20/kg"] {
            assert!(page.contains(said), "{said}");
        }
        market.assert_clean();
    }

    async fn what_nobody_says_it_is_must_say_where_it_is_from(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let leeks = add(&shop, &json!({"name": "Leeks", "allergens": []}));
        let flowers = add(&shop, &json!({"name": "Chard", "category": "Fruits et Légumes", "product_type": "flower", "allergens": []}));
        let cycle = draft(&shop);
        assert_eq!(missing(&shop, &cycle), ["origin-fruit-vegetables", "product-type"]);
        let publish = format!("{cycle}/publish");
        shop.hub.post(&publish, &Value::Null).assert_problem(422, "not-compliant");
        let several = json!({"origin": {"countries": [{"country": "FR"}, {"country": "ES"}]}});
        shop.farmer.patch(&leeks, &several).assert(200);
        assert_eq!(missing(&shop, &cycle), ["origin-fruit-vegetables", "product-type"], "honey of several says its shares");
        shop.farmer.patch(&leeks, &json!({"product_type": "leek"})).assert(200);
        shop.farmer.patch(&flowers, &json!({"category": "Flowers"})).assert(200);
        assert_eq!(missing(&shop, &cycle), Vec::<String>::new());
        shop.hub.post(&publish, &Value::Null).assert(200);
        // What is said stays said while it is on sale: neither by an edit, nor by a list, nor by another heading.
        let both = json!({"product_type": null, "origin": null});
        shop.farmer.patch(&leeks, &both).assert_problem(422, "not-compliant");
        shop.farmer.patch(&leeks, &json!({"origin": null})).assert_problem(422, "not-compliant");
        shop.farmer.patch(&flowers, &json!({"category": "Légumes d'hiver"})).assert_problem(422, "not-compliant");
        // What joins an open cycle is asked as well.
        let kale = add(&shop, &json!({"name": "Kale", "allergens": []}));
        for (enterprise, direction) in [(&shop.farm_id, "incoming"), (&shop.hub_id, "outgoing")] {
            let exchange = json!({"enterprise": enterprise, "direction": direction, "pick_up_text": "Here"});
            let answer = shop.hub.put(&format!("{cycle}/exchanges"), &exchange);
            if direction == "outgoing" {
                answer.assert_fault(422, "not-compliant", "product_type");
                shop.farmer.patch(&kale, &json!({"origin": {"countries": [{"country": "FR"}]}})).assert(200);
                shop.hub.put(&format!("{cycle}/exchanges"), &exchange).assert(200);
            }
        }
        market.assert_clean();
    }

    async fn a_cycle_says_when_or_where_goods_are_fetched(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let cycle = draft(&shop);
        let exchanges = format!("{cycle}/exchanges");
        let silent = json!({"enterprise": shop.hub_id, "direction": "outgoing", "pick_up": null, "pick_up_text": null});
        shop.hub.put(&exchanges, &silent).assert(200);
        assert_eq!(missing(&shop, &cycle), ["pick-up"]);
        let publish = format!("{cycle}/publish");
        let fault = shop.hub.post(&publish, &Value::Null).assert_fault(422, "not-compliant", "pick_up");
        assert_eq!(fault["enterprise"], json!(shop.hub_id));
        let when = json!({"from": "2099-05-07T15:00:00Z", "until": "2099-05-07T17:30:00Z"});
        let timed = json!({"enterprise": shop.hub_id, "direction": "outgoing", "pick_up": when});
        shop.hub.put(&exchanges, &timed).assert(200);
        shop.hub.post(&publish, &Value::Null).assert(200);
        shop.hub.put(&exchanges, &silent).assert_fault(422, "not-compliant", "pick_up");
        let moved = json!({"enterprise": shop.hub_id, "direction": "outgoing", "pick_up": null, "pick_up_text": "At the mill"});
        shop.hub.put(&exchanges, &moved).assert(200);
        market.assert_clean();
    }

    async fn an_organic_claim_is_shown_from_the_first_day_of_its_certificate_to_the_last(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        add(&shop, &json!({"name": "Salt", "product_type": "salt", "allergens": [], "labels": ["organic"]}));
        let cycle = draft(&shop);
        assert_eq!(missing(&shop, &cycle), ["organic-certificate"]);
        let certificates = format!("/v1/enterprises/{}/certificates", shop.farm_id);
        let valid = json!({"label": "organic", "body": "FR-BIO-01", "from": "2026-05-04", "until": "2026-05-10"});
        let added = shop.farmer.post(&certificates, &valid).assert(201);
        assert_eq!(missing(&shop, &cycle), Vec::<String>::new());
        shop.hub.post(&format!("{cycle}/publish"), &Value::Null).assert(200);
        let offers = format!("/v1/shops/{}/offers?cycle={}", Shop::SLUG, cycle.rsplit('/').next().unwrap());
        let labels = || {
            let shown = guest.get(&offers).assert(200);
            let salt = shown["offers"].as_array().unwrap().iter().find(|it| it["name"] == "Salt").unwrap();
            salt["labels"].clone()
        };
        let organic = json!([{"label": "organic", "body": "FR-BIO-01"}]);
        assert_eq!(labels(), organic);
        // The days are those of the farm, which is in Paris: its 10 May ends at 22:00 in UTC.
        market.set_clock("2026-05-10T21:59:59Z");
        assert_eq!(labels(), organic);
        market.set_clock("2026-05-10T22:00:00Z");
        assert_eq!(labels(), json!([]));
        let next = json!({"label": "organic", "body": "FR-BIO-10", "from": "2026-05-12", "until": "2026-05-31"});
        shop.farmer.post(&certificates, &next).assert(201);
        assert_eq!(labels(), json!([]));
        market.set_clock("2026-05-11T22:00:00Z");
        assert_eq!(labels(), json!([{"label": "organic", "body": "FR-BIO-10"}]));
        assert!(added["id"].is_string());
    }

    async fn kinds_of_goods_are_listed_for_everybody(db: TestDatabase) {
        let market = Marketplace::open(db);
        let answer = market.guest().get("/v1/product-types");
        let kinds = answer.assert(200);
        assert!(answer.header("cache-control").unwrap().contains("max-age"));
        let carrot = kinds.as_array().unwrap().iter().find(|kind| kind["id"] == "carrot").unwrap();
        assert_eq!(carrot["name"], json!({"en": "carrot", "fr": "carotte", "de": "Karotte"}));
        assert_eq!(carrot["group"], "vegetable");
        let shop = Shop::open(&market.guest(), GOODS);
        let listed = shop.farmer.get(&format!("/v1/enterprises/{}/products?q=carrots", shop.farm_id)).assert(200);
        let carrots = &listed["items"][0];
        assert_eq!((&carrots["suggested_type"], &carrots["product_type"]), (&json!("carrot"), &Value::Null));
    }
}
