//! A hub sells a farm's goods on terms of its own: at its price, from what it holds itself, or no more than its quota.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, at_once, on_both_databases};

const CARROTS: &str = "Carrots, 500 g";
const SACK: &str = "Carrots, 2 kg";

fn opened(market: &Marketplace) -> Shop {
    let shop = Shop::open(
        &market.guest(),
        "Carrots,500,g,,1.60,80\nCarrots,2,kg,,5.20,\nEggs,6,,egg,2.70,30",
    );
    give(&shop, &shop.hub, &shop.hub_id);
    shop
}

/// The farm lets a hub set terms of its own, and whoever runs that hub takes it.
fn give(shop: &Shop, who: &Client, hub: &str) {
    shop.farmer.allows(who, &shop.farm_id, "set-hub-prices", hub);
}

fn terms(shop: &Shop, named: &str) -> String {
    format!("/v1/enterprises/{}/terms/{}", shop.hub_id, shop.variant(named))
}

/// What the shop shows of a variant; nothing when it does not.
fn offer(shop: &Shop, named: &str) -> Option<Value> {
    let shown = shop.hub.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
    let offers = shown["offers"].as_array().unwrap().iter();
    offers.clone().find(|offer| offer["variant"] == shop.variant(named)).cloned()
}

fn left_of_pool(shop: &Shop, named: &str) -> Value {
    let products = shop.farmer.get(&format!("/v1/enterprises/{}/products", shop.farm_id)).json();
    let products = products["items"].as_array().unwrap().clone();
    let variants = products.iter().flat_map(|product| product["variants"].as_array().unwrap());
    let id = shop.variant(named);
    let found = variants.clone().find(|variant| variant["id"] == id).unwrap();
    found["supply"]["available"]["value"].clone()
}

