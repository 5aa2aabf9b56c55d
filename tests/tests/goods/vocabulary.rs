//! Categories and properties have codes and names in each language: known ones, an installation's own, and those that are retired;
//! and a hub says in which order its shelves stand.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30\nBread,1,,loaf,3.90,20";

/// What a shop offers to a query: each name, category and code.
fn offered(who: &Client, query: &str) -> Vec<(String, String, Value)> {
    let shown = who.get(&format!("/v1/shops/{}/offers{query}", Shop::SLUG)).assert(200);
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    let offer =
        |it: &Value| (text(&it["name"]), text(&it["category"]), it["category_code"].clone());
    shown["offers"].as_array().unwrap().iter().map(offer).collect()
}

fn names(who: &Client, query: &str) -> Vec<String> {
    offered(who, query).into_iter().map(|(name, ..)| name).collect()
}

/// Puts a product of the farm's on a shelf.
fn shelve(shop: &Shop, named: &str, category: &str) -> sillon_testkit::Answer {
    shop.farmer
        .patch(&format!("/v1/products/{}", shop.product(named)), &json!({"category": category}))
}

fn named(fr: &str, en: &str, de: &str) -> Value {
    json!({"names": {"fr": fr, "en": en, "de": de}})
}

const ALL: [&str; 3] = ["Carrots, 500 g", "Eggs, 6 × egg", "Bread, loaf"];

fn find<'v>(terms: &'v Value, code: &str) -> &'v Value {
    terms.as_array().unwrap().iter().find(|it| it["code"] == code).unwrap()
}

