//! Files that are small and would be large: each is refused with a fault as soon as it goes beyond a bound.

use std::time::{Duration, Instant};

use sillon_kernel::Currency;
use sillon_lists::{Fault, List, ListRequest, read_any_list};

use crate::imports::files::archive;

const HEADER: &str = "<table:table-row><table:table-cell><text:p>producer</text:p></table:table-cell><table:table-cell><text:p>name</text:p></table:table-cell><table:table-cell><text:p>category</text:p></table:table-cell><table:table-cell><text:p>units</text:p></table:table-cell><table:table-cell><text:p>unit_type</text:p></table:table-cell><table:table-cell><text:p>price</text:p></table:table-cell></table:table-row>";

/// Far more than any of these takes, also beside other tests: what has no bound takes minutes.
const SOON: Duration = Duration::from_secs(20);

fn refused(what: &str, file: &[u8]) -> Fault {
    let began = Instant::now();
    let List::Products(listing) = read_any_list(file, &ListRequest::new(Currency::EUR)) else {
        panic!("{what}")
    };
    assert!(began.elapsed() < SOON, "{what} took {:?}", began.elapsed());
    assert!(listing.rows.is_empty() || !listing.faults.is_empty(), "{what} is refused");
    listing.faults.into_iter().next().unwrap_or_else(|| panic!("{what} is refused"))
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table>{HEADER}{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
    ])
}

fn xlsx(shared: &str, sheet: &str, styles: &str) -> Vec<u8> {
    archive(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"a\" r:id=\"a\"/></sheets></workbook>"),
        ("xl/sharedStrings.xml", &format!("<sst>{shared}</sst>")),
        ("xl/styles.xml", &format!("<styleSheet>{styles}</styleSheet>")),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ])
}

#[test]
fn rows_and_cells_that_are_said_to_stand_there_often_are_counted() {
    let cell = |text: &str, times: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{times}\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &str, times: &str| {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    };
    let long = "x".repeat(30_000);
    for (what, rows) in [
        ("a row a billion times", row(&cell("x", "6"), "1000000000")),
        ("a long cell forty times in a hundred thousand rows", row(&cell(&long, "40"), "100000")),
        ("a short cell forty times in a hundred thousand rows", row(&cell("x", "40"), "100000")),
        (
            "a row as often as a number can say",
            row(&cell("x", "18446744073709551615"), "18446744073709551615"),
        ),
    ] {
        let file = ods(&rows);
        assert!(file.len() < 5_000, "{what} is small");
        refused(what, &file);
    }
}

#[test]
fn one_mark_and_one_text_have_their_bounds() {
    let text = "x".repeat(5_000_000);
    let cell = format!(
        "<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>"
    );
    let fault = refused("a text of 5 MB", &ods(&cell));
    assert!(fault.rule.contains("longer than"), "{fault}");
    let mark = format!("<table:table-row><table:table-cell x=\"{text}\"/></table:table-row>");
    refused("a mark of 5 MB", &ods(&mark));
    let name = format!("<si><t>{text}</t></si>");
    refused("a shared text of 5 MB", &xlsx(&name, "", ""));
}

#[test]
fn a_text_that_many_cells_share_counts_in_each() {
    let long = format!("<si><t>{}</t></si>", "x".repeat(30_000));
    let row = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>0</v></c></row>";
    let fault = refused("one text in twenty thousand cells", &xlsx(&long, &row.repeat(10_000), ""));
    assert!(fault.rule.contains("40 MB"), "{fault}");
    let many = format!("<si><t>{}</t></si>", "x".repeat(1_000)).repeat(45_000);
    refused("more shared texts than a table holds", &xlsx(&many, "", ""));
    let formats = format!("<cellXfs>{}</cellXfs>", "<xf numFmtId=\"9\"/>".repeat(70_000));
    refused("seventy thousand formats", &xlsx("", "", &formats));
}

#[test]
fn an_archive_of_very_many_parts_is_not_opened() {
    let names: Vec<String> = (0..6_000).map(|number| format!("{number}.xml")).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let fault = refused("six thousand parts", &archive(&parts));
    assert!(fault.rule.contains("parts"), "{fault}");
}