on_both_databases! {
    async fn a_hub_sells_at_its_price_until_the_farm_takes_leave_back(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let price = json!({"amount": "2.00", "currency": "EUR"});
        let set = shop.hub.put(&terms(&shop, CARROTS), &json!({"price": price, "sku": "H-1"})).assert(200);
        assert_eq!((&set["in_force"], &set["stock"]["kind"]), (&json!(true), &json!("pool")));
        let shown = offer(&shop, CARROTS).unwrap();
        assert_eq!((&shown["price"]["amount"], &shown["sku"]), (&json!("2.10"), &json!("H-1")));
        assert_eq!(offer(&shop, SACK).unwrap()["price"]["amount"], "5.30", "the other size is the farm's");
        // Prices, totals and parts come from the hub's price.
        let order = shop.order(&market.guest(), &[(CARROTS, 2)]);
        assert_eq!(shop.hub.get(&format!("/v1/orders/{order}")).text_at("/total/amount"), "4.20");
        let path = format!("/v1/enterprises/{}/grants/set-hub-prices/{}", shop.farm_id, shop.hub_id);
        shop.farmer.delete(&path).assert(204);
        assert_eq!(offer(&shop, CARROTS).unwrap()["price"]["amount"], "1.70");
        assert_eq!(shop.hub.get(&terms(&shop, CARROTS)).assert(200)["in_force"], false);
        shop.hub.put(&terms(&shop, CARROTS), &json!({})).assert_problem(403, "terms-not-granted");
        give(&shop, &shop.hub, &shop.hub_id);
        assert_eq!(offer(&shop, CARROTS).unwrap()["price"]["amount"], "2.10", "they were kept");
        shop.hub.put(&terms(&shop, CARROTS), &json!({"hidden": true})).assert(200);
        assert_eq!(offer(&shop, CARROTS), None);
        shop.hub.delete(&terms(&shop, CARROTS)).assert(204);
        assert_eq!(offer(&shop, CARROTS).unwrap()["price"]["amount"], "1.70");
        market.assert_clean();
    }

    async fn what_a_hub_holds_itself_leaves_the_pool_alone(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let own = json!({"stock": {"kind": "own", "items": 3}, "default_stock": 5});
        shop.hub.put(&terms(&shop, CARROTS), &own).assert(200);
        assert_eq!(shop.left(CARROTS), 3);
        shop.order(&market.guest(), &[(CARROTS, 2)]);
        assert_eq!((shop.left(CARROTS), shop.left(SACK)), (1, 20));
        assert_eq!(left_of_pool(&shop, CARROTS), "40", "in kilograms");
        let cart = shop.cart(&market.guest(), &[(CARROTS, 2)]);
        let fault = shop.checkout(&market.guest(), &cart, "k").assert_problem(409, "out-of-stock");
        assert_eq!(fault["errors"][0]["left"], "1");
        let reset = shop.hub.post(&format!("{}/reset", terms(&shop, CARROTS)), &Value::Null).assert(200);
        assert_eq!(reset["stock"], json!({"kind": "own", "items": 5, "on_demand": false}));
        let endless = json!({"stock": {"kind": "own", "items": 0, "on_demand": true}});
        shop.hub.put(&terms(&shop, CARROTS), &endless).assert(200);
        assert_eq!(offer(&shop, CARROTS).unwrap()["available"], Value::Null);
        shop.order(&market.guest(), &[(CARROTS, 50)]);
        shop.hub.put(&terms(&shop, CARROTS), &json!({"stock": {"kind": "pool"}})).assert(200);
        assert_eq!(shop.left(CARROTS), 80);
        market.assert_clean();
    }

    async fn a_quota_is_taken_from_with_the_pool(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let quota = |items: u32| json!({"stock": {"kind": "quota", "items": items}});
        shop.hub.put(&terms(&shop, CARROTS), &quota(4)).assert(200);
        assert_eq!((shop.left(CARROTS), shop.left(SACK)), (4, 20));
        shop.order(&market.guest(), &[(CARROTS, 3), (SACK, 1)]);
        assert_eq!((shop.left(CARROTS), left_of_pool(&shop, CARROTS)), (1, json!("36.5")));
        assert_eq!(shop.hub.get(&terms(&shop, CARROTS)).assert(200)["stock"]["items"], 1);
        let cart = shop.cart(&market.guest(), &[(CARROTS, 2)]);
        shop.checkout(&market.guest(), &cart, "k").assert_problem(409, "out-of-stock");
        // More than the pool has is not there for all that.
        shop.hub.put(&terms(&shop, CARROTS), &quota(1_000)).assert(200);
        assert_eq!(shop.left(CARROTS), 73);
        market.assert_clean();
    }

    async fn what_is_not_said_of_terms_stays(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let path = terms(&shop, CARROTS);
        let price = json!({"amount": "1.90", "currency": "EUR"});
        let said = json!({"price": price, "sku": "H-1", "default_stock": 9, "hidden": true});
        shop.hub.put(&path, &said).assert(200);
        let kept = |name: &str| shop.hub.get(&path).assert(200)[name].clone();
        shop.hub.put(&path, &json!({"stock": {"kind": "quota", "items": 4}})).assert(200);
        shop.hub.put(&path, &json!({"hidden": false})).assert(200);
        assert_eq!((kept("price"), kept("sku"), kept("default_stock")), (price, json!("H-1"), json!(9)));
        assert_eq!((kept("stock")["kind"].clone(), kept("hidden")), (json!("quota"), json!(false)));
        shop.hub.put(&path, &json!({"price": null, "sku": null})).assert(200);
        assert_eq!((kept("price"), kept("sku"), kept("default_stock")), (Value::Null, Value::Null, json!(9)));
        market.assert_clean();
    }

    async fn a_hub_that_sells_only_what_it_lists_sells_nothing_else(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let of_hub = format!("/v1/enterprises/{}", shop.hub_id);
        let guest = market.guest();
        let cart = shop.cart(&guest, &[(SACK, 1)]);
        let set = shop.hub.patch(&of_hub, &json!({"listed_only": true})).assert(200);
        assert_eq!(set["listed_only"], true);
        assert_eq!([CARROTS, SACK].map(|named| offer(&shop, named)), [None, None], "it lists nothing");
        shop.checkout_at(&guest, &cart, "k", "5.30").assert_problem(409, "not-offered");

        // To list a size, nothing needs to be said of it; what is left out is not listed.
        let [carrots, sack] = [CARROTS, SACK].map(|named| shop.variant(named));
        let both = json!({"variants": [
            {"variant": carrots, "terms": {}},
            {"variant": sack, "terms": {"hidden": true, "default_stock": 4}},
        ]});
        shop.hub.put(&format!("{of_hub}/terms"), &both).assert(200);
        assert_eq!((offer(&shop, CARROTS).is_some(), offer(&shop, SACK)), (true, None));
        let listed = shop.hub.get(&format!("{of_hub}/terms?producer={}", shop.farm_id)).assert(200);
        let told = |it: &Value| format!("{} {}: {}", it["name"], it["label"], it["terms"]["hidden"]);
        let listed: BTreeSet<String> = listed["items"].as_array().unwrap().iter().map(told).collect();
        let both = ["\"Carrots\" \"2 kg\": true", "\"Carrots\" \"500 g\": false"];
        assert_eq!(Vec::from_iter(listed), both);
        assert_eq!(shop.hub.get(&format!("{of_hub}/terms?producer={}", shop.hub_id)).assert(200)["items"], json!([]));

        // A farm that takes the leave back has nothing listed.
        shop.farmer.delete(&format!("/v1/enterprises/{}/grants/set-hub-prices/{}", shop.farm_id, shop.hub_id)).assert(204);
        assert_eq!(offer(&shop, CARROTS), None);
        shop.hub.patch(&of_hub, &json!({"listed_only": false})).assert(200);
        assert!([CARROTS, SACK].iter().all(|named| offer(&shop, named).is_some()));
        market.assert_clean();
    }

    async fn several_terms_are_set_and_reset_at_once_or_none_is(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let all = format!("/v1/enterprises/{}/terms", shop.hub_id);
        let resets = format!("/v1/enterprises/{}/stock-resets", shop.hub_id);
        let [carrots, sack] = [CARROTS, SACK].map(|named| shop.variant(named));
        let stock = |items: u32| json!({"stock": {"kind": "own", "items": items}, "default_stock": 7});
        let francs = json!({"price": {"amount": "2.00", "currency": "CHF"}});
        let bad = json!({"variants": [{"variant": sack, "terms": stock(2)}, {"variant": carrots, "terms": francs}]});
        shop.hub.put(&all, &bad).assert_fault(422, "invalid-field", "variants[1].terms.price");
        assert_eq!(shop.hub.get(&all).assert(200)["items"], json!([]), "none was set");
        let twice = json!({"variants": [{"variant": sack, "terms": {}}, {"variant": sack, "terms": {}}]});
        shop.hub.put(&all, &twice).assert_fault(422, "invalid-field", "variants");
        let good = json!({"variants": [{"variant": sack, "terms": stock(2)}, {"variant": carrots, "terms": stock(3)}]});
        let set = shop.hub.put(&all, &good).assert(200);
        assert_eq!(set["variants"].as_array().unwrap().len(), 2);
        assert_eq!((shop.left(SACK), shop.left(CARROTS)), (2, 3));
        shop.order(&market.guest(), &[(SACK, 1)]);
        let back = json!({"variants": [carrots, sack]});
        shop.hub.post(&resets, &back).assert(200);
        assert_eq!((shop.left(SACK), shop.left(CARROTS)), (7, 7));
        let eggs = shop.variant("Eggs, 6 × egg");
        let refused = shop.hub.post(&resets, &json!({"variants": [sack, eggs]}));
        refused.assert_fault(422, "invalid-field", "variants[1].default_stock");
        market.assert_clean();
    }

    async fn terms_that_cannot_be_are_refused(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let path = terms(&shop, CARROTS);
        let pounds = json!({"price": {"amount": "2.00", "currency": "GBP"}});
        shop.hub.put(&path, &pounds).assert_fault(422, "invalid-field", "price");
        let many = json!({"stock": {"kind": "own", "items": 1_000_001}});
        shop.hub.put(&path, &many).assert_fault(422, "invalid-field", "stock.items");
        shop.hub.post(&format!("{path}/reset"), &Value::Null).assert_fault(422, "invalid-field", "default_stock");
        let nothing = format!("/v1/enterprises/{}/terms/{}", shop.hub_id, shop.hub_id);
        shop.hub.get(&nothing).assert_problem(404, "not-found");
        shop.farmer.get(&path).assert_problem(404, "not-found");
        market.guest().get(&path).assert_problem(401, "sign-in");
        market.assert_clean();
    }

    async fn two_sizes_at_two_hubs_never_sell_more_than_pool_and_quota(db: TestDatabase) {
        let market = Marketplace::open(db);
        // 40 kg in one pool; one hub may take 20 bags of 500 g of it.
        let shop = opened(&market);
        let quota = json!({"stock": {"kind": "quota", "items": 20}});
        shop.hub.put(&terms(&shop, CARROTS), &quota).assert(200);
        let (other, slug) = another_hub(&market, &shop);
        let cart = |number: usize| {
            let who = market.guest();
            let wanted = [(CARROTS, 1), (SACK, 1)][number / 2 % 2];
            let at = if number.is_multiple_of(2) { Shop::SLUG } else { &slug };
            who.post("/v1/carts", &json!({"shop": at, "lines": shop.lines(&[wanted])})).text_at("/id")
        };
        let carts: Vec<String> = (0..64).map(cart).collect();
        let answers = all_at_once(&market, &carts, |who, cart| shop.checkout(who, cart, "k"));
        let sold = |hub: usize, size: usize| {
            let of = answers.iter().enumerate();
            of.filter(|(number, answer)| {
                (number % 2, number / 2 % 2) == (hub, size) && answer.status == 201
            })
            .count()
        };
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            answer.assert_problem(409, "out-of-stock");
        }
        let (bags, sacks) = (sold(0, 0) + sold(1, 0), sold(0, 1) + sold(1, 1));
        let grams = bags * 500 + sacks * 2_000;
        // 64 carts of 16 bags and 16 sacks at each hub: 80 kg are wanted, and at most 500 g of 40 kg stay.
        assert!((38_500..=40_000).contains(&grams), "{bags} bags and {sacks} sacks");
        assert!(sold(0, 0) <= 16 && shop.left(CARROTS) <= 20);
        let kept = shop.hub.get(&terms(&shop, CARROTS)).assert(200)["stock"]["items"].clone();
        assert_eq!(kept, 20 - sold(0, 0));
        drop(other);
        market.assert_clean();
    }

    async fn many_at_once_never_pass_a_quota(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let quota = json!({"stock": {"kind": "quota", "items": 10}});
        shop.hub.put(&terms(&shop, CARROTS), &quota).assert(200);
        let carts: Vec<String> =
            (0..64).map(|_| shop.cart(&market.guest(), &[(CARROTS, 1), (SACK, 1)])).collect();
        let answers = all_at_once(&market, &carts, |who, cart| shop.checkout(who, cart, "k"));
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 10);
        assert_eq!((shop.left(CARROTS), left_of_pool(&shop, CARROTS)), (0, json!("15")));
        market.assert_clean();
    }
}

