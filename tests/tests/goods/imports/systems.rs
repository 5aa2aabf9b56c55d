//! Lists as other systems write them, and workbooks as spreadsheets keep them.

use sillon_catalogue::{Patch, TaxCategory};
use sillon_kernel::Currency;
use sillon_lists::{Fault, List, ListRequest, ListRow, read_any_list, read_list};

use crate::imports::files::archive;

fn rows(file: &[u8]) -> Vec<ListRow> {
    read_list(file, Currency::EUR).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn faults(file: &[u8]) -> Vec<String> {
    let told = |fault: &Fault| format!("{} {}", fault.line, fault.field);
    read_list(file, Currency::EUR).unwrap_err().iter().map(told).collect()
}

/// Name, size, what stands in its place, and price.
fn told(row: &ListRow) -> String {
    let shown = row.variant.display_as.clone().over(None);
    let shown = shown.map_or_else(String::new, |shown| format!(" as {shown}"));
    format!("{} {}{shown} at {}", row.name, row.size.label(), row.price.amount())
}

fn property(row: &ListRow, name: &str) -> Option<String> {
    let properties = row.product.properties.clone().flatten().unwrap_or_default();
    let found = properties.into_iter().find(|property| property.name.as_str() == name)?;
    found.value.map(|value| value.to_string())
}

/// Headers as Foodsoft 4.9 writes them, in each language it has words for.
const FOURTH: [&str; 6] = [
    "avail.;Order number;Name;Note;Manufacturer;Origin;Unit;Price (net);VAT;Deposit;Unit quantity;\"\";\"\";Category",
    "verf.;Bestellnummer;Name;Notiz;Produzent;Herkunft;Einheit;Nettopreis;MwSt;Pfand;Gebindegröße;\"\";\"\";Kategorie",
    "disp.;Numéro;Nom;Note;Product-rice-eur;Lieu de production;Unité;Prix HT;TVA;Consigne;Unités par lot;\"\";\"\";Catégorie",
    "leverb.;Artikelnummer;Naam;Notitie;Producent;Herkomst;Eenheid;Nettoprijs;BTW;Statiegeld;Colligrootte;\"\";\"\";Categorie",
    "disp.;Número de pedido;Nombre;Nota;Elaborador-a;Origen;Unidad;Precio (neto);IVA;Depósito;Cantidad de unidades;\"\";\"\";Categoría",
    "mevcut.;Sipariş numarası;Adı;Not;Üretici;Menşei;Birim;Fiyat (net);KDV;Depozito;Birim miktarı;\"\";\"\";Kategori",
];

#[test]
fn foodsofts_fourth_generation_is_read_in_each_of_its_languages() {
    for (header, yes) in FOURTH.into_iter().zip(["Yes", "Ja", "Oui", "Ja", "Sí", "Evet"]) {
        let list = format!(
            "{header}\n{yes};1;Tomatoes;organic;Ferme A;NL;500 g;1.2;6.0;0.0;20;\"\";\"\";Vegetables\n\
             {yes};2;Milch;;Ferme A;AT;1 l;1.2;10.0;0.5;1;\"\";\"\";Molkerei\n"
        );
        let rows = rows(list.as_bytes());
        assert_eq!(
            rows.iter().map(told).collect::<Vec<_>>(),
            ["Tomatoes 500 g at 1.27", "Milch 1 l at 1.32"],
            "{header}"
        );
        assert_eq!(property(&rows[0], "Box").as_deref(), Some("20"));
        assert_eq!(rows[1].variant.deposit.over(None).unwrap().amount(), "0.55");
        assert_eq!(rows[0].stock.on_demand, Some(true));
        assert_eq!(
            (rows[0].category.as_str(), rows[1].category.as_str()),
            ("Vegetables", "Molkerei")
        );
    }
}

/// Headers as Foodsoft 5.0 writes them; what a language has no words for stands in English.
const FIFTH: [&str; 3] = [
    "avail.;Order number;Name;Supplier order unit;Unit;Ratios to supplier order unit;Minimum order quantity;Billing unit;Group order granularity;Group order unit;Price (net);Price unit;VAT;Deposit;Note;Category;Origin;Manufacturer",
    "verf.;Bestellnummer;Name;von Lieferantin bestellbar in (Einheit);Benutzerdefinierte Einheit;Inhalt;Mindestbestellmenge;abgerechnet nach (Einheit);für Mitglieder bestellbar in (Menge);für Mitglieder bestellbar in (Einheit);Nettopreis;pro (Preiseinheit);MwSt;Pfand;Notiz;Kategorie;Herkunft;Produzent",
    "disp.;Numéro;Nom;Supplier order unit;Custom unit;Ratios to supplier order unit;Minimum order quantity;Billing unit;Group order granularity;Group order unit;Prix HT;Price unit;TVA;Consigne;Note;Catégorie;Lieu de production;Product-rice-eur",
];

#[test]
fn foodsofts_fifth_generation_prices_what_is_ordered_whatever_its_price_is_of() {
    for header in FIFTH {
        let list = format!(
            "{header}\n\
             Yes;1;Cheese;Piece;;100 g;;Piece;1;Piece;0.50;Dekagramm;10;0;;Dairy;AT;Ferme A\n\
             Yes;2;Bananas;Box;;18 Kilogram;;Kilogram;1;Kilogram;2.10;Kilogram;0;0;;Fruit;EC;Ferme A\n\
             Yes;3;Tea;Kilogram;;;;Gram;1;Gram;0.02;Gram;0;0;;Tea;IN;Ferme A\n\
             Yes;4;Yoghurt;Piece;;10000.0 Gram;;Piece;500;Gram;24.0;Piece;0;0;;Dairy;AT;Ferme A\n\
             Yes;5;Wine;;750gr;6.0 Piece;1;Piece;1;Piece;4.52;Piece;0;0;;Drinks;ES;Ferme A\n\
             Yes;6;Bread;;Loaf;;;;1;;2.0;;0;0;;Bread;;Ferme A\n"
        );
        assert_eq!(
            rows(list.as_bytes()).iter().map(told).collect::<Vec<_>>(),
            [
                "Cheese 100 g at 5.50",
                "Bananas 18 kg as Box (18 kg) at 37.80",
                "Tea 1 kg at 20.00",
                "Yoghurt 10 kg at 24.00",
                "Wine 6 pieces as 750gr (6 pieces) at 27.12",
                "Bread Loaf at 2.00",
            ],
            "{header}"
        );
        let unsaid = list.replace("18 Kilogram", "");
        assert_eq!(faults(unsaid.as_bytes()).len(), 1, "how much is in the box?");
    }
}

#[test]
fn sizes_of_one_article_keep_their_boxes_apart() {
    let list = format!(
        "{}\nJa;1;Milch;;Ferme A;AT;1 l;1.2;10.0;0.0;12;\"\";\"\";Molkerei\nJa;2;Milch;;Ferme A;AT;500 ml;0.7;10.0;0.0;20;\"\";\"\";Molkerei\n",
        FOURTH[1]
    );
    let rows = rows(list.as_bytes());
    assert_eq!(property(&rows[0], "Box (1 l)").as_deref(), Some("12"));
    assert_eq!(property(&rows[0], "Box (500 ml)").as_deref(), Some("20"));
    let other = list.replacen(";AT;", ";DE;", 1);
    assert_eq!(faults(other.as_bytes()), ["3 origin"]);
}

#[test]
fn open_food_networks_sample_lists_are_read() {
    let products = "producer,sku,name,display_name,category,description,units,unit_type,variant_unit_name,price,on_hand,available_on,on_demand,shipping_category,tax_category\n\
        Ferme A,LET1,Lettuce,Cos,Vegetables,Crisp,1,,head,1.5,20,2026-01-31,0,Default,GST\n\
        Ferme A,,Apples,,Fruit,,500,g,,2.75,40,,,Default,\n\
        Ferme A,,Oil,,Grocery,,2,lb,,9,5,,1,,\n";
    let told_rows: Vec<String> = rows(products.as_bytes()).iter().map(told).collect();
    assert_eq!(told_rows, ["Lettuce head at 1.50", "Apples 500 g at 2.75", "Oil 907.2 g at 9.00"]);
    let List::Products(listing) =
        read_any_list(products.as_bytes(), &ListRequest::new(Currency::EUR))
    else {
        panic!("it lists products")
    };
    assert_eq!(listing.notes.len(), 2, "{:?}", listing.notes);
    let inventory = "producer,distributor,name,display_name,variant_unit_name,units,unit_type,price,on_hand,on_demand\n\
        Ferme A,Hub,Apples,,,500,g,3.00,10,\nFerme A,Hub,Lettuce,Cos,head,1,,,,1\n";
    let List::Inventory(listing) =
        read_any_list(inventory.as_bytes(), &ListRequest::new(Currency::EUR))
    else {
        panic!("it is a hub's")
    };
    assert_eq!((listing.rows.len(), listing.faults.len()), (2, 0));
}

const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId=\"165\" formatCode=\"0.0\\ %\"/><numFmt numFmtId=\"166\" formatCode=\"#,##0.00&quot; €&quot;\"/><numFmt numFmtId=\"167\" formatCode=\"mmm\\-yy\"/></numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"9\"/><xf numFmtId=\"165\"/><xf numFmtId=\"16\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/></cellXfs></styleSheet>";

/// A workbook of Excel whose cells are given as they stand in it.
fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let row = |cells: &&[&str]| format!("<row>{}</row>", cells.concat());
    let sheet: String = rows.iter().map(row).collect();
    archive(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"a\" r:id=\"a\"/></sheets></workbook>"),
        ("xl/styles.xml", STYLES),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ])
}

