//! What goods were sold at is written down, whoever sets a price and by whatever way.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const CARROTS: &str = "Carrots, 500 g";
const MONDAY: &str = "2026-05-04T08:00:00Z";

fn opened(market: &Marketplace) -> Shop {
    let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30");
    shop.allow("set-hub-prices");
    shop
}

/// The farm's leave for the hub to set prices of its own.
fn leave(shop: &Shop) -> String {
    format!("/v1/enterprises/{}/grants/set-hub-prices/{}", shop.farm_id, shop.hub_id)
}

fn terms(shop: &Shop) -> String {
    format!("/v1/enterprises/{}/terms/{}", shop.hub_id, shop.variant(CARROTS))
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

/// What the shop asks for a bag of carrots, and what that is reduced from.
fn offer(market: &Marketplace, shop: &Shop) -> (String, Value) {
    let shown = market.guest().get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
    let id = shop.variant(CARROTS);
    let found =
        shown["offers"].as_array().unwrap().iter().find(|it| it["variant"] == id).cloned().unwrap();
    (found["price"]["amount"].as_str().unwrap().to_owned(), found["reduced_from"]["amount"].clone())
}

/// Somebody's new session: one lasts thirty days.
fn again(market: &Marketplace, name: &str) -> Client {
    let email = format!("{}@example.org", name.to_lowercase());
    let session = json!({"email": email, "password": format!("the password of {name}")});
    let opened = market.guest().post("/v1/sessions", &session);
    opened.assert(201);
    market.guest().with_token(&opened.text_at("/token"))
}

/// The prices of a variant, the latest first: amount, whose it is, from when to when.
fn spans(who: &Client, path: &str) -> Vec<(String, String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let shown = who.get(path).assert(200);
    let span = |it: &Value| {
        (text(&it["price"]["amount"]), text(&it["by"]), text(&it["from"]), text(&it["until"]))
    };
    shown["items"].as_array().unwrap().iter().map(span).collect()
}

fn amounts(who: &Client, path: &str) -> Vec<String> {
    spans(who, path).into_iter().map(|(amount, ..)| amount).collect()
}

fn lowest(who: &Client, path: &str) -> Value {
    who.get(path).assert(200)["lowest_30_days"]["amount"].clone()
}

on_both_databases! {
    async fn every_way_to_set_a_price_is_in_the_history(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let (id, farm) = (shop.variant(CARROTS), &shop.farmer);
        let prices = format!("/v1/variants/{id}/prices");
        assert_eq!(lowest(farm, &prices), Value::Null, "it is offered since just now");
        let edit = |farm: &Client, price: &str| farm.patch(&format!("/v1/variants/{id}"), &json!({"price": eur(price)})).assert(200);
        market.set_clock("2026-05-05T08:00:00Z");
        edit(farm, "1.70");
        edit(farm, "1.70");
        farm.patch(&format!("/v1/variants/{id}"), &json!({"sku": "C"})).assert(200);
        market.set_clock("2026-05-06T08:00:00Z");
        let header = "producer,category,name,units,unit_type,price,on_hand";
        farm.post_list(&format!("{header}\nFerme des Tilleuls,Market,Carrots,500,g,1.80,80\n")).assert(200);
        market.set_clock("2026-05-07T08:00:00Z");
        let week = format!("/v1/enterprises/{}/week", shop.farm_id);
        farm.send("POST", &week, Some(("text/plain", b"Carrots 500 g: 1.90"))).assert(200);
        market.set_clock("2026-05-08T08:00:00Z");
        let price = json!({"from": eur("1.90"), "to": eur("2.00")});
        farm.put(&week, &json!({"rows": [{"variant": id, "price": price}]})).assert(200);
        let day = |day: u32| format!("2026-05-0{day}T08:00:00Z");
        let span = |amount: &str, from, until: String| (amount.to_owned(), "producer".to_owned(), day(from), until);
        assert_eq!(spans(farm, &prices), [
            span("2.00", 8, "-".to_owned()), span("1.90", 7, day(8)), span("1.80", 6, day(7)),
            span("1.70", 5, day(6)), span("1.60", 4, day(5)),
        ]);
        assert_eq!(lowest(farm, &prices), "1.60");
        market.set_clock("2026-06-04T08:00:00Z");
        let farm = &again(&market, "Marc");
        assert_eq!(lowest(farm, &prices), "1.70", "1.60 ended thirty days ago");
        // A price that is set twice at once counts as it was set last.
        edit(farm, "3.00");
        edit(farm, "2.50");
        assert_eq!(amounts(farm, &format!("{prices}?limit=2")), ["2.50", "3.00"]);
        market.assert_clean();
    }

    async fn new_sizes_and_copies_begin_a_history(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let size = json!({"size": {"value": "2", "unit": "kg"}, "price": eur("5.00")});
        let path = format!("/v1/products/{}/variants", shop.product(CARROTS));
        let added = shop.farmer.post(&path, &size).assert(201);
        let prices = |variant: &Value| format!("/v1/variants/{}/prices", variant["id"].as_str().unwrap());
        assert_eq!(amounts(&shop.farmer, &prices(&added)), ["5.00"]);
        let copy = shop.farmer.post(&format!("/v1/products/{}/clone", shop.product(CARROTS)), &json!({})).assert(201);
        let copied = copy["variants"].as_array().unwrap();
        assert_eq!(copied.len(), 2);
        for variant in copied {
            assert_eq!(amounts(&shop.farmer, &prices(variant)).len(), 1);
        }
        market.assert_clean();
    }

    async fn a_hubs_own_prices_are_in_the_history_while_they_are_in_force(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let prices = format!("/v1/variants/{}/prices?hub={}", shop.variant(CARROTS), shop.hub_id);
        let own = |clock: &str, price: &str| {
            market.set_clock(clock);
            shop.hub.put(&terms(&shop), &json!({"price": eur(price)})).assert(200);
        };
        own("2026-05-05T08:00:00Z", "2.00");
        own("2026-05-06T08:00:00Z", "1.50");
        market.set_clock("2026-05-07T08:00:00Z");
        shop.farmer.delete(&leave(&shop)).assert(204);
        market.set_clock("2026-05-08T08:00:00Z");
        shop.allow("set-hub-prices");
        market.assert_clean();
        market.set_clock("2026-05-09T08:00:00Z");
        shop.hub.delete(&terms(&shop)).assert(204);
        assert_eq!(amounts(&shop.hub, &prices), ["-", "1.50", "-", "1.50", "2.00", "1.60"]);
        assert_eq!(lowest(&shop.hub, &prices), "1.50");
        let farms = prices.split('?').next().unwrap();
        assert_eq!(amounts(&shop.farmer, farms), ["1.60"], "the farm's own price did not change");
        assert_eq!(lowest(&shop.farmer, farms), "1.60");
        // Thirty days after it sold at 1.50 for the last time.
        market.set_clock("2026-06-08T08:00:00Z");
        let hub = again(&market, "Lucie");
        assert_eq!(lowest(&hub, &prices), "1.60");
        // Page by page.
        let (mut pages, mut after) = (Vec::new(), String::new());
        loop {
            let page = hub.get(&format!("{prices}&limit=4{after}")).assert(200);
            pages.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(pages, *hub.get(&prices).assert(200)["items"].as_array().unwrap());
        hub.get(&format!("{prices}&after=yesterday")).assert_fault(422, "invalid-field", "after");
        market.assert_clean();
    }

    async fn prices_are_for_the_farm_and_the_hubs_that_may_sell_it(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let prices = format!("/v1/variants/{}/prices", shop.variant(CARROTS));
        let of_hub = format!("{prices}?hub={}", shop.hub_id);
        for (who, path) in [(&shop.farmer, &prices), (&shop.hub, &prices), (&shop.farmer, &of_hub), (&shop.hub, &of_hub)] {
            who.get(path).assert(200);
        }
        let stranger = market.guest().sign_up("Zoe");
        stranger.get(&prices).assert_problem(404, "not-found");
        market.guest().get(&prices).assert_problem(401, "sign-in");
        shop.hub.get(&format!("{prices}?hub={}", shop.farm_id)).assert_problem(404, "not-found");
        shop.hub.get(&format!("/v1/variants/{}/prices", shop.farm_id)).assert_problem(404, "not-found");
        shop.hub.get(&format!("{prices}?hubs={}", shop.hub_id)).assert_problem(422, "unknown-field");
    }

    async fn a_reduction_is_told_against_the_lowest_of_the_thirty_days_before(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let path = format!("/v1/variants/{}", shop.variant(CARROTS));
        let edit = |who: &Client, body: &Value| who.patch(&path, body);
        let shown = || offer(&market, &shop);
        assert_eq!(shown(), ("1.70".to_owned(), Value::Null), "ten cents of packing are in it");
        // It was no dearer before: that is no reduction.
        market.set_clock("2026-05-05T08:00:00Z");
        let refused = edit(&shop.farmer, &json!({"reduced": true})).assert_problem(422, "not-compliant");
        assert_eq!(refused["errors"][0]["rule_id"], "price-reduction");
        edit(&shop.farmer, &json!({"price": eur("1.80"), "reduced": true})).assert_problem(422, "not-compliant");
        // Nor does raising it first make one.
        edit(&shop.farmer, &json!({"price": eur("2.50")})).assert(200);
        market.set_clock("2026-05-06T08:00:00Z");
        edit(&shop.farmer, &json!({"price": eur("1.60"), "reduced": true})).assert_problem(422, "not-compliant");
        let reduced = edit(&shop.farmer, &json!({"price": eur("1.40"), "reduced": true})).assert(200);
        assert_eq!(reduced["reduced_since"], "2026-05-06T08:00:00Z");
        assert_eq!(shown(), ("1.50".to_owned(), json!("1.70")));
        let page = market.guest().get(&format!("/shops/{}", Shop::SLUG)).text();
        assert!(page.contains("<s>1,70\u{a0}€</s> prix le plus bas des 30 derniers jours"), "{page}");
        // Lower still, by whatever way: the price before is that of before the first.
        market.set_clock("2026-05-20T08:00:00Z");
        let week = format!("/v1/enterprises/{}/week", shop.farm_id);
        shop.farmer.send("POST", &week, Some(("text/plain", b"Carrots 500 g: 1.20"))).assert(200);
        assert_eq!(shown(), ("1.30".to_owned(), json!("1.70")));
        market.assert_clean();
        // Up, and the announcement ends.
        shop.farmer.send("POST", &week, Some(("text/plain", b"Carrots 500 g: 1.50"))).assert(200);
        assert_eq!(shown(), ("1.60".to_owned(), Value::Null));
        let path = format!("/v1/products/{}", shop.product(CARROTS));
        assert_eq!(shop.farmer.get(&path).assert(200)["variants"][0]["reduced_since"], Value::Null);
        market.assert_clean();
    }

    async fn a_list_lowers_a_reduced_price_and_ends_it_by_raising_it(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        market.set_clock("2026-05-06T08:00:00Z");
        let body = json!({"price": eur("1.40"), "reduced": true});
        shop.farmer.patch(&format!("/v1/variants/{}", shop.variant(CARROTS)), &body).assert(200);
        let list = |price: &str| {
            let header = "producer,category,name,units,unit_type,price,on_hand";
            shop.farmer.post_list(&format!("{header}\nFerme des Tilleuls,Market,Carrots,500,g,{price},80\n")).assert(200);
        };
        market.set_clock("2026-05-07T08:00:00Z");
        list("1.30");
        assert_eq!(offer(&market, &shop), ("1.40".to_owned(), json!("1.70")));
        list("1.35");
        assert_eq!(offer(&market, &shop), ("1.45".to_owned(), Value::Null));
        market.assert_clean();
    }

    async fn a_hub_reduces_a_price_of_its_own(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let put = |body: &Value| shop.hub.put(&terms(&shop), body);
        market.set_clock("2026-05-05T08:00:00Z");
        put(&json!({"reduced": true})).assert_fault(422, "invalid-field", "reduced");
        let refused = put(&json!({"price": eur("1.60"), "reduced": true})).assert_problem(422, "not-compliant");
        assert_eq!(refused["errors"][0]["rule_id"], "price-reduction");
        let reduced = put(&json!({"price": eur("1.50"), "reduced": true})).assert(200);
        assert_eq!(reduced["reduced_since"], "2026-05-05T08:00:00Z");
        assert_eq!(offer(&market, &shop), ("1.60".to_owned(), json!("1.70")));
        market.set_clock("2026-05-06T08:00:00Z");
        let lower = put(&json!({"price": eur("1.45"), "reduced": true})).assert(200);
        assert_eq!(lower["reduced_since"], "2026-05-05T08:00:00Z");
        market.set_clock("2026-05-06T09:00:00Z");
        put(&json!({"price": eur("1.48"), "reduced": true})).assert_problem(422, "not-compliant");
        // What the farm announces of its own price is of the farm's price.
        put(&json!({"reduced": false})).assert(200);
        let farms = json!({"price": eur("1.50"), "reduced": true});
        shop.farmer.patch(&format!("/v1/variants/{}", shop.variant(CARROTS)), &farms).assert(200);
        assert_eq!(offer(&market, &shop), ("1.55".to_owned(), Value::Null));
        shop.hub.delete(&terms(&shop)).assert(204);
        assert_eq!(offer(&market, &shop), ("1.60".to_owned(), Value::Null), "the hub sold it at less");
        market.assert_clean();
    }
}
