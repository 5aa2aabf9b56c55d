//! The documentation, held against the program: its examples are run, its tables are compared, its links lead somewhere.
#![cfg(test)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use reader::Reader;
use serde_json::{Value, json};
use sillon_events::{DeliveryFailure, EventKind, Secret, sign};
use sillon_kernel::Timestamp;
use sillon_testkit::{Marketplace, TestDatabase};

mod links;
mod reader;
mod week;

/// When the market of the examples begins: a Monday morning, in the first hours of its order cycle.
const MONDAY: &str = "2026-05-04T08:00:00Z";

#[test]
fn hubs_and_farmers_read_what_happens() {
    let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
    Reader::new(&market).play(&[
        "hub.md",
        "hub-cycle.md",
        "hub-keys.md",
        "hub-week.md",
        "hub-second-week.md",
        "farmer.md",
        "lists.md",
    ]);
}

#[test]
fn french_hubs_and_farmers_read_what_happens() {
    let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
    let pages = [
        "pole",
        "pole-vente",
        "pole-cles",
        "pole-semaine",
        "pole-semaines-suivantes",
        "producteur",
        "listes",
    ]
    .map(|page| format!("fr/{page}.md"));
    Reader::new(&market).play(&pages.each_ref().map(String::as_str));
    market.assert_clean();
}

#[test]
fn those_who_look_after_orders_read_what_happens() {
    for pages in [
        ["hub.md", "hub-cycle.md", "hub-orders.md"],
        ["fr/pole.md", "fr/pole-vente.md", "fr/pole-commandes.md"],
    ] {
        let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
        Reader::new(&market).play(&pages);
        market.assert_clean();
    }
}

#[test]
fn those_who_pay_back_and_out_read_what_happens() {
    for pages in [
        ["hub.md", "hub-cycle.md", "hub-week.md", "hub-money.md"],
        ["fr/pole.md", "fr/pole-vente.md", "fr/pole-semaine.md", "fr/pole-argent.md"],
    ] {
        let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
        Reader::new(&market).play(&pages);
        market.assert_clean();
    }
}

#[test]
fn those_who_want_letters_read_what_happens() {
    for pages in [
        ["hub.md", "hub-cycle.md", "hub-week.md", "letters.md"],
        ["fr/pole.md", "fr/pole-vente.md", "fr/pole-semaine.md", "fr/lettres.md"],
    ] {
        let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
        Reader::new(&market).play(&pages);
        market.assert_clean();
    }
}

#[test]
fn shop_fronts_read_what_happens() {
    Reader::new(&Marketplace::open_at(TestDatabase::sqlite(), MONDAY)).play(&[
        "hub.md",
        "hub-cycle.md",
        "hub-keys.md",
        "shop-front.md",
        "checkout.md",
        "orders.md",
        "web-page.md",
        "season.md",
        "accounts.md",
    ]);
}

#[test]
fn those_who_sell_boxes_and_by_weight_read_what_happens() {
    for pages in [
        ["hub.md", "hub-cycle.md", "hub-bundles.md"],
        ["fr/pole.md", "fr/pole-vente.md", "fr/pole-paniers-composes.md"],
        ["hub.md", "hub-cycle.md", "hub-weights.md"],
        ["fr/pole.md", "fr/pole-vente.md", "fr/pole-pesees.md"],
    ] {
        let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
        Reader::new(&market).play(&pages);
        market.assert_clean();
    }
}

#[test]
fn those_who_hand_over_read_what_happens() {
    let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
    Reader::new(&market).play(&["hub.md", "hub-cycle.md", "hub-hand-over.md", "hand-over.md"]);
    market.assert_clean();
    let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
    Reader::new(&market).play(&["fr/pole.md", "fr/pole-vente.md", "fr/pole-remises.md"]);
    market.assert_clean();
}

#[test]
fn programs_read_what_happened() {
    for pages in [
        ["hub.md", "hub-cycle.md", "events.md"],
        ["fr/pole.md", "fr/pole-vente.md", "fr/evenements.md"],
    ] {
        let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
        Reader::new(&market).play(&pages);
        market.assert_clean();
    }
}

