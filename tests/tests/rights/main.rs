//! Every route of the document is served, and does what the rights of whoever asks allow.
//!
//! `tests/golden/rights.txt` says what each role is answered on each route. `SILLON_BLESS=1` writes it anew from what was
//! answered: read its diff as what changed in who may do what.
#![cfg(test)]

use std::{collections::BTreeSet, env, fs, io::Write as _, process::Command};

use serde_json::{Value, json};
use sillon_testkit::{Marketplace, TestDatabase, on_both_databases};

mod consent;
mod contract;
mod golden;
mod routes;
mod town;

use consent::Stranger;
use golden::Answers;
use town::{Role, Town};

/// What stands above the table.
const HEAD: &str = "\
# Who is answered what, by operation of the document: a request that is right in itself, on something nobody touched
# before. The hub, its cycle and its books are the hub owner's, and of that hub are packer, hand-over staff, hub keys and
# shop key; products and supplies are the farmer's, whose farm supplies the cycle and has the farm keys; carts and orders
# are the shopper's. Written by the test `rights`, with SILLON_BLESS=1.";

/// The operations of a document, such as `GET /v1/me`, and whether each asks for a session.
fn operations(document: &Value) -> Vec<(String, bool)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let of_path = |(path, methods): (&String, &Value)| {
        let methods = methods.as_object().unwrap().iter();
        let operation = |(method, operation): (&String, &Value)| {
            let asks = contract::asks_for_somebody(operation);
            (format!("{} {path}", method.to_uppercase()), asks)
        };
        methods.map(operation).collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

on_both_databases! {
    async fn everybody_is_answered_as_their_rights_allow(db: TestDatabase) {
        let town = Town::of(db);
        let document = town.market.guest().get("/openapi.json").assert(200);
        let documented: BTreeSet<String> =
            operations(&document).into_iter().map(|(operation, _)| operation).collect();
        let known: BTreeSet<String> = routes::all().map(|route| route.operation.to_owned()).collect();
        let unknown: Vec<_> = documented.symmetric_difference(&known).collect();
        assert!(unknown.is_empty(), "in the document or in tests/rights/, but not in both: {unknown:?}");
        let (mut answers, mut odd) = (Answers::default(), Vec::new());
        let mut examples = contract::Examples::kept();
        for route in routes::all() {
            let mut row = Vec::new();
            for role in &town.roles {
                let request = (route.request)(&town, role);
                let sent = request.body.as_ref().map(|(_, bytes)| bytes.clone());
                let answer = town.send(role, route.operation, request);
                odd.extend(contract::faults(route.operation, &answer));
                examples.offer(route.operation, sent.as_deref(), &answer);
                if answer.status >= 400 {
                    answer.assert_any_problem();
                }
                if !route.is_answer(answer.status) {
                    odd.push(format!("{}: the request is wrong in itself: {answer}", role.name));
                }
                row.push((role.name, answer.status));
            }
            if row.iter().all(|(_, status)| *status >= 400) {
                odd.push(format!("{}: nobody may", route.operation));
            }
            answers.0.insert(route.operation.to_owned(), row);
        }
        assert!(odd.is_empty(), "{odd:#?}");
        let untold: Vec<String> = answers.0.iter().flat_map(|(name, row)| contract::untold(name, row)).collect();
        assert!(untold.is_empty(), "the document says otherwise whom it is for: {untold:#?}");
        answers.assert_match("rights.txt", HEAD);
        examples.keep();
        town.market.assert_clean();
    }

    async fn what_opens_nothing_is_refused_where_the_document_asks_for_it(db: TestDatabase) {
        let town = Town::of(db);
        let mut odd = Vec::new();
        for route in routes::all() {
            for (scheme, secret) in contract::OPENS_NOTHING {
                let stranger = Role { name: "stranger", person: None, client: town.market.guest().with_token(secret) };
                let request = (route.request)(&town, &stranger);
                if request.by.is_some() {
                    continue;
                }
                let is_refused = town.send(&stranger, route.operation, request).status == 401;
                if is_refused != contract::takes(route.operation, scheme) && !contract::is_for_somebody(route.operation) {
                    odd.push(format!("{}: {scheme}: refused: {is_refused}", route.operation));
                }
            }
        }
        assert!(odd.is_empty(), "{odd:#?}");
        town.market.assert_clean();
    }

    async fn strangers_change_nothing_of_anybodys_by_any_route(db: TestDatabase) {
        let town = Town::of(db);
        let stranger = Stranger::to(&town);
        let document = town.market.guest().get("/openapi.json").assert(200);
        let writes: BTreeSet<String> = operations(&document)
            .into_iter()
            .map(|(operation, _)| operation)
            .filter(|operation| !operation.starts_with("GET "))
            .collect();
        let own = consent::OWN.iter().map(|(operation, _)| *operation);
        let known: Vec<&str> = consent::THEIRS.iter().copied().chain(own).collect();
        let listed: BTreeSet<String> = known.iter().map(|operation| (*operation).to_owned()).collect();
        assert_eq!(known.len(), listed.len(), "an operation stands in one list");
        let unlisted: Vec<_> = writes.symmetric_difference(&listed).collect();
        assert!(unlisted.is_empty(), "in the document or in rights/consent.rs, but not in both: {unlisted:?}");
        for operation in consent::THEIRS.iter().copied() {
            let route = routes::all().find(|route| route.operation == operation).unwrap();
            let named = consent::NAMED.iter().filter(|(named, _)| *named == operation);
            for attacker in &stranger.attackers {
                let mut requests = vec![(route.request)(&town, attacker)];
                requests.extend(named.clone().flat_map(|(_, requests)| requests(&town, &stranger)));
                for mut request in requests {
                    request.by = None;
                    let before = stranger.seen(&town);
                    let answer = town.send(attacker, operation, request);
                    assert!(answer.status < 500, "{operation}: {answer}");
                    let after = stranger.seen(&town);
                    for (before, after) in before.iter().zip(&after) {
                        assert_eq!(before, after, "{} did {operation}, and was answered {answer}", attacker.name);
                    }
                }
            }
        }
        town.market.assert_clean();
    }

    async fn a_guest_learns_nothing_where_a_session_is_asked_for(db: TestDatabase) {
        let town = Town::of(db);
        let document = town.market.guest().get("/openapi.json").assert(200);
        let anonymous = town.role("anonymous");
        let nobody = "01a20744-49f3-7698-8402-0166e3a7c66b";
        for (operation, _) in operations(&document).into_iter().filter(|(_, asks)| *asks) {
            let route = routes::all().find(|route| route.operation == operation).unwrap();
            town.ask(anonymous, route).assert_problem(401, "sign-in");
            // The same, whether what they ask for is there or not.
            let mut request = (route.request)(&town, anonymous);
            request.path.iter_mut().for_each(|(_, value)| nobody.clone_into(value));
            town.send(anonymous, &operation, request).assert_problem(401, "sign-in");
        }
        town.market.assert_clean();
    }

    async fn a_session_that_has_ended_opens_nothing(db: TestDatabase) {
        let market = Marketplace::open(db);
        let awa = market.person("Awa");
        awa.get("/v1/me").assert(200);
        awa.send("DELETE", "/v1/sessions/current", None).assert(204);
        awa.get("/v1/me").assert_problem(401, "sign-in");
        awa.send("DELETE", "/v1/sessions/current", None).assert_problem(401, "sign-in");
        market.assert_clean();
    }

    async fn a_session_lasts_its_days_and_no_longer(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let awa = market.person("Awa");
        market.set_clock("2026-06-03T07:59:59Z");
        awa.get("/v1/me").assert(200);
        market.set_clock("2026-06-03T08:00:00Z");
        awa.get("/v1/me").assert_problem(401, "sign-in");
    }

    async fn what_is_not_there_is_missing_for_administrators_too(db: TestDatabase) {
        let town = Town::of(db);
        let administrator = town.role("administrator");
        let nobody = "01a20744-49f3-7698-8402-0166e3a7c66b";
        let ours = [town.shop.hub_id.clone(), town.shop.farm_id.clone()];
        let elsewhere = |text: &str| ours.iter().fold(text.to_owned(), |text, id| text.replace(id, nobody));
        for route in routes::all() {
            let mut request = (route.request)(&town, administrator);
            if request.by.is_some() {
                continue;
            }
            for (_, value) in &mut request.path {
                *value = elsewhere(value);
            }
            request.query = elsewhere(&request.query);
            if let Some((_, body)) = &mut request.body
                && let Ok(text) = std::str::from_utf8(body)
            {
                *body = elsewhere(text).into_bytes();
            }
            let answer = town.send(administrator, route.operation, request);
            assert!(answer.status < 500, "{}: {answer} {}", route.operation, answer.text());
        }
        // Of what is there and not theirs, people are told what they are of what is not there.
        let stranger = &town.role("other shopper").client;
        let product = town.product();
        for path in ["/v1/products/ID", "/v1/orders/ID", "/v1/cycles/ID", "/v1/enterprises/ID/members"] {
            let theirs = match path {
                "/v1/products/ID" => product.clone(),
                "/v1/orders/ID" => town.order(),
                "/v1/cycles/ID" => town.draft(),
                _ => town.shop.hub_id.clone(),
            };
            let told = |id: &str| {
                let answer = stranger.get(&path.replace("ID", id));
                (answer.status, answer.text().replace(id, "…"))
            };
            let seen = told(&theirs);
            assert_eq!(seen.0, 404, "{path}: {seen:?}");
            assert_eq!(seen, told(nobody), "{path}");
            assert!(!seen.1.contains(&town.shop.farm_id) && !seen.1.contains(&town.shop.hub_id), "{seen:?}");
        }
    }

    async fn a_role_that_was_changed_changes_rights_at_once(db: TestDatabase) {
        let town = Town::of(db);
        let manager_now = &town.role("hub manager").client;
        let books = format!("/v1/enterprises/{}/balance", town.shop.hub_id);
        manager_now.get(&books).assert(200);
        let owner = json!({"email": "bo@example.org", "role": "owner"});
        let members = format!("/v1/enterprises/{}/members", town.shop.hub_id);
        town.shop.hub.takes_on(manager_now, &town.shop.hub_id, "owner");
        let manager = json!({"email": "lucie@example.org", "role": "manager"});
        town.shop.hub.put(&members, &manager).assert_fault(422, "invalid-field", "email");
        manager_now.put(&members, &manager).assert(202);
        town.shop.hub.put(&members, &owner).assert_problem(403, "role");
        town.shop.hub.get(&books).assert(200);
        town.market.assert_clean();
    }
}

#[test]
fn the_document_has_a_page_for_people() {
    let market = Marketplace::open(TestDatabase::sqlite());
    let document = market.guest().get("/openapi.json").assert(200);
    assert!(operations(&document).len() > 30);
    let docs = market.guest().get("/docs/");
    assert_eq!((docs.status, docs.media_type()), (200, "text/html"));
}

/// A program on the `PATH`, when there is one that runs.
fn program(name: &str) -> Option<Command> {
    let folders = env::var_os("PATH")?;
    let found =
        env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())?;
    Command::new(&found).arg("--version").output().ok().filter(|done| done.status.success())?;
    Some(Command::new(found))
}

#[test]
fn the_document_is_one_that_others_can_read() {
    let Some(mut validator) = program("openapi-spec-validator") else {
        let said = "\nopenapi-spec-validator not found: the_document_is_one_that_others_can_read left out\n";
        drop(std::io::stderr().write_all(said.as_bytes()));
        return;
    };
    let market = Marketplace::open(TestDatabase::sqlite());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("openapi.json");
    fs::write(&file, market.guest().get("/openapi.json").body).unwrap();
    let checked = validator.arg(&file).output().unwrap();
    assert!(
        checked.status.success(),
        "{}{}",
        String::from_utf8_lossy(&checked.stdout),
        String::from_utf8_lossy(&checked.stderr)
    );
}
