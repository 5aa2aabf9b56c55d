//! What is known of people: told to them whole, forgotten when they ask or when its time has come, and all of it on one list.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};
use sillon_identity::{Kept, RETENTION};
use sillon_store::{By, ColumnKind, Database, Fate, Instead, REGISTER, describe_schema};
use sillon_testkit::{Client, Marketplace, Program, Shop, on_both_databases, run};

const MONDAY: &str = "2026-05-04T08:00:00Z";

/// A shop that takes orders until Wednesday, at a market whose clock is moved by hand.
fn open(market: &Marketplace) -> Shop {
    let rows = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30";
    let shop = Shop::open_until(&market.guest(), rows, "2026-05-06T18:00:00Z");
    market.take_letters();
    shop
}

/// What somebody orders, with all they may say of themselves.
fn order(shop: &Shop, who: &Client, email: &str) -> String {
    let cart = shop.cart(who, &[("Eggs, 6 × egg", 1)]);
    let contact = json!({
        "name": "Awa Diallo", "email": email, "phone": "+33 6 12 34 56 78",
        "note": "The blue gate on the left",
    });
    let total = json!({"amount": Shop::total(who, &cart), "currency": "EUR"});
    let body = json!({"contact": contact, "total": total, "payment": "cash", "consent": true});
    who.with_key(&cart).post(&format!("/v1/carts/{cart}/checkout"), &body).text_at("/id")
}

fn rows<'v>(data: &'v Value, table: &str) -> &'v [Value] {
    data["tables"][table].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Which of the words stand anywhere in a database, as a backup has it: without what is left over in free pages.
fn left(database: &Database, words: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.db");
    sillon_testkit::back_up(database, &file).unwrap();
    let bytes = fs::read(&file).unwrap();
    let holds = |word: &&&str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    words.iter().filter(holds).map(|word| (*word).to_owned()).collect()
}

/// All that Awa said of herself.
const OF_AWA: [&str; 4] = ["awa@example.org", "Awa Diallo", "+33 6 12 34 56 78", "The blue gate"];

fn erase(who: &Client, name: &str) -> sillon_testkit::Answer {
    who.send_json("DELETE", "/v1/me", &json!({"password": format!("the password of {name}")}))
}

