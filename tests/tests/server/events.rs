//! What happens is told in one order for ever, and webhooks are sent it at least once, in order, signed, whatever their receivers do.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sillon_events::{EventKind, Facts, Happened, sign};
use sillon_kernel::{EnterpriseId, LeaseId, OrderId, PaymentId, Timestamp};
use sillon_store::{Database, Repositories, run_by_hand};
use sillon_testkit::{
    Answer, Client, Heard, Manner, Marketplace, Program, Receiver, Shop, TestDatabase, engine_at,
    on_both_databases, run as finish, send_events,
};
use uuid::Uuid;

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");

const START: &str = "2026-05-04T08:00:00Z";
const CARROTS: &str = "Carrots, 500 g";
const ALLOWED: [(&str, &str); 1] = [("SILLON_WEBHOOKS_ALLOW_PRIVATE", "true")];

/// How long something may take that comes about by itself, whatever else the machine does.
const PATIENCE: Duration = Duration::from_mins(3);

/// Marc's carrots in Lucie's shop, on a clock that stands, where receivers on this machine are sent something.
fn open(db: TestDatabase) -> (Marketplace, Shop) {
    let market = Marketplace::open_told(db, START, &ALLOWED);
    let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,8000");
    (market, shop)
}

/// What a feed answers.
fn feed(who: &Client, enterprise: &str, more: &str) -> Answer {
    who.get(&format!("/v1/events?enterprise={enterprise}{more}"))
}

