//! Every route of the document is served, and does what the rights of whoever asks allow.
#![cfg(test)]

use std::{env, fs, io::Write as _, process::Command};

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, TestDatabase, on_both_databases};

/// What each person is answered, by operation of the document: somebody who is not signed in; Awa, who has an
/// account; Zoé, who runs another farm; Marc, whose farm supplies the cycle; Bo, a manager of the hub; and Lucie, its
/// owner.
///
/// What stands at an address is the hub's (or, of products, supplies and grants, the farm's); carts and orders are
/// Awa's. Each asks for what nobody asked for before.
const RIGHTS: &str = "\
operation                                     | guest | Awa | Zoé | Marc | Bo  | Lucie
POST   /v1/users                              | 201   | 201 | 201 | 201  | 201 | 201
POST   /v1/sessions                           | 201   | 201 | 201 | 201  | 201 | 201
DELETE /v1/sessions/current                   | 401   | 204 | 204 | 204  | 204 | 204
GET    /v1/me                                 | 401   | 200 | 200 | 200  | 200 | 200
POST   /v1/enterprises                        | 401   | 201 | 201 | 201  | 201 | 201
GET    /v1/enterprises/{id}                   | 200   | 200 | 200 | 200  | 200 | 200
PUT    /v1/enterprises/{id}/members           | 401   | 404 | 404 | 404  | 403 | 204
GET    /v1/enterprises/{id}/grants            | 401   | 404 | 404 | 200  | 404 | 404
PUT    /v1/enterprises/{id}/grants/{kind}/{to} | 401   | 404 | 404 | 204  | 404 | 404
DELETE /v1/enterprises/{id}/grants/{kind}/{to} | 401   | 404 | 404 | 204  | 404 | 404
GET    /v1/enterprises/{id}/products          | 401   | 404 | 404 | 200  | 200 | 200
POST   /v1/product-lists                      | 401   | 422 | 422 | 200  | 422 | 422
PUT    /v1/supplies/{id}                      | 401   | 404 | 404 | 200  | 404 | 404
GET    /v1/enterprises/{id}/balance           | 401   | 404 | 404 | 404  | 200 | 200
POST   /v1/cycles                             | 401   | 404 | 404 | 404  | 201 | 201
GET    /v1/cycles/{id}                        | 401   | 404 | 404 | 200  | 200 | 200
PUT    /v1/cycles/{id}/exchanges              | 401   | 404 | 404 | 200  | 200 | 200
PUT    /v1/cycles/{id}/fees                   | 401   | 404 | 404 | 404  | 200 | 200
POST   /v1/cycles/{id}/publish                | 401   | 404 | 404 | 404  | 200 | 200
POST   /v1/cycles/{id}/close                  | 401   | 404 | 404 | 404  | 200 | 200
POST   /v1/fees                               | 401   | 404 | 404 | 404  | 201 | 201
GET    /v1/cycles/{id}/orders                 | 401   | 404 | 404 | 404  | 200 | 200
GET    /v1/cycles/{id}/harvest-sheets         | 401   | 404 | 404 | 200  | 200 | 200
GET    /v1/cycles/{id}/harvest-sheets.csv     | 401   | 404 | 404 | 200  | 200 | 200
GET    /v1/cycles/{id}/packing-list           | 401   | 404 | 404 | 404  | 200 | 200
GET    /v1/cycles/{id}/packing-list.csv       | 401   | 404 | 404 | 404  | 200 | 200
GET    /v1/shops                              | 200   | 200 | 200 | 200  | 200 | 200
GET    /v1/shops/{slug}                       | 200   | 200 | 200 | 200  | 200 | 200
GET    /v1/shops/{slug}/offers                | 200   | 200 | 200 | 200  | 200 | 200
POST   /v1/carts                              | 201   | 201 | 201 | 201  | 201 | 201
GET    /v1/carts/{id}                         | 404   | 200 | 404 | 404  | 404 | 404
PUT    /v1/carts/{id}/lines                   | 404   | 200 | 404 | 404  | 404 | 404
POST   /v1/carts/{id}/checkout                | 404   | 201 | 404 | 404  | 404 | 404
GET    /v1/orders/{id}                        | 404   | 200 | 404 | 404  | 200 | 200
POST   /v1/orders/{id}/payments               | 401   | 404 | 404 | 404  | 201 | 201
GET    /health                                | 200   | 200 | 200 | 200  | 200 | 200
";

