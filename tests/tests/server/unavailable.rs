//! A database that is down, cut off or silent costs requests, for as long as it is; and what it says is for the operator alone.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use sillon_store::Database;
use sillon_testkit::{Answer, Between, Client, Cluster, Program, Shop, TestDatabase, on_postgres};

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");

const DEADLINES: [(&str, &str); 4] = [
    ("SILLON_DATABASE_STATEMENT_SECONDS", "4"),
    ("SILLON_DATABASE_WAIT_SECONDS", "4"),
    ("SILLON_DATABASE_CONNECT_TIMEOUT_SECONDS", "2"),
    ("SILLON_SERVER_WORKERS", "2"),
];

fn program(database: &Database, mail: &tempfile::TempDir) -> Program {
    let program = Program::new(SILLON, database, mail.path());
    DEADLINES.iter().fold(program, |program, (name, value)| program.with(name, value))
}

/// Checks that an answer says that there is no database, and nothing of where it is or why; the number it is told by.
#[track_caller]
fn assert_unavailable(answer: &Answer, port: u16) -> String {
    assert_eq!(answer.status, 503, "{answer}");
    let said = answer.text();
    for hidden in ["127.0.0.1", &port.to_string(), "libpq", "connection to server", "sillon@"] {
        assert!(!said.contains(hidden), "{hidden}: {answer}");
    }
    let mut words = said.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
    let number =
        words.find(|word| word.len() == 36).unwrap_or_else(|| panic!("no number: {answer}"));
    number.to_owned()
}

/// Waits until something is so.
#[track_caller]
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(40), "{what} in time");
        thread::sleep(Duration::from_millis(100));
    }
}

/// Asks for something that reads, without a front that is remembered.
fn read(guest: &Client) -> Answer {
    guest.get("/v1/groups")
}

#[test]
fn a_database_that_is_down_is_told_of_in_the_log_alone() {
    on_postgres(module_path!(), async |db: TestDatabase| {
        let (between, mail) = (Between::before(&db.database), tempfile::tempdir().unwrap());
        let server = program(between.database(), &mail).serve();
        let guest = server.guest();
        read(&guest).assert(200);
        between.go_down(true);
        let refused = read(&guest);
        let number = assert_unavailable(&refused, between.port());
        refused.assert_problem(503, "unavailable");
        assert!(refused.header("retry-after").is_some());
        wait_until("the log has its number", || {
            server
                .log()
                .iter()
                .any(|line| line.contains(&number) && line.contains(&between.port().to_string()))
        });
        let page = guest.saying("Accept-Language", "en").get("/shops/nowhere");
        assert_eq!(page.media_type(), "text/html");
        assert!(page.text().contains("cannot be shown just now"), "{page}");
        assert_unavailable(&page, between.port());
        let sign_in = guest
            .post("/v1/sessions", &json!({"email": "awa@example.org", "password": "a password"}));
        assert_unavailable(&sign_in, between.port());
        assert_unavailable(&guest.get("/health/ready"), between.port());
        assert_eq!(guest.get("/health/live").status, 200);
        between.go_down(false);
        wait_until("it is there again", || guest.get("/health").status == 200);
        read(&guest).assert(200);
    });
}

#[test]
fn a_database_that_falls_silent_keeps_nobody_waiting_for_long() {
    on_postgres(module_path!(), async |db: TestDatabase| {
        let (between, mail) = (Between::before(&db.database), tempfile::tempdir().unwrap());
        let server = program(between.database(), &mail).serve();
        let shop = Shop::open(&server.guest(), "Carrots,500,g,,1.60,80");
        let cart = shop.cart(&server.guest(), &[("Carrots, 500 g", 1)]);
        between.fall_silent(true);
        let begun = Instant::now();
        thread::scope(|scope| {
            for number in 0..24 {
                let (guest, cart, shop, port) = (server.guest(), &cart, &shop, between.port());
                scope.spawn(move || {
                    let answer = match number % 4 {
                        0 => read(&guest),
                        1 => guest.post(
                            "/v1/sessions",
                            &json!({"email": "awa@example.org", "password": "x"}),
                        ),
                        2 => shop.checkout(&guest, cart, &format!("key-{number}")),
                        _ => guest.get(&format!("/carts/{cart}")),
                    };
                    // Who did not even get a turn is told that it is crowded.
                    assert_eq!(answer.status, 503, "{answer}");
                    if answer.text().contains("\"unavailable\"") {
                        assert_unavailable(&answer, port);
                    }
                });
            }
            let (guest, port) = (server.guest(), between.port());
            let asked = Instant::now();
            assert_unavailable(&guest.get("/health"), port);
            assert!(asked.elapsed() < Duration::from_secs(20), "{:?}", asked.elapsed());
            assert_eq!(guest.get("/health/live").status, 200);
        });
        // One after another they would take two minutes.
        assert!(begun.elapsed() < Duration::from_mins(1), "{:?}", begun.elapsed());
        between.fall_silent(false);
        wait_until("it is there again", || server.guest().get("/health").status == 200);
        // What was begun may have been done; the same key finds out.
        let orders = shop.orders().len();
        assert!(orders <= 1, "{orders}");
    });
}

