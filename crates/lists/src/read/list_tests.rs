//! Lists as people send them, and what is read of them.

use std::fmt::Write;

use proptest::{collection::vec, prelude::*, sample::select};
use sillon_kernel::{Currency, Name, Text};

use crate::{
    Fault, HubRow, HubStockCells, List, ListRequest, ListRow, MAX_FAULTS, MAX_LIST_BYTES,
    MAX_LIST_ROWS, read::list::read_list, read_any_list,
};
use sillon_catalogue::{Patch, Storage, TaxCategory};

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
    assert_eq!(rows[0].stock.on_hand, Some(80));
    assert_eq!(rows[1].stock.on_hand, None, "a blank leaves the supply as it is");
    assert_eq!(
        rows.iter().map(|row| row.stock.on_demand).collect::<Vec<_>>(),
        [false, false, false, true, false].map(Some)
    );
    let bread = &rows[3].stock;
    assert_eq!(bread.on_hand, Some(7), "what is made on demand may be on hand as well");
    assert_eq!(
        rows[0].product.storage,
        Some(Some(Storage::Chilled)),
        "said of the product on one of its rows"
    );
    let taxes = (rows[3].variant.tax, rows[4].variant.tax);
    assert_eq!(taxes, (Patch::Set(TaxCategory::Reduced), Patch::Set(TaxCategory::Standard)));
    assert_eq!(rows[1].display_name.as_ref().unwrap().as_str(), "washed");
    let sku = |row: &ListRow| row.variant.sku.said().unwrap().clone().map(Text::into_string);
    assert_eq!((sku(&rows[0]), sku(&rows[3])), (Some("C1".to_owned()), None));
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
            rule: "“two euros” is not a price: write digits with at most 2 decimals, such as 2.20"
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
    assert_eq!(
        read[0].product.description.clone().unwrap().unwrap().as_str(),
        "sweet\n\nand crisp"
    );
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
    let semicolons =
        format!("{HEADER}\n{}", row("Carrots", "2.20")).replace(',', ";").replace("2.20", "2,20");
    assert_eq!(read_list(semicolons.as_bytes(), Currency::EUR).unwrap()[0].price.minor(), 220);
    let tabs = format!("{HEADER}\n{}", row("Carrots", "2.20")).replace(',', "\t");
    assert_eq!(read_list(tabs.as_bytes(), Currency::EUR).unwrap()[0].price.minor(), 220);
    let padded = format!("{HEADER}\n{}\n,,,,,,,,,,,,,,\n  \n", row("Carrots", "2.20"));
    assert_eq!(
        read_list(padded.as_bytes(), Currency::EUR).unwrap().len(),
        1,
        "blank rows say nothing"
    );
    let old = "PRICE,Units,unit_type,Name,category,producer\n2,1,kg,Leeks,Vegetables,Ferme du Val";
    assert_eq!(read_list(old.as_bytes(), Currency::EUR).unwrap()[0].name.as_str(), "Leeks");
}

#[test]
fn a_file_that_is_no_list_says_why() {
    assert_eq!(places(read_list(b"", Currency::EUR)), ["1 file"]);
    let broken = "producer\n\nÉpinal, Ch".as_bytes();
    assert_eq!(places(read_list(&[broken, b"\xeane"].concat(), Currency::EUR)), ["3 file"]);
    assert_eq!(places(read_list(b"PK\x03\x04", Currency::EUR)), ["1 file"]);
    assert_eq!(places(read_list(b"\xff\xd8\xff\xe0 JFIF", Currency::EUR)), ["1 file"]);
    assert_eq!(read_list(HEADER.as_bytes(), Currency::EUR), Ok(Vec::new()));
    let header = format!("{},colour", HEADER.replace("price,", ""));
    assert_eq!(places(read_list(header.as_bytes(), Currency::EUR)), ["1 colour", "1 price"]);
}

#[test]
fn a_faulty_header_still_lets_the_rows_be_checked() {
    let text = "producer,name,category,units,unit_type,colour\nF,Leeks,,1,kg,green\nF,Kale,Vegetables,1,kg";
    let found = places(read_list(text.as_bytes(), Currency::EUR));
    assert_eq!(found, ["1 colour", "1 price", "2 category"]);
}

#[test]
fn a_piece_has_a_name_and_a_weight_has_none() {
    let rows = "F,,Kale,,Veg,,1,,,2,,,,,\nF,,Leeks,,Veg,,1,kg,bunch,2,,,,,";
    assert_eq!(places(list(rows)), ["2 variant_unit_name", "3 variant_unit_name"]);
}

