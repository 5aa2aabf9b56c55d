//! Products and their sizes, added, changed, copied and withdrawn one by one.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

fn euros(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

fn measure(value: &str, unit: &str) -> Value {
    json!({"value": value, "unit": unit})
}

/// A farm's product of the name and sizes; as it is shown.
fn add(shop: &Shop, name: &str, variants: &Value) -> Value {
    let origin = json!({"countries": [{"country": "FR"}]});
    let body = json!({"name": name, "category": "Market", "allergens": [], "origin": origin, "variants": variants});
    shop.farmer.post(&format!("/v1/enterprises/{}/products", shop.farm_id), &body).assert(201)
}

fn path(kind: &str, of: &Value) -> String {
    format!("/v1/{kind}/{}", of["id"].as_str().unwrap())
}

/// The cycle carries everything the farm sells now.
fn carry(shop: &Shop) {
    for (enterprise, direction) in [(&shop.farm_id, "incoming"), (&shop.hub_id, "outgoing")] {
        let exchange =
            json!({"enterprise": enterprise, "direction": direction, "pick_up_text": "Here"});
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &exchange).assert(200);
    }
}

/// The names and labels the shop offers.
fn offered(guest: &Client) -> Vec<String> {
    let shown = guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
    let offers = shown["offers"].as_array().unwrap().iter();
    let said = |offer: &Value| {
        format!("{}, {}", offer["name"].as_str().unwrap(), offer["label"].as_str().unwrap())
    };
    offers.map(said).collect()
}

