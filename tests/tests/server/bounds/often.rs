//! Whoever asks too often is told when to come back, and finds their requests in the log.

use serde_json::json;
use sillon_testkit::{Marketplace, Program, Shop, TestDatabase, on_both_databases};

use crate::bounds::SILLON;

on_both_databases! {
    async fn a_key_that_asks_too_often_is_held_back_alone(db: TestDatabase) {
        let limits = [("SILLON_LIMITS_KEY_PER_SECOND", "1"), ("SILLON_LIMITS_KEY_BURST", "40")];
        let market = Marketplace::open_now(db, &limits);
        let (awa, bo) = (market.person("Awa"), market.person("Bo"));
        let statuses: Vec<u16> = (0..60).map(|_| awa.get("/v1/me").status).collect();
        assert!(statuses[..39].iter().all(|status| *status == 200), "{statuses:?}");
        assert_eq!(statuses[59], 429);
        let refused = awa.get("/v1/me");
        refused.assert_problem(429, "too-many-requests");
        let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        assert!(refused.header("x-request-id").is_some());
        bo.get("/v1/me").assert(200);
        assert_eq!(awa.get("/health").status, 200, "it may always be asked whether the server is up");
    }

    async fn a_network_that_asks_too_often_is_held_back_on_pages_too(db: TestDatabase) {
        let limits = [
            ("SILLON_SERVER_PROXIES", "1"),
            ("SILLON_LIMITS_NETWORK_PER_SECOND", "1"),
            ("SILLON_LIMITS_NETWORK_BURST", "5"),
        ];
        let market = Marketplace::open_now(db, &limits);
        let from = |network| market.guest().saying("X-Forwarded-For", network).saying("Accept-Language", "en");
        let one = from("203.0.113.1");
        for _ in 0..10 {
            drop(one.get("/"));
        }
        let page = one.get("/");
        assert_eq!((page.status, page.media_type()), (429, "text/html"), "{page}");
        assert!(page.header("retry-after").is_some() && page.text().contains("crowded"), "{page}");
        assert_eq!(one.get("/v1/shops").status, 429);
        assert_eq!(from("203.0.113.2").get("/v1/shops").status, 200);
    }
}

#[test]
fn each_request_is_one_line_with_its_route_and_nothing_of_anybody() {
    let (database, mail) = (TestDatabase::sqlite(), tempfile::tempdir().unwrap());
    let program = Program::new(SILLON, &database.database, mail.path())
        .with("SILLON_LOG_ACCESS", "true")
        .with("SILLON_LOG_FORMAT", "json");
    let server = program.serve();
    let guest = server.guest();
    let shop = Shop::open(&guest, "Carrots,500,g,,1.60,80");
    let cart = shop.cart(&guest, &[("Carrots, 500 g", 1)]);
    let seen = guest.saying("X-Request-Id", "from-the-proxy.7");
    let answer = seen.get(&format!("/v1/carts/{cart}"));
    assert_eq!(answer.header("x-request-id"), Some("from-the-proxy.7"));
    let odd =
        guest.saying("X-Request-Id", "awa@example.org").get("/nowhere/awa@example.org?q=secret");
    let own = odd.header("x-request-id").unwrap().to_owned();
    assert_eq!((odd.status, own.len()), (404, 32));
    let find = |id: &str| {
        let begun = std::time::Instant::now();
        loop {
            if let Some(line) = server.log().into_iter().find(|line| line.contains(id)) {
                return serde_json::from_str::<serde_json::Value>(&line).unwrap();
            }
            assert!(begun.elapsed().as_secs() < 20, "no line of {id}");
        }
    };
    let line = find("from-the-proxy.7");
    let told = |name: &str| line[name].clone();
    assert_eq!(
        (told("method"), told("route"), told("status")),
        (json!("GET"), json!("/v1/carts/{id}"), json!(200))
    );
    assert!(told("bytes").as_u64().unwrap() > 100 && told("ms").is_string(), "{line}");
    assert_eq!(
        (find(&own)["route"].clone(), find(&own)["status"].clone()),
        (json!("-"), json!(404))
    );
    let log = server.log().join("\n");
    for hidden in [cart.as_str(), "awa@example.org", "secret", "Bearer", "nowhere"] {
        assert!(!log.contains(hidden), "{hidden} is in the log: {log}");
    }
}
