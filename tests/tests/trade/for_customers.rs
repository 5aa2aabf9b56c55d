//! A shop orders for its customers, and everybody's orders come together where they belong: a guest's with the account of whoever
//! proves the address.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";

fn opened(market: &Marketplace) -> Shop {
    let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,90");
    shop.farmer.allows(&shop.hub, &shop.farm_id, "set-hub-prices", &shop.hub_id);
    shop
}

/// A new customer of the hub's.
fn knows(shop: &Shop, body: &Value) -> String {
    let path = format!("/v1/enterprises/{}/customers", shop.hub_id);
    shop.hub.post(&path, body).text_at("/id")
}

/// The cart that the shop opens for a customer; its id and what it comes to.
fn cart_for(shop: &Shop, customer: &str, wanted: u32) -> (String, Value) {
    let path = format!("/v1/customers/{customer}/carts");
    let cart = shop.hub.post(&path, &json!({"lines": shop.lines(&[(EGGS, wanted)])})).assert(201);
    (cart["id"].as_str().unwrap().to_owned(), cart["total"].clone())
}

fn order_body(cart: &str, total: &Value) -> Value {
    json!({"cart": cart, "total": total, "payment": "cash", "consent": true})
}

/// Somebody who proved their address.
fn proved(market: &Marketplace, who: &Client) {
    market.take_letters();
    who.post("/v1/me/confirmation-letters", &Value::Null).assert(202);
    let letter = market.take_letters().pop().expect("a letter to confirm the address");
    market.guest().post("/v1/users/confirmations", &json!({"token": letter.token()})).assert(204);
}

fn ids(page: &Value) -> Vec<String> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect()
}

on_both_databases! {
    async fn a_shop_orders_for_its_customer_at_their_prices(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let terms = format!("/v1/enterprises/{}/terms/{}", shop.hub_id, shop.variant(EGGS));
        let price = json!({"amount": "2.40", "currency": "EUR"});
        shop.hub.put(&terms, &json!({"group_prices": {"trade": price}})).assert(200);
        let inn = knows(&shop, &json!({"email": "inn@example.org", "name": "Auberge", "tags": ["trade"]}));
        market.take_letters();

        let (cart, total) = cart_for(&shop, &inn, 2);
        assert_eq!(total["amount"], "5.00", "2.40 of their group, and 0.10 for packing, each");
        let path = format!("/v1/customers/{inn}/orders");
        let wrong = json!({"amount": "5.60", "currency": "EUR"});
        shop.hub.with_key("a").post(&path, &order_body(&cart, &wrong)).assert_problem(409, "price-changed");
        shop.hub.post(&path, &order_body(&cart, &total)).assert_problem(400, "key-required");
        let without = json!({"cart": cart, "total": total, "payment": "cash", "consent": false});
        shop.hub.with_key("b").post(&path, &without).assert_fault(422, "invalid-field", "consent");
        let placed = shop.hub.with_key("c").post(&path, &order_body(&cart, &total)).assert(201);
        let again = shop.hub.with_key("c").post(&path, &order_body(&cart, &total)).assert(201);
        assert_eq!(placed["id"], again["id"], "a repeat is the same order");
        let id = placed["id"].as_str().unwrap();

        assert_eq!(placed["customer"]["name"], "Auberge");
        let seen = shop.hub.get(&format!("/v1/orders/{id}")).assert(200);
        assert_eq!((&seen["by_shop"], &seen["total"]), (&json!(true), &total));
        assert_eq!(shop.left(EGGS), 88);
        let letters = market.take_letters();
        assert!(letters.iter().any(|letter| letter.to.contains("inn@example.org")), "they are told");
        market.assert_clean();
    }

    async fn the_order_is_the_customers_own_where_they_have_an_account(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let awa = market.person("Awa");
        let customer = knows(&shop, &json!({"email": "awa@example.org", "name": "Awa"}));
        let place = |key: &str| {
            let (cart, total) = cart_for(&shop, &customer, 1);
            let path = format!("/v1/customers/{customer}/orders");
            shop.hub.with_key(key).post(&path, &order_body(&cart, &total)).text_at("/id")
        };
        let before = place("before");
        assert_eq!(ids(&awa.get("/v1/me/orders").assert(200)), Vec::<String>::new(), "she proved nothing yet");
        awa.post("/v1/me/guest-orders", &Value::Null).assert_problem(403, "unconfirmed");
        proved(&market, &awa);
        assert_eq!(ids(&awa.get("/v1/me/orders").assert(200)), [before.as_str()], "it came to her as she did");
        let after = place("after");
        let hers = [after.as_str(), before.as_str()];
        assert_eq!(ids(&awa.get("/v1/me/orders").assert(200)), hers);
        let own = shop.order(&awa, &[(EGGS, 3)]);
        assert_eq!(awa.get(&format!("/v1/orders/{own}")).assert(200)["by_shop"], false);

        // What she orders without signing in joins when she says so, and its letter opens it still.
        let guest = market.guest();
        let cart = shop.cart(&guest, &[(EGGS, 1)]);
        let placed = shop.checkout(&guest, &cart, "guest");
        let by_letter = Shop::address_of(&placed);
        let history = |who: &Client| who.get(&format!("/v1/customers/{customer}/orders"));
        let all = [&placed.text_at("/id"), &own, &after, &before].map(String::clone);
        assert_eq!(ids(&history(&shop.hub).assert(200)), all, "the hub knows whose it is");
        let joined = awa.post("/v1/me/guest-orders", &Value::Null).assert(200);
        assert_eq!(joined["orders"], json!([all[0]]));
        assert_eq!(ids(&awa.get("/v1/me/orders").assert(200)), all);
        assert_eq!(awa.post("/v1/me/guest-orders", &Value::Null).assert(200)["orders"], json!([]));
        guest.get(&by_letter).assert(200);
        guest.get(&format!("/v1/orders/{}", all[0])).assert_problem(404, "not-found");
        let stranger = market.person("Bruno");
        stranger.get(&format!("/v1/orders/{}", all[0])).assert_problem(404, "not-found");
        history(&stranger).assert_problem(404, "not-found");
        market.assert_clean();
    }

    async fn a_shop_without_guests_takes_what_its_people_order(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        shop.hub.patch(&format!("/v1/enterprises/{}", shop.hub_id), &json!({"takes_guests": false})).assert(200);
        let customer = knows(&shop, &json!({"email": "old@example.org"}));
        let (cart, total) = cart_for(&shop, &customer, 1);
        let path = format!("/v1/customers/{customer}/orders");
        let guest = market.guest();
        shop.checkout(&guest, &cart, "g").assert_problem(401, "no-guests");
        let place = |key: &str, body: &Value| shop.hub.with_key(key).post(&path, body);
        place("a", &order_body(&cart, &total)).assert_fault(422, "invalid-field", "contact");
        let mut body = order_body(&cart, &total);
        body["contact"] = json!({"name": "Odile", "email": "old@example.org", "phone": "03 29 00 00 00"});
        place("b", &body).assert(201);
        place("c", &body).assert_problem(409, "cart-ordered");
        // A cart of another shop is none of theirs.
        body["cart"] = json!(shop.hub_id);
        place("d", &body).assert_problem(404, "not-found");
        for who in [&shop.farmer, &market.person("Awa")] {
            who.with_key("x").post(&path, &body).assert_problem(404, "not-found");
            who.post(&format!("/v1/customers/{customer}/carts"), &json!({"lines": []})).assert_problem(404, "not-found");
        }
    }
}
