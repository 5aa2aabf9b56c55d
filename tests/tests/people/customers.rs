//! A hub knows its customers, and shows each of them what its rules say, at the prices of their group.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const CARROTS: &str = "Carrots, 500 g";
const SACK: &str = "Carrots, 2 kg";

fn opened(market: &Marketplace) -> Shop {
    let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80\nCarrots,2,kg,,5.20,");
    shop.farmer.allows(&shop.hub, &shop.farm_id, "set-hub-prices", &shop.hub_id);
    shop
}

/// Somebody who proved their address.
fn member(market: &Marketplace, name: &str) -> Client {
    let who = market.guest().sign_up(name);
    who.post("/v1/me/confirmation-letters", &Value::Null).assert(202);
    let letter = market
        .take_letters()
        .into_iter()
        .rev()
        .find(|letter| letter.to.contains(&format!("{}@example.org", name.to_lowercase())));
    let token = letter.expect("a letter to confirm the address").token();
    market.guest().post("/v1/users/confirmations", &json!({"token": token})).assert(204);
    who
}

fn knows(shop: &Shop, name: &str, tags: &[&str]) -> String {
    let body = json!({"email": format!("{}@example.org", name.to_lowercase()), "name": name, "tags": tags});
    let path = format!("/v1/enterprises/{}/customers", shop.hub_id);
    shop.hub.post(&path, &body).assert(201)["id"].as_str().unwrap().to_owned()
}

fn rules(shop: &Shop, rules: &Value) -> Value {
    let path = format!("/v1/enterprises/{}/tag-rules", shop.hub_id);
    shop.hub.put(&path, &json!({"rules": rules})).assert(200)
}

fn terms(shop: &Shop, named: &str, terms: &Value) {
    let path = format!("/v1/enterprises/{}/terms/{}", shop.hub_id, shop.variant(named));
    shop.hub.put(&path, terms).assert(200);
}

