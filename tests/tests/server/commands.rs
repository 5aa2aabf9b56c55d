//! What whoever runs an installation types: `sillon import`, `verify`, `check-config` and the rest.

use std::{
    fs,
    io::Write as _,
    net::TcpListener,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use serde_json::json;
use sillon_store::Database;
use sillon_testkit::{
    Client, CommandOutput, Marketplace, Program, Shop, TestDatabase, on_both_databases,
};
use tempfile::TempDir;

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");

/// A list of three farms.
const LIST: &str = "\
producer,name,category,description,units,unit_type,variant_unit_name,price,on_hand,on_demand,shipping_category,tax_category
Ferme du Val,Carrots,Vegetables,Washed,500,g,,1.60,40,,,
Ferme du Val,Carrots,Vegetables,Washed,2,kg,,5.20,,,,
Ferme du Val,Eggs,Eggs,,6,,egg,2.70,10,,chilled,
Les Ruchers,Honey,Grocery,\"From lime trees, raw\",250,g,,5.95,12,,,
Les Ruchers,Mead,Drinks,,75,cl,,9.90,,yes,,Standard
Fournil Épi,Bread,Bakery,,1,,loaf,3.90,7,,,
";

/// A folder with a list in it, and the program over a database of its own.
struct Desk {
    folder: TempDir,
    sillon: Program,
    database: TestDatabase,
}

impl Desk {
    fn over(database: TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sillon = Program::new(SILLON, &database.database, &folder.path().join("mail"));
        Self { folder, sillon, database }
    }

    fn import(&self, list: &str, more: &[&str]) -> CommandOutput {
        let file = self.folder.path().join("list.csv");
        fs::write(&file, list).unwrap();
        self.sillon.run(&[&["import", file.to_str().unwrap()], more].concat())
    }

    fn verify(&self) -> CommandOutput {
        self.sillon.run(&["verify"])
    }
}

#[track_caller]
fn assert_done(said: &CommandOutput) {
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
}

#[track_caller]
fn assert_failed(said: &CommandOutput, because: &str) {
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains(because), "{because}: {said:?}");
}

/// What a shop offers: name, label, price and how many are left.
fn offers(guest: &Client, slug: &str) -> Vec<(String, String, String, Option<u64>)> {
    let shown = guest.get(&format!("/v1/shops/{slug}/offers")).assert(200);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let offers = shown["offers"].as_array().unwrap().iter();
    offers
        .map(|offer| {
            let price = text(&offer["price"]["amount"]);
            (text(&offer["name"]), text(&offer["label"]), price, offer["available"].as_u64())
        })
        .collect()
}

