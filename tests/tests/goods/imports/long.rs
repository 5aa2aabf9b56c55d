//! Long lists come in part after part: orders get their turn between, and a list that was cut off goes on.

use std::{fmt::Write as _, thread, time::Duration};

use serde_json::{Value, json};
use sillon_engine::{
    Answer, Engine, ListToImport, MAX_ROWS_AT_ONCE, OnceKey, RestOfList, run_once,
};
use sillon_identity::Actor;
use sillon_kernel::{Currency, EnterpriseId};
use sillon_lists::{Absent, ListRequest, ListRows, read_any_list};
use sillon_store::Repositories;
use sillon_testkit::{Client, Marketplace, Shop, TestDatabase, on_both_databases, run};

use crate::imports::CSV;

/// Three parts.
const LONG: usize = 3 * MAX_ROWS_AT_ONCE;

/// So many products of Marc's, a number each, of which there are ten.
fn list(numbers: std::ops::Range<usize>) -> String {
    let mut list = "producer,name,category,units,unit_type,price,on_hand\n".to_owned();
    for number in numbers {
        writeln!(list, "Ferme des Tilleuls,Row {number},Market,1,kg,2.50,10").unwrap();
    }
    list
}

fn send(who: &Client, query: &str, list: &str) -> sillon_testkit::Answer {
    who.send("POST", &format!("/v1/product-lists{query}"), Some((CSV, list.as_bytes())))
}

fn open(db: TestDatabase) -> (Marketplace, Shop) {
    let market = Marketplace::open(db);
    let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,5000");
    (market, shop)
}

/// Sends a long list of products that are not there yet, and orders while it comes in; whether an order was placed when one part
/// was in, and not all of them.
fn is_ordered_between_parts_of(number: usize, market: &Marketplace, shop: &Shop) -> bool {
    let (guest, there) = (market.guest(), number * LONG + 1);
    let carts: Vec<String> = (0..20).map(|_| shop.cart(&guest, &[("Carrots, 500 g", 1)])).collect();
    let (farmer, text) = (shop.farmer.elsewhere(), list(number * LONG..(number + 1) * LONG));
    let coming = thread::spawn(move || send(&farmer, "", &text).assert(200).clone());
    while left(market, shop) == there && !coming.is_finished() {
        thread::sleep(Duration::from_millis(5));
    }
    let mut is_between = false;
    for (order, cart) in carts.iter().enumerate() {
        let before = left(market, shop);
        shop.checkout(&guest, cart, &format!("order {order} beside list {number}")).assert(201);
        is_between |= before > there && left(market, shop) < there + LONG;
        if coming.is_finished() {
            break;
        }
    }
    assert_eq!(counts(&coming.join().unwrap()), [3_000, 0, 0, 0]);
    assert_eq!(left(market, shop), there + LONG);
    is_between
}

/// How many of the farm's products there is something of.
fn left(market: &Marketplace, shop: &Shop) -> usize {
    let (engine, farm) = (market.engine(), farm_of(shop));
    let reading = thread::spawn(move || run(engine.read(move |tx| Ok(tx.goods().left(farm)?))));
    reading.join().unwrap().unwrap().len()
}

fn farm_of(shop: &Shop) -> EnterpriseId {
    shop.farm_id.parse().unwrap()
}

/// What a list comes to, up to its last part, as the operator brings it in under a key.
fn up_to_last_part(engine: &Engine, key: &OnceKey, text: &str) -> RestOfList {
    let rows = read_any_list(text.as_bytes(), &ListRequest::new(Currency::EUR)).whole().unwrap();
    assert!(matches!(&rows, ListRows::Products(rows) if rows.len() > 2 * MAX_ROWS_AT_ONCE));
    let list = ListToImport { rows, absent: Absent::Keep };
    run(engine.import_up_to_last_part(&Actor::Operator, Some(key), list)).unwrap()
}

/// The last part, and what the whole came to.
fn finish(engine: &Engine, key: OnceKey, rest: RestOfList) -> String {
    let ids = engine.ids();
    let writing = engine.write(move |tx| {
        run_once(tx, Some(&key), |tx| {
            let done = rest.import(tx, &Actor::Operator, &ids)?;
            let body = format!("{} added, {} unchanged", done.added, done.unchanged);
            Ok(Answer { status: 200, body })
        })
    });
    run(writing).unwrap().body
}

fn counts(answer: &Value) -> [u64; 4] {
    ["added", "updated", "unchanged", "zeroed"].map(|what| answer[what].as_u64().unwrap())
}

