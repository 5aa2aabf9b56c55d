//! How a hub is paid in a cycle: chosen there, shown, refused at checkout, copied, and looked at before it opens.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, on_both_databases};

const CARROTS: &str = "Carrots, 500 g";
const BOTH: [&str; 2] = ["cash", "bank-transfer"];

fn opened(market: &Marketplace) -> Shop {
    Shop::open(&market.guest(), "Carrots,500,g,,1.60,5000")
}

/// The hub says an account to transfer to, or none.
fn say_account(shop: &Shop, has_one: bool) {
    let path = format!("/v1/enterprises/{}/bank-account", shop.hub_id);
    if has_one {
        let account = json!({"holder": "Halle", "iban": "FR7630006000011234567890189"});
        shop.hub.put(&path, &account).assert(200);
    } else {
        shop.hub.delete(&path).assert(204);
    }
}

/// The hub says how it is paid in the cycle.
fn choose(shop: &Shop, payments: &Value) -> Answer {
    let said = json!({"enterprise": shop.hub_id, "direction": "outgoing", "payments": payments});
    shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &said)
}

/// How an order may be paid, as the shop and its offers say alike.
fn shown(who: &Client) -> Value {
    let shop = who.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200);
    let offers = who.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
    assert_eq!(shop["payments"], offers["payments"]);
    offers["payments"].clone()
}

fn order(shop: &Shop, who: &Client, payment: &str) -> Answer {
    let cart = shop.cart(who, &[(CARROTS, 1)]);
    let mut body = Shop::contact("Awa", "1.70");
    body["payment"] = json!(payment);
    who.with_key(&cart).post(&format!("/v1/carts/{cart}/checkout"), &body)
}

/// Why nothing can be ordered, as the shop, its offers, a cart and the pages say before a checkout does.
fn cannot_order(shop: &Shop, who: &Client, says: &str) -> Value {
    let at_shop = who.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200)["cannot_order"].clone();
    let offers = who.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
    let cart = shop.cart(who, &[(CARROTS, 1)]);
    let in_cart = who.get(&format!("/v1/carts/{cart}")).assert(200)["cannot_order"].clone();
    assert_eq!((&at_shop, &at_shop), (&offers["cannot_order"], &in_cart));
    for page in [format!("/shops/{}?lang=en", Shop::SLUG), format!("/carts/{cart}?lang=en")] {
        assert_eq!(who.get(&page).text().contains(says), !at_shop.is_null(), "{page}");
    }
    at_shop
}

/// What its checklist says of how its hub is paid: whose part it is of.
fn unpayable(shop: &Shop, cycle: &str) -> Vec<Value> {
    let list = shop.hub.get(&format!("/v1/cycles/{cycle}/checklist")).assert(200);
    let warnings = list["warnings"].as_array().unwrap().iter();
    let told = warnings.filter(|it| it["kind"] == "no-way-to-pay");
    told.map(|it| json!([it["enterprise"]["id"], it["direction"]])).collect()
}