/// Another hub that sells what the farm lists, in a cycle of its own; who runs it, and its name in addresses.
fn another_hub(market: &Marketplace, shop: &Shop) -> (Client, String) {
    let who = market.guest().sign_up("Noor");
    let body = json!({"name": "Le Quai", "is_producer": false, "sells": "any"});
    let made = who.post("/v1/enterprises", &body);
    let (hub, slug) = (made.text_at("/id"), made.text_at("/slug"));
    who.say_who_sells(&hub);
    shop.farmer.allows(&who, &shop.farm_id, "supply-to-cycles", &hub);
    let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"});
    let plan = json!({"coordinator": hub, "name": "Always", "orders": orders});
    let cycle = who.post("/v1/cycles", &plan).text_at("/id");
    for (enterprise, direction) in [(&shop.farm_id, "incoming"), (&hub, "outgoing")] {
        let exchange =
            json!({"enterprise": enterprise, "direction": direction, "pick_up_text": "Here"});
        who.put(&format!("/v1/cycles/{cycle}/exchanges"), &exchange).assert(200);
    }
    who.post(&format!("/v1/cycles/{cycle}/publish"), &Value::Null).assert(200);
    (who, slug)
}

/// Lets as many people as there are carts do something at the same moment.
fn all_at_once(
    market: &Marketplace,
    carts: &[String],
    act: impl Fn(&Client, &str) -> Answer + Sync,
) -> Vec<Answer> {
    let connected = |_: &String| {
        let who = market.guest();
        assert_eq!(who.get("/health").status, 200);
        who
    };
    let guests: Vec<Client> = carts.iter().map(connected).collect();
    at_once(carts.len(), |number| act(&guests[number], &carts[number]))
}
