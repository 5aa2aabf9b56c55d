//! Lists of kinds that were once read wrong, as people send them: what they come to, over HTTP and on both databases.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, TestDatabase, on_both_databases};

const CSV: &str = "text/csv";
const FARM: &str = "Ferme A";
const HEADER: &str = "producer,name,category,units,unit_type,price,on_hand";

fn farm(who: &Client, name: &str) -> String {
    let request = json!({"name": name, "is_producer": true, "sells": "none"});
    who.post("/v1/enterprises", &request).assert(201)["id"].as_str().unwrap().to_owned()
}

fn open(db: TestDatabase) -> (Marketplace, Client, String) {
    let market = Marketplace::open(db);
    let farmer = market.person("Marc");
    let id = farm(&farmer, FARM);
    (market, farmer, id)
}

fn send(who: &Client, query: &str, list: &str) -> Answer {
    who.send("POST", &format!("/v1/product-lists{query}"), Some((CSV, list.as_bytes())))
}

/// The faults of a refusal as `line field`, and all of their rules in one text.
fn faults(answer: &Answer) -> (Vec<String>, String) {
    let faults = answer.assert(422)["errors"].as_array().unwrap().clone();
    let place = |fault: &Value| {
        format!("{} {}", fault["line"].as_str().unwrap(), fault["field"].as_str().unwrap())
    };
    let rules = faults.iter().map(|fault| fault["rule"].as_str().unwrap_or_default().to_owned());
    (faults.iter().map(place).collect(), rules.collect::<Vec<_>>().join("; "))
}

/// The products of a farm, with their sizes.
fn products(who: &Client, farm: &str) -> Vec<Value> {
    let listed = who.get(&format!("/v1/enterprises/{farm}/products"));
    listed.assert(200)["items"].as_array().unwrap().clone()
}

fn named<'p>(products: &'p [Value], name: &str) -> &'p Value {
    products
        .iter()
        .find(|product| product["name"] == name)
        .unwrap_or_else(|| panic!("{name}: {products:?}"))
}

fn exported(who: &Client, farm: &str, query: &str) -> String {
    who.get(&format!("/v1/enterprises/{farm}/products.csv{query}")).text()
}