#[test]
fn a_variant_listed_twice_names_the_other_line() {
    let rows = "F,,Kale,,Veg,,1,kg,,2,,,,,\nf,,KALE,,Veg,,1000,g,,2,,,,,\nF,,Kale,,Veg,,500,g,,2,,,,,\nF,,Kale,red,Veg,,1,kg,,2,,,,,";
    let faults = list(rows).unwrap_err();
    assert!(
        faults[0].rule.starts_with("“KALE” of 1 kg is at line 2 already"),
        "{}",
        faults[0].rule
    );
    assert_eq!(places(Err(faults)), ["3 name"]);
}

#[test]
fn a_list_has_its_bounds() {
    assert_eq!(places(read_list(&vec![b'a'; MAX_LIST_BYTES + 1], Currency::EUR)), ["1 file"]);
    let header = "producer,name,category,units,unit_type,price\n";
    let rows = |count: usize, price: &str| {
        let row = |number| format!("F,P{number},V,1,g,{price}\n");
        let text = format!("{header}{}", (1..=count).map(row).collect::<String>());
        read_list(text.as_bytes(), Currency::EUR)
    };
    assert_eq!(rows(MAX_LIST_ROWS, "2").unwrap().len(), MAX_LIST_ROWS);
    assert_eq!(places(rows(MAX_LIST_ROWS + 1, "2")), ["100002 file"]);
    let faults = rows(5_000, "x").unwrap_err();
    assert_eq!((faults.len(), faults[MAX_FAULTS - 1].line), (MAX_FAULTS, 1_002));
}

#[test]
fn a_list_may_say_what_a_food_contains_and_where_it_comes_from() {
    let text = "producer,name,category,units,unit_type,price,allergens,origin,origin_place,labels,deposit,content,\
                properties,named_units,durability,alcohol,prepacked\n\
                F,Yoghurt,Dairy,1,jar,2.20,\"milk, céleri\",FR,Drôme,\"organic,hve\",0.20,370 g,\
                Milk: raw; Fed: grass,tray: 6 pieces of jar,use-by 20,,yes\n\
                F,Kale,Veg,1,kg,2,,,,,,,,,,,\n";
    let rows = read_list(text.as_bytes(), Currency::EUR).unwrap();
    let (product, variant) = (&rows[0].product, &rows[0].variant);
    assert_eq!(product.allergens.clone().flatten().unwrap().to_string(), "milk,celery");
    let origin = product.origin.clone().unwrap().unwrap();
    assert_eq!((origin.to_string(), origin.place.unwrap().as_str()), ("FR".to_owned(), "Drôme"));
    assert_eq!(product.labels.clone().flatten().unwrap().len(), 2);
    assert_eq!(product.properties.clone().flatten().unwrap().len(), 2);
    assert_eq!(product.units.clone().flatten().unwrap()[0].of.as_ref().unwrap().as_str(), "jar");
    assert_eq!(variant.deposit.said().unwrap().unwrap().minor(), 20);
    assert_eq!(variant.content.said().unwrap().unwrap().to_string(), "370 g");
    assert_eq!(rows[1].product.allergens, Some(None), "a blank declares nothing");
    assert_eq!(rows[1].product.description, None, "nor does a column left out");
    assert_eq!(rows[1].product.labels, Some(None));
    let faulty = text
        .replace("milk, céleri", "milk, water")
        .replace("FR,Drôme", ",Drôme")
        .replace("use-by 20", "soon");
    let found = places(read_list(faulty.as_bytes(), Currency::EUR));
    assert_eq!(found, ["2 allergens", "2 origin_place", "2 durability"]);
}

const ARTICLES: &str = "\
avail.;Order number;Name;Supplier order unit;Unit;Ratios to supplier order unit;Minimum order quantity;Billing unit;\
Group order granularity;Group order unit;Price (net);Price unit;VAT;Deposit;Note;Category;Origin;Manufacturer
Yes;11;Walnuts;;kg;;;;1;;2,34;;6;0;bio;Nuts;Veluwe, NL;The Forest
No;12;Apple juice;;4x250ml;10 Piece;;;1;;3.21;;6;0,4;;Drinks;DE;Apple Yard
Yes;13;Bread;;Loaf;;;;1;;2;;6;;;;the region;Oven
";

