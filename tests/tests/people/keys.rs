//! Machines and shop fronts act by their keys, staff by their roles, and none of them goes further.

use std::{thread, time::Duration};

use serde_json::{Value, json};
use sillon_kernel::OrderId;
use sillon_store::Repositories;
use sillon_testkit::{Answer, Client, Marketplace, Program, Shop, on_both_databases};

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");

/// A product list of one row.
const LEEKS: &str = "producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Leeks,Market,1,kg,2.50,20\n";

/// Longer than a node may believe what it read of shop keys.
const A_SECOND: Duration = Duration::from_millis(1_100);

const SITE: &str = "https://shop.example.org";

fn open(market: &Marketplace) -> Shop {
    Shop::open(&market.guest(), "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30")
}

/// A key of an enterprise's: the answer that made it.
fn api_key(owner: &Client, enterprise: &str, scopes: &[&str]) -> Answer {
    let body = json!({"name": "Machine", "scopes": scopes});
    let made = owner.post(&format!("/v1/enterprises/{enterprise}/api-keys"), &body);
    made.assert(201);
    made
}

/// The machine that has a key of the hub's.
fn machine(market: &Marketplace, shop: &Shop, scopes: &[&str]) -> Client {
    market.guest().with_token(&api_key(&shop.hub, &shop.hub_id, scopes).text_at("/secret"))
}

/// A shop front with a key of a hub's, and the key's id.
fn shop_front(market: &Marketplace, owner: &Client, hub: &str) -> (Client, String) {
    let body = json!({"name": "Site", "origins": [SITE, "http://localhost:5173"]});
    let made = owner.post(&format!("/v1/enterprises/{hub}/shop-keys"), &body);
    made.assert(201);
    (market.guest().with_token(&made.text_at("/key")), made.text_at("/id"))
}

/// Another hub, and whoever owns it.
fn other_hub(market: &Marketplace) -> (Client, String) {
    let owner = market.person("Ugo");
    let body = json!({"name": "Panier du Canal", "is_producer": false, "sells": "any"});
    let hub = owner.post("/v1/enterprises", &body).text_at("/id");
    (owner, hub)
}

