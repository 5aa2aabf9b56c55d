//! What the pages for farmers say of a list typed in a message.

use serde_json::{Value, json};
use sillon_testkit::{Marketplace, TestDatabase};

use super::{MONDAY, code, reader::Reader, rows};

#[test]
fn a_line_of_a_week_is_read_as_the_tables_say() {
    let english = (
        ["hub.md", "hub-cycle.md", "hub-week.md", "farmer.md", "farmer-week.md"],
        "en",
        ["you type", "what it says", "read as"],
        ["you type", "Sillon says", "what to do"],
    );
    let french = (
        [
            "fr/pole.md",
            "fr/pole-vente.md",
            "fr/pole-semaine.md",
            "fr/producteur.md",
            "fr/producteur-semaine.md",
        ],
        "fr",
        ["vous écrivez", "ce que cela dit", "compris comme"],
        ["vous écrivez", "Sillon dit", "que faire"],
    );
    for (pages, language, reads, says) in [english, french] {
        let page = pages[4];
        let market = Marketplace::open_at(TestDatabase::sqlite(), MONDAY);
        let mut reader = Reader::new(&market);
        reader.play(&pages);
        let awa =
            market.guest().with_token(&reader.names["awa"]).saying("Accept-Language", language);
        let week = format!("/v1/enterprises/{}/week", reader.names["tilleuls"]);
        awa.put(
            &week,
            &json!({"rows": [{"variant": reader.names["bags"], "items": {"from": 36, "to": 40}}]}),
        )
        .assert(200);
        let preview = |typed: &str| {
            awa.post(&format!("{week}/preview"), &json!({"text": typed})).assert(200)["lines"][0]
                .clone()
        };
        let (read, faulty) = (table(page, &reads), table(page, &says));
        assert!(read.len() > 10 && faulty.len() > 7, "{page} has both tables");
        for row in read {
            assert_eq!(
                read_as(&preview(code(&row[0])), language),
                code(&row[2]),
                "{page}: {row:?}"
            );
        }
        for row in faulty {
            assert_eq!(preview(code(&row[0]))["faults"][0]["rule"], row[1], "{page}: {row:?}");
        }
    }
}

/// What a line of a week comes to, as the pages show it: `40 at 1.80`.
fn read_as(line: &Value, language: &str) -> String {
    let (at, on_demand, not_offered) = match language {
        "fr" => ("à", "à la demande", "pas offert"),
        _ => ("at", "on demand", "not offered"),
    };
    let after = &line["entries"][0]["after"];
    if after["offered"] == false {
        return not_offered.to_owned();
    }
    let amount = after["price"]["amount"].as_str().unwrap_or_else(|| panic!("{line}"));
    let amount = if language == "fr" { amount.replace('.', ",") } else { amount.to_owned() };
    let items = after["items"].as_u64().map_or(on_demand.to_owned(), |items| items.to_string());
    format!("{items} {at} {amount}")
}

/// The rows of a page's table with this header, each as its cells.
fn table(page: &str, header: &[&str]) -> Vec<Vec<String>> {
    let rows = rows(page).into_iter().skip_while(|row| row != header).skip(2);
    rows.take_while(|row| row.len() == header.len() && row[0].starts_with('`')).collect()
}