on_both_databases! {
    async fn orders_get_their_turn_between_the_parts_of_a_long_list(db: TestDatabase) {
        let (market, shop) = open(db);
        // On a machine that is busy a list may come in whole before this thread has its turn: then the next one is looked at.
        let is_between = (0..10).any(|number| is_ordered_between_parts_of(number, &market, &shop));
        assert!(is_between, "no order was placed between two parts of a list");
    }

    async fn a_long_list_that_was_cut_off_goes_on_where_it_was(db: TestDatabase) {
        let (market, shop) = open(db);
        let engine = market.engine();
        let text = list(0..LONG);
        let key = OnceKey {
            principal: farm_of(&shop).0,
            key: "the week's list".to_owned(),
            digest: [7; 32],
        };
        let products = format!("/v1/enterprises/{}/products?q=Row%203", shop.farm_id);
        let supply = |field: &str| {
            let product = shop.farmer.get(&products).text_at("/items/0/id");
            let product = shop.farmer.get(&format!("/v1/products/{product}"));
            product.text_at(&format!("/variants/0/supply/{field}"))
        };
        thread::scope(|scope| {
            let aside = scope.spawn(|| {
                // It stops before its last part: what was brought in stays.
                drop(up_to_last_part(&engine, &key, &text));
                assert_eq!(left(&market, &shop), 2 * MAX_ROWS_AT_ONCE + 1);
                // Meanwhile some of it is sold.
                let four = json!({"available": {"value": "4", "unit": "kg"}});
                shop.farmer.put(&format!("/v1/supplies/{}", supply("id")), &four).assert(200);
                // Sent again, what was brought in is not brought in again, and counts.
                let rest = up_to_last_part(&engine, &key, &text);
                assert_eq!(finish(&engine, key.clone(), rest), "3000 added, 0 unchanged");
                let rest = up_to_last_part(&engine, &key, &text);
                assert_eq!(finish(&engine, key.clone(), rest), "3000 added, 0 unchanged");
                assert_eq!(supply("available/value"), "4");
            });
            aside.join().unwrap();
        });
        assert_eq!(left(&market, &shop), LONG + 1);
    }

    async fn one_wrong_row_of_a_long_list_and_nothing_of_it_is_taken(db: TestDatabase) {
        let (market, shop) = open(db);
        let wrong = list(0..LONG) + "Ferme des Tilleuls,Row 0,Market,1,g,2.50,10\nSomebody else's,Leeks,Market,1,kg,2.50,10\n";
        let refused = send(&shop.farmer, "", &wrong);
        assert_eq!(refused.assert(422)["errors"][0]["line"], "3003", "{refused}");
        assert_eq!(left(&market, &shop), 1);
    }

    async fn what_a_long_list_does_not_name_is_emptied(db: TestDatabase) {
        let (market, shop) = open(db);
        assert_eq!(counts(&send(&shop.farmer, "", &list(0..LONG)).assert(200)), [3_000, 0, 0, 0]);
        // The sizes of one product stand far apart, and one that it had stands nowhere.
        let half = "Ferme des Tilleuls,Row 1500,Market,500,g,1.30,2\n";
        send(&shop.farmer, "", &format!("{}{half}", list(0..0))).assert(200);
        let rows = list(1_100..LONG + 1_100);
        let other = "Ferme des Tilleuls,Row 1500,Market,250,g,0.70,4\n";
        let came = send(&shop.farmer, "?absent=zero", &format!("{rows}{other}")).assert(200).clone();
        // 1,100 new ones and a size; carrots and 1,100 of the first are gone, and half a kilogram of one.
        assert_eq!(counts(&came), [1_101, 1, 1_899, 1_102]);
        assert_eq!(left(&market, &shop), LONG);
    }

    async fn a_hubs_long_list_comes_in_as_a_short_one_does(db: TestDatabase) {
        let (_market, shop) = open(db);
        shop.allow("set-hub-prices");
        send(&shop.farmer, "", &list(0..LONG)).assert(200);
        let terms = |numbers: std::ops::Range<usize>| {
            let mut list = "producer,distributor,name,units,unit_type,price,on_hand,on_demand\n".to_owned();
            for number in numbers {
                writeln!(list, "Ferme des Tilleuls,Halle de la Gare,Row {number},1,kg,3.10,6,").unwrap();
            }
            list
        };
        let wrong = terms(0..LONG) + "Ferme des Tilleuls,Halle de la Gare,Row 5,1,kg,3.10,6,\n";
        send(&shop.hub, "", &wrong).assert(422);
        assert_eq!(counts(&send(&shop.hub, "", &terms(0..LONG)).assert(200)), [3_000, 0, 0, 0]);
        let came = send(&shop.hub, "?absent=zero", &terms(1_150..LONG)).assert(200).clone();
        assert_eq!(counts(&came), [0, 0, 1_850, 1_150]);
        let again = send(&shop.hub, "?absent=zero", &terms(1_150..LONG)).assert(200).clone();
        assert_eq!(counts(&again), [0, 0, 1_850, 0]);
    }
}
