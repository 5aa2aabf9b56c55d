//! Many at once: nothing is sold that was not there, and nothing is lost between an order and the close.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use sillon_testkit::{Answer, Client, Marketplace, Shop, at_once, on_both_databases};

/// How many order at the same moment.
const SHOPPERS: usize = 64;

/// Waits for something others bring about, however slow the machine.
#[track_caller]
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_mins(5), "{what} in time");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A guest whose connection is there before a race begins.
fn connected(market: &Marketplace) -> Client {
    let who = market.guest();
    assert_eq!(who.get("/health").status, 200);
    who
}

/// Lets many do something at the same moment, each on connections of their own; what each was answered.
fn all_at_once<T: Send>(
    market: &Marketplace,
    many: usize,
    act: impl Fn(usize, &Client) -> T + Sync,
) -> Vec<T> {
    let guests: Vec<Client> = (0..many).map(|_| connected(market)).collect();
    at_once(many, |number| act(number, &guests[number]))
}

on_both_databases! {
    async fn of_twenty_jars_exactly_twenty_are_sold(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Honey,250,g,,5.95,20\nWax,100,g,,3.00,1000");
        let carts: Vec<String> = (0..SHOPPERS)
            .map(|_| shop.cart(&market.guest(), &[("Wax, 100 g", 1), ("Honey, 250 g", 1)]))
            .collect();
        let answers =
            all_at_once(&market, SHOPPERS, |number, who| shop.checkout(who, &carts[number], "k"));
        let (sold, refused): (Vec<&Answer>, Vec<&Answer>) =
            answers.iter().partition(|answer| answer.status == 201);
        assert_eq!(sold.len(), 20);
        for answer in refused {
            let fault = answer.assert_fault(409, "out-of-stock", "lines[1]");
            let facts = json!([fault["variant"], fault["wanted"], fault["left"]]);
            assert_eq!(facts, json!([shop.variant("Honey, 250 g"), "1", "0"]), "{answer}");
        }
        assert_eq!((shop.left("Honey, 250 g"), shop.left("Wax, 100 g")), (0, 980));
        assert_eq!(shop.orders().len(), 20);
        let orders: BTreeSet<String> = sold.iter().map(|answer| answer.text_at("/id")).collect();
        assert_eq!(BTreeSet::from_iter(shop.orders()), orders);
        market.assert_clean();
    }

    async fn bags_and_sacks_of_one_field_never_exceed_it(db: TestDatabase) {
        let market = Marketplace::open(db);
        // Twenty kilograms, in bags of 500 g and sacks of 1 kg.
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,40\nCarrots,1,kg,,3.00,");
        let wanted = |number: usize| match number % 3 {
            0 => vec![("Carrots, 500 g", 1)],
            1 => vec![("Carrots, 1 kg", 1)],
            _ => vec![("Carrots, 500 g", 1), ("Carrots, 1 kg", 1)],
        };
        let carts: Vec<String> =
            (0..SHOPPERS).map(|number| shop.cart(&market.guest(), &wanted(number))).collect();
        let answers =
            all_at_once(&market, SHOPPERS, |number, who| shop.checkout(who, &carts[number], "k"));
        let mut bags_sold = 0;
        for (number, answer) in answers.iter().enumerate() {
            let bags = [1, 2, 3][number % 3];
            if answer.status == 201 {
                bags_sold += bags;
            } else {
                let refused = answer.assert_problem(409, "out-of-stock");
                for fault in refused["errors"].as_array().unwrap() {
                    let left: u64 = fault["left"].as_str().unwrap().parse().unwrap();
                    assert!(left < bags, "{answer}");
                }
            }
        }
        assert!((38..=40).contains(&bags_sold), "{bags_sold} bags of forty were sold");
        assert_eq!(shop.left("Carrots, 500 g"), 40 - bags_sold);
        assert_eq!(shop.left("Carrots, 1 kg"), (40 - bags_sold) / 2);
        market.assert_clean();
    }

    async fn what_was_ordered_before_the_close_is_harvested_and_due(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,100000");
        let (closed, placed) = (AtomicBool::new(false), AtomicUsize::new(0));
        let answers: Vec<Answer> = thread::scope(|scope| {
            let shopping: Vec<_> = (0..16)
                .map(|_| {
                    scope.spawn(|| {
                        let who = market.guest();
                        let mut answers = Vec::new();
                        loop {
                            // Asked before the order: what is refused then was asked for after the close.
                            let is_over = closed.load(Ordering::SeqCst);
                            let cart = shop.cart(&who, &[("Eggs, 6 × egg", 1)]);
                            let answer = shop.checkout(&who, &cart, "k");
                            placed.fetch_add(usize::from(answer.status == 201), Ordering::SeqCst);
                            answers.push(answer);
                            if is_over {
                                return answers;
                            }
                        }
                    })
                })
                .collect();
            wait_until("orders are placed", || placed.load(Ordering::SeqCst) >= 64);
            shop.close().assert(200);
            closed.store(true, Ordering::SeqCst);
            shopping.into_iter().flat_map(|one| one.join().unwrap()).collect()
        });
        let (placed, refused): (Vec<&Answer>, Vec<&Answer>) =
            answers.iter().partition(|answer| answer.status == 201);
        assert!(placed.len() >= 64, "{} orders", placed.len());
        assert!(refused.len() >= 16);
        for answer in refused {
            answer.assert_problem(409, "cycle-not-open");
        }
        let placed: BTreeSet<String> = placed.iter().map(|answer| answer.text_at("/id")).collect();
        assert_eq!(BTreeSet::from_iter(shop.orders()), placed);
        let items = i64::try_from(placed.len()).unwrap();
        assert_eq!(shop.harvest(), [("Eggs, 6 × egg".to_owned(), items)]);
        // All of it became due: 2.70 to the farm and 0.10 to the hub, each time.
        let due = |who: &Client, id: &str| {
            let balance =
                who.get(&format!("/v1/enterprises/{id}/balance")).text_at("/earned/amount");
            balance.replace('.', "").parse::<i64>().unwrap()
        };
        assert_eq!(due(&shop.farmer, &shop.farm_id), 270 * items);
        assert_eq!(due(&shop.hub, &shop.hub_id), 10 * items);
        market.assert_clean();
    }

    async fn a_close_does_not_wait_for_a_pause_in_the_orders(db: TestDatabase) {
        // As many lanes as a larger machine has: one is always under way.
        let lanes = [("SILLON_DATABASE_LANE_WRITERS", "8")];
        let market = Marketplace::open_told(db, "2026-05-04T08:00:00Z", &lanes);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,100000");
        let (closed, placed, answered) =
            (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
        let carts: Vec<String> = (0..SHOPPERS)
            .map(|_| shop.cart(&market.guest(), &[("Eggs, 6 × egg", 1)]))
            .collect();
        let answers = thread::scope(|scope| {
            let (closed, placed, answered) = (&closed, &placed, &answered);
            let order = |cart| {
                let (market, shop) = (&market, &shop);
                // Asked again under its key a checkout goes through the same lane and the same locks, so that there is
                // always one under way, however long it takes.
                move || {
                    let who = market.guest();
                    let mut answers = 0_u64;
                    while !closed.load(Ordering::SeqCst) {
                        shop.checkout(&who, cart, "k").assert(201);
                        answered.fetch_add(1, Ordering::SeqCst);
                        answers += 1;
                        if answers == 1 {
                            placed.fetch_add(1, Ordering::SeqCst);
                        }
                    }
                    answers
                }
            };
            let shopping: Vec<_> = carts.iter().map(|cart| scope.spawn(order(cart))).collect();
            // Whoever ordered before the close is answered after it, too; who did not yet, is refused.
            wait_until("everybody has ordered", || placed.load(Ordering::SeqCst) == carts.len());
            wait_until("checkouts are under way", || answered.load(Ordering::SeqCst) > 64);
            // A close that waits for a pause never ends: nobody pauses before it has. The database gives it up then.
            let answer = shop.close();
            closed.store(true, Ordering::SeqCst);
            answer.assert(200);
            shopping.into_iter().map(|one| one.join().unwrap()).sum::<u64>()
        });
        assert!(answers > 64, "{answers} checkouts");
        market.assert_clean();
    }

    async fn payments_at_once_never_come_to_more_than_is_owed(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,100\nHoney,250,g,,5.95,20");
        let order = shop.order(&market.guest(), &[("Eggs, 6 × egg", 3), ("Honey, 250 g", 1)]);
        // 14.45 is owed: of thirty payments of a euro, fourteen are taken.
        let answers =
            all_at_once(&market, 30, |number, _| shop.pay(&order, "1.00", &number.to_string()));
        let (taken, refused): (Vec<&Answer>, Vec<&Answer>) =
            answers.iter().partition(|answer| answer.status == 201);
        assert_eq!(taken.len(), 14);
        for answer in refused {
            answer.assert_problem(409, "more-than-owed");
        }
        assert_eq!(
            shop.hub.get(&format!("/v1/orders/{order}")).text_at("/outstanding/amount"),
            "0.45"
        );
        market.assert_clean();
    }

    async fn payouts_at_once_never_come_to_more_than_is_payable_and_are_taken_back_once(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,100\nHoney,250,g,,5.95,20");
        let order = shop.order(&market.guest(), &[("Eggs, 6 × egg", 3), ("Honey, 250 g", 1)]);
        shop.pay(&order, "14.45", "k").assert(201);
        // 14.05 of it is the farm's: of thirty payouts of a euro, fourteen are taken.
        let path = format!("/v1/enterprises/{}/payouts", shop.hub_id);
        let euro = json!({"amount": "1.00", "currency": "EUR"});
        let body = json!({"to": shop.farm_id, "amount": euro, "method": "cash"});
        let send = |number: usize, path: &str, body: &serde_json::Value| {
            shop.hub.elsewhere().with_key(&number.to_string()).post(path, body)
        };
        let answers = all_at_once(&market, 30, |number, _| send(number, &path, &body));
        let taken: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert_eq!(taken.len(), 14);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            answer.assert_problem(409, "more-than-payable");
        }
        let path = format!("/v1/payouts/{}/reversal", taken[0].text_at("/id"));
        let why = json!({"reason": "never left"});
        let answers = all_at_once(&market, 8, |number, _| send(100 + number, &path, &why));
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        let payables = shop.hub.get(&format!("/v1/enterprises/{}/payables", shop.hub_id));
        assert_eq!(payables.text_at("/items/0/payable/amount"), "1.05");
        market.assert_clean();
    }

    async fn counting_while_people_order_loses_nothing(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,50");
        let carts: Vec<String> =
            (0..32).map(|_| shop.cart(&market.guest(), &[("Eggs, 6 × egg", 1)])).collect();
        let supply = format!("/v1/supplies/{}", shop.supply("Eggs, 6 × egg"));
        let answers = all_at_once(&market, 40, |number, who| match carts.get(number) {
            Some(cart) => shop.checkout(who, cart, "k"),
            None => {
                shop.farmer.put(&supply, &json!({"available": {"value": "240", "unit": "piece"}}))
            }
        });
        assert!(answers.iter().all(|answer| answer.status < 300), "everybody is served");
        assert_eq!(shop.orders().len(), 32);
        assert!(shop.left("Eggs, 6 × egg") <= 40);
        market.assert_clean();
    }

    async fn of_two_who_take_an_address_one_has_it(db: TestDatabase) {
        let market = Marketplace::open(db);
        let account =
            json!({"email": "awa@example.org", "name": "Awa", "password": "a long password"});
        let answers = all_at_once(&market, 8, |_, who| who.post("/v1/users", &account));
        let mut made = 0;
        for answer in &answers {
            if answer.status == 201 {
                made += 1;
            } else {
                answer.assert_fault(409, "has-account", "email");
            }
        }
        assert_eq!(made, 1);
        // Enterprises of one name have addresses of their own.
        let awa = market.guest().sign_up("Bo");
        let body = json!({"name": "Le Verger", "is_producer": true, "sells": "own"});
        let answers =
            all_at_once(&market, 8, |_, _| awa.elsewhere().post("/v1/enterprises", &body));
        for answer in &answers {
            answer.assert(201);
        }
        let slugs: BTreeSet<String> =
            answers.iter().map(|answer| answer.text_at("/slug")).collect();
        assert_eq!(slugs.len(), 8, "{slugs:?}");
        market.assert_clean();
    }

    async fn lists_sent_at_once_leave_one_of_each_product(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,50");
        let header = "producer,name,category,units,unit_type,price,on_hand\n";
        let rows = "Ferme des Tilleuls,Leeks,Market,1,kg,2.50,20\nFerme des Tilleuls,Leeks,Market,500,g,1.40,\n\
                    Ferme des Tilleuls,Kale,Market,1,kg,2.50,20\n";
        let answers = all_at_once(&market, 8, |_, _| {
            shop.farmer.elsewhere().post_list(&format!("{header}{rows}"))
        });
        for answer in &answers {
            answer.assert(200);
        }
        let products =
            shop.farmer.get(&format!("/v1/enterprises/{}/products", shop.farm_id)).json();
        let variants = products["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|product| product["variants"].as_array().unwrap().len());
        assert_eq!(variants.collect::<Vec<_>>().iter().sum::<usize>(), 4, "{products}");
        assert_eq!(products["items"].as_array().unwrap().len(), 3);
        market.assert_clean();
    }

    async fn a_busy_day_has_no_accident(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(
            &market.guest(),
            "Eggs,6,,egg,2.70,50\nHoney,250,g,,5.95,20\nWax,100,g,,3.00,5",
        );
        let order = shop.order(&market.guest(), &[("Eggs, 6 × egg", 9)]);
        let list = "producer,name,category,units,unit_type,variant_unit_name,price,on_hand,allergens,origin\n\
                    Ferme des Tilleuls,Honey,Market,250,g,,6.10,20,none,FR\n\
                    Ferme des Tilleuls,Leeks,Market,1,kg,,2.50,20,none,FR\n\
                    Ferme des Tilleuls,Eggs,Market,6,,egg,2.80,40,eggs,FR\n";
        let cycle = format!("/v1/cycles/{}", shop.cycle);
        let supply = format!("/v1/supplies/{}", shop.supply("Wax, 100 g"));
        // Everybody does what they do, again and again, beside everybody else.
        let act = |kind: usize, turn: usize, who: &Client| match kind {
            0 => shop.farmer.elsewhere().post_list(list),
            1 => shop.farmer.put(&supply, &json!({"available": {"value": "500", "unit": "g"}})),
            2 => {
                let incoming = json!({"enterprise": shop.farm_id, "direction": "incoming"});
                shop.hub.put(&format!("{cycle}/exchanges"), &incoming)
            }
            3 => {
                let text = format!("Door {turn}");
                let outgoing = json!({"enterprise": shop.hub_id, "direction": "outgoing", "pick_up_text": text});
                shop.hub.put(&format!("{cycle}/exchanges"), &outgoing)
            }
            4 => shop.hub.put(&format!("{cycle}/fees"), &json!({"fees": [shop.fee]})),
            5 => shop.pay(&order, "0.01", &format!("{turn}")),
            6 => shop.hub.get(&format!("{cycle}/packing-list")),
            7 => who.get(&format!("/v1/shops/{}/offers", Shop::SLUG)),
            _ => {
                let wanted = [("Honey, 250 g", 1), ("Wax, 100 g", 1), ("Eggs, 6 × egg", 1)];
                let cart = shop.cart(who, &wanted[turn % 3..]);
                shop.checkout(who, &cart, "k")
            }
        };
        let answers = all_at_once(&market, 14, |number, who| {
            let until = Instant::now() + Duration::from_millis(1_500);
            let turns = (0..).take_while(|_| Instant::now() < until);
            turns.map(|turn| act(number, turn, who)).collect::<Vec<Answer>>()
        });
        for (number, answer) in answers
            .iter()
            .enumerate()
            .flat_map(|(number, answers)| answers.iter().map(move |answer| (number, answer)))
        {
            match number {
                0..=4 | 6 | 7 => assert_eq!(answer.status, 200, "{answer}"),
                5 => assert_eq!(answer.status, 201, "{answer}"),
                _ if answer.status == 201 => {}
                // The farm's list moves prices and what is left between the cart and its order.
                _ => {
                    let refused = answer.assert_any_problem();
                    let code = refused["code"].as_str().unwrap();
                    assert!(matches!(code, "out-of-stock" | "price-changed"), "{answer}");
                }
            }
        }
        market.assert_clean();
    }
}