#[test]
fn connections_that_are_cut_cost_no_reader_anything_and_no_writer_a_500() {
    on_postgres(module_path!(), async |db: TestDatabase| {
        let (between, mail) = (Between::before(&db.database), tempfile::tempdir().unwrap());
        let server = program(between.database(), &mail).serve();
        let shop = Shop::open(&server.guest(), "Carrots,500,g,,1.60,800");
        let is_over = AtomicBool::new(false);
        let over = &is_over;
        thread::scope(|scope| {
            let shoppers: Vec<_> = (0..4)
                .map(|_| {
                    let (guest, shop) = (server.guest(), &shop);
                    let lines = shop.lines(&[("Carrots, 500 g", 1)]);
                    scope.spawn(move || {
                        let mut statuses = Vec::new();
                        while !over.load(Ordering::Relaxed) {
                            let body = json!({"shop": Shop::SLUG, "lines": lines});
                            let cart = guest.post("/v1/carts", &body);
                            statuses.push(cart.status);
                            if cart.status == 201 {
                                let id = cart.text_at("/id");
                                statuses.push(shop.checkout(&guest, &id, &id).status);
                            }
                        }
                        statuses
                    })
                })
                .collect();
            let readers: Vec<_> = (0..4)
                .map(|_| {
                    let guest = server.guest();
                    scope.spawn(move || {
                        let mut statuses = Vec::new();
                        while !over.load(Ordering::Relaxed) {
                            statuses.push(read(&guest).status);
                        }
                        statuses
                    })
                })
                .collect();
            for round in 0..12 {
                thread::sleep(Duration::from_millis(150));
                // By the network, and by the server.
                if round % 2 == 0 { between.cut() } else { db.cut_connections() }
            }
            is_over.store(true, Ordering::Relaxed);
            for reader in readers {
                let statuses = reader.join().unwrap();
                let failed = statuses.iter().filter(|status| **status != 200).count();
                // One that was cut, tried again and cut again is told to come back.
                assert!(
                    failed * 5 < statuses.len(),
                    "{failed} of {}: {statuses:?}",
                    statuses.len()
                );
                assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
            }
            for shopper in shoppers {
                let statuses = shopper.join().unwrap();
                assert!(statuses.iter().all(|status| [201, 503].contains(status)), "{statuses:?}");
                assert!(statuses.contains(&201));
            }
        });
        let verified = program(&db.database, &mail).run(&["verify"]);
        assert_eq!(verified.code, Some(0), "{verified:?}");
    });
}

#[test]
fn a_database_that_gives_too_few_connections_is_refused_at_the_start() {
    on_postgres(module_path!(), async |db: TestDatabase| {
        let Database::Postgres(url) = &db.database else { unreachable!("it is PostgreSQL") };
        let (_, name) = url.split_once("@/").unwrap();
        let name = name.split('?').next().unwrap();
        let body = "create role few login connection limit 10; \
                    grant all on schema public to few; grant all on all tables in schema public to few";
        let cluster = Cluster::start().expect("the database is on it");
        let made =
            cluster.command("psql").args(["--quiet", "--dbname", name, "--command", body]).status();
        assert!(made.unwrap().success());
        let few = Database::Postgres(url.replace("sillon@", "few@"));
        let mail = tempfile::tempdir().unwrap();
        let said = program(&few, &mail).run(&["serve"]);
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains("connections and 11 are wanted at once"), "{said:?}");
        assert!(said.err.contains("database.readers"), "{said:?}");
        // With one less it serves, all connections at once.
        let server = program(&few, &mail).with("SILLON_DATABASE_READERS", "1").serve();
        thread::scope(|scope| {
            for _ in 0..10 {
                let guest = server.guest();
                scope.spawn(move || read(&guest).assert(200).clone());
            }
        });
        drop(server);
        let gone = "drop owned by few; drop role few";
        let done =
            cluster.command("psql").args(["--quiet", "--dbname", name, "--command", gone]).status();
        assert!(done.unwrap().success());
    });
}