on_both_databases! {
    async fn every_column_is_on_the_list(db: TestDatabase) {
        let schema = describe_schema(&db.database).unwrap();
        let mut wrong: Vec<String> = Vec::new();
        for (name, table) in &schema.tables {
            let Some(listed) = REGISTER.iter().find(|listed| listed.table == name) else {
                wrong.push(format!("{name} is not on the list of crates/store/src/people/register.rs"));
                continue;
            };
            let personal: Vec<&str> = listed.personal.iter().map(|(column, _)| *column).collect();
            let named = |column: &str| personal.contains(&column) || listed.plain.contains(&column);
            for column in &table.columns {
                let (at, column_name) = (format!("{name}.{}", column.name), column.name.as_str());
                if column.kind == ColumnKind::Text && !named(column_name) {
                    wrong.push(format!("{at} is neither personal nor plain"));
                }
                let is_secret = ["_hash", "digest"].iter().any(|end| column_name.ends_with(end));
                if is_secret && !listed.hidden.contains(&column_name) {
                    wrong.push(format!("{at} is shown to people"));
                }
            }
            for column in personal.iter().chain(listed.plain).chain(listed.hidden) {
                if !table.columns.iter().any(|found| found.name == *column) {
                    wrong.push(format!("{name} has no column {column}"));
                }
            }
            if let Some(twice) = personal.iter().find(|column| listed.plain.contains(column)) {
                wrong.push(format!("{name}.{twice} is personal and plain"));
            }
            // Who refers to a person or an order is a row about somebody.
            for key in &table.foreign_keys {
                let [column] = key.columns.as_slice() else { continue };
                let followed = listed.rows.iter().any(|rows| match (rows.by, key.table.as_str()) {
                    // Whose an order is decides which orders are theirs in the first place.
                    (By::Order("id"), "user_account") if name == "orders" => true,
                    (By::Account(by), "user_account") | (By::Order(by), "orders") => by == column,
                    _ => false,
                });
                if ["user_account", "orders"].contains(&key.table.as_str()) && !followed {
                    wrong.push(format!("{name}.{column} leads to a person, and nobody follows it"));
                }
            }
            let stays = listed.rows.iter().any(|rows| rows.fate == Fate::Pseudonymised);
            for (column, instead) in listed.personal.iter().filter(|_| stays) {
                let found = table.columns.iter().find(|found| found.name == *column);
                if *instead == Instead::Nothing && found.is_some_and(|found| !found.is_nullable) {
                    wrong.push(format!("{name}.{column} cannot be empty"));
                }
            }
        }
        for listed in REGISTER.iter().filter(|listed| !schema.tables.contains_key(listed.table)) {
            wrong.push(format!("there is no table {}", listed.table));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn a_person_reads_all_that_is_known_of_them_and_nothing_of_others(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = open(&market);
        let (awa, zoe) = (market.person("Awa"), market.person("Zoe"));
        let bought = order(&shop, &awa, "awa@example.org");
        shop.pay(&bought, "2.80", "paid").assert(201);
        shop.cart(&awa, &[("Carrots, 500 g", 2)]);
        order(&shop, &zoe, "zoe@example.org");
        let file = awa.get("/v1/me/export");
        assert_eq!(file.header("cache-control"), Some("no-store"));
        assert!(file.header("content-disposition").unwrap().contains("attachment"));
        let data = file.assert(200);
        assert_eq!(data["at"], MONDAY);
        let account = &rows(&data, "user_account")[0];
        assert_eq!((&account["email"], &account["created_at"]), (&json!("awa@example.org"), &json!(MONDAY)));
        let orders = rows(&data, "orders");
        assert_eq!((orders.len(), &orders[0]["id"]), (1, &json!(bought)));
        assert_eq!(orders[0]["phone"], "+33 6 12 34 56 78");
        for (table, count) in [("session", 1), ("cart", 2), ("order_line", 1), ("payment", 1), ("outbox", 1)] {
            assert_eq!(rows(&data, table).len(), count, "{table}: {data:#}");
        }
        assert!(rows(&data, "cart")[0]["lines"].is_array());
        let text = file.text();
        for secret in ["argon2", "token_hash", "digest", "zoe@example.org"] {
            assert!(!text.contains(secret), "{secret}");
        }
        let lucie = shop.hub.get("/v1/me/export").assert(200);
        assert_eq!(rows(&lucie, "membership")[0]["role"], "owner");
        assert_eq!(rows(&lucie, "orders").len(), 0, "orders at a hub are not its owner's");
    }

    async fn an_address_opens_what_guests_ordered_only_to_whoever_proved_it(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = open(&market);
        order(&shop, &market.guest(), "awa@example.org");
        // Whoever signs up says they are Awa.
        let somebody = market.person("Awa");
        assert_eq!(rows(&somebody.get("/v1/me/export").assert(200), "orders").len(), 0);
        let email = sillon_kernel::Email::parse("awa@example.org").unwrap();
        let known = run_read(&market, move |tx| sillon_engine::export_person(tx, &email));
        assert_eq!(known.tables["orders"].len(), 1, "the operator finds them all");
    }

    async fn what_strangers_order_for_an_address_keeps_nobody_from_being_erased(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = open(&market);
        let awa = market.person("Awa");
        order(&shop, &market.guest(), "awa@example.org");
        erased_by_the_operator(&market, "awa@example.org");
        awa.get("/v1/me").assert_problem(401, "sign-in");
        assert_eq!(left(&market.database.database, &OF_AWA), Vec::<String>::new());
        market.assert_clean();
    }

    async fn an_erased_person_is_nowhere_and_the_books_are_right(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = open(&market);
        let awa = market.person("Awa");
        let (first, second) = (order(&shop, &awa, "awa@example.org"), order(&shop, &awa, "awa@example.org"));
        shop.cart(&awa, &[("Carrots, 500 g", 2)]);
        shop.pay(&first, "2.80", "paid").assert(201);
        erase(&awa, "Zoe").assert_fault(403, "wrong-password", "password");
        let waiting = erase(&awa, "Awa").assert_problem(409, "orders-under-way");
        assert_eq!(waiting["errors"].as_array().unwrap().len(), 2);
        assert_eq!(market.outbox(), (2, 0), "what was refused changed nothing");
        market.move_clock("2026-05-06T18:00:00Z");
        shop.pay(&second, "1.00", "paid too").assert(201);

        erase(&awa, "Awa").assert(204);
        awa.get("/v1/me").assert_problem(401, "sign-in");
        let again = json!({"email": "awa@example.org", "password": "the password of Awa"});
        market.guest().post("/v1/sessions", &again).assert_problem(401, "sign-in");
        assert_eq!(left(&market.database.database, &OF_AWA), Vec::<String>::new());
        let orders = shop.hub.get(&format!("/v1/cycles/{}/orders", shop.cycle)).assert(200);
        let customers: BTreeSet<String> =
            orders["items"].as_array().unwrap().iter().map(|order| order["customer"].to_string()).collect();
        assert_eq!(customers.len(), 1, "one pseudonym for both orders");
        assert!(customers.iter().all(|name| name.starts_with("\"erased-")), "{customers:?}");
        let kept = shop.hub.get(&format!("/v1/orders/{first}")).assert(200);
        assert_eq!(kept["total"]["amount"], "2.80");
        shop.pay(&second, "1.80", "the rest").assert(201);
        market.deliver();
        let to_awa = market.letters().iter().any(|letter| format!("{letter:?}").contains("awa@example.org"));
        assert!(!to_awa, "letters that waited were dropped");
        // The address is free for whoever has it now.
        let anew = market.person("Awa");
        assert_eq!(rows(&anew.get("/v1/me/export").assert(200), "orders").len(), 0);
        market.assert_clean();
    }

    async fn who_owns_an_enterprise_alone_hands_it_over_first(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = open(&market);
        let refused = erase(&shop.hub, "Lucie").assert_problem(409, "last-owner");
        assert_eq!(refused["errors"][0]["enterprise"], json!(shop.hub_id));
        let bo = market.person("Bo");
        shop.hub.takes_on(&bo, &shop.hub_id, "owner");
        erase(&shop.hub, "Lucie").assert(204);
        bo.get(&format!("/v1/enterprises/{}/balance", shop.hub_id)).assert(200);
        assert_eq!(left(&market.database.database, &["lucie@example.org"]), Vec::<String>::new());
        market.assert_clean();
    }

    async fn nobody_is_kept_from_being_erased(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = open(&market);
        let bo = market.person("Bo");
        shop.hub.takes_on(&bo, &shop.hub_id, "manager");
        let key = json!({"name": "Scales", "scopes": ["orders:read"]});
        let keys = format!("/v1/enterprises/{}/api-keys", shop.hub_id);
        let scales = market.guest().with_token(&shop.hub.post(&keys, &key).text_at("/secret"));
        let orders = format!("/v1/cycles/{}/orders", shop.cycle);
        scales.get(&orders).assert(200);
        let body = json!({"password": "the password of Lucie", "close_enterprises": true});
        let guest = market.guest();
        let cart = shop.cart(&guest, &[("Eggs, 6 × egg", 1)]);
        let total = Shop::total(&guest, &cart);
        shop.hub.send_json("DELETE", "/v1/me", &body).assert(204);
        // What lay in a basket is sold by nobody any more; nor does the farm stay let into cycles of a hub that is nobody's.
        let total = json!({"amount": total, "currency": "EUR"});
        let contact = json!({"name": "Zoe", "email": "zoe@example.org"});
        let body = json!({"contact": contact, "total": total, "payment": "cash", "consent": true});
        let refused = guest.with_key(&cart).post(&format!("/v1/carts/{cart}/checkout"), &body);
        refused.assert_problem(409, "not-offered");
        let grants = shop.farmer.get(&format!("/v1/enterprises/{}/grants", shop.farm_id)).assert(200);
        assert_eq!(grants["items"], json!([]));
        scales.get(&orders).assert_problem(401, "sign-in");
        market.guest().get(&format!("/v1/shops/{}", Shop::SLUG)).assert_problem(404, "not-found");
        // Whoever works there still finds what was ordered, and so do administrators.
        bo.get(&orders).assert(200);
        let sol = market.person("Sol");
        market.appoint_administrator("sol@example.org");
        sol.get(&orders).assert(200);
        assert_eq!(left(&market.database.database, &["lucie@example.org"]), Vec::<String>::new());
        market.assert_clean();
    }

    async fn what_was_kept_long_enough_is_forgotten(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = open(&market);
        let guest = market.guest();
        let bought = order(&shop, &guest, "awa@example.org");
        let idle = shop.cart(&guest, &[("Carrots, 500 g", 2)]);
        shop.pay(&bought, "2.80", "paid").assert(201);
        market.deliver();
        let forget = |at: &str| {
            market.set_clock(at);
            forget_old(&market)
        };
        assert_eq!(forget("2026-05-05T08:00:00Z"), sillon_engine::Forgotten::default());
        guest.get(&format!("/v1/carts/{idle}")).assert(200);
        let forgotten = forget("2026-06-05T08:00:00Z");
        assert_eq!((forgotten.carts, forgotten.letters, forgotten.contacts), (1, 3, 0), "two of the letters are the welcomes");
        assert!(forgotten.answers > 0);
        guest.get(&format!("/v1/carts/{idle}")).assert_problem(404, "not-found");
        let forgotten = forget("2027-06-01T08:00:00Z");
        assert_eq!((forgotten.contacts, forgotten.customers), (1, 0));
        assert_eq!(left(&market.database.database, &OF_AWA), ["awa@example.org", "Awa Diallo"]);
        let forgotten = forget("2037-06-01T08:00:00Z");
        assert_eq!(forgotten.customers, 1);
        assert_eq!(left(&market.database.database, &OF_AWA), Vec::<String>::new());
        assert_eq!(forget("2037-07-01T08:00:00Z").customers, 0);
        market.assert_clean();
    }

    async fn the_operator_exports_and_erases_a_guest(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = open(&market);
        order(&shop, &market.guest(), "awa@example.org");
        let program = Program::new(
            env!("CARGO_BIN_EXE_sillon-under-test"), &market.database.database, market.mail(),
        );
        let said = program.run(&["export-person", "awa@example.org"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        let data: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(rows(&data, "orders")[0]["note"], "The blue gate on the left");
        // The program's clock is the machine's, and by that the orders were handed out long ago, or will be.
        shop.close().assert(200);
        let said = program.run(&["erase-person", "awa@example.org"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.out.contains("erased-"), "{said:?}");
        assert_eq!(left(&market.database.database, &OF_AWA), Vec::<String>::new());
        for command in ["export-person", "erase-person"] {
            let said = program.run(&[command, "awa@example.org"]);
            assert_eq!(said.code, Some(1), "nobody has this address any more: {said:?}");
            assert_eq!(program.run(&[command, "awa"]).code, Some(1));
        }
        market.assert_clean();
    }
}

/// Forgets what is old by the market's clock.
fn forget_old(market: &Marketplace) -> sillon_engine::Forgotten {
    let engine = market.engine();
    aside(move || run(engine.forget_old())).unwrap()
}

/// Works on a thread of its own, so that it may wait for async work wherever it is called from.
fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap()
}

fn erased_by_the_operator(market: &Marketplace, address: &str) {
    let (engine, email) = (market.engine(), sillon_kernel::Email::parse(address).unwrap());
    let ids = engine.ids();
    let erase = move |tx: &mut sillon_engine::Tx<'_>| {
        sillon_engine::erase_person(tx, &ids, &email, sillon_engine::OwnedAlone::HandedOver)
    };
    aside(move || run(engine.write(erase))).unwrap();
}

fn run_read<T: Send + 'static>(
    market: &Marketplace,
    work: impl FnMut(&mut sillon_engine::Tx<'_>) -> Result<T, sillon_engine::Error> + Send + 'static,
) -> T {
    let engine = market.engine();
    aside(move || run(engine.read(work))).unwrap()
}

#[test]
fn the_documentation_tells_how_long_everything_is_kept() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operator.md");
    let page = fs::read_to_string(page).unwrap();
    for line in RETENTION {
        let told = format!(
            "| {} |",
            [line.class.as_str(), &line.kept.told(), line.then.as_str()].join(" | ")
        );
        let row = page.lines().find(|row| row.starts_with(&format!("| {} |", line.class.as_str())));
        let row = row
            .unwrap_or_else(|| panic!("docs/operator.md says nothing of {}", line.class.as_str()));
        assert!(row.starts_with(&told), "{row} does not begin with {told}");
        let says_why = line.why.split(": ").nth(1).is_none_or(|source| row.contains(source));
        assert!(says_why || line.kept == Kept::Always, "{row} does not name {}", line.why);
    }
}
