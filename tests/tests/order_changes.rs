//! Changes of orders that somebody asks for: what they come to is seen before, agreed to, and moves money, stock and lists at once.
#![cfg(test)]

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, on_both_databases};

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
}
