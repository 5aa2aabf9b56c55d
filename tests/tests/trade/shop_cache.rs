//! What a shop shows is read again when something of it changed, and only then; after its own change it never shows what was.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const CARROTS: &str = "Carrots, 500 g";
const EGGS: &str = "Eggs, 6 × egg";

/// A farm and a hub of other people's, which sells what that farm lists; its name in addresses, and the variant.
fn another_shop(market: &Marketplace) -> (Client, String, String) {
    let who = market.guest().sign_up("Noor");
    let made = |path: &str, body: &Value| who.post(path, body);
    let body = json!({"name": "Le Quai", "is_producer": true, "sells": "any"});
    let hub = made("/v1/enterprises", &body);
    let (hub, slug) = (hub.text_at("/id"), hub.text_at("/slug"));
    who.say_who_sells(&hub);
    let leek = json!({
        "name": "Leeks", "category": "Market", "product_type": "leek", "allergens": [],
        "origin": {"countries": [{"country": "FR"}]},
        "variants": [{"size": {"value": "1", "unit": "kg"}, "price": {"amount": "3.00", "currency": "EUR"},
            "on_demand": true}],
    });
    let product = made(&format!("/v1/enterprises/{hub}/products"), &leek);
    let variant = product.text_at("/variants/0/id");
    let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"});
    let plan = json!({"coordinator": hub, "name": "Always", "orders": orders});
    let cycle = made("/v1/cycles", &plan).text_at("/id");
    for direction in ["incoming", "outgoing"] {
        let exchange = json!({"enterprise": hub, "direction": direction, "pick_up_text": "Here"});
        who.put(&format!("/v1/cycles/{cycle}/exchanges"), &exchange).assert(200);
    }
    who.post(&format!("/v1/cycles/{cycle}/publish"), &Value::Null).assert(200);
    (who, slug, variant)
}

/// Somebody orders at the other shop.
fn order_elsewhere(who: &Client, slug: &str, variant: &str) {
    let lines = json!([{"variant": variant, "quantity": 1}]);
    let cart = who.post("/v1/carts", &json!({"shop": slug, "lines": lines}));
    let (cart, total) = (cart.text_at("/id"), cart.text_at("/total/amount"));
    let path = format!("/v1/carts/{cart}/checkout");
    who.with_key(&cart).post(&path, &Shop::contact("Bo", &total)).assert(201);
}

