//! Lists of kinds that were once read wrong, or not at all.

use sillon_kernel::Currency;

use crate::{Fault, ListRow, read::list::read_list};

const HEADER: &str = "producer,name,category,units,unit_type,price,on_hand";

fn read(text: &str) -> Result<Vec<ListRow>, Vec<Fault>> {
    read_list(text.as_bytes(), Currency::EUR)
}

/// The faults as `line field`.
fn places(text: &str) -> Vec<String> {
    let faults = read(text).unwrap_err();
    faults.iter().map(|fault| format!("{} {}", fault.line, fault.field)).collect()
}

/// Size and price of each row.
fn told(text: &str) -> Vec<String> {
    let rows = read(text).unwrap();
    rows.iter().map(|row| format!("{} at {}", row.size.label(), row.price.amount())).collect()
}

#[test]
fn rows_of_one_product_that_contradict_each_other_are_a_fault_at_the_second() {
    let contradicting = |column: &str, one: &str, other: &str| {
        places(&format!(
            "producer,name,category,units,unit_type,price,{column}\nF,Tarte,Pain,400,g,3,{one}\nF,Tarte,Pain,800,g,5,{other}\n"
        ))
    };
    for (column, one, other) in [
        ("allergens", "\"gluten,milk\"", "none"),
        ("allergens", "none", "unknown"),
        ("description", "Cuite au four", "Cuite à la vapeur"),
        ("ingredients", "Farine", "Farine de blé"),
        ("origin", "FR", "ES"),
        ("labels", "organic", "hve"),
        ("durability", "use-by 3", "use-by 5"),
        ("prepacked", "yes", "no"),
        ("shipping_category", "frozen", "chilled"),
        ("product_withdrawn", "no", "yes"),
        ("inherits_properties", "yes", "no"),
        ("properties", "Four: bois", "Four: gaz"),
        ("named_units", "part: 100 g", "part: 120 g"),
        ("alcohol", "2", "3"),
    ] {
        assert_eq!(contradicting(column, one, other), [format!("3 {column}")]);
    }
    let shelves = format!("{HEADER}\nF,Tarte,Pain,400,g,3,\nF,Tarte,Desserts,800,g,5,\n");
    assert_eq!(places(&shelves), ["3 category"]);
    let rule = &read(&shelves).unwrap_err()[0].rule;
    assert!(rule.contains("otherwise at line 2"), "{rule}");
}

#[test]
fn a_product_may_be_told_on_any_one_of_its_rows() {
    let text = "producer,name,category,units,unit_type,price,allergens,description,origin,prepacked\n\
                F,Confiture,Épicerie,220,g,4,none,Au chaudron,FR,yes\nF,Confiture,,370,g,6,,,,\n\
                F,Pesto,Épicerie,90,g,4,,,,\nF,Pesto,Épicerie,180,g,6,\"nuts,milk\",Au pilon,,\n";
    let rows = read(text).unwrap();
    let said = |at: usize| {
        let says = &rows[at].product;
        let text = says.description.clone().flatten().map(|text| text.to_string());
        (says.allergens.clone().flatten().map(|it| it.to_string()), text, says.prepacked.flatten())
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(said(0), (some("none"), some("Au chaudron"), Some(true)));
    assert_eq!(said(2), (some("milk,nuts"), some("Au pilon"), None));
    assert_eq!(rows[1].category.as_str(), "Épicerie");
    assert_eq!(rows[3].product, crate::ProductCells::default(), "the first of its rows tells it");
}

#[test]
fn accents_tell_products_apart_and_what_is_not_seen_does_not() {
    let text = format!("{HEADER}\nF,Pâtes,Épicerie,500,g,3,10\nF,Pâtés,Charcuterie,500,g,4,10\n");
    assert_eq!(told(&text), ["500 g at 3.00", "500 g at 4.00"]);
    for other in
        ["Jus de\u{a0}pomme", "Jus  de pomme", "Jus de pomme\u{200b}", "jus de\u{ad} Pomme"]
    {
        let text =
            format!("{HEADER}\nF,Jus de pomme,Boissons,1,l,3,10\nF,{other},Boissons,1,l,3,0\n");
        assert_eq!(places(&text), ["3 name"], "{other} is told twice");
    }
    let text =
        format!("{HEADER}\nF,Pomme d’amour,Boissons,1,kg,3,1\nF,Pomme d'amour,Boissons,1,kg,3,1\n");
    assert_eq!(places(&text), ["3 name"]);
    let units = "producer,name,category,units,unit_type,price\nF,Radis,V,1,botte,2\nF,Radis,V,1,Bottes,2\nF,Radis,V,1,bunch,2\n";
    assert_eq!(
        places(units),
        ["3 name", "4 name"],
        "one unit in its plural and in another language"
    );
}

#[test]
fn thousands_are_never_taken_for_decimals() {
    let list = |units: &str, price: &str| {
        format!("{};F;Courge;Légumes;{units};g;{price};3\n", HEADER.replace(',', ";"))
            .replace(";F;", "\nF;")
    };
    assert_eq!(places(&list("1.500", "4,50")), ["2 units"]);
    assert_eq!(places(&list("1500", "1.500")), ["2 price"]);
    assert_eq!(told(&list("1 500", "4,50")), ["1.5 kg at 4.50"]);
    assert_eq!(told(&list("1\u{202f}500", "1'500,50")), ["1.5 kg at 1500.50"]);
    assert_eq!(told(&list("0,500", "4,50")), ["500 mg at 4.50"]);
    assert_eq!(places(&list("1,500", "4.50")), ["2 units"], "a list with points");
    let tabs = list("1.500", "4,50").replace(';', "\t");
    assert_eq!(places(&tabs), ["2 units"], "the custom shows in its prices");
    let all = "producer;name;category;units;unit_type;price;available;content;deposit;on_hand\n\
               F;A;V;1;jar;4,50;1.500 kg;1.200 g;1.000;\nF;B;V;1;jar;4,50;;;;1.500\n";
    assert_eq!(places(all), ["2 deposit", "2 content", "2 available", "3 on_hand"]);
    let hub =
        "producer;distributor;name;units;unit_type;price;on_hand\nF;H;A;1.500;g;1.250;1.500\n";
    assert_eq!(places(&hub.replace("1.250", "12,50")), ["2 units", "2 on_hand"]);
}

#[test]
fn rows_and_headers_end_as_programs_end_them() {
    let rows = "F,Kale,Légumes,1,kg,2";
    for text in [
        format!("producer,name,category,units,unit_type,price,,\n{rows},,\n"),
        format!("producer,name,category,units,unit_type,price\n{rows},,,\n"),
        format!("{HEADER},description\n{rows}\n"),
        format!("sep=;\r\n{HEADER}\r\n{rows}\r\n").replace(',', ";"),
        format!("\u{feff}sep=,\n{HEADER}\n{rows}\n"),
        format!("\"sep=\t\"\n{HEADER}\n{rows}\n").replace(',', "\t"),
        format!("SEP=|\n{HEADER}\n{rows}\n").replace(',', "|"),
    ] {
        assert_eq!(told(&text), ["1 kg at 2.00"], "{text}");
    }
    let beyond = format!("producer,name,category,units,unit_type,price,,\n{rows},,lost\n");
    assert_eq!(places(&beyond), ["2 row"]);
    let line = format!("sep=;\n{HEADER}\nF,Kale,Légumes,1,kg,two\n").replace(',', ";");
    assert_eq!(places(&line), ["3 price"], "lines are counted as an editor does");
}
