//! Goods go from one order to another at what they were ordered at: no supply moves, whatever it is, and the books follow.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Marketplace, Shop, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";
const LEEKS: &str = "Leeks, 1 kg";

fn opened(market: &Marketplace) -> Shop {
    let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,6\nLeeks,1,kg,,3.00,90");
    shop.set_deposit(EGGS, "0.30", "container");
    shop
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

fn look(shop: &Shop, from: &str, body: &Value) -> Answer {
    shop.hub.post(&format!("/v1/orders/{from}/moves/preview"), body)
}

fn go(shop: &Shop, key: &str, from: &str, body: &Value) -> Answer {
    shop.hub.with_key(key).post(&format!("/v1/orders/{from}/moves"), body)
}

/// What an order comes to, what is open, and what is to be paid back.
fn standing(shop: &Shop, order: &str) -> [String; 3] {
    let told = shop.hub.get(&format!("/v1/orders/{order}")).assert(200);
    ["total", "outstanding", "to_pay_back"]
        .map(|it| told[it]["amount"].as_str().unwrap().to_owned())
}

on_both_databases! {
    async fn part_of_a_line_goes_to_another_member_after_the_close(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, awa, ines) = (opened(&market), market.person("Awa"), market.person("Ines"));
        let (from, to) = (shop.order(&awa, &[(EGGS, 4)]), shop.order(&ines, &[(EGGS, 2), (LEEKS, 1)]));
        shop.pay(&from, "12.40", "p").assert(201);
        shop.close().assert(200);
        let harvest = shop.harvest();
        market.take_letters();

        let mut wish = json!({"to": to, "lines": shop.lines(&[(EGGS, 1)])});
        let looked = look(&shop, &from, &wish).assert(200);
        assert_eq!((&looked["from"]["after"], &looked["to"]["after"]), (&eur("9.30"), &eur("12.40")));
        assert_eq!(looked["from"]["to_pay_back"], eur("3.10"));
        wish["total"] = eur("9.30");
        wish["to_total"] = eur("12.40");
        wish["reason"] = json!(" ");
        go(&shop, "a", &from, &wish).assert_fault(422, "invalid-field", "reason");
        wish["reason"] = json!("They swapped");
        let mut other = wish.clone();
        other["to_total"] = eur("12.00");
        go(&shop, "b", &from, &other).assert_problem(409, "price-changed");
        assert_eq!(standing(&shop, &from), ["12.40", "0.00", "0.00"], "nothing of it happened");
        let moved = go(&shop, "c", &from, &wish).assert(200);
        assert_eq!(moved, looked, "as it was looked at");
        assert_eq!(go(&shop, "c", &from, &wish).assert(200), moved, "a repeat moves nothing more");
        assert_eq!(standing(&shop, &from), ["9.30", "0.00", "3.10"]);
        assert_eq!(standing(&shop, &to), ["12.40", "12.40", "0.00"]);
        assert_eq!(shop.harvest(), harvest, "the farm brings what it brings");
        let told: Vec<String> = market.take_letters().into_iter().map(|letter| letter.to).collect();
        assert_eq!(told.len(), 2, "both are told, and nobody else: {told:?}");
        market.assert_clean();
    }

    async fn what_is_sold_out_or_dearer_since_goes_at_what_it_was_ordered_at(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, awa, ines) = (opened(&market), market.person("Awa"), market.person("Ines"));
        let (from, to) = (shop.order(&awa, &[(EGGS, 6)]), shop.order(&ines, &[(LEEKS, 1)]));
        assert_eq!(shop.left(EGGS), 0);
        let dearer = json!({"price": eur("9.00")});
        shop.farmer.patch(&format!("/v1/variants/{}", shop.variant(EGGS)), &dearer).assert(200);
        let wish = json!({"to": to, "lines": shop.lines(&[(EGGS, 5)])});
        let looked = look(&shop, &from, &wish).assert(200);
        assert_eq!((&looked["from"]["after"], &looked["to"]["after"]), (&eur("3.10"), &eur("18.60")));
        let body = json!({"to": to, "lines": wish["lines"], "total": eur("3.10"), "to_total": eur("18.60"), "reason": "x"});
        go(&shop, "a", &from, &body).assert(200);
        assert_eq!(shop.left(EGGS), 0, "what is sold stays sold");
        market.assert_clean();

        // And back again they are what they were.
        let back = json!({"to": from, "lines": wish["lines"], "total": eur("3.10"), "to_total": eur("18.60"), "reason": "y"});
        go(&shop, "b", &to, &back).assert(200);
        assert_eq!(standing(&shop, &from)[0], "18.60");
        assert_eq!(standing(&shop, &to)[0], "3.10");
        market.assert_clean();
    }

    async fn two_orders_of_one_member_become_one(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, awa) = (opened(&market), market.person("Awa"));
        let (from, to) = (shop.order(&awa, &[(EGGS, 1), (LEEKS, 2)]), shop.order(&awa, &[(LEEKS, 1)]));
        shop.pay(&from, "9.30", "p").assert(201);
        let looked = look(&shop, &from, &json!({"to": to})).assert(200);
        assert_eq!(looked["from"]["is_cancelled"], true);
        let sums = (looked["from"]["after"].clone(), looked["to"]["after"].clone());
        let body = json!({"to": to, "total": sums.0, "to_total": sums.1, "reason": "One bag for both"});
        go(&shop, "a", &from, &body).assert(200);
        assert_eq!(standing(&shop, &to), ["12.40", "12.40", "0.00"]);
        assert_eq!(standing(&shop, &from), ["0.00", "0.00", "9.30"]);
        assert_eq!((shop.left(EGGS), shop.left(LEEKS)), (5, 87));
        market.assert_clean();
    }

    async fn what_cannot_go_stays(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, awa) = (opened(&market), market.person("Awa"));
        let (from, to) = (shop.order(&awa, &[(EGGS, 1)]), shop.order(&awa, &[(LEEKS, 1)]));
        let with = |to: &str, wanted: &[(&str, u32)]| json!({"to": to, "lines": shop.lines(wanted)});
        look(&shop, &from, &with(&from, &[(EGGS, 1)])).assert_fault(422, "invalid-field", "to");
        look(&shop, &from, &with(&to, &[(EGGS, 2)])).assert_fault(422, "invalid-field", "lines[0].quantity");
        look(&shop, &from, &with(&to, &[(LEEKS, 1)])).assert_fault(422, "invalid-field", "lines[0].quantity");
        look(&shop, &from, &json!({"to": to, "lines": []})).assert_fault(422, "invalid-field", "lines");
        look(&shop, &from, &with(&shop.hub_id, &[(EGGS, 1)])).assert_problem(404, "not-found");
        let body = json!({"to": to, "total": eur("0.00"), "to_total": eur("6.20"), "reason": "x"});
        shop.hub.post(&format!("/v1/orders/{from}/moves"), &body).assert_problem(400, "key-required");
        for who in [&awa, &shop.farmer, &market.person("Bruno")] {
            who.with_key("k").post(&format!("/v1/orders/{from}/moves"), &body).assert_problem(404, "not-found");
        }
        assert_eq!(standing(&shop, &from)[0], "3.10");
        market.assert_clean();
    }
}