on_both_databases! {
    async fn a_list_fills_an_empty_database_and_goes_on_sale(db: TestDatabase) {
        let desk = Desk::over(db);
        let said = desk.import(LIST, &["--shop", "Le Panier d’Épinal"]);
        assert_done(&said);
        for told in [
            "Imported 6 products of 3 farms: 6 new, 0 updated.",
            "Le Panier d’Épinal",
            "/shops/le-panier-d-epinal",
        ] {
            assert!(said.out.contains(told), "{told}: {}", said.out);
        }
        let server = desk.sillon.serve();
        let guest = server.guest();
        let offered = |name: &str, label: &str, price: &str, left| {
            (name.to_owned(), label.to_owned(), price.to_owned(), left)
        };
        assert_eq!(
            offers(&guest, "le-panier-d-epinal"),
            [
                offered("Bread", "loaf", "3.90", Some(7)),
                offered("Mead", "750 ml", "9.90", None),
                offered("Eggs", "6 × egg", "2.70", Some(10)),
                offered("Honey", "250 g", "5.95", Some(12)),
                offered("Carrots", "500 g", "1.60", Some(40)),
                offered("Carrots", "2 kg", "5.20", Some(10)),
            ]
        );
        let shop = guest.get("/v1/shops/le-panier-d-epinal").assert(200);
        let variant =
            guest.get("/v1/shops/le-panier-d-epinal/offers?q=bread").text_at("/offers/0/variant");
        let lines = json!([{"variant": variant, "quantity": 2}]);
        let cart =
            json!({"shop": "le-panier-d-epinal", "cycle": shop["open"][0]["id"], "lines": lines});
        let cart = guest.post("/v1/carts", &cart).text_at("/id");
        let order = guest
            .with_key("k")
            .post(&format!("/v1/carts/{cart}/checkout"), &Shop::contact("Awa", "7.80"));
        assert_eq!(order.assert(201)["total"]["amount"], "7.80");
        // The next list counts again, beside the server that goes on; the shop and its cycle stay.
        let said =
            desk.import(&LIST.replace("3.90,7", "4.20,9"), &["--shop", "Le Panier d’Épinal"]);
        assert_done(&said);
        assert!(said.out.contains("0 new, 1 updated. 5 are unchanged."), "{}", said.out);
        let shown = guest.get("/v1/shops/le-panier-d-epinal").assert(200);
        assert_eq!(shown["open"].as_array().unwrap().len(), 1);
        // What a shop shows may be as old as `shop.max_age_ms`, and a busy machine is later still.
        let begun = Instant::now();
        while offers(&guest, "le-panier-d-epinal")[0].2 == "3.90" {
            assert!(begun.elapsed() < Duration::from_mins(1), "the new price is shown in time");
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(
            offers(&guest, "le-panier-d-epinal")[0],
            offered("Bread", "loaf", "4.20", Some(9))
        );
        drop(server);
        let said = desk.verify();
        assert_done(&said);
        assert!(said.out.contains("the ledger sums to zero"), "{}", said.out);
    }

    async fn a_hubs_list_sets_the_terms_it_sells_on(db: TestDatabase) {
        let desk = Desk::over(db);
        assert_done(&desk.import(LIST, &["--shop", "Le Panier"]));
        let list = "producer,distributor,name,units,unit_type,price,on_hand\nLes Ruchers,Le Panier,Mead,75,cl,11.50,3\n";
        assert_failed(&desk.import(&list.replace("11.50", "dear"), &[]), "line 2, price");
        // The operator may all, and still nobody sets terms whom the farm does not let.
        let said = desk.import(list, &[]);
        assert_failed(&said, "line 2, producer");
        assert!(said.err.contains("set-hub-prices"), "{}", said.err);
        assert_failed(&desk.import(list, &["--absent", "burn"]), "--absent: it is keep or zero");
        let said = desk.import(list, &["--dry-run"]);
        assert_done(&said);
        assert!(said.out.contains("nothing was changed"), "{}", said.out);
        // Whose hub and farm are one person's, they grant each other what is wanted.
        let server = desk.sillon.serve();
        let noor = server.guest().sign_up("Noor");
        for (name, is_producer, sells) in [("Le Quai", false, "any"), ("Verger du Quai", true, "none")] {
            let body = json!({"name": name, "is_producer": is_producer, "sells": sells});
            noor.post("/v1/enterprises", &body).assert(201);
        }
        noor.post_list("producer,name,category,units,unit_type,price,on_hand\nVerger du Quai,Pears,Fruit,1,kg,3.20,5\n").assert(200);
        let list = "producer,distributor,name,units,unit_type,price,on_hand\nVerger du Quai,Le Quai,Pears,1,kg,3.60,3\n";
        let said = desk.import(list, &["--absent", "zero"]);
        assert_done(&said);
        assert!(said.out.contains("Set the terms of 1 hubs on 1 products: 1 new, 0 updated."), "{}", said.out);
        drop(server);
        assert_done(&desk.verify());
    }

    async fn a_list_of_a_farm_whose_name_two_have_changes_nothing(db: TestDatabase) {
        let desk = Desk::over(db);
        assert_done(&desk.import(LIST, &["--shop", "Le Panier"]));
        let server = desk.sillon.serve();
        let before = offers(&server.guest(), "le-panier");
        let eve = server.guest().sign_up("Eve");
        let body = json!({"name": "fournil  épi", "is_producer": true, "sells": "none"});
        let other = eve.post("/v1/enterprises", &body).assert(201)["id"].as_str().unwrap().to_owned();
        drop(server);
        let said = desk.import(&LIST.replace("3.90,7", "9.90,0").replace("1.60,40", "9.60,0"), &["--shop", "Le Panier"]);
        assert_failed(&said, "line 7, producer");
        assert!(said.err.contains(&other) && said.err.contains("Fournil Épi"), "both are named: {}", said.err);
        let server = desk.sillon.serve();
        assert_eq!(offers(&server.guest(), "le-panier"), before);
        drop(server);
        assert_done(&desk.verify());
    }

    async fn a_list_with_a_broken_line_names_it_and_changes_nothing(db: TestDatabase) {
        let desk = Desk::over(db);
        assert_done(&desk.import(LIST, &[]));
        let broken = LIST.replace("250,g,,5.95,12", "250,g,,cheap,12").replace("3.90,7", "4.20,-1");
        let broken = broken.replace("1.60,40", "1.00,4000");
        let said = desk.import(&broken, &[]);
        assert_failed(
            &said,
            "the list has 2 faults, the first at line 5, price: “cheap” is not a price",
        );
        for told in ["  line 5, price: ", "  line 7, on_hand: “-1”", "Nothing was changed."] {
            assert!(said.err.contains(told), "{told}: {}", said.err);
        }
        assert_failed(&desk.import("", &[]), "line 1, file: the file is empty");
        assert_failed(&desk.import("PK\u{3}\u{4}", &[]), "line 1, file: the workbook cannot be opened");
        assert_failed(
            &desk.import(LIST, &["--shop", "Ferme du Val"]),
            "an enterprise of this name sells nothing",
        );
        assert_failed(
            &desk.import(LIST, &["--currency", "EURO"]),
            "--currency: it is not a code such as EUR",
        );
        assert_failed(&desk.import(LIST, &["--zone", "Europe/Nowhere"]), "--zone");
        assert_failed(&desk.sillon.run(&["import", "/nowhere/list.csv"]), "/nowhere/list.csv: ");
        let said = desk.import(LIST, &["--dry-run"]);
        assert_done(&said);
        assert!(
            said.out.contains("6 products would be imported; nothing was changed."),
            "{}",
            said.out
        );
        let server = desk.sillon.serve();
        let offers = offers(&server.guest(), "food-hub");
        assert_eq!(offers.len(), 6);
        assert_eq!((offers[4].2.as_str(), offers[4].3), ("1.60", Some(40)), "{:?}", offers[4]);
        assert_done(&desk.verify());
    }
}

#[test]
fn a_broken_list_does_not_even_make_a_database() {
    let desk = Desk::over(TestDatabase::bare_sqlite());
    assert_failed(&desk.import(&LIST.replace("5.95", "cheap"), &[]), "line 5, price");
    let Database::Sqlite(path) = &desk.database.database else { unreachable!("it is a file") };
    assert!(!Path::new(path).exists());
}

/// Changes of a database that no use case makes, and what a check then says.
const TAMPERED: &[(&str, &str)] = &[
    ("update supply set available_milli = available_milli + 1000", "supply "),
    ("update supply_movement set delta_milli = delta_milli + 1000", "supply "),
    ("delete from supply_movement", "supply "),
    ("update order_line set taken_milli = 0", "supply "),
    ("update orders set total_minor = total_minor + 1", "order total "),
    ("update order_line set goods_minor = goods_minor + 1", "order goods "),
    ("update order_line set quantity = quantity + 1", "order line "),
    ("update order_line set fees_minor = fees_minor + 1", "order fees "),
    ("update order_line set tax_minor = tax_minor + 1", "order tax "),
    ("delete from order_line where position = 0", "order goods "),
    (
        "update order_component set amount_minor = amount_minor - 1 where kind = 'order-fee' or kind = 'item-fee'",
        "order total ",
    ),
    ("delete from order_component where kind = 'item-fee'", "order total "),
    (
        "update order_component set allocated_minor = allocated_minor + 1 where position = 0",
        "allocation ",
    ),
    ("update payment set amount_minor = amount_minor + 1", "payment "),
    ("update payment_share set amount_minor = amount_minor + 1 where position = 0", "payment "),
    ("delete from payment_share", "payment "),
    (
        "update posting set amount_minor = amount_minor + 1 where to_kind = 'order'",
        "order account ",
    ),
    (
        "update posting set amount_minor = amount_minor + 1 where to_kind = 'payable'",
        "payable account ",
    ),
    ("update order_component set kind = 'deposit' where kind = 'goods'", "order goods "),
    (
        "update order_line set deposit_minor = 30, deposit_tax_millionths = 0, deposit_tax_minor = 0",
        "order deposits ",
    ),
    (
        "update order_line set deposit_minor = 30, deposit_tax_millionths = 0, deposit_tax_minor = 5",
        "deposit tax ",
    ),
    ("update posting set to_kind = 'deposit' where to_kind = 'payable'", "deposit account "),
    ("update posting set to_kind = 'deposit-due' where to_kind = 'earned'", "deposit due account "),
    (
        "update posting set to_kind = 'refund', to_holder = (select id from orders) where to_kind = 'payable'",
        "refund account ",
    ),
    ("delete from posting where from_kind = 'order'", "order account "),
    (
        "update posting set amount_minor = amount_minor + 1 where to_kind = 'earned'",
        "posted when due ",
    ),
    ("delete from ledger_transaction where cause = 'due'", "order not due "),
    ("update posting set to_holder = from_holder where to_kind = 'earned'", "earned account "),
    (
        "update posting set from_holder = (select id from enterprise where is_producer = 1) where from_kind = 'till'",
        "till account ",
    ),
    (
        "update account_balance set balance_minor = balance_minor + 1 where kind = 'till'",
        "kept balance ",
    ),
    ("update hub_payable set balance_minor = balance_minor + 1", "payable through hub "),
    ("update order_line set margin_minor = margin_minor + 1", "line margin "),
    (
        "update order_component set payee_id = (select hub_id from orders limit 1) where kind = 'goods'",
        "goods of owner ",
    ),
    ("delete from participation", "yes to an exchange "),
    ("update participation set standing = 'left', terms = '{}'", "yes to an exchange "),
    (
        "delete from exchange_fee; delete from exchange_variant; delete from exchange",
        "exchange of a yes ",
    ),
];

/// Something that changes an SQLite file behind our back: its own program, or Python's module.
fn other_hand() -> Option<Vec<&'static str>> {
    let by_python = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()";
    let hands = [vec!["sqlite3"], vec!["python3", "-c", by_python]];
    let works = |hand: &Vec<&str>| {
        let (program, arguments) = hand.split_first()?;
        let tried = Command::new(program).args(arguments).args([":memory:", "select 1"]).output();
        tried.ok().filter(|done| done.status.success())
    };
    hands.into_iter().find(|hand| works(hand).is_some())
}

