//! A hub sets the terms it sells on from a list, as Open Food Network's inventory has them.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, TestDatabase, on_both_databases};

use crate::imports::{CSV, files};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CARROTS: &str = "Carrots, 500 g";
const SACK: &str = "Carrots, 2 kg";
const EGGS: &str = "Eggs, 6 × egg";
const HEADER: &str = "producer,distributor,name,display_name,variant_unit_name,sku,units,unit_type,price,on_hand,on_demand";

/// A hub that sells what a farm lists, and that the farm lets set terms.
fn open(db: TestDatabase) -> (Marketplace, Shop) {
    let market = Marketplace::open(db);
    let shop = Shop::open(
        &market.guest(),
        "Carrots,500,g,,1.60,80\nCarrots,2,kg,,5.20,\nEggs,6,,egg,2.70,30",
    );
    shop.allow("set-hub-prices");
    (market, shop)
}

fn grant(shop: &Shop) -> String {
    format!("/v1/enterprises/{}/grants/set-hub-prices/{}", shop.farm_id, shop.hub_id)
}

/// A list of the hub's, of rows that leave out whose goods they are and who sells them.
fn list(rows: &[&str]) -> String {
    let row = |row: &&str| format!("Ferme des Tilleuls,Halle de la Gare,{row}\n");
    format!("{HEADER}\n{}", rows.iter().map(row).collect::<String>())
}

fn send(who: &Client, query: &str, list: &str) -> Answer {
    who.send("POST", &format!("/v1/product-lists{query}"), Some((CSV, list.as_bytes())))
}

fn preview(who: &Client, query: &str, list: &str) -> Value {
    let path = format!("/v1/product-lists/preview{query}");
    who.send("POST", &path, Some((CSV, list.as_bytes()))).assert(200).clone()
}

fn terms(shop: &Shop, named: &str) -> Value {
    let path = format!("/v1/enterprises/{}/terms/{}", shop.hub_id, shop.variant(named));
    shop.hub.get(&path).assert(200).clone()
}

/// What the shop shows of a size: its price with the fee of 10 cents, and how many are left.
fn offer(shop: &Shop, named: &str) -> Option<(String, Value)> {
    let shown = shop.hub.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
    let mut offers = shown["offers"].as_array().unwrap().iter();
    let found = offers.find(|offer| offer["variant"] == shop.variant(named))?;
    Some((found["price"]["amount"].as_str().unwrap().to_owned(), found["available"].clone()))
}

/// `line field` of each fault of an answer.
fn faults(told: &Value, of: &str) -> Vec<String> {
    let line = |fault: &Value| fault["line"].to_string().trim_matches('"').to_owned();
    let faults = told[of].as_array().unwrap().iter();
    faults.map(|fault| format!("{} {}", line(fault), fault["field"].as_str().unwrap())).collect()
}