#[test]
fn foodsofts_articles_are_priced_with_their_tax() {
    let rows = read_list(ARTICLES.as_bytes(), Currency::EUR).unwrap();
    let told = |row: &ListRow| {
        (row.producer.to_string(), row.size.label(), row.price.amount(), row.stock.on_demand)
    };
    let of = |producer: &str, size: &str, price: &str, on_demand| {
        (producer.to_owned(), size.to_owned(), price.to_owned(), Some(on_demand))
    };
    assert_eq!(told(&rows[0]), of("The Forest", "1 kg", "2.48", true));
    assert_eq!(told(&rows[1]), of("Apple Yard", "1 l", "3.40", false));
    assert_eq!(told(&rows[2]), of("Oven", "Loaf", "2.12", true));
    let juice = &rows[1];
    assert_eq!(juice.variant.deposit.said().unwrap().unwrap().amount(), "0.42");
    assert_eq!(juice.variant.display_as.said().unwrap().as_ref().unwrap().as_str(), "4x250ml");
    assert_eq!(juice.stock.on_hand, Some(0), "what is not available is not sold");
    assert_eq!(
        juice.product.properties.clone().flatten().unwrap()[0].value.as_ref().unwrap().as_str(),
        "10 Piece"
    );
    assert_eq!(rows[2].category.as_str(), "Other");
    let request =
        ListRequest { producer: Name::parse("Wholesaler").ok(), ..ListRequest::new(Currency::EUR) };
    let List::Products(named) = read_any_list(ARTICLES.as_bytes(), &request) else { panic!() };
    assert!(named.rows.iter().all(|row| row.producer.as_str() == "Wholesaler"));
    let faulty = ARTICLES.replace("2,34", "two").replace(";Oven", ";").replace(";6;0,4", ";lots;x");
    let found = places(read_list(faulty.as_bytes(), Currency::EUR));
    assert_eq!(found, ["2 price (net)", "3 vat", "3 deposit", "4 manufacturer"]);
}

const HUB_HEADER: &str = "producer,distributor,name,display_name,variant_unit_name,sku,units,unit_type,price,on_hand,on_demand";

fn hub_list(text: &str) -> Result<Vec<HubRow>, Vec<Fault>> {
    let List::Inventory(listing) = read_any_list(text.as_bytes(), &ListRequest::new(Currency::EUR))
    else {
        panic!("it is a hub's")
    };
    listing.whole()
}

fn hub_faults(text: &str) -> Vec<String> {
    places(hub_list(text).map(|_| Vec::new()))
}

#[test]
fn a_hubs_list_is_read_and_known_for_what_it_is() {
    let text = format!("{HUB_HEADER}\nF,Hub,Kale,,,,500,g,2.90,7,1\nF,Hub,Eggs,,egg,H1,6,,,,\n");
    let rows = hub_list(&text).unwrap();
    assert_eq!(rows[0].price.unwrap().unwrap().minor(), 290);
    assert_eq!(rows[0].stock, Some(HubStockCells::OnDemand(Some(7))));
    assert_eq!((rows[1].price, rows[1].stock), (Some(None), Some(HubStockCells::Pool)));
    assert_eq!(rows[1].default_stock, None, "a column left out says nothing");
    assert_eq!(places(read_list(text.as_bytes(), Currency::EUR)), ["2 distributor"]);
    let faulty = format!(
        "{HUB_HEADER}\nF,,Kale,,,,x,g,a,b,c\nF,Hub,Eggs,,egg,,6,,,,\nf,hub,eggs,,egg,,6,,,,\n"
    );
    let wanted = ["2 distributor", "2 units", "2 price", "2 on_hand", "2 on_demand", "4 name"];
    assert_eq!(hub_faults(&faulty), wanted);
}

#[test]
fn a_hubs_stock_is_said_whole_or_not_at_all() {
    let row = |cells: &str| {
        let header = "producer,distributor,name,units,unit_type,category,on_hand,on_demand,quota";
        hub_list(&format!("{header}\nF,Hub,Kale,1,kg,Veg,{cells}"))
    };
    let stock = |cells: &str| row(cells).unwrap()[0].stock.unwrap();
    assert_eq!(stock(",,"), HubStockCells::Pool);
    assert_eq!(stock("5,,"), HubStockCells::Own(5), "a number by itself is all there is");
    assert_eq!(stock("5,no,"), HubStockCells::Own(5));
    assert_eq!(stock(",yes,"), HubStockCells::OnDemand(None));
    assert_eq!(stock(",,12"), HubStockCells::Quota(12));
    assert_eq!(stock(",no,12"), HubStockCells::Quota(12));
    for (cells, field) in [(",no,", "on_hand"), ("5,,12", "quota"), (",yes,12", "quota")] {
        assert_eq!(places(row(cells).map(|_| Vec::new())), [format!("2 {field}")], "{cells}");
    }
    let silent = hub_list("hub,producer,name,units,unit_type,hidden\nHub,F,Kale,1,kg,yes").unwrap();
    assert_eq!((silent[0].stock, silent[0].price, silent[0].hidden), (None, None, true));
}

#[test]
fn a_list_that_leaves_its_producer_out_is_of_the_one_named() {
    let text = "name,category,units,unit_type,price\nKale,Veg,1,kg,2";
    assert_eq!(places(read_list(text.as_bytes(), Currency::EUR)), ["1 producer"]);
    let request =
        ListRequest { producer: Name::parse("Ferme").ok(), ..ListRequest::new(Currency::EUR) };
    let List::Products(listing) = read_any_list(text.as_bytes(), &request) else { panic!() };
    assert_eq!(listing.whole().unwrap()[0].producer.as_str(), "Ferme");
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
                prop_assert!((1..=MAX_FAULTS).contains(&faults.len()));
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