on_both_databases! {
    async fn orders_at_another_shop_leave_what_a_shop_shows_as_it_is(db: TestDatabase) {
        // A minute may pass before it is looked at again without a reason.
        let market = Marketplace::open_now(db, &[("SILLON_SHOP_MAX_AGE_MS", "60000")]);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30");
        let (_, slug, leeks) = another_shop(&market);
        let guest = market.guest();
        let left = shop.left(CARROTS);
        // The first reading learns which supplies it shows.
        shop.left(CARROTS);
        let before = market.engine().shop_reads();
        for _ in 0..5 {
            order_elsewhere(&guest, &slug, &leeks);
        }
        let of_others = market.engine().shop_reads() - before;
        for _ in 0..5 {
            assert_eq!(shop.left(CARROTS), left);
        }
        assert_eq!(market.engine().shop_reads() - before, of_others, "this shop was not read again");
        // Its own orders, counts, prices and terms are shown at once.
        shop.order(&guest, &[(CARROTS, 3)]);
        assert_eq!(shop.left(CARROTS), left - 3);
        let count = json!({"available": {"value": "10", "unit": "kg"}, "on_demand": false});
        shop.farmer.put(&format!("/v1/supplies/{}", shop.supply(CARROTS)), &count).assert(200);
        assert_eq!(shop.left(CARROTS), 20);
        let dearer = json!({"price": {"amount": "2.60", "currency": "EUR"}});
        shop.farmer.patch(&format!("/v1/variants/{}", shop.variant(CARROTS)), &dearer).assert(200);
        let offers = shop.hub.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
        let shown = offers["offers"].as_array().unwrap().iter().find(|it| it["name"] == "Carrots").unwrap();
        assert_eq!(shown["price"]["amount"], "2.70");
        market.assert_clean();
    }

    async fn a_shop_never_shows_what_was_before_an_order_that_was_answered(db: TestDatabase) {
        let market = Marketplace::open_now(db, &[("SILLON_SHOP_MAX_AGE_MS", "60000")]);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,500");
        let (_, slug, leeks) = another_shop(&market);
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..2 {
                let (market, shop, done) = (&market, &shop, &done);
                scope.spawn(move || {
                    let guest = market.guest();
                    while !done.load(Ordering::Relaxed) {
                        guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
                        shop.left(EGGS);
                    }
                });
            }
            let (market, slug, leeks, done_too) = (&market, slug.as_str(), leeks.as_str(), &done);
            scope.spawn(move || {
                let guest = market.guest();
                while !done_too.load(Ordering::Relaxed) {
                    order_elsewhere(&guest, slug, leeks);
                }
            });
            let guest = market.guest();
            let before = shop.left(EGGS);
            for ordered in 1..=25 {
                shop.order(&guest, &[(EGGS, 1)]);
                assert_eq!(shop.left(EGGS), before - ordered, "after order {ordered}");
            }
            done.store(true, Ordering::Relaxed);
        });
        market.assert_clean();
    }

    async fn what_a_shop_remembers_of_its_offers_reads_as_if_it_were_written_anew(db: TestDatabase) {
        let market = Marketplace::open_now(db, &[("SILLON_SHOP_MAX_AGE_MS", "60000")]);
        let goods = "Carrots,500,g,,1.60,80\nCarrots,2,kg,,5.20,\nEggs,6,,egg,2.70,30";
        let shop = Shop::open(&market.guest(), goods);
        let guest = market.guest();
        let shown = |who: &Client| {
            let asked = ["", "?q=carrots", "?q=eggs", "?category=Market"];
            asked.map(|query| who.get(&format!("/v1/shops/{}/offers{query}", Shop::SLUG)).assert(200))
        };
        let supply = format!("/v1/supplies/{}", shop.supply(EGGS));
        let count = |eggs: &str| json!({"available": {"value": eggs, "unit": "piece"}, "on_demand": false});
        let rename = json!({"name": "Hen eggs"});
        let mut seen = vec![shown(&guest)];
        let changes: [&dyn Fn(); 5] = [
            &|| drop(shop.order(&guest, &[(CARROTS, 3)])),
            &|| drop(shop.farmer.put(&supply, &count("0")).assert(200)),
            &|| drop(shop.farmer.put(&supply, &count("18")).assert(200)),
            &|| drop(shop.farmer.patch(&format!("/v1/variants/{}", shop.variant(EGGS)), &rename).assert(200)),
            &|| drop(shop.order(&guest, &[(CARROTS, 1)])),
        ];
        for change in changes {
            change();
            let anew = market.another_server();
            seen.push(shown(&guest));
            assert_eq!(seen.last().unwrap(), &shown(&Client::guest(&anew.url())));
        }
        assert!(seen.windows(2).all(|pair| pair[0] != pair[1]), "each change is seen");
        market.assert_clean();
    }

    async fn another_node_shows_a_change_within_the_age_it_may_have(db: TestDatabase) {
        let market = Marketplace::open_now(db, &[("SILLON_SHOP_MAX_AGE_MS", "200")]);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let other = market.another_server();
        let elsewhere = Client::guest(&other.url());
        let left = |who: &Client| {
            let offers = who.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
            offers["offers"][0]["available"].as_u64().unwrap()
        };
        assert_eq!(left(&elsewhere), 80);
        shop.order(&market.guest(), &[(CARROTS, 5)]);
        thread::sleep(std::time::Duration::from_millis(250));
        assert_eq!(left(&elsewhere), 75);
        market.assert_clean();
    }
}