on_both_databases! {
    async fn a_list_never_lands_at_one_of_two_farms_of_one_name(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (farmer, stranger) = (market.person("Marc"), market.person("Eve"));
        let own = farm(&farmer, "Ferme des Prés");
        let list = format!("{HEADER}\nFerme des Prés,Kale,Légumes,1,kg,2.00,5\n");
        send(&farmer, "", &list).assert(200);
        let near = farm(&stranger, "Ferme des Pres");
        send(&farmer, "", &list).assert(200);
        assert!(products(&stranger, &near).is_empty(), "accents tell names apart");
        let other = farm(&stranger, "ferme  des Pre\u{301}s\u{200b}");
        let before = (exported(&farmer, &own, ""), exported(&stranger, &other, ""));
        for who in [&farmer, &stranger] {
            let (places, rules) = faults(&send(who, "?absent=zero", &list.replace("2.00,5", "9.00,0")));
            assert_eq!(places, ["2 producer"]);
            assert!(rules.contains(&own) && rules.contains(&other), "both are named: {rules}");
        }
        let unaccented = send(&farmer, "", &list.replace("Prés", "Pres"));
        assert_eq!(faults(&unaccented).0, ["2 producer"]);
        assert_eq!((exported(&farmer, &own, ""), exported(&stranger, &other, "")), before);
        let by_id = list.replace("Ferme des Prés", &own).replace("2.00", "3.00");
        assert_eq!(send(&farmer, "", &by_id).assert(200)["producers"], json!([own]));
        let named = send(&farmer, &format!("?producer={own}"), &list.replace("Ferme des Prés", ""));
        assert_eq!(named.assert(200)["updated"], 1);
        assert_eq!(faults(&send(&stranger, "", &by_id)).0, ["2 producer"], "an id opens nothing");
        market.assert_clean();
    }

    async fn names_that_differ_in_accents_are_two_products(db: TestDatabase) {
        let (market, farmer, farm) = open(db);
        let list = format!(
            "{HEADER},allergens\n{FARM},Pâtes,Épicerie,500,g,3.00,10,gluten\n{FARM},Pâtés,Charcuterie,180,g,4.00,10,\"eggs,milk\"\n"
        );
        assert_eq!(send(&farmer, "", &list).assert(200)["added"], 2);
        assert_eq!(send(&farmer, "", &list).assert(200)["unchanged"], 2);
        let listed = products(&farmer, &farm);
        assert_eq!(listed.len(), 2);
        assert_eq!(named(&listed, "Pâtes")["allergens"], json!(["gluten"]));
        assert_eq!(named(&listed, "Pâtés")["allergens"], json!(["eggs", "milk"]));
        let page = |query: &str| farmer.get(&format!("/v1/enterprises/{farm}/products{query}")).assert(200).clone();
        assert_eq!(page("?q=pates")["items"].as_array().unwrap().len(), 2, "searching folds them");
        let first = page("?limit=1");
        let next = page(&format!("?limit=1&after={}", first["next"].as_str().unwrap()));
        assert_ne!(first["items"][0]["id"], next["items"][0]["id"], "pages go through both");
        let add = |name: &str| farmer.post(&format!("/v1/enterprises/{farm}/products"), &json!({"name": name, "category": "Épicerie"})).status;
        assert_eq!((add("Pates"), add("PÂTES"), add("Pâ\u{200b}tes")), (201, 422, 422), "the API has the same rule");
        market.assert_clean();
    }

    async fn what_is_not_seen_makes_no_other_product_shelf_or_unit(db: TestDatabase) {
        let (market, farmer, farm) = open(db);
        let names = ["Jus de pomme", "Jus de\u{a0} pomme", "Jus  de pomme", "Jus de pomme\u{200b}"];
        for (name, on_hand) in names.iter().zip([10, 0, 0, 0]) {
            send(&farmer, "", &format!("{HEADER}\n{FARM},{name},Boissons\u{a0},1,l,3.00,{on_hand}\n")).assert(200);
        }
        for name in ["Pomme d’amour", "Pomme d'amour"] {
            send(&farmer, "", &format!("{HEADER}\n{FARM},{name},Boissons,1,kg,3.00,1\n")).assert(200);
        }
        for unit in ["botte", "Bottes", "bunch", "BUNCHES"] {
            send(&farmer, "", &format!("{HEADER}\n{FARM},Radis,Légumes,1,{unit},2.00,4\n")).assert(200);
        }
        let listed = products(&farmer, &farm);
        assert_eq!(listed.len(), 3, "{listed:?}");
        let juice = named(&listed, "Jus de pomme");
        assert_eq!((juice["variants"].as_array().unwrap().len(), &juice["variants"][0]["supply"]["available"]["value"]), (1, &json!("0")));
        assert_eq!(named(&listed, "Pomme d’amour")["category"], juice["category"], "one shelf");
        assert_eq!(named(&listed, "Radis")["variants"].as_array().unwrap().len(), 1);
        market.assert_clean();
    }

    async fn a_list_that_contradicts_itself_changes_nothing(db: TestDatabase) {
        let (market, farmer, farm) = open(db);
        let list = format!("{HEADER},allergens\n{FARM},Tarte,Pain,400,g,3.00,10,\"gluten,milk\"\n{FARM},Tarte,Pain,800,g,5.00,10,none\n");
        let (places, rules) = faults(&send(&farmer, "", &list));
        assert_eq!(places, ["3 allergens"]);
        assert!(rules.contains("line 2"), "{rules}");
        // By its name and by its id it is the same farm; sizes of one product share what there is.
        for (columns, first, second, field) in [
            ("allergens", format!("{FARM},Tarte,Pain,400,g,3.00,10,none"), format!("{farm},Tarte,Pain,800,g,5.00,10,gluten"), "producer"),
            ("allergens", format!("{FARM},Tarte,Pain,400,g,3.00,10,"), format!("{farm},Tarte,Pain,400,g,5.00,10,"), "producer"),
            ("available", format!("{FARM},Tarte,Pain,400,g,3.00,,40 kg"), format!("{FARM},Tarte,Pain,800,g,5.00,10,"), "on_hand"),
            ("on_demand", format!("{FARM},Tarte,Pain,400,g,3.00,,yes"), format!("{FARM},Tarte,Pain,800,g,5.00,,no"), "on_demand"),
            ("on_demand", format!("{FARM},Tarte,Pain,400,g,3.00,,no"), format!("{FARM},Tarte,Pain,800,g,5.00,,yes"), "on_demand"),
        ] {
            let list = format!("{HEADER},{columns}\n{first}\n{second}\n");
            let (places, rules) = faults(&send(&farmer, "", &list));
            assert_eq!(places, [format!("3 {field}")], "{list}{rules}");
            assert!(rules.contains("line 2"), "{rules}");
        }
        assert!(products(&farmer, &farm).is_empty());
        let preview = farmer.send("POST", "/v1/product-lists/preview", Some((CSV, list.as_bytes())));
        assert_eq!(preview.assert(200)["faults"][0]["line"], 3);
        let list = format!(
            "{HEADER},allergens,description,ingredients,origin,durability,prepacked\n\
             {FARM},Confiture,Épicerie,220,g,4.00,10,none,Au chaudron,\"Abricots, sucre\",FR,best-before 365,yes\n\
             {FARM},Confiture,Épicerie,370,g,6.00,10,,,,,,\n"
        );
        send(&farmer, "", &list).assert(200);
        assert_eq!(send(&farmer, "", &list).assert(200)["unchanged"], 2);
        let listed = products(&farmer, &farm);
        let jam = named(&listed, "Confiture");
        assert_eq!((&jam["description"], &jam["prepacked"], &jam["allergens"]), (&json!("Au chaudron"), &json!(true), &json!([])));
        market.assert_clean();
    }

    async fn what_an_import_accepts_an_empty_edit_accepts(db: TestDatabase) {
        let (market, farmer, farm) = open(db);
        for (column, cell, field) in [
            ("properties", "Four: bois; four: gaz", "properties"),
            ("named_units", "botte: 500 g; caisse: 12 pieces of botte; caisse: 7 kg", "named_units"),
            ("named_units", "botte: 500 g; Bottes: 500 g", "named_units"),
            ("named_units", "caisse: 12 pieces of botte", "named_units"),
        ] {
            let list = format!("{HEADER},{column}\n{FARM},Radis,Légumes,1,botte,2.00,4,{cell}\n");
            let (places, rules) = faults(&send(&farmer, "", &list));
            assert!(places.contains(&format!("2 {field}")), "{cell}: {places:?} {rules}");
        }
        let list = format!(
            "{HEADER},named_units,deposit,draw\n{FARM},Radis,Légumes,1,botte,2.00,4,botte: 500 g,,\n\
             {FARM},Radis,Légumes,1,kg,4.00,6,,0.20,\n{FARM},Œufs,Œufs,6,œuf,3.00,7,,,250 g\n"
        );
        send(&farmer, "", &list).assert(200);
        let before = exported(&farmer, &farm, "");
        for product in products(&farmer, &farm) {
            let id = product["id"].as_str().unwrap();
            farmer.patch(&format!("/v1/products/{id}"), &json!({})).assert(200);
            for variant in product["variants"].as_array().unwrap() {
                let id = variant["id"].as_str().unwrap();
                farmer.patch(&format!("/v1/variants/{id}"), &json!({})).assert(200);
            }
        }
        assert_eq!(exported(&farmer, &farm, ""), before, "an empty edit changes nothing");
        market.assert_clean();
    }

    async fn a_product_has_the_same_pools_by_list_and_by_hand(db: TestDatabase) {
        let (market, farmer, farm) = open(db);
        let list = format!("{HEADER},named_units\n{FARM},Radis,Légumes,1,botte,2.00,4,botte: 500 g\n{FARM},Radis,Légumes,1,kg,4.00,6,\n");
        send(&farmer, "", &list).assert(200);
        let size = |size: Value, available: Value| json!({"size": size, "piece_name": null, "price": {"amount": "2.00", "currency": "EUR"}, "available": available});
        let kilo = json!({"value": "1", "unit": "kg"});
        let bunch = json!({"size": {"value": "1", "unit": "piece"}, "piece_name": "botte", "price": {"amount": "2.00", "currency": "EUR"}});
        let request = |sizes: Value| json!({"name": "Navets", "category": "Légumes", "units": [{"name": "botte", "amount": {"value": "500", "unit": "g"}}], "variants": sizes});
        let by_hand = farmer.post(&format!("/v1/enterprises/{farm}/products"), &request(json!([size(kilo.clone(), json!({"value": "8", "unit": "kg"})), bunch])));
        let by_hand = by_hand.assert(201).clone();
        let pools = |product: &Value| {
            let variants = product["variants"].as_array().unwrap();
            let ids: std::collections::BTreeSet<String> = variants.iter().map(|it| it["supply"]["id"].to_string()).collect();
            (ids.len(), variants[0]["supply"]["available"].clone())
        };
        let eight = json!({"value": "8", "unit": "kg"});
        assert_eq!(pools(named(&products(&farmer, &farm), "Radis")), (1, eight.clone()), "four bunches and six kilos");
        assert_eq!(pools(&by_hand), (1, eight), "the answer says what the pool holds");
        let two = json!([size(kilo, json!({"value": "8", "unit": "kg"})), size(json!({"value": "500", "unit": "g"}), json!({"value": "3", "unit": "kg"}))]);
        let mut contradicting = request(two);
        contradicting["name"] = json!("Panais");
        let refused = farmer.post(&format!("/v1/enterprises/{farm}/products"), &contradicting);
        assert_eq!(refused.assert(422)["errors"][0]["field"], "available");
        market.assert_clean();
    }

    async fn units_that_a_list_changes_move_what_was_left(db: TestDatabase) {
        let (market, farmer, farm) = open(db);
        let list = |units: &str| format!("producer,name,category,units,unit_type,price,named_units\n{FARM},Radis,Légumes,1,botte,2.00,{units}\n{FARM},Radis,Légumes,1,kg,4.00,\n");
        send(&farmer, "", &format!("{HEADER}\n{FARM},Radis,Légumes,1,botte,2.00,4\n{FARM},Radis,Légumes,1,kg,4.00,6\n")).assert(200);
        send(&farmer, "", &list("botte: 500 g")).assert(200);
        let listed = products(&farmer, &farm);
        let radishes = named(&listed, "Radis")["variants"].as_array().unwrap();
        assert!(radishes.iter().all(|size| size["supply"]["available"] == json!({"value": "8", "unit": "kg"})), "{radishes:?}");
        market.assert_clean();
    }

    async fn a_size_that_a_whole_list_does_not_name_is_no_longer_on_sale(db: TestDatabase) {
        let (market, farmer, farm) = open(db);
        send(&farmer, "", &format!("{HEADER}\n{FARM},Kale,Légumes,500,g,2.00,4\n{FARM},Kale,Légumes,1,kg,3.50,6\n{FARM},Leeks,Légumes,1,kg,2.00,3\n")).assert(200);
        let whole = format!("{HEADER}\n{FARM},Kale,Légumes,500,g,2.00,10\n");
        let preview = farmer.send("POST", "/v1/product-lists/preview?absent=zero", Some((CSV, whole.as_bytes())));
        let zeroed = preview.assert(200)["zeroed"].as_array().unwrap().clone();
        assert_eq!(zeroed.len(), 2, "{zeroed:?}");
        assert!(zeroed.iter().any(|it| it["name"] == "Kale" && it["size"] == "1 kg"));
        assert_eq!(send(&farmer, "?absent=zero", &whole).assert(200)["zeroed"], 2);
        let listed = products(&farmer, &farm);
        let sizes = named(&listed, "Kale")["variants"].as_array().unwrap();
        let withdrawn: Vec<_> = sizes.iter().map(|size| (&size["label"], &size["withdrawn"])).collect();
        assert!(withdrawn.contains(&(&json!("1 kg"), &json!(true))), "{withdrawn:?}");
        assert!(sizes.iter().all(|size| size["supply"]["available"] == json!({"value": "5", "unit": "kg"})));
        assert_eq!(send(&farmer, "?absent=zero", &whole).assert(200)["unchanged"], 1);
        let back = format!("{HEADER}\n{FARM},Kale,Légumes,1,kg,3.50,2\n");
        send(&farmer, "?absent=keep", &back).assert(200);
        market.assert_clean();
    }

    async fn words_of_another_system_are_passed_over_and_said(db: TestDatabase) {
        let (market, farmer, _farm) = open(db);
        let list = format!(
            "producer,sku,name,display_name,category,description,units,unit_type,variant_unit_name,price,on_hand,available_on,on_demand,shipping_category,tax_category\n\
             {FARM},1,Apple,,Fruit,,1,kg,,2,100,,,Default,GST\n{FARM},2,Pear,,Fruit,,1,kg,,2,100,,,Default,GST\n{FARM},3,Wine,,Drinks,,75,cl,,9,6,,,Refrigerated,TVA 20 %\n"
        );
        let preview = farmer.send("POST", "/v1/product-lists/preview", Some((CSV, list.as_bytes())));
        assert_eq!(preview.assert(200)["notes"].as_array().unwrap().len(), 2);
        let answer = send(&farmer, "", &list).assert(200).clone();
        let notes: Vec<String> = answer["notes"].as_array().unwrap().iter().map(|note| format!("{} {}", note["line"], note["field"].as_str().unwrap())).collect();
        assert_eq!(notes, ["2 shipping_category", "2 tax_category"]);
        let misspelt = list.replace("Refrigerated", "chiled");
        assert_eq!(faults(&send(&farmer, "", &misspelt)).0, ["4 shipping_category"]);
        market.assert_clean();
    }

    async fn a_french_list_goes_out_with_commas_and_comes_back(db: TestDatabase) {
        let (market, farmer, farm) = open(db);
        let list = format!("{HEADER},named_units,alcohol\n{FARM},Cidre,Boissons,0.75,l,3.50,10,caisse: 4.5 l,4.5\n{FARM},Courge,Légumes,1.234,kg,2.00,3,,\n");
        send(&farmer, "", &list).assert(200);
        let french = exported(&farmer, &farm, "?lang=fr");
        assert!(french.contains(";3,50;") && french.contains("1,234") && !french.contains("3.50"), "{french}");
        assert_eq!(send(&farmer, "", &french).assert(200)["unchanged"], 2);
        market.assert_clean();
    }

    async fn an_encoding_that_is_not_known_is_asked_for(db: TestDatabase) {
        let (market, farmer, farm) = open(db);
        let mac = b"producer;name;category;units;unit_type;price;on_hand\rFerme A;P\x89t\x8e \x88 l\xd5ancienne;\x83picerie;250;g;2,20;3\r";
        farmer.send("POST", "/v1/product-lists", Some((CSV, mac))).assert(200);
        named(&products(&farmer, &farm), "Pâté à l’ancienne");
        let czech = b"producer;name;category;units;unit_type;price;on_hand\nFerme A;d\xectsk\xe9;P\xf8\xedkrm;250;g;2,20;3\n";
        let post = |query: &str| farmer.send("POST", &format!("/v1/product-lists{query}"), Some((CSV, czech)));
        let (places, rules) = faults(&post(""));
        assert_eq!(places, ["2 file"]);
        assert!(rules.contains("windows-1250"), "{rules}");
        post("?encoding=windows-1250").assert(200);
        named(&products(&farmer, &farm), "dětské");
        assert_eq!(post("?encoding=runes").assert(422)["errors"][0]["field"], "encoding");
        market.assert_clean();
    }

    async fn a_zero_byte_in_a_parameter_is_refused_by_name(db: TestDatabase) {
        let (market, farmer, farm) = open(db);
        for (path, field) in [
            (format!("/v1/enterprises/{farm}/products?q=a%00b"), "q"),
            (format!("/v1/enterprises/{farm}/products?category=%00"), "category"),
            ("/v1/shops?after=%00".to_owned(), "after"),
        ] {
            assert_eq!(farmer.get(&path).assert(422)["errors"][0]["field"], field, "{path}");
        }
        farmer.get("/v1/shops/a%00b").assert_problem(404, "not-found");
        assert_eq!(farmer.post("/v1/enterprises", &json!({"name": "a\u{0}b", "is_producer": true, "sells": "none"})).status, 422);
        market.assert_clean();
    }
}