on_both_databases! {
    async fn a_product_is_added_whole_and_read_back(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let body = json!({
            "name": "Pumpkin soup", "category": "Grocery", "description": "From our own pumpkins.",
            "storage": "chilled", "product_type": "bread", "prepacked": true,
            "allergens": ["milk", "celery"], "ingredients": "Pumpkin, milk, celery",
            "origin": {"countries": [{"country": "fr", "percent": 60}, {"country": "ES", "percent": 40}], "place": "Vosges"},
            "durability": {"kind": "use-by", "days": 5}, "alcohol": "0.5", "labels": ["farm-made"],
            "properties": [{"name": "Jars", "value": "taken back"}], "inherits_properties": false,
            "units": [{"name": "case", "amount": measure("6", "piece")}],
            "variants": [{
                "sku": "S1", "name": "large", "size": measure("1", "piece"), "piece_name": "jar",
                "price": euros("4.80"), "tax": "reduced", "deposit": euros("0.30"),
                "content": measure("500", "g"), "display_as": "jar of 500 g",
                "available": measure("24", "piece"),
            }],
        });
        let products = format!("/v1/enterprises/{}/products", shop.farm_id);
        let soup = shop.farmer.post(&products, &body).assert(201);
        let read = shop.farmer.get(&path("products", &soup));
        assert_eq!(read.assert(200), soup);
        assert_eq!(read.header("etag"), Some(format!("\"{}\"", soup["version"]).as_str()));
        for (field, value) in body.as_object().unwrap() {
            match field.as_str() {
                "variants" => {}
                "allergens" => assert_eq!(soup[field], json!(["milk", "celery"])),
                "origin" => assert_eq!(soup["origin"]["countries"][0], json!({"country": "FR", "percent": 60})),
                "units" => assert_eq!(soup["units"][0]["amount"], measure("6", "piece")),
                _ => assert_eq!(&soup[field], value, "{field}"),
            }
        }
        let jar = &soup["variants"][0];
        assert_eq!(jar["label"], "large (jar of 500 g)");
        for field in ["sku", "name", "size", "piece_name", "price", "deposit", "content", "display_as"] {
            assert_eq!(jar[field], body["variants"][0][field], "{field}");
        }
        assert_eq!(jar["supply"]["available"], measure("24", "piece"));
        market.assert_clean();
    }

    async fn only_what_is_named_changes(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let leeks = add(&shop, "Leeks", &json!([{"size": measure("1", "kg"), "price": euros("2.50")}]));
        let at = path("products", &leeks);
        let said = shop.farmer.patch(&at, &json!({"allergens": [], "description": "Sweet."})).assert(200);
        assert_eq!((&said["allergens"], &said["description"]), (&json!([]), &json!("Sweet.")));
        assert_eq!(said["variants"], leeks["variants"]);
        let unsaid = shop.farmer.patch(&at, &json!({"allergens": null, "description": null})).assert(200);
        assert_eq!((&unsaid["allergens"], &unsaid["description"]), (&Value::Null, &Value::Null));
        let size = path("variants", &leeks["variants"][0]);
        let sized = shop.farmer.patch(&size, &json!({"heaviest": measure("1.3", "kg")})).assert(200);
        assert_eq!((&sized["heaviest"], &sized["price"]), (&measure("1.3", "kg"), &euros("2.50")));
        let coded = shop.farmer.patch(&size, &json!({"barcode": "3 760123-450010"})).assert(200);
        assert_eq!((&coded["barcode"], &coded["heaviest"]), (&json!("3760123450010"), &measure("1.3", "kg")));
        let uncoded = shop.farmer.patch(&size, &json!({"barcode": null})).assert(200);
        assert_eq!(uncoded["barcode"], Value::Null);
        shop.farmer.patch(&at, &json!({"variants": []})).assert_fault(422, "invalid-field", "variants");
        shop.farmer.patch(&size, &json!({"on_demand": true})).assert_fault(422, "invalid-field", "on_demand");
        shop.farmer.patch(&at, &json!({"colour": "green"})).assert_problem(422, "unknown-field");
    }

    async fn every_field_that_breaks_a_rule_is_named(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let products = format!("/v1/enterprises/{}/products", shop.farm_id);
        let product = |field: &str, value: Value| {
            let mut body = json!({"name": "Kale", "category": "Market"});
            body[field] = value;
            shop.farmer.post(&products, &body).assert_fault(422, "invalid-field", field);
        };
        product("name", json!("Carrots"));
        product("name", json!(""));
        product("allergens", json!(["dust"]));
        product("labels", json!(["green"]));
        product("product_type", json!("unobtainium"));
        product("origin", json!({"countries": []}));
        product("origin", json!({"countries": [{"country": "XX"}]}));
        product("durability", json!({"kind": "soon", "days": 3}));
        product("alcohol", json!("101"));
        product("units", json!([{"name": "bunch", "amount": measure("0", "g")}]));
        product("properties", json!([{"name": "A"}, {"name": "a"}]));
        product("storage", json!("cool"));
        let chicken = add(&shop, "Chicken", &json!([{"size": measure("1.2", "kg"), "price": euros("12")}]));
        let sizes = format!("{}/variants", path("products", &chicken));
        let size = |field: &str, value: Value| {
            let mut body = json!({"size": measure("1.5", "kg"), "price": euros("15")});
            body[field] = value;
            shop.farmer.post(&sizes, &body).assert_fault(422, "invalid-field", field);
        };
        size("size", measure("1.2", "kg"));
        size("size", measure("0", "kg"));
        size("piece_name", json!("bird"));
        size("price", json!({"amount": "15", "currency": "CHF"}));
        size("deposit", json!({"amount": "1", "currency": "CHF"}));
        size("barcode", json!("3760123450011"));
        size("barcode", json!("376012345001"));
        size("heaviest", measure("1.4", "kg"));
        size("heaviest", measure("2", "piece"));
        size("content", measure("500", "g"));
        size("available", measure("3", "piece"));
        shop.farmer.post(&sizes, &json!({"price": euros("1")})).assert_fault(422, "invalid-field", "size");
        shop.farmer.post(&products, &json!({"name": "Kale"})).assert_fault(422, "invalid-field", "category");
        let two = json!({"size": measure("1", "kg"), "price": euros("1"), "deposit": euros("0"), "content": measure("1", "l")});
        let faults = shop.farmer.post(&sizes, &two).assert_problem(422, "invalid-field");
        assert_eq!(faults["errors"].as_array().unwrap().len(), 2, "both are told at once");
        market.assert_clean();
    }

    async fn sizes_of_one_kind_share_a_supply(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let carrots = shop.farmer.get(&format!("/v1/enterprises/{}/products?q=carr", shop.farm_id)).assert(200);
        let carrots = &carrots["items"][0];
        let sizes = format!("{}/variants", path("products", carrots));
        let sack = shop.farmer.post(&sizes, &json!({"size": measure("5", "kg"), "price": euros("9")})).assert(201);
        assert_eq!(sack["supply"], carrots["variants"][0]["supply"], "the pool of 40 kg");
        let bunch = json!({"size": measure("1", "piece"), "piece_name": "bunch", "price": euros("2"), "on_demand": true});
        let bunch = shop.farmer.post(&sizes, &bunch).assert(201);
        assert_ne!(bunch["supply"]["id"], sack["supply"]["id"]);
        assert_eq!(bunch["supply"]["on_demand"], true);
        let now_weighed = json!({"size": measure("2", "kg")});
        let weighed = shop.farmer.patch(&path("variants", &bunch), &now_weighed).assert(200);
        assert_eq!((&weighed["supply"]["id"], &weighed["label"]), (&sack["supply"]["id"], &json!("2 kg")));
        market.assert_clean();
    }

    async fn who_read_an_older_version_changes_nothing(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let leeks = add(&shop, "Leeks", &json!([{"size": measure("1", "kg"), "price": euros("2.50")}]));
        let (at, size) = (path("products", &leeks), path("variants", &leeks["variants"][0]));
        let tag = shop.farmer.get(&at).header("etag").unwrap().to_owned();
        let knowing = shop.farmer.saying("If-Match", &tag);
        knowing.patch(&size, &json!({"price": euros("2.60")})).assert(200);
        knowing.patch(&at, &json!({"name": "Old leeks"})).assert_problem(412, "changed-since");
        knowing.patch(&size, &json!({"price": euros("2.70")})).assert_problem(412, "changed-since");
        knowing.delete(&at).assert_problem(412, "changed-since");
        let read = shop.farmer.get(&at);
        let now = read.assert(200);
        assert_eq!((&now["name"], &now["variants"][0]["price"]), (&json!("Leeks"), &euros("2.60")));
        let again = shop.farmer.saying("If-Match", read.header("etag").unwrap());
        again.patch(&at, &json!({"name": "New leeks"})).assert(200);
        shop.farmer.saying("If-Match", "5").patch(&at, &json!({})).assert_fault(422, "invalid-field", "If-Match");
    }

    async fn shops_show_a_change_at_once(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, "Carrots,500,g,,1.60,80");
        let leeks = add(&shop, "Leeks", &json!([
            {"size": measure("1", "kg"), "price": euros("2.50"), "available": measure("10", "kg")},
            {"size": measure("5", "kg"), "price": euros("11")},
        ]));
        carry(&shop);
        assert_eq!(offered(&guest), ["Carrots, 500 g", "Leeks, 1 kg", "Leeks, 5 kg"]);
        let order = shop_order(&shop, &guest, &leeks["variants"][0]);
        shop.farmer.patch(&path("products", &leeks), &json!({"name": "Winter leeks"})).assert(200);
        shop.farmer.delete(&path("variants", &leeks["variants"][1])).assert(204);
        assert_eq!(offered(&guest), ["Carrots, 500 g", "Winter leeks, 1 kg"]);
        shop.farmer.delete(&path("products", &leeks)).assert(204);
        assert_eq!(offered(&guest), ["Carrots, 500 g"]);
        assert_eq!(shop.hub.get(&order).assert(200)["lines"][0]["name"], "Leeks");
        let lines = json!([{"variant": leeks["variants"][0]["id"], "quantity": 1}]);
        let cart = guest.post("/v1/carts", &json!({"shop": Shop::SLUG, "lines": lines})).assert(201);
        let gone = shop.checkout(&guest, cart["id"].as_str().unwrap(), "gone");
        assert_eq!(gone.status / 100, 4, "{gone}");
        shop.farmer.patch(&path("products", &leeks), &json!({"withdrawn": false})).assert(200);
        assert_eq!(offered(&guest), ["Carrots, 500 g", "Winter leeks, 1 kg"]);
        market.assert_clean();
    }

    async fn a_copy_has_the_sizes_and_nothing_to_sell(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let leeks = add(&shop, "Leeks", &json!([
            {"size": measure("1", "kg"), "price": euros("2.50"), "available": measure("10", "kg")},
            {"size": measure("5", "kg"), "price": euros("11")},
        ]));
        shop.farmer.delete(&path("variants", &leeks["variants"][1])).assert(204);
        let copies = format!("{}/clone", path("products", &leeks));
        let copy = shop.farmer.post(&copies, &json!({})).assert(201);
        assert_eq!(copy["name"], "Leeks (2)");
        assert_eq!(copy["variants"].as_array().unwrap().len(), 1);
        let size = &copy["variants"][0];
        assert_eq!((&size["price"], &size["supply"]["available"]), (&euros("2.50"), &measure("0", "g")));
        assert_ne!(size["supply"]["id"], leeks["variants"][0]["supply"]["id"]);
        assert_eq!(shop.farmer.post(&copies, &json!({})).assert(201)["name"], "Leeks (3)");
        shop.farmer.post(&copies, &json!({"name": "Carrots"})).assert_fault(422, "invalid-field", "name");
        market.assert_clean();
    }

    async fn a_long_list_is_read_page_by_page(db: TestDatabase) {
        let market = Marketplace::open(db);
        let rows: Vec<String> = (0..25).map(|number| format!("Ware {number:02},500,g,,1.60,8")).collect();
        let shop = Shop::open(&market.guest(), &rows.join("\n"));
        let products = format!("/v1/enterprises/{}/products", shop.farm_id);
        let (mut names, mut after) = (Vec::new(), String::new());
        loop {
            let page = shop.farmer.get(&format!("{products}?limit=10{after}")).assert(200);
            let items = page["items"].as_array().unwrap().iter();
            names.extend(items.map(|product| product["name"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        let wanted: Vec<String> = (0..25).map(|number| format!("Ware {number:02}")).collect();
        assert_eq!(names, wanted);
        let found = shop.farmer.get(&format!("{products}?q=WARE%201&category=Market")).assert(200);
        assert_eq!(found["items"].as_array().unwrap().len(), 10);
        let literal = shop.farmer.get(&format!("{products}?q=%25")).assert(200);
        assert_eq!(literal["items"].as_array().unwrap().len(), 0, "a percent sign is itself");
        shop.farmer.get(&format!("{products}?limit=501")).assert_fault(422, "invalid-field", "limit");
        shop.farmer.get(&format!("{products}?after=x")).assert_fault(422, "invalid-field", "after");
    }
}

/// Orders one of a variant; where the order is read.
fn shop_order(shop: &Shop, guest: &Client, variant: &Value) -> String {
    let lines = json!([{"variant": variant["id"], "quantity": 1}]);
    let cart = guest.post("/v1/carts", &json!({"shop": Shop::SLUG, "lines": lines})).assert(201);
    let cart = cart["id"].as_str().unwrap();
    let order = shop.checkout(guest, cart, cart).assert(201);
    path("orders", &order)
}
