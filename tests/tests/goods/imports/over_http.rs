//! Lists as people send them.

use serde_json::{Value, json};
use sillon_lists::{Delimiter, Layout, write_list};
use sillon_testkit::{
    Answer, Client, Marketplace, Shop, TestDatabase, any_goods, exported, on_both_databases,
};

use crate::imports::{CSV, files};

const FARM: &str = "Ferme des Tilleuls";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";
const HEADER: [&str; 7] =
    ["producer", "name", "category", "units", "unit_type", "price", "on_hand"];

/// Leeks by the kilogram, and a cheese whose name has an accent.
const ROWS: [[&str; 7]; 2] = [
    [FARM, "Leeks", "Market", "1", "kg", "2.5", "20"],
    [FARM, "Chèvre", "Market", "150", "g", "4.2", "8"],
];

fn open(db: TestDatabase) -> (Marketplace, Shop) {
    let market = Marketplace::open(db);
    let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30");
    (market, shop)
}

/// A farm that lists nothing yet.
fn farm(market: &Marketplace) -> (Client, String) {
    let farmer = market.person("Marc");
    let request = json!({"name": FARM, "is_producer": true, "sells": "none"});
    let farm =
        farmer.post("/v1/enterprises", &request).assert(201)["id"].as_str().unwrap().to_owned();
    (farmer, farm)
}

fn send(who: &Client, query: &str, media_type: &str, bytes: &[u8]) -> Answer {
    who.send("POST", &format!("/v1/product-lists{query}"), Some((media_type, bytes)))
}

fn list_of(rows: &[[&str; 7]], delimiter: &str) -> String {
    let rows = [&[HEADER], rows].concat();
    rows.iter().map(|row| row.join(delimiter) + "\n").collect()
}

fn exported_csv(who: &Client, farm: &str) -> String {
    let file = who.get(&format!("/v1/enterprises/{farm}/products.csv"));
    assert_eq!((file.status, file.media_type()), (200, CSV), "{file}");
    file.text()
}