/// The market the table speaks of.
struct Town {
    market: Marketplace,
    shop: Shop,
    people: Vec<(&'static str, Client)>,
}

impl Town {
    fn of(database: TestDatabase) -> Self {
        let market = Marketplace::open(database);
        let guest = market.guest();
        let shop = Shop::open(&guest, "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30");
        let (awa, zoe, bo) = (guest.sign_up("Awa"), guest.sign_up("Zoe"), guest.sign_up("Bo"));
        // Who has no part in anything, and whom the hub's owner may appoint.
        drop(guest.sign_up("Noe"));
        let farm = json!({"name": "Verger", "is_producer": true, "sells": "own"});
        zoe.post("/v1/enterprises", &farm).assert(201);
        let manager = json!({"email": "bo@example.org", "role": "manager"});
        shop.hub.put(&format!("/v1/enterprises/{}/members", shop.hub_id), &manager).assert(204);
        let (marc, lucie) = (shop.farmer.clone(), shop.hub.clone());
        let people = vec![
            ("guest", guest),
            ("Awa", awa),
            ("Zoé", zoe),
            ("Marc", marc),
            ("Bo", bo),
            ("Lucie", lucie),
        ];
        Self { market, shop, people }
    }

    fn person(&self, name: &str) -> &Client {
        &self.people.iter().find(|(known, _)| *known == name).unwrap().1
    }

    /// Does what an operation is for, on something nobody touched before.
    fn ask(&self, name: &str, operation: &str) -> Answer {
        let shop = &self.shop;
        let (awa, lucie) = (self.person("Awa"), self.person("Lucie"));
        let who = self.person(name).with_key(&format!("{} {operation}", name.replace('é', "e")));
        let (method, path) = operation.split_once(' ').unwrap();
        let path = path.trim();
        let cart = || shop.cart(awa, &[("Eggs, 6 × egg", 1)]);
        let id = match path {
            "/v1/cycles/{id}/publish" => self.draft(),
            "/v1/cycles/{id}/close" => {
                let draft = self.draft();
                lucie.post(&format!("/v1/cycles/{draft}/publish"), &Value::Null).assert(200);
                draft
            }
            _ if path.starts_with("/v1/cycles") => shop.cycle.clone(),
            _ if path.starts_with("/v1/carts") => cart(),
            _ if path.starts_with("/v1/orders") => shop.order(awa, &[("Eggs, 6 × egg", 1)]),
            "/v1/enterprises/{id}/products" => shop.farm_id.clone(),
            _ if path.starts_with("/v1/enterprises/{id}/grants") => shop.farm_id.clone(),
            "/v1/supplies/{id}" => shop.supply("Carrots, 500 g").to_owned(),
            _ => shop.hub_id.clone(),
        };
        let filled = path
            .replace("{id}", &id)
            .replace("{to}", &shop.hub_id)
            .replace("{kind}", "edit-profile")
            .replace("{slug}", Shop::SLUG);
        match operation_body(name, method, path, shop) {
            Body::Json(body) => who.send_json(method, &filled, &body),
            Body::List(list) => who.post_list(list),
            Body::SignedInAnew => {
                let anew = if name == "guest" { who } else { who.with_token(&self.token(name)) };
                anew.send_json(method, &filled, &Value::Null)
            }
        }
    }

    /// The token of another session of a person.
    fn token(&self, name: &str) -> String {
        let name = name.replace('é', "e");
        let email = format!("{}@example.org", name.to_lowercase());
        let session = json!({"email": email, "password": format!("the password of {name}")});
        self.market.guest().post("/v1/sessions", &session).text_at("/token")
    }

