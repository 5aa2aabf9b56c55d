//! What is in season: a table for everybody, and said of goods in the month it is where they are sold.

use serde_json::{Value, json};
use sillon_testkit::{Marketplace, Shop, on_both_databases};

const GOODS: &str = "Strawberries,250,g,,3.50,20\nCarrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30";

/// The names of what a shop offers and whether that is in season, as a query asks for it.
fn offered(market: &Marketplace, query: &str) -> Vec<(String, Value)> {
    let shown = market.guest().get(&format!("/v1/shops/{}/offers{query}", Shop::SLUG)).assert(200);
    let offer = |it: &Value| (it["name"].as_str().unwrap().to_owned(), it["in_season"].clone());
    shown["offers"].as_array().unwrap().iter().map(offer).collect()
}

fn names(market: &Marketplace, query: &str) -> Vec<String> {
    offered(market, query).into_iter().map(|(name, _)| name).collect()
}

on_both_databases! {
    async fn everybody_sees_what_is_in_season(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-31T21:30:00Z");
        let guest = market.guest();
        let answer = guest.get("/v1/season");
        let may = answer.assert(200);
        assert_eq!(may["month"], 5);
        // Half an hour is left of May in France.
        assert_eq!(answer.header("cache-control"), Some("public, max-age=1800"));
        let find = |shown: &Value, id: &str| {
            shown["items"].as_array().unwrap().iter().find(|it| it["id"] == id).cloned()
        };
        assert_eq!(find(&may, "strawberry").unwrap(), json!({
            "id": "strawberry", "product_type": "strawberry", "name": {"en": "strawberry", "fr": "fraise", "de": "Erdbeere"},
            "group": "fruit", "months": [4, 5, 6, 7],
        }));
        assert_eq!(find(&may, "green-pea").unwrap()["product_type"], Value::Null);
        assert_eq!(find(&may, "leek"), None);
        market.set_clock("2026-05-31T22:00:00Z");
        assert_eq!(guest.get("/v1/season").assert(200)["month"], 6);
        let december = guest.get("/v1/season?month=12");
        assert!(find(&december.assert(200), "leek").is_some());
        assert_eq!(december.header("cache-control"), Some("public, max-age=86400"));
        for wrong in ["0", "13", "May", ""] {
            guest.get(&format!("/v1/season?month={wrong}")).assert_fault(422, "invalid-field", "month");
        }
        guest.get("/v1/season?year=2026").assert_problem(422, "unknown-field");
    }

    async fn offers_say_what_is_in_season_until_the_month_ends(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-07-31T21:59:59Z");
        let shop = Shop::open(&market.guest(), GOODS);
        let of = |name: &str| offered(&market, "").into_iter().find(|(it, _)| it == name).unwrap().1;
        assert_eq!((of("Strawberries"), of("Carrots"), of("Eggs")), (json!(true), json!(true), Value::Null));
        let path = format!("/v1/shops/{}/offers", Shop::SLUG);
        let tag = market.guest().get(&path).header("etag").unwrap().to_owned();
        let again = || market.guest().saying("If-None-Match", &tag).get(&path);
        again().assert(304);
        assert_eq!(names(&market, "?in_season=true"), ["Carrots", "Strawberries"]);
        assert_eq!(names(&market, "?in_season=false"), Vec::<String>::new());
        let page = || market.guest().get(&format!("/shops/{}", Shop::SLUG)).text().matches("De saison").count();
        assert_eq!(page(), 2);
        // In France, August begins; nobody changed anything.
        market.set_clock("2026-07-31T22:00:00Z");
        assert_eq!(of("Strawberries"), json!(false));
        assert_ne!(again().header("etag"), Some(tag.as_str()));
        assert_eq!(names(&market, "?in_season=true"), ["Carrots"]);
        assert_eq!(names(&market, "?in_season=false"), ["Strawberries"]);
        assert_eq!(page(), 1);
        // The farm sees it of its products too, and its word stands before the name.
        let seen = |name: &str| {
            let path = format!("/v1/products/{}", shop.product(name));
            shop.farmer.get(&path).assert(200)["in_season"].clone()
        };
        assert_eq!((seen("Strawberries, 250 g"), seen("Eggs, 6 × egg")), (json!(false), Value::Null));
        let product = format!("/v1/products/{}", shop.product("Strawberries, 250 g"));
        let frozen = shop.farmer.patch(&product, &json!({"product_type": "frozen-fruit"})).assert(200);
        assert_eq!(frozen["in_season"], Value::Null);
        assert_eq!(of("Strawberries"), Value::Null);
        market.guest().get(&format!("{path}?in_season=maybe")).assert_problem(422, "invalid-query");
        market.assert_clean();
    }
}
