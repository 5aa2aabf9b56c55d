//! Thousands of files that are nearly lists: each is read, or refused with where and why.

use std::{collections::BTreeMap, env, panic::catch_unwind, sync::LazyLock};

use sillon_kernel::{Currency, EnterpriseId};
use sillon_lists::{
    Absent, Delimiter, HubAssortment, HubSupplier, Layout, List, ListRequest, MAX_FAULTS,
    ProducerCatalogue, plan_hub_list, plan_list, read_any_list, write_list,
};
use sillon_testkit::{CountedIds, Dice, any_goods, exported};

use crate::imports::files;

/// How many text files are made, unless `SILLON_FILES` says another number: 100000 is the long form.
const TEXTS: u64 = 20_000;

/// How many workbooks.
const WORKBOOKS: u64 = 3_000;

const LIST: &str = "producer,name,category,units,unit_type,variant_unit_name,price,on_hand,allergens\n\
                    Ferme,Carrots,Veg,500,g,,1.60,80,none\nFerme,\"Eggs, big\",Eggs,6,,egg,2.70,,unknown\n";
const INVENTORY: &str = "producer,distributor,name,display_name,variant_unit_name,sku,units,unit_type,price,on_hand,on_demand\n\
                         Ferme,Hub,Carrots,,,,500,g,2.90,7,1\n";
const ARTICLES: &str = "avail.;Order number;Name;Unit;Ratios to supplier order unit;Price (net);VAT;Deposit;Origin;Manufacturer\n\
                        Yes;11;Walnuts;4x250ml;10 Piece;2,34;6;0,4;Veluwe, NL;Forest\n";

/// What is put into a file where it does not belong.
const PIECES: [&[u8]; 24] = [
    b"\"",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"'=1",
    b"-1",
    b"1e9",
    b"NaN",
    b"99999999999999999999",
    b"0.0001",
    b"kg",
    b"4x",
    b"\\",
    b":",
    "𝟜٣".as_bytes(),
    b"producer",
];

fn seeds() -> Vec<Vec<u8>> {
    let producer: EnterpriseId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
    let own = |seed| {
        let goods = any_goods(seed, producer);
        write_list(&mut exported(&goods, "Ferme"), Layout::Csv(Delimiter::Comma), false).unwrap()
    };
    let short = (0..).map(own).filter(|list| list.len() < 2_500).take(2);
    let mut seeds: Vec<Vec<u8>> = short.collect();
    seeds.extend([LIST, INVENTORY, ARTICLES, ""].map(|text| text.as_bytes().to_vec()));
    seeds.push(LIST.replace(',', "\t").into_bytes());
    seeds.push(files::utf16(LIST));
    seeds.push(files::latin1(&LIST.replace("Carrots", "Céleri")));
    seeds
}

fn mutate(dice: &mut Dice, file: &mut Vec<u8>) {
    for _ in 0..=dice.below(4) {
        let at = dice.below(file.len() + 1);
        let until = (at + dice.below(12)).min(file.len());
        match dice.below(6) {
            0 => file.truncate(at),
            1 => drop(file.drain(at..until)),
            2 => {
                let again = file[at..until].to_vec();
                drop(file.splice(at..at, again));
            }
            3 | 4 => drop(file.splice(at..until.min(at + 1), dice.pick(&PIECES).iter().copied())),
            _ => {
                if let Some(byte) = file.get_mut(at) {
                    *byte = u8::try_from(dice.below(256)).unwrap();
                }
            }
        }
    }
}

/// A hub that sells what a farm lists at random.
static HUB: LazyLock<HubAssortment> = LazyLock::new(|| {
    let id = |text: &str| text.parse().unwrap();
    let goods = any_goods(3, id("018f0000-0000-7000-8000-000000000001"));
    let called = ["Ferme", "ferme"].map(|name| (name.parse().unwrap(), goods.producer)).into();
    let supplier = HubSupplier { goods, lets: true };
    HubAssortment {
        hub: id("018f0000-0000-7000-8000-000000000002"),
        currency: Currency::EUR,
        producers: vec![supplier],
        called,
        terms: BTreeMap::new(),
    }
});

