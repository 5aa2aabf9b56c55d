//! Producers who deliver from a sum on: what was ordered of one below it is cancelled, priced anew, paid back and told.

use serde_json::{Value, json};
use sillon_store::run_by_hand;
use sillon_testkit::{Answer, Client, Marketplace, Shop, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";
const START: &str = "2026-05-04T08:00:00Z";
const CUT_OFF: &str = "2026-05-04T18:00:00Z";
const LATER: &str = "2026-05-04T18:00:10Z";
const END: &str = "2026-05-05T08:00:00Z";
const AFTER: &str = "2026-05-05T08:00:10Z";

/// A shop with Marc's eggs at 2.70 and, where the cheese is of another farm, Zoé's cheese at 9.00.
struct Market {
    shop: Shop,
    cheesemonger: Client,
    dairy: String,
    cheese: String,
}

fn opened(market: &Marketplace) -> Market {
    let shop = Shop::open_until(&market.guest(), "Eggs,6,,egg,2.70,5000", END);
    let cheesemonger = market.guest().sign_up("Zoé");
    let dairy = json!({"name": "Chèvrerie des Trois Combes", "is_producer": true, "sells": "none"});
    let dairy = cheesemonger.post("/v1/enterprises", &dairy).text_at("/id");
    let list = "producer,category,name,units,unit_type,variant_unit_name,price,on_hand,allergens,origin\n\
                Chèvrerie des Trois Combes,Dairy,Tomme,250,g,,9.00,40,milk,FR\n";
    cheesemonger.post_list(list).assert(200);
    cheesemonger.allows(&shop.hub, &dairy, "supply-to-cycles", &shop.hub_id);
    let path = format!("/v1/enterprises/{dairy}/products");
    let products = cheesemonger.get(&path).assert(200);
    let cheese = products["items"][0]["variants"][0]["id"].as_str().unwrap().to_owned();
    let it = Market { shop, cheesemonger, dairy, cheese };
    it.ask(&json!({"enterprise": it.dairy, "direction": "incoming"})).assert(200);
    it.ask(&json!({"enterprise": it.shop.hub_id, "direction": "outgoing", "variants": null}))
        .assert(200);
    it
}

impl Market {
    fn ask(&self, exchange: &Value) -> Answer {
        self.shop.hub.put(&format!("/v1/cycles/{}/exchanges", self.shop.cycle), exchange)
    }

    /// From how much on the dairy delivers, and until when it is ordered of.
    fn asks_for(&self, minimum: &str, cutoff: Option<&str>) {
        let minimum = json!({"amount": minimum, "currency": "EUR"});
        let exchange = json!({
            "enterprise": self.dairy, "direction": "incoming", "minimum": minimum, "cutoff": cutoff,
        });
        let put = self.ask(&exchange).assert(200);
        assert_eq!(put["minimum"], minimum);
    }

    /// An order of so many boxes of eggs and cheeses, as its customer sees it.
    fn order(&self, who: &Client, eggs: u32, cheeses: u32) -> String {
        self.placed(who, eggs, cheeses).text_at("/id")
    }

    fn placed(&self, who: &Client, eggs: u32, cheeses: u32) -> Answer {
        let mut lines = if eggs > 0 { self.shop.lines(&[(EGGS, eggs)]) } else { json!([]) };
        if cheeses > 0 {
            let cheese = json!({"variant": self.cheese, "quantity": cheeses});
            lines.as_array_mut().unwrap().push(cheese);
        }
        self.checked_out(who, &lines)
    }

    fn checked_out(&self, who: &Client, lines: &Value) -> Answer {
        let cart = json!({"shop": Shop::SLUG, "cycle": self.shop.cycle, "lines": lines});
        let cart = who.post("/v1/carts", &cart).assert(201)["id"].as_str().unwrap().to_owned();
        let placed = self.shop.checkout(who, &cart, "key");
        placed.assert(201);
        placed
    }

    /// The hub's box of six eggs and a cheese, on sale; its variant.
    fn boxed(&self) -> String {
        let (hub, id) = (&self.shop.hub, &self.shop.hub_id);
        hub.patch(&format!("/v1/enterprises/{id}"), &json!({"is_producer": true})).assert(200);
        let part = |variant: &str| json!({"variant": variant, "quantity": 1});
        let size = json!({"price": eur("12.00"), "parts": [part(self.shop.variant(EGGS)), part(&self.cheese)]});
        let product = json!({"name": "Panier", "category": "Boxes", "description": "What is ripe", "variants": [size]});
        let made = hub.post(&format!("/v1/enterprises/{id}/products"), &product);
        for direction in ["incoming", "outgoing"] {
            self.ask(&json!({"enterprise": id, "direction": direction})).assert(200);
        }
        made.text_at("/variants/0/id")
    }

    fn eggs_left(&self) -> Value {
        let products = self
            .shop
            .farmer
            .get(&format!("/v1/enterprises/{}/products", self.shop.farm_id))
            .assert(200);
        products["items"][0]["variants"][0]["supply"]["available"]["value"].clone()
    }

    fn cheeses_left(&self) -> Value {
        let path = format!("/v1/enterprises/{}/products", self.dairy);
        let products = self.cheesemonger.get(&path).assert(200);
        products["items"][0]["variants"][0]["supply"]["available"].clone()
    }
}

fn seen(who: &Client, order: &str) -> Value {
    who.get(&format!("/v1/orders/{order}")).assert(200)
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

fn about<'l>(
    letters: &'l [sillon_testkit::Letter],
    subject: &str,
) -> Vec<&'l sillon_testkit::Letter> {
    letters.iter().filter(|letter| letter.subject.contains(subject)).collect()
}

