use std::collections::HashMap;

use sillon_kernel::{Currency, fold};

use crate::{
    columns::Columns,
    fault::{Fault, Faults, shown},
    lines::{Line, Lines, breaks_in},
    list_row::{ListRow, RowReader},
};

/// The most bytes a list may have: 20 MB.
pub const MOST_LIST_BYTES: usize = 20_000_000;

/// The most rows a list may have.
pub const MOST_LIST_ROWS: usize = 100_000;

/// Reads a producer's list: a CSV file with the columns the crate's page names, priced in `currency`.
///
/// Rows whose cells are all blank are passed over. A list of a header alone has no rows and no faults.
///
/// # Errors
///
/// Every fault of the file, in order, [`crate::MOST_FAULTS`] at most; then no row is given. A list beyond
/// [`MOST_LIST_BYTES`] is not looked into, and one beyond [`MOST_LIST_ROWS`] only that far.
pub fn read_list(bytes: &[u8], currency: Currency) -> Result<Vec<ListRow>, Vec<Fault>> {
    let mut faults = Faults::default();
    let mut rows = Vec::new();
    if let Some(text) = text_of(bytes, &mut faults) {
        read_text(text, currency, &mut rows, &mut faults);
    }
    let faults = faults.into_vec();
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// A fault for each row whose producer is not known, [`crate::MOST_FAULTS`] at most.
///
/// `known` is asked for names as [`fold`] leaves them, so that case and accents do not matter.
pub fn unknown_producers(rows: &[ListRow], known: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    let mut faults = Faults::default();
    for row in rows.iter().filter(|row| !known(&fold(&row.producer))) {
        let rule = format!(
            "{} is not a producer known here: write the name as it stands in the producer's profile",
            shown(&row.producer)
        );
        faults.add(row.line, "producer", rule);
    }
    faults.into_vec()
}

/// The file's text, without the mark some programs put before it.
fn text_of<'b>(bytes: &'b [u8], faults: &mut Faults) -> Option<&'b str> {
    if bytes.len() > MOST_LIST_BYTES {
        let rule = format!(
            "the file has {} bytes: a list has at most {MOST_LIST_BYTES} (20 MB)",
            bytes.len()
        );
        faults.add(1, "file", rule);
        return None;
    }
    match str::from_utf8(bytes) {
        Ok(text) => Some(text.trim_start_matches('\u{feff}')),
        Err(found) => {
            let sound = bytes.get(..found.valid_up_to()).unwrap_or_default();
            let line = breaks_in(sound) + 1;
            faults.add(line, "file", "the file is not UTF-8 text: save it as CSV in UTF-8");
            None
        }
    }
}

