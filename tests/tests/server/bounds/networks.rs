//! Where a request comes from is known whatever its headers are made of.

use sillon_testkit::{Marketplace, on_both_databases};

use crate::bounds::raw::{ask, head};

const ONE_PROXY: [(&str, &str); 2] =
    [("SILLON_SERVER_PROXIES", "1"), ("SILLON_ATTEMPTS_EACH_NETWORK", "5")];

/// Guesses the passwords of so many people, each once, with these headers behind what the proxy adds; the last status.
fn guess(market: &Marketplace, headers: &[u8], people: u32, of: &str) -> u16 {
    let mut status = 0;
    for person in 0..people {
        let body =
            format!("{{\"email\":\"{of}{person}@example.org\",\"password\":\"a wrong guess\"}}");
        let more = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        let head = head("POST", "/v1/sessions", &[headers, more.as_bytes()].concat());
        status = ask(&market.url(), &head, body.as_bytes());
    }
    status
}

on_both_databases! {
    async fn what_a_caller_puts_into_the_header_of_a_proxy_does_not_lift_the_limit(db: TestDatabase) {
        let market = Marketplace::open_now(db, &ONE_PROXY);
        let kinds: [(&[u8], &str); 6] = [
            (b"X-Forwarded-For: \xe9, 203.0.113.1\r\n", "a"),
            (b"X-Forwarded-For: \xe9\r\nX-Forwarded-For: 203.0.113.2\r\n", "b"),
            (b"X-Forwarded-For: 198.51.100.7,\xff\xfe,  203.0.113.3\r\n", "c"),
            (b"X-Forwarded-For: ::ffff:203.0.113.4\r\n", "d"),
            (b"X-Forwarded-For: [2001:db8:77::1]:4711\r\n", "e"),
            (b"X-Forwarded-For: \xe9\r\n", "f"),
        ];
        for (headers, of) in kinds {
            assert_eq!(guess(&market, headers, 5, of), 401, "{of}");
            assert_eq!(guess(&market, headers, 6, of), 429, "{of}");
        }
        // The same places otherwise written are still held back, and others are not.
        assert_eq!(guess(&market, b"X-Forwarded-For: 203.0.113.4\r\n", 1, "x"), 429);
        assert_eq!(guess(&market, b"X-Forwarded-For: 2001:db8:77:ff::9\r\n", 1, "x"), 429, "one /56");
        assert_eq!(guess(&market, b"X-Forwarded-For: nonsense\r\n", 1, "x"), 429, "all that is unreadable is one");
        assert_eq!(guess(&market, b"X-Forwarded-For: 203.0.113.9\r\n", 1, "x"), 401);
        assert_eq!(guess(&market, b"X-Forwarded-For: 2001:db8:77:100::1\r\n", 1, "x"), 401);
    }

    async fn pages_count_by_network_as_the_api_does(db: TestDatabase) {
        let market = Marketplace::open_now(db, &ONE_PROXY);
        let follow = |headers: &[u8]| {
            let body = "password=a+new+password+of+mine&again=a+new+password+of+mine";
            let more = format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", body.len());
            let path = "/account/password?token=00000000000000000000000000000000";
            let head = head("POST", path, &[headers, more.as_bytes()].concat());
            ask(&market.url(), &head, body.as_bytes())
        };
        for _ in 0..5 {
            assert_ne!(follow(b"X-Forwarded-For: \xe9, 203.0.113.1\r\n"), 429);
        }
        assert_eq!(follow(b"X-Forwarded-For: \xe8, 203.0.113.1\r\n"), 429);
        assert_ne!(follow(b"X-Forwarded-For: \xe8, 203.0.113.2\r\n"), 429);
    }
}