#[test]
fn the_example_knows_what_we_signed_from_what_others_did() {
    if Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let at =
        |seconds: u64| Timestamp::from_micros(i64::try_from(seconds).unwrap() * 1_000_000).unwrap();
    let [old, new, other] = [[1; 32], [2; 32], [3; 32]].map(Secret::from_random);
    let body = r#"{"reference":"Épinal-1"}"#;
    let cases = [
        (&new, sign([&new, &old], at(now), body), body, true),
        (&old, sign([&new, &old], at(now), body), body, true),
        (&other, sign([&new, &old], at(now), body), body, false),
        (&new, sign([&new], at(now), body), "{}", false),
        (&new, sign([&new], at(now - 301), body), body, false),
    ];
    for page in ["events.md", "fr/evenements.md"] {
        let example = blocks(page).into_iter().find(|block| block.language == "python").unwrap();
        for (secret, header, body, is_ours) in &cases {
            let call = "import sys\nprint(is_ours(sys.argv[1], sys.argv[2], sys.argv[3].encode()))";
            let script = format!("{}\n{call}\n", example.text);
            let mut python = Command::new("python3");
            let said = python
                .args(["-c", &script, secret.as_str(), header.as_str(), body])
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&said.stdout).trim().to_owned();
            assert_eq!(said, if *is_ours { "True" } else { "False" }, "{page}: {header} {body}");
        }
    }
}

#[test]
fn every_type_of_event_and_every_failure_is_in_the_table() {
    let known: BTreeSet<String> = (EventKind::ALL.iter().map(|kind| kind.as_str()))
        .chain(DeliveryFailure::ALL.iter().map(|failure| failure.as_str()))
        .map(str::to_owned)
        .collect();
    for page in ["events.md", "fr/evenements.md"] {
        let told = rows(page)
            .into_iter()
            .filter(|row| row[0].starts_with('`') && !row[0].contains("failure"));
        assert_eq!(
            told.map(|row| code(&row[0]).to_owned()).collect::<BTreeSet<_>>(),
            known,
            "{page}"
        );
    }
}

#[test]
fn those_who_are_asked_read_what_happens() {
    for pages in [
        ["hub.md", "hub-cycle.md", "consent.md"],
        ["fr/pole.md", "fr/pole-vente.md", "fr/consentement.md"],
    ] {
        let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
        Reader::new(&market).play(&pages);
        market.assert_clean();
    }
}

#[test]
fn a_translated_page_asks_for_the_same_things() {
    let asked = |page: &str| -> Vec<String> {
        let requests = blocks(page).into_iter().filter_map(|block| block.request());
        requests.map(|request| format!("{} {}", request.method, unnamed(&request.path))).collect()
    };
    for (english, french) in [
        ("hub.md", "fr/pole.md"),
        ("hub-cycle.md", "fr/pole-vente.md"),
        ("hub-keys.md", "fr/pole-cles.md"),
        ("hub-hand-over.md", "fr/pole-remises.md"),
        ("events.md", "fr/evenements.md"),
        ("hub-bundles.md", "fr/pole-paniers-composes.md"),
        ("consent.md", "fr/consentement.md"),
        ("hub-week.md", "fr/pole-semaine.md"),
        ("hub-orders.md", "fr/pole-commandes.md"),
        ("hub-second-week.md", "fr/pole-semaines-suivantes.md"),
        ("farmer.md", "fr/producteur.md"),
        ("farmer-week.md", "fr/producteur-semaine.md"),
        ("lists.md", "fr/listes.md"),
    ] {
        assert_eq!(asked(english), asked(french), "{french}");
    }
}