    /// A cycle of the hub's that may be published.
    fn draft(&self) -> String {
        let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"});
        let plan = json!({"coordinator": self.shop.hub_id, "name": "Another", "orders": orders});
        self.shop.hub.post("/v1/cycles", &plan).text_at("/id")
    }
}

enum Body {
    Json(Value),
    List(&'static str),
    SignedInAnew,
}

/// What is sent with an operation.
fn operation_body(name: &str, method: &str, path: &str, shop: &Shop) -> Body {
    let (farm, hub) = (&shop.farm_id, &shop.hub_id);
    let orders = json!({"from": "2030-01-01T00:00:00Z", "until": "2030-01-02T00:00:00Z"});
    let euro = json!({"amount": "1.00", "currency": "EUR"});
    Body::Json(match (method, path) {
        ("DELETE", "/v1/sessions/current") => return Body::SignedInAnew,
        ("POST", "/v1/product-lists") => {
            return Body::List(
                "producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Leeks,Market,1,kg,2.50,20\n",
            );
        }
        ("POST", "/v1/users") => {
            json!({"email": format!("friend.of.{name}@example.org"), "name": "Friend", "password": "a long password"})
        }
        ("POST", "/v1/sessions") => {
            json!({"email": "lucie@example.org", "password": "the password of Lucie"})
        }
        ("POST", "/v1/enterprises") => {
            json!({"name": "Jardin", "is_producer": true, "sells": "none"})
        }
        ("PUT", "/v1/enterprises/{id}/members") => {
            json!({"email": "noe@example.org", "role": "manager"})
        }
        ("PUT", "/v1/supplies/{id}") => json!({"available": {"value": "30", "unit": "kg"}}),
        ("POST", "/v1/cycles") => json!({"coordinator": hub, "name": "Winter", "orders": orders}),
        ("PUT", "/v1/cycles/{id}/exchanges") => {
            json!({"enterprise": farm, "direction": "incoming"})
        }
        ("PUT", "/v1/cycles/{id}/fees") => json!({"fees": [shop.fee]}),
        ("POST", "/v1/fees") => {
            json!({"enterprise": hub, "name": "Admin", "kind": "admin", "calculator": {"type": "flat-rate", "amount": euro}})
        }
        ("POST", "/v1/carts") => json!({"shop": Shop::SLUG}),
        ("PUT", "/v1/carts/{id}/lines") => json!({"lines": shop.lines(&[("Eggs, 6 × egg", 2)])}),
        ("POST", "/v1/carts/{id}/checkout") => Shop::contact("Awa"),
        ("POST", "/v1/orders/{id}/payments") => json!({"amount": euro, "method": "cash"}),
        _ => Value::Null,
    })
}

/// The operations of a document, such as `GET /v1/me`, and whether each asks for a session.
fn operations(document: &Value) -> Vec<(String, bool)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let of_path = |(path, methods): (&String, &Value)| {
        let methods = methods.as_object().unwrap().iter();
        let operation = |(method, operation): (&String, &Value)| {
            let asks = operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty());
            (format!("{} {path}", method.to_uppercase()), asks)
        };
        methods.map(operation).collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

/// A row of the table: the operation, and what each person is answered.
fn row(line: &str) -> (String, Vec<&str>) {
    let mut cells = line.split('|').map(str::trim);
    let operation = cells.next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    (operation, cells.collect())
}

on_both_databases! {
    async fn everybody_is_answered_as_their_rights_allow(db: TestDatabase) {
        let town = Town::of(db);
        let document = town.market.guest().get("/openapi.json").assert(200);
        let mut rows = RIGHTS.lines().map(row);
        let (_, names) = rows.next().unwrap();
        let rows: Vec<_> = rows.collect();
        let mut listed: Vec<&str> = rows.iter().map(|(operation, _)| operation.as_str()).collect();
        let operations = operations(&document);
        let mut documented: Vec<&str> =
            operations.iter().map(|(operation, _)| operation.as_str()).collect();
        listed.sort_unstable();
        documented.sort_unstable();
        assert_eq!(listed, documented, "the table names every operation of the document");
        let mut differ = Vec::new();
        for (operation, expected) in &rows {
            for (name, status) in names.iter().zip(expected) {
                let answer = town.ask(name, operation);
                if answer.status >= 400 {
                    answer.assert_any_problem();
                }
                if answer.status.to_string() != *status {
                    differ.push(format!("{name}, who should be answered {status}: {answer}"));
                }
            }
        }
        assert!(differ.is_empty(), "{differ:#?}");
        town.market.assert_clean();
    }

    async fn a_guest_learns_nothing_where_a_session_is_asked_for(db: TestDatabase) {
        let town = Town::of(db);
        let document = town.market.guest().get("/openapi.json").assert(200);
        let nobody = "01a20744-49f3-7698-8402-0166e3a7c66b";
        for (operation, _) in operations(&document).into_iter().filter(|(_, asks)| *asks) {
            town.ask("guest", &operation).assert_problem(401, "sign-in");
            // The same, whether what they ask for is there or not.
            let (method, path) = operation.split_once(' ').unwrap();
            let path = path.replace("{id}", nobody).replace("{hub}", nobody);
            let body = match operation_body("guest", method, &path, &town.shop) {
                Body::Json(body) => body,
                Body::List(_) | Body::SignedInAnew => Value::Null,
            };
            let absent = town.person("guest").with_key("k").send_json(method, &path, &body);
            absent.assert_problem(401, "sign-in");
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

    async fn a_role_that_was_changed_changes_rights_at_once(db: TestDatabase) {
        let town = Town::of(db);
        let books = format!("/v1/enterprises/{}/balance", town.shop.hub_id);
        town.person("Bo").get(&books).assert(200);
        let owner = json!({"email": "bo@example.org", "role": "owner"});
        let members = format!("/v1/enterprises/{}/members", town.shop.hub_id);
        town.shop.hub.put(&members, &owner).assert(204);
        let manager = json!({"email": "lucie@example.org", "role": "manager"});
        town.shop.hub.put(&members, &manager).assert_fault(422, "invalid-field", "email");
        town.person("Bo").put(&members, &manager).assert(204);
        town.shop.hub.put(&members, &owner).assert_problem(403, "role");
        town.shop.hub.get(&books).assert(200);
        town.market.assert_clean();
    }
}

#[test]
fn every_operation_of_the_document_is_served() {
    let town = Town::of(TestDatabase::sqlite());
    let document = town.market.guest().get("/openapi.json").assert(200);
    let operations = operations(&document);
    assert!(operations.len() > 30);
    for (operation, _) in operations {
        let answer = town.ask("Lucie", &operation);
        assert_ne!(answer.status, 405, "{answer}");
        assert!(!answer.text().contains("there is nothing at this address"), "{answer}");
    }
    let docs = town.market.guest().get("/docs/");
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