on_both_databases! {
    async fn a_key_does_what_its_scopes_say_and_no_more(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let made = api_key(&shop.farmer, &shop.farm_id, &["catalogue:write", "catalogue:read"]);
        assert!(made.text_at("/secret").starts_with("sk_"), "{made}");
        let scales = market.guest().with_token(&made.text_at("/secret"));
        scales.post_list(LEEKS).assert(200);
        let products = format!("/v1/enterprises/{}/products", shop.farm_id);
        assert_eq!(scales.get(&products).assert(200), shop.farmer.get(&products).assert(200));
        let balance = |enterprise: &str| format!("/v1/enterprises/{enterprise}/balance");
        scales.get(&balance(&shop.farm_id)).assert_problem(403, "scope");
        scales.get(&balance(&shop.hub_id)).assert_problem(404, "not-found");
        // It manages neither keys nor people, whatever its scopes, and is no person.
        let keys = format!("/v1/enterprises/{}/api-keys", shop.farm_id);
        scales.get(&keys).assert_problem(403, "scope");
        let body = json!({"name": "Another", "scopes": ["catalogue:read"]});
        scales.post(&keys, &body).assert_problem(403, "scope");
        let member = json!({"email": "lucie@example.org", "role": "owner"});
        let members = format!("/v1/enterprises/{}/members", shop.farm_id);
        scales.put(&members, &member).assert_problem(403, "scope");
        scales.get("/v1/me").assert_problem(403, "person-only");
        let farm = json!({"name": "Mine", "is_producer": true, "sells": "none"});
        scales.post("/v1/enterprises", &farm).assert_problem(403, "person-only");
        scales.send("DELETE", "/v1/sessions/current", None).assert_problem(403, "person-only");
        market.assert_clean();
    }

    async fn a_secret_is_told_once(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let made = api_key(&shop.hub, &shop.hub_id, &["orders:read", "books:read", "orders:read"]);
        let secret = made.text_at("/secret");
        let keys = format!("/v1/enterprises/{}/api-keys", shop.hub_id);
        let listed = shop.hub.get(&keys);
        let key = &listed.assert(200)[0];
        assert_eq!(key["scopes"], json!(["orders:read", "books:read"]), "{listed}");
        assert_eq!((&key["last_used_at"], &key["expires_at"]), (&Value::Null, &Value::Null));
        assert!(!listed.text().contains(&secret[3..]), "{listed}");
        // Each answer has a key of its own, also to a request that is repeated.
        let body = json!({"name": "Twice", "scopes": ["orders:read"]});
        let twice = [(); 2].map(|()| shop.hub.with_key("k").post(&keys, &body).text_at("/secret"));
        assert_ne!(twice[0], twice[1]);
    }

    async fn a_key_opens_nothing_after_its_end(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let shop = open(&market);
        let keys = format!("/v1/enterprises/{}/api-keys", shop.hub_id);
        let body = |end: &str| json!({"name": "Fair", "scopes": ["orders:read"], "expires_at": end});
        shop.hub.post(&keys, &body("2026-05-04T08:00:00Z")).assert_fault(422, "invalid-field", "expires_at");
        let made = shop.hub.post(&keys, &body("2026-05-11T08:00:00Z"));
        let machine = market.guest().with_token(&made.text_at("/secret"));
        let orders = format!("/v1/cycles/{}/orders", shop.cycle);
        market.set_clock("2026-05-11T07:59:59Z");
        machine.get(&orders).assert(200);
        market.set_clock("2026-05-11T08:00:00Z");
        machine.get(&orders).assert_problem(401, "sign-in");
    }

    async fn a_revoked_key_opens_nothing_anywhere(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let made = api_key(&shop.hub, &shop.hub_id, &["orders:read"]);
        let machine = market.guest().with_token(&made.text_at("/secret"));
        let orders = format!("/v1/cycles/{}/orders", shop.cycle);
        machine.get(&orders).assert(200);
        let key = format!("/v1/enterprises/{}/api-keys/{}", shop.hub_id, made.text_at("/id"));
        let of_farm = key.replace(&shop.hub_id, &shop.farm_id);
        shop.farmer.send("DELETE", &of_farm, None).assert_problem(404, "not-found");
        let elsewhere = market.another_server();
        shop.hub.send("DELETE", &key, None).assert(204);
        machine.get(&orders).assert_problem(401, "sign-in");
        machine.at(&elsewhere.url()).get(&orders).assert_problem(401, "sign-in");
        shop.hub.send("DELETE", &key, None).assert_problem(404, "not-found");
        let keys = format!("/v1/enterprises/{}/api-keys", shop.hub_id);
        assert_eq!(shop.hub.get(&keys).assert(200), json!([]));
    }

    async fn the_last_use_of_a_key_is_noted_every_five_minutes(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let shop = open(&market);
        let machine = machine(&market, &shop, &["orders:read"]);
        let orders = format!("/v1/cycles/{}/orders", shop.cycle);
        let keys = format!("/v1/enterprises/{}/api-keys", shop.hub_id);
        let used = |at: &str| {
            market.set_clock(at);
            machine.get(&orders).assert(200);
            shop.hub.get(&keys).text_at("/0/last_used_at")
        };
        assert_eq!(used("2026-05-04T09:00:00Z"), "2026-05-04T09:00:00Z");
        assert_eq!(used("2026-05-04T09:04:59Z"), "2026-05-04T09:00:00Z");
        assert_eq!(used("2026-05-04T09:05:00Z"), "2026-05-04T09:05:00Z");
    }

    async fn what_a_machine_records_stands_under_its_key(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let made = api_key(&shop.hub, &shop.hub_id, &["orders:write"]);
        let bank = market.guest().with_token(&made.text_at("/secret"));
        let order = shop.order(&market.guest(), &[("Eggs, 6 × egg", 1)]);
        let payments = format!("/v1/orders/{order}/payments");
        let paid = json!({"amount": {"amount": "1.00", "currency": "EUR"}, "method": "bank-transfer"});
        bank.post(&payments, &paid).assert_problem(400, "key-required");
        let first = bank.with_key("line 7").post(&payments, &paid);
        first.assert(201);
        assert_eq!(bank.with_key("line 7").post(&payments, &paid).text(), first.text());
        // Keys for repeats are a machine's own: the same one of a person is another.
        assert_ne!(shop.hub.with_key("line 7").post(&payments, &paid).text(), first.text());
        let id: OrderId = order.parse().unwrap();
        let recorded = market.engine().read(move |tx| Ok(tx.books().payments(id)?)).await.unwrap();
        let by: Vec<_> = recorded.iter().map(|paid| (paid.recorded_by, paid.recorded_by_key)).collect();
        assert_eq!(by.len(), 2);
        assert_eq!(by[0], (None, made.text_at("/id").parse().ok()));
        assert!(by[1].0.is_some() && by[1].1.is_none(), "{by:?}");
        market.assert_clean();
    }

    async fn a_key_that_makes_no_sense_is_not_made(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let api_keys = format!("/v1/enterprises/{}/api-keys", shop.hub_id);
        let refused = |body: Value, field: &str| {
            shop.hub.post(&api_keys, &body).assert_fault(422, "invalid-field", field);
        };
        refused(json!({"name": "M", "scopes": []}), "scopes");
        refused(json!({"name": "M", "scopes": ["orders"]}), "scopes");
        refused(json!({"name": "M", "scopes": ["manage-keys"]}), "scopes");
        refused(json!({"name": " ", "scopes": ["orders:read"]}), "name");
        let of = |enterprise: &str| format!("/v1/enterprises/{enterprise}/shop-keys");
        let body = |origins: &[&str]| json!({"name": "Site", "origins": origins});
        let many: Vec<String> = (0..21).map(|site| format!("https://s{site}.example.org")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for origins in [&[][..], &["*"], &["http://shop.example.org"], &["https://a.example/shop"], &many] {
            let refused = shop.hub.post(&of(&shop.hub_id), &body(origins));
            refused.assert_fault(422, "invalid-field", "origins");
        }
        // Origins are kept as browsers write them, each once.
        let made = shop.hub.post(&of(&shop.hub_id), &body(&["https://Shop.example.org:443", SITE]));
        assert_eq!(made.assert(201)["origins"], json!([SITE]));
        shop.farmer.post(&of(&shop.farm_id), &body(&[SITE])).assert_problem(422, "invalid-field");
    }

    async fn staff_see_what_their_work_takes_and_no_money_beyond_it(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let (pia, hugo) = (market.person("Pia"), market.person("Hugo"));
        for (who, role) in [(&pia, "packer"), (&hugo, "hand-over")] {
            shop.hub.takes_on(who, &shop.hub_id, role);
        }
        let order = shop.order(&market.guest(), &[("Eggs, 6 × egg", 2)]);
        let sheet = |who: &Client, name: &str| who.get(&format!("/v1/cycles/{}/{name}", shop.cycle));
        let harvest = sheet(&pia, "harvest-sheets").assert(200);
        assert_eq!(harvest[0]["lines"][0]["items"], 2);
        let amounts = (&harvest[0]["goods"], &harvest[0]["lines"][0]["goods"]);
        assert_eq!(amounts, (&Value::Null, &Value::Null));
        assert!(!sheet(&pia, "harvest-sheets.csv").text().contains("EUR"));
        assert!(sheet(&shop.hub, "harvest-sheets.csv").text().contains("EUR"));
        sheet(&pia, "packing-list").assert(200);
        sheet(&pia, "hand-over-list").assert_problem(404, "not-found");
        let parcel = sheet(&hugo, "hand-over-list").assert(200);
        assert_eq!(parcel[0]["outstanding"], json!({"amount": "5.60", "currency": "EUR"}));
        assert_eq!((&parcel[0]["order"], &parcel[0]["lines"][0]["items"]), (&json!(order), &json!(2)));
        sheet(&hugo, "orders").assert_problem(404, "not-found");
        hugo.get(&format!("/v1/enterprises/{}/balance", shop.hub_id)).assert_problem(403, "role");
        let pay = |who: &Client, method: &str, key: &str| {
            let paid = json!({"amount": {"amount": "5.00", "currency": "EUR"}, "method": method});
            who.with_key(key).post(&format!("/v1/orders/{order}/payments"), &paid)
        };
        pay(&pia, "cash", "1").assert_problem(404, "not-found");
        pay(&hugo, "bank-transfer", "1").assert_problem(404, "not-found");
        pay(&hugo, "cash", "2").assert(201);
        let parcel = sheet(&hugo, "hand-over-list").assert(200);
        assert_eq!(parcel[0]["outstanding"]["amount"], "0.60");
        market.assert_clean();
    }

    async fn an_administrator_is_appointed_from_the_command_line(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let sol = market.person("Sol");
        let books = format!("/v1/enterprises/{}/balance", shop.hub_id);
        sol.get(&books).assert_problem(404, "not-found");
        let sillon = Program::new(SILLON, &market.database.database, market.mail());
        let said = sillon.run(&["appoint-administrator", "sol@example.org"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(said.out.trim(), "Sol <sol@example.org> administers this installation now.");
        sol.get(&books).assert(200);
        assert_eq!(sol.get("/v1/me").assert(200)["is_administrator"], true);
        // What is not there is not there for an administrator either.
        let nobody = "01a20744-49f3-7698-8402-0166e3a7c66b";
        let nowhere = |path: &str| path.replace("{id}", nobody);
        let member = json!({"email": "lucie@example.org", "role": "owner"});
        sol.put(&nowhere("/v1/enterprises/{id}/members"), &member).assert_problem(404, "not-found");
        sol.post(&nowhere("/v1/enterprises/{id}/invitations"), &member).assert_problem(404, "not-found");
        let price = json!({"amount": "1.00", "currency": "EUR"});
        let size = json!({"size": {"value": "1", "unit": "kg"}, "price": price});
        let product = json!({"name": "Leeks", "category": "Market", "variants": [size]});
        sol.post(&nowhere("/v1/enterprises/{id}/products"), &product).assert_problem(404, "not-found");
        let key = json!({"name": "M", "scopes": ["orders:read"]});
        sol.post(&nowhere("/v1/enterprises/{id}/api-keys"), &key).assert_problem(404, "not-found");
        sol.get(&nowhere("/v1/enterprises/{id}/balance")).assert_problem(404, "not-found");
        let grant = format!("/v1/enterprises/{nobody}/grants/supply-to-cycles/{}", shop.hub_id);
        sol.put(&grant, &Value::Null).assert_problem(404, "not-found");
        let said = sillon.run(&["appoint-administrator", "sol@example.org", "--withdraw"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        sol.get(&books).assert_problem(404, "not-found");
        let said = sillon.run(&["appoint-administrator", "nobody@example.org"]);
        assert_eq!(said.code, Some(1), "{said:?}");
    }

    async fn a_shop_front_sells_at_its_shop(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let (front, _) = shop_front(&market, &shop.hub, &shop.hub_id);
        let front = front.saying("Origin", SITE);
        front.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200);
        let offers = front.get(&format!("/v1/shops/{}/offers", Shop::SLUG));
        assert_eq!(offers.assert(200)["offers"].as_array().unwrap().len(), 2);
        let cart = shop.cart(&front, &[("Eggs, 6 × egg", 1)]);
        let lines = json!({"lines": shop.lines(&[("Eggs, 6 × egg", 3)])});
        front.put(&format!("/v1/carts/{cart}/lines"), &lines).assert(200);
        let placed = shop.checkout(&front, &cart, "k");
        placed.assert(201);
        assert_eq!(shop.checkout(&front, &cart, "k").text(), placed.text());
        front.get(&Shop::address_of(&placed)).assert(200);
        // It is open to whoever knows its id, as every guest's is, and nothing else is open to it.
        market.guest().get(&format!("/v1/carts/{cart}")).assert(200);
        let awas = shop.cart(&market.person("Awa"), &[("Eggs, 6 × egg", 1)]);
        front.get(&format!("/v1/carts/{awas}")).assert_problem(404, "not-found");
        front.get("/v1/me").assert_problem(403, "shop-key");
        front.get(&format!("/v1/cycles/{}/orders", shop.cycle)).assert_problem(403, "shop-key");
        front.get(&format!("/v1/enterprises/{}/balance", shop.hub_id)).assert_problem(403, "shop-key");
        market.assert_clean();
    }

    async fn an_order_tells_its_hub_through_whose_shop_front_it_came(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let (front, key) = shop_front(&market, &shop.hub, &shop.hub_id);
        let (other, idle) = shop_front(&market, &shop.hub, &shop.hub_id);
        let (awa, bo) = (market.person("Awa"), market.guest());
        let own = shop.order(&bo, &[("Eggs, 6 × egg", 1)]);
        let placed = shop.checkout(&front, &shop.cart(&front, &[("Eggs, 6 × egg", 1)]), "k");
        let through = placed.text_at("/id");
        // Whoever signs in to order takes the basket along, and it is still the partner who brought them.
        let hers = shop.checkout(&awa, &shop.cart(&front, &[("Eggs, 6 × egg", 2)]), "k").text_at("/id");
        // A cart of the shop's own is the shop's, whoever orders it.
        shop.checkout(&other, &shop.cart(&bo, &[("Eggs, 6 × egg", 1)]), "k").assert(201);
        // Shopper and partner are told nothing of it.
        let partner = json!({"key": key, "name": "Site"});
        assert!(!placed.text().contains("partner"), "{placed}");
        for seen in [front.get(&Shop::address_of(&placed)), awa.get(&format!("/v1/orders/{hers}"))] {
            assert_eq!(seen.assert(200)["partner"], Value::Null, "{seen}");
        }
        let exported = awa.get("/v1/me/export");
        assert!(exported.text().contains(&hers) && !exported.text().contains(&key), "{exported}");
        // A key that is revoked is still told, by the name it had.
        let revoke = format!("/v1/enterprises/{}/shop-keys/{key}", shop.hub_id);
        shop.hub.send("DELETE", &revoke, None).assert(204);
        let seen = |order: &str| shop.hub.get(&format!("/v1/orders/{order}")).assert(200)["partner"].clone();
        assert_eq!([seen(&own), seen(&through), seen(&hers)], [Value::Null, partner.clone(), partner.clone()]);
        let listed = |query: &str| {
            let list = shop.hub.get(&format!("/v1/cycles/{}/orders{query}", shop.cycle));
            let items = list.assert(200)["items"].as_array().unwrap().clone();
            (items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>(), list.json()["next"].clone())
        };
        assert_eq!(listed("").0.len(), 4);
        assert_eq!(listed(&format!("?partner={key}")).0, [json!(through), json!(hers)]);
        assert_eq!(listed(&format!("?partner={idle}")).0, Vec::<Value>::new());
        let (first, next) = listed(&format!("?partner={key}&limit=1"));
        let (second, end) = listed(&format!("?partner={key}&limit=1&after={}", next.as_str().unwrap()));
        assert_eq!((first, second, end), (vec![json!(through)], vec![json!(hers)], Value::Null));
        let unreadable = shop.hub.get(&format!("/v1/cycles/{}/orders?partner=site", shop.cycle));
        unreadable.assert_fault(422, "invalid-field", "partner");
        let partners = format!("/v1/cycles/{}/partners", shop.cycle);
        let sold = |partner: &Value, orders: u32, amount: &str| {
            let turnover = json!({"amount": amount, "currency": "EUR"});
            json!({"shop": shop.hub_id, "partner": partner, "orders": orders, "turnover": turnover})
        };
        let all = json!([sold(&Value::Null, 2, "5.60"), sold(&partner, 2, "8.40")]);
        assert_eq!(shop.hub.get(&partners).assert(200), all);
        shop.farmer.get(&partners).assert_problem(404, "not-found");
        other.get(&partners).assert_problem(403, "shop-key");
        market.assert_clean();
    }

    async fn a_shop_key_is_good_at_no_other_shop(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let (owner, hub) = other_hub(&market);
        let (front, _) = shop_front(&market, &owner, &hub);
        front.get("/v1/shops/panier-du-canal").assert(200);
        for path in [format!("/v1/shops/{}", Shop::SLUG), format!("/v1/shops/{}/offers", Shop::SLUG)] {
            market.guest().get(&path).assert(200);
            front.get(&path).assert_problem(404, "not-found");
        }
        let body = json!({"shop": Shop::SLUG, "lines": shop.lines(&[("Eggs, 6 × egg", 1)])});
        front.post("/v1/carts", &body).assert_problem(404, "not-found");
        let cart = shop.cart(&market.guest(), &[("Eggs, 6 × egg", 1)]);
        front.get(&format!("/v1/carts/{cart}")).assert_problem(404, "not-found");
        let lines = json!({"lines": []});
        front.put(&format!("/v1/carts/{cart}/lines"), &lines).assert_problem(404, "not-found");
        shop.checkout(&front, &cart, "k").assert_problem(404, "not-found");
        let order = shop.order(&market.guest(), &[("Eggs, 6 × egg", 1)]);
        front.get(&format!("/v1/orders/{order}")).assert_problem(404, "not-found");
        market.assert_clean();
    }

    async fn a_shop_key_is_good_on_pages_of_its_origins_only(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let (front, key) = shop_front(&market, &shop.hub, &shop.hub_id);
        let offers = format!("/v1/shops/{}/offers", Shop::SLUG);
        let cart = json!({"shop": Shop::SLUG});
        for origin in [SITE, "http://localhost:5173"] {
            front.saying("Origin", origin).get(&offers).assert(200);
        }
        for origin in ["https://evil.example", "http://shop.example.org", "null", "https://shop.example.org.evil.example"] {
            let elsewhere = front.saying("Origin", origin);
            elsewhere.get(&offers).assert_problem(403, "origin");
            elsewhere.post("/v1/carts", &cart).assert_problem(403, "origin");
        }
        // A server says no origin.
        front.post("/v1/carts", &cart).assert(201);
        market.guest().with_token("pk_of_nobody").get(&offers).assert_problem(401, "sign-in");
        // Revoked on one node, it is good for nothing on any other within a second or so.
        let elsewhere = market.another_server();
        let there = front.at(&elsewhere.url());
        there.get(&offers).assert(200);
        let revoked = format!("/v1/enterprises/{}/shop-keys/{key}", shop.hub_id);
        shop.farmer.send("DELETE", &revoked, None).assert_problem(404, "not-found");
        shop.hub.send("DELETE", &revoked, None).assert(204);
        thread::sleep(A_SECOND);
        front.get(&offers).assert_problem(401, "sign-in");
        there.get(&offers).assert_problem(401, "sign-in");
        there.post("/v1/carts", &cart).assert_problem(401, "sign-in");
    }

    async fn pages_of_a_shop_fronts_origin_may_read_answers_and_no_others(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let (front, key) = shop_front(&market, &shop.hub, &shop.hub_id);
        let offers = format!("/v1/shops/{}/offers", Shop::SLUG);
        let readers = |answer: &Answer| answer.header("access-control-allow-origin").map(str::to_owned);
        let here = front.saying("Origin", SITE);
        let shown = here.get(&offers);
        assert_eq!((readers(&shown).as_deref(), shown.header("vary")), (Some(SITE), Some("Origin")));
        assert_eq!(shown.header("access-control-allow-credentials"), None);
        assert!(shown.header("access-control-expose-headers").unwrap().contains("etag"));
        // A page must be able to read why not, too.
        let refused = here.get("/v1/carts/01a20744-49f3-7698-8402-0166e3a7c66b");
        refused.assert_problem(404, "not-found");
        assert_eq!(readers(&refused).as_deref(), Some(SITE));
        for origin in ["https://evil.example", "null", "*", "https://SHOP.example.org"] {
            let shown = market.guest().saying("Origin", origin).get(&offers);
            assert_eq!((readers(&shown), shown.header("vary")), (None, Some("Origin")), "{origin}");
        }
        assert_eq!(readers(&market.guest().get(&offers)), None);
        assert_eq!(market.guest().get(&offers).header("vary"), Some("Origin"));
        let asking = |origin: &str, path: &str| {
            let page = market.guest().saying("Origin", origin);
            let page = page.saying("Access-Control-Request-Method", "POST");
            page.saying("Access-Control-Request-Headers", "authorization").send("OPTIONS", path, None)
        };
        let told = asking(SITE, "/v1/carts");
        told.assert(204);
        assert_eq!(readers(&told).as_deref(), Some(SITE));
        assert_eq!(told.header("access-control-allow-methods"), Some("POST"));
        let taken = told.header("access-control-allow-headers").unwrap().to_owned();
        assert!(["authorization", "content-type", "idempotency-key"].iter().all(|name| taken.contains(name)));
        assert_eq!((told.header("access-control-max-age"), told.header("vary")), (Some("600"), Some("Origin")));
        let refused = asking("https://evil.example", "/v1/carts");
        refused.assert_problem(403, "origin");
        assert_eq!((readers(&refused), refused.header("access-control-allow-methods")), (None, None));
        asking(SITE, "/v1/nothing").assert_problem(404, "not-found");
        market.guest().send("OPTIONS", "/v1/carts", None).assert_problem(405, "method-not-allowed");
        // Without a key, no page of theirs may read any more.
        let revoked = format!("/v1/enterprises/{}/shop-keys/{key}", shop.hub_id);
        shop.hub.send("DELETE", &revoked, None).assert(204);
        thread::sleep(A_SECOND);
        assert_eq!(readers(&market.guest().saying("Origin", SITE).get(&offers)), None);
        asking(SITE, "/v1/carts").assert_problem(403, "origin");
    }

    async fn a_head_is_answered_as_a_get_without_the_body(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let offers = format!("/v1/shops/{}/offers", Shop::SLUG);
        for path in ["/health", "/openapi.json", offers.as_str()] {
            let (whole, head) = (shop.hub.get(path), shop.hub.send("HEAD", path, None));
            assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
            for header in ["content-type", "content-length", "etag", "vary"] {
                assert_eq!(head.header(header), whole.header(header), "{path}: {header}");
            }
        }
        assert_eq!(shop.hub.send("HEAD", "/v1/nothing", None).status, 404);
        assert_eq!(shop.hub.send("HEAD", "/v1/carts", None).status, 405);
        assert_eq!(market.guest().send("HEAD", "/v1/me", None).status, 401);
    }
}
