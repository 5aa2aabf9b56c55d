//! What strangers cannot do to people: read their orders, fill their mailbox, act by keys whose maker has left, hold what was
//! founded without a name.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Program, Shop, TestDatabase, on_both_databases};

const GOODS: &str = "Eggs,6,,egg,2.70,5000\nCarrots,500,g,,1.60,80";
const EGGS: &str = "Eggs, 6 × egg";
const START: &str = "2026-05-04T08:00:00Z";

fn market_told(db: TestDatabase, told: &[(&str, &str)]) -> Marketplace {
    Marketplace::open_told(db, START, told)
}

/// Six eggs: 2.70, and 0.10 for packing.
fn contact(name: &str, email: &str) -> Value {
    let total = json!({"amount": "2.80", "currency": "EUR"});
    let contact = json!({"name": name, "email": email});
    json!({"contact": contact, "total": total, "payment": "cash", "consent": true})
}

/// Orders a dozen eggs for an address.
fn order_for(shop: &Shop, who: &Client, name: &str, email: &str) -> Answer {
    let cart = shop.cart(who, &[(EGGS, 1)]);
    who.with_key(&cart).post(&format!("/v1/carts/{cart}/checkout"), &contact(name, email))
}

fn key_of(owner: &Client, enterprise: &str) -> String {
    let body = json!({"name": "Scales", "scopes": ["orders:read"]});
    owner.post(&format!("/v1/enterprises/{enterprise}/api-keys"), &body).text_at("/secret")
}

