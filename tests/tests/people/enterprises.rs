//! What an enterprise says of itself: who sees it, who changes it, what it may claim, and who finds it where.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30";

fn found(who: &Client, name: &str, is_producer: bool, sells: &str) -> String {
    let body = json!({"name": name, "is_producer": is_producer, "sells": sells});
    who.post("/v1/enterprises", &body).text_at("/id")
}

fn at(enterprise: &str) -> String {
    format!("/v1/enterprises/{enterprise}")
}

fn patch(who: &Client, enterprise: &str, edit: &Value) -> Answer {
    who.send_json("PATCH", &at(enterprise), edit)
}

/// The names a list holds, page by page.
fn names(who: &Client, path: &str) -> Vec<String> {
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let join = if path.contains('?') { "&" } else { "?" };
        let page = who.get(&format!("{path}{join}limit=2{after}")).assert(200);
        let items = page["items"].as_array().unwrap().iter();
        names.extend(items.map(|item| item["name"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return names,
        }
    }
}

fn place(latitude: i64, longitude: i64) -> Value {
    json!({"city": "Épinal", "coordinates": {"latitude": latitude, "longitude": longitude}})
}

on_both_databases! {
    async fn an_enterprise_says_what_is_public_and_keeps_the_rest(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let edit = json!({
            "description": "Vegetables and eggs", "short_description": "Market garden above the Moselle",
            "opening_text": "Welcome", "email": "notices@example.org", "contact_email": "bonjour@example.org",
            "phone": "+33 3 29 00 00 00", "website": "https://ferme.example.org",
            "social": [{"network": "Mastodon", "address": "https://social.example.org/@tilleuls"}],
            "physical_address": {"street": ["12 rue des Lilas", "Au fond de la cour"], "postcode": "88000",
                "city": "Épinal", "country": "FR", "coordinates": {"latitude": 48_174_000, "longitude": 6_450_000}},
            "business_address": {"city": "Nancy"},
            "properties": [{"name": "Irrigation", "value": "rain water"}, {"name": "Seeds", "value": null}],
        });
        let shown = patch(&shop.farmer, &shop.farm_id, &edit).assert(200);
        assert_eq!(shown["contact"]["phone"], "+33 3 29 00 00 00");
        assert_eq!(shown["physical_address"], edit["physical_address"]);
        assert_eq!(shown["inside"]["business_address"]["city"], "Nancy");
        assert_eq!(shown["inside"]["email"], "notices@example.org");

        let public = market.guest().get(&at(&shop.farm_id));
        assert_eq!(public.header("etag"), None);
        let public = public.assert(200);
        assert_eq!(public["properties"], edit["properties"]);
        assert_eq!(public["contact"]["email"], "bonjour@example.org");
        assert_eq!(public["inside"], Value::Null);
        assert!(!public.to_string().contains("notices@") && !public.to_string().contains("Nancy"));

        // What is left out stays, and null takes away.
        let shown = patch(&shop.farmer, &shop.farm_id, &json!({"phone": null})).assert(200);
        assert_eq!(shown["contact"]["phone"], Value::Null);
        assert_eq!(shown["contact"]["website"], "https://ferme.example.org");
        assert_eq!(shown["physical_address"], edit["physical_address"]);
        market.assert_clean();
    }

    async fn two_people_do_not_overwrite_each_other(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let read = shop.farmer.get(&at(&shop.farm_id));
        let tag = read.header("etag").unwrap().to_owned();
        let with_tag = shop.farmer.saying("If-Match", &tag);
        patch(&with_tag, &shop.farm_id, &json!({"opening_text": "First"})).assert(200);
        let late = patch(&with_tag, &shop.farm_id, &json!({"opening_text": "Second"}));
        late.assert_problem(412, "changed-since");
        let now = shop.farmer.get(&at(&shop.farm_id));
        assert_eq!(now.text_at("/opening_text"), "First");
        assert_ne!(now.header("etag").unwrap(), tag);
        let wrong = patch(&shop.farmer.saying("If-Match", "yesterday"), &shop.farm_id, &json!({}));
        wrong.assert_fault(422, "invalid-field", "If-Match");
        market.assert_clean();
    }

    async fn a_wrong_profile_is_refused_by_field(db: TestDatabase) {
        let market = Marketplace::open(db);
        let nobodys = json!({"name": "Nulle part", "is_producer": true, "sells": "none", "currency": "XXX"});
        market.person("Paul").post("/v1/enterprises", &nobodys).assert_fault(422, "invalid-field", "currency");
        let shop = Shop::open(&market.guest(), GOODS);
        let link = json!({"network": "X", "address": "https://x.example"});
        let property = json!({"name": "Seeds"});
        for (field, value) in [
            ("phone", json!("call me")),
            ("website", json!("ferme")),
            ("visibility", json!("secret")),
            ("slug", json!("Not A Slug")),
            ("physical_address", place(90_000_001, 0)),
            ("physical_address", json!({"city": "Épinal", "country": "XX"})),
            ("physical_address", json!({"city": "Épinal", "street": ["1", "2", "3", "4"]})),
            ("business_address", json!({"city": "Épinal", "street": ["1\n2"]})),
            ("social", json!(vec![link; 11])),
            ("properties", json!(vec![property; 31])),
            ("name", json!("")),
        ] {
            let refused = patch(&shop.farmer, &shop.farm_id, &json!({field: value}));
            refused.assert_fault(422, "invalid-field", field);
        }
        patch(&shop.farmer, &shop.farm_id, &json!({"sells": "much"})).assert_fault(422, "invalid-field", "sells");
        patch(&shop.farmer, &shop.farm_id, &json!({"zone": "UTC"})).assert_problem(422, "unknown-field");
        assert_eq!(shop.farmer.get(&at(&shop.farm_id)).header("etag"), Some("\"1\""));
        market.assert_clean();
    }

    async fn a_hub_that_was_let_edits_the_profile_and_nothing_else(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let (farm, hub) = (&shop.farm_id, &shop.hub_id);
        let edit = json!({"opening_text": "By the hub"});
        let legal = json!({"legal_name": "GAEC", "vat_regime": "liable"});
        patch(&shop.hub, farm, &edit).assert_problem(404, "not-found");
        let grant = format!("{}/grants/edit-profile/{hub}", at(farm));
        shop.allow("edit-profile");
        patch(&shop.hub, farm, &edit).assert(200);
        shop.hub.put(&format!("{}/legal-identity", at(farm)), &legal).assert_problem(404, "not-found");
        shop.hub.get(&format!("{}/grants", at(farm))).assert_problem(404, "not-found");
        shop.farmer.send("DELETE", &grant, None).assert(204);
        patch(&shop.hub, farm, &edit).assert_problem(404, "not-found");
        market.assert_clean();
    }

    async fn visibility_says_who_finds_a_shop(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let paths = [
            at(&shop.hub_id), format!("/v1/shops/{}", Shop::SLUG), format!("/v1/shops/{}/offers", Shop::SLUG),
            format!("/shops/{}", Shop::SLUG),
        ];
        let seen = |visibility: &str| {
            patch(&shop.hub, &shop.hub_id, &json!({"visibility": visibility})).assert(200);
            let listed = names(&guest, "/v1/shops").contains(&"Halle de la Gare".to_owned());
            let open: Vec<u16> = paths.iter().map(|path| guest.get(path).status).collect();
            (listed, open)
        };
        assert_eq!(seen("public"), (true, vec![200; 4]));
        assert_eq!(seen("by-link"), (false, vec![200; 4]));
        assert_eq!(seen("hidden"), (false, vec![404; 4]));
        shop.hub.get(&at(&shop.hub_id)).assert(200);
        assert_eq!(seen("public"), (true, vec![200; 4]));
        market.assert_clean();
    }

    async fn a_new_address_leaves_the_old_one_leading_there(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let free = |name: &str| {
            let answer = shop.hub.get(&format!("/v1/slugs/{name}")).assert(200);
            (answer["available"].as_bool().unwrap(), answer["suggestion"].as_str().unwrap().to_owned())
        };
        guest.get("/v1/slugs/halle").assert_problem(401, "sign-in");
        assert_eq!(free("La%20Halle"), (true, "la-halle".to_owned()));
        assert_eq!(free("Halle%20de%20la%20Gare"), (false, "halle-de-la-gare1".to_owned()));
        patch(&shop.hub, &shop.hub_id, &json!({"slug": "la-halle"})).assert(200);
        for slug in ["la-halle", Shop::SLUG] {
            assert_eq!(guest.get(&format!("/v1/shops/{slug}")).text_at("/slug"), "la-halle");
            guest.get(&format!("/v1/shops/{slug}/offers")).assert(200);
        }
        // The old address is nobody else's, and its own to take back.
        assert_eq!(free("halle-de-la-gare"), (false, "halle-de-la-gare1".to_owned()));
        let taken = patch(&shop.farmer, &shop.farm_id, &json!({"slug": Shop::SLUG}));
        taken.assert_problem(409, "slug-taken");
        patch(&shop.farmer, &shop.farm_id, &json!({"slug": "la-halle"})).assert_problem(409, "slug-taken");
        patch(&shop.hub, &shop.hub_id, &json!({"slug": Shop::SLUG})).assert(200);
        assert_eq!(guest.get("/v1/shops/la-halle").text_at("/slug"), Shop::SLUG);
        market.assert_clean();
    }

    async fn offers_name_a_farm_as_it_is_named_now(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let named = || {
            let offers = market.guest().get(&format!("/v1/shops/{}/offers", Shop::SLUG));
            offers.text_at("/offers/0/producer/name")
        };
        assert_eq!(named(), "Ferme des Tilleuls");
        patch(&shop.farmer, &shop.farm_id, &json!({"name": "Jardin des Tilleuls"})).assert(200);
        assert_eq!(named(), "Jardin des Tilleuls");
        market.assert_clean();
    }

    async fn who_an_enterprise_is_before_the_law_is_checked(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let path = format!("{}/legal-identity", at(&shop.farm_id));
        let sound = json!({"legal_name": "GAEC des Tilleuls", "form": "GAEC", "siren": "732 829 320",
            "siret": "732 829 320 00074", "vat_number": "FR 44 732829320", "vat_regime": "liable"});
        let with = |field: &str, value: Value| {
            let mut body = sound.clone();
            body[field] = value;
            body
        };
        for (field, value) in [
            ("siren", "732829321"), ("rna", "W75100012X"), ("siret", "73282932000075"), ("siret", "35600000000048"),
            ("vat_number", "FR45732829320"), ("vat_number", "GB123456789"), ("vat_regime", "none"),
        ] {
            shop.farmer.put(&path, &with(field, json!(value))).assert_fault(422, "invalid-field", field);
        }
        shop.farmer.put(&path, &sound).assert(200);
        let shown = market.guest().get(&at(&shop.farm_id)).assert(200);
        assert_eq!(shown["legal"]["siret"], "73282932000074");
        assert_eq!(shown["legal"]["vat_number"], "FR44732829320");
        let association = json!({"legal_name": "Les Amis du Panier", "rna": "w 881 000 123", "vat_regime": "franchise"});
        shop.farmer.put(&path, &association).assert(200);
        let shown = shop.farmer.get(&at(&shop.farm_id)).assert(200);
        assert_eq!((&shown["legal"]["siren"], &shown["legal"]["rna"]), (&Value::Null, &json!("W881000123")));
        market.assert_clean();
    }

    async fn a_certificate_shows_while_it_is_valid(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-12-31T22:30:00Z");
        let shop = Shop::open(&market.guest(), GOODS);
        let path = format!("{}/certificates", at(&shop.farm_id));
        let organic = json!({"label": "organic", "body": "fr-bio-01", "number": "88/2026/1",
            "from": "2026-01-01", "until": "2026-12-31"});
        let with = |field: &str, value: Value| {
            let mut body = organic.clone();
            body[field] = value;
            body
        };
        for (field, value) in [
            ("label", json!("healthy")), ("label", json!("farm-made")), ("body", Value::Null), ("body", json!("BIO")),
            ("until", json!("2025-12-31")), ("from", json!("1 January")),
        ] {
            shop.farmer.post(&path, &with(field, value)).assert_fault(422, "invalid-field", field);
        }
        let kept = shop.farmer.post(&path, &organic);
        assert_eq!(kept.text_at("/body"), "FR-BIO-01");
        let count = |who: &Client| who.get(&path).assert(200).as_array().unwrap().len();
        assert_eq!((count(&market.guest()), count(&shop.farmer)), (1, 1));
        // Midnight is the farm's, not Greenwich's.
        market.set_clock("2026-12-31T23:00:00Z");
        assert_eq!((count(&market.guest()), count(&shop.farmer)), (0, 1));
        let own = format!("{path}/{}", kept.text_at("/id"));
        shop.hub.send("DELETE", &own, None).assert_problem(404, "not-found");
        shop.farmer.send("DELETE", &own, None).assert(204);
        shop.farmer.send("DELETE", &own, None).assert_problem(404, "not-found");
        assert_eq!(count(&shop.farmer), 0);
        market.assert_clean();
    }

    async fn the_directory_has_the_public_producers_and_how_far_they_are(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let maya = guest.sign_up("Maya");
        let farms = [
            ("Aulnes", place(48_174_000, 6_450_000)), ("Bouleaux", place(48_692_000, 6_184_000)),
            ("Charmes", json!({"city": "Épinal"})), ("Érables", place(48_200_000, 6_400_000)),
        ];
        for (name, address) in &farms {
            let id = found(&maya, name, true, "none");
            patch(&maya, &id, &json!({"physical_address": address, "short_description": name})).assert(200);
        }
        let hidden = found(&maya, "Dunes", true, "own");
        patch(&maya, &hidden, &json!({"visibility": "by-link"})).assert(200);
        found(&maya, "Hub", false, "any");
        assert_eq!(names(&guest, "/v1/producers"), ["Aulnes", "Bouleaux", "Charmes", "Érables"]);
        let around = |kilometres: u32| {
            let path = format!("/v1/producers?latitude=48174000&longitude=6450000&within={kilometres}");
            names(&guest, &path)
        };
        assert_eq!(around(1), ["Aulnes"]);
        assert_eq!(around(10), ["Aulnes", "Érables"]);
        assert_eq!(around(70), ["Aulnes", "Bouleaux", "Érables"]);
        let near = guest.get("/v1/producers?latitude=48174000&longitude=6450000&within=10").assert(200);
        assert_eq!(near["items"][0]["distance_metres"], 0);
        let metres = near["items"][1]["distance_metres"].as_i64().unwrap();
        assert!((4_600..4_800).contains(&metres), "{metres}");
        for query in ["latitude=1", "latitude=90000001&longitude=0&within=1", "latitude=0&longitude=0&within=301",
            "within=x", "after=%00"]
        {
            let refused = guest.get(&format!("/v1/producers?{query}"));
            assert_eq!(refused.status, 422, "{query}: {refused}");
        }
        market.assert_clean();
    }

    async fn shops_are_found_by_where_they_are_what_they_sell_and_whether_they_are_open(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (Shop::open(&market.guest(), GOODS), market.guest());
        let noor = market.person("Noor");
        let body = json!({"name": "Le Quai", "is_producer": false, "sells": "any"});
        let quay = noor.post("/v1/enterprises", &body).text_at("/id");
        // Épinal and Nancy, 65 km apart.
        let at = |who: &Client, of: &str, (north, east): (i64, i64)| {
            let address = json!({"city": "Town", "coordinates": {"latitude": north, "longitude": east}});
            patch(who, of, &json!({"physical_address": address})).assert(200);
        };
        at(&shop.hub, &shop.hub_id, (48_174_000, 6_450_000));
        at(&noor, &quay, (48_692_000, 6_184_000));
        let found = |query: &str| -> Vec<String> {
            let page = guest.get(&format!("/v1/shops?{query}")).assert(200);
            page["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
        };
        let (halle, both) = (vec!["Halle de la Gare".to_owned()], vec!["Halle de la Gare".to_owned(), "Le Quai".to_owned()]);
        assert_eq!(found(""), both);
        let around = |within: u32| format!("latitude=48174000&longitude=6450000&within={within}");
        assert_eq!((found(&around(30)), found(&around(80))), (halle.clone(), both));
        let near = guest.get(&format!("/v1/shops?{}", around(80))).assert(200);
        let metres = near["items"][1]["distance_metres"].as_u64().unwrap();
        assert!((58_000..63_000).contains(&metres), "{metres}");
        guest.get("/v1/shops?latitude=48174000").assert_fault(422, "invalid-field", "longitude");
        assert_eq!((found("open=true"), found("open=false")), (halle.clone(), vec!["Le Quai".to_owned()]));
        let category = guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).text_at("/offers/0/category");
        assert_eq!((found(&format!("category={category}")), found("category=Boats")), (halle.clone(), Vec::<String>::new()));
        assert_eq!(found(&format!("category={category}&open=true&{}", around(30))), halle.clone());
        // What the vocabulary knows is found in whatever language it is written and asked for.
        let carrots = format!("/v1/products/{}", shop.product("Carrots, 500 g"));
        shop.farmer.patch(&carrots, &json!({"category": "Légumes"})).assert(200);
        for word in ["L%C3%A9gumes", "legumes", "vegetable", "Gem%C3%BCse"] {
            assert_eq!(found(&format!("category={word}")), halle, "{word}");
        }
        // What is sold to customers alone is told to nobody else, and what is closed is not open.
        patch(&shop.hub, &shop.hub_id, &json!({"customers_only": true})).assert(200);
        assert_eq!(found(&format!("category={category}")), Vec::<String>::new());
        shop.close().assert(200);
        assert_eq!(found("open=true"), Vec::<String>::new());
        market.assert_clean();
    }

    async fn shops_are_found_by_the_labels_that_their_goods_show(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-12-30T08:00:00Z");
        let shop = Shop::open_until(&market.guest(), GOODS, "2027-01-09T10:00:00Z");
        let guest = market.guest();
        let found = |label: &str| names(&guest, &format!("/v1/shops?label={label}"));
        let (none, halle) = (Vec::<String>::new(), vec!["Halle de la Gare".to_owned()]);
        // Nobody claims it; then the farm does, for all it makes, and shows nothing for it.
        assert_eq!(found("organic"), none);
        patch(&shop.farmer, &shop.farm_id, &json!({"properties": [{"name": "Bio"}]})).assert(200);
        assert_eq!(found("organic"), none);
        let certificates = format!("{}/certificates", at(&shop.farm_id));
        let organic = json!({"label": "organic", "body": "fr-bio-01", "from": "2026-01-01", "until": "2026-12-31"});
        shop.farmer.post(&certificates, &organic).assert(201);
        assert_eq!((found("organic"), found("bio"), found("demeter")), (halle.clone(), halle.clone(), none.clone()));
        let open = guest.get("/v1/shops?label=organic&open=true&limit=1").assert(200);
        assert_eq!((&open["items"][0]["name"], &open["next"]), (&json!("Halle de la Gare"), &Value::Null));
        // What the goods take back for themselves, they do not show.
        let edit = |of: &str, body: &Value| {
            shop.farmer.patch(&format!("/v1/products/{}", shop.product(of)), body).assert(200);
        };
        for of in ["Carrots, 500 g", "Eggs, 6 × egg"] {
            edit(of, &json!({"inherits_properties": false}));
        }
        assert_eq!((found("organic"), found("farm-made")), (none.clone(), none.clone()));
        edit("Eggs, 6 × egg", &json!({"labels": ["organic", "farm-made"]}));
        assert_eq!((found("organic"), found("farm-made")), (halle.clone(), halle.clone()));
        // The certificate ends with the year of its holder.
        market.set_clock("2026-12-31T22:59:59Z");
        assert_eq!(found("organic"), halle);
        market.set_clock("2026-12-31T23:00:00Z");
        assert_eq!((found("organic"), found("farm-made")), (none.clone(), halle));
        // A shop of its own customers tells nobody else what it sells.
        patch(&shop.hub, &shop.hub_id, &json!({"customers_only": true})).assert(200);
        assert_eq!(found("farm-made"), none);
        guest.get("/v1/shops?label=bioo").assert_fault(422, "invalid-field", "label");
        market.assert_clean();
    }

    async fn a_shop_is_found_by_what_a_visitor_sees_there(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (Shop::open(&market.guest(), GOODS), market.guest());
        let edit = |of: &str, body: &Value| {
            shop.farmer.patch(&format!("/v1/products/{}", shop.product(of)), body).assert(200);
        };
        edit("Carrots, 500 g", &json!({"category": "Roots"}));
        edit("Eggs, 6 × egg", &json!({"category": "Eggs", "labels": ["farm-made"]}));
        let found = |query: &str| names(&guest, &format!("/v1/shops?{query}"));
        let seen = || [found("category=Roots"), found("category=Eggs"), found("label=farm-made")].map(|it| it.len());
        assert_eq!(seen(), [1, 1, 1]);
        // A rule hides the eggs from whoever comes along.
        let grant = format!("/v1/enterprises/{}/grants/set-hub-prices/{}", shop.farm_id, shop.hub_id);
        shop.farmer.put(&grant, &Value::Null).assert(204);
        shop.hub.put(&grant, &Value::Null).assert(204);
        let eggs = format!("{}/terms/{}", at(&shop.hub_id), shop.variant("Eggs, 6 × egg"));
        shop.hub.put(&eggs, &json!({"tags": ["bulk"]})).assert(200);
        let rules = |rules: Value| {
            shop.hub.put(&format!("{}/tag-rules", at(&shop.hub_id)), &json!({"rules": rules})).assert(200);
        };
        let hide = |subject: &str, tag: &str| json!([{"subject": subject, "tagged": [tag], "shows": false}]);
        rules(hide("goods", "bulk"));
        assert_eq!(seen(), [1, 0, 0]);
        let both = guest.get("/v1/shops?category=Roots&label=farm-made").assert(200);
        assert_eq!(both["items"], json!([]));
        rules(json!([]));
        // What the hub did not list is not seen, where it sells that alone.
        patch(&shop.hub, &shop.hub_id, &json!({"listed_only": true})).assert(200);
        assert_eq!(seen(), [0, 1, 1]);
        patch(&shop.hub, &shop.hub_id, &json!({"listed_only": false})).assert(200);
        // A cycle for members is nobody else's.
        let part = json!({"enterprise": shop.hub_id, "direction": "outgoing", "tags": ["members"]});
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &part).assert(200);
        rules(hide("cycles", "members"));
        assert_eq!(seen(), [0, 0, 0]);
        market.assert_clean();
    }

    async fn shops_are_found_around_a_post_code_and_on_a_page(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (Shop::open(&market.guest(), GOODS), market.guest());
        let found = |query: &str| names(&guest, &format!("/v1/shops?{query}"));
        let none = Vec::<String>::new();
        assert_eq!(found("postcode=88100&within=100"), none, "nobody says where it is");
        let address = |postcode: &str, north: i64| {
            let coordinates = json!({"latitude": north, "longitude": 6_450_000});
            let address = json!({"city": "Town", "postcode": postcode, "coordinates": coordinates});
            json!({"physical_address": address})
        };
        patch(&shop.hub, &shop.hub_id, &address("88000", 48_174_000)).assert(200);
        patch(&shop.farmer, &shop.farm_id, &address("88150", 48_354_000)).assert(200);
        let halle = vec!["Halle de la Gare".to_owned()];
        for (query, shops) in [
            ("postcode=88000&within=1", &halle), ("postcode=88%20010&within=1", &halle), ("postcode=88150&within=10", &none),
            ("postcode=88150&within=30", &halle), ("postcode=54000&within=300", &none), ("postcode=99&within=300", &none),
            // As far as people drive, where nobody says how far.
            ("postcode=88150", &halle), ("latitude=48354000&longitude=6450000", &halle), ("latitude=48474000&longitude=6450000", &none),
        ] {
            assert_eq!(&found(query), shops, "{query}");
        }
        for (query, field) in [
            ("within=5", "within"), ("postcode=88000&within=0", "within"), ("postcode=88000&within=301", "within"),
            ("latitude=1", "longitude"), ("longitude=1&within=5", "latitude"), ("postcode=8&within=5", "postcode"),
            ("postcode=88000&within=5&latitude=1", "postcode"), ("postcode=1234567890123&within=5", "postcode"),
        ] {
            guest.get(&format!("/v1/shops?{query}")).assert_fault(422, "invalid-field", field);
        }
        // However it is written, by who is there and by who asks.
        for written in ["F-88000", "f-88 000", "88-000", " 88 000"] {
            patch(&shop.hub, &shop.hub_id, &address(written, 48_174_000)).assert(200);
            for asked in ["88000", "F-88000", "f-88%20000", "88%20000"] {
                assert_eq!(found(&format!("postcode={asked}&within=1")), halle, "{written}: {asked}");
            }
        }
        // An address that is for nobody to find tells nothing.
        patch(&shop.farmer, &shop.farm_id, &json!({"visibility": "hidden"})).assert(200);
        assert_eq!(found("postcode=88150&within=10"), halle, "it is taken to be where Épinal is");
        // People fill in a form, which needs no script.
        let read = guest.saying("Accept-Language", "fr");
        let page = |query: &str| read.get(&format!("/shops?{query}")).text();
        let all = page("postcode=88000&within=30&category=&label=&open=true");
        assert!(all.contains("Halle de la Gare") && all.contains("à 1\u{a0}km") && !all.contains("<script"), "{all}");
        let nothing = page("postcode=88000&within=30&label=organic");
        assert!(nothing.contains("Aucune boutique ne correspond"), "{nothing}");
        let odd = page("within=far&label=bioo&postcode=%01&after=%2F");
        assert!(odd.contains("name=\"postcode\"") && odd.contains("Halle de la Gare"), "{odd}");
        market.assert_clean();
    }

    async fn names_are_not_hoarded_by_renaming(db: TestDatabase) {
        let market = Marketplace::open(db);
        let awa = market.person("Awa");
        let body = json!({"name": "Number 0", "is_producer": true, "sells": "none"});
        let farm = awa.post("/v1/enterprises", &body).text_at("/id");
        for number in 1..=8 {
            patch(&awa, &farm, &json!({"slug": format!("number-{number}")})).assert(200);
        }
        let free = |slug: &str| {
            awa.get(&format!("/v1/slugs/{slug}")).assert(200)["available"] == json!(true)
        };
        let kept: Vec<u32> = (0..=8).filter(|number| !free(&format!("number-{number}"))).collect();
        assert_eq!(kept, [3, 4, 5, 6, 7, 8], "its own, and the last five");
        market.assert_clean();
    }

    async fn an_enterprise_belongs_to_a_group_when_both_agreed(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let awa = guest.sign_up("Awa");
        let group = json!({"name": "Vallée de la Moselle", "description": "Farms along the river"});
        guest.post("/v1/groups", &group).assert_problem(401, "sign-in");
        assert_eq!(awa.post("/v1/groups", &group).text_at("/slug"), "vallee-de-la-moselle");
        assert_eq!(awa.post("/v1/groups", &group).text_at("/slug"), "vallee-de-la-moselle1");
        let path = "/v1/groups/vallee-de-la-moselle";
        let member = |enterprise: &str| format!("{path}/members/{enterprise}");
        let members = |who: &Client| {
            let shown = who.get(path).assert(200);
            let names = shown["members"].as_array().unwrap().iter();
            names.map(|member| member["enterprise"]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let put = |who: &Client, enterprise: &str| {
            who.put(&member(enterprise), &Value::Null).assert(200)["member"].as_bool().unwrap()
        };
        // The group asks, the farm accepts; the hub asks, the group accepts.
        assert!(!put(&awa, &shop.farm_id));
        assert_eq!((members(&guest).len(), members(&awa).len()), (0, 1));
        assert!(put(&shop.farmer, &shop.farm_id));
        assert!(!put(&shop.hub, &shop.hub_id));
        assert_eq!(members(&guest), ["Ferme des Tilleuls"]);
        assert!(put(&awa, &shop.hub_id));
        assert_eq!(members(&guest), ["Ferme des Tilleuls", "Halle de la Gare"]);
        let groups = shop.farmer.get(&format!("{}/groups", at(&shop.farm_id))).assert(200);
        assert_eq!((groups[0]["slug"].clone(), groups[0]["member"].clone()),
            (json!("vallee-de-la-moselle"), json!(true)));
        // Who speaks for neither changes nothing; who hides is not shown.
        shop.hub.put(&member(&shop.farm_id), &Value::Null).assert_problem(403, "not-your-group");
        shop.hub.send("DELETE", &member(&shop.farm_id), None).assert_problem(403, "not-your-group");
        shop.hub.send_json("PATCH", path, &json!({"name": "Mine"})).assert_problem(403, "not-your-group");
        patch(&shop.hub, &shop.hub_id, &json!({"visibility": "hidden"})).assert(200);
        assert_eq!(members(&guest), ["Ferme des Tilleuls"]);
        // It is edited under its version, and left by either side.
        let tag = awa.get(path).header("etag").unwrap().to_owned();
        let tagged = awa.saying("If-Match", &tag);
        tagged.send_json("PATCH", path, &json!({"description": null})).assert(200);
        tagged.send_json("PATCH", path, &json!({"name": "Late"})).assert_problem(412, "changed-since");
        shop.farmer.send("DELETE", &member(&shop.farm_id), None).assert(204);
        awa.send("DELETE", &member(&shop.hub_id), None).assert(204);
        awa.send("DELETE", &member(&shop.hub_id), None).assert_problem(404, "not-found");
        assert_eq!(members(&awa), Vec::<String>::new());
        guest.get("/v1/groups/nowhere").assert_problem(404, "not-found");
        assert_eq!(names(&guest, "/v1/groups").len(), 2);
        market.assert_clean();
    }

    async fn a_group_ends_by_whoever_speaks_for_it(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let group = json!({"name": "Vallée", "owner": shop.hub_id});
        let founded = shop.hub.post("/v1/groups", &group);
        assert_eq!(founded.header("etag"), Some("\"1\""));
        let path = "/v1/groups/vallee";
        shop.hub.put(&format!("{path}/members/{}", shop.farm_id), &Value::Null).assert(200);
        let changed = shop.hub.patch(path, &json!({"description": "Along the river"}));
        assert_eq!(changed.header("etag"), Some("\"2\""));
        guest.delete(path).assert_problem(401, "sign-in");
        shop.farmer.delete(path).assert_problem(403, "not-your-group");
        shop.hub.saying("If-Match", "\"1\"").delete(path).assert_problem(412, "changed-since");
        shop.hub.saying("If-Match", "\"2\"").delete(path).assert(204);
        guest.get(path).assert_problem(404, "not-found");
        shop.hub.delete(path).assert_problem(404, "not-found");
        let groups = shop.farmer.get(&format!("{}/groups", at(&shop.farm_id))).assert(200);
        assert_eq!(groups, json!([]));
        // Its name is free again.
        assert_eq!(shop.hub.post("/v1/groups", &group).text_at("/slug"), "vallee");
        market.assert_clean();
    }

    async fn whoever_changes_something_goes_on_from_the_answer(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let product = format!("/v1/products/{}", shop.product("Carrots, 500 g"));
        let variant = format!("/v1/variants/{}", shop.variant("Carrots, 500 g"));
        let farm = at(&shop.farm_id);
        for (read, path, edits) in [
            (&farm, &farm, [json!({"opening_text": "One"}), json!({"opening_text": "Two"})]),
            (&product, &product, [json!({"description": "One"}), json!({"description": "Two"})]),
            (&product, &variant, [json!({"sku": "A"}), json!({"sku": "B"})]),
        ] {
            let mut tag = shop.farmer.get(read).header("etag").unwrap().to_owned();
            for edit in &edits {
                let changed = shop.farmer.saying("If-Match", &tag).with_key(&format!("{path} {edit}")).patch(path, edit);
                changed.assert(200);
                let next = changed.header("etag").unwrap().to_owned();
                assert_ne!(next, tag, "{path}");
                // Said once more, it is answered alike.
                let again = shop.farmer.saying("If-Match", &tag).with_key(&format!("{path} {edit}")).patch(path, edit);
                assert_eq!((again.status, again.header("etag")), (200, Some(next.as_str())));
                tag = next;
            }
            assert_eq!(shop.farmer.get(read).header("etag"), Some(tag.as_str()), "{path}");
        }
        market.assert_clean();
    }
}