/// The types of events that were answered.
fn types(answer: &Answer) -> Vec<String> {
    let items = answer.assert(200)["items"].as_array().unwrap().clone();
    items.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

/// Where a webhook of the hub's is.
fn path(shop: &Shop, id: &str) -> String {
    format!("/v1/enterprises/{}/webhooks/{id}", shop.hub_id)
}

/// A webhook of the hub's that leads to a receiver: its id, and its secret.
fn hook(shop: &Shop, url: &str, types: &[&str]) -> (String, String) {
    let body = json!({"url": url, "types": types});
    let made = shop.hub.post(&format!("/v1/enterprises/{}/webhooks", shop.hub_id), &body);
    made.assert(201);
    (made.text_at("/id"), made.text_at("/secret"))
}

/// The last number of the hub's feed.
fn last(shop: &Shop) -> i64 {
    feed(&shop.hub, &shop.hub_id, "").assert(200)["last"].as_i64().unwrap()
}

fn numbers(heard: &[Heard]) -> Vec<i64> {
    heard.iter().map(Heard::number).collect()
}

/// Whether what was sent is signed with a secret, worked out here.
fn is_signed_with(heard: &Heard, secret: &str) -> bool {
    let (at, _) = heard.signature.trim_start_matches("t=").split_once(',').unwrap();
    let at = Timestamp::from_micros(at.parse::<i64>().unwrap() * 1_000_000).unwrap();
    let known = sign([&sillon_events::Secret::stored(secret.to_owned())], at, &heard.body);
    let (_, v1) = known.split_once(',').unwrap();
    heard.signature.split(',').any(|part| part == v1)
}

on_both_databases! {
    async fn what_happens_stands_in_the_feed_in_one_order_for_ever(db: TestDatabase) {
        let (market, shop) = open(db);
        let order = shop.order(&market.guest(), &[(CARROTS, 2)]);
        shop.pay(&order, "1.00", "first").assert(201);
        shop.pay(&order, "0.50", "second").assert(201);
        shop.close().assert(200);
        let all = feed(&shop.hub, &shop.hub_id, "");
        assert_eq!(
            types(&all),
            ["cycle.opened", "order.placed", "payment.recorded", "payment.recorded", "cycle.closed"],
        );
        let answer = all.assert(200);
        let items = answer["items"].as_array().unwrap();
        let numbered: Vec<i64> = items.iter().map(|event| event["number"].as_i64().unwrap()).collect();
        assert_eq!((numbered, &answer["next"], &answer["last"]), (vec![1, 2, 3, 4, 5], &json!(5), &json!(5)));
        let placed = &items[1];
        assert_eq!(placed["subject"], json!({"kind": "order", "id": order}));
        let seen = shop.hub.get(&format!("/v1/orders/{order}")).assert(200);
        let facts = json!({
            "cycle": shop.cycle, "payment": "cash", "reference": seen["reference"], "total": seen["total"],
        });
        assert_eq!(placed["facts"], facts);
        assert_eq!(items[2]["facts"]["amount"], json!({"amount": "1.00", "currency": "EUR"}));
        // The clock stands, and yet each event of the order is later than the one before.
        let at = |index: usize| items[index]["at"].as_str().unwrap().parse::<Timestamp>().unwrap();
        assert!(at(1) < at(2) && at(2) < at(3));
        // Nobody is named in it.
        assert!(!all.text().contains("Awa") && !all.text().contains('@'), "{all}");
        // The farm is told of the cycle, not of the hub's orders.
        assert_eq!(types(&feed(&shop.farmer, &shop.farm_id, "")), ["cycle.opened", "cycle.closed"]);
        market.assert_clean();
    }

    async fn a_feed_is_read_from_any_number_on_and_always_says_where_to_go_on(db: TestDatabase) {
        let (market, shop) = open(db);
        let who = market.guest();
        let orders: Vec<String> = (0..5).map(|_| shop.order(&who, &[(CARROTS, 1)])).collect();
        let first = feed(&shop.hub, &shop.hub_id, "&type=order.placed&limit=2");
        assert_eq!((types(&first).len(), first.assert(200)["next"].as_i64()), (2, Some(3)));
        let rest = feed(&shop.hub, &shop.hub_id, "&type=order.placed,order.changed&after=3");
        assert_eq!((types(&rest).len(), rest.assert(200)["next"].as_i64()), (3, Some(6)));
        let none = feed(&shop.hub, &shop.hub_id, "&after=6").assert(200);
        assert_eq!(none, json!({"items": [], "next": 6, "last": 6}));
        // Those of another type are passed over.
        let other = feed(&shop.hub, &shop.hub_id, "&type=cycle.closed").assert(200);
        assert_eq!((&other["items"], &other["next"]), (&json!([]), &json!(6)));
        let placed = feed(&shop.hub, &shop.hub_id, "&type=order.placed").assert(200);
        let subjects: Vec<&str> =
            placed["items"].as_array().unwrap().iter().map(|it| it["subject"]["id"].as_str().unwrap()).collect();
        assert_eq!(subjects, orders);
        for (query, field) in
            [("&after=-1", "after"), ("&limit=0", "limit"), ("&limit=501", "limit"), ("&type=orders", "type")]
        {
            feed(&shop.hub, &shop.hub_id, query).assert_fault(422, "invalid-field", field);
        }
        shop.hub.get("/v1/events").assert_any_problem();
    }

    async fn a_machine_reads_what_its_scope_allows_and_nobody_reads_others(db: TestDatabase) {
        let (market, shop) = open(db);
        let machine = |scope: &str| {
            let body = json!({"name": "Site", "scopes": [scope]});
            let made = shop.hub.post(&format!("/v1/enterprises/{}/api-keys", shop.hub_id), &body);
            market.guest().with_token(&made.text_at("/secret"))
        };
        assert_eq!(types(&feed(&machine("events:read"), &shop.hub_id, "")), ["cycle.opened"]);
        feed(&machine("orders:read"), &shop.hub_id, "").assert_problem(403, "scope");
        feed(&machine("events:read"), &shop.farm_id, "").assert_problem(404, "not-found");
        feed(&market.person("Zoé"), &shop.hub_id, "").assert_problem(404, "not-found");
        let hooks = format!("/v1/enterprises/{}/webhooks", shop.hub_id);
        machine("events:read").get(&hooks).assert_problem(403, "scope");
    }

    async fn a_webhook_is_sent_what_happens_in_order_once_and_signed(db: TestDatabase) {
        let (market, shop) = open(db);
        let receiver = Receiver::start();
        shop.order(&market.guest(), &[(CARROTS, 1)]);
        let (id, secret) = hook(&shop, &receiver.url(), &["order.placed", "payment.recorded"]);
        assert!(secret.starts_with("whsec_") && secret.len() == 70, "{secret}");
        let order = shop.order(&market.guest(), &[(CARROTS, 2)]);
        shop.pay(&order, "1.00", "first").assert(201);
        shop.close().assert(200);
        assert_eq!(market.send_events(), (2, 0));
        assert_eq!(market.send_events(), (0, 0));
        let heard = receiver.take();
        // What was before it was made is not sent, nor what it does not want.
        assert_eq!(numbers(&heard), [3, 4]);
        let placed = feed(&shop.hub, &shop.hub_id, "&after=2&limit=1").assert(200);
        assert_eq!(heard[0].json(), placed["items"][0]);
        assert_eq!(heard[0].event, heard[0].json()["id"].as_str().unwrap());
        assert!(heard.iter().all(|it| is_signed_with(it, &secret)), "{heard:?}");
        let seen = shop.hub.get(&path(&shop, &id));
        assert_eq!((seen.assert(200)["after"].as_i64(), seen.json()["behind"].as_i64()), (Some(5), Some(0)));
        assert!(!seen.text().contains(&secret[6..]), "{seen}");
        let log = shop.hub.get(&format!("{}/deliveries?limit=1", path(&shop, &id))).assert(200);
        let latest = &log["items"][0];
        assert_eq!((&latest["number"], &latest["type"], &latest["status"]), (&json!(4), &json!("payment.recorded"), &json!(204)));
        assert_eq!((&latest["failure"], &latest["attempt"]), (&Value::Null, &json!(1)));
        let next = log["next"].as_str().unwrap();
        let before = shop.hub.get(&format!("{}/deliveries?after={next}", path(&shop, &id))).assert(200);
        assert_eq!((&before["items"][0]["number"], &before["next"]), (&json!(3), &Value::Null));
        market.assert_clean();
    }

    async fn what_a_receiver_does_not_take_is_tried_again_later_and_nothing_overtakes_it(db: TestDatabase) {
        let (market, shop) = open(db);
        let (receiver, elsewhere) = (Receiver::start(), Receiver::start());
        let (id, _) = hook(&shop, &receiver.url(), &[]);
        let order = shop.order(&market.guest(), &[(CARROTS, 2)]);
        shop.pay(&order, "1.00", "first").assert(201);
        let tries = [
            (Manner::Refusing(503), "2026-05-04T08:00:00Z", json!("status"), json!(503)),
            (Manner::Redirecting(elsewhere.url()), "2026-05-04T08:00:30Z", json!("redirected"), json!(307)),
            (Manner::Slow(Duration::from_secs(30)), "2026-05-04T08:01:30Z", json!("timed-out"), Value::Null),
        ];
        for (manner, at, failure, status) in tries {
            market.set_clock(at);
            receiver.be(manner);
            let begun = Instant::now();
            assert_eq!(market.send_events(), (0, 1));
            assert!(begun.elapsed() < Duration::from_secs(25));
            // Before its time it is not tried again.
            assert_eq!(market.send_events(), (0, 0));
            let log = shop.hub.get(&format!("{}/deliveries?limit=1", path(&shop, &id))).assert(200);
            assert_eq!((&log["items"][0]["failure"], &log["items"][0]["status"]), (&failure, &status));
        }
        assert_eq!(numbers(&receiver.take()), [2, 2, 2]);
        assert_eq!(elsewhere.heard().len(), 0);
        let seen = shop.hub.get(&path(&shop, &id)).assert(200);
        assert_eq!((&seen["failing_since"], &seen["next_try_at"]), (&json!(START), &json!("2026-05-04T08:03:30Z")));
        receiver.be(Manner::Kind);
        market.set_clock("2026-05-04T08:03:30Z");
        assert_eq!(market.send_events(), (2, 0));
        assert_eq!(numbers(&receiver.take()), [2, 3]);
        let seen = shop.hub.get(&path(&shop, &id)).assert(200);
        assert_eq!((&seen["failing_since"], &seen["behind"]), (&Value::Null, &json!(0)));
    }

    async fn a_webhook_that_fails_for_days_is_paused_with_a_letter_and_goes_on_where_it_stood(db: TestDatabase) {
        let (market, shop) = open(db);
        let receiver = Receiver::start();
        let (id, _) = hook(&shop, &receiver.url(), &["order.placed"]);
        shop.order(&market.guest(), &[(CARROTS, 1)]);
        market.take_letters();
        receiver.be(Manner::Refusing(500));
        assert_eq!(market.send_events(), (0, 1));
        market.set_clock("2026-05-09T07:59:59Z");
        assert_eq!(market.send_events(), (0, 1));
        assert_eq!(market.take_letters().len(), 0);
        market.set_clock("2026-05-09T12:00:00Z");
        assert_eq!(market.send_events(), (0, 1));
        let letters = market.take_letters();
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert!(letters[0].text.contains("127.0.0.1"), "{letters:?}");
        market.set_clock("2026-05-10T12:00:00Z");
        assert_eq!(market.send_events(), (0, 0));
        let seen = shop.hub.get(&path(&shop, &id)).assert(200);
        assert_eq!((&seen["enabled"], &seen["paused_because"]), (&json!(false), &json!("failing")));
        receiver.be(Manner::Kind);
        receiver.take();
        shop.order(&market.guest(), &[(CARROTS, 1)]);
        let on = json!({"url": receiver.url(), "types": ["order.placed"], "enabled": true});
        shop.hub.put(&path(&shop, &id), &on).assert(200);
        assert_eq!(market.send_events(), (2, 0));
        assert_eq!(numbers(&receiver.take()), [2, 3]);
        // Who paused it and who did not is known.
        let history = format!("/v1/enterprises/{}/history?of=webhook", shop.hub_id);
        let fields = shop.hub.get(&history).assert(200);
        assert_eq!(fields["items"][0]["field"], "pause", "{fields}");
    }

    async fn nothing_is_sent_into_private_networks_unless_the_installation_allows_it(db: TestDatabase) {
        let (market, shop) = open(db);
        let receiver = Receiver::start();
        // This address leads to this machine by its name, as it may from one day to another.
        let (id, _) = hook(&shop, &format!("https://localhost:{}/", receiver.port()), &[]);
        let (plain, _) = hook(&shop, &receiver.url(), &[]);
        shop.order(&market.guest(), &[(CARROTS, 1)]);
        let strict = engine_at(&market.database.database, market.mail(), START, &[]);
        let sent = thread::spawn(move || finish(send_events(&strict))).join().unwrap().unwrap();
        assert_eq!((sent.taken, sent.failed), (0, 2));
        let failure = |id: &str| {
            shop.hub.get(&format!("{}/deliveries", path(&shop, id))).text_at("/items/0/failure")
        };
        assert_eq!((failure(&id), failure(&plain)), ("private-address".to_owned(), "not-trusted".to_owned()));
        assert_eq!(receiver.heard().len(), 0);
        // Where it is not allowed, such an address is not taken at all.
        let strict = Marketplace::open_at(TestDatabase::sqlite(), START);
        let (owner, hub) = hub_of(&strict);
        let hooks = format!("/v1/enterprises/{hub}/webhooks");
        for url in ["https://127.0.0.1/", "https://[::1]/", "https://localhost/", "http://shop.example.org/", "https://0x7f.1/"] {
            owner.post(&hooks, &json!({"url": url})).assert_fault(422, "invalid-field", "url");
        }
        owner.post(&hooks, &json!({"url": "https://shop.example.org/"})).assert(201);
    }

    async fn a_secret_is_turned_without_a_gap(db: TestDatabase) {
        let (market, shop) = open(db);
        let receiver = Receiver::start();
        let (id, old) = hook(&shop, &receiver.url(), &["order.placed"]);
        let turned = shop.hub.post(&format!("{}/secret", path(&shop, &id)), &json!({"overlap_hours": 2}));
        turned.assert(200);
        let new = turned.text_at("/secret");
        assert_ne!(old, new);
        assert_eq!(turned.text_at("/previous_secret_until"), "2026-05-04T10:00:00Z");
        let sent = || {
            shop.order(&market.guest(), &[(CARROTS, 1)]);
            assert_eq!(market.send_events(), (1, 0));
            let heard = receiver.take();
            (is_signed_with(&heard[0], &new), is_signed_with(&heard[0], &old))
        };
        assert_eq!(sent(), (true, true));
        market.set_clock("2026-05-04T10:00:00Z");
        assert_eq!(sent(), (true, false));
        shop.hub
            .post(&format!("{}/secret", path(&shop, &id)), &json!({"overlap_hours": 169}))
            .assert_fault(422, "invalid-field", "overlap_hours");
    }

    async fn everything_is_played_again_from_any_number(db: TestDatabase) {
        let (market, shop) = open(db);
        let receiver = Receiver::start();
        for _ in 0..4 {
            shop.order(&market.guest(), &[(CARROTS, 1)]);
        }
        let (id, _) = hook(&shop, &receiver.url(), &[]);
        assert_eq!(market.send_events(), (0, 0));
        let replay = |after: i64| shop.hub.post(&format!("{}/replay", path(&shop, &id)), &json!({"after": after}));
        replay(0).assert(200);
        assert_eq!(market.send_events(), (5, 0));
        let first = receiver.take();
        assert_eq!(numbers(&first), [1, 2, 3, 4, 5]);
        assert_eq!(replay(3).assert(200)["behind"], 2);
        assert_eq!(market.send_events(), (2, 0));
        let again = receiver.take();
        let same = |heard: &[Heard]| heard.iter().map(|it| (it.event.clone(), it.body.clone())).collect::<Vec<_>>();
        assert_eq!(same(&again), same(&first[3..]));
        replay(6).assert_fault(422, "invalid-field", "after");
        replay(-1).assert_fault(422, "invalid-field", "after");
        // A new one may begin where it likes.
        let body = json!({"url": receiver.url(), "after": 4});
        shop.hub.post(&format!("/v1/enterprises/{}/webhooks", shop.hub_id), &body).assert(201);
        assert_eq!(market.send_events(), (1, 0));
        assert_eq!(numbers(&receiver.take()), [5]);
    }

    async fn a_ping_tells_at_once_whether_a_receiver_takes_it(db: TestDatabase) {
        let (market, shop) = open(db);
        let receiver = Receiver::start();
        let (id, secret) = hook(&shop, &receiver.url(), &[]);
        let off = json!({"url": receiver.url(), "enabled": false});
        assert_eq!(shop.hub.put(&path(&shop, &id), &off).assert(200)["paused_because"], "asked");
        let ping = || shop.hub.post(&format!("{}/ping", path(&shop, &id)), &Value::Null).assert(200);
        let taken = ping();
        assert_eq!((&taken["status"], &taken["failure"], &taken["type"]), (&json!(204), &Value::Null, &json!("ping")));
        let heard = receiver.take();
        assert!(is_signed_with(&heard[0], &secret));
        assert_eq!(heard[0].json()["subject"], json!({"kind": "webhook", "id": id}));
        receiver.be(Manner::Refusing(410));
        assert_eq!(ping()["failure"], "status");
        let log = shop.hub.get(&format!("{}/deliveries", path(&shop, &id))).assert(200);
        assert_eq!(log["items"].as_array().unwrap().len(), 2);
        shop.hub.delete(&path(&shop, &id)).assert(204);
        shop.hub.post(&format!("{}/ping", path(&shop, &id)), &Value::Null).assert_problem(404, "not-found");
        market.assert_clean();
    }

    async fn two_nodes_send_each_event_once_and_a_dead_one_is_stood_in_for(db: TestDatabase) {
        let (market, shop) = open(db);
        let receiver = Receiver::start();
        hook(&shop, &receiver.url(), &["order.placed"]);
        for _ in 0..12 {
            shop.order(&market.guest(), &[(CARROTS, 1)]);
        }
        let begun = last(&shop);
        receiver.be(Manner::Slow(Duration::from_millis(20)));
        let other = market.another_server();
        let engines = [market.engine(), Arc::clone(&other.engine)];
        let runs = engines.map(|engine| {
            thread::spawn(move || finish(send_events(&engine)).map(drop).unwrap())
        });
        for run in runs {
            run.join().unwrap();
        }
        // A server that has just started sends by itself, too.
        wait_until("all is sent", &|| receiver.heard().len() >= 12);
        drop(other);
        assert_eq!(numbers(&receiver.take()), (begun - 11..=begun).collect::<Vec<_>>());
        // A node that has the webhook in its hands, and is no more.
        shop.order(&market.guest(), &[(CARROTS, 1)]);
        last(&shop);
        let dead = market.engine();
        let claimed = dead.write(|tx| {
            let now = tx.now();
            Ok(tx.webhooks().claim(now, LeaseId(Uuid::from_u128(7)), now.plus_seconds(20))?)
        });
        assert!(claimed.await.unwrap().is_some());
        assert_eq!(market.send_events(), (0, 0));
        market.set_clock("2026-05-04T08:00:20Z");
        assert_eq!(market.send_events(), (1, 0));
        assert_eq!(numbers(&receiver.take()), [begun + 1]);
    }

    async fn what_a_killed_server_was_sending_is_sent_by_the_next(db: TestDatabase) {
        let market = Marketplace::open_now(db, &ALLOWED);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,8000");
        let receiver = Receiver::start();
        hook(&shop, &receiver.url(), &["order.placed"]);
        receiver.be(Manner::Slow(Duration::from_secs(5)));
        for _ in 0..3 {
            shop.order(&market.guest(), &[(CARROTS, 1)]);
        }
        let first = last(&shop) - 2;
        let program = Program::new(SILLON, &market.database.database, market.mail());
        let program = program.with(ALLOWED[0].0, ALLOWED[0].1).with("SILLON_WEBHOOKS_INTERVAL_SECONDS", "1");
        let server = program.serve();
        wait_until("something is sent", &|| !receiver.heard().is_empty());
        drop(server);
        receiver.be(Manner::Kind);
        let _next = program.serve();
        wait_until("all is sent", &|| receiver.heard().len() >= 4);
        assert_eq!(numbers(&receiver.take()), [first, first, first + 1, first + 2]);
    }

    async fn what_is_old_is_forgotten_and_numbers_go_on(db: TestDatabase) {
        let told = [ALLOWED[0], ("SILLON_SESSIONS_DAYS", "3650")];
        let market = Marketplace::open_told(db, START, &told);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,8000");
        let receiver = Receiver::start();
        hook(&shop, &receiver.url(), &[]);
        shop.order(&market.guest(), &[(CARROTS, 1)]);
        assert_eq!(market.send_events(), (1, 0));
        market.set_clock("2027-06-04T08:00:00Z");
        shop.order(&market.guest(), &[(CARROTS, 1)]);
        last(&shop);
        let forgotten = market.engine().forget_old().await.unwrap();
        // The farm was told of the cycle, too.
        assert_eq!((forgotten.events, forgotten.deliveries), (3, 1));
        let left = feed(&shop.hub, &shop.hub_id, "").assert(200);
        assert_eq!((&left["items"][0]["number"], &left["next"]), (&json!(3), &json!(3)));
        market.assert_clean();
    }

    async fn what_is_missing_in_a_feed_is_noticed(db: TestDatabase) {
        let (market, shop) = open(db);
        for _ in 0..3 {
            shop.order(&market.guest(), &[(CARROTS, 1)]);
        }
        last(&shop);
        market.assert_clean();
        run_by_hand(&market.database.database, "delete from event where number = 3").unwrap();
        assert!(!market.verify().differences.is_empty());
    }

    async fn whoever_may_set_none_any_more_has_their_webhooks_paused(db: TestDatabase) {
        let (market, shop) = open(db);
        let receiver = Receiver::start();
        let ugo = market.person("Ugo");
        shop.hub.takes_on(&ugo, &shop.hub_id, "owner");
        let body = json!({"url": receiver.url()});
        let made = ugo.post(&format!("/v1/enterprises/{}/webhooks", shop.hub_id), &body);
        assert_eq!(made.text_at("/set_by"), "Ugo");
        let id = ugo.get("/v1/me").text_at("/user/id");
        shop.hub.delete(&format!("/v1/enterprises/{}/members/{id}", shop.hub_id)).assert(204);
        shop.order(&market.guest(), &[(CARROTS, 1)]);
        assert_eq!(market.send_events(), (0, 0));
        let seen = shop.hub.get(&path(&shop, &made.text_at("/id"))).assert(200);
        assert_eq!(seen["paused_because"], "setter-left");
        let on = json!({"url": receiver.url(), "enabled": true});
        assert_eq!(shop.hub.put(&path(&shop, &made.text_at("/id")), &on).assert(200)["set_by"], "Lucie");
        assert_eq!(market.send_events(), (1, 0));
    }

    async fn an_event_whose_transaction_ends_late_is_not_passed_over(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (owner, hub) = hub_of(&market);
        // SQLite has one writer: there nobody is overtaken.
        if matches!(market.database.database, Database::Sqlite(_)) {
            return;
        }
        let id = EnterpriseId(hub.parse().unwrap());
        let note = move |number: u128| {
            let facts = Facts::Payment {
                payment: PaymentId(Uuid::from_u128(number)),
                amount: "EUR".parse().map(|euro| sillon_kernel::Money::new(1, euro)).unwrap(),
                method: "cash",
            };
            let order = OrderId(Uuid::from_u128(number));
            Happened::to_order((id, order), EventKind::PaymentRecorded, "2026-05-04T08:00:00Z".parse().unwrap(), &facts)
        };
        let ((written, is_written), (go_on, may_go_on)) = (mpsc::channel(), mpsc::channel::<()>());
        let engine = market.engine();
        let slow = thread::spawn(move || {
            let mut wait = once(may_go_on);
            finish(engine.write(move |tx| {
                tx.events().note(&[note(1)])?;
                written.send(()).ok();
                wait();
                Ok(())
            }))
            .unwrap();
        });
        is_written.recv().unwrap();
        market.engine().write(move |tx| Ok(tx.events().note(&[note(2)])?)).await.unwrap();
        let first = feed(&owner, &hub, "").assert(200);
        assert_eq!((first["items"].as_array().unwrap().len(), &first["next"]), (1, &json!(1)));
        go_on.send(()).unwrap();
        slow.join().unwrap();
        let late = feed(&owner, &hub, "&after=1").assert(200);
        assert_eq!(late["items"][0]["subject"]["id"], Uuid::from_u128(1).to_string());
        assert_eq!(late["items"][0]["number"], 2);
    }
}

/// Waits for something that comes about by itself.
#[track_caller]
fn wait_until(what: &str, is_so: &dyn Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what} in time");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Somebody's hub.
fn hub_of(market: &Marketplace) -> (Client, String) {
    let owner = market.person("Ugo");
    let body = json!({"name": "Panier du Canal", "is_producer": false, "sells": "any"});
    let hub = owner.post("/v1/enterprises", &body).text_at("/id");
    (owner, hub)
}

/// Waits once for word to go on; a transaction that is tried again does not wait again.
fn once(word: mpsc::Receiver<()>) -> impl FnMut() + Send {
    let mut word = Some(word);
    move || {
        if let Some(word) = word.take() {
            word.recv().ok();
        }
    }
}