#[test]
fn fees_come_to_what_the_table_says() {
    let rows = |page: &str| -> Vec<(Value, String)> {
        let rows = rows(page).into_iter().filter(|row| row.len() == 4 && row[1].starts_with("`{"));
        rows.map(|row| (serde_json::from_str(code(&row[1])).unwrap(), row[3].clone())).collect()
    };
    assert_eq!(rows("hub.md"), rows("fr/pole.md"));
    assert_eq!(rows("hub.md").len(), 7, "there are seven calculators");

    let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
    let mut reader = Reader::new(&market);
    reader.play(&["hub.md", "hub-cycle.md"]);
    let maya = market.guest().with_token(&reader.names["maya"]);
    let (hub, cycle) = (reader.names["hub"].clone(), reader.names["cycle"].clone());
    let basket = json!({"shop": "le-panier-d-epinal", "lines": [
        {"variant": reader.names["carrots_500g"], "quantity": 2},
        {"variant": reader.names["eggs"], "quantity": 1},
    ]});
    let cart = maya.post("/v1/carts", &basket).assert(201)["id"].as_str().unwrap().to_owned();
    let total_with = |fees: &[&str]| -> i64 {
        maya.put(&format!("/v1/cycles/{cycle}/fees"), &json!({"fees": fees})).assert(200);
        cents(&maya.get(&format!("/v1/carts/{cart}")).assert(200)["total"]["amount"])
    };
    let without = total_with(&[]);
    for (calculator, amount) in rows("hub.md") {
        let body =
            json!({"enterprise": hub, "name": "Frais", "kind": "admin", "calculator": calculator});
        let fee = maya.post("/v1/fees", &body).assert(201)["id"].as_str().unwrap().to_owned();
        assert_eq!(total_with(&[&fee]) - without, cents(&json!(amount)), "{calculator}");
    }
}

#[test]
fn a_faulty_cell_is_told_as_the_table_says() {
    for (hub, page, delimiter, nothing) in
        [("hub.md", "farmer.md", ",", "nothing"), ("fr/pole.md", "fr/producteur.md", ";", "rien")]
    {
        let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
        let mut reader = Reader::new(&market);
        reader.play(&[hub]);
        let awa = market.guest().with_token(&reader.names["awa"]);
        let faults: Vec<_> = rows(page)
            .into_iter()
            .filter(|row| row.len() == 4 && row[0].starts_with('`'))
            .collect();
        assert!(faults.len() > 10, "{page} has a table of faults");
        for fault in faults {
            let (column, rule) = (code(&fault[0]), &fault[2]);
            let written = if fault[1] == nothing { "" } else { code(&fault[1]) };
            let answer = awa.post_list(&list_with(column, written, delimiter));
            assert_eq!(answer.status, 422, "{page}: {fault:?}");
            let errors = answer.assert_problem(422, "import-faulty")["errors"].clone();
            assert_eq!(
                errors,
                json!([{"field": column, "line": "2", "rule": rule}]),
                "{page}: {fault:?}"
            );
        }
    }
}

/// A list of one row that is right but for one cell.
fn list_with(column: &str, written: &str, delimiter: &str) -> String {
    let sound = [
        ("producer", "Ferme des Tilleuls"),
        ("name", "Carottes"),
        ("category", "Légumes"),
        ("units", "500"),
        ("unit_type", "g"),
        ("variant_unit_name", ""),
        ("price", "2"),
        ("on_hand", "80"),
        ("on_demand", ""),
        ("shipping_category", ""),
        ("tax_category", ""),
    ];
    assert!(sound.iter().any(|(name, _)| *name == column), "there is no column {column}");
    let cells =
        sound.map(|(name, cell)| format!("\"{}\"", if name == column { written } else { cell }));
    format!("{}\n{}\n", sound.map(|(name, _)| name).join(delimiter), cells.join(delimiter))
}

#[test]
fn every_setting_is_in_the_table_with_its_default() {
    let mut section = String::new();
    let mut settings = BTreeSet::new();
    for line in read(&root().join("config/default.toml")).lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            name.clone_into(&mut section);
        } else if let Some((name, default)) =
            line.split_once(" = ").filter(|_| !line.starts_with('#'))
        {
            let variable = format!("SILLON_{section}_{name}").to_uppercase();
            settings.insert((format!("{section}.{name}"), default.to_owned(), variable));
        }
    }
    let told = rows("operator.md")
        .into_iter()
        .filter(|row| row.len() == 4 && row[2].starts_with("`SILLON_"));
    let told: BTreeSet<_> = told
        .map(|row| (code(&row[0]).into(), code(&row[1]).into(), code(&row[2]).into()))
        .collect();
    assert!(settings.len() > 20);
    assert_eq!(told, settings);
}