fn text(text: &str) -> String {
    format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn header(names: &str) -> String {
    names.split(',').map(text).collect()
}

#[test]
fn a_cell_of_excel_counts_as_it_is_shown_or_is_a_fault() {
    let articles = header("avail.,Name,Unit,Price (net),VAT,Deposit,Category,Manufacturer");
    let wine = |vat: &str| {
        let cells = [
            text("Yes"),
            text("Wine"),
            text("750 ml"),
            "<c s=\"4\"><v>10</v></c>".to_owned(),
            vat.to_owned(),
            "<c><v>0.5</v></c>".to_owned(),
            text("Drinks"),
            text("Ferme A"),
        ];
        xlsx(&[&[&articles], &[&cells.concat()]])
    };
    for (vat, price, tax, deposit) in [
        ("<c s=\"1\"><v>0.2</v></c>", "12.00", TaxCategory::Standard, "0.60"),
        ("<c s=\"2\"><v>5.5E-2</v></c>", "10.55", TaxCategory::Reduced, "0.53"),
        ("<c><v>20</v></c>", "12.00", TaxCategory::Standard, "0.60"),
        ("<c t=\"str\"><f>1</f><v>20 %</v></c>", "12.00", TaxCategory::Standard, "0.60"),
    ] {
        let rows = rows(&wine(vat));
        let read = (
            rows[0].price.amount(),
            rows[0].variant.tax,
            rows[0].variant.deposit.over(None).unwrap().amount(),
        );
        assert_eq!(read, (price.to_owned(), Patch::Set(tax), deposit.to_owned()), "{vat}");
    }
    let names = header("producer,name,category,units,unit_type,price,on_hand,sku,available_on");
    let kale = |on_hand: &str, sku: &str, since: &str| {
        let cells = [
            text("Ferme A"),
            text("Kale"),
            text("V"),
            "<c><v>1</v></c>".to_owned(),
            text("kg"),
            "<c><v>2.2</v></c>".to_owned(),
            on_hand.to_owned(),
            sku.to_owned(),
            since.to_owned(),
        ];
        xlsx(&[&[&names], &[&cells.concat()]])
    };
    let date = "<c s=\"3\"><v>45352</v></c>";
    assert_eq!(
        rows(&kale("<c><f>4*5</f><v>20</v></c>", &text("1-2"), date))[0].stock.on_hand,
        Some(20)
    );
    for (on_hand, sku, fault) in [
        ("<c><f>4*5</f></c>", "<c/>", "2 on_hand"),
        ("<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>", "<c/>", "2 on_hand"),
        ("<c t=\"str\"><f>x</f><v>#REF!</v></c>", "<c/>", "2 on_hand"),
        ("<c><v>20</v></c>", date, "2 sku"),
        ("<c><v>20</v></c>", "<c s=\"5\"><v>45352</v></c>", "2 sku"),
        ("<c><v>20</v></c>", "<c t=\"d\"><v>2024-03-01</v></c>", "2 sku"),
        ("<c s=\"1\"><v>0.2</v></c>", "<c/>", "2 on_hand"),
    ] {
        assert_eq!(faults(&kale(on_hand, sku, date)), [fault], "{on_hand} {sku}");
    }
}

#[test]
fn a_cell_of_libreoffice_counts_as_it_is_shown_or_is_a_fault() {
    let cell = |attributes: &str, text: &str| {
        format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
    };
    let plain = |text: &str| cell("office:value-type=\"string\"", text);
    let book = |on_hand: &str, sku: &str, alcohol: &str| {
        let names = "producer,name,category,units,unit_type,price,on_hand,sku,alcohol"
            .split(',')
            .map(plain)
            .collect::<String>();
        let cells = [
            plain("Ferme A"),
            plain("Kale"),
            plain("V"),
            cell("office:value-type=\"float\" office:value=\"1\"", "1"),
            plain("kg"),
            cell(
                "office:value-type=\"currency\" office:currency=\"EUR\" office:value=\"2.2\"",
                "2,20 €",
            ),
            on_hand.to_owned(),
            sku.to_owned(),
            alcohol.to_owned(),
        ]
        .concat();
        archive(&[(
            "content.xml",
            &format!(
                "<office:document-content><office:body><office:spreadsheet><table:table><table:table-row>{names}</table:table-row><table:table-row>{cells}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
            ),
        )])
    };
    let twenty =
        cell("table:formula=\"of:=4*5\" office:value-type=\"float\" office:value=\"20\"", "20");
    let read = rows(&book(&twenty, &plain("7"), "<table:table-cell/>"));
    assert_eq!((read[0].stock.on_hand, read[0].price.amount()), (Some(20), "2.20".to_owned()));
    let none = "<table:table-cell/>";
    for (on_hand, sku, fault) in [
        ("<table:table-cell table:formula=\"of:=4*5\"/>".to_owned(), none.to_owned(), "2 on_hand"),
        (
            cell(
                "table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"",
                "#DIV/0!",
            ),
            none.to_owned(),
            "2 on_hand",
        ),
        (
            cell(
                "table:formula=\"of:=x\" office:value-type=\"float\" office:value=\"0\"",
                "Err:508",
            )
            .replace(
                "office:value-type=\"float\" office:value=\"0\"",
                "office:value-type=\"string\"",
            ),
            none.to_owned(),
            "2 on_hand",
        ),
        (
            twenty.clone(),
            cell("office:value-type=\"date\" office:date-value=\"2026-01-02\"", "02/01"),
            "2 sku",
        ),
        (
            cell("office:value-type=\"percentage\" office:value=\"0.2\"", "20 %"),
            none.to_owned(),
            "2 on_hand",
        ),
    ] {
        assert_eq!(faults(&book(&on_hand, &sku, none)), [fault], "{on_hand} {sku}");
    }
}
