//! What changes of an enterprise is told to its people: settings, members, grants, keys, terms.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

use super::{MONDAY, history, opened, since, told};

const CARROTS: &str = "Carrots, 500 g";

fn path(enterprise: &str, query: &str) -> String {
    format!("/v1/enterprises/{enterprise}/history{query}")
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

/// What the hub's history tells of one kind, the earliest first.
fn of(shop: &Shop, who: &Client, kind: &str) -> Vec<String> {
    since(&history(who, &path(&shop.hub_id, &format!("?of={kind}"))), 0)
}

on_both_databases! {
    async fn what_an_enterprise_says_and_is_paid_to_is_told_and_no_number_in_clear(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let hub = format!("/v1/enterprises/{}", shop.hub_id);
        let began = of(&shop, &shop.hub, "enterprise");
        assert_eq!(began[0], "enterprise name: - → Halle de la Gare");
        let says = json!({"takes_guests": false, "opening_text": "On Thursdays", "email": "lucie@example.org"});
        shop.hub.patch(&hub, &says).assert(200);
        shop.hub.patch(&hub, &json!({"email": "desk@example.org", "opening_text": "On Thursdays"})).assert(200);
        assert_eq!(of(&shop, &shop.hub, "enterprise")[began.len()..], [
            "enterprise opening_text: - → On Thursdays", "enterprise takes_guests: true → false",
            "enterprise email: - → …@example.org", "enterprise email: …@example.org → …@example.org",
        ]);
        let account = |iban: &str| json!({"holder": "Halle", "iban": iban});
        shop.hub.put(&format!("{hub}/bank-account"), &account("FR76 3000 6000 0112 3456 7890 189")).assert(200);
        shop.hub.put(&format!("{hub}/bank-account"), &account("DE89 3704 0044 0532 0130 00")).assert(200);
        shop.hub.delete(&format!("{hub}/bank-account")).assert(204);
        shop.hub.delete(&format!("{hub}/bank-account")).assert_problem(404, "not-found");
        assert_eq!(of(&shop, &shop.hub, "bank-account"), [
            "bank-account holder: - → Association du Panier", "bank-account iban: - → …0189",
            "bank-account holder: Association du Panier → Halle", "bank-account iban: …0189 → …3000",
            "bank-account holder: Halle → -", "bank-account iban: …3000 → -",
        ]);
        let legal = of(&shop, &shop.hub, "legal-identity");
        assert!(legal[0].starts_with("legal-identity legal_name: - → "), "{legal:?}");
        market.assert_clean();
    }

    async fn members_invitations_and_keys_are_told_to_whom_they_concern(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let hub = format!("/v1/enterprises/{}", shop.hub_id);
        let (ines, role) = (market.person("Ines"), |role: &str| json!({"email": "ines@example.org", "role": role}));
        shop.hub.takes_on(&ines, &shop.hub_id, "packer");
        shop.hub.put(&format!("{hub}/members"), &role("manager")).assert(202);
        assert_eq!(of(&shop, &shop.hub, "member"), [
            "member role: - → owner", "member role: - → packer", "member role: packer → manager",
        ]);
        assert_eq!(of(&shop, &shop.hub, "invitation"), ["invitation role: - → packer"]);
        let last = &history(&shop.hub, &path(&shop.hub_id, "?of=member"))[0];
        assert_eq!((&last["called"], &last["person"]), (&json!("Ines"), &json!("Lucie")));
        let asked = history(&shop.hub, &path(&shop.hub_id, "?of=invitation")).remove(0);
        assert!(!asked.to_string().contains("ines@"), "{asked}");
        // Keys are their owner's to know.
        let body = json!({"name": "Scales", "scopes": ["catalogue:read"]});
        let made = shop.hub.post(&format!("{hub}/api-keys"), &body);
        shop.hub.delete(&format!("{hub}/api-keys/{}", made.text_at("/id"))).assert(204);
        let site = json!({"name": "Site", "origins": ["https://shop.example.org"]});
        let front = shop.hub.post(&format!("{hub}/shop-keys"), &site);
        assert_eq!(of(&shop, &shop.hub, "api-key"), [
            "api-key name: - → Scales", "api-key scopes: - → catalogue:read", "api-key name: Scales → -",
            "api-key scopes: catalogue:read → -",
        ]);
        assert_eq!(of(&shop, &shop.hub, "shop-key"), [
            "shop-key name: - → Site", "shop-key origins: - → https://shop.example.org",
        ]);
        let all = history(&shop.hub, &path(&shop.hub_id, ""));
        let secrets = [made.text_at("/secret"), front.text_at("/key")];
        assert!(!secrets.iter().any(|secret| all.iter().any(|it| it.to_string().contains(secret))));
        assert!(all.iter().any(|it| it["of"] == "api-key" && it["called"] == "Scales"));
        let seen = history(&ines, &path(&shop.hub_id, ""));
        assert!(seen.iter().any(|it| it["of"] == "member") && !seen.iter().any(|it| it["of"] == "api-key"));
        ines.get(&path(&shop.hub_id, "?of=api-key")).assert_problem(403, "role");
        // Who leaves is told, and reads no more; strangers never did.
        let user = ines.get("/v1/me").text_at("/user/id");
        ines.delete(&format!("{hub}/members/{user}")).assert(204);
        assert_eq!(of(&shop, &shop.hub, "member")[3..], ["member role: manager → -"]);
        ines.get(&path(&shop.hub_id, "")).assert_problem(404, "not-found");
        for who in [market.person("Sid"), shop.farmer.elsewhere()] {
            who.get(&path(&shop.hub_id, "")).assert_problem(404, "not-found");
        }
        shop.hub.get(&path(&shop.hub_id, "?of=weather")).assert_fault(422, "invalid-field", "of");
        shop.hub.get(&path(&shop.hub_id, "?of=product")).assert_fault(422, "invalid-field", "of");
    }

    async fn keys_that_end_with_who_made_them_are_told(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let hub = format!("/v1/enterprises/{}", shop.hub_id);
        let ugo = market.person("Ugo");
        shop.hub.takes_on(&ugo, &shop.hub_id, "owner");
        ugo.post(&format!("{hub}/api-keys"), &json!({"name": "Till", "scopes": ["orders:read"]})).assert(201);
        let site = json!({"name": "Site", "origins": ["https://shop.example.org"]});
        ugo.post(&format!("{hub}/shop-keys"), &site).assert(201);
        let user = ugo.get("/v1/me").text_at("/user/id");
        shop.hub.delete(&format!("{hub}/members/{user}")).assert(204);
        assert_eq!(of(&shop, &shop.hub, "api-key")[2..], ["api-key name: Till → -", "api-key scopes: orders:read → -"]);
        assert_eq!(of(&shop, &shop.hub, "shop-key")[2..], [
            "shop-key name: Site → -", "shop-key origins: https://shop.example.org → -",
        ]);
        let last = &history(&shop.hub, &path(&shop.hub_id, "?of=api-key"))[0];
        assert_eq!((&last["called"], &last["person"]), (&json!("Till"), &json!("Lucie")));
        market.assert_clean();
    }

    async fn what_enterprises_allow_each_other_is_told_to_both(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let grant = format!("/v1/enterprises/{}/grants/edit-profile/{}", shop.farm_id, shop.hub_id);
        shop.farmer.put(&grant, &Value::Null).assert(204);
        shop.hub.put(&grant, &Value::Null).assert(204);
        shop.farmer.delete(&grant).assert(204);
        shop.farmer.delete(&grant).assert_problem(404, "not-found");
        let told_of = |who: &Client, of: &str, kind: &str| {
            let changes = history(who, &path(of, &format!("?of={kind}")));
            let theirs = changes.into_iter().rev().filter(|it| it["field"] == "edit-profile");
            theirs.map(|it| (told(&it), it["enterprise"]["name"].clone(), it["person"].clone())).collect::<Vec<_>>()
        };
        let steps = |kind: &str, other: &str| {
            [("-", "offered", "Marc"), ("offered", "given", "Lucie"), ("given", "-", "Marc")]
                .map(|(from, to, who)| (format!("{kind} edit-profile: {from} → {to}"), json!(other), json!(who)))
        };
        assert_eq!(told_of(&shop.farmer, &shop.farm_id, "grant-given"), steps("grant-given", "Halle de la Gare"));
        assert_eq!(told_of(&shop.hub, &shop.hub_id, "grant-received"), steps("grant-received", "Ferme des Tilleuls"));
    }

    async fn a_hubs_terms_are_told_to_it_alone_whether_set_by_hand_or_by_a_list(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        shop.allow("set-hub-prices");
        let terms = format!("/v1/enterprises/{}/terms/{}", shop.hub_id, shop.variant(CARROTS));
        shop.hub.put(&terms, &json!({"price": eur("2.00"), "sku": "H1"})).assert(200);
        shop.hub.put(&terms, &json!({"price": eur("2.00")})).assert(200);
        let list = "producer,distributor,name,units,unit_type,price,on_hand,on_demand\n\
                    Ferme des Tilleuls,Halle de la Gare,Carrots,500,g,2.10,6,\n";
        shop.hub.post_list(list).assert(200);
        shop.hub.delete(&terms).assert(204);
        shop.hub.delete(&terms).assert_problem(404, "not-found");
        let told_of = of(&shop, &shop.hub, "hub-terms");
        assert_eq!(told_of[..2], ["hub-terms price: - → 2.00 EUR", "hub-terms sku: - → H1"]);
        assert!(told_of.contains(&"hub-terms price: 2.00 EUR → 2.10 EUR".to_owned()), "{told_of:?}");
        assert!(told_of.contains(&"hub-terms stock: pool → own".to_owned()), "{told_of:?}");
        assert!(told_of.contains(&"hub-terms price: 2.10 EUR → -".to_owned()), "{told_of:?}");
        let last = &history(&shop.hub, &path(&shop.hub_id, "?of=hub-terms"))[0];
        assert_eq!((&last["called"], &last["id"]), (&json!(CARROTS), &json!(shop.variant(CARROTS))));
        let farms = history(&shop.farmer, &format!("/v1/products/{}/history", shop.product(CARROTS)));
        assert!(!farms.iter().any(|it| it["of"] == "hub-terms"));
        market.assert_clean();
    }

    async fn a_deleted_cycle_stays_known_and_drafts_that_goods_leave_are_told(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let orders = json!({"from": "2026-06-01T08:00:00Z", "until": "2026-06-02T08:00:00Z"});
        let plan = |name: &str| json!({"coordinator": shop.hub_id, "name": name, "orders": orders});
        let gone = shop.hub.post("/v1/cycles", &plan("In vain")).text_at("/id");
        shop.hub.delete(&format!("/v1/cycles/{gone}")).assert(204);
        let last = &history(&shop.hub, &path(&shop.hub_id, "?of=deleted-cycle"));
        assert_eq!(told(last.last().unwrap()), "deleted-cycle name: In vain → -");
        assert_eq!((&last[0]["id"], &last[0]["person"]), (&json!(gone), &json!("Lucie")));
        // A hub that sells nothing any more leaves its drafts, and their histories tell.
        let draft = shop.hub.post("/v1/cycles", &plan("Draft")).text_at("/id");
        for (of, direction) in [(&shop.farm_id, "incoming"), (&shop.hub_id, "outgoing")] {
            let exchange = json!({"enterprise": of, "direction": direction});
            shop.hub.put(&format!("/v1/cycles/{draft}/exchanges"), &exchange).assert(200);
        }
        shop.close().assert(200);
        let hub = format!("/v1/enterprises/{}", shop.hub_id);
        shop.hub.patch(&hub, &json!({"sells": "own"})).assert(200);
        let changes = history(&shop.hub, &format!("/v1/cycles/{draft}/history"));
        let last = &changes[0];
        assert_eq!((&last["of"], &last["field"], &last["after"]), (&json!("exchange"), &json!("variants"), &Value::Null));
        assert!(last["before"].as_str().unwrap().contains(shop.variant(CARROTS)), "{last}");
        assert_eq!(last["person"], "Lucie");
        market.assert_clean();
    }

    async fn a_history_is_narrowed_by_time_and_kept_as_long_as_the_law_says(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let hub = format!("/v1/enterprises/{}", shop.hub_id);
        market.set_clock("2026-05-05T08:00:00Z");
        shop.hub.patch(&hub, &json!({"opening_text": "Tuesday"})).assert(200);
        market.set_clock("2026-05-06T08:00:00Z");
        shop.hub.patch(&hub, &json!({"opening_text": "Wednesday"})).assert(200);
        let account = json!({"holder": "Halle", "iban": "FR76 3000 6000 0112 3456 7890 189"});
        shop.hub.put(&format!("{hub}/bank-account"), &account).assert(200);
        let texts = |query: &str| -> Vec<String> {
            let changes = history(&shop.hub, &path(&shop.hub_id, query));
            let texts = changes.iter().filter(|it| it["field"] == "opening_text");
            texts.map(|it| it["after"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(texts(""), ["Wednesday", "Tuesday"]);
        assert_eq!(texts("?from=2026-05-06T08:00:00Z"), ["Wednesday"]);
        assert_eq!(texts("?until=2026-05-06T08:00:00Z"), ["Tuesday"]);
        assert_eq!(texts("?of=enterprise&from=2026-05-05T00:00:00Z&until=2026-05-05T23:00:00Z"), ["Tuesday"]);
        // Page by page, by kind and all of it, is the same.
        let all = history(&shop.hub, &path(&shop.hub_id, ""));
        let (mut pages, mut after) = (Vec::new(), String::new());
        loop {
            let page = shop.hub.get(&format!("{}?limit=3{after}", path(&shop.hub_id, ""))).assert(200);
            pages.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(pages, all);
        // What is five years old goes, but for what is of money, which stays eleven.
        let engine = market.engine();
        let forget = |at: &str| {
            market.set_clock(at);
            let engine = engine.clone();
            std::thread::spawn(move || sillon_testkit::run(engine.forget_old()).unwrap()).join().unwrap()
        };
        assert_eq!(forget("2031-05-01T08:00:00Z").changes, 0);
        let forgotten = forget("2031-05-15T08:00:00Z").changes;
        assert!(forgotten > all.len() / 2, "{forgotten} were forgotten");
        let owner = again(&market, "Lucie");
        let left = history(&owner, &path(&shop.hub_id, ""));
        assert!(!left.is_empty() && left.iter().all(|it| it["of"] == "bank-account"), "{left:?}");
        assert!(forget("2037-05-15T08:00:00Z").changes >= left.len());
        assert!(history(&again(&market, "Lucie"), &path(&shop.hub_id, "")).is_empty());
        market.assert_clean();
    }
}

/// Somebody's new session: one lasts thirty days.
fn again(market: &Marketplace, name: &str) -> Client {
    let email = format!("{}@example.org", name.to_lowercase());
    let session = json!({"email": email, "password": format!("the password of {name}")});
    let opened = market.guest().post("/v1/sessions", &session);
    market.guest().with_token(&opened.text_at("/token"))
}
