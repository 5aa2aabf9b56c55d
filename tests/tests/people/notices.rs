//! Letters that people may have or not: who gets which, when, and how they end; what a hub sees of those about its orders.

use serde_json::{Value, json};
use sillon_kernel::MessageId;
use sillon_store::Repositories;
use sillon_testkit::{Client, Letter, Marketplace, Shop, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";
const START: &str = "2026-05-04T08:00:00Z";
const END: &str = "2026-05-07T08:00:00Z";

/// A shop that takes orders until Thursday, and hands them out on Friday evening.
fn open(market: &Marketplace) -> Shop {
    let shop = Shop::open_until(&market.guest(), "Eggs,6,,egg,2.70,5000", END);
    let window = json!({"from": "2026-05-08T15:00:00Z", "until": "2026-05-08T18:00:00Z"});
    let exchange = json!({
        "enterprise": shop.hub_id, "direction": "outgoing", "variants": null, "pick_up": window,
        "pick_up_text": "Behind the station",
    });
    shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &exchange).assert(200);
    market.take_letters();
    shop
}

fn english(market: &Marketplace, name: &str) -> Client {
    let who = market.person(name);
    who.send_json("PATCH", "/v1/me", &json!({"language": "en"})).assert(200);
    who
}

fn choose(who: &Client, kind: &str, wanted: bool) {
    let kinds = json!({"kinds": [{"kind": kind, "wanted": wanted}]});
    let shown = who.put("/v1/me/notices", &kinds).assert(200);
    let said = shown["kinds"].as_array().unwrap().iter().find(|it| it["kind"] == kind).unwrap();
    assert_eq!(said["wanted"], wanted);
}

fn follow(who: &Client, shop: &Shop) {
    who.put(&format!("/v1/me/followed-shops/{}", shop.hub_id), &Value::Null).assert(200);
}

/// What is said to somebody, by the first words of each subject.
fn to<'l>(letters: &'l [Letter], name: &str) -> Vec<&'l Letter> {
    let address = format!("{}@example.org", name.to_lowercase());
    letters.iter().filter(|letter| letter.to.contains(&address)).collect()
}