#[test]
fn every_problem_code_is_in_the_table_with_its_status() {
    let numbered = |row: &Vec<String>| row.len() >= 3 && row[1].parse::<u16>().is_ok();
    let told = rows("shop-front.md").into_iter().filter(numbered);
    let told: BTreeSet<(String, u16)> =
        told.map(|row| (code(&row[0]).to_owned(), row[1].parse().unwrap())).collect();
    let mut sources = Vec::new();
    files(&root().join("crates"), "rs", &mut sources);
    let codes: BTreeSet<(String, u16)> =
        sources.iter().flat_map(|path| codes_in(&read(path))).collect();
    assert!(codes.len() > 40);
    assert_eq!(told, codes);
}

/// The codes a source file gives to problems, each with its status: those of `Failure::class`, and those the API gives itself.
fn codes_in(source: &str) -> Vec<(String, u16)> {
    let mut found = Vec::new();
    for (_, rest) in
        source.match_indices("(FailureKind::").map(|(at, start)| source.split_at(at + start.len()))
    {
        if let Some((kind, rest)) = rest.split_once(", \"")
            && let Some(status) = status_of_kind(kind)
        {
            found.push((rest.split('"').next().unwrap().to_owned(), status));
        }
    }
    let made = ["Problem::new(", "refusal("].into_iter();
    let made = made.flat_map(|start| source.match_indices(start));
    for (_, rest) in made.map(|(at, start)| source.split_at(at + start.len())) {
        let (status, rest) = rest.split_once(',').unwrap_or_default();
        if let (Some(status), Some(code)) =
            (status_named(status.trim()), rest.trim_start().strip_prefix('"'))
        {
            found.push((code.split('"').next().unwrap().to_owned(), status));
        }
    }
    // What serde and actix refuse is told apart by what they say.
    for line in source.lines().filter(|line| line.contains("let code = if")) {
        let written = line.split('"').skip(1).step_by(2);
        found.extend(written.filter(|code| code.contains('-')).map(|code| (code.to_owned(), 422)));
    }
    found
}

fn status_of_kind(kind: &str) -> Option<u16> {
    let statuses = [
        ("Invalid", 422),
        ("KeyReused", 422),
        ("Unauthenticated", 401),
        ("Forbidden", 403),
        ("Missing", 404),
        ("Conflict", 409),
        ("Stale", 412),
        ("TooLarge", 413),
        ("TooOften", 429),
        ("Busy", 503),
        ("Internal", 500),
    ];
    statuses.into_iter().find(|(name, _)| *name == kind).map(|(_, status)| status)
}

fn status_named(name: &str) -> Option<u16> {
    let statuses = [
        ("BAD_REQUEST", 400),
        ("UNAUTHORIZED", 401),
        ("NOT_FOUND", 404),
        ("FORBIDDEN", 403),
        ("METHOD_NOT_ALLOWED", 405),
        ("REQUEST_TIMEOUT", 408),
        ("PAYLOAD_TOO_LARGE", 413),
        ("UNSUPPORTED_MEDIA_TYPE", 415),
        ("UNPROCESSABLE_ENTITY", 422),
        ("TOO_MANY_REQUESTS", 429),
        ("INTERNAL_SERVER_ERROR", 500),
        ("SERVICE_UNAVAILABLE", 503),
    ];
    let name = name.strip_prefix("StatusCode::")?;
    let status = statuses.into_iter().find(|(known, _)| *known == name);
    Some(status.unwrap_or_else(|| panic!("say here which status {name} is")).1)
}

/// A fenced block of a page.
struct Block {
    language: String,
    text: String,
    line: usize,
}

/// What a page asks for.
struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
    /// That a picture is sent, whatever file the page names.
    is_picture: bool,
}

impl Block {
    fn is_answer(&self) -> bool {
        match self.language.as_str() {
            "json" | "csv" => true,
            "http" => self.text.starts_with("HTTP/"),
            _ => false,
        }
    }

