//! A cycle that closes by itself at a number of orders or a turnover: as many as may, no order more, and who is late is told so.

use serde_json::{Value, json};
use sillon_store::run_by_hand;
use sillon_testkit::{Answer, Client, Marketplace, Shop, at_once, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";
const START: &str = "2026-05-04T08:00:00Z";
const SOON: &str = "2026-05-04T08:00:10Z";
const END: &str = "2026-05-05T08:00:00Z";

fn opened(market: &Marketplace) -> Shop {
    Shop::open_until(&market.guest(), "Eggs,6,,egg,2.70,5000", END)
}

fn limit(shop: &Shop, limit: &Value) -> Answer {
    shop.hub.patch(&format!("/v1/cycles/{}", shop.cycle), &json!({"order_limit": limit}))
}

fn read(who: &Client, path: &str) -> Value {
    who.get(path).assert(200)
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

on_both_databases! {
    async fn of_ten_orders_exactly_ten_are_taken_and_the_cycle_closes(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = opened(&market);
        let set = limit(&shop, &json!({"orders": 10})).assert(200);
        assert_eq!((&set["order_limit"], &set["full"]), (&json!({"orders": 10, "turnover": null}), &json!(false)));
        let many = 40;
        let guests: Vec<Client> = (0..many).map(|_| market.guest()).collect();
        let carts: Vec<String> = guests.iter().map(|who| shop.cart(who, &[(EGGS, 1)])).collect();
        let order = |number: usize| shop.checkout_at(&guests[number], &carts[number], "k", "2.80");
        let answers = at_once(many, order);
        let (placed, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|it| it.status == 201);
        assert_eq!((placed.len(), refused.len()), (10, 30));
        for answer in refused {
            answer.assert_problem(409, "cycle-full");
        }
        assert_eq!(shop.left(EGGS), 4_990, "nothing was taken for those who were refused");

        // It closes at the next look, long before its end, and says why, to whoever comes late as well.
        market.take_letters();
        assert_eq!(market.move_clock(SOON), 1);
        let told: Vec<_> = market.take_letters().into_iter().filter(|it| it.subject.contains("complet")).collect();
        assert_eq!(told.len(), 1, "whoever runs it is told, once");
        assert!(told[0].text.contains("a atteint sa limite de 10 commandes"), "{}", told[0].text);
        let profile = read(&market.guest(), &format!("/v1/shops/{}", Shop::SLUG));
        let last = &profile["last"];
        assert_eq!((&last["stage"], &last["full"]), (&json!("closed"), &json!(true)), "{profile}");
        assert_eq!((&last["closed_at"], &last["order_limit"]), (&json!(SOON), &Value::Null), "{profile}");
        let late = answers.iter().position(|it| it.status != 201).unwrap();
        shop.checkout_at(&guests[late], &carts[late], "k2", "2.80").assert_problem(409, "cycle-full");
        let page = market.guest().get(&format!("/shops/{}?lang=en", Shop::SLUG)).text();
        assert!(page.contains("it had all the orders it takes"), "{page}");
        // A basket that was left open says what its shop says, and when the next sale opens.
        let next = json!({
            "coordinator": shop.hub_id, "name": "Next",
            "orders": {"from": "2026-05-11T08:00:00Z", "until": "2026-05-12T08:00:00Z"},
        });
        let next = shop.hub.post("/v1/cycles", &next).assert(201)["id"].as_str().unwrap().to_owned();
        for (of, direction) in [(&shop.farm_id, "incoming"), (&shop.hub_id, "outgoing")] {
            let part = json!({"enterprise": of, "direction": direction, "pick_up_text": "Behind the station"});
            shop.hub.put(&format!("/v1/cycles/{next}/exchanges"), &part).assert(200);
        }
        shop.hub.post(&format!("/v1/cycles/{next}/publish"), &Value::Null).assert(200);
        let basket = guests[late].get(&format!("/carts/{}?lang=en", carts[late])).text();
        assert!(basket.contains("it had all the orders it takes") && basket.contains("11 May 2026"), "{basket}");

        // Opened again it has no limit, and takes orders.
        let path = format!("/v1/cycles/{}", shop.cycle);
        let again = shop.hub.post(&format!("{path}/reopen"), &json!({"until": END})).assert(200);
        assert_eq!((&again["order_limit"], &again["full"]), (&Value::Null, &json!(false)));
        assert_eq!(market.move_clock("2026-05-04T08:00:20Z"), 0);
        shop.order(&market.person("Awa"), &[(EGGS, 1)]);
        market.assert_clean();
        run_by_hand(&market.database.database, "update order_cycle set is_full = (1 = 1)").unwrap();
        assert!(format!("{:?}", market.verify()).contains("full cycle"));
    }

    async fn the_order_that_comes_to_the_turnover_is_the_last(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = opened(&market);
        market.take_letters();
        limit(&shop, &json!({"turnover": eur("5.61")})).assert(200);
        for (number, status) in [(0, 201), (1, 201), (2, 201), (3, 409)] {
            let guest = market.guest();
            let cart = shop.cart(&guest, &[(EGGS, 1)]);
            assert_eq!(shop.checkout_at(&guest, &cart, "k", "2.80").status, status, "{number}");
        }
        // More is allowed before anybody looked: it goes on.
        limit(&shop, &json!({"turnover": eur("100.00")})).assert(200);
        assert_eq!(market.move_clock(SOON), 0);
        shop.order(&market.person("Awa"), &[(EGGS, 1)]);
        // As many as there are already: it closes.
        limit(&shop, &json!({"orders": 4})).assert(200);
        assert_eq!(market.move_clock("2026-05-04T08:00:20Z"), 1);
        // Opened again before the letter leaves, there is nothing to tell any more.
        shop.hub.post(&format!("/v1/cycles/{}/reopen", shop.cycle), &json!({"until": END})).assert(200);
        assert!(market.take_letters().iter().all(|it| !it.subject.contains("complet")));
        shop.close().assert(200);
        assert!(market.take_letters().iter().all(|it| !it.subject.contains("complet")), "they closed it themselves");
        limit(&shop, &json!({"orders": 9})).assert_problem(409, "cycle-over");
        market.assert_clean();
    }

    async fn a_limit_says_something_and_each_cycle_of_a_series_has_it(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = opened(&market);
        limit(&shop, &json!({})).assert_fault(422, "invalid-field", "order_limit");
        let bulk = json!({"cycles": [{"id": shop.cycle, "order_limit": {"orders": 0}}]});
        shop.hub.patch("/v1/cycles", &bulk).assert_fault(422, "invalid-field", "cycles[0].order_limit.orders");
        let bulk = json!({"cycles": [{"id": shop.cycle, "orders": {"from": END, "until": START}}]});
        shop.hub.patch("/v1/cycles", &bulk).assert_fault(422, "invalid-field", "cycles[0].orders");
        limit(&shop, &json!({"orders": 0})).assert_fault(422, "invalid-field", "order_limit.orders");
        let francs = json!({"turnover": {"amount": "5.00", "currency": "CHF"}});
        limit(&shop, &francs).assert_fault(422, "invalid-field", "order_limit.turnover");
        let both = json!({"orders": 30, "turnover": eur("900.00")});
        limit(&shop, &both).assert(200);
        let plan = json!({
            "coordinator": shop.hub_id, "name": "Week", "orders": {"from": "2026-05-05T08:00:00Z", "until": "2026-05-06T08:00:00Z"},
            "order_limit": both,
        });
        let cycle = shop.hub.post("/v1/cycles", &plan).assert(201)["id"].as_str().unwrap().to_owned();
        let copy = shop.hub.post(&format!("/v1/cycles/{cycle}/copies"), &json!({"days": 3})).assert(201);
        assert_eq!(copy["order_limit"], both);
        let plan = json!({"cycle": cycle, "rule": "FREQ=WEEKLY"});
        let series = shop.hub.post("/v1/series", &plan).assert(201);
        assert_eq!(series["order_limit"], both);
        let series = format!("/v1/series/{}", series["id"].as_str().unwrap());
        shop.hub.patch(&series, &json!({"order_limit": {"orders": 5}})).assert(200);
        assert!(market.move_clock("2026-05-05T08:00:00Z") > 0);
        let made = read(&shop.hub, &format!("/v1/cycles?series={}", series.rsplit('/').next().unwrap()));
        let limits: Vec<&Value> = made["items"].as_array().unwrap().iter().map(|it| &it["cycle"]["order_limit"]["orders"]).collect();
        assert_eq!(limits, [&json!(5), &json!(30)]);
        let log = read(&shop.hub, &format!("/v1/cycles/{}/history", shop.cycle)).to_string();
        assert!(log.contains("limit_turnover") && log.contains("limit_orders"), "{log}");
    }
}
