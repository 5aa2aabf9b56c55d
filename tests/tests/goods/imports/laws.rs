//! What is exported is imported again as it was: without a database, many times over.

use std::collections::BTreeSet;

use sillon_catalogue::{ProductEdit, VariantEdit};
use sillon_kernel::{Currency, EnterpriseId, Money, ProductId, Revised, Timestamp, name_key};
use sillon_lists::{
    Absent, Delimiter, Layout, List, ListRequest, ListRow, ListRows, Plan, ProducerCatalogue,
    RowChange, plan_list, read_any_list, write_list,
};
use sillon_testkit::{CountedIds, Dice, any_goods, exported};

const PRODUCER: &str = "=Ferme \"du Val\", עמק 🌾";

fn producer() -> EnterpriseId {
    "018f0000-0000-7000-8000-000000000001".parse().unwrap()
}

fn list(goods: &ProducerCatalogue, layout: Layout) -> Vec<u8> {
    write_list(&mut exported(goods, PRODUCER), layout, false).unwrap()
}

fn rows(bytes: &[u8]) -> Vec<ListRow> {
    let request = ListRequest::new(Currency::USD);
    let List::Products(listing) = read_any_list(bytes, &request) else {
        panic!("it lists products")
    };
    assert_eq!(listing.faults, []);
    listing.rows
}

fn plan(goods: ProducerCatalogue, rows: &[ListRow], ids: u128) -> Plan {
    plan_list(goods, &rows.iter().collect::<Vec<_>>(), Absent::Keep, now(), &mut CountedIds(ids))
}

fn now() -> Timestamp {
    "2026-05-04T08:00:00Z".parse().unwrap()
}

/// That whoever edits goods of a list by hand, and changes nothing, is refused nothing.
fn assert_editable(plan: &Plan) {
    for Revised { now: product, .. } in &plan.products {
        assert_eq!(ProductEdit::default().apply(product.clone()).as_ref(), Ok(product));
    }
    for Revised { now: variant, .. } in &plan.variants {
        let (edit, currency) = (VariantEdit::default(), variant.price.currency());
        assert_eq!(edit.size(&variant.size).as_ref(), Ok(&variant.size));
        assert_eq!(edit.apply(variant.clone(), currency, now()).as_ref(), Ok(variant));
    }
}

/// The goods that a plan makes of an empty one.
fn made(plan: Plan) -> ProducerCatalogue {
    assert_eq!(plan.faults, []);
    let mut goods = ProducerCatalogue {
        products: plan.products.into_iter().map(|it| it.now).collect(),
        variants: plan.variants.into_iter().map(|it| it.now).collect(),
        supplies: plan.supplies,
        ..ProducerCatalogue::empty(producer())
    };
    for supply in &mut goods.supplies {
        let count = plan.counts[&supply.id];
        supply.available_milli = count.available_milli.unwrap_or_default();
        supply.on_demand = count.on_demand.unwrap_or_default();
    }
    goods
}

#[test]
fn a_list_that_goes_out_and_comes_in_goes_out_the_same() {
    for seed in 0..600 {
        let goods = any_goods(seed, producer());
        let layout =
            [Layout::Csv(Delimiter::Comma), Layout::Csv(Delimiter::Semicolon), Layout::Workbook]
                [usize::try_from(seed % 3).unwrap()];
        let out = list(&goods, layout);
        let read = rows(&out);
        assert_eq!(read.len(), goods.variants.len(), "seed {seed}");
        let back = made(plan(ProducerCatalogue::empty(producer()), &read, 7));
        assert!(
            list(&back, layout) == out,
            "seed {seed}: {}\n{}",
            String::from_utf8_lossy(&out),
            String::from_utf8_lossy(&list(&back, layout))
        );
        let again = plan(back, &read, 1 << 100);
        assert!(again.lines.iter().all(|line| line.change == RowChange::Unchanged), "seed {seed}");
        assert!(
            again.products.is_empty() && again.variants.is_empty() && again.supplies.is_empty()
        );
    }
}

/// What goods become by a plan that moves no stock.
fn applied(mut goods: ProducerCatalogue, plan: Plan) -> ProducerCatalogue {
    assert_eq!((plan.faults, plan.moved), (vec![], vec![]));
    for Revised { now: product, .. } in plan.products {
        goods.products.retain(|it| it.id != product.id);
        goods.products.push(product);
    }
    for Revised { now: variant, .. } in plan.variants {
        goods.variants.retain(|it| it.id != variant.id);
        goods.variants.push(variant);
    }
    goods.supplies.extend(plan.supplies);
    for supply in &mut goods.supplies {
        let Some(count) = plan.counts.get(&supply.id) else { continue };
        supply.available_milli = count.available_milli.unwrap_or(supply.available_milli);
        supply.on_demand = count.on_demand.unwrap_or(supply.on_demand);
    }
    goods
}