    fn request(&self) -> Option<Request> {
        match self.language.as_str() {
            "http" if !self.is_answer() => Some(Request::of_http(&self.text)),
            "sh" if self.text.starts_with("curl ") => Some(Request::of_curl(&self.text)),
            _ => None,
        }
    }
}

impl Request {
    fn of_http(text: &str) -> Self {
        let (head, body) = text
            .split_once("\n\n")
            .map_or((text, None), |(head, body)| (head, Some(body.to_owned())));
        let (request, headers) = head.split_once('\n').unwrap_or((head, ""));
        let (method, path) = request.split_once(' ').expect("a method and a path");
        let headers = headers.lines().map(header).collect();
        let (method, path) = (method.to_owned(), path.to_owned());
        Self { method, path, headers, body, is_picture: false }
    }

    /// Reads the words of a `curl` command, and its body from the lines up to `END`.
    fn of_curl(text: &str) -> Self {
        let text = text.replace("\\\n", " ");
        let (command, body) =
            text.split_once(" <<END\n").map_or((text.as_str(), None), |(command, body)| {
                (
                    command,
                    Some(body.strip_suffix("END").expect("the body ends with END").to_owned()),
                )
            });
        let mut request = Self {
            method: String::new(),
            path: String::new(),
            headers: Vec::new(),
            body,
            is_picture: false,
        };
        let mut words = words(command).into_iter().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "-X" => request.method = words.next().expect("a method"),
                "-H" => request.headers.push(header(&words.next().expect("a header"))),
                "--json" | "--data-binary" => match words.next().as_deref() {
                    Some("@-") => {}
                    Some("@carottes.jpg" | "@logo.png") => request.is_picture = true,
                    other => panic!("{other:?} is not at hand: {command}"),
                },
                address => {
                    let path = address
                        .strip_prefix("$sillon")
                        .unwrap_or_else(|| panic!("{address}: {command}"));
                    path.clone_into(&mut request.path);
                }
            }
        }
        if request.method.is_empty() {
            let sends = request.body.is_some() || request.is_picture;
            request.method = if sends { "POST" } else { "GET" }.to_owned();
        }
        request
    }
}

fn header(line: &str) -> (String, String) {
    let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line} is no header"));
    (name.to_owned(), value.to_owned())
}

/// The words of a command, as a shell has them: parted by spaces that are not within double quotes.
fn words(command: &str) -> Vec<String> {
    let quoted = command.split('"').enumerate().map(|(at, part)| (at % 2 == 1, part));
    let spaced = quoted
        .map(|(quoted, part)| if quoted { part.replace(' ', "\u{0}") } else { part.to_owned() });
    spaced.collect::<String>().split_whitespace().map(|word| word.replace('\u{0}', " ")).collect()
}

/// A path without the names in it and the language asked for, which differ between translations.
fn unnamed(path: &str) -> String {
    let plain = path.replace("lang=en", "").replace("lang=fr", "");
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    plain
        .split('$')
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.trim_start_matches(in_name) })
        .collect()
}

fn cents(amount: &Value) -> i64 {
    amount
        .as_str()
        .and_then(|text| text.replace('.', "").parse().ok())
        .expect("an amount with two decimals")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// The files with an ending in a folder and those below it.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
}

/// The fenced blocks of a page.
fn blocks(page: &str) -> Vec<Block> {
    let text = read(&root().join("docs").join(page));
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let inside = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
            let text = inside.collect::<Vec<_>>().join("\n");
            blocks.push(Block { language: language.to_owned(), text, line: number + 1 });
        }
    }
    blocks
}

/// The rows of a page's tables, each as its cells.
fn rows(page: &str) -> Vec<Vec<String>> {
    let text = read(&root().join("docs").join(page));
    let inside = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    inside.map(|row| row.split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// What stands in a cell between backticks.
fn code(cell: &str) -> &str {
    cell.strip_prefix('`')
        .and_then(|cell| cell.strip_suffix('`'))
        .unwrap_or_else(|| panic!("{cell} is no code"))
}
