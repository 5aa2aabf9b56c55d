//! What is exported is imported again as it was: without a database, many times over.

use sillon_catalogue::{
    Absent, Goods, Layout, List, ListRow, ListWish, Plan, RowChange, plan_list, read_any_list,
    write_list,
};
use sillon_kernel::{Currency, EnterpriseId};
use sillon_testkit::{CountedIds, any_goods, exported};

const PRODUCER: &str = "=Ferme \"du Val\", עמק 🌾";

fn producer() -> EnterpriseId {
    "018f0000-0000-7000-8000-000000000001".parse().unwrap()
}

fn list(goods: &Goods, layout: Layout) -> Vec<u8> {
    write_list(&mut exported(goods, PRODUCER), layout, false).unwrap()
}

fn rows(bytes: &[u8]) -> Vec<ListRow> {
    let wish = ListWish::new(Currency::USD);
    let List::Products(listing) = read_any_list(bytes, &wish) else { panic!("it lists products") };
    assert_eq!(listing.faults, []);
    listing.rows
}

fn plan(goods: Goods, rows: &[ListRow], ids: u128) -> Plan {
    plan_list(goods, &rows.iter().collect::<Vec<_>>(), Absent::Keep, &mut CountedIds(ids))
}

/// The goods that a plan makes of an empty one.
fn made(plan: Plan) -> Goods {
    assert_eq!(plan.faults, []);
    let mut goods = Goods {
        products: plan.products,
        variants: plan.variants,
        supplies: plan.supplies,
        ..Goods::empty(producer())
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
    for seed in 0..1_500 {
        let goods = any_goods(seed, producer());
        let layout = [Layout::Commas, Layout::Semicolons, Layout::Workbook]
            [usize::try_from(seed % 3).unwrap()];
        let out = list(&goods, layout);
        let read = rows(&out);
        assert_eq!(read.len(), goods.variants.len(), "seed {seed}");
        let back = made(plan(Goods::empty(producer()), &read, 7));
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

#[test]
fn no_cell_of_a_csv_file_begins_a_formula() {
    for seed in 0..200 {
        let text = String::from_utf8(list(&any_goods(seed, producer()), Layout::Commas)).unwrap();
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
        let bytes = write_list(&mut exported(&goods, PRODUCER), Layout::Commas, true).unwrap();
        let wish = ListWish::new(Currency::EUR);
        let List::Products(listing) = read_any_list(&bytes, &wish) else {
            panic!("it lists products")
        };
        let withdrawn =
            |row: &&sillon_catalogue::Exported<'_>| row.product.withdrawn || row.variant.withdrawn;
        let all = exported(&goods, PRODUCER);
        let sold = all.len() - all.iter().filter(withdrawn).count();
        // The yen has no decimals and the euro has: rows of another currency may not be read as ours, and say so.
        assert!(listing.rows.len() + listing.faults.len() >= sold, "seed {seed}");
        let made = plan(Goods::empty(producer()), &listing.rows, 7);
        for product in &goods.products {
            let Some(listed) = made.products.iter().find(|it| it.name == product.name) else {
                continue;
            };
            for supply in made.supplies.iter().filter(|supply| supply.product == listed.id) {
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
