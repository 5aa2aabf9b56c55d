//! Changes of orders that somebody asks for: what they come to is seen before, agreed to, and moves money, stock and lists at once.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Dice, Marketplace, Shop, at_once, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";
const CHEESE: &str = "Tomme, 250 g";
const START: &str = "2026-05-04T08:00:00Z";
const END: &str = "2026-05-05T08:00:00Z";
const AFTER: &str = "2026-05-05T08:00:10Z";
const GOODS: &str = "Eggs,6,,egg,2.70,5000\nTomme,250,g,,9.00,4";

/// A shop with eggs at 2.70 and four cheeses at 9.00, which lets its customers change their orders.
struct Market {
    shop: Shop,
}

impl Market {
    fn open(market: &Marketplace) -> Self {
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let it = Self { shop };
        it.lets_change(true);
        it
    }

    fn lets_change(&self, takes_changes: bool) {
        let path = format!("/v1/enterprises/{}", self.shop.hub_id);
        self.shop.hub.patch(&path, &json!({"takes_changes": takes_changes})).assert(200);
    }

    fn order(&self, who: &Client, lines: &[(&str, u32)], key: &str) -> Value {
        let cart = self.shop.cart(who, lines);
        self.shop.checkout(who, &cart, key).assert(201)
    }

    fn look(&self, who: &Client, order: &str, lines: &[(&str, u32)]) -> Answer {
        let wish = json!({"lines": self.shop.lines(lines)});
        who.post(&format!("/v1/orders/{order}/changes/preview"), &wish)
    }

    fn change(&self, who: &Client, order: &str, lines: &[(&str, u32)], total: &str) -> Answer {
        self.change_for(who, order, lines, (total, None))
    }

    fn change_for(
        &self,
        who: &Client,
        order: &str,
        lines: &[(&str, u32)],
        (total, reason): (&str, Option<&str>),
    ) -> Answer {
        let lines = self.shop.lines(lines);
        let wish = json!({"lines": lines, "total": eur(total), "reason": reason});
        who.post(&format!("/v1/orders/{order}/changes"), &wish)
    }