on_both_databases! {
    async fn a_hubs_list_sets_its_prices_codes_and_stock(db: TestDatabase) {
        let (market, shop) = open(db);
        let first = list(&["Carrots,,,H-1,500,g,2.00,12,", "Carrots,,,,2,kg,6.00,,", "eggs,,EGG,,6,,,,yes"]);
        let before = offer(&shop, CARROTS);
        let told = preview(&shop.hub, "", &first);
        assert_eq!((&told["created"], &told["lines"][0]["hub"]), (&json!(3), &json!(shop.hub_id)));
        assert_eq!(offer(&shop, CARROTS), before, "a preview changes nothing");
        let done = send(&shop.hub, "", &first).assert(200).clone();
        assert_eq!((&done["added"], &done["hubs"], &done["producers"]), (&json!(3), &json!([shop.hub_id]), &json!([shop.farm_id])));
        assert_eq!(offer(&shop, CARROTS), Some(("2.10".to_owned(), json!(12))));
        assert_eq!(offer(&shop, SACK), Some(("6.10".to_owned(), json!(20))), "from the farm's pool");
        assert_eq!(offer(&shop, EGGS), Some(("2.80".to_owned(), Value::Null)), "at the farm's price, on demand");
        assert_eq!(terms(&shop, CARROTS)["sku"], "H-1");
        // What is sold is counted at the hub, and the same list sets it back.
        let order = shop.order(&market.guest(), &[(CARROTS, 2)]);
        assert_eq!(shop.hub.get(&format!("/v1/orders/{order}")).text_at("/total/amount"), "4.20");
        assert_eq!((shop.left(CARROTS), shop.left(SACK)), (10, 20));
        let told = preview(&shop.hub, "", &first);
        assert_eq!((&told["updated"], &told["unchanged"]), (&json!(1), &json!(2)));
        assert_eq!(told["lines"][0]["fields"], json!([{"field": "on_hand", "before": "10", "after": "12"}]));
        let again = send(&shop.hub, "", &first).assert(200).clone();
        assert_eq!((&again["updated"], &again["unchanged"], shop.left(CARROTS)), (&json!(1), &json!(2), 12));
        // Blanks are the farm's again.
        send(&shop.hub, "", &list(&["Carrots,,,,500,g,,,"])).assert(200);
        assert_eq!(offer(&shop, CARROTS), Some(("1.70".to_owned(), json!(80))), "what went was the hub's own");
        market.assert_clean();
    }

    async fn a_workbook_sets_quotas_defaults_and_what_is_hidden(db: TestDatabase) {
        let (market, shop) = open(db);
        let sheet: &[&[&str]] = &[
            &["hub", "producer", "name", "category", "units", "unit_type", "quota", "default_stock", "hidden"],
            &["halle de la gare", "FERME DES TILLEULS", "Carrots", "Veg", "500", "g", "5", "9", ""],
            &["halle de la gare", "FERME DES TILLEULS", "Eggs", "Eggs", "6", "piece", "", "", "yes"],
        ];
        let sent = shop.hub.send("POST", "/v1/product-lists", Some((XLSX, &files::xlsx(sheet))));
        assert_eq!(sent.assert(200)["added"], 2);
        assert_eq!(shop.left(CARROTS), 5);
        assert_eq!(terms(&shop, CARROTS)["stock"], json!({"kind": "quota", "items": 5}));
        assert_eq!(offer(&shop, EGGS), None, "it is hidden");
        shop.order(&market.guest(), &[(CARROTS, 2)]);
        assert_eq!((shop.left(CARROTS), shop.left(SACK)), (3, 19), "a quota is of the farm's pool");
        let reset = format!("/v1/enterprises/{}/terms/{}/reset", shop.hub_id, shop.variant(CARROTS));
        assert_eq!(shop.hub.post(&reset, &Value::Null).assert(200)["stock"]["items"], 9);
        // What a list has no column for stays; what it names is shown.
        send(&shop.hub, "", "producer,hub,name,units,unit_type\nFerme des Tilleuls,Halle de la Gare,Eggs,6,piece\n").assert(200);
        assert_eq!(offer(&shop, EGGS), Some(("2.80".to_owned(), json!(30))));
        assert_eq!(terms(&shop, CARROTS)["default_stock"], 9);
        market.assert_clean();
    }

    async fn what_a_hubs_list_does_not_name_is_kept_or_has_nothing_left(db: TestDatabase) {
        let (market, shop) = open(db);
        send(&shop.hub, "", &list(&["Carrots,,,,500,g,2.00,12,", "Eggs,,egg,,6,,3.00,,"])).assert(200);
        let next = list(&["Carrots,,,,500,g,2.00,12,"]);
        assert_eq!(send(&shop.hub, "?absent=keep", &next).assert(200)["zeroed"], 0);
        assert_eq!(offer(&shop, EGGS), Some(("3.10".to_owned(), json!(30))));
        let told = preview(&shop.hub, "?absent=zero", &next);
        assert_eq!(told["zeroed"], json!([{"hub": shop.hub_id, "variant": shop.variant(EGGS), "name": "Eggs", "label": "6 × egg", "before": null}]));
        assert_eq!(send(&shop.hub, "?absent=zero", &next).assert(200)["zeroed"], 1);
        assert_eq!(offer(&shop, EGGS), Some(("3.10".to_owned(), json!(0))));
        assert_eq!(offer(&shop, SACK), Some(("5.30".to_owned(), json!(20))), "the hub has no terms on it");
        let farms = shop.farmer.get(&format!("/v1/enterprises/{}/products.csv", shop.farm_id)).text();
        assert!(farms.contains("180 piece"), "the farm's eggs are there: {farms}");
        assert_eq!(send(&shop.hub, "?absent=zero", &next).assert(200)["zeroed"], 0);
        market.assert_clean();
    }

    async fn every_fault_is_told_by_its_line_and_nothing_is_changed(db: TestDatabase) {
        let (market, shop) = open(db);
        let before = [CARROTS, SACK, EGGS].map(|named| offer(&shop, named));
        let sound = "Carrots,,,,500,g,9.00,1,";
        let unreadable = list(&[sound, "Carrots,,,,two,g,x,1.5,maybe", "Eggs,,egg,,6,,-1,,", "Eggs,,egg,,6,,3,,no"]);
        let problem = send(&shop.hub, "", &unreadable).assert_problem(422, "import-faulty").clone();
        assert_eq!(faults(&problem, "errors"), ["3 units", "3 price", "3 on_hand", "3 on_demand", "4 price", "5 on_hand"]);
        let unknown = list(&[sound, "Leeks,,,,1,kg,2,,", "Carrots,,,,3,kg,2,,", "Carrots,washed,,,500,g,2,,"])
            + "Nobody,Halle de la Gare,Kale,,,,1,kg,2,,\nFerme des Tilleuls,No hub,Kale,,,,1,kg,2,,\n";
        let told = preview(&shop.hub, "", &unknown);
        assert_eq!(faults(&told, "faults"), ["3 name", "4 units", "5 units", "6 producer", "7 distributor"]);
        assert_eq!((&told["faulty"], &told["created"]), (&json!(5), &json!(1)));
        assert!(told["faults"][1]["rule"].as_str().unwrap().contains("500 g"), "{told}");
        let problem = send(&shop.hub, "", &unknown).assert_problem(422, "import-faulty").clone();
        assert_eq!(faults(&problem, "errors"), ["3 name", "4 units", "5 units", "6 producer", "7 distributor"]);
        send(&shop.hub, "?currency=GBP", &list(&[sound])).assert_fault(422, "import-faulty", "price");
        send(&shop.hub, "", &list(&["Eggs,,egg,,6,,3,,", "Eggs,,,,6,piece,3,,"])).assert_fault(422, "import-faulty", "name");
        send(&shop.hub, "", "producer,distributor,colour\n").assert_fault(422, "import-faulty", "colour");
        assert_eq!([CARROTS, SACK, EGGS].map(|named| offer(&shop, named)), before);
        market.assert_clean();
    }

    async fn only_who_runs_the_hub_and_whom_the_farm_lets_sets_its_terms(db: TestDatabase) {
        let (market, shop) = open(db);
        let row = list(&["Carrots,,,,500,g,2.00,,"]);
        // The farmer does not run the hub, and whoever runs nothing sends no list: neither learns whether there is one.
        send(&shop.farmer, "", &row).assert_fault(422, "import-faulty", "distributor");
        assert_eq!(faults(&preview(&shop.farmer, "", &row), "faults"), ["2 distributor"]);
        send(&market.person("Zoe"), "", &row).assert_problem(403, "role");
        send(&market.guest(), "", &row).assert_problem(401, "sign-in");
        send(&shop.hub, "", &row).assert(200);
        // Without the grant it sells the goods, and sets nothing; terms it had say nothing.
        shop.farmer.delete(&grant(&shop)).assert(204);
        let problem = send(&shop.hub, "", &row.replace("2.00", "9.00")).assert_problem(422, "import-faulty").clone();
        assert_eq!(faults(&problem, "errors"), ["2 producer"]);
        assert!(problem["errors"][0]["rule"].as_str().unwrap().contains("set-hub-prices"), "{problem}");
        assert_eq!(offer(&shop, CARROTS).unwrap().0, "1.70");
        assert_eq!(preview(&shop.hub, "?absent=zero", &list(&[]))["zeroed"], json!([]));
        shop.allow("set-hub-prices");
        assert_eq!(offer(&shop, CARROTS).unwrap().0, "2.10", "what was refused was not kept");
        // A hub nobody supplies does not know the farm.
        let noor = market.person("Noor");
        noor.post("/v1/enterprises", &json!({"name": "Le Quai", "is_producer": false, "sells": "any"})).assert(201);
        let quay = row.replace("Halle de la Gare", "Le Quai");
        let problem = send(&noor, "", &quay).assert_problem(422, "import-faulty").clone();
        assert!(problem["errors"][0]["rule"].as_str().unwrap().contains("not a producer this hub sells for"), "{problem}");
        market.assert_clean();
    }

    async fn a_list_repeated_with_its_key_counts_once(db: TestDatabase) {
        let (market, shop) = open(db);
        let row = list(&["Carrots,,,,500,g,2.00,12,"]);
        let keyed = shop.hub.with_key("terms-of-monday");
        let first = send(&keyed, "", &row).assert(200).clone();
        shop.order(&market.guest(), &[(CARROTS, 2)]);
        assert_eq!(send(&keyed, "", &row).assert(200), first);
        assert_eq!(shop.left(CARROTS), 10, "the second time sets nothing");
        market.assert_clean();
    }
}
