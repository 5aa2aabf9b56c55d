//! Lists are taken from those who may, a few at once, and their memory is given back.

use std::{
    io::Write,
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use sillon_testkit::{Client, Marketplace, Program, Shop, TestDatabase, on_both_databases};

use crate::bounds::{
    SILLON,
    raw::{connect, head, status},
};

const CSV: &str = "text/csv";

/// Announces the largest list and sends none of it; the status that is answered all the same.
fn announce(url: &str, path: &str, media_type: &str, token: Option<&str>) -> u16 {
    let mut stream = connect(url);
    let bearer = token.map_or(String::new(), |token| format!("Authorization: Bearer {token}\r\n"));
    let headers = format!("{bearer}Content-Type: {media_type}\r\nContent-Length: 10000000\r\n");
    stream.write_all(&head("POST", path, headers.as_bytes())).unwrap();
    status(&mut stream).0
}

fn token_of(guest: &Client, name: &str) -> String {
    drop(guest.sign_up(name));
    let email = format!("{}@example.org", name.to_lowercase());
    let body = json!({"email": email, "password": format!("the password of {name}")});
    guest.post("/v1/sessions", &body).text_at("/token")
}

on_both_databases! {
    async fn who_may_not_import_is_refused_before_the_list_is_sent(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let stranger = token_of(&market.guest(), "Zoe");
        let key = |scopes: &[&str]| {
            let body = json!({"name": "Machine", "scopes": scopes});
            let path = format!("/v1/enterprises/{}/api-keys", shop.farm_id);
            shop.farmer.post(&path, &body).text_at("/secret")
        };
        let (may_not, front) = (key(&["orders:read", "catalogue:read"]), key(&["books:read"]));
        for path in ["/v1/product-lists", "/v1/product-lists/preview"] {
            assert_eq!(announce(&market.url(), path, CSV, None), 401);
            for token in [&stranger, &may_not, &front] {
                assert_eq!(announce(&market.url(), path, CSV, Some(token)), 403);
            }
        }
        let pictures = format!("/v1/products/{}/images", shop.product("Carrots, 500 g"));
        assert_eq!(announce(&market.url(), &pictures, "image/png", None), 401);
        assert_eq!(announce(&market.url(), &pictures, "image/png", Some(&stranger)), 404);
        assert_eq!(announce(&market.url(), &pictures, "image/png", Some(&may_not)), 403);
        // Who may is read.
        let list: &[u8] = b"producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Leeks,Market,1,kg,2.50,20\n";
        shop.farmer.send("POST", "/v1/product-lists", Some((CSV, list))).assert(200);
    }

    async fn more_lists_than_fit_are_told_to_come_back(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let body = json!({"name": "Machine", "scopes": ["catalogue:write"]});
        let path = format!("/v1/enterprises/{}/api-keys", shop.farm_id);
        let key = shop.farmer.post(&path, &body).text_at("/secret");
        let headers = format!("Authorization: Bearer {key}\r\nContent-Type: {CSV}\r\nContent-Length: 1000\r\n");
        let announced = head("POST", "/v1/product-lists", headers.as_bytes());
        // They take their places and send nothing.
        let mut waiting: Vec<_> = (0..17).map(|_| connect(&market.url())).collect();
        for one in &mut waiting {
            one.write_all(&announced).unwrap();
            thread::sleep(Duration::from_millis(30));
        }
        let last = waiting.last_mut().unwrap();
        let (status, said) = status(last);
        assert_eq!(status, 503, "{said}");
        assert!(said.to_lowercase().contains("retry-after: 10"), "{said}");
    }
}

/// A workbook of LibreOffice of a few hundred bytes that says there is a cell of millions of characters, over and over.
fn hostile_ods() -> Vec<u8> {
    let spaces = "<text:s text:c=\"2000000000\"/>".repeat(40);
    let cell = format!(
        "<table:table-cell table:number-columns-repeated=\"1000\"><text:p>x{spaces}</text:p></table:table-cell>"
    );
    let row =
        format!("<table:table-row table:number-rows-repeated=\"1000000\">{cell}</table:table-row>");
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table>{row}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
    ])
}

/// A workbook of Excel that inflates to a thousand times its size.
fn hostile_xlsx() -> Vec<u8> {
    let long = "x".repeat(30_000);
    let cells = (0..4_000)
        .map(|row| format!("<row r=\"{row}\"><c t=\"inlineStr\"><is><t>{long}</t></is></c></row>"))
        .collect::<Vec<_>>()
        .concat();
    let sheet = format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
    archive(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"a\" r:id=\"a\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"a\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn forty_hostile_lists_at_once_leave_others_their_answers_and_the_machine_its_memory() {
    let (database, mail) = (TestDatabase::sqlite(), tempfile::tempdir().unwrap());
    let server = Program::new(SILLON, &database.database, mail.path()).serve();
    let shop = Shop::open(&server.guest(), "Carrots,500,g,,1.60,80");
    let large = [
        "producer,name,category,units,unit_type,price,on_hand\n".to_owned(),
        "Ferme des Tilleuls,\"a\"\"b\",Market,1,kg,2.50,20\n".repeat(10_000),
    ]
    .concat();
    let files = [
        ("application/vnd.oasis.opendocument.spreadsheet", hostile_ods()),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", hostile_xlsx()),
        (CSV, large.into_bytes()),
        (CSV, vec![b','; 10_000_000]),
    ];
    let (begun, mut longest, mut peak) = (Instant::now(), Duration::ZERO, 0);
    thread::scope(|scope| {
        let senders: Vec<_> = (0..40)
            .map(|number| {
                let (who, (media_type, bytes)) =
                    (shop.farmer.elsewhere(), &files[number % files.len()]);
                scope.spawn(move || {
                    let sent = who.try_send(
                        "POST",
                        "/v1/product-lists/preview",
                        Some((*media_type, bytes.as_slice())),
                    );
                    // One that is refused while it is still sent may find the connection ended.
                    sent.map_or(0, |answer| answer.status)
                })
            })
            .collect();
        let guest = server.guest();
        while senders.iter().any(|sender| !sender.is_finished())
            && begun.elapsed() < Duration::from_mins(2)
        {
            let asked = Instant::now();
            guest.get("/v1/shops").assert(200);
            longest = longest.max(asked.elapsed());
            peak = peak.max(server.memory_kib().unwrap_or_default());
            thread::sleep(Duration::from_millis(20));
        }
        let statuses: Vec<u16> = senders.into_iter().map(|sender| sender.join().unwrap()).collect();
        assert!(statuses.iter().all(|status| *status != 500), "{statuses:?}");
    });
    thread::sleep(Duration::from_secs(3));
    let after = server.memory_kib().unwrap_or_default();
    let figures = format!(
        "longest wait {longest:?}, peak {} MB, after {} MB, in {:?}",
        peak / 1024,
        after / 1024,
        begun.elapsed()
    );
    drop(writeln!(std::io::stderr(), "\n{figures}"));
    // More time than is promised: tests are not built to be quick, and share their machine.
    assert!(longest < Duration::from_secs(12), "{figures}");
    assert!(peak < 200 * 1024, "{figures}");
    assert!(after < 120 * 1024, "{figures}");
}