on_both_databases! {
    async fn the_ids_staff_see_open_no_order_of_a_guest(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let (pia, hugo) = (market.person("Pia"), market.person("Hugo"));
        shop.hub.takes_on(&pia, &shop.hub_id, "packer");
        shop.hub.takes_on(&hugo, &shop.hub_id, "hand-over");
        let guest = market.guest();
        let placed = order_for(&shop, &guest, "Awa", "awa@example.org");
        let id = placed.text_at("/id");
        let packing = format!("/v1/cycles/{}/packing-list", shop.cycle);
        assert!(!pia.get(&packing).text().contains(&id));
        assert!(!pia.get(&format!("{packing}.csv")).text().contains(&id));
        let listed = hugo.get(&format!("/v1/cycles/{}/hand-over-list", shop.cycle)).assert(200);
        let seen = listed[0]["order"].as_str().unwrap();
        for who in [&pia, &hugo, &guest, &market.person("Mallory")] {
            who.get(&format!("/v1/orders/{seen}")).assert_problem(404, "not-found");
            who.get(&format!("/v1/orders/{seen}?token=")).assert_problem(404, "not-found");
            who.get(&format!("/v1/orders/{seen}?token={}", placed.text_at("/cart"))).assert_problem(404, "not-found");
        }
        assert_eq!(guest.get(&format!("/orders/{seen}")).status, 404);
        // Whoever ordered opens it, here and by the link of the letter; and so does the hub.
        guest.get(&Shop::address_of(&placed)).assert(200);
        let letters = market.take_letters();
        let letter = letters.iter().find(|letter| letter.to.contains("awa@")).unwrap();
        assert_eq!(letter.token(), placed.text_at("/token"));
        assert_eq!(guest.get(&format!("/orders/{id}?token={}", letter.token())).status, 200);
        let read = shop.hub.get(&format!("/v1/orders/{id}"));
        assert!(!read.text().contains(&letter.token()), "{read}");
        read.assert(200);
        market.assert_clean();
    }

    async fn a_cart_forgets_who_knew_it_when_a_person_orders_it(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let (guest, awa) = (market.guest(), market.person("Awa"));
        let cart = shop.cart(&guest, &[(EGGS, 1)]);
        let checkout = format!("/v1/carts/{cart}/checkout");
        let placed = awa.with_key("k").post(&checkout, &contact("Awa", "awa@example.org"));
        let id = placed.assert(201)["id"].as_str().unwrap().to_owned();
        assert_eq!(placed.json()["token"], Value::Null, "her account opens it");
        let paths = [format!("/v1/carts/{cart}"), format!("/v1/orders/{id}")];
        for path in &paths {
            guest.get(path).assert_problem(404, "not-found");
            awa.get(path).assert(200);
        }
        assert_eq!(guest.get(&format!("/orders/{id}")).status, 404);
        let lines = json!({"lines": shop.lines(&[(EGGS, 2)])});
        guest.put(&format!("/v1/carts/{cart}/lines"), &lines).assert_problem(404, "not-found");
        // Nor is a repeat of what she sent answered with what she was.
        let again = guest.with_key("k").post(&checkout, &contact("Awa", "awa@example.org"));
        again.assert_problem(409, "cart-ordered");
        assert!(!again.text().contains(&id), "{again}");
        awa.with_key("k").post(&checkout, &contact("Awa", "awa@example.org")).assert(201);
        market.assert_clean();
    }

    async fn guests_order_so_often_for_one_address(db: TestDatabase) {
        let market = market_told(db, &[("SILLON_LETTERS_EACH_ADDRESS", "3")]);
        let shop = Shop::open(&market.guest(), GOODS);
        let guest = market.guest();
        for _ in 0..3 {
            order_for(&shop, &guest, "Awa", "awa@example.org").assert(201);
        }
        market.set_clock("2026-05-04T09:00:00Z");
        let refused = order_for(&shop, &guest, "Awa", "Awa@Example.org");
        refused.assert_problem(429, "too-many-orders");
        assert_eq!(refused.header("retry-after"), Some("82800"));
        order_for(&shop, &guest, "Bo", "bo@example.org").assert(201);
        // Who is signed in is known, and not counted.
        order_for(&shop, &market.person("Awa"), "Awa", "awa@example.org").assert(201);
        market.set_clock("2026-05-05T08:00:01Z");
        order_for(&shop, &guest, "Awa", "awa@example.org").assert(201);
        market.assert_clean();
    }

    async fn guests_of_one_network_order_so_often(db: TestDatabase) {
        let market = market_told(db, &[("SILLON_LETTERS_EACH_NETWORK", "2"), ("SILLON_SERVER_PROXIES", "1")]);
        let shop = Shop::open(&market.guest(), GOODS);
        let from = |address: &str| market.guest().saying("X-Forwarded-For", address);
        for (number, expected) in [(1, 201), (2, 201), (3, 429)] {
            let email = format!("friend{number}@example.org");
            assert_eq!(order_for(&shop, &from("203.0.113.7"), "Friend", &email).status, expected);
        }
        order_for(&shop, &from("203.0.113.8"), "Friend", "friend4@example.org").assert(201);
        market.assert_clean();
    }

    async fn invitations_are_counted_by_who_sends_them(db: TestDatabase) {
        let market = market_told(db, &[("SILLON_LETTERS_EACH_SENDER", "4")]);
        let mallory = market.person("Mallory");
        let found = |name: &str| {
            let body = json!({"name": name, "is_producer": true, "sells": "none"});
            mallory.post("/v1/enterprises", &body).text_at("/id")
        };
        let (first, second) = (found("One"), found("Two"));
        let ask = |enterprise: &str, number: u32| {
            let body = json!({"email": format!("friend{number}@example.org"), "role": "packer"});
            mallory.put(&format!("/v1/enterprises/{enterprise}/members"), &body)
        };
        for number in 0..4 {
            ask(&first, number).assert(202);
        }
        let refused = ask(&second, 5);
        refused.assert_problem(429, "too-many-attempts");
        assert_eq!(refused.header("retry-after"), Some("86400"));
        let body = json!({"email": "friend6@example.org", "role": "packer"});
        mallory.post(&format!("/v1/enterprises/{first}/invitations"), &body).assert_problem(429, "too-many-attempts");
        market.assert_clean();
    }

    async fn names_carry_no_links_and_nothing_that_is_not_seen(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let guest = market.guest();
        for name in ["Win https://evil.example", "evil.com", "see www.evil.example now"] {
            let refused = order_for(&shop, &guest, name, "awa@example.org");
            refused.assert_problem(422, "invalid-field");
            let account = json!({"name": name, "email": "m@example.org", "password": "a long password"});
            guest.post("/v1/users", &account).assert_problem(422, "invalid-field");
        }
        let awa = market.person("Awa");
        awa.patch("/v1/me", &json!({"name": "evil.com"})).assert_problem(422, "invalid-field");
        let renamed = awa.patch("/v1/me", &json!({"name": "\u{202E}A\u{200B}wa\r\nDiop"})).assert(200);
        assert_eq!(renamed["name"], "Awa Diop");
        let body = json!({"name": "Fer\u{200B}me \u{202E}Epinal", "is_producer": true, "sells": "none"});
        let founded = awa.post("/v1/enterprises", &body).assert(201);
        assert_eq!((&founded["name"], &founded["slug"]), (&json!("Ferme Epinal"), &json!("ferme-epinal")));
        for email in ["a..b@example.org", "u@-ex.org", "u@ex-.org", ".a@ex.org", "a\u{202E}b@ex.org", "a\u{200B}@ex.org"] {
            order_for(&shop, &guest, "Awa", email).assert_problem(422, "invalid-field");
            let account = json!({"name": "M", "email": email, "password": "a long password"});
            guest.post("/v1/users", &account).assert_problem(422, "invalid-field");
        }
        // An enterprise may be called like an address; a letter to a stranger makes no link of it.
        let named = json!({"name": "Win at https://evil.example/x", "is_producer": true, "sells": "none"});
        let theirs = awa.post("/v1/enterprises", &named).text_at("/id");
        let asked = json!({"email": "bo@example.org", "role": "packer"});
        awa.post(&format!("/v1/enterprises/{theirs}/invitations"), &asked).assert(201);
        let letters = market.take_letters();
        let letter = letters.iter().find(|letter| letter.to.contains("bo@")).unwrap();
        assert!(!format!("{letter:?}").contains("evil.example"), "{letter:?}");
        market.assert_clean();
    }

    async fn a_hub_takes_orders_of_people_with_an_account_only(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let guest = market.guest();
        let shown = || guest.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200)["takes_guests"].clone();
        assert_eq!(shown(), json!(true));
        let before = shop.cart(&guest, &[(EGGS, 1)]);
        let enterprise = format!("/v1/enterprises/{}", shop.hub_id);
        shop.hub.patch(&enterprise, &json!({"takes_guests": false})).assert(200);
        assert_eq!(shown(), json!(false));
        let checkout = format!("/v1/carts/{before}/checkout");
        guest.with_key("k").post(&checkout, &contact("Awa", "awa@example.org")).assert_problem(401, "no-guests");
        let awa = market.person("Awa");
        awa.with_key("k").post(&checkout, &contact("Awa", "awa@example.org")).assert(201);
        let page = guest.get(&format!("/shops/{}?lang=en", Shop::SLUG)).text();
        assert!(page.contains("people with an account only"), "{page}");
        assert!(!page.contains("/cart\""), "nothing is put into a basket");
        shop.hub.patch(&enterprise, &json!({"takes_guests": true})).assert(200);
        order_for(&shop, &guest, "Awa", "awa@example.org").assert(201);
        market.assert_clean();
    }

    async fn keys_end_with_the_rights_of_who_made_them(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let [bo, cleo, sol] = ["Bo", "Cleo", "Sol"].map(|name| market.person(name));
        shop.hub.takes_on(&bo, &shop.hub_id, "owner");
        shop.hub.takes_on(&cleo, &shop.hub_id, "owner");
        market.appoint_administrator("sol@example.org");
        let machine = |key: &str| market.guest().with_token(key);
        let orders = format!("/v1/cycles/{}/orders", shop.cycle);
        let works = |key: &str| machine(key).get(&orders).status == 200;
        let keys = [&shop.hub, &bo, &cleo, &sol].map(|who| key_of(who, &shop.hub_id));
        assert!(keys.iter().all(|key| works(key)));
        let origins = ["https://shop.example.org"];
        let shop_keys = format!("/v1/enterprises/{}/shop-keys", shop.hub_id);
        let front = bo.post(&shop_keys, &json!({"name": "Site", "origins": origins}));
        assert_eq!(front.assert(201)["made_by"], "Bo");
        let listed = shop.hub.get(&format!("/v1/enterprises/{}/api-keys", shop.hub_id)).assert(200);
        let makers: Vec<_> = listed.as_array().unwrap().iter().map(|key| key["made_by"].as_str().unwrap().to_owned()).collect();
        assert_eq!(makers, ["Lucie", "Bo", "Cleo", "Sol"]);
        // One leaves, one is an owner no more, and one no administrator.
        let id = bo.get("/v1/me").text_at("/user/id");
        shop.hub.delete(&format!("/v1/enterprises/{}/members/{id}", shop.hub_id)).assert(204);
        let body = json!({"email": "cleo@example.org", "role": "manager"});
        shop.hub.put(&format!("/v1/enterprises/{}/members", shop.hub_id), &body).assert(202);
        market.withdraw_administrator("sol@example.org");
        assert_eq!(keys.map(|key| works(&key)), [true, false, false, false]);
        assert_eq!(shop.hub.get(&shop_keys).assert(200), json!([]));
        market.assert_clean();
    }

    async fn only_who_proved_an_address_administers(db: TestDatabase) {
        let market = market_told(db, &[("SILLON_ACCOUNTS_REQUIRE_CONFIRMED_EMAIL", "true")]);
        market.person("Mallory");
        let sillon = Program::new(env!("CARGO_BIN_EXE_sillon-under-test"), &market.database.database, market.mail())
            .with("SILLON_ACCOUNTS_REQUIRE_CONFIRMED_EMAIL", "true");
        let said = sillon.run(&["appoint-administrator", "mallory@example.org"]);
        assert_eq!(said.code, Some(1), "{said:?}");
        let letters = market.take_letters();
        let token = letters.iter().find(|letter| letter.text.contains("token=")).unwrap().token();
        market.guest().post("/v1/users/confirmations", &json!({"token": token})).assert(204);
        let said = sillon.run(&["appoint-administrator", "mallory@example.org"]);
        assert_eq!(said.code, Some(0), "{said:?}");
    }

    async fn groups_are_founded_by_known_people_bounded_and_inherited(db: TestDatabase) {
        let told = [("SILLON_ACCOUNTS_REQUIRE_CONFIRMED_EMAIL", "true"), ("SILLON_ENTERPRISES_MAX_OWNED", "2")];
        let market = market_told(db, &told);
        let confirm = |market: &Marketplace| {
            let letters = market.take_letters();
            let token = letters.iter().find(|letter| letter.text.contains("token=")).unwrap().token();
            market.guest().post("/v1/users/confirmations", &json!({"token": token})).assert(204);
        };
        let group = |who: &Client, name: &str| who.post("/v1/groups", &json!({"name": name}));
        let awa = market.person("Awa");
        group(&awa, "Early").assert_problem(403, "unconfirmed");
        confirm(&market);
        let kept = group(&awa, "Vallée").text_at("/slug");
        let empty = group(&awa, "Plateau").text_at("/slug");
        group(&awa, "Third").assert_problem(422, "invalid-field");
        let bo = market.person("Bo");
        confirm(&market);
        let farm = bo.post("/v1/enterprises", &json!({"name": "Verger", "is_producer": true, "sells": "none"}));
        let member = format!("/v1/groups/{kept}/members/{}", farm.text_at("/id"));
        // The group asks; nothing is shown before the farm says yes.
        awa.put(&member, &Value::Null).assert(200);
        assert_eq!(market.guest().get(&format!("/v1/groups/{kept}")).assert(200)["members"], json!([]));
        bo.put(&member, &Value::Null).assert(200);
        // Its owner goes: the empty one ends, the other is for administrators.
        awa.send_json("DELETE", "/v1/me", &json!({"password": "the password of Awa"})).assert(204);
        market.guest().get(&format!("/v1/groups/{empty}")).assert_problem(404, "not-found");
        bo.delete(&format!("/v1/groups/{kept}")).assert_problem(403, "not-your-group");
        market.appoint_administrator("bo@example.org");
        bo.patch(&format!("/v1/groups/{kept}"), &json!({"description": "Ours"})).assert(200);
        bo.delete(&format!("/v1/groups/{kept}")).assert(204);
        market.assert_clean();
    }

    async fn an_account_whose_address_was_not_proved_exports_nothing_of_others(db: TestDatabase) {
        let market = market_told(db, &[("SILLON_ACCOUNTS_REQUIRE_CONFIRMED_EMAIL", "true")]);
        let guest = market.guest();
        let confirmed = |name: &str| {
            let person = market.person(name);
            let letters = market.take_letters();
            let token = letters.iter().find(|letter| letter.text.contains("token=")).unwrap().token();
            guest.post("/v1/users/confirmations", &json!({"token": token})).assert(204);
            person
        };
        let shop = Shop::run_by(confirmed("Lucie"), confirmed("Marc"), GOODS, "2100-01-01T00:00:00Z");
        // Mallory signs up with Awa's address, who orders, is invited, and signs up herself.
        let mallory = json!({"name": "Mallory", "email": "awa@example.org", "password": "the password of Mallory"});
        guest.post("/v1/users", &mallory).assert(201);
        let opened = guest.post("/v1/sessions", &json!({"email": "awa@example.org", "password": "the password of Mallory"}));
        let mallory = guest.with_token(&opened.text_at("/token"));
        order_for(&shop, &guest, "Awa Diop", "awa@example.org").assert(201);
        let asked = json!({"email": "awa@example.org", "role": "packer"});
        shop.hub.post(&format!("/v1/enterprises/{}/invitations", shop.hub_id), &asked).assert(201);
        guest.post("/v1/users", &json!({"name": "Awa the Good", "email": "awa@example.org", "password": "the password of Awa"})).assert(201);
        let told = mallory.get("/v1/me/export").assert(200);
        let tables: Vec<_> = told["tables"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(tables, ["session", "user_account"], "{told}");
        assert!(!told.to_string().contains("Awa"), "{told}");
        assert_eq!(mallory.get("/v1/me/invitations").assert(200)["items"], json!([]));
        market.assert_clean();
    }
}