on_both_databases! {
    async fn a_shop_front_builds_its_menus_on_the_vocabulary(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (Shop::open(&market.guest(), GOODS), market.guest());
        let answer = guest.get("/v1/vocabulary");
        let all = answer.assert(200);
        assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
        let carrot = find(&all["categories"], "carrot");
        assert_eq!((&carrot["parent"], &carrot["own"], &carrot["retired"]), (&json!("vegetable"), &json!(false), &json!(false)));
        let vegetable = json!({"fr": "Légumes", "en": "Vegetables", "de": "Gemüse"});
        assert_eq!(find(&all["categories"], "vegetable")["names"], vegetable);
        assert_eq!(find(&all["properties"], "organic")["names"]["en"], "organic");
        let etag = answer.header("etag").unwrap();
        assert_eq!(guest.saying("If-None-Match", etag).get("/v1/vocabulary").status, 304);
        // What a farm wrote is kept as it is, and has its code beside it.
        for (named, category) in ALL.into_iter().zip(["carottes", "Œufs", "Market"]) {
            shelve(&shop, named, category).assert(200);
        }
        let codes = |query: &str| {
            let codes = offered(&guest, query).into_iter().map(|(name, _, code)| (name, code));
            codes.collect::<Vec<_>>()
        };
        let [carrots, eggs, bread] = [("Carrots", json!("carrot")), ("Eggs", json!("egg")), ("Bread", Value::Null)]
            .map(|(name, code)| (name.to_owned(), code));
        assert_eq!(codes(""), [carrots.clone(), bread.clone(), eggs.clone()]);
        assert_eq!(codes("?category=vegetable"), vec![carrots.clone()]);
        assert_eq!((codes("?category=carrot"), codes("?category=Carottes")), (vec![carrots.clone()], vec![carrots]));
        assert_eq!((codes("?category=market"), codes("?category=egg")), (vec![bread], vec![eggs]));
        market.assert_clean();
    }

    async fn an_administrator_says_categories_and_retires_them(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest, sol) = (Shop::open(&market.guest(), GOODS), market.guest(), market.person("Sol"));
        let path = "/v1/vocabulary/categories/kitchenware";
        let wares = named("Ustensiles", "Kitchenware", "Küchengeräte");
        for who in [&shop.hub, &shop.farmer, &sol] {
            who.put(path, &wares).assert_problem(403, "role");
        }
        guest.put(path, &wares).assert_problem(401, "sign-in");
        market.appoint_administrator("sol@example.org");
        let at = |code: &str| format!("/v1/vocabulary/categories/{code}");
        for (code, body, field) in [
            ("Kitchenware", wares.clone(), "code"),
            ("carrot", wares.clone(), "code"),
            ("kitchenware", named("Légumes", "Kitchenware", "Küchengeräte"), "names.fr"),
            ("kitchenware", named("Ustensiles", "Kitchenware", "gemuse"), "names.de"),
            ("kitchenware", json!({"names": wares["names"], "parent": "nowhere"}), "parent"),
            ("kitchenware", json!({"names": wares["names"], "parent": "kitchenware"}), "parent"),
        ] {
            sol.put(&at(code), &body).assert_fault(422, "invalid-field", field);
        }
        let said = sol.put(path, &json!({"names": wares["names"], "parent": "not-food"}));
        let term = json!({"code": "kitchenware", "names": wares["names"], "parent": "not-food", "own": true, "retired": false});
        assert_eq!(said.assert(200), term);
        assert_eq!(find(&guest.get("/v1/vocabulary").assert(200)["categories"], "kitchenware"), &term);
        // Goods carry it by any of its names, and shops tell its code at once.
        shelve(&shop, "Carrots, 500 g", "ustensiles").assert(200);
        let code = |query: &str| offered(&guest, query).first().map(|(_, _, code)| code.clone());
        assert_eq!(code("?category=not-food"), Some(json!("kitchenware")));
        // Renamed, it is still what it was called.
        let renamed = named("Batterie de cuisine", "Pots and pans", "Töpfe");
        sol.put(path, &renamed).assert(200);
        assert_eq!((code("?category=kitchenware"), code("?category=not-food")), (Some(json!("kitchenware")), None));
        sol.put(&at("ustensiles"), &named("A", "B", "C")).assert_fault(422, "invalid-field", "code");
        sol.put(&at("tools"), &named("Ustensiles", "Tools", "Werkzeug")).assert_fault(422, "invalid-field", "names.fr");
        // Retired, it stays where it is, and is not chosen anew, in whatever language.
        sol.put(path, &json!({"names": renamed["names"], "retired": true})).assert(200);
        assert_eq!(code("?category=kitchenware"), Some(json!("kitchenware")));
        shop.farmer.patch(&format!("/v1/products/{}", shop.product("Carrots, 500 g")), &json!({"description": "Small"})).assert(200);
        for word in ["kitchenware", "topfe", "Ustensiles"] {
            shelve(&shop, "Eggs, 6 × egg", word).assert_fault(422, "invalid-field", "category");
        }
        let list = "producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Kale,Pots and pans,1,kg,2.50,20\n";
        shop.farmer.post_list(list).assert_fault(422, "invalid-field", "category");
        // It comes back as it was.
        sol.put(path, &renamed).assert(200);
        shelve(&shop, "Eggs, 6 × egg", "Töpfe").assert(200);
        market.assert_clean();
    }

    async fn an_administrator_says_properties_and_retires_them(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest, sol) = (Shop::open(&market.guest(), GOODS), market.guest(), market.person("Sol"));
        market.appoint_administrator("sol@example.org");
        let path = "/v1/vocabulary/properties/free-range";
        let free = named("Plein air", "Free range", "Freilandhaltung");
        sol.put(path, &json!({"names": free["names"], "parent": "egg"})).assert_fault(422, "invalid-field", "parent");
        sol.put("/v1/vocabulary/properties/bio-bio", &named("Bio", "B", "C")).assert_fault(422, "invalid-field", "names.fr");
        sol.put(path, &free).assert(200);
        let eggs = format!("/v1/products/{}", shop.product("Eggs, 6 × egg"));
        let says = |names: &[&str]| {
            let said: Vec<Value> = names.iter().map(|name| json!({"name": name})).collect();
            shop.farmer.patch(&eggs, &json!({"properties": said}))
        };
        says(&["plein air", "Happy hens"]).assert(200);
        let shown = guest.get(&format!("/v1/shops/{}/offers?q=eggs", Shop::SLUG)).assert(200);
        let said: Vec<(Value, Value)> = shown["offers"][0]["properties"].as_array().unwrap().iter()
            .map(|it| (it["name"].clone(), it["code"].clone())).collect();
        assert_eq!(said, [(json!("plein air"), json!("free-range")), (json!("Happy hens"), Value::Null)]);
        sol.put(path, &json!({"names": free["names"], "retired": true})).assert(200);
        says(&["plein air"]).assert(200);
        says(&[]).assert(200);
        says(&["Freilandhaltung"]).assert_fault(422, "invalid-field", "properties");
        let farm = format!("/v1/enterprises/{}", shop.farm_id);
        let body = json!({"properties": [{"name": "Free range"}]});
        shop.farmer.patch(&farm, &body).assert_fault(422, "invalid-field", "properties");
        market.assert_clean();
    }

    async fn a_hub_says_in_which_order_its_shelves_stand(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (Shop::open(&market.guest(), GOODS), market.guest());
        for (named, category) in ALL.into_iter().zip(["Carottes", "Œufs", "Boulangerie"]) {
            shelve(&shop, named, category).assert(200);
        }
        let hub = format!("/v1/enterprises/{}", shop.hub_id);
        let usual = ["Bread", "Carrots", "Eggs"];
        assert_eq!(names(&guest, ""), usual);
        assert_eq!(guest.get(&hub).assert(200)["shelves"], json!({"by": "category", "first": []}));
        let set = |shelves: Value| shop.hub.patch(&hub, &json!({"shelves": shelves}));
        let order = |first: Value| {
            let shelves = json!({"by": "category", "first": first});
            assert_eq!(set(shelves.clone()).assert(200)["shelves"], shelves);
            names(&guest, "")
        };
        // By what is written, by a code, by the code of what it is a part of; the rest follows as it did.
        assert_eq!(order(json!(["oeufs"])), ["Eggs", "Bread", "Carrots"]);
        assert_eq!(order(json!(["Nothing", "vegetable", "egg"])), ["Carrots", "Eggs", "Bread"]);
        assert_eq!(order(json!(["carrot"])), ["Carrots", "Bread", "Eggs"]);
        // Pages show it too, and a search is in its order where nothing else tells one from another.
        let page = guest.get(&format!("/shops/{}", Shop::SLUG)).text();
        let at = |name: &str| page.find(&format!(">{name}</h2>")).unwrap();
        assert!(at("Carottes") < at("Boulangerie") && at("Boulangerie") < at("Œufs"), "{page}");
        assert_eq!(names(&guest, "?q=tilleuls"), ["Carrots", "Bread", "Eggs"]);
        // By producer the page has a shelf for each.
        set(json!({"by": "producer", "first": [shop.farm_id]})).assert(200);
        assert_eq!(names(&guest, ""), usual);
        let page = guest.get(&format!("/shops/{}", Shop::SLUG)).text();
        assert!(page.contains(">Ferme des Tilleuls</h2>") && !page.contains(">Carottes</h2>"), "{page}");
        let many: Vec<String> = (0..201).map(|number| format!("c{number}")).collect();
        for (shelves, field) in [
            (json!({"by": "colour"}), "shelves.by"),
            (json!({"by": "producer", "first": ["Tilleuls"]}), "shelves.first"),
            (json!({"by": "category", "first": ["Fruits", "fruits"]}), "shelves.first"),
            (json!({"by": "category", "first": [" "]}), "shelves.first"),
            (json!({"by": "category", "first": many}), "shelves.first"),
        ] {
            set(shelves).assert_fault(422, "invalid-field", field);
        }
        shop.farmer.patch(&hub, &json!({"shelves": null})).assert_problem(404, "not-found");
        set(Value::Null).assert(200);
        assert_eq!(names(&guest, ""), usual);
        let changed = shop.hub.get(&format!("{hub}/history?of=enterprise&limit=1")).assert(200);
        let told = &changed["items"][0];
        assert_eq!((&told["field"], &told["after"]), (&json!("shelves"), &json!("category")));
        market.assert_clean();
    }
}