on_both_databases! {
    async fn what_is_ordered_below_a_minimum_is_cancelled_at_the_cut_off(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = opened(&market);
        sold.asks_for("64.00", Some(CUT_OFF));
        // What is counted of orders moves with them.
        let limit = json!({"order_limit": {"orders": 50, "turnover": eur("900.00")}});
        sold.shop.hub.patch(&format!("/v1/cycles/{}", sold.shop.cycle), &limit).assert(200);
        let shown = market.guest().get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
        let from = shown["offers"].as_array().unwrap().iter().map(|offer| &offer["minimum"]);
        assert_eq!(from.collect::<Vec<_>>(), [&eur("64.00"), &Value::Null]);
        let page = market.guest().get(&format!("/shops/{}?lang=en", Shop::SLUG)).text();
        assert_eq!(page.matches("Comes if €64.00 are ordered").count(), 1, "{page}");
        let line = json!({"variant": sold.cheese, "quantity": 1});
        let cart = json!({"shop": Shop::SLUG, "cycle": sold.shop.cycle, "lines": [line]});
        let cart = market.guest().post("/v1/carts", &cart).text_at("/id");
        let form = market.guest().get(&format!("/carts/{cart}/checkout?lang=en")).text();
        assert!(form.contains("Comes if €64.00 are ordered"), "where one binds oneself, too: {form}");
        let (awa, ben) = (market.person("Awa"), market.person("Ben"));
        let both = sold.order(&awa, 2, 2);
        let cheese = sold.order(&ben, 0, 3);
        let guest = market.guest();
        let (a_part, all) = (sold.placed(&guest, 1, 1), sold.placed(&guest, 0, 1));
        assert_eq!(sold.cheeses_left()["value"], "8.25");
        // Awa paid all of it, Ben a part.
        sold.shop.pay(&both, "23.80", "k1").assert(201);
        sold.shop.pay(&cheese, "10.00", "k2").assert(201);
        let placed = market.take_letters();
        let repeats = |it: &&sillon_testkit::Letter| {
            let text = it.text.replace(['\n', '\u{a0}'], " ");
            text.contains("Vient si les commandes suffisent Tomme : si les commandes à Chèvrerie des Trois Combes atteignent 64,00 €")
        };
        assert_eq!(placed.iter().filter(repeats).count(), 4, "the condition is part of what was agreed to: {placed:?}");
        assert_eq!(market.move_clock(LATER), 1);

        let changed = seen(&awa, &both);
        assert_eq!(changed["total"], eur("5.60"));
        assert_eq!(changed["lines"].as_array().unwrap().len(), 1);
        assert_eq!((&changed["outstanding"], &changed["to_pay_back"]), (&eur("0.00"), &eur("18.20")));
        assert_eq!(changed["cancelled_at"], Value::Null);
        let change = &changed["changes"][0];
        assert_eq!((&change["cause"], &change["before"], &change["after"]), (&json!("minimum"), &eur("23.80"), &eur("5.60")));
        let gone = &change["lines"][0];
        assert_eq!((&gone["name"], &gone["before"], &gone["after"]), (&json!("Tomme"), &json!(2), &json!(0)));
        let cancelled = seen(&ben, &cheese);
        assert_eq!((&cancelled["total"], &cancelled["to_pay_back"]), (&eur("0.00"), &eur("10.00")));
        assert_eq!(cancelled["cancelled_at"], LATER);
        assert_eq!(sold.cheeses_left()["value"], "10", "they are on sale again");

        // Everybody is told why: each customer once, the farm, and the hub.
        let letters = market.take_letters();
        let (changes, ends) = (about(&letters, "a changé"), about(&letters, "est annulée"));
        assert_eq!((changes.len(), ends.len()), (2, 2), "{letters:?}");
        let paid_back = |letters: &[&sillon_testkit::Letter], sum| letters.iter().any(|it| it.text.contains(sum));
        assert!(paid_back(&changes, "18,20") && changes.iter().all(|it| it.text.contains("Tomme")), "{changes:?}");
        assert!(paid_back(&ends, "10,00"), "{ends:?}");
        let missed = about(&letters, "minimum");
        assert_eq!(missed.len(), 2, "{letters:?}");
        assert!(missed.iter().any(|it| it.text.contains("64,00")));
        assert!(missed.iter().any(|it| it.text.replace('\n', " ").contains("à Chèvrerie des Trois Combes")));
        let came_to = |it: &&&sillon_testkit::Letter| {
            it.text.replace(['\n', '\u{a0}'], " ").contains("Il y en avait pour 63,00 € en tout. Commandes changées : 4.")
        };
        assert_eq!(missed.iter().filter(came_to).count(), 2, "{missed:?}");
        let page = |placed: &Answer, language: &str| {
            let (id, token) = (placed.text_at("/id"), placed.text_at("/token"));
            guest.get(&format!("/orders/{id}?token={token}&lang={language}")).text()
        };
        let changed = page(&a_part, "en");
        assert!(changed.contains("Some of it does not come") && changed.contains("1 × Tomme"), "{changed}");
        let cancelled = page(&all, "fr");
        assert!(cancelled.contains("La commande est annulée"), "{cancelled}");

        // Nobody orders of it any more, the rest goes on, and nothing happens twice.
        let dan = market.person("Dan");
        sold.order(&dan, 1, 0);
        market.assert_clean();
        market.move_clock(AFTER);
        assert_eq!(sold.shop.harvest(), [(EGGS.to_owned(), 4)], "the farm that comes, and what it brings");
        let orders = sold.shop.hub.get(&format!("/v1/cycles/{}/orders", sold.shop.cycle)).assert(200);
        let told: Vec<_> = orders["items"].as_array().unwrap().iter().map(|it| (&it["to_pay_back"], &it["cancelled_at"])).collect();
        assert_eq!(told[0], (&eur("18.20"), &Value::Null));
        assert_eq!(told[1], (&eur("10.00"), &json!(LATER)));
        let letters = market.take_letters();
        assert!(about(&letters, "minimum").is_empty() && about(&letters, "changé").is_empty(), "{letters:?}");
        market.assert_clean();
    }

    async fn what_comes_to_the_minimum_comes(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = opened(&market);
        sold.asks_for("45.00", None);
        let (awa, ben) = (market.person("Awa"), market.person("Ben"));
        let one = sold.order(&awa, 1, 2);
        sold.order(&ben, 0, 3);
        market.move_clock(AFTER);
        assert_eq!(seen(&awa, &one)["changes"], json!([]));
        assert_eq!(sold.cheeses_left()["value"], "8.75");
        market.assert_clean();
    }

    async fn without_a_cut_off_it_is_asked_as_the_cycle_closes_before_anything_is_due(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = opened(&market);
        sold.asks_for("45.01", None);
        let awa = market.person("Awa");
        let one = sold.order(&awa, 1, 5);
        market.take_letters();
        sold.shop.close().assert(200);
        let changed = seen(&awa, &one);
        assert_eq!((&changed["total"], &changed["outstanding"]), (&eur("2.80"), &eur("2.80")));
        sold.shop.pay(&one, "2.80", "k").assert(201);
        // What was owed before may still come in, as by a transfer that was on its way: no more.
        sold.shop.pay(&one, "45.51", "k2").assert_problem(409, "more-than-owed");
        sold.shop.pay(&one, "45.50", "k3").assert(201);
        let paid = seen(&awa, &one);
        assert_eq!((&paid["outstanding"], &paid["to_pay_back"]), (&eur("0.00"), &eur("45.50")));
        let dairy = sold.cheesemonger.get(&format!("/v1/enterprises/{}/balance", sold.dairy)).assert(200);
        assert_eq!((&dairy["earned"], &dairy["payable"]), (&eur("0.00"), &eur("0.00")));
        market.assert_clean();
        // Damage to what a change kept is noticed.
        for (statement, what) in [
            ("update order_change set before_minor = before_minor + 1", "order before a change"),
            ("update order_change set after_minor = after_minor + 1", "order after a change"),
            ("update orders set cancelled_at = 1 where total_minor > 0", "cancelled order"),
        ] {
            run_by_hand(&market.database.database, statement).unwrap();
            let found = format!("{:?}", market.verify());
            assert!(found.contains(what), "{statement}: {found}");
        }
    }

    async fn what_was_due_before_stays_due(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = opened(&market);
        let (awa, ben) = (market.person("Awa"), market.person("Ben"));
        let before = sold.order(&awa, 0, 2);
        sold.shop.close().assert(200);
        let path = format!("/v1/cycles/{}/reopen", sold.shop.cycle);
        sold.shop.hub.post(&path, &json!({"until": END})).assert(200);
        sold.asks_for("100.00", None);
        let after = sold.order(&ben, 0, 1);
        market.move_clock(AFTER);
        assert_eq!(seen(&awa, &before)["changes"], json!([]));
        assert_eq!(seen(&ben, &after)["cancelled_at"], AFTER);
        market.assert_clean();
    }

    async fn a_box_leaves_with_a_part_of_it_and_the_other_farm_may_have_too_little_then(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = opened(&market);
        let boxed = sold.boxed();
        sold.asks_for("50.00", None);
        let eggs = json!({"enterprise": sold.shop.farm_id, "direction": "incoming", "minimum": eur("5.00")});
        sold.ask(&eggs).assert(200);
        let (awa, ben) = (market.person("Awa"), market.person("Ben"));
        let lines = json!([{"variant": boxed, "quantity": 1}]);
        let of_a_box = sold.checked_out(&awa, &lines).text_at("/id");
        let of_eggs = sold.order(&ben, 1, 0);
        market.take_letters();
        market.move_clock(AFTER);
        for (who, order) in [(&awa, &of_a_box), (&ben, &of_eggs)] {
            assert_eq!(seen(who, order)["cancelled_at"], AFTER);
        }
        let letters = market.take_letters();
        assert_eq!(about(&letters, "minimum").len(), 4, "to each farm, and to the hub of each: {letters:?}");
        assert_eq!((sold.cheeses_left()["value"].clone(), sold.eggs_left()), (json!("10"), json!("30000")));
        market.assert_clean();
    }

    async fn a_farm_that_was_told_and_has_less_to_bring_as_a_box_leaves_is_told_why(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = opened(&market);
        let boxed = sold.boxed();
        sold.asks_for("50.00", None);
        let eggs = json!({
            "enterprise": sold.shop.farm_id, "direction": "incoming", "minimum": eur("5.00"), "cutoff": CUT_OFF,
        });
        sold.ask(&eggs).assert(200);
        let (awa, ben) = (market.person("Awa"), market.person("Ben"));
        sold.checked_out(&awa, &json!([{"variant": boxed, "quantity": 1}]));
        let of_eggs = sold.order(&ben, 1, 0);
        let placed = market.take_letters();
        let conditions = placed.iter().filter(|it| it.text.contains("Vient si les commandes suffisent\nPanier")).count();
        assert_eq!(conditions, 1, "of the box, as of what is in it: {placed:?}");
        market.move_clock(LATER);
        let told = market.take_letters();
        assert_eq!(about(&told, "Votre récolte").len(), 1, "{told:?}");
        market.move_clock(AFTER);
        assert_eq!(seen(&ben, &of_eggs)["cancelled_at"], Value::Null, "what was told to come comes");
        let letters = market.take_letters();
        let anew = about(&letters, "Moins à récolter");
        let [letter] = anew.as_slice() else { panic!("{letters:?}") };
        let text = letter.text.replace(['\n', '\u{a0}'], " ");
        for why in ["trop peu a été commandé à une autre ferme", "n’atteint pas les 5,00 €", "à la place de tout bon précédent"] {
            assert!(text.contains(why), "{why}: {text}");
        }
        assert!(about(&letters, "Votre récolte").is_empty(), "{letters:?}");
        market.assert_clean();
    }

    async fn a_minimum_is_a_producers_and_more_than_nothing(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = opened(&market);
        let ask = |of: &str, direction: &str, minimum: Value| {
            sold.ask(&json!({"enterprise": of, "direction": direction, "minimum": minimum}))
        };
        ask(&sold.shop.hub_id, "outgoing", eur("5.00")).assert_fault(422, "invalid-field", "minimum");
        ask(&sold.dairy, "incoming", eur("0.00")).assert_fault(422, "invalid-field", "minimum");
        ask(&sold.dairy, "incoming", eur("1000000.01")).assert_fault(422, "invalid-field", "minimum");
        sold.asks_for("80.00", None);
        let copy = sold.shop.hub.post(&format!("/v1/cycles/{}/copies", sold.shop.cycle), &json!({"days": 7})).assert(201);
        let copy = sold.shop.hub.get(&format!("/v1/cycles/{}", copy["id"].as_str().unwrap())).assert(200);
        let kept = copy["exchanges"].as_array().unwrap().iter().find(|it| it["enterprise"] == json!(sold.dairy));
        assert_eq!(kept.unwrap()["minimum"], eur("80.00"));
        // Who ordered was told of 80.00: it is not raised any more, and may be lowered.
        sold.order(&market.person("Awa"), 0, 1);
        ask(&sold.dairy, "incoming", eur("80.01")).assert_fault(422, "invalid-field", "minimum");
        sold.asks_for("70.00", None);
        assert_eq!(ask(&sold.dairy, "incoming", Value::Null).assert(200)["minimum"], Value::Null);
    }
}
