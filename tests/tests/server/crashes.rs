//! A server that is killed loses nothing it answered for, and one that was away catches up.

use std::{
    collections::BTreeSet,
    env, fs,
    hash::{BuildHasher, Hasher, RandomState},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant, SystemTime},
};

use sillon_testkit::{Client, Marketplace, Program, Shop, on_both_databases};

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");

/// How often a server is killed, unless `SILLON_KILLS` says another number: 20 is the long form.
const ROUNDS: usize = 4;

/// How many order while it is.
const SHOPPERS: usize = 32;

/// An order that was asked for, and its id when that was answered.
struct Asked {
    cart: String,
    answered: Option<String>,
}

impl Asked {
    fn again(&self, shop: &Shop, who: &Client) -> String {
        let answer = shop.checkout(who, &self.cart, &self.cart);
        answer.assert(201);
        answer.text_at("/id")
    }
}

/// Orders one thing after another until the server is gone; all that was asked for.
fn shop_until_it_is_gone(shop: &Shop, guest: &Client, served: &AtomicUsize) -> Vec<Asked> {
    let who = guest.elsewhere();
    let mut asked = Vec::new();
    let open =
        serde_json::json!({"shop": Shop::SLUG, "lines": shop.lines(&[("Eggs, 6 × egg", 1)])})
            .to_string();
    let json = |body| Some(("application/json", body));
    while let Ok(cart) = who.try_send("POST", "/v1/carts", json(open.as_bytes())) {
        let contact = Shop::contact("Awa", &cart.text_at("/total/amount")).to_string();
        let cart = cart.text_at("/id");
        let checkout = format!("/v1/carts/{cart}/checkout");
        let answer = who.with_key(&cart).try_send(
            "POST",
            &checkout,
            Some(("application/json", contact.as_bytes())),
        );
        let answered = answer.as_ref().ok().map(|answer| {
            answer.assert(201);
            served.fetch_add(1, Ordering::SeqCst);
            answer.text_at("/id")
        });
        asked.push(Asked { cart, answered });
        if answer.is_err() {
            break;
        }
    }
    asked
}

/// Checks that what was answered is there, and that asking again places the rest, each once.
fn check(shop: &Shop, guest: &Client, asked: &[Asked], placed: &mut BTreeSet<String>) {
    for (number, order) in asked.iter().enumerate() {
        let id = if let Some(id) = &order.answered {
            let shown = shop.hub.get(&format!("/v1/orders/{id}"));
            assert_eq!(shown.text_at("/cart"), order.cart);
            // A repeat of what was answered is answered the same; a few stand for all.
            assert!(number % 16 > 0 || order.again(shop, guest) == *id);
            id.clone()
        } else {
            let id = order.again(shop, guest);
            assert_eq!(order.again(shop, guest), id);
            id
        };
        assert!(placed.insert(id), "no two carts are one order");
    }
    assert_eq!(BTreeSet::from_iter(shop.orders()), *placed, "each was placed exactly once");
}

/// Some orders, other every time, and more than can be on their way at once.
fn some_orders() -> usize {
    let random = RandomState::new().build_hasher().finish();
    SHOPPERS + 1 + usize::try_from(random % 400).unwrap()
}

/// The letters in a folder, and when each was written.
fn files(folder: &Path) -> BTreeSet<(PathBuf, SystemTime)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let letters = entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "eml"));
    letters.map(|entry| (entry.path(), entry.metadata().unwrap().modified().unwrap())).collect()
}

/// Waits for something that comes about by itself.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_mins(5), "{what} in time");
        thread::sleep(Duration::from_millis(20));
    }
}