on_both_databases! {
    async fn a_hub_is_paid_in_the_ways_it_chose_for_the_cycle(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        assert_eq!(shown(&guest), json!(BOTH), "none is chosen: all are taken");
        say_account(&shop, false);
        assert_eq!(shown(&guest), json!(["cash"]), "without an account nobody can transfer");
        say_account(&shop, true);

        let put = choose(&shop, &json!(["bank-transfer"])).assert(200);
        assert_eq!(put["payments"], json!(["bank-transfer"]));
        assert_eq!(shown(&guest), json!(["bank-transfer"]));
        order(&shop, &guest, "cash").assert_fault(422, "invalid-field", "payment");
        order(&shop, &guest, "bank-transfer").assert(201);

        // The page offers what is open, and says so when what was chosen is closed by then.
        let cart = shop.cart(&guest, &[(CARROTS, 1)]);
        let form = guest.get(&format!("/carts/{cart}/checkout?lang=en")).text();
        assert!(form.contains("id=\"pay-transfer\"") && !form.contains("id=\"pay-cash\""), "{form}");

        choose(&shop, &json!([])).assert(200);
        assert_eq!(shown(&guest), json!(BOTH));
        order(&shop, &guest, "cash").assert(201);
        let history = shop.hub.get(&format!("/v1/cycles/{}/history", shop.cycle)).assert(200);
        let changes = history["items"].as_array().unwrap().iter();
        let told = changes.filter(|it| it["field"] == "payments");
        let told: Vec<Value> = told.map(|it| json!([it["before"], it["after"]])).collect();
        assert_eq!(told, [json!(["bank-transfer", null]), json!([null, "bank-transfer"])]);
        market.assert_clean();
    }

    async fn what_is_no_way_to_pay_is_refused_by_its_field(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        choose(&shop, &json!(["barter"])).assert_any_problem();
        choose(&shop, &json!(["cash", "cash"])).assert(200);
        choose(&shop, &Value::Null).assert(200);
        let path = format!("/v1/cycles/{}/exchanges", shop.cycle);
        let into = json!({"enterprise": shop.farm_id, "direction": "incoming", "payments": ["cash"]});
        shop.hub.put(&path, &into).assert_fault(422, "invalid-field", "payments");
        // Whose part it is says how it is paid; a farm says what of its goods goes out, and nothing more.
        let out = json!({"enterprise": shop.hub_id, "direction": "outgoing", "payments": ["cash"]});
        shop.farmer.put(&path, &out).assert_any_problem();
        let cycle = shop.hub.get(&format!("/v1/cycles/{}", shop.cycle)).assert(200);
        let chosen = cycle["exchanges"].as_array().unwrap().iter().map(|it| it["payments"].clone());
        assert_eq!(chosen.collect::<Vec<_>>(), [json!([]), json!([])]);
        market.assert_clean();
    }

    async fn a_hub_that_can_be_paid_in_no_way_is_told_before_it_opens(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        choose(&shop, &json!(["bank-transfer"])).assert(200);
        assert_eq!(unpayable(&shop, &shop.cycle), Vec::<Value>::new());
        say_account(&shop, false);
        let hub = json!([shop.hub_id, "outgoing"]);
        assert_eq!(unpayable(&shop, &shop.cycle), std::slice::from_ref(&hub), "it says no account");
        assert_eq!(shown(&guest), json!([]));
        assert_eq!(cannot_order(&shop, &guest, "can be paid in no way"), "no-way-to-pay");
        order(&shop, &guest, "cash").assert_fault(422, "invalid-field", "payment");
        say_account(&shop, true);
        assert_eq!(cannot_order(&shop, &guest, "can be paid in no way"), Value::Null);
        assert_eq!(unpayable(&shop, &shop.cycle), Vec::<Value>::new());
        let rules = |shows: bool| {
            let some = json!({"subject": "payments", "customers": ["pro"], "tagged": ["bank-transfer"], "shows": shows});
            let all = json!({"subject": "payments", "tagged": ["bank-transfer"], "shows": false});
            let path = format!("/v1/enterprises/{}/tag-rules", shop.hub_id);
            shop.hub.put(&path, &json!({"rules": [some, all]})).assert(200);
        };
        rules(false);
        assert_eq!(unpayable(&shop, &shop.cycle), [hub], "its rules show it to nobody");
        rules(true);
        assert_eq!(unpayable(&shop, &shop.cycle), Vec::<Value>::new(), "professionals pay so");
        market.assert_clean();
    }

    async fn a_hub_that_hands_over_to_nobody_says_so_before_anybody_orders(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let says = "no way of pick-up or delivery";
        let warned = || {
            let list = shop.hub.get(&format!("/v1/cycles/{}/checklist", shop.cycle)).assert(200);
            let warnings = list["warnings"].as_array().unwrap().iter();
            warnings.filter(|it| it["kind"] == "no-hand-over").count()
        };
        let counter = json!({"kind": "pick-up", "name": "Counter", "address": "12 rue des Lilas", "tags": ["counter"]});
        shop.hub.post(&format!("/v1/enterprises/{}/hand-over-methods", shop.hub_id), &counter).assert(201);
        assert_eq!((cannot_order(&shop, &guest, says), warned()), (Value::Null, 0));
        let rules = |rules: Value| {
            let path = format!("/v1/enterprises/{}/tag-rules", shop.hub_id);
            shop.hub.put(&path, &json!({"rules": rules})).assert(200);
        };
        let hidden = json!({"subject": "hand-over", "tagged": ["counter"], "shows": false});
        let for_some = json!({"subject": "hand-over", "customers": ["pro"], "tagged": ["counter"], "shows": true});
        rules(json!([hidden]));
        assert_eq!((cannot_order(&shop, &guest, says), warned()), (json!("no-hand-over"), 1));
        order(&shop, &guest, "cash").assert_problem(409, "no-hand-over");
        rules(json!([for_some, hidden]));
        assert_eq!((cannot_order(&shop, &guest, says), warned()), (json!("no-hand-over"), 0), "professionals fetch it");
        market.assert_clean();
    }

    async fn copies_and_series_are_paid_as_their_model(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        choose(&shop, &json!(["cash"])).assert(200);
        let outgoing = |exchanges: &Value| {
            let mut all = exchanges.as_array().unwrap().iter();
            all.find(|it| it["direction"] == "outgoing").unwrap()["payments"].clone()
        };
        let copies = format!("/v1/cycles/{}/copies", shop.cycle);
        let copy = shop.hub.post(&copies, &json!({"days": 7})).text_at("/id");
        let copied = shop.hub.get(&format!("/v1/cycles/{copy}")).assert(200);
        assert_eq!(outgoing(&copied["exchanges"]), json!(["cash"]));
        let rule = json!({"cycle": shop.cycle, "rule": "FREQ=WEEKLY"});
        let series = shop.hub.post("/v1/series", &rule).text_at("/id");
        let planned = shop.hub.get(&format!("/v1/series/{series}")).assert(200);
        assert_eq!(outgoing(&planned["parts"]), json!(["cash"]));
        let part = format!("/v1/series/{series}/parts/{}/outgoing", shop.hub_id);
        let put = shop.hub.put(&part, &json!({"payments": ["bank-transfer"]})).assert(200);
        assert_eq!(put["payments"], json!(["bank-transfer"]));
        market.assert_clean();
    }
}
