//! Whatever is sent, the answer is a clear refusal that changes nothing.

mod means;
mod write;

use serde_json::{Value, json};
use sillon_testkit::{Answer, Marketplace, Shop, on_both_databases};
use write::Write;

/// An id of nothing.
const NOBODY: &str = "01a20744-49f3-7698-8402-0166e3a7c66b";

/// What there was before somebody sent nonsense.
struct Before(Vec<String>);

impl Before {
    fn of(market: &Marketplace, shop: &Shop) -> Self {
        // What waits to leave, leaves now: a message more is then seen.
        while market.outbox().0 > 0 {
            market.deliver();
        }
        Self(shop.everything())
    }

    #[track_caller]
    fn assert_nothing_changed(&self, market: &Marketplace, shop: &Shop) {
        assert_eq!(shop.everything(), self.0);
        assert_eq!(market.outbox(), (0, 0));
        market.assert_clean();
    }
}

fn open(market: &Marketplace) -> Shop {
    Shop::open(&market.guest(), "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30")
}

/// Checks that it is refused as what the sender can mend; the problem.
#[track_caller]
fn assert_refused(answer: &Answer, sent: &str) -> Value {
    let problem = answer.assert_any_problem();
    let sent: String = sent.chars().take(300).collect();
    assert!([400, 422].contains(&answer.status), "{answer}, to {sent}");
    problem
}

/// Where the objects of a body are: as a JSON pointer has it, and as a problem does.
fn objects(value: &Value, place: &str, field: &str) -> Vec<(String, String)> {
    match value {
        Value::Object(members) => {
            let within = members.iter().flat_map(|(name, value)| {
                let dot = if field.is_empty() { "" } else { "." };
                objects(value, &format!("{place}/{name}"), &format!("{field}{dot}{name}"))
            });
            std::iter::once((place.to_owned(), field.to_owned())).chain(within).collect()
        }
        Value::Array(items) => {
            let within = items.iter().enumerate().flat_map(|(at, value)| {
                objects(value, &format!("{place}/{at}"), &format!("{field}[{at}]"))
            });
            within.collect()
        }
        _ => Vec::new(),
    }
}