/// The goods of the products that rows name.
fn named(goods: &ProducerCatalogue, rows: &[ListRow]) -> ProducerCatalogue {
    let names: BTreeSet<String> = rows.iter().map(|row| name_key(&row.name)).collect();
    let mut goods = goods.clone();
    goods.products.retain(|product| names.contains(&name_key(&product.name)));
    let ids: BTreeSet<ProductId> = goods.products.iter().map(|product| product.id).collect();
    goods.variants.retain(|variant| ids.contains(&variant.product));
    goods.supplies.retain(|supply| ids.contains(&supply.product));
    goods
}

#[test]
fn a_list_in_parts_makes_what_it_makes_at_once() {
    let lines = |goods: &ProducerCatalogue| {
        let list = String::from_utf8(list(goods, Layout::Csv(Delimiter::Comma))).unwrap();
        let mut lines: Vec<String> = list.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let mut parted = 0;
    for seed in 0..300 {
        let mut dice = Dice::new(seed);
        // Some of what there is in another state, and what is new.
        let before = any_goods(seed, producer());
        let mut rows = rows(&list(&before, Layout::Csv(Delimiter::Comma)));
        rows.retain(|_| !dice.once_in(4));
        rows.extend(self::rows(&list(
            &any_goods(seed + 10_000, producer()),
            Layout::Csv(Delimiter::Comma),
        )));
        for row in &mut rows {
            row.price = Money::new(i64::try_from(dice.below(900)).unwrap(), row.price.currency());
            row.stock.on_demand = row.stock.on_demand.map(|it| !it);
        }
        let whole = plan_list(
            before.clone(),
            &Vec::from_iter(&rows),
            Absent::Keep,
            now(),
            &mut CountedIds(1 << 80),
        );
        if !(whole.faults.is_empty() && whole.moved.is_empty()) {
            continue;
        }
        assert_editable(&whole);
        let at_once = applied(before.clone(), whole);
        let mut goods = before;
        let parts = ListRows::Products(rows).into_parts(1 + dice.below(4));
        parted += usize::from(parts.len() > 1);
        for (number, part) in (2..).zip(parts) {
            let ListRows::Products(rows) = part else { panic!("it lists products") };
            let (of_part, mut ids) = (named(&goods, &rows), CountedIds(number << 80));
            let plan = plan_list(of_part, &Vec::from_iter(&rows), Absent::Keep, now(), &mut ids);
            goods = applied(goods, plan);
        }
        assert_eq!(lines(&goods), lines(&at_once), "seed {seed}");
    }
    assert!(parted > 50, "{parted} lists had more than one part");
}

#[test]
fn no_cell_of_a_csv_file_begins_a_formula() {
    for seed in 0..200 {
        let text =
            String::from_utf8(list(&any_goods(seed, producer()), Layout::Csv(Delimiter::Comma)))
                .unwrap();
        // A cell begins at a line, after a comma, or after a quotation mark that follows one of those.
        let mut before = ',';
        let mut quoted = false;
        for c in text.trim_start_matches('\u{feff}').chars() {
            if !quoted && matches!(before, ',' | '\n') {
                assert!(!"=+-@＝＋－＠".contains(c), "seed {seed}: {text}");
            }
            quoted ^= c == '"';
            before = c;
        }
    }
}

#[test]
fn open_food_networks_columns_promise_nothing_twice() {
    for seed in 0..300 {
        let goods = any_goods(seed, producer());
        let bytes =
            write_list(&mut exported(&goods, PRODUCER), Layout::Csv(Delimiter::Comma), true)
                .unwrap();
        let request = ListRequest::new(Currency::EUR);
        let List::Products(listing) = read_any_list(&bytes, &request) else {
            panic!("it lists products")
        };
        let withdrawn =
            |row: &&sillon_lists::Exported<'_>| row.product.withdrawn || row.variant.withdrawn;
        let all = exported(&goods, PRODUCER);
        let sold = all.len() - all.iter().filter(withdrawn).count();
        // The yen has no decimals and the euro has: rows of another currency may not be read as ours, and say so.
        assert!(listing.rows.len() + listing.faults.len() >= sold, "seed {seed}");
        let made = plan(ProducerCatalogue::empty(producer()), &listing.rows, 7);
        for product in &goods.products {
            let Some(listed) = made.products.iter().find(|it| it.now.name == product.name) else {
                continue;
            };
            for supply in made.supplies.iter().filter(|supply| supply.product == listed.now.id) {
                let own = goods
                    .supplies
                    .iter()
                    .find(|it| it.product == product.id && it.dimension == supply.dimension);
                let there: i64 = goods
                    .supplies
                    .iter()
                    .filter(|it| it.product == product.id)
                    .map(|it| it.available_milli)
                    .sum();
                let draws_alike = goods
                    .variants
                    .iter()
                    .filter(|it| it.product == product.id)
                    .all(|it| it.draw == it.size.quantity());
                if draws_alike {
                    let count = made.counts[&supply.id].available_milli.unwrap_or_default();
                    assert!(count <= own.map_or(there, |own| own.available_milli), "seed {seed}");
                }
            }
        }
    }
}