/// Reads a file as an import does, up to what it would write; and holds what it says.
fn read(file: &[u8]) {
    let producer: EnterpriseId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
    let faults = match read_any_list(file, &ListRequest::new(Currency::EUR)) {
        List::Inventory(listing) => {
            let rows: Vec<_> = listing.rows.iter().collect();
            let plan = plan_hub_list(&HUB, &rows, Absent::Zero);
            assert_eq!(plan.lines.len() + plan.faults.len(), rows.len());
            [listing.faults, plan.faults].concat()
        }
        List::Products(listing) => {
            let rows: Vec<_> = listing.rows.iter().collect();
            let now = "2026-05-04T08:00:00Z".parse().unwrap();
            let goods = ProducerCatalogue::empty(producer);
            let plan = plan_list(goods, &rows, Absent::Zero, now, &mut CountedIds(0));
            assert_eq!(plan.lines.len(), rows.len());
            assert!(
                plan.counts.values().all(|count| count.available_milli.is_none_or(|all| all >= 0))
            );
            [listing.faults, plan.faults].concat()
        }
    };
    assert!(faults.len() <= MAX_FAULTS);
    for fault in faults {
        assert!(fault.line >= 1 && !fault.field.is_empty() && !fault.rule.is_empty(), "{fault:?}");
    }
}

fn assert_read(number: u64, file: &[u8]) {
    let done = catch_unwind(|| read(file));
    assert!(done.is_ok(), "file {number} is not taken: {:?}", file.escape_ascii().to_string());
}

// 100,000 files: SILLON_FILES=100000 cargo test -p sillon-tests --test goods thousands_of_files
#[test]
fn thousands_of_files_are_read_or_refused() {
    let texts = env::var("SILLON_FILES").map_or(TEXTS, |many| many.parse().unwrap());
    let seeds = seeds();
    let mut dice = Dice::new(20_260_504);
    for number in 0..texts {
        let mut file = if dice.once_in(20) {
            (0..dice.below(300)).map(|_| u8::try_from(dice.below(256)).unwrap()).collect()
        } else {
            dice.pick(&seeds).clone()
        };
        mutate(&mut dice, &mut file);
        assert_read(number, &file);
    }
}

#[test]
fn thousands_of_broken_workbooks_are_read_or_refused() {
    let rows: Vec<Vec<&str>> = LIST.lines().map(|line| line.split(',').collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let whole = [files::xlsx(&rows), files::ods(&rows)];
    let parts = [
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><t>name</t></is></c></row><row r=\"2\"><c r=\"C2\"><v>1E-3</v></c></row></sheetData></worksheet>",
        ),
        ("xl/sharedStrings.xml", "<sst><si><t>producer</t></si></sst>"),
        ("xl/workbook.xml", "<workbook><sheets><sheet r:id=\"b\"/></sheets></workbook>"),
    ];
    let content = "<table:table><table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"1\"/><table:table-cell><text:p>name<text:s text:c=\"9\"/></text:p></table:table-cell></table:table-row></table:table>";
    let mut dice = Dice::new(20_260_505);
    for number in 0..WORKBOOKS {
        let file = match number % 3 {
            // The archive itself is broken,
            0 => {
                let mut file = dice.pick(&whole).clone();
                mutate(&mut dice, &mut file);
                file
            }
            // or it is sound, and a part of it is not.
            1 => {
                let mut broken = parts.map(|(name, part)| (name, part.as_bytes().to_vec()));
                let at = dice.below(broken.len());
                mutate(&mut dice, &mut broken[at].1);
                let texts =
                    broken.map(|(name, part)| (name, String::from_utf8_lossy(&part).into_owned()));
                files::archive(&texts.each_ref().map(|(name, part)| (*name, part.as_str())))
            }
            _ => {
                let mut broken = content.as_bytes().to_vec();
                mutate(&mut dice, &mut broken);
                files::archive(&[("content.xml", &String::from_utf8_lossy(&broken))])
            }
        };
        assert_read(number, &file);
    }
}

#[test]
fn a_workbook_that_would_fill_the_memory_is_refused() {
    let row = "<table:table-row table:number-rows-repeated=\"4294967295\"><table:table-cell table:number-columns-repeated=\"4294967295\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let sheet = format!("<table:table>{row}</table:table>");
    read(&files::archive(&[("content.xml", &sheet)]));
    let long = "x".repeat(30_000);
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(40);
    let rows = format!("<row>{cells}</row>").repeat(3_000);
    let bomb = files::archive(&[
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/sharedStrings.xml", &format!("<sst><si><t>{long}</t></si></sst>")),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ]);
    let List::Products(listing) = read_any_list(&bomb, &ListRequest::new(Currency::EUR)) else {
        panic!()
    };
    assert!(listing.faults[0].rule.contains("more than 40000000 bytes"), "{:?}", listing.faults);
    let deep = "<a>".repeat(200_000);
    read(&files::archive(&[("content.xml", &deep)]));
}