on_both_databases! {
    async fn a_list_is_the_same_list_in_any_file(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (farmer, farm) = farm(&market);
        let (commas, semicolons) = (list_of(&ROWS, ","), list_of(&ROWS, ";").replace("2.5", "2,50"));
        let sheet: Vec<Vec<&str>> = [vec![HEADER.to_vec()], ROWS.map(|row| row.to_vec()).to_vec()].concat();
        let sheet: Vec<&[&str]> = sheet.iter().map(Vec::as_slice).collect();
        send(&farmer, "", CSV, commas.as_bytes()).assert(200);
        let wanted = exported_csv(&farmer, &farm);
        assert!(wanted.contains("Chèvre"), "{wanted}");
        for (media_type, bytes) in [
            (CSV, format!("\u{feff}{commas}").into_bytes()),
            (CSV, semicolons.replace('\n', "\r\n").into_bytes()),
            (CSV, commas.replace('\n', "\r").into_bytes()),
            ("text/tab-separated-values", list_of(&ROWS, "\t").into_bytes()),
            ("text/plain", files::utf16(&commas)),
            ("application/vnd.ms-excel", files::latin1(&semicolons)),
            (XLSX, files::xlsx(&sheet)),
            (ODS, files::ods(&sheet)),
            ("application/octet-stream", files::xlsx(&sheet)),
        ] {
            let answer = send(&farmer, "", media_type, &bytes);
            assert_eq!(answer.assert(200)["unchanged"], 2, "{answer}");
            assert_eq!(exported_csv(&farmer, &farm), wanted);
        }
    }

    async fn a_preview_tells_every_line_and_changes_nothing(db: TestDatabase) {
        let (market, shop) = open(db);
        let before = exported_csv(&shop.farmer, &shop.farm_id);
        let list = format!(
            "producer,name,category,units,unit_type,variant_unit_name,price,on_hand\n\
             {FARM},Carrots,Veg,500,g,,1.80,60\n{FARM},Leeks,Market,1,kg,,2.50,20\n{FARM},Kale,,1,kg,,x,1.5\n\
             Another farm,Kale,Market,1,kg,,2,1\n"
        );
        let preview = |who: &Client, query: &str| {
            let path = format!("/v1/product-lists/preview{query}");
            who.send("POST", &path, Some((CSV, list.as_bytes()))).assert(200).clone()
        };
        let told = preview(&shop.farmer, "?absent=zero");
        assert_eq!((&told["created"], &told["updated"], &told["unchanged"], &told["faulty"]), (&json!(1), &json!(1), &json!(0), &json!(2)));
        let line = &told["lines"][0];
        assert_eq!((&line["line"], &line["change"], &line["label"]), (&json!(2), &json!("update"), &json!("500 g")));
        let fields = line["fields"].as_array().unwrap();
        let changed = |name: &str| fields.iter().find(|field| field["field"] == name).unwrap();
        assert_eq!((&changed("price")["before"], &changed("price")["after"]), (&json!("1.60"), &json!("1.80")));
        assert_eq!((&changed("available")["before"], &changed("available")["after"]), (&json!("40 kg"), &json!("30 kg")));
        assert_eq!((&told["lines"][1]["line"], &told["lines"][1]["change"]), (&json!(3), &json!("create")));
        let faults: Vec<String> = told["faults"].as_array().unwrap().iter().map(|fault| format!("{} {}", fault["line"], fault["field"].as_str().unwrap())).collect();
        assert_eq!(faults, ["4 category", "4 price", "4 on_hand", "5 producer"]);
        assert_eq!((&told["zeroed"][0]["name"], &told["zeroed"].as_array().unwrap().len()), (&json!("Eggs"), &1));
        assert_eq!(preview(&shop.hub, "")["faulty"], 4, "the hub may not list for the farm");
        assert_eq!(exported_csv(&shop.farmer, &shop.farm_id), before);
        market.assert_clean();
    }

    async fn what_a_list_does_not_name_is_kept_or_emptied(db: TestDatabase) {
        let (market, shop) = open(db);
        let list = list_of(&ROWS[..1], ",");
        let kept = send(&shop.farmer, "?absent=keep", CSV, list.as_bytes());
        assert_eq!(kept.assert(200)["zeroed"], 0);
        assert!(exported_csv(&shop.farmer, &shop.farm_id).contains("40 kg"));
        let emptied = send(&shop.farmer, "?absent=zero", CSV, list.as_bytes());
        assert_eq!((&emptied.assert(200)["zeroed"], &emptied.assert(200)["unchanged"]), (&json!(2), &json!(1)));
        let after = exported_csv(&shop.farmer, &shop.farm_id);
        assert!(!after.contains("40 kg") && after.contains("20 kg"), "{after}");
        let offers = market.guest().get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200).to_string();
        assert!(!offers.contains("\"available\":80"), "{offers}");
        market.assert_clean();
    }

    async fn a_list_with_a_fault_changes_nothing(db: TestDatabase) {
        let (market, shop) = open(db);
        let before = exported_csv(&shop.farmer, &shop.farm_id);
        let list = list_of(&ROWS, ",");
        for (wrong, place) in [
            (list.replace("2.5,", "two,"), ("2", "price")),
            (format!("{list}{FARM},Kale,Market,1,kg,2,1,1\n"), ("4", "row")),
            (format!("{list}{FARM},\"Kale,Market,1,kg,2,3\n"), ("4", "row")),
            (list.replace(FARM, "Nobody's farm"), ("2", "producer")),
            (list.replace("category", "colour"), ("1", "colour")),
        ] {
            let refused = send(&shop.farmer, "", CSV, wrong.as_bytes());
            let problem = refused.assert_problem(422, "import-faulty").clone();
            assert_eq!((problem["errors"][0]["line"].as_str(), problem["errors"][0]["field"].as_str()), (Some(place.0), Some(place.1)), "{refused}");
            assert_eq!(exported_csv(&shop.farmer, &shop.farm_id), before);
        }
        market.assert_clean();
    }

    async fn what_is_no_table_is_refused_by_its_type(db: TestDatabase) {
        let (_market, shop) = open(db);
        let list = list_of(&ROWS, ",");
        for media_type in ["application/json", "application/pdf", "image/png", "multipart/form-data"] {
            send(&shop.farmer, "", media_type, list.as_bytes()).assert_problem(415, "media-type");
        }
        send(&shop.farmer, "?format=word", CSV, list.as_bytes()).assert_fault(422, "invalid-field", "format");
        send(&shop.farmer, "?absent=burn", CSV, list.as_bytes()).assert_problem(422, "invalid-query");
        send(&shop.farmer, "?colour=red", CSV, list.as_bytes()).assert_problem(422, "unknown-field");
        send(&shop.farmer, "", XLSX, b"PK\x03\x04 no workbook").assert_fault(422, "import-faulty", "file");
    }

    async fn foodsofts_articles_are_listed_for_the_farm_named(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (farmer, farm) = farm(&market);
        let articles = "avail.;Order number;Name;Unit;Ratios to supplier order unit;Price (net);VAT;Deposit;Category;Origin;Manufacturer\n\
                        Yes;11;Walnuts;kg;;2.34;6;0;Nuts;Veluwe, NL;Forest\nNo;12;Juice;4x250ml;10 Piece;3.21;6;0.4;Drinks;DE;Yard\n";
        let query = "?producer=ferme%20des%20tilleuls";
        assert_eq!(send(&farmer, query, CSV, articles.as_bytes()).assert(200)["added"], 2);
        send(&farmer, "", CSV, articles.as_bytes()).assert_fault(422, "import-faulty", "producer");
        let list = exported_csv(&farmer, &farm);
        for wanted in ["2.48,EUR", "3.40,EUR", "4x250ml", "Manufacturer: Yard", "Box: 10 Piece", "NL", "0.42"] {
            assert!(list.contains(wanted), "{wanted}: {list}");
        }
    }

    async fn what_goes_out_comes_in_and_goes_out_the_same(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (farmer, farm) = farm(&market);
        let id = farm.parse().unwrap();
        let mut seen = String::new();
        for seed in [1, 2, 5, 8] {
            let goods = any_goods(seed, id);
            let list = write_list(&mut exported(&goods, FARM), Layout::Csv(Delimiter::Comma), false).unwrap();
            let taken = send(&farmer, "?absent=zero", CSV, &list);
            assert_eq!(taken.assert(200)["added"], goods.variants.len());
            seen = exported_csv(&farmer, &farm);
            // What the farm listed before is still there: each line of the new list is among its own.
            for row in String::from_utf8(list).unwrap().split("\r\n").skip(1) {
                assert!(seen.contains(row), "{row}\n{seen}");
            }
        }
        let other = Marketplace::open(TestDatabase::sqlite());
        let (again, second) = self::farm(&other);
        send(&again, "", CSV, seen.as_bytes()).assert(200);
        assert_eq!(exported_csv(&again, &second), seen);
        let workbook = again.get(&format!("/v1/enterprises/{second}/products.xlsx"));
        assert_eq!((workbook.status, workbook.media_type()), (200, XLSX));
        let unchanged = send(&farmer, "", XLSX, &workbook.body);
        assert_eq!((&unchanged.assert(200)["added"], &unchanged.assert(200)["updated"]), (&json!(0), &json!(0)), "{unchanged}");
        let semicolons = farmer.get(&format!("/v1/enterprises/{farm}/products.csv?lang=fr"));
        let unchanged = send(&farmer, "", CSV, &semicolons.body);
        assert_eq!(unchanged.assert(200)["updated"], 0, "{unchanged}");
        let ofn = farmer.get(&format!("/v1/enterprises/{farm}/products.csv?format=ofn"));
        assert!(ofn.text().starts_with("\u{feff}producer,sku,name,"), "{ofn}");
        market.assert_clean();
        other.assert_clean();
    }

    async fn a_list_of_hundreds_is_taken_as_one(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (farmer, farm) = farm(&market);
        let row = |number| format!("{FARM},Product {number},Market,1,kg,2.50,{number}\n");
        let list = format!("{}{}", list_of(&[], ","), (1..=900).map(row).collect::<String>());
        assert_eq!(send(&farmer, "", CSV, list.as_bytes()).assert(200)["added"], 900);
        assert_eq!(send(&farmer, "", CSV, list.as_bytes()).assert(200)["unchanged"], 900);
        let changed = list.replace("2.50", "2.60");
        assert_eq!(send(&farmer, "", CSV, changed.as_bytes()).assert(200)["updated"], 900);
        assert_eq!(exported_csv(&farmer, &farm).matches("2.60,EUR").count(), 900);
        market.assert_clean();
    }
}

#[test]
fn whoever_may_not_see_a_farm_gets_no_list_of_it() {
    let (market, shop) = open(TestDatabase::sqlite());
    let zoe = market.person("Zoe");
    for end in ["csv", "xlsx"] {
        let path = format!("/v1/enterprises/{}/products.{end}", shop.farm_id);
        market.guest().get(&path).assert_problem(401, "sign-in");
        zoe.get(&path).assert_problem(404, "not-found");
        assert_eq!(shop.farmer.get(&path).status, 200);
    }
    let body = Some((CSV, b"producer\n".as_slice()));
    market.guest().send("POST", "/v1/product-lists/preview", body).assert_problem(401, "sign-in");
    assert_eq!(market.guest().get("/v1/me").json()["code"], Value::from("sign-in"));
}