/// The path and query of the link that ends letters, as the header says it.
fn stop_link(letter: &Letter) -> String {
    let said = letter.header("List-Unsubscribe").unwrap_or_else(|| panic!("{letter:?}"));
    assert_eq!(letter.header("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    let link = said.trim_matches(['<', '>']).strip_prefix("https://market.example.org").unwrap();
    assert!(letter.text.contains(said.trim_matches(['<', '>'])), "{}", letter.text);
    link.to_owned()
}

on_both_databases! {
    async fn everybody_chooses_which_letters_they_get(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let awa = english(&market, "Awa");
        let shown = awa.get("/v1/me/notices").assert(200);
        let of = |kind: &str| {
            shown["kinds"].as_array().unwrap().iter().find(|it| it["kind"] == kind).unwrap().clone()
        };
        assert_eq!((of("order")["always_because"].clone(), of("account")["always_because"].clone()),
            (json!("law"), json!("security")));
        assert_eq!((of("pick-up-soon")["wanted"].clone(), of("order-received")["wanted"].clone()), (json!(true), json!(false)));
        let put = |kind: &str, wanted: bool| {
            awa.put("/v1/me/notices", &json!({"kinds": [{"kind": kind, "wanted": wanted}]}))
        };
        put("order", false).assert_problem(409, "always-sent");
        put("order", true).assert(200);
        put("weather", false).assert_fault(422, "invalid-field", "kinds[0].kind");
        let nobody = market.guest().get("/v1/me/notices");
        assert_eq!(nobody.status, 401);
        awa.put(&format!("/v1/me/followed-shops/{}", uuid::Uuid::now_v7()), &Value::Null).assert_problem(404, "not-found");
    }

    async fn who_follows_a_shop_hears_that_it_opens_and_closes_until_they_end_it(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = open(&market);
        let (awa, bo, cora) = (english(&market, "Awa"), english(&market, "Bo"), english(&market, "Cora"));
        for who in [&awa, &bo, &cora] {
            follow(who, &shop);
        }
        choose(&cora, "cycle-opened", false);
        market.move_clock("2026-05-04T08:00:10Z");
        let letters = market.take_letters();
        assert!(to(&letters, "Cora").is_empty(), "{letters:?}");
        let opened = to(&letters, "Awa")[0];
        assert_eq!(opened.subject, "Halle de la Gare takes orders: Always");
        for said in ["Order until\nThursday 7 May 2026, 10:00", "https://market.example.org/shops/halle-de-la-gare",
            "Friday 8 May 2026, 17:00 to 20:00\nBehind the station"] {
            assert!(opened.text.contains(said), "{said}: {}", opened.text);
        }
        market.move_clock("2026-05-04T09:00:00Z");
        assert!(market.take_letters().is_empty(), "it is said once");
        // Looking at the link ends nothing; what a mail program sends for its button does.
        let link = stop_link(to(&letters, "Bo")[0]);
        let page = market.guest().get(&link);
        assert_eq!(page.status, 200);
        assert_eq!(bo.get("/v1/me/notices").assert(200)["followed_shops"][0]["id"], json!(shop.hub_id));
        assert_eq!(market.guest().form(&link, &[("List-Unsubscribe", "One-Click")]).status, 200);
        assert_eq!(bo.get("/v1/me/notices").assert(200)["followed_shops"], json!([]));
        let guess = link.replace("token=", "token=0");
        assert_eq!(market.guest().form(&guess, &[]).status, 404);
        // A day before it closes: to who has not ordered.
        let dora = english(&market, "Dora");
        follow(&dora, &shop);
        shop.order(&awa, &[(EGGS, 1)]);
        market.take_letters();
        market.move_clock("2026-05-06T08:00:10Z");
        let letters = market.take_letters();
        assert!(to(&letters, "Awa").is_empty() && to(&letters, "Bo").is_empty(), "{letters:?}");
        assert_eq!(to(&letters, "Dora")[0].subject, "Last orders at Halle de la Gare: Always");
        assert_eq!(to(&letters, "Cora").len(), 1);
        market.assert_clean();
    }

    async fn who_fetches_tomorrow_is_reminded_and_who_fetched_is_not(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = open(&market);
        let (awa, bo) = (english(&market, "Awa"), english(&market, "Bo"));
        choose(&bo, "pick-up-soon", false);
        let order = shop.order(&awa, &[(EGGS, 2)]);
        shop.order(&bo, &[(EGGS, 1)]);
        market.move_clock("2026-05-07T08:00:10Z");
        assert_eq!(shop.stage(), "closed");
        market.take_letters();
        market.move_clock("2026-05-07T15:00:10Z");
        let letters = market.take_letters();
        assert!(letters.len() == 1, "{letters:?}");
        let reminder = to(&letters, "Awa")[0];
        assert!(reminder.subject.starts_with("To pick up: your order"), "{}", reminder.subject);
        for said in ["Friday 8 May 2026, 17:00 to 20:00\nBehind the station", "There is €5.60 left to pay", "– 2 × Eggs"] {
            assert!(reminder.text.contains(said), "{said}: {}", reminder.text);
        }
        stop_link(reminder);
        let seen = shop.hub.get(&format!("/v1/orders/{order}/letters")).assert(200);
        let kinds: Vec<&str> = seen["letters"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["pick-up-soon", "order-placed"]);
        market.assert_clean();
    }

    async fn a_server_that_was_away_for_weeks_reminds_nobody_of_what_is_over(db: TestDatabase) {
        let mut market = Marketplace::open_at(db, START);
        let shop = open(&market);
        let (awa, bo) = (english(&market, "Awa"), english(&market, "Bo"));
        for who in [&awa, &bo] {
            follow(who, &shop);
        }
        shop.order(&awa, &[(EGGS, 2)]);
        market.stop();
        market.set_clock("2026-06-15T08:00:00Z");
        market.restart();
        for at in ["2026-06-15T08:00:10Z", "2026-06-15T08:00:20Z"] {
            market.move_clock(at);
        }
        let letters = market.take_letters();
        let subjects: Vec<&str> = to(&letters, "Awa").iter().map(|it| it.subject.as_str()).collect();
        assert!(matches!(subjects[..], [only] if only.starts_with("Your order")), "{subjects:?}");
        assert!(to(&letters, "Bo").is_empty(), "{letters:?}");
        market.assert_clean();
    }

    async fn a_hub_that_wants_it_hears_of_every_order(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = open(&market);
        let changes = json!({"takes_changes": true});
        shop.hub.patch(&format!("/v1/enterprises/{}", shop.hub_id), &changes).assert(200);
        let (awa, nina) = (english(&market, "Awa"), english(&market, "Nina"));
        shop.order(&awa, &[(EGGS, 1)]);
        market.move_clock("2026-05-04T08:01:00Z");
        assert!(market.take_letters().iter().all(|it| !it.to.contains("lucie")), "nobody asked for it");
        // Somebody who runs the hub beside its owner asks for it, for themselves.
        shop.hub.takes_on(&nina, &shop.hub_id, "manager");
        choose(&nina, "order-received", true);
        market.move_clock("2026-05-04T08:02:00Z");
        market.take_letters();
        let order = shop.order(&awa, &[(EGGS, 2)]);
        market.move_clock("2026-05-04T08:03:00Z");
        let letters = market.take_letters();
        let copy = to(&letters, "Nina")[0];
        assert!(copy.subject.starts_with("New order") && copy.subject.ends_with(": Awa"), "{}", copy.subject);
        for said in ["Awa has placed the order", "2 × Eggs", "€0.47/piece", "€5.60", "It is paid in cash.", "awa@example.org"] {
            assert!(copy.text.contains(said), "{said}: {}", copy.text);
        }
        assert!(copy.header("Reply-To").is_some_and(|to| to.contains("awa@example.org")));
        assert!(to(&letters, "Lucie").is_empty(), "{letters:?}");
        market.move_clock("2026-05-04T08:04:00Z");
        assert!(market.take_letters().is_empty(), "each is told once");
        let wish = json!({"lines": shop.lines(&[(EGGS, 1)]), "total": {"amount": "2.80", "currency": "EUR"}});
        awa.with_key("less").post(&format!("/v1/orders/{order}/changes"), &wish).assert(200);
        let letters = market.take_letters();
        assert!(to(&letters, "Nina")[0].subject.ends_with("changed: Awa"), "{letters:?}");
        // An owner speaks for the hub's address: they switch off what it gets.
        choose(&shop.hub, "order-cancelled", false);
        awa.with_key("gone").post(&format!("/v1/orders/{order}/cancellation"), &json!({})).assert(200);
        let letters = market.take_letters();
        assert!(to(&letters, "Lucie").is_empty() && to(&letters, "Awa").len() == 1, "{letters:?}");
        market.assert_clean();
    }

    async fn a_hub_sees_which_letters_failed_and_sends_them_again(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = open(&market);
        let awa = english(&market, "Awa");
        let order = shop.order(&awa, &[(EGGS, 1)]);
        let letters = |who: &Client| who.get(&format!("/v1/orders/{order}/letters"));
        assert_eq!(letters(&shop.hub).assert(200)["letters"][0]["state"], "waiting");
        market.take_letters();
        let sent = letters(&shop.hub).assert(200)["letters"][0].clone();
        assert_eq!((sent["state"].clone(), sent["kind"].clone()), (json!("sent"), json!("order-placed")));
        letters(&awa).assert_problem(404, "not-found");
        letters(&shop.farmer).assert_problem(404, "not-found");
        let id: MessageId = sent["id"].as_str().unwrap().parse().unwrap();
        let engine = market.engine();
        let came_back = engine.write(move |tx| {
            let now = tx.now();
            Ok(tx.letters().came_back(id, "550 5.1.1 nobody of that name", now)?)
        });
        assert!(came_back.await.unwrap());
        let failed = |who: &Client| who.get(&format!("/v1/enterprises/{}/failed-letters", shop.hub_id));
        let listed = failed(&shop.hub).assert(200)["letters"].clone();
        assert_eq!((listed[0]["about"].clone(), listed[0]["why"].clone()),
            (json!(order), json!("550 5.1.1 nobody of that name")));
        assert_eq!(failed(&shop.farmer).status, 404);
        let again = format!("/v1/letters/{id}/again");
        awa.with_key("again").post(&again, &Value::Null).assert_problem(404, "not-found");
        let answer = shop.hub.with_key("again").post(&again, &Value::Null);
        assert_eq!((answer.status, answer.text_at("/state")), (202, "waiting".to_owned()));
        let repeated = shop.hub.with_key("again").post(&again, &Value::Null);
        assert_eq!(repeated.text_at("/id"), answer.text_at("/id"), "a repeat sends nothing more");
        assert_eq!(market.take_letters().len(), 1);
        let confirm = format!("/v1/orders/{order}/letters");
        assert_eq!(shop.hub.with_key("confirm").post(&confirm, &Value::Null).status, 202);
        let confirmed = market.take_letters();
        assert!(confirmed[0].subject.starts_with("Your order"), "{confirmed:?}");
        assert!(confirmed[0].html.contains("<html lang=\"en\">"), "{}", confirmed[0].html);
    }

    async fn a_hub_is_sent_only_so_many_letters_again(db: TestDatabase) {
        let market = Marketplace::open_told(db, START, &[("SILLON_LETTERS_EACH_ADDRESS", "2")]);
        let shop = open(&market);
        let order = shop.order(&english(&market, "Awa"), &[(EGGS, 1)]);
        let confirm = |key: &str| {
            shop.hub.with_key(key).post(&format!("/v1/orders/{order}/letters"), &Value::Null).status
        };
        assert_eq!([confirm("1"), confirm("2"), confirm("3")], [202, 202, 429]);
    }

    async fn an_owner_is_welcomed_with_what_there_is_to_set_up(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let lucie = english(&market, "Lucie");
        let farm = json!({"name": "Ferme des Tilleuls", "is_producer": true, "sells": "own"});
        lucie.post("/v1/enterprises", &farm).assert(201);
        market.deliver();
        let letters = Letter::all(market.mail());
        assert_eq!(letters[0].subject, "Welcome, Ferme des Tilleuls: what to set up");
        assert!(letters[0].text.contains("Who sells") && letters[0].text.contains("https://market.example.org"), "{letters:?}");
    }
}