    /// What is left of eggs, and of cheeses.
    fn left(&self) -> [String; 2] {
        let path = format!("/v1/enterprises/{}/products", self.shop.farm_id);
        let products = self.shop.farmer.get(&path).assert(200);
        let items = products["items"].as_array().unwrap().clone();
        ["Eggs", "Tomme"].map(|name| {
            let product = items.iter().find(|product| product["name"] == name).unwrap();
            product["variants"][0]["supply"]["available"]["value"].as_str().unwrap().to_owned()
        })
    }
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

fn id_of(order: &Value) -> String {
    order["id"].as_str().unwrap().to_owned()
}

on_both_databases! {
    async fn a_customer_sees_what_a_change_comes_to_agrees_to_it_and_has_it(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let ama = market.person("Ama");
        let order = id_of(&sold.order(&ama, &[(EGGS, 2)], "a"));
        let before = sold.left();

        let wish = [(EGGS, 1), (CHEESE, 2)];
        let seen = sold.look(&ama, &order, &wish).assert(200);
        let after = seen["after"]["amount"].as_str().unwrap().to_owned();
        assert_eq!(seen["lines"].as_array().unwrap().len(), 2, "{seen}");
        assert_eq!((&seen["lines"][0]["before"], &seen["lines"][0]["after"]), (&json!(2), &json!(1)));
        assert_eq!(seen["outstanding"], seen["after"]);
        assert_eq!(sold.left(), before, "it was only looked at");

        let stale = sold.change(&ama, &order, &wish, "1.00");
        assert_eq!(stale.assert(409)["code"], "price-changed");
        let changed = sold.change(&ama, &order, &wish, &after).assert(200);
        assert_eq!((&changed["after"], &changed["lines"]), (&seen["after"], &seen["lines"]));
        let [eggs, cheeses] = sold.left();
        assert_eq!(cheeses, "500", "grams of the four");
        assert_ne!(eggs, before[0]);

        // Asked again, nothing more happens.
        let again = sold.change(&ama, &order, &wish, &after).assert(200);
        assert_eq!(again["lines"], json!([]));
        let kept = ama.get(&format!("/v1/orders/{order}")).assert(200);
        assert_eq!(kept["changes"].as_array().unwrap().len(), 1, "{kept}");
        assert_eq!(kept["changes"][0]["cause"], "customer");
        assert_eq!(kept["total"]["amount"], after);

        // Changed back, all is as it was.
        let first = kept["changes"][0]["before"]["amount"].as_str().unwrap().to_owned();
        sold.change(&ama, &order, &[(EGGS, 2)], &first).assert(200);
        assert_eq!(sold.left(), before);
        let letters = market.take_letters();
        let told: Vec<_> = letters.iter().filter(|it| it.subject.contains("a changé")).collect();
        assert_eq!(told.len(), 2, "{letters:?}");
        assert!(told[0].text.contains("Vous avez modifié votre commande"), "{}", told[0].text);
        market.assert_clean();
    }

    async fn what_is_not_there_or_was_told_or_is_too_late_is_refused(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let (ama, kofi) = (market.person("Ama"), market.person("Kofi"));
        let order = id_of(&sold.order(&ama, &[(EGGS, 2), (CHEESE, 2)], "a"));
        sold.order(&kofi, &[(CHEESE, 1)], "b");

        let short = sold.look(&ama, &order, &[(EGGS, 2), (CHEESE, 4)]).assert(409);
        assert_eq!((&short["code"], &short["errors"][0]["left"]), (&json!("out-of-stock"), &json!("3")));
        assert_eq!(sold.look(&kofi, &order, &[(EGGS, 1)]).assert(404)["code"], "not-found");
        assert_eq!(sold.look(&market.guest(), &order, &[(EGGS, 1)]).assert(404)["code"], "not-found");
        let none = ama.post(&format!("/v1/orders/{order}/changes/preview"), &json!({"lines": []}));
        assert_eq!(none.assert(422)["code"], "invalid-field");
        let unknown = json!({"lines": [{"variant": sold.shop.cycle, "quantity": 1}]});
        let unknown = ama.post(&format!("/v1/orders/{order}/changes/preview"), &unknown);
        assert_eq!(unknown.assert(409)["code"], "not-offered");

        sold.lets_change(false);
        let refused = sold.change(&ama, &order, &[(EGGS, 2)], "5.60").assert(409);
        assert_eq!(refused["code"], "changes-not-taken");
        sold.lets_change(true);
        let farm = json!({"enterprise": sold.shop.farm_id, "direction": "incoming", "cutoff": "2026-05-04T18:00:00Z"});
        sold.shop.hub.put(&format!("/v1/cycles/{}/exchanges", sold.shop.cycle), &farm).assert(200);
        market.move_clock("2026-05-04T18:00:10Z");
        let late = sold.look(&ama, &order, &[(EGGS, 1), (CHEESE, 2)]).assert(409);
        assert_eq!(late["code"], "cut-off-passed");
        market.move_clock(AFTER);
        let closed = sold.look(&ama, &order, &[(EGGS, 1), (CHEESE, 2)]).assert(409);
        assert_eq!(closed["code"], "cycle-not-open");
        market.assert_clean();
    }

    async fn the_shop_changes_an_order_after_it_closed_says_why_and_everybody_is_told(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let ama = market.person("Ama");
        let order = id_of(&sold.order(&ama, &[(EGGS, 2), (CHEESE, 2)], "a"));
        sold.shop.pay(&order, "23.80", "paid").assert(201);
        market.move_clock(AFTER);
        market.take_letters();

        let unsaid = sold.change(&sold.shop.hub, &order, &[(EGGS, 2), (CHEESE, 1)], "14.70");
        assert_eq!(unsaid.assert(422)["errors"][0]["field"], "reason");
        let why = Some("One cheese broke");
        let fewer = [(EGGS, 2), (CHEESE, 1)];
        let changed = sold.change_for(&sold.shop.hub, &order, &fewer, ("14.70", why)).assert(200);
        assert_eq!(changed["to_pay_back"], eur("9.10"));
        let kept = ama.get(&format!("/v1/orders/{order}")).assert(200);
        assert_eq!((&kept["to_pay_back"], &kept["outstanding"]), (&eur("9.10"), &eur("0.00")));
        assert_eq!(kept["changes"][0]["reason"], "One cheese broke");
        let letters = market.take_letters();
        let told = |subject: &str| letters.iter().filter(|it| it.subject.contains(subject)).count();
        assert_eq!((told("a changé"), told("récolte")), (1, 1), "{letters:?}");
        market.assert_clean();
    }

    async fn a_cancelled_order_gives_back_all_it_took_and_can_be_taken_up_again(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let guest = market.guest();
        let before = sold.left();
        let placed = sold.order(&guest, &[(EGGS, 2), (CHEESE, 2)], "a");
        let (order, token) = (id_of(&placed), placed["token"].as_str().unwrap().to_owned());
        let cancel = format!("/v1/orders/{order}/cancellation");
        assert_eq!(guest.post(&cancel, &json!({})).assert(404)["code"], "not-found");
        let cancelled = guest.post(&format!("{cancel}?token={token}"), &json!({})).assert(200);
        assert_eq!((&cancelled["after"], &cancelled["is_cancelled"]), (&eur("0.00"), &json!(true)));
        assert_eq!(sold.left(), before);
        let letters = market.take_letters();
        let told = |subject: &str| letters.iter().filter(|it| it.subject.contains(subject)).count();
        assert_eq!(told("est annulée"), 2, "the customer and the shop: {letters:?}");

        let lines = sold.shop.lines(&[(EGGS, 2), (CHEESE, 2)]);
        let wish = json!({"lines": lines, "total": placed["total"]});
        let path = format!("/v1/orders/{order}/changes?token={token}");
        let again = guest.post(&path, &wish).assert(200);
        assert_eq!((&again["after"], &again["is_cancelled"]), (&placed["total"], &json!(false)));
        let kept = guest.get(&format!("/v1/orders/{order}?token={token}")).assert(200);
        assert_eq!((&kept["cancelled_at"], &kept["total"]), (&Value::Null, &placed["total"]));
        market.assert_clean();
    }

    async fn what_a_shop_cancels_is_sold_again_unless_it_says_that_it_is_lost(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let ama = market.person("Ama");
        let before = sold.left();
        let [spoiled, fine, own] =
            ["a", "b", "c"].map(|key| id_of(&sold.order(&ama, &[(EGGS, 2), (CHEESE, 1)], key)));
        let cancel = |who: &Client, order: &str, body: Value| {
            who.post(&format!("/v1/orders/{order}/cancellation"), &body)
        };
        let lost = json!({"reason": "It fell off the van", "restock": false});
        let left = sold.left();
        cancel(&sold.shop.hub, &spoiled, lost).assert(200);
        assert_eq!(sold.left(), left, "what is spoiled is nobody's to buy");
        cancel(&sold.shop.hub, &fine, json!({"reason": "They called"})).assert(200);
        assert_ne!(sold.left(), left);
        // Whoever ordered does not know what became of it.
        let refused = cancel(&ama, &own, json!({"restock": false})).assert(422);
        assert_eq!(refused["errors"][0]["field"], "restock");
        cancel(&ama, &own, json!({})).assert(200);
        let [_, cheeses] = sold.left();
        assert_eq!(cheeses, "750", "grams of three of the four");
        assert_ne!(sold.left(), before);
        market.assert_clean();
    }

    async fn whatever_is_ordered_changed_cancelled_and_paid_the_books_and_the_stock_stay_right(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let people = [market.person("Ama"), market.person("Kofi"), market.person("Efua")];
        let mut dice = Dice::new(11);
        let mut orders: Vec<(usize, String)> = Vec::new();
        for step in 0..150 {
            let who = dice.below(3);
            let any = |dice: &mut Dice| {
                let lines = [(EGGS, dice.below(4)), (CHEESE, dice.below(4))];
                let lines = lines.into_iter().filter(|(_, items)| *items > 0);
                lines.map(|(of, items)| (of, u32::try_from(items).unwrap())).collect::<Vec<_>>()
            };
            let lines = any(&mut dice);
            let picked = (!orders.is_empty()).then(|| dice.pick(&orders).clone());
            match (dice.below(12), picked) {
                (0..3, _) | (_, None) if !lines.is_empty() => {
                    let cart = sold.shop.cart(&people[who], &lines);
                    let placed = sold.shop.checkout(&people[who], &cart, &format!("k{step}"));
                    if placed.status == 201 {
                        orders.push((who, placed.text_at("/id")));
                    } else {
                        placed.assert_problem(409, "out-of-stock");
                    }
                }
                (3..7, Some((owner, order))) if !lines.is_empty() => {
                    let seen = sold.look(&people[owner], &order, &lines);
                    if seen.status == 200 {
                        let total = seen.text_at("/after/amount");
                        let done = sold.change(&people[owner], &order, &lines, &total).assert(200);
                        assert_eq!(done["outstanding"], seen.json()["outstanding"]);
                    } else {
                        seen.assert_problem(409, "out-of-stock");
                    }
                }
                (7, Some((owner, order))) => {
                    let cancel = format!("/v1/orders/{order}/cancellation");
                    people[owner].post(&cancel, &json!({})).assert(200);
                }
                (8, Some((owner, order))) => {
                    let kept = people[owner].get(&format!("/v1/orders/{order}")).assert(200);
                    let Some(paid) = kept["payments"].as_array().unwrap().last() else { continue };
                    let path = format!("/v1/payments/{}/reversal", paid["id"].as_str().unwrap());
                    let typed = json!({"reason": "Typed wrong"});
                    let status = sold.shop.hub.with_key(&format!("r{step}")).post(&path, &typed).status;
                    assert!([201, 409].contains(&status), "{status}");
                }
                (9, Some((owner, order))) => {
                    let kept = people[owner].get(&format!("/v1/orders/{order}")).assert(200);
                    let back = json!({"amount": kept["to_pay_back"], "method": "cash"});
                    let path = format!("/v1/orders/{order}/repayments");
                    let status = sold.shop.hub.with_key(&format!("b{step}")).post(&path, &back).status;
                    let owes = kept["to_pay_back"]["amount"] != "0.00";
                    assert_eq!(status == 201, owes, "{status}: {kept}");
                }
                (_, Some((owner, order))) => {
                    let kept = people[owner].get(&format!("/v1/orders/{order}")).assert(200);
                    let owed = kept["outstanding"]["amount"].as_str().unwrap().to_owned();
                    let part = if dice.once_in(2) { owed } else { "1.00".to_owned() };
                    let paid = sold.shop.pay(&order, &part, &format!("p{step}")).status;
                    assert!([201, 409, 422].contains(&paid), "{paid}");
                }
                _ => {}
            }
            if step % 50 == 0 {
                market.assert_clean();
            }
        }
        market.assert_clean();
        market.move_clock(AFTER);
        market.assert_clean();
        for (owner, order) in orders {
            let kept = people[owner].get(&format!("/v1/orders/{order}")).assert(200);
            let cents = |at: &Value| at["amount"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
            let sum = |of: &str| kept[of].as_array().unwrap().iter().map(|it| cents(&it["amount"])).sum::<i64>();
            let received = sum("payments") - sum("repayments");
            let (total, owed, back) = (cents(&kept["total"]), cents(&kept["outstanding"]), cents(&kept["to_pay_back"]));
            assert_eq!(received - back, total - owed, "{kept}");
        }
    }

    async fn many_who_change_at_once_take_no_more_than_there_is(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let people: Vec<Client> = ["Ama", "Kofi", "Efua", "Yaw", "Esi", "Kojo"].map(|name| market.person(name)).into();
        let orders: Vec<String> = people.iter().map(|who| sold.shop.order(who, &[(EGGS, 2)])).collect();
        // Four cheeses are left for six, who add one each while a seventh orders eggs.
        let wish = [(EGGS, 2), (CHEESE, 1)];
        let seen = at_once(7, |place| {
            if let Some(who) = people.get(place) {
                return sold.change(who, &orders[place], &wish, "14.70").status;
            }
            sold.shop.order(&market.guest(), &[(EGGS, 1)]);
            200
        });
        let refused = seen.iter().filter(|status| **status == 409).count();
        assert_eq!((refused, sold.left()[1].as_str()), (2, "0"), "{seen:?}");
        // One order, changed by its customer and the shop at once: one of them agreed to what it no longer comes to, or changed it back.
        let order = &orders[0];
        let seen = at_once(2, |place| match place {
            0 => sold.change(&people[0], order, &[(EGGS, 3)], "8.40").status,
            _ => sold.change_for(&sold.shop.hub, order, &[(EGGS, 1)], ("2.80", Some("Frost"))).status,
        });
        assert_eq!(seen, [200, 200]);
        market.assert_clean();
    }

    async fn what_comes_is_shared_and_what_does_not_is_nobodys_to_pay(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let people = [market.person("Ama"), market.person("Kofi")];
        let [ama, kofi] = &people;
        let first = id_of(&sold.order(ama, &[(EGGS, 1), (CHEESE, 1)], "a"));
        let second = id_of(&sold.order(kofi, &[(CHEESE, 2)], "b"));
        sold.shop.pay(&second, "18.20", "paid").assert(201);
        market.move_clock(AFTER);
        market.take_letters();
        let left = sold.left();

        let cycle = format!("/v1/cycles/{}/shortages", sold.shop.cycle);
        let wish = |comes: u32, rule: &str| json!({"variant": sold.shop.variant(CHEESE), "comes": comes, "rule": rule, "ordered": 3});
        let seen = sold.shop.hub.post(&format!("{cycle}/preview"), &wish(1, "first-come")).assert(200);
        assert_eq!((&seen["ordered"], seen["orders"].as_array().unwrap().len()), (&json!(3), 1));
        assert_eq!((&seen["orders"][0]["has"], &seen["orders"][0]["after"]), (&json!(0), &eur("0.00")));
        assert_eq!(sold.shop.hub.post(&format!("{cycle}/preview"), &wish(3, "first-come")).assert(409)["code"], "nothing-short");
        sold.shop.hub.post(&format!("{cycle}/preview"), &wish(1, "fair")).assert_fault(422, "invalid-field", "rule");
        sold.shop.hub.post(&cycle, &wish(1, "proportional")).assert_problem(400, "key-required");
        sold.shop.farmer.with_key("k").post(&cycle, &wish(1, "proportional")).assert_any_problem();

        let shared = sold.shop.hub.with_key("k").post(&cycle, &wish(2, "proportional")).assert(200);
        assert_eq!(shared["orders"].as_array().unwrap().len(), 1, "{shared}");
        let again = sold.shop.hub.with_key("k2").post(&cycle, &wish(1, "proportional"));
        assert_eq!(again.assert(412)["code"], "changed-since");
        let kept = kofi.get(&format!("/v1/orders/{second}")).assert(200);
        assert_eq!((&kept["total"], &kept["to_pay_back"]), (&eur("9.10"), &eur("9.10")));
        assert_eq!(kept["changes"][0]["cause"], "shortage");
        let whole = ama.get(&format!("/v1/orders/{first}")).assert(200);
        assert_eq!(whole["changes"], json!([]));
        assert_eq!(sold.left(), left, "what is not there does not return");
        let page = kofi.get(&format!("/orders/{second}?lang=en"));
        assert!(page.status == 404 || page.text().contains("Less of it came"), "{}", page.text());
        let letters = market.take_letters();
        let told = |subject: &str| letters.iter().filter(|it| it.subject.contains(subject)).count();
        assert_eq!((told("a changé"), told("récolte")), (1, 1), "{letters:?}");
        market.assert_clean();
    }

    async fn what_came_back_of_an_order_stays_in_it_and_was_there(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        sold.shop.set_deposit(CHEESE, "0.20", "container");
        let ama = market.person("Ama");
        let order = id_of(&sold.order(&ama, &[(EGGS, 1), (CHEESE, 2)], "a"));
        sold.shop.pay(&order, "21.40", "paid").assert(201);
        market.move_clock(AFTER);
        let lines = json!({"lines": sold.shop.lines(&[(CHEESE, 1)])});
        sold.shop.hub.with_key("back").post(&format!("/v1/orders/{order}/returns"), &lines).assert(201);
        let fewer = sold.change_for(&sold.shop.hub, &order, &[(EGGS, 1), (CHEESE, 1)], ("11.90", Some("Frost")));
        assert_eq!(fewer.assert(409)["code"], "packaging-returned");
        let short = json!({"variant": sold.shop.variant(CHEESE), "comes": 0, "rule": "proportional"});
        let path = format!("/v1/cycles/{}/shortages", sold.shop.cycle);
        let short = sold.shop.hub.with_key("short").post(&path, &short);
        assert_eq!(short.assert(409)["code"], "packaging-returned");
        let without = sold.change_for(&sold.shop.hub, &order, &[(CHEESE, 2)], ("18.60", Some("Broken")));
        without.assert(200);
        market.assert_clean();
    }
}
