//! What was written down of money is taken back by facts of its own; what is owed back is paid back, and what came in
//! for farms is paid out to them.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";
const LEEKS: &str = "Leeks, 1 kg";

/// Eggs come in a box with a deposit, leeks in nothing; the hub takes 0.10 a piece for packing.
fn opened(market: &Marketplace) -> Shop {
    let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,90\nLeeks,1,kg,,3.00,90");
    shop.set_deposit(EGGS, "0.30", "container");
    shop
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

fn read(who: &Client, path: &str) -> Value {
    who.get(path).assert(200)
}

/// What is paid, what is open, what is to be paid back, of an order as its hub sees it.
fn standing(shop: &Shop, order: &str) -> [String; 2] {
    let told = read(&shop.hub, &format!("/v1/orders/{order}"));
    let listed = read(&shop.hub, &format!("/v1/cycles/{}/orders", shop.cycle));
    let listed =
        listed["items"].as_array().unwrap().iter().find(|it| it["id"] == order).unwrap().clone();
    assert_eq!(listed["to_pay_back"], told["to_pay_back"], "the list and the order agree");
    [&told["outstanding"], &told["to_pay_back"]].map(|it| it["amount"].as_str().unwrap().to_owned())
}

/// What lies in the hub's till, and what is payable to the farm.
fn balances(shop: &Shop) -> [String; 2] {
    let of = |who: &Client, id: &str, what: &str| {
        read(who, &format!("/v1/enterprises/{id}/balance"))[what]["amount"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    [of(&shop.hub, &shop.hub_id, "till"), of(&shop.farmer, &shop.farm_id, "payable")]
}

fn send(who: &Client, path: &str, key: &str, body: &Value) -> Answer {
    who.elsewhere().with_key(key).post(path, body)
}

fn reverse(who: &Client, kind: &str, id: &str, key: &str) -> Answer {
    send(who, &format!("/v1/{kind}/{id}/reversal"), key, &json!({"reason": "typed for another"}))
}

fn repay(who: &Client, order: &str, amount: &str, key: &str) -> Answer {
    let body = json!({"amount": eur(amount), "method": "cash"});
    send(who, &format!("/v1/orders/{order}/repayments"), key, &body)
}

fn pay_out(shop: &Shop, amount: &str, key: &str) -> Answer {
    let body = json!({"to": shop.farm_id, "amount": eur(amount), "method": "bank-transfer", "note": "Week 19"});
    send(&shop.hub, &format!("/v1/enterprises/{}/payouts", shop.hub_id), key, &body)
}

on_both_databases! {
    async fn a_payment_typed_wrong_is_taken_back_once_and_nothing_is_forgotten(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, awa) = (opened(&market), market.person("Awa"));
        let (one, other) = (shop.order(&awa, &[(EGGS, 2), (LEEKS, 1)]), shop.order(&awa, &[(LEEKS, 2)]));
        shop.pay(&one, "2.00", "p0").assert(201);
        let before = (standing(&shop, &one), balances(&shop));
        let wrong = shop.pay(&one, "6.20", "p1").assert(201);
        shop.close().assert(200);
        let id = wrong["id"].as_str().unwrap();

        reverse(&awa, "payments", id, "r").assert_problem(404, "not-found");
        reverse(&shop.farmer, "payments", id, "r").assert_problem(404, "not-found");
        shop.hub.post(&format!("/v1/payments/{id}/reversal"), &json!({"reason": "x"})).assert_problem(400, "key-required");
        send(&shop.hub, &format!("/v1/payments/{id}/reversal"), "r", &json!({"reason": " "}))
            .assert_fault(422, "invalid-field", "reason");
        let back = reverse(&shop.hub, "payments", id, "r1").assert(201);
        assert_eq!((&back["amount"], &back["reverses"]), (&eur("-6.20"), &json!(id)));
        assert_eq!(back["reason"], "typed for another");
        let shares = back["shares"].as_array().unwrap().iter().zip(wrong["shares"].as_array().unwrap());
        for (back, paid) in shares {
            let paid = paid["amount"].as_str().unwrap();
            let taken = if paid == "0.00" { paid.to_owned() } else { format!("-{paid}") };
            assert_eq!(back["amount"], taken);
        }
        assert_eq!((standing(&shop, &one), balances(&shop)), before, "as if it had never been");
        market.assert_clean();

        // A repeat is the same; another is refused, and so is what takes back what takes back.
        assert_eq!(reverse(&shop.hub, "payments", id, "r1").assert(201), back);
        reverse(&shop.hub, "payments", id, "r2").assert_problem(409, "already-reversed");
        reverse(&shop.hub, "payments", back["id"].as_str().unwrap(), "r3").assert_problem(409, "is-reversal");
        let told = read(&awa, &format!("/v1/orders/{one}"));
        let payments = told["payments"].as_array().unwrap();
        assert_eq!(payments.len(), 3, "{told}");
        assert_eq!((&payments[2]["reverses"], &payments[1]["reverses"]), (&json!(id), &Value::Null));
        // It was for the other order, and this one is paid again.
        shop.pay(&other, "6.20", "p2").assert(201);
        shop.pay(&one, "7.30", "p3").assert(201);
        assert_eq!(standing(&shop, &one), ["0.00", "0.00"]);
        market.assert_clean();
    }

    async fn what_is_owed_back_is_paid_back_and_no_more(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, awa) = (opened(&market), market.person("Awa"));
        let order = shop.order(&awa, &[(EGGS, 2), (LEEKS, 1)]);
        shop.close().assert(200);
        shop.pay(&order, "9.30", "p1").assert(201);
        repay(&shop.hub, &order, "0.10", "b0").assert_problem(409, "more-than-payable");
        let lines = json!({"lines": shop.lines(&[(EGGS, 2)])});
        send(&shop.hub, &format!("/v1/orders/{order}/returns"), "ret", &lines).assert(201);
        assert_eq!(standing(&shop, &order), ["0.00", "0.60"]);
        market.take_letters();

        repay(&awa, &order, "0.10", "b").assert_problem(404, "not-found");
        repay(&shop.hub, &order, "0.61", "b").assert_problem(409, "more-than-payable");
        repay(&shop.hub, &order, "0.00", "b").assert_problem(422, "amount-not-positive");
        let some = repay(&shop.hub, &order, "0.40", "b1").assert(201);
        assert_eq!((&some["to_pay_back"], &some["amount"]), (&eur("0.20"), &eur("0.40")));
        assert_eq!(standing(&shop, &order), ["0.00", "0.20"]);
        assert_eq!(balances(&shop), ["8.90", "8.40"]);
        let listed = read(&shop.hub, &format!("/v1/cycles/{}/hand-over-list", shop.cycle));
        assert_eq!(listed[0]["to_pay_back"], eur("0.20"), "{listed}");
        let letters = market.take_letters();
        assert!(letters.iter().any(|it| it.text.contains("0,40") && it.text.contains("0,20")), "{letters:?}");
        market.assert_clean();

        let id = some["id"].as_str().unwrap();
        reverse(&shop.hub, "repayments", id, "r1").assert(201);
        reverse(&shop.hub, "repayments", id, "r2").assert_problem(409, "already-reversed");
        assert_eq!(standing(&shop, &order), ["0.00", "0.60"]);
        assert!(market.take_letters().iter().any(|it| it.subject.starts_with("Correction")), "they are told");
        repay(&shop.hub, &order, "0.60", "b2").assert(201);
        let told = read(&awa, &format!("/v1/orders/{order}"));
        assert_eq!((told["repayments"].as_array().unwrap().len(), &told["to_pay_back"]), (3, &eur("0.00")));
        assert_eq!(balances(&shop), ["8.70", "8.40"]);
        market.assert_clean();
    }

    async fn what_came_in_for_a_farm_is_paid_out_to_it_and_no_more(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, awa) = (opened(&market), market.person("Awa"));
        let order = shop.order(&awa, &[(EGGS, 2), (LEEKS, 1)]);
        shop.pay(&order, "9.30", "p1").assert(201);
        let payables = || read(&shop.hub, &format!("/v1/enterprises/{}/payables", shop.hub_id))["items"].clone();
        assert_eq!(payables()[0]["payable"], eur("8.40"));
        assert_eq!(payables().as_array().unwrap().len(), 1, "what is the hub's own stays with it");
        market.take_letters();

        pay_out(&shop, "8.41", "o").assert_problem(409, "more-than-payable");
        let path = format!("/v1/enterprises/{}/payouts", shop.hub_id);
        let own = json!({"to": shop.hub_id, "amount": eur("0.10"), "method": "cash"});
        send(&shop.hub, &path, "o", &own).assert_fault(422, "invalid-field", "to");
        let day = json!({"to": shop.farm_id, "amount": eur("0.10"), "method": "cash", "day": "2999-01-01"});
        send(&shop.hub, &path, "o", &day).assert_fault(422, "invalid-field", "day");
        let day = json!({"to": shop.farm_id, "amount": eur("0.10"), "method": "cash", "day": "soon"});
        send(&shop.hub, &path, "o", &day).assert_fault(422, "invalid-field", "day");
        send(&shop.farmer, &path, "o", &own).assert_problem(404, "not-found");
        let paid = pay_out(&shop, "5.00", "o1").assert(201);
        assert_eq!(balances(&shop), ["4.30", "3.40"]);
        assert_eq!(payables()[0]["payable"], eur("3.40"));
        let letters = market.take_letters();
        assert!(letters.iter().any(|it| it.text.contains("5,00") && it.text.contains("Week 19")), "{letters:?}");
        market.assert_clean();

        // A farm that was paid, and then a payment that never came: it owes that back.
        let told = read(&shop.hub, &format!("/v1/orders/{order}"));
        let payment = told["payments"][0]["id"].as_str().unwrap();
        reverse(&shop.hub, "payments", payment, "r0").assert(201);
        assert_eq!(payables()[0]["payable"], eur("-5.00"));
        pay_out(&shop, "0.01", "o2").assert_problem(409, "more-than-payable");
        market.assert_clean();

        let id = paid["id"].as_str().unwrap();
        reverse(&shop.farmer, "payouts", id, "r1").assert_problem(404, "not-found");
        reverse(&shop.hub, "payouts", id, "r1").assert(201);
        reverse(&shop.hub, "payouts", id, "r2").assert_problem(409, "already-reversed");
        assert_eq!(balances(&shop), ["0.00", "0.00"]);
        for (who, path) in [(&shop.hub, path), (&shop.farmer, format!("/v1/enterprises/{}/received-payouts", shop.farm_id))] {
            let listed = read(who, &format!("{path}?limit=1"));
            assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["amount"]), (&json!(id), &eur("5.00")));
            let next = read(who, &format!("{path}?limit=1&after={}", listed["next"].as_str().unwrap()));
            assert_eq!((&next["items"][0]["reverses"], &next["next"]), (&json!(id), &Value::Null));
        }
        market.assert_clean();
    }

    async fn a_farms_statement_sums_exactly_whatever_days_are_asked_for(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let (shop, awa) = (opened(&market), market.person("Awa"));
        let order = shop.order(&awa, &[(EGGS, 2), (LEEKS, 1)]);
        shop.order(&awa, &[(LEEKS, 1)]);
        let statement = |who: &Client, of: &str, from: &str, until: &str| {
            let days = format!("hub={}&from={from}&until={until}", shop.hub_id);
            who.get(&format!("/v1/enterprises/{of}/statements?{days}"))
        };
        let told = |from: &str, until: &str| statement(&shop.farmer, &shop.farm_id, from, until).assert(200);
        shop.pay(&order, "4.65", "p1").assert(201);
        market.set_clock("2026-05-05T08:00:00Z");
        shop.close().assert(200);
        market.set_clock("2026-05-06T08:00:00Z");
        shop.pay(&order, "4.65", "p2").assert(201);
        let lines = json!({"lines": shop.lines(&[(EGGS, 1)])});
        send(&shop.hub, &format!("/v1/orders/{order}/returns"), "ret", &lines).assert(201);
        market.set_clock("2026-05-07T08:00:00Z");
        pay_out(&shop, "8.00", "o1").assert(201);
        let wrong = pay_out(&shop, "0.40", "o2").assert(201);
        reverse(&shop.hub, "payouts", wrong["id"].as_str().unwrap(), "r").assert(201);

        let all = told("2026-05-01", "2026-05-31");
        let total = |of: &Value, what: &str| of["total"][what]["amount"].as_str().unwrap().to_owned();
        let sums = ["goods", "fees", "came_in", "deposits", "deposits_came_in", "deposits_returned", "paid_out"];
        assert_eq!(sums.map(|sum| total(&all, sum)), ["11.40", "0.00", "8.40", "0.60", "0.60", "0.30", "8.00"]);
        let stands = ["earned", "payable", "deposits_due", "deposits"];
        let at = |of: &Value, what: &str| stands.map(|it| of[what][it]["amount"].as_str().unwrap().to_owned());
        assert_eq!(at(&all, "opening"), ["0.00", "0.00", "0.00", "0.00"]);
        assert_eq!(at(&all, "closing"), ["3.00", "0.40", "0.00", "0.30"]);
        let balance = read(&shop.farmer, &format!("/v1/enterprises/{}/balance", shop.farm_id));
        assert_eq!(stands.map(|it| balance[it]["amount"].as_str().unwrap().to_owned()), at(&all, "closing"));
        assert_eq!((all["cycles"].as_array().unwrap().len(), all["payouts"].as_array().unwrap().len()), (1, 3));
        assert_eq!(all["cycles"][0]["orders"].as_array().unwrap().len(), 2);
        assert!(!all.to_string().contains("Awa"), "whose the orders are is not told: {all}");
        // Day after day, each begins where the one before ended.
        let mut before = at(&all, "opening");
        for day in 1..=9 {
            let day = format!("2026-05-{day:02}");
            let of_day = told(&day, &day);
            assert_eq!(at(&of_day, "opening"), before, "{day}");
            before = at(&of_day, "closing");
        }
        assert_eq!(before, at(&all, "closing"));
        assert_eq!(at(&told("2026-05-04", "2026-05-04"), "closing"), ["-4.20", "4.20", "-0.30", "0.30"]);
        assert_eq!(told("2026-05-05", "2026-05-05")["total"]["goods"], eur("11.40"), "as it became due");
        // The hub reads the same; what is the hub's own is fees.
        assert_eq!(statement(&shop.hub, &shop.farm_id, "2026-05-01", "2026-05-31").assert(200), all);
        let own = statement(&shop.hub, &shop.hub_id, "2026-05-01", "2026-05-31").assert(200);
        assert_eq!((&own["total"]["goods"], &own["total"]["fees"]), (&eur("0.00"), &eur("0.40")));
        statement(&awa, &shop.farm_id, "2026-05-01", "2026-05-31").assert_problem(404, "not-found");
        let fault = |from: &str, until: &str, field: &str| {
            statement(&shop.hub, &shop.farm_id, from, until).assert_fault(422, "invalid-field", field);
        };
        fault("2026-05-02", "2026-05-01", "until");
        fault("2026-05-01", "2027-05-02", "until");
        fault("soon", "2026-05-01", "from");
        let days = format!("hub={}&from=2026-05-01&until=2026-05-31&lang=fr", shop.hub_id);
        let csv = shop.farmer.get(&format!("/v1/enterprises/{}/statements.csv?{days}", shop.farm_id)).text();
        assert_eq!(csv.lines().count(), 9, "{csv}");
        assert!(csv.lines().last().unwrap().contains(";3,00;0,40;0,00;0,30;EUR"), "{csv}");
        market.assert_clean();
    }
}