on_both_databases! {
    async fn a_value_that_means_nothing_is_refused_where_it_stands(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let writes = Write::all(&shop, &guest);
        let before = Before::of(&market, &shop);
        for write in &writes {
            for (place, meaning) in write.needs.iter().chain(&write.takes) {
                for raw in means::bad(meaning) {
                    let sent = write.with(place, &raw);
                    let problem = assert_refused(&write.send(sent.as_bytes()), &sent);
                    let is_json = !["NaN", "Infinity"].contains(&raw.as_str());
                    let code = problem["code"].as_str().unwrap();
                    assert_eq!(is_json, code != "malformed-json", "{problem}, to {sent}");
                    assert_eq!(is_json, problem["errors"].is_array(), "{problem}, to {sent}");
                }
            }
        }
        before.assert_nothing_changed(&market, &shop);
    }

    async fn a_value_that_is_missing_or_unknown_is_named(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let writes = Write::all(&shop, &guest);
        let before = Before::of(&market, &shop);
        for write in &writes {
            for (place, _) in &write.needs {
                let sent = write.without(place);
                let problem = assert_refused(&write.send_json(&sent), &sent.to_string());
                let member = place.rsplit('/').next().unwrap();
                let named = problem["detail"].as_str().unwrap().contains(member);
                assert!(named, "{member} is missing: {problem}");
            }
            let mut sent = write.body.clone();
            sent["colour"] = json!("red");
            let refused = write.send_json(&sent).assert_problem(422, "unknown-field");
            assert!(refused["detail"].as_str().unwrap().contains("`colour`"), "{refused}");
        }
        before.assert_nothing_changed(&market, &shop);
    }

    async fn a_body_that_is_no_json_of_ours_is_refused(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let writes = Write::all(&shop, &guest);
        let before = Before::of(&market, &shop);
        for write in &writes {
            let whole = write.body.to_string();
            let (last, most) = (whole.len() - 1, 100_000);
            let deep = "[".repeat(most);
            let deep_objects = "{\"a\":".repeat(most / 5);
            let invalid_text = whole.replacen('"', "\"\u{1}", 1);
            let malformed = [
                "",
                " ",
                "{",
                &whole[..last],
                &format!("{whole} x"),
                &format!("{whole}{whole}"),
                "NaN",
                "{\"a\":01}",
                "{'a':1}",
                &invalid_text,
                "\u{feff}{}",
                "name=Verger",
            ];
            for sent in malformed {
                write.send(sent.as_bytes()).assert_problem(400, "malformed-json");
            }
            let mut not_utf8 = whole.clone().into_bytes();
            let text = whole.find('"').unwrap() + 1;
            not_utf8.splice(text..text, [0xC3, 0x28, 0xFF]);
            write.send(&not_utf8).assert_problem(400, "malformed-json");
            let nested = format!("{deep}{}", "]".repeat(most));
            let (place, _) = &write.needs[0];
            for sent in [
                "[]",
                "null",
                "7",
                "\"text\"",
                "true",
                "{}",
                &deep,
                &deep_objects,
                &nested,
                &write.with(place, &nested),
            ] {
                assert_refused(&write.send(sent.as_bytes()), sent);
            }
            let twice = whole.replacen('{', &format!("{{{},", &whole[1..last]), 1);
            assert_refused(&write.send(twice.as_bytes()), &twice);
        }
        before.assert_nothing_changed(&market, &shop);
    }

    async fn an_array_is_no_object(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let writes = Write::all(&shop, &guest);
        let before = Before::of(&market, &shop);
        for write in &writes {
            for (place, field) in objects(&write.body, "", "") {
                let mut sent = write.body.clone();
                let object = sent.pointer_mut(&place).unwrap();
                *object = object.as_object().unwrap().values().cloned().collect();
                let field = if field.is_empty() { "body" } else { &field };
                write.send_json(&sent).assert_fault(422, "invalid-body", field);
            }
        }
        before.assert_nothing_changed(&market, &shop);
    }

    async fn a_body_beyond_its_bound_is_refused_before_it_is_read(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let writes = Write::all(&shop, &guest);
        let before = Before::of(&market, &shop);
        let long = format!("\"{}\"", "x".repeat(10_000_000));
        for write in &writes {
            let (place, _) = &write.needs[0];
            write.send(write.with(place, &long).as_bytes()).assert_problem(413, "too-large");
            // Just within the bound it is read, and refused for what it says.
            let within = format!("\"{}\"", "x".repeat(200_000));
            assert_refused(&write.send(write.with(place, &within).as_bytes()), "200 kB");
        }
        let list = "x".repeat(40_000_000);
        shop.farmer.post_list(&list).assert_problem(413, "too-large");
        before.assert_nothing_changed(&market, &shop);
    }

    async fn a_body_of_another_media_type_is_refused(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let writes = Write::all(&shop, &guest);
        let before = Before::of(&market, &shop);
        for write in &writes {
            let (who, body) = (write.who.with_key("k"), write.body.to_string());
            for media_type in [
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "application/jsonx",
                "",
            ] {
                let refused =
                    who.send(&write.method, &write.path, Some((media_type, body.as_bytes())));
                refused.assert_problem(415, "media-type");
            }
            who.send(&write.method, &write.path, None).assert_problem(415, "media-type");
        }
        before.assert_nothing_changed(&market, &shop);
        for media_type in ["application/json; charset=utf-8", "Application/JSON"] {
            let cart = json!({"shop": Shop::SLUG}).to_string();
            guest.send("POST", "/v1/carts", Some((media_type, cart.as_bytes()))).assert(201);
        }
    }

    async fn amounts_and_quantities_out_of_their_bounds_are_refused(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let order = shop.order(&guest, &[("Eggs, 6 × egg", 1)]);
        let before = Before::of(&market, &shop);
        for amount in ["0", "0.00", "-0", "-1.00"] {
            shop.pay(&order, amount, amount).assert_problem(422, "amount-not-positive");
        }
        shop.pay(&order, "100000000", "p").assert_problem(409, "more-than-owed");
        let supply = format!("/v1/supplies/{}", shop.supply("Carrots, 500 g"));
        let other = json!({"available": {"value": "3", "unit": "piece"}});
        shop.farmer.put(&supply, &other).assert_fault(422, "invalid-field", "available");
        let carrots = shop.variant("Carrots, 500 g");
        let line = |quantity| json!({"variant": carrots, "quantity": quantity});
        let open = |lines: Vec<Value>| {
            guest.post("/v1/carts", &json!({"shop": Shop::SLUG, "lines": lines}))
        };
        open(vec![line(0)]).assert_fault(422, "quantity", "lines[0].quantity");
        open(vec![line(10_001)]).assert_fault(422, "quantity", "lines[0].quantity");
        open(vec![line(1), line(1)]).assert_fault(422, "variant-twice", "lines[1].variant");
        let many = |_| json!({"variant": NOBODY, "quantity": 1});
        open((0..201).map(many).collect()).assert_fault(422, "too-many-lines", "lines");
        let backwards = json!({"from": "2030-01-02T00:00:00Z", "until": "2030-01-02T00:00:00Z"});
        let plan = json!({"coordinator": shop.hub_id, "name": "Winter", "orders": backwards});
        shop.hub.post("/v1/cycles", &plan).assert_fault(422, "invalid-field", "orders");
        let fee = |calculator: Value, tax: &str| {
            let body = json!({"enterprise": shop.hub_id, "name": "F", "kind": "sales", "calculator": calculator, "tax": tax});
            shop.hub.post("/v1/fees", &body)
        };
        let flat = |amount: &str| json!({"type": "flat-rate", "amount": {"amount": amount, "currency": "EUR"}});
        fee(flat("10000.01"), "0").assert_problem(422, "fee-too-large");
        fee(flat("1"), "-0.01").assert_any_problem();
        fee(flat("1"), "100.01").assert_any_problem();
        let franc = json!({"type": "flat-rate", "amount": {"amount": "1", "currency": "CHF"}});
        fee(franc, "0").assert_problem(422, "fee-currency");
        fee(json!({"type": "percent-of-total", "percent": "-100.01"}), "0")
            .assert_problem(422, "fee-rate");
        before.assert_nothing_changed(&market, &shop);
    }

    async fn what_is_not_there_is_not_found(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let writes = Write::all(&shop, &guest);
        let before = Before::of(&market, &shop);
        let long = "x".repeat(3_000);
        let ids = [
            "x",
            NOBODY,
            "7",
            "%00",
            "%FF",
            "..%2F..",
            "null",
            "01a20744",
            &long,
            "%E2%82%AC",
            "{id}",
        ];
        for write in &writes {
            let parts: Vec<&str> = write.path.split('/').collect();
            if parts.len() < 4 {
                continue;
            }
            for id in ids {
                let path = write.path.replace(parts[3], id);
                let refused = write.who.with_key("k").send_json(&write.method, &path, &write.body);
                refused.assert_problem(404, "not-found");
            }
        }
        let reads = [
            "/v1/enterprises/ID",
            "/v1/enterprises/ID/products",
            "/v1/enterprises/ID/balance",
            "/v1/cycles/ID",
            "/v1/cycles/ID/orders",
            "/v1/cycles/ID/harvest-sheets",
            "/v1/cycles/ID/harvest-sheets.csv",
            "/v1/cycles/ID/packing-list",
            "/v1/cycles/ID/packing-list.csv",
            "/v1/shops/ID",
            "/v1/shops/ID/offers",
            "/v1/carts/ID",
            "/v1/orders/ID",
            "/v1/ID",
        ];
        for (id, path) in ids.iter().flat_map(|id| reads.map(|path| (id, path))) {
            shop.hub.get(&path.replace("ID", id)).assert_problem(404, "not-found");
        }
        for path in ["/v1/cycles/ID/publish", "/v1/cycles/ID/close"] {
            shop.hub
                .post(&path.replace("ID", NOBODY), &Value::Null)
                .assert_problem(404, "not-found");
        }
        let (farm, hub) = (&shop.farm_id, &shop.hub_id);
        for path in [format!("{farm}/grants/supply-to-cycles/{NOBODY}"), format!("{NOBODY}/grants/supply-to-cycles/{hub}")]
        {
            shop.farmer
                .put(&format!("/v1/enterprises/{path}"), &Value::Null)
                .assert_problem(404, "not-found");
        }
        // Things that a body names.
        let outgoing = |member: &str, value: Value| {
            let mut exchange = json!({"enterprise": hub, "direction": "outgoing", "pick_up_text": "Here"});
            exchange[member] = value;
            shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &exchange)
        };
        outgoing("enterprise", json!(NOBODY)).assert_problem(404, "not-found");
        outgoing("variants", json!([NOBODY])).assert_fault(422, "invalid-field", "variants");
        outgoing("fees", json!([NOBODY])).assert_fault(422, "invalid-field", "fees");
        guest.post("/v1/carts", &json!({"shop": "nowhere"})).assert_problem(404, "not-found");
        guest
            .post("/v1/carts", &json!({"shop": Shop::SLUG, "cycle": NOBODY}))
            .assert_problem(404, "not-found");
        before.assert_nothing_changed(&market, &shop);
        // A cart may hold what nobody offers any more, until it is to be ordered.
        let stale = json!({"shop": Shop::SLUG, "lines": [{"variant": NOBODY, "quantity": 1}]});
        let cart = guest.post("/v1/carts", &stale).text_at("/id");
        assert_eq!(guest.get(&format!("/v1/carts/{cart}")).assert(200)["lines"][0]["left"], 0);
        shop.checkout(&guest, &cart, "k").assert_problem(409, "not-offered");
    }

    async fn a_method_that_is_not_served_is_told_which_are(db: TestDatabase) {
        let market = Marketplace::open(db);
        let document = market.guest().get("/openapi.json").assert(200);
        for (path, operations) in document["paths"].as_object().unwrap() {
            let served: Vec<String> =
                operations.as_object().unwrap().keys().map(|name| name.to_uppercase()).collect();
            let filled =
                path.replace("{id}", NOBODY).replace("{hub}", NOBODY).replace("{slug}", "x");
            for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "BREW"] {
                if served.iter().any(|known| known == method) {
                    continue;
                }
                let refused = market.guest().send(method, &filled, None);
                refused.assert_problem(405, "method-not-allowed");
                let mut allowed: Vec<&str> = refused.header("allow").unwrap().split(", ").collect();
                allowed.sort_unstable();
                let mut served: Vec<&str> = served.iter().map(String::as_str).collect();
                served.sort_unstable();
                assert_eq!(allowed, served, "{method} {path}");
            }
        }
        market.assert_clean();
    }

    async fn a_question_that_cannot_be_answered_is_refused(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let cycle = format!("/v1/cycles/{}", shop.cycle);
        let offers = format!("/v1/shops/{}/offers", Shop::SLUG);
        let queries = [
            (
                "/v1/shops",
                &[
                    "limit=0",
                    "limit=501",
                    "limit=-1",
                    "limit=x",
                    "limit=1e400",
                    "limit=NaN",
                    "limit=",
                    "limit=1&limit=2",
                ][..],
            ),
            (&format!("{cycle}/orders"), &["limit=0", "limit=501", "after=x", "after=%FF"]),
            (&format!("{cycle}/harvest-sheets.csv"), &["lang=it", "lang=", "lang=7"]),
            (&format!("{cycle}/packing-list"), &["by=colour", "by="]),
            (&format!("{cycle}/packing-list.csv"), &["by=colour", "lang=it"]),
            (&offers, &["cycle=x", "cycle=", "producer=x", "producer=7"]),
        ];
        for (path, refused) in queries {
            assert_eq!(shop.hub.get(path).status, 200, "{path}");
            shop.hub.get(&format!("{path}?colour=red")).assert_problem(422, "unknown-field");
            for query in refused {
                let answer = shop.hub.get(&format!("{path}?{query}"));
                assert_refused(&answer, query);
            }
        }
        let long = "x".repeat(201);
        assert_refused(&shop.hub.get(&format!("/v1/shops?after={long}")), "after");
        market.assert_clean();
    }

    async fn every_list_refuses_what_is_no_place_of_it_by_name(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let document = market.guest().get("/openapi.json").assert(200);
        let is_after = |parameter: &Value| parameter["name"] == "after" && parameter["in"] == "query";
        let has_after = |of: &Value| of["get"]["parameters"].as_array().is_some_and(|all| all.iter().any(is_after));
        let lists: Vec<&String> =
            document["paths"].as_object().unwrap().iter().filter(|(_, of)| has_after(of)).map(|(path, _)| path).collect();
        assert!(lists.len() > 20, "{lists:?}");
        for list in lists {
            let path: Vec<&str> =
                list.split('/').map(|part| if part.starts_with('{') { shop.hub_id.as_str() } else { part }).collect();
            let answer = shop.hub.get(&format!("{}?after=%2Fzzz", path.join("/")));
            let refused = answer.assert_any_problem();
            assert_eq!((answer.status, &refused["errors"][0]["field"]), (422, &json!("after")), "{list}: {answer}");
        }
        market.assert_clean();
    }

    async fn a_list_with_faults_names_each_and_changes_nothing(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let before = Before::of(&market, &shop);
        let header = "producer,name,category,units,unit_type,variant_unit_name,price,on_hand\n";
        let sound = "Ferme des Tilleuls,Leeks,Market,1,kg,,2.50,20\n";
        let faults = [
            ("Ferme des Tilleuls,,Market,1,kg,,2.50,20", "name"),
            ("Ferme des Tilleuls,Kale,,1,kg,,2.50,20", "category"),
            ("Ferme des Tilleuls,Kale,Market,0,kg,,2.50,20", "units"),
            ("Ferme des Tilleuls,Kale,Market,-1,kg,,2.50,20", "units"),
            ("Ferme des Tilleuls,Kale,Market,NaN,kg,,2.50,20", "units"),
            ("Ferme des Tilleuls,Kale,Market,1e400,kg,,2.50,20", "units"),
            ("Ferme des Tilleuls,Kale,Market,1,stone,,2.50,20", "unit_type"),
            ("Ferme des Tilleuls,Kale,Market,1,kg,,-1,20", "price"),
            ("Ferme des Tilleuls,Kale,Market,1,kg,,Infinity,20", "price"),
            ("Ferme des Tilleuls,Kale,Market,1,kg,,1e400,20", "price"),
            ("Ferme des Tilleuls,Kale,Market,1,kg,,2.505,20", "price"),
            ("Ferme des Tilleuls,Kale,Market,1,kg,,2.50,-1", "on_hand"),
            ("Ferme des Tilleuls,Kale,Market,1,kg,,2.50,1.5", "on_hand"),
            ("Ferme des Tilleuls,Kale,Market,1000,t,,2.50,1000000", "on_hand"),
            ("Somebody Else,Kale,Market,1,kg,,2.50,20", "producer"),
            ("Halle de la Gare,Kale,Market,1,kg,,2.50,20", "producer"),
            ("Ferme des Tilleuls,Leeks,Market,1000,g,,2.60,20", "name"),
            ("Ferme des Tilleuls,Kale,Market,1,kg,,2.50,20,more", "row"),
        ];
        for (row, field) in faults {
            let refused = shop.farmer.post_list(&format!("{header}{sound}{row}\n"));
            let fault = refused.assert_fault(422, "import-faulty", field);
            assert_eq!(fault["line"], "3", "{row}");
        }
        let whole = faults.map(|(row, _)| row).join("\n");
        let refused =
            shop.farmer.post_list(&format!("{header}{whole}")).assert_problem(422, "import-faulty");
        let named = refused["errors"].as_array().unwrap().iter().map(|error| error["line"].clone());
        assert!(named.count() >= faults.len() - 3, "{refused}");
        for bytes in [&b""[..], b"\xFF\xFE\x00", b"PK\x03\x04", b"colour\nred\n", b"\"", b"\x00"] {
            let refused = shop.farmer.send("POST", "/v1/product-lists", Some(("text/csv", bytes)));
            refused.assert_problem(422, "import-faulty");
        }
        before.assert_nothing_changed(&market, &shop);
    }

    async fn a_sign_in_that_means_nothing_opens_no_session(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let before = Before::of(&market, &shop);
        let sign_in = |email: &str, password: &str| {
            guest.post("/v1/sessions", &json!({"email": email, "password": password}))
        };
        sign_in("lucie@example.org", "not her password").assert_problem(401, "sign-in");
        sign_in("nobody@example.org", "the password of Lucie").assert_problem(401, "sign-in");
        sign_in("lucie@example.org", "").assert_problem(401, "sign-in");
        sign_in("lucie@example.org", &"x".repeat(200_000)).assert_problem(401, "sign-in");
        sign_in("lucie", "the password of Lucie").assert_any_problem();
        for header in ["Bearer", "Bearer ", "Basic bHVjaWU6eA==", "Bearer x", "bearer x", "x"] {
            guest.saying("Authorization", header).get("/v1/me").assert_problem(401, "sign-in");
            guest
                .saying("Authorization", header)
                .get(&format!("/v1/carts/{NOBODY}"))
                .assert_problem(401, "sign-in");
        }
        before.assert_nothing_changed(&market, &shop);
    }
}