on_both_databases! {
    async fn a_server_killed_under_load_has_every_order_it_answered(db: TestDatabase) {
        let mail = tempfile::tempdir().unwrap();
        let sillon = Program::new(SILLON, &db.database, mail.path());
        let mut server = sillon.serve();
        let mut shop = Shop::open(&server.guest(), "Eggs,6,,egg,2.70,1000000");
        let (mut placed, mut unanswered) = (BTreeSet::new(), 0);
        let rounds = env::var("SILLON_KILLS").map_or(ROUNDS, |many| many.parse().unwrap());
        for _ in 0..rounds {
            let (guest, served) = (server.guest(), AtomicUsize::new(0));
            let asked: Vec<Asked> = thread::scope(|scope| {
                let shopping: Vec<_> = (0..SHOPPERS)
                    .map(|_| scope.spawn(|| shop_until_it_is_gone(&shop, &guest, &served)))
                    .collect();
                let enough = some_orders();
                wait_until("orders are placed", || served.load(Ordering::SeqCst) >= enough);
                server.kill();
                shopping.into_iter().flat_map(|one| one.join().unwrap()).collect()
            });
            let verified = sillon.run(&["verify"]);
            assert_eq!(verified.code, Some(0), "{verified:?}");
            unanswered += asked.iter().filter(|order| order.answered.is_none()).count();
            server = sillon.serve();
            shop = shop.at(server.url());
            check(&shop, &server.guest(), &asked, &mut placed);
        }
        assert!(
            unanswered > 0 && placed.len() > unanswered,
            "{unanswered} of {} were unanswered",
            placed.len()
        );
        shop.close().assert(200);
        assert_eq!(
            shop.harvest(),
            [("Eggs, 6 × egg".to_owned(), i64::try_from(placed.len()).unwrap())]
        );
        drop(server);
        let verified = sillon.run(&["verify"]);
        assert_eq!(verified.code, Some(0), "{verified:?}");
    }

    async fn a_cycle_that_ended_while_the_server_was_down_is_closed_once(db: TestDatabase) {
        let mut market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let guest = market.guest();
        let shop = Shop::open_until(&guest, "Eggs,6,,egg,2.70,50", "2026-05-06T18:00:00Z");
        let order = shop.order(&guest, &[("Eggs, 6 × egg", 2)]);
        market.deliver();
        // A month later, two servers start over the same database at the same time.
        market.stop();
        market.look_every_second();
        market.set_clock("2026-06-02T07:00:00Z");
        let other = market.another_server();
        market.restart();
        let shop = shop.at(&other.url());
        wait_until("the cycle is closed", || shop.stage() == "closed");
        wait_until("the harvest letter leaves", || {
            market.letters().len() == 2 && market.outbox() == (0, 0)
        });
        let letters = market.letters();
        assert_eq!(letters[0].to, "awa@example.org");
        assert_eq!(letters[1].to, "marc@example.org");
        assert!(letters[1].text.contains("2 × Eggs, 6 eggs"), "{}", letters[1].text);
        assert_eq!(shop.harvest(), [("Eggs, 6 × egg".to_owned(), 2)]);
        let due = shop.farmer.get(&format!("/v1/enterprises/{}/balance", shop.farm_id));
        assert_eq!(due.text_at("/earned/amount"), "5.40");
        // Starting again and again closes nothing and writes to nobody.
        drop(other);
        let sent = files(market.mail());
        for _ in 0..2 {
            market.restart();
            thread::sleep(Duration::from_millis(1_200));
        }
        assert_eq!(files(market.mail()), sent);
        let shop = shop.at(&market.url());
        shop.close().assert_problem(409, "cycle-not-open");
        shop.pay(&order, "5.60", "p").assert(201);
        market.assert_clean();
    }

    async fn a_cycle_whose_whole_time_passed_unseen_is_closed_without_orders(db: TestDatabase) {
        let mut market = Marketplace::open_at(db, "2019-05-04T08:00:00Z");
        let guest = market.guest();
        let shop = Shop::open_until(&guest, "Eggs,6,,egg,2.70,50", "2020-05-06T18:00:00Z");
        assert_eq!(shop.stage(), "upcoming");
        market.stop();
        market.set_clock("2020-06-01T08:00:00Z");
        market.restart();
        // Lucie's session has ended long since.
        let last = || {
            market.guest().get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200)["last"]["stage"]
                .clone()
        };
        wait_until("the cycle is closed", || last() == "closed");
        assert!(market.letters().is_empty());
        market.assert_clean();
    }
}
