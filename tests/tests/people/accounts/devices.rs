//! On which devices a person is signed in.

use serde_json::json;
use sillon_testkit::{Marketplace, on_both_databases};

use super::{START, password, signed_in};

on_both_databases! {
    async fn a_person_sees_and_ends_their_sessions(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let phone = market.guest().saying("User-Agent", "Phone/1.0").sign_up("Awa");
        market.set_clock("2026-05-04T09:00:00Z");
        let tractor = market.guest().saying("User-Agent", &format!("Tractor/2.0 {}", "x".repeat(500)));
        let tractor = signed_in(&tractor, "Awa", &password("Awa"));
        let bo = market.person("Bo");

        let listed = tractor.get("/v1/me/sessions").assert(200);
        let devices = listed.as_array().unwrap();
        assert_eq!(devices.len(), 2, "{listed}");
        assert_eq!(devices[0]["device"].as_str().unwrap().len(), 200, "what a device says is cut");
        assert_eq!((&devices[0]["is_this"], &devices[1]["is_this"]), (&json!(true), &json!(false)));
        assert_eq!(devices[1]["device"], "Phone/1.0");
        assert_eq!(devices[1]["opened_at"], "2026-05-04T08:00:00Z");
        assert_eq!(devices[1]["until"], "2026-06-03T08:00:00Z");
        assert!(!listed.to_string().contains("token"), "{listed}");

        let id = devices[1]["id"].as_str().unwrap();
        bo.send("DELETE", &format!("/v1/me/sessions/{id}"), None).assert_problem(404, "not-found");
        phone.get("/v1/me").assert(200);
        tractor.send("DELETE", &format!("/v1/me/sessions/{id}"), None).assert(204);
        phone.get("/v1/me").assert_problem(401, "sign-in");
        tractor.send("DELETE", &format!("/v1/me/sessions/{id}"), None).assert_problem(404, "not-found");

        let phone = signed_in(&market.guest(), "Awa", &password("Awa"));
        phone.send("DELETE", "/v1/me/sessions", None).assert(204);
        tractor.get("/v1/me").assert_problem(401, "sign-in");
        assert_eq!(phone.get("/v1/me/sessions").assert(200).as_array().unwrap().len(), 1);
        bo.get("/v1/me").assert(200);
        market.assert_clean();
    }

    async fn that_a_session_is_used_is_noted_every_few_minutes(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let awa = market.person("Awa");
        let seen = || awa.get("/v1/me/sessions").text_at("/0/seen_at");
        market.set_clock("2026-05-04T08:04:59Z");
        assert_eq!(seen(), "2026-05-04T08:00:00Z");
        market.set_clock("2026-05-04T08:05:00Z");
        assert_eq!(seen(), "2026-05-04T08:05:00Z");
        market.set_clock("2026-05-04T08:09:00Z");
        assert_eq!(seen(), "2026-05-04T08:05:00Z");
    }

    async fn the_oldest_of_too_many_sessions_ends(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let first = market.person("Awa");
        market.set_clock("2026-05-04T08:00:01Z");
        for _ in 0..99 {
            signed_in(&market.guest(), "Awa", &password("Awa"));
        }
        first.get("/v1/me").assert(200);
        let last = signed_in(&market.guest(), "Awa", &password("Awa"));
        first.get("/v1/me").assert_problem(401, "sign-in");
        assert_eq!(last.get("/v1/me/sessions").assert(200).as_array().unwrap().len(), 100);
    }

    async fn a_person_changes_their_name_and_their_language(db: TestDatabase) {
        let market = Marketplace::open(db);
        let awa = market.person("Awa");
        let me = awa.get("/v1/me").assert(200);
        assert_eq!((&me["user"]["language"], &me["user"]["is_confirmed"]), (&json!("fr"), &json!(false)));
        let changed = awa.send_json("PATCH", "/v1/me", &json!({"name": "Awa Éloïse"})).assert(200);
        assert_eq!((&changed["name"], &changed["language"]), (&json!("Awa Éloïse"), &json!("fr")));
        awa.send_json("PATCH", "/v1/me", &json!({"language": "en"})).assert(200);
        awa.send_json("PATCH", "/v1/me", &json!({})).assert(200);
        let me = awa.get("/v1/me").assert(200);
        assert_eq!((&me["user"]["language"], &me["user"]["name"]), (&json!("en"), &json!("Awa Éloïse")));
        awa.send_json("PATCH", "/v1/me", &json!({"language": "it"})).assert_problem(422, "invalid-field");
        awa.send_json("PATCH", "/v1/me", &json!({"email": "x@example.org"})).assert_problem(422, "unknown-field");
    }
}