fn read_text(text: &str, currency: Currency, rows: &mut Vec<ListRow>, faults: &mut Faults) {
    let mut lines = Lines::of(text);
    let Some(header) = lines.next() else {
        faults.add(1, "file", "the file is empty: its first line names the columns");
        return;
    };
    let Some(columns) = Columns::read(&header, faults) else { return };
    let has_decimal_comma = lines.has_decimal_comma();
    let mut reader =
        RowReader { columns: &columns, currency, has_decimal_comma, faults, met: HashMap::new() };
    let is_blank = |line: &Line| line.cells.iter().all(|cell| cell.trim().is_empty());
    for (index, line) in lines.filter(|line| !is_blank(line)).enumerate() {
        if index == MOST_LIST_ROWS {
            let rule = format!("there are more rows than {MOST_LIST_ROWS}: split the list");
            reader.faults.add(line.number, "file", rule);
            return;
        }
        rows.extend(reader.read(&line));
        if reader.faults.is_cut() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::{collection::vec, prelude::*, sample::select};
    use sillon_kernel::Unit;

    use super::*;
    use crate::{MOST_FAULTS, Storage, TaxCategory};

    const HEADER: &str = "producer,sku,name,display_name,category,description,units,unit_type,variant_unit_name,price,on_hand,\
                          available_on,on_demand,shipping_category,tax_category";

    const LIST: &str = "\
Ferme du Val,C1,Carrots,,Vegetables,organic,500,g,,2.20,80,,,,
Ferme du Val,C2,Carrots,washed,Vegetables,organic,500,g,,2.40,,,,Chilled,
Ferme du Val,,Eggs,,Eggs,,6,,egg,3,40,,no,ambient,Reduced
Fournil d’Épinal,,Rye bread,,Bread,,1,,loaf,4.5,7,,1,,
Fournil d’Épinal,,Cider,,Drinks,,75,cl,,3.90,12,2026-05-04,,,Standard
";

    fn list(rows: &str) -> Result<Vec<ListRow>, Vec<Fault>> {
        read_list(format!("{HEADER}\n{rows}").as_bytes(), Currency::EUR)
    }

    /// The faults as `line field`.
    fn places(read: Result<Vec<ListRow>, Vec<Fault>>) -> Vec<String> {
        read.unwrap_err().iter().map(|fault| format!("{} {}", fault.line, fault.field)).collect()
    }

    #[test]
    fn a_sound_list_gives_every_row() {
        let rows = list(LIST).unwrap();
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
        let labels: Vec<String> = rows.iter().map(|row| row.size.label()).collect();
        assert_eq!(labels, ["500 g", "500 g", "6 × egg", "loaf", "750 ml"]);
        let prices: Vec<String> = rows.iter().map(|row| row.price.amount()).collect();
        assert_eq!(prices, ["2.20", "2.40", "3.00", "4.50", "3.90"]);
        assert_eq!(rows[0].on_hand.unwrap().in_unit(Unit::Kilogram).to_string(), "40");
        assert_eq!(rows[1].on_hand, None, "a blank leaves the supply as it is");
        assert_eq!(rows[2].on_hand.unwrap().in_unit(Unit::Piece).to_string(), "240");
        assert_eq!(
            rows.iter().map(|row| row.on_demand).collect::<Vec<_>>(),
            [false, false, false, true, false]
        );
        assert!(rows[3].on_hand.is_some(), "what is made on demand may be on hand as well");
        assert_eq!(rows[1].storage, Storage::Chilled);
        assert_eq!((rows[3].tax, rows[4].tax), (TaxCategory::Reduced, TaxCategory::Standard));
        assert_eq!(rows[1].display_name.as_ref().unwrap().as_str(), "washed");
        assert_eq!((rows[0].sku.as_ref().unwrap().as_str(), &rows[3].sku), ("C1", &None));
    }

    #[test]
    fn every_fault_is_named_by_its_line_and_column() {
        let mut lines: Vec<String> =
            (2..=60).map(|line| row(&format!("Product {line}"), "2.20")).collect();
        lines[40 - 2] = row("Product 40", "two euros");
        lines[51 - 2] = lines[51 - 2].replace("Ferme du Val", "");
        lines[52 - 2] = "Ferme du Val,,,,,,0,stone,,-1,1.5,,perhaps,Warm,Half".to_owned();
        let faults = list(&lines.join("\n")).unwrap_err();
        assert_eq!(
            faults[0],
            Fault {
                line: 40,
                field: "price".to_owned(),
                rule:
                    "“two euros” is not a price: write digits with at most 2 decimals, such as 2.20"
                        .to_owned(),
            }
        );
        assert_eq!(
            places(Err(faults)),
            [
                "40 price",
                "51 producer",
                "52 name",
                "52 category",
                "52 unit_type",
                "52 units",
                "52 price",
                "52 on_hand",
                "52 on_demand",
                "52 shipping_category",
                "52 tax_category",
            ]
        );
    }

    fn row(name: &str, price: &str) -> String {
        format!("Ferme du Val,,{name},,Vegetables,,500,g,,{price},80,,,,")
    }

    #[test]
    fn quotes_may_hold_delimiters_line_breaks_and_quotes() {
        let rows = "F,,\"Carrots, \"\"Nantes\"\"\",,Veg,\"sweet\r\n\r\nand crisp\",1,kg,,2,,,,,\r\n\r\nF,,Leeks,,Veg,,1,kg,,x,,,,,";
        assert_eq!(places(list(rows)), ["6 price"]);
        let read = list(&rows.replace(",x,", ",3,")).unwrap();
        assert_eq!(read[0].name.as_str(), "Carrots, \"Nantes\"");
        assert_eq!(read[0].description.as_ref().unwrap().as_str(), "sweet\n\nand crisp");
        assert_eq!((read[0].line, read[1].line), (2, 6));
    }

    #[test]
    fn a_quote_never_closed_swallows_nothing_unsaid() {
        let rows = [row("\"Carrots", "2"), row("Leeks", "2"), row("\"Kale", "2")].join("\n");
        assert_eq!(places(list(&rows)), ["2 row"]);
        assert_eq!(places(list(&format!("{LIST}{}", row("\"Kale", "2")))), ["7 row"]);
    }

    #[test]
    fn files_of_spreadsheets_are_read_as_they_are_saved() {
        let marked = format!("\u{feff}{HEADER}\r\n{}\r\n", row("Carrots", "2.20"));
        assert_eq!(read_list(marked.as_bytes(), Currency::EUR).unwrap()[0].line, 2);
        let semicolons = format!("{HEADER}\n{}", row("Carrots", "2.20"))
            .replace(',', ";")
            .replace("2.20", "2,20");
        assert_eq!(read_list(semicolons.as_bytes(), Currency::EUR).unwrap()[0].price.minor(), 220);
        let tabs = format!("{HEADER}\n{}", row("Carrots", "2.20")).replace(',', "\t");
        assert_eq!(read_list(tabs.as_bytes(), Currency::EUR).unwrap()[0].price.minor(), 220);
        let padded = format!("{HEADER}\n{}\n,,,,,,,,,,,,,,\n  \n", row("Carrots", "2.20"));
        assert_eq!(
            read_list(padded.as_bytes(), Currency::EUR).unwrap().len(),
            1,
            "blank rows say nothing"
        );
        let old =
            "PRICE,Units,unit_type,Name,category,producer\n2,1,kg,Leeks,Vegetables,Ferme du Val";
        assert_eq!(read_list(old.as_bytes(), Currency::EUR).unwrap()[0].name.as_str(), "Leeks");
    }

    #[test]
    fn a_file_that_is_no_list_says_why() {
        assert_eq!(places(read_list(b"", Currency::EUR)), ["1 file"]);
        assert_eq!(places(read_list(b"producer\n\nFerme du Ch\xeane", Currency::EUR)), ["3 file"]);
        assert_eq!(places(read_list(b"PK\x03\x04", Currency::EUR)), ["1 header"]);
        assert_eq!(read_list(HEADER.as_bytes(), Currency::EUR), Ok(Vec::new()));
        let header = format!("{},colour", HEADER.replace("price,", ""));
        assert_eq!(places(read_list(header.as_bytes(), Currency::EUR)), ["1 colour", "1 price"]);
    }

    #[test]
    fn a_faulty_header_still_lets_the_rows_be_checked() {
        let text = "producer,name,category,units,unit_type,colour\nF,Leeks,,1,kg,green\nF,Kale,Vegetables,1,kg";
        let found = places(read_list(text.as_bytes(), Currency::EUR));
        assert_eq!(found, ["1 colour", "1 price", "2 category", "3 row"]);
    }

    #[test]
    fn a_piece_has_a_name_and_a_weight_has_none() {
        let rows = "F,,Kale,,Veg,,1,,,2,,,,,\nF,,Leeks,,Veg,,1,kg,bunch,2,,,,,";
        assert_eq!(places(list(rows)), ["2 variant_unit_name", "3 variant_unit_name"]);
    }

    #[test]
    fn a_variant_listed_twice_names_the_other_line() {
        let rows = "F,,Kale,,Veg,,1,kg,,2,,,,,\nf,,KALE,,Veg,,1000,g,,x,,,,,\nF,,Kale,,Veg,,500,g,,2,,,,,\nF,,Kale,red,Veg,,1,kg,,2,,,,,";
        let faults = list(rows).unwrap_err();
        assert!(
            faults[1].rule.starts_with("“KALE” of 1 kg is at line 2 already"),
            "{}",
            faults[1].rule
        );
        assert_eq!(places(Err(faults)), ["3 price", "3 name"]);
    }

    #[test]
    fn a_list_has_its_bounds() {
        assert_eq!(places(read_list(&vec![b'a'; MOST_LIST_BYTES + 1], Currency::EUR)), ["1 file"]);
        let header = "producer,name,category,units,unit_type,price\n";
        let rows = |count: usize, price: &str| {
            let row = |number| format!("F,P{number},V,1,g,{price}\n");
            let text = format!("{header}{}", (1..=count).map(row).collect::<String>());
            read_list(text.as_bytes(), Currency::EUR)
        };
        assert_eq!(rows(MOST_LIST_ROWS, "2").unwrap().len(), MOST_LIST_ROWS);
        assert_eq!(places(rows(MOST_LIST_ROWS + 1, "2")), ["100002 file"]);
        let faults = rows(5_000, "x").unwrap_err();
        assert_eq!((faults.len(), faults[MOST_FAULTS - 1].line), (MOST_FAULTS, 1_002));
    }

    #[test]
    fn producers_are_known_by_name_without_case_or_accents() {
        let rows = list(LIST).unwrap();
        let faults = unknown_producers(&rows, &|name| name == fold("FOURNIL D’EPINAL"));
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2, 3, 4]);
        assert!(faults[0].field == "producer" && faults[0].rule.contains("“Ferme du Val”"));
        assert!(unknown_producers(&rows, &|_| true).is_empty());
    }

    proptest! {
        #[test]
        fn garbage_gives_faults_and_no_rows(bytes in vec(any::<u8>(), 0..400)) {
            prop_assert!(read_list(&bytes, Currency::EUR).is_err());
        }

        #[test]
        fn garbage_under_a_header_gives_faults_within_the_file(
            pieces in vec(select(vec![
                "\"", ",", ";", "\t", "\n", "\r", "\r\n", " ", "F", "1", "kg", "loaf", "2.20", "-", "é", "\u{0}",
                "F,,Kale,,Veg,,1,kg,,2,,,,,\n",
            ]), 0..60),
            delimiter in select(vec![",", ";", "\t"]),
        ) {
            let text = format!("{}\n{}", HEADER.replace(',', delimiter), pieces.concat());
            let lines = u64::try_from(text.split(['\n', '\r']).count()).unwrap();
            match read_list(text.as_bytes(), Currency::EUR) {
                Ok(rows) => prop_assert!(rows.iter().all(|row| (2..=lines).contains(&row.line))),
                Err(faults) => {
                    prop_assert!((1..=MOST_FAULTS).contains(&faults.len()));
                    prop_assert!(faults.iter().all(|fault| (1..=lines).contains(&fault.line)));
                }
            }
        }

        #[test]
        fn lines_are_numbered_right_whatever_stands_between(breaks in vec((0..4_usize, 0..3_usize), 1..20)) {
            let (mut text, mut line, mut wanted) = (HEADER.to_owned(), 1, Vec::new());
            for (number, (empty, within)) in breaks.into_iter().enumerate() {
                text.push_str(&"\r\n".repeat(empty + 1));
                line += empty + 1;
                wanted.push(u64::try_from(line).unwrap());
                let description = format!("\"a{}b\"", "\n".repeat(within));
                write!(text, "F,,P{number},,Veg,{description},1,kg,,2,,,,,").unwrap();
                line += within;
            }
            let read = read_list(text.as_bytes(), Currency::EUR).unwrap();
            prop_assert_eq!(read.iter().map(|row| row.line).collect::<Vec<_>>(), wanted);
        }
    }
}