#[test]
fn a_database_that_was_tampered_with_is_found_out() {
    let Some(hand) = other_hand() else {
        let said = "\nsqlite3 not found: a_database_that_was_tampered_with_is_found_out left out\n";
        drop(std::io::stderr().write_all(said.as_bytes()));
        return;
    };
    let mut market = Marketplace::open(TestDatabase::sqlite());
    let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,50\nHoney,250,g,,5.95,20");
    let order = shop.order(&market.guest(), &[("Eggs, 6 × egg", 3), ("Honey, 250 g", 1)]);
    shop.order(&market.guest(), &[("Honey, 250 g", 2)]);
    shop.close().assert(200);
    shop.pay(&order, "5.00", "p").assert(201);
    market.assert_clean();
    market.stop();
    let Database::Sqlite(sound) = &market.database.database else { unreachable!("it is a file") };
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let of_copy = Database::Sqlite(copy.to_str().unwrap().to_owned());
    let sillon = Program::new(SILLON, &of_copy, folder.path());
    let tamper = |with: &str| {
        for ending in ["", "-wal", "-shm"] {
            let (from, to) = (format!("{sound}{ending}"), format!("{}{ending}", copy.display()));
            drop(fs::remove_file(&to));
            if Path::new(&from).exists() {
                fs::copy(from, to).unwrap();
            }
        }
        let done = Command::new(hand[0]).args(&hand[1..]).arg(&copy).arg(with).output().unwrap();
        assert!(done.status.success(), "{with}: {}", String::from_utf8_lossy(&done.stderr));
        sillon.run(&["verify"])
    };
    assert_done(&tamper("select 1"));
    let mut missed = Vec::new();
    for (with, finds) in TAMPERED {
        let said = tamper(with);
        if said.code != Some(1) || !said.out.contains(finds) {
            missed.push((with, finds, said));
        } else {
            assert!(said.err.contains("the database does not agree with its history"), "{said:?}");
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn an_address_of_no_database_we_know_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = Database::Sqlite(folder.path().join("sillon.db").to_str().unwrap().to_owned());
    for url in ["mysql://root@localhost/sillon", "", "sqlite:", "data/sillon.db", "mongodb://x"] {
        for command in [&["serve"][..], &["migrate"], &["verify"], &["check-config"]] {
            let said = Program::new(SILLON, &nowhere, folder.path())
                .with("DATABASE_URL", url)
                .run(command);
            assert_failed(
                &said,
                "database.url: a database is sqlite:PATH or postgres://USER@HOST/NAME",
            );
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn a_setting_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = Database::Sqlite(folder.path().join("sillon.db").to_str().unwrap().to_owned());
    let with = |name: &str, value: &str| {
        Program::new(SILLON, &nowhere, folder.path()).with(name, value).run(&["check-config"])
    };
    assert_failed(&with("SILLON_SERVER_PORT", "many"), "SILLON_SERVER_PORT");
    assert_failed(&with("SILLON_MAIL_DELIVERY", "pigeon"), "mail.delivery");
    assert_failed(&with("SILLON_DATABASE_READERS", "0"), "readers");
    for (name, value, setting) in [
        ("SILLON_SERVER_WORKERS", "20000", "server.workers"),
        ("SILLON_SESSIONS_DAYS", "0", "sessions.days"),
        ("SILLON_SESSIONS_DAYS", "4294967295", "sessions.days"),
        ("SILLON_PASSWORDS_PASSES", "0", "passwords"),
        ("SILLON_PASSWORDS_MEMORY_KIB", "4294967295", "passwords"),
    ] {
        assert_failed(&with(name, value), setting);
    }
    let patience = "database.connect_timeout_seconds";
    assert_failed(&with("SILLON_DATABASE_CONNECT_TIMEOUT_SECONDS", "0"), patience);
    let file = folder.path().join("my.toml");
    fs::write(&file, "[server]\nprot = 1\n").unwrap();
    assert_failed(
        &with("SILLON_CONFIG", file.to_str().unwrap()),
        "there is no setting server.prot",
    );
    fs::write(&file, "[server]\nport = 9000\n").unwrap();
    let said = with("SILLON_CONFIG", file.to_str().unwrap());
    assert_done(&said);
    assert!(said.out.contains("port = 0"), "the environment wins: {}", said.out);
}

#[test]
fn settings_are_refused_as_a_start_would() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    fs::write(&file, "not a folder, nor a database").unwrap();
    let in_file = |name: &str| file.join(name).to_str().unwrap().to_owned();
    let whole = TestDatabase::sqlite();
    let port = TcpListener::bind("127.0.0.1:0").unwrap();
    let refused = [
        ("SILLON_MAIL_FOLDER", in_file("mail"), "mail.folder"),
        ("DATABASE_URL", format!("sqlite:{}", in_file("sillon.db")), "database.url"),
        ("DATABASE_URL", format!("sqlite:{}", file.display()), "file is not a database"),
        ("DATABASE_URL", "postgres://sillon@127.0.0.1:1/sillon".to_owned(), "cannot be reached"),
        ("SILLON_SERVER_ADDRESS", "192.0.2.1".to_owned(), "server.address"),
        ("SILLON_SERVER_ADDRESS", "no such place".to_owned(), "server.address"),
        ("SILLON_SERVER_PUBLIC_URL", "panier.example.org".to_owned(), "server.public_url"),
        ("SILLON_MAIL_FROM", "nobody".to_owned(), "mail.from"),
        ("SILLON_MAIL_TIMEOUT_SECONDS", "0".to_owned(), "mail.timeout_seconds"),
        ("SILLON_LOG_FILTER", "sillon=loud=er".to_owned(), "log.filter"),
    ];
    let sillon = || Program::new(SILLON, &whole.database, folder.path());
    for (name, value, because) in refused {
        for command in ["check-config", "serve"] {
            assert_failed(&sillon().with(name, &value).run(&[command]), because);
        }
    }
    let before: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(before, [file], "nothing was left behind");
    // What is only worth knowing is told, and refuses nothing.
    let taken = port.local_addr().unwrap().port().to_string();
    let mail = [
        ("SILLON_MAIL_DELIVERY", "smtp"),
        ("SILLON_MAIL_HOST", "mail.invalid"),
        ("SILLON_SERVER_PORT", &taken),
    ];
    let told = mail.into_iter().fold(sillon(), |sillon, (name, value)| sillon.with(name, value));
    let said = told.run(&["check-config"]);
    assert_done(&said);
    assert!(said.out.contains("# the mail server mail.invalid is not found"), "{}", said.out);
    assert!(said.out.contains(&format!("# 127.0.0.1:{taken} is in use")), "{}", said.out);
}

#[test]
fn secrets_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = Database::Sqlite("nowhere.db".to_owned());
    let urls = [
        "postgres://sillon:hidden-1@db.example.org:5432/sillon",
        "postgresql://sillon:hid@den-1@db.example.org/sillon",
        "postgres://db.example.org/sillon?user=sillon&password=hidden-1&sslmode=require",
        "postgres://sillon@db.example.org/sillon?password=hidden-1",
    ];
    for url in urls {
        let sillon = Program::new(SILLON, &nowhere, folder.path())
            .with("DATABASE_URL", url)
            .with("SILLON_MAIL_PASSWORD", "hidden-2");
        // What is shown is tried afterwards: the server is on another machine, which these tests cannot reach.
        let said = sillon.run(&["check-config"]);
        assert_failed(&said, "the database cannot be reached");
        assert!(
            !format!("{said:?}").contains("hidden") && !format!("{said:?}").contains("den-1"),
            "{said:?}"
        );
        assert!(said.out.contains("db.example.org") && said.out.contains("***"), "{}", said.out);
    }
    // Nor where a database cannot be reached.
    let closed = "postgres://sillon:hidden-1@127.0.0.1:1/sillon?connect_timeout=2";
    let said =
        Program::new(SILLON, &nowhere, folder.path()).with("DATABASE_URL", closed).run(&["verify"]);
    assert_failed(&said, "the database cannot be reached");
    assert!(!said.err.contains("hidden") && !said.out.contains("hidden"), "{said:?}");
}

#[test]
fn the_program_says_what_it_can_do() {
    let folder = tempfile::tempdir().unwrap();
    let sillon = Program::new(SILLON, &Database::Sqlite("nowhere.db".to_owned()), folder.path());
    let said = sillon.run(&["--help"]);
    assert_done(&said);
    let commands = [
        "serve",
        "migrate",
        "demo",
        "simulate",
        "import",
        "verify",
        "backup",
        "restore",
        "copy",
        "check-config",
        "help",
    ];
    for command in commands {
        assert!(
            said.out.lines().any(|line| line.trim_start().starts_with(command)),
            "{command}: {}",
            said.out
        );
        if command != "help" {
            assert_done(&sillon.run(&[command, "--help"]));
        }
    }
    assert_done(&sillon.run(&["--version"]));
    assert_eq!(sillon.run(&["fly"]).code, Some(2));
    assert_eq!(sillon.run(&[]).code, Some(2));
}

#[test]
fn a_database_that_is_not_there_is_not_called_sound() {
    let desk = Desk::over(TestDatabase::bare_sqlite());
    assert_failed(&desk.verify(), "there is no database at ");
}

#[test]
fn a_command_for_what_is_there_makes_no_database() {
    let desk = Desk::over(TestDatabase::bare_sqlite());
    let Database::Sqlite(path) = &desk.database.database else { unreachable!("it is a file") };
    let beside = Path::new(path).parent().unwrap();
    let file = |name: &str| desk.folder.path().join(name).to_str().unwrap().to_owned();
    let (saved, list, new) = (file("saved.db"), file("list.csv"), file("new.db"));
    let (from, to) = (format!("sqlite:{path}"), format!("sqlite:{new}"));
    let commands: [&[&str]; 7] = [
        &["backup", &saved],
        &["verify"],
        &["export", &list],
        &["export-person", "awa@example.org"],
        &["erase-person", "awa@example.org"],
        &["appoint-administrator", "awa@example.org"],
        &["copy", "--from", &from, "--to", &to],
    ];
    for command in commands {
        assert_failed(&desk.sillon.run(command), &format!("there is no database at {path}"));
    }
    for folder in [beside, desk.folder.path()] {
        assert_eq!(
            fs::read_dir(folder).unwrap().count(),
            0,
            "{} holds something",
            folder.display()
        );
    }
}

#[test]
fn a_server_that_does_not_answer_is_given_up_in_seconds() {
    // It takes connections, and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let url = Database::Postgres(format!("postgres://sillon@127.0.0.1:{port}/sillon"));
    let sillon = Program::new(SILLON, &url, folder.path());
    let sillon = sillon.with("SILLON_DATABASE_CONNECT_TIMEOUT_SECONDS", "2");
    for command in ["serve", "verify", "migrate"] {
        let since = Instant::now();
        let said = sillon.run(&[command]);
        assert_failed(&said, "the database cannot be reached: ");
        assert!(said.err.contains("timeout expired"), "{said:?}");
        assert!(since.elapsed() < Duration::from_mins(1), "{:?}", since.elapsed());
    }
}

#[test]
fn a_server_needs_its_migrations_on_postgres() {
    let Some(bare) = TestDatabase::bare_postgres(module_path!()) else { return };
    let desk = Desk::over(bare);
    for command in [&["serve"][..], &["verify"], &["backup", "/nowhere/copy.db"]] {
        let said = desk.sillon.run(command);
        assert_failed(&said, "the database is older than this program: ");
        assert!(said.err.contains("migrations are pending; run `sillon migrate`"), "{said:?}");
        assert!(!said.err.contains("reached"), "it was: {said:?}");
    }
    let said = desk.sillon.run(&["migrate"]);
    assert_done(&said);
    assert!(said.out.starts_with("Ran "), "{}", said.out);
    assert_done(&desk.sillon.run(&["migrate"]));
    assert_eq!(desk.sillon.serve().guest().get("/health").status, 200);
}
