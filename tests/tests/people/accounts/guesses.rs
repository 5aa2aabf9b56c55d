//! Passwords are not guessed: attempts are counted in the database, for whoever asks and wherever.

use std::thread;

use serde_json::json;
use sillon_testkit::{Answer, Client, Marketplace, Program, on_both_databases};

use super::{START, confirmed, confirming, email, found, password, sign_in, sign_up};

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");

/// Checks that it was refused for having been tried too often; how long to wait, in seconds.
#[track_caller]
fn assert_too_often(answer: &Answer) -> i64 {
    answer.assert_problem(429, "too-many-attempts");
    answer.header("retry-after").expect("it says when to come back").parse().unwrap()
}

/// Guesses wrong.
fn guess(guest: &Client, name: &str) -> Answer {
    sign_in(guest, name, "not the password")
}

on_both_databases! {
    async fn after_ten_wrong_guesses_even_the_right_password_waits(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        drop(market.person("Awa"));
        drop(market.person("Bo"));
        let guest = market.guest();
        for _ in 0..10 {
            guess(&guest, "Awa").assert_problem(401, "sign-in");
        }
        assert_eq!(assert_too_often(&guess(&guest, "Awa")), 900);
        market.set_clock("2026-05-04T08:10:00Z");
        assert_eq!(assert_too_often(&sign_in(&guest, "Awa", &password("Awa"))), 300);
        // Nobody else waits for it, and what it cost is not paid again by being asked.
        sign_in(&guest, "Bo", &password("Bo")).assert(201);
        market.set_clock("2026-05-04T08:15:00Z");
        sign_in(&guest, "Awa", &password("Awa")).assert(201);
    }

    async fn who_knows_the_password_is_forgiven_earlier_guesses(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        drop(market.person("Awa"));
        let guest = market.guest();
        for _ in 0..3 {
            for _ in 0..9 {
                guess(&guest, "Awa").assert_problem(401, "sign-in");
            }
            sign_in(&guest, "Awa", &password("Awa")).assert(201);
        }
    }

    async fn an_address_without_an_account_is_answered_the_same(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        drop(market.person("Awa"));
        let guest = market.guest();
        let hashings = || market.engine().hashings();
        let answers = |name: &str| -> Vec<(u16, Vec<u8>, Option<String>, u64)> {
            let ask = |_| {
                let before = hashings();
                let answer = guess(&guest, name);
                let wait = answer.header("retry-after").map(str::to_owned);
                (answer.status, answer.body, wait, hashings() - before)
            };
            (0..12).map(ask).collect()
        };
        let (known, unknown) = (answers("Awa"), answers("Nobody"));
        assert_eq!(known, unknown, "the same answers, after the same work");
        assert_eq!(known.iter().map(|answer| answer.3).sum::<u64>(), 10);
    }

    async fn guesses_at_two_servers_at_once_are_counted_together(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        drop(market.person("Awa"));
        let other = market.another_server();
        let servers = [market.guest(), market.guest().at(&other.url())];
        let answers: Vec<Answer> = thread::scope(|scope| {
            let ask = |at: usize| {
                let who = servers[at % 2].elsewhere();
                scope.spawn(move || guess(&who, "Awa"))
            };
            let asked: Vec<_> = (0..40).map(ask).collect();
            asked.into_iter().map(|asked| asked.join().unwrap()).collect()
        });
        let guessed = answers.iter().filter(|answer| answer.status == 401).count();
        assert_eq!(guessed, 10, "no more get through than may");
        for refused in answers.iter().filter(|answer| answer.status != 401) {
            assert_too_often(refused);
        }
        assert_too_often(&sign_in(&servers[0], "Awa", &password("Awa")));
        assert_too_often(&sign_in(&servers[1], "Awa", &password("Awa")));
    }

    async fn guesses_are_counted_across_processes_and_restarts(db: TestDatabase) {
        let mail = tempfile::tempdir().unwrap();
        let program = Program::new(SILLON, &db.database, mail.path());
        let (mut first, mut second) = (program.serve(), program.serve());
        drop(first.guest().sign_up("Awa"));
        for _ in 0..5 {
            guess(&first.guest(), "Awa").assert_problem(401, "sign-in");
            guess(&second.guest(), "Awa").assert_problem(401, "sign-in");
        }
        assert_too_often(&guess(&first.guest(), "Awa"));
        assert_too_often(&sign_in(&second.guest(), "Awa", &password("Awa")));
        first.kill();
        second.kill();
        let again = program.serve();
        let wait = assert_too_often(&sign_in(&again.guest(), "Awa", &password("Awa")));
        assert!((1..=900).contains(&wait), "{wait}");
        sign_in(&again.guest(), "Bo", "nobody's password").assert_problem(401, "sign-in");
    }

    async fn a_network_guesses_so_often_whatever_the_address(db: TestDatabase) {
        let told = [("SILLON_SERVER_PROXIES", "1"), ("SILLON_ATTEMPTS_EACH_NETWORK", "12")];
        let market = Marketplace::open_told(db, START, &told);
        drop(market.person("Awa"));
        let from = |address: &str| market.guest().saying("X-Forwarded-For", address);
        let (mallory, awa) = (from("6.6.6.6, 203.0.113.9"), from("203.0.113.10"));
        // Who is right is not counted.
        for _ in 0..20 {
            sign_in(&mallory, "Awa", &password("Awa")).assert(201);
        }
        for number in 0..12 {
            guess(&mallory, &format!("person{number}")).assert_problem(401, "sign-in");
        }
        assert_too_often(&guess(&mallory, "person13"));
        assert_too_often(&sign_in(&mallory, "Awa", &password("Awa")));
        assert_too_often(&guess(&from("7.7.7.7, 203.0.113.9"), "person13"));
        sign_in(&awa, "Awa", &password("Awa")).assert(201);
        // What nobody forwarded comes from the machine itself, which is counted by address only.
        sign_in(&market.guest(), "Awa", &password("Awa")).assert(201);
        for number in 0..12 {
            let nonsense = json!({"token": format!("{number}")});
            mallory.post("/v1/users/confirmations", &nonsense).assert_problem(404, "link-unknown");
        }
        assert_too_often(&mallory.post("/v1/users/confirmations", &json!({"token": "x"})));
    }

    async fn letters_are_asked_for_so_often_whether_there_is_an_account_or_not(db: TestDatabase) {
        let market = confirming(db);
        drop(market.person("Awa"));
        market.set_clock("2026-05-04T09:00:00Z");
        let guest = market.guest();
        for name in ["Awa", "Nobody"] {
            let body = json!({"email": email(name)});
            for _ in 0..9 {
                guest.post("/v1/users/password-letters", &body).assert(202);
            }
            // Whoever signs up asks for a letter, too.
            sign_up(&guest, name, "a good password").assert(201);
            assert_too_often(&guest.post("/v1/users/password-letters", &body));
            assert_too_often(&sign_up(&guest, name, "a good password"));
        }
        market.set_clock("2026-05-04T09:15:00Z");
        guest.post("/v1/users/password-letters", &json!({"email": email("Awa")})).assert(202);
    }

    async fn what_has_ended_is_forgotten(db: TestDatabase) {
        let market = confirming(db);
        let awa = confirmed(&market, "Awa");
        let farm = found(&awa, "Verger");
        let invitation = json!({"email": "bo@example.org", "role": "manager"});
        awa.post(&format!("/v1/enterprises/{farm}/invitations"), &invitation).assert(201);
        market.guest().post("/v1/users/password-letters", &json!({"email": "awa@example.org"})).assert(202);
        guess(&market.guest(), "Awa").assert_problem(401, "sign-in");
        let kept = |market: &Marketplace| {
            let contents = sillon_store::contents(&market.database.database).unwrap();
            ["session", "account_link", "invitation", "attempt"].map(|table| contents[table].rows)
        };
        assert!(kept(&market).iter().all(|rows| *rows > 0), "{:?}", kept(&market));
        let forget = || {
            let engine = market.engine();
            thread::spawn(move || sillon_testkit::run(engine.write(sillon_engine::forget_ended)))
                .join()
                .unwrap()
                .unwrap();
        };
        let before = kept(&market);
        forget();
        assert_eq!(kept(&market), before, "nothing has ended yet");
        market.set_clock("2026-07-04T08:00:00Z");
        forget();
        assert_eq!(kept(&market), [0, 0, 0, 0]);
    }
}
