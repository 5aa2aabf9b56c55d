//! A cycle that fails is its own affair: it is told to whoever runs it, tried again, and holds up nobody else's.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sillon_store::{Database, run_by_hand};
use sillon_testkit::{Client, Marketplace, Shop, TestDatabase, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nWheat,1,kg,,2.00,80\n";
const START: &str = "2026-05-04T08:00:00Z";
const END: &str = "2026-05-05T08:00:00Z";

/// A cycle of a hub with nothing in it, open until an instant; its path.
fn open_cycle(who: &Client, hub: &str, until: &str) -> String {
    let orders = json!({"from": START, "until": until});
    let plan = json!({"coordinator": hub, "name": "Week", "orders": orders});
    let path = format!("/v1/cycles/{}", who.post("/v1/cycles", &plan).text_at("/id"));
    who.post(&format!("{path}/publish"), &Value::Null).assert(200);
    path
}

/// Makes so many copies of a cycle, none of which can be read any more.
fn poison(db: &TestDatabase, name: &str, copies: u32) {
    let new_id = match db.database {
        Database::Sqlite(_) => "randomblob(16)",
        Database::Postgres(_) => "gen_random_uuid()",
    };
    let statement = format!(
        "insert into order_cycle (id, coordinator_id, name, opens_at, closes_at, stage, staged_at, version) \
         with recursive copy (number) as (select 1 union all select number + 1 from copy where number < {copies}) \
         select {new_id}, coordinator_id, '', opens_at, closes_at, stage, staged_at, version from order_cycle, copy \
         where name = '{name}'"
    );
    run_by_hand(&db.database, &statement).unwrap();
}

on_both_databases! {
    async fn a_damaged_product_takes_nothing_else_out_of_its_shop(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let shown = || {
            let offers = market.guest().get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200).clone();
            let offers = offers["offers"].as_array().unwrap().iter();
            offers.map(|offer| offer["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(shown(), ["Carrots", "Wheat"]);
        let damage = "update product set durability = 'for ever' where name = 'Wheat'";
        run_by_hand(&market.database.database, damage).unwrap();
        // What shops show is read again when their farm changes something.
        let price = json!({"price": {"amount": "1.70", "currency": "EUR"}});
        shop.farmer.patch(&format!("/v1/variants/{}", shop.variant("Carrots, 500 g")), &price).assert(200);
        assert_eq!(shown(), ["Carrots"]);
        shop.order(&market.person("Awa"), &[("Carrots, 500 g", 1)]);
    }

    async fn poisoned_cycles_hold_up_no_other(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let stranger = market.person("Sid");
        let body = json!({"name": "Elsewhere", "is_producer": false, "sells": "any"});
        let elsewhere = stranger.post("/v1/enterprises", &body).text_at("/id");
        let seed = open_cycle(&stranger, &elsewhere, "2026-05-05T07:00:00Z");
        stranger.get(&seed).assert(200);
        // More than a page of them, and all due before the honest one.
        poison(&market.database, "Week", 1_200);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        shop.order(&market.person("Awa"), &[("Carrots, 500 g", 2)]);

        let began = Instant::now();
        assert_eq!(market.move_clock(END), 2, "the seed and the honest one");
        let took = began.elapsed();

        assert_eq!(shop.stage(), "closed");
        assert_eq!(shop.harvest(), [("Carrots, 500 g".to_owned(), 2)]);
        assert!(took < Duration::from_mins(1), "{took:?} for 1,200, six times what is promised");
        // They wait now, and cost nothing until then.
        let began = Instant::now();
        assert_eq!(market.move_clock("2026-05-05T08:00:09Z"), 0);
        assert!(began.elapsed() < took / 4, "{:?} of {took:?}", began.elapsed());
    }

    async fn two_hundred_poisoned_cycles_delay_an_honest_one_by_less_than_ten_seconds(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let stranger = market.person("Sid");
        let body = json!({"name": "Elsewhere", "is_producer": false, "sells": "any"});
        let elsewhere = stranger.post("/v1/enterprises", &body).text_at("/id");
        open_cycle(&stranger, &elsewhere, "2026-05-05T07:00:00Z");
        poison(&market.database, "Week", 200);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let began = Instant::now();
        market.move_clock(END);
        let took = began.elapsed();
        assert_eq!(shop.stage(), "closed");
        assert!(took < Duration::from_secs(10), "{took:?}");
    }

    async fn a_cycle_that_cannot_close_says_so_and_closes_once_it_can(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let order = shop.order(&market.person("Awa"), &[("Carrots, 500 g", 2)]);
        let path = format!("/v1/cycles/{}", shop.cycle);
        assert_eq!(shop.hub.get(&path).assert(200)["failure"], Value::Null);
        // Something stands in the books where the order is to become due.
        let in_the_way = "insert into ledger_transaction (id, hub_id, cause, order_id, currency, at) \
            select id, hub_id, 'due', id, currency, 0 from orders";
        run_by_hand(&market.database.database, in_the_way).unwrap();

        assert_eq!(market.move_clock(END), 0);
        let shown = shop.hub.get(&path).assert(200);
        assert_eq!((&shown["stage"], &shown["failure"]["times"]), (&json!("open"), &json!(1)));
        assert_eq!(shown["failure"]["retry_at"], "2026-05-05T08:00:10Z");
        assert_eq!(shop.farmer.get(&path).assert(200)["failure"], Value::Null, "its own affair");
        assert_eq!(market.move_clock("2026-05-05T08:00:09Z"), 0);
        market.move_clock("2026-05-05T08:00:10Z");
        assert_eq!(shop.hub.get(&path).assert(200)["failure"]["retry_at"], "2026-05-05T08:00:30Z");

        // What lasts is told to the hub.
        market.take_letters();
        let next_try = || shop.hub.get(&path).text_at("/failure/retry_at");
        for _ in 2..6 {
            market.move_clock(&next_try());
        }
        let told: Vec<String> = market.take_letters().into_iter().map(|letter| letter.subject).collect();
        assert!(told.len() == 1 && told[0].contains("est bloqué"), "{told:?}");

        let again = next_try();
        run_by_hand(&market.database.database, "delete from ledger_transaction").unwrap();
        assert_eq!(market.move_clock(&again), 1);
        let shown = shop.hub.get(&path).assert(200);
        assert_eq!((&shown["stage"], &shown["failure"]), (&json!("closed"), &Value::Null));
        shop.hub.get(&format!("/v1/orders/{order}")).assert(200);
        market.assert_clean();
    }

    async fn a_line_takes_no_more_than_a_thousand_tonnes(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), "Gravel,1,T,,1.00,1000\n", END);
        let variant = shop.variant("Gravel, 1 t").to_owned();
        let on_demand = json!({"available": {"value": "1000", "unit": "kg"}, "on_demand": true});
        shop.farmer.put(&format!("/v1/supplies/{}", shop.supply("Gravel, 1 t")), &on_demand).assert(200);
        let awa = market.person("Awa");
        let lines = |many: u32| json!([{"variant": variant, "quantity": many}]);
        let cart = awa.post("/v1/carts", &json!({"shop": Shop::SLUG, "lines": lines(1_001)}));
        let cart = cart.text_at("/id");
        shop.checkout(&awa, &cart, "too-much").assert_problem(422, "quantity-too-large");
        awa.put(&format!("/v1/carts/{cart}/lines"), &json!({"lines": lines(1_000)})).assert(200);
        shop.checkout(&awa, &cart, "as-much").assert(201);
        market.assert_clean();
    }

    async fn what_was_ordered_beyond_all_counting_still_closes(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let awa = market.person("Awa");
        for _ in 0..3 {
            shop.order(&awa, &[("Carrots, 500 g", 2)]);
        }
        // As it could be stored before there was a bound.
        run_by_hand(&market.database.database, "update order_line set draw_milli = 4600000000000000000").unwrap();
        assert_eq!(market.move_clock(END), 1);
        assert_eq!(shop.harvest(), [("Carrots, 500 g".to_owned(), 6)]);
    }
}