fn euros(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

/// The prices that somebody is shown, by what they are of.
fn prices(who: &Client) -> Vec<(String, String)> {
    let shown = who.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
    let offers = shown["offers"].as_array().unwrap().iter();
    let told = |of: &Value, at: &str| of.pointer(at).unwrap().as_str().unwrap().to_owned();
    offers.map(|offer| (told(offer, "/label"), told(offer, "/price/amount"))).collect()
}

fn labelled(prices: &[(&str, &str)]) -> Vec<(String, String)> {
    prices.iter().map(|(label, price)| ((*label).to_owned(), (*price).to_owned())).collect()
}

on_both_databases! {
    async fn ways_of_hand_over_and_ways_to_pay_are_for_whom_the_rules_say(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let methods = format!("/v1/enterprises/{}/hand-over-methods", shop.hub_id);
        let way = |name: &str, tags: &[&str]| {
            let body = json!({"name": name, "kind": "pick-up", "address": "12 rue des Lilas", "tags": tags});
            shop.hub.post(&methods, &body).assert(201)["id"].as_str().unwrap().to_owned()
        };
        let (barn, dock) = (way("Barn", &[]), way("Dock", &["trade"]));
        let many: Vec<String> = (0..21).map(|number| format!("t{number}")).collect();
        let path = format!("/v1/hand-over-methods/{dock}");
        shop.hub.patch(&path, &json!({"tags": many})).assert_fault(422, "invalid-field", "tags");
        let account = json!({"holder": "Halle", "iban": "FR7630006000011234567890189"});
        shop.hub.put(&format!("/v1/enterprises/{}/bank-account", shop.hub_id), &account).assert(200);
        let eve = member(&market, "Eve");
        knows(&shop, "Eve", &["pro"]);
        rules(&shop, &json!([
            {"subject": "hand-over", "customers": ["pro"], "tagged": ["trade"], "shows": true},
            {"subject": "hand-over", "tagged": ["trade"], "shows": false},
            {"subject": "payments", "customers": ["pro"], "tagged": ["bank-transfer"], "shows": true},
            {"subject": "payments", "tagged": ["bank-transfer"], "shows": false},
        ]));
        let ways = |who: &Client| -> Vec<String> {
            let offers = who.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
            offers["hand_over"].as_array().unwrap().iter().map(|way| way["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!((ways(&guest), ways(&eve)), (vec!["Barn".to_owned()], vec!["Barn".to_owned(), "Dock".to_owned()]));
        let payments = |who: &Client| who.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200)["payments"].clone();
        assert_eq!((payments(&guest), payments(&eve)), (json!(["cash"]), json!(["cash", "bank-transfer"])));
        let order = |who: &Client, method: &str, payment: &str, key: &str| {
            let cart = shop.cart(who, &[(CARROTS, 1)]);
            let body = json!({
                "contact": {"name": "Eve", "email": "eve@example.org"}, "total": euros("1.70"), "payment": payment,
                "hand_over": {"method": method}, "consent": true,
            });
            who.with_key(key).post(&format!("/v1/carts/{cart}/checkout"), &body)
        };
        order(&guest, &dock, "cash", "a").assert_problem(422, "hand-over-required");
        order(&guest, &barn, "bank-transfer", "b").assert_fault(422, "invalid-field", "payment");
        order(&guest, &barn, "cash", "c").assert(201);
        order(&eve, &dock, "bank-transfer", "d").assert(201);
        // Whom no way is shown cannot order at all, and is told so.
        shop.hub.delete(&format!("/v1/hand-over-methods/{barn}")).assert(204);
        assert_eq!(ways(&guest), Vec::<String>::new());
        order(&guest, &dock, "cash", "e").assert_problem(409, "no-hand-over");
        let cart = shop.cart(&guest, &[(CARROTS, 1)]);
        let page = guest.get(&format!("/carts/{cart}/hand-over?lang=en")).text();
        assert!(page.contains("no way of pick-up or delivery that is open to you"), "{page}");
        order(&eve, &dock, "cash", "f").assert(201);
        market.assert_clean();
    }

    async fn professionals_see_and_pay_their_own_prices(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let (chef, guest) = (member(&market, "Chloe"), market.guest());
        let of_all = labelled(&[("500 g", "1.70"), ("2 kg", "5.30")]);
        assert_eq!(prices(&chef), of_all, "the hub does not know them yet");
        knows(&shop, "Chloe", &["Professionals", "likes-beetroot"]);
        terms(&shop, SACK, &json!({"group_prices": {"professionals": euros("4.50")}}));
        assert_eq!(prices(&chef), labelled(&[("500 g", "1.70"), ("2 kg", "4.60")]));
        assert_eq!(prices(&guest), of_all);
        terms(&shop, CARROTS, &json!({"group_prices": {"professionals": euros("1.65")}}));
        assert_eq!(prices(&chef)[0].1, "1.70", "nobody pays more for being known");
        // Cart, order and books agree with what was shown.
        let cart = shop.cart(&chef, &[(SACK, 2)]);
        assert_eq!(Shop::total(&chef, &cart), "9.20");
        let placed = shop.checkout_at(&chef, &cart, "k", "9.20");
        assert_eq!(placed.assert(201)["total"]["amount"], "9.20");
        let cart = shop.cart(&guest, &[(SACK, 2)]);
        assert_eq!(Shop::total(&guest, &cart), "10.60");
        // A basket that was filled before signing in is told anew, and nothing is taken unasked.
        shop.checkout_at(&chef, &cart, "l", "10.60").assert_problem(409, "price-changed");
        shop.checkout_at(&chef, &cart, "m", "9.20").assert(201);
        shop.close();
        market.assert_clean();
    }

    async fn a_cycle_and_goods_are_kept_for_members(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let (awa, guest) = (member(&market, "Awa"), market.guest());
        let customer = knows(&shop, "Awa", &["member"]);
        let exchanges = format!("/v1/cycles/{}/exchanges", shop.cycle);
        let out = json!({"enterprise": shop.hub_id, "direction": "outgoing", "tags": ["members"]});
        shop.hub.put(&exchanges, &out).assert(200);
        terms(&shop, SACK, &json!({"tags": ["bulk"]}));
        rules(&shop, &json!([
            {"subject": "cycles", "tagged": ["members"], "shows": false},
            {"subject": "cycles", "customers": ["member"], "tagged": ["members"], "shows": true},
            {"subject": "goods", "tagged": ["bulk"], "shows": false},
        ]));
        let offers = format!("/v1/shops/{}/offers", Shop::SLUG);
        guest.get(&offers).assert_problem(404, "not-found");
        guest.get(&format!("{offers}?cycle={}", shop.cycle)).assert_problem(404, "not-found");
        let shown = guest.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200);
        assert_eq!(shown["open"], json!([]));
        let seen = awa.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200);
        assert_eq!(seen["open"][0]["id"], json!(shop.cycle));
        assert_eq!(prices(&awa), labelled(&[("500 g", "1.70")]), "sacks are kept from everybody");
        let lines = |named: &str| json!({"shop": Shop::SLUG, "cycle": shop.cycle, "lines": shop.lines(&[(named, 1)])});
        guest.post("/v1/carts", &lines(CARROTS)).assert_problem(404, "not-found");
        // Whoever is no member any more orders nothing of it, whatever is in their basket.
        let cart = shop.cart(&awa, &[(CARROTS, 1)]);
        shop.hub.patch(&format!("/v1/customers/{customer}"), &json!({"tags": ["bulk-buyer"]})).assert(200);
        shop.checkout_at(&awa, &cart, "k", "1.70").assert_problem(409, "not-offered");
        rules(&shop, &json!([]));
        shop.checkout_at(&awa, &cart, "l", "1.70").assert(201);
        assert_eq!(prices(&guest).len(), 2, "without rules everything is shown");
        market.assert_clean();
    }

    async fn a_shop_for_its_customers_sells_to_nobody_else(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let (awa, guest) = (member(&market, "Awa"), market.guest());
        let before = shop.cart(&guest, &[(CARROTS, 1)]);
        let profile = format!("/v1/enterprises/{}", shop.hub_id);
        let page = || guest.get(&format!("/shops/{}", Shop::SLUG)).text();
        assert!(page().contains("Behind the station"));
        shop.hub.patch(&profile, &json!({"customers_only": true})).assert(200);
        assert!(!page().contains("Behind the station"), "where it hands over is for its customers");
        let offers = format!("/v1/shops/{}/offers", Shop::SLUG);
        for who in [&guest, &awa] {
            who.get(&offers).assert_problem(403, "customers-only");
            let told = who.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200);
            assert_eq!((&told["customers_only"], &told["is_customer"]), (&json!(true), &json!(false)));
            assert_eq!(told["open"][0]["id"], json!(shop.cycle), "when it sells is no secret");
        }
        shop.checkout_at(&guest, &before, "k", "1.70").assert_problem(403, "customers-only");
        // An address that nobody proved opens nothing.
        knows(&shop, "Basile", &[]);
        let claimed = market.guest().sign_up("Basile");
        claimed.get(&offers).assert_problem(403, "customers-only");
        let id = knows(&shop, "Awa", &[]);
        assert_eq!(prices(&awa).len(), 2);
        let cart = shop.cart(&awa, &[(CARROTS, 1)]);
        shop.checkout_at(&awa, &cart, "l", "1.70").assert(201);
        shop.hub.delete(&format!("/v1/customers/{id}")).assert(204);
        awa.get(&offers).assert_problem(403, "customers-only");
        // Of a sale that is over, too.
        shop.hub.patch(&profile, &json!({"customers_only": false})).assert(200);
        shop.close();
        guest.get(&offers).assert(200);
        shop.hub.patch(&profile, &json!({"customers_only": true})).assert(200);
        guest.get(&offers).assert_problem(403, "customers-only");
        market.assert_clean();
    }

    async fn customers_are_found_changed_and_told_apart(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let path = format!("/v1/enterprises/{}/customers", shop.hub_id);
        let awa = knows(&shop, "Awa", &["member"]);
        knows(&shop, "Basile", &[]);
        let known = json!({"email": "AWA@example.org"});
        shop.hub.post(&path, &known).assert_fault(409, "customer-known", "email");
        let many: Vec<String> = (0..21).map(|number| format!("tag{number}")).collect();
        let tagged = json!({"email": "zoe@example.org", "tags": many});
        shop.hub.post(&path, &tagged).assert_fault(422, "invalid-field", "tags");
        let found = |query: &str| {
            let page = shop.hub.get(&format!("{path}?{query}")).assert(200);
            let items = page["items"].as_array().unwrap().iter();
            items.map(|item| item["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("tag=member"), ["Awa"]);
        assert_eq!((found("q=basi"), found("q=%25")), (vec!["Basile".to_owned()], vec![]));
        let bistrot = json!({"email": "cuisine@example.org", "name": "Le Bistrot d’Été"});
        shop.hub.post(&path, &bistrot).assert(201);
        assert_eq!(found("q=bistrot%20d%E2%80%99ete"), ["Le Bistrot d’Été"], "by a name, whatever its accents");
        shop.hub.get(&format!("{path}?q=%00")).assert_any_problem();
        assert_eq!(found("limit=1").len(), 1);
        let one = format!("/v1/customers/{awa}");
        let edit = json!({"code": "M-7", "name": null});
        let edited = shop.hub.saying("If-Match", "\"1\"").patch(&one, &edit).assert(200);
        assert_eq!((&edited["code"], &edited["name"], &edited["version"]), (&json!("M-7"), &Value::Null, &json!(2)));
        shop.hub.saying("If-Match", "\"1\"").patch(&one, &edit).assert_problem(412, "changed-since");
        let taken = json!({"email": "zoe@example.org", "code": "M-7"});
        shop.hub.post(&path, &taken).assert_fault(409, "customer-code-taken", "code");
        shop.farmer.get(&one).assert_problem(404, "not-found");
        shop.farmer.post(&path, &taken).assert_any_problem();
    }

    async fn rules_that_decide_nothing_are_refused_and_nobody_overwrites_those_of_others(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let path = format!("/v1/enterprises/{}/tag-rules", shop.hub_id);
        let empty = json!({"rules": [{"subject": "goods", "tagged": [], "shows": true}]});
        shop.hub.put(&path, &empty).assert_fault(422, "invalid-field", "rules[0].tagged");
        let unknown = json!({"rules": [{"subject": "weather", "tagged": ["a"], "shows": true}]});
        shop.hub.put(&path, &unknown).assert_any_problem();
        let one = json!([{"subject": "goods", "customers": [], "tagged": ["bulk"], "shows": false}]);
        let version = rules(&shop, &one)["version"].clone();
        assert_eq!(shop.hub.get(&path).assert(200), json!({"rules": one, "version": version}));
        let stale = shop.hub.saying("If-Match", "\"0\"").put(&path, &json!({"rules": []}));
        stale.assert_problem(412, "changed-since");
        shop.farmer.get(&path).assert_any_problem();
        let incoming = json!({"enterprise": shop.farm_id, "direction": "incoming", "tags": ["members"]});
        let exchanges = format!("/v1/cycles/{}/exchanges", shop.cycle);
        shop.hub.put(&exchanges, &incoming).assert_fault(422, "invalid-field", "tags");
    }
}
