//! Goods that are sold by the piece and priced by weight: what is shown is about, what is paid is what was weighed, up to what was agreed.

use serde_json::{Value, json};
use sillon_store::{contents, copy, run_by_hand};
use sillon_testkit::{Answer, Client, Marketplace, Shop, TestDatabase, on_both_databases};

const HEN: &str = "Hen, 1.6 kg";
const EGGS: &str = "Eggs, 6 × egg";
const START: &str = "2026-05-04T08:00:00Z";
const END: &str = "2026-05-05T08:00:00Z";
const AFTER: &str = "2026-05-05T08:00:10Z";
const GOODS: &str = "Hen,1.6,kg,,14.40,40\nEggs,6,,egg,2.70,5000";

/// A shop with hens of about 1.6 kg at 9 a kilogram and at most 1.9 kg, and fees of 0.50 a kilogram and 5 %.
struct Market {
    shop: Shop,
}

impl Market {
    fn open(market: &Marketplace) -> Self {
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let hen = format!("/v1/variants/{}", shop.variant(HEN));
        shop.farmer.patch(&hen, &json!({"heaviest": kg("1.9")})).assert(200);
        let made = |calculator: Value| {
            let fee = json!({"enterprise": shop.hub_id, "name": "Fee", "kind": "packing", "tax": "20", "calculator": calculator});
            shop.hub.post("/v1/fees", &fee).text_at("/id")
        };
        let by_weight = made(json!({"type": "weight", "per_kg": eur("0.50")}));
        let share = made(json!({"type": "percent-per-item", "percent": "5"}));
        let fees = json!({"fees": [by_weight, share]});
        shop.hub.put(&format!("/v1/cycles/{}/fees", shop.cycle), &fees).assert(200);
        Self { shop }
    }

    fn order(&self, who: &Client, lines: &[(&str, u32)]) -> String {
        let cart = self.shop.cart(who, lines);
        let order = self.shop.checkout(who, &cart, &cart).assert(201);
        order["id"].as_str().unwrap().to_owned()
    }

    fn line(&self, order: &str, weight: &Value) -> Value {
        json!({"order": order, "variant": self.shop.variant(HEN), "weight": weight})
    }

    fn weigh(&self, who: &Client, key: &str, lines: &[Value]) -> Answer {
        let path = format!("/v1/cycles/{}/weights", self.shop.cycle);
        who.with_key(key).post(&path, &json!({"lines": lines}))
    }

    fn look(&self, who: &Client, lines: &[Value]) -> Answer {
        let path = format!("/v1/cycles/{}/weights/preview", self.shop.cycle);
        who.post(&path, &json!({"lines": lines}))
    }

    fn kept(&self, order: &str) -> Value {
        self.shop.hub.get(&format!("/v1/orders/{order}")).assert(200)
    }
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

fn kg(value: &str) -> Value {
    json!({"value": value, "unit": "kg"})
}

on_both_databases! {
    async fn a_farm_weighs_its_hens_and_each_customer_pays_what_theirs_weigh(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let (ama, kofi) = (market.person("Ama"), market.person("Kofi"));
        let first = sold.order(&ama, &[(HEN, 1)]);
        let second = sold.order(&kofi, &[(HEN, 2)]);
        let placed = sold.kept(&first);
        assert_eq!((&placed["total"], &placed["at_most"]), (&eur("15.92"), &eur("18.91")));
        assert_eq!(placed["lines"][0]["weight"]["charged"], kg("1.6"));
        sold.shop.pay(&first, "15.92", "a").assert(201);
        sold.shop.pay(&second, "31.84", "b").assert(201);
        market.move_clock(AFTER);
        market.take_letters();

        let path = format!("/v1/cycles/{}/weights", sold.shop.cycle);
        let sheet = sold.shop.farmer.get(&path).assert(200);
        assert_eq!(sheet["items"].as_array().unwrap().len(), 2, "{sheet}");
        let two = sheet["items"].as_array().unwrap().iter().find(|line| line["items"] == 2).unwrap();
        assert_eq!((&two["expected"], &two["lightest"], &two["heaviest"]), (&kg("3.2"), &kg("2.24"), &kg("4.16")));
        assert_eq!((&two["weight"], &two["at_most"]), (&Value::Null, &kg("3.8")));
        let page = sold.shop.farmer.get(&format!("{path}?limit=1")).assert(200);
        let next = page["next"].as_str().unwrap();
        let rest = sold.shop.farmer.get(&format!("{path}?limit=1&after={next}")).assert(200);
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));

        let lines = [sold.line(&first, &kg("1.72")), sold.line(&second, &kg("2.8"))];
        let seen = sold.look(&sold.shop.farmer, &lines).assert(200);
        assert_eq!(sold.kept(&first)["total"], eur("15.92"), "it was only looked at");
        assert_eq!((&seen["lines"][0]["after"], &seen["lines"][1]["after"]), (&eur("15.48"), &eur("25.20")));
        assert_eq!(seen["orders"], json!([]), "what orders come to is the hub's to know");
        let weighed = sold.weigh(&sold.shop.farmer, "w", &lines).assert(200);
        assert_eq!(weighed["lines"], seen["lines"]);

        let heavy = sold.kept(&first);
        assert_eq!((&heavy["total"], &heavy["outstanding"]), (&eur("17.11"), &eur("1.19")));
        assert_eq!(heavy["lines"][0]["weight"]["weighed"], kg("1.72"));
        let light = sold.kept(&second);
        assert_eq!((&light["total"], &light["to_pay_back"]), (&eur("27.86"), &eur("3.98")));
        assert_eq!((&light["changes"][0]["cause"], &light["changes"][0]["lines"][0]["weighed"]), (&json!("weight"), &kg("2.8")));
        let letters = market.take_letters();
        let told: Vec<_> = letters.iter().filter(|it| it.subject.contains("a changé")).collect();
        assert_eq!(told.len(), 2, "{letters:?}");
        assert!(told.iter().any(|it| it.text.contains("2 × Hen\u{a0}: 2,8\u{a0}kg") || it.text.contains("2,8")), "{}", told[1].text);
        market.assert_clean();
    }

    async fn a_weight_said_again_changes_nothing_and_the_last_one_counts(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let ama = market.person("Ama");
        let order = sold.order(&ama, &[(HEN, 1), (EGGS, 2)]);
        let before = sold.kept(&order);
        let (hub, farmer) = (&sold.shop.hub, &sold.shop.farmer);

        sold.weigh(farmer, "1", &[sold.line(&order, &kg("1.72"))]).assert(200);
        let heavy = sold.kept(&order);
        sold.weigh(farmer, "1", &[sold.line(&order, &kg("1.72"))]).assert(200);
        sold.weigh(hub, "2", &[sold.line(&order, &json!({"value": "1720", "unit": "g"}))]).assert(200);
        assert_eq!(sold.kept(&order), heavy);
        let corrected = sold.weigh(hub, "3", &[sold.line(&order, &kg("1.6"))]).assert(200);
        assert_eq!(corrected["orders"][0]["after"], before["total"], "as expected: as it was placed");
        assert_eq!(sold.kept(&order)["components"], before["components"]);

        let most = sold.weigh(hub, "4", &[sold.line(&order, &kg("2.05"))]).assert(200);
        assert_eq!((&most["orders"][0]["after"], &most["lines"][0]["charged"]), (&before["at_most"], &kg("1.9")));
        assert_eq!(sold.kept(&order)["lines"][0]["weight"]["weighed"], kg("2.05"));
        market.assert_clean();
    }

    async fn a_slip_of_the_unit_is_refused_with_what_it_would_come_to(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let ama = market.person("Ama");
        let order = sold.order(&ama, &[(HEN, 1), (EGGS, 2)]);
        let farmer = &sold.shop.farmer;
        let slip = json!({"value": "1.72", "unit": "g"});
        let refused = sold.weigh(farmer, "1", &[sold.line(&order, &slip)]);
        refused.assert_fault(422, "implausible-weight", "lines[0].weight");
        let refused = sold.look(farmer, &[sold.line(&order, &kg("1720"))]).assert(422);
        assert_eq!(refused["errors"][0]["would_come_to"], "15480.00 EUR", "{refused}");
        let mut certain = sold.line(&order, &kg("0.9"));
        sold.look(farmer, &[certain.clone()]).assert_fault(422, "implausible-weight", "lines[0].weight");
        certain["certain"] = json!(true);
        assert_eq!(sold.look(farmer, &[certain]).assert(200)["lines"][0]["after"], eur("8.10"));
        let look = |line: Value| sold.look(farmer, &[line]);
        look(sold.line(&order, &kg("0"))).assert_fault(422, "invalid-weight", "lines[0].weight");
        look(sold.line(&order, &json!({"value": "1", "unit": "l"}))).assert_fault(422, "invalid-weight", "lines[0].weight");
        let mut two = sold.line(&order, &kg("1.7"));
        two["items"] = json!(2);
        look(two).assert_fault(409, "other-items", "lines[0].items");
        let mut eggs = sold.line(&order, &kg("0.4"));
        eggs["variant"] = json!(sold.shop.variant(EGGS));
        look(eggs).assert_fault(409, "not-weighed", "lines[0].variant");
        let nowhere = uuid::Uuid::now_v7().to_string();
        look(sold.line(&nowhere, &kg("1.7"))).assert_fault(409, "not-in-order", "lines[0].order");
        let twice = [sold.line(&order, &kg("1.7")), sold.line(&order, &kg("1.8"))];
        sold.look(farmer, &twice).assert_fault(422, "named-twice", "lines[1].variant");
        sold.look(farmer, &[]).assert_fault(422, "invalid-field", "lines");
        assert_eq!(sold.look(&ama, &[sold.line(&order, &kg("1.7"))]).status, 404);
        let keyless = sold.shop.farmer.post(&format!("/v1/cycles/{}/weights", sold.shop.cycle), &json!({"lines": []}));
        keyless.assert_problem(400, "key-required");
        assert_eq!(sold.kept(&order)["changes"], json!([]));
        market.assert_clean();
    }

    async fn a_hubs_week_with_hens_is_told_on_every_sheet_and_page(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        sold.shop.set_deposit(EGGS, "0.20", "container");
        let (guest, ama) = (market.guest(), market.person("Ama"));
        let cart = sold.shop.cart(&guest, &[(HEN, 2), (EGGS, 1)]);
        let basket = guest.get(&format!("/v1/carts/{cart}")).assert(200);
        assert_eq!((&basket["total"], &basket["at_most"]), (&eur("34.88"), &eur("40.85")), "{basket}");
        let page = guest.get(&format!("/carts/{cart}?lang=en")).text();
        assert!(page.contains("At most €40.85"), "{page}");
        let placed = sold.shop.checkout(&guest, &cart, "g").assert(201);
        let (order, token) = (placed["id"].as_str().unwrap(), placed["token"].as_str().unwrap());
        let of_ama = sold.order(&ama, &[(HEN, 1)]);
        let page = || guest.get(&format!("/orders/{order}?token={token}&lang=en")).text();
        market.deliver();
        let letters = market.take_letters();
        let letter = letters.iter().find(|it| it.text.contains("Vendu au poids")).unwrap();
        assert!(letter.text.contains("environ 1,6") && letter.text.contains("Au plus"), "{}", letter.text);
        assert!(page().contains("about 3.2 kg, weighed when packed: you pay for 3.8 kg at most"), "{}", page());
        sold.shop.pay(order, "34.88", "p").assert(201);
        let list = || sold.shop.hub.get(&format!("/v1/cycles/{}/packing-list.csv?lang=en", sold.shop.cycle)).text();
        assert!(list().contains(",Weight\r\n") && list().contains("about 3.2 kg"), "{}", list());
        market.move_clock(AFTER);

        sold.weigh(&sold.shop.farmer, "w", &[sold.line(order, &kg("3")), sold.line(&of_ama, &kg("1.5"))]).assert(200);
        assert!(page().contains("weighs 3 kg"), "{}", page());
        assert!(list().contains("3 kg"), "{}", list());
        let kept = sold.kept(order);
        // 27.00 for the hens, 1.50 by the kilogram, 1.35 in percent; eggs with theirs and their box as before.
        assert_eq!((&kept["total"], &kept["to_pay_back"]), (&eur("32.89"), &eur("1.99")), "{kept}");
        assert_eq!((&kept["deposits"], &kept["at_most"]), (&eur("0.20"), &eur("40.85")));
        let balance = |who: &Client, of: &str| who.get(&format!("/v1/enterprises/{of}/balance")).text_at("/payable/amount");
        assert_eq!(balance(&sold.shop.farmer, &sold.shop.farm_id), "29.70", "27.00 and 2.70: what came in for it");

        // One hen went to the fox: what is left weighs as much as each did.
        let path = format!("/v1/orders/{order}/changes");
        let wish = json!({"lines": sold.shop.lines(&[(HEN, 1), (EGGS, 1)]), "reason": "The fox"});
        let look = sold.shop.hub.post(&format!("{path}/preview"), &wish).assert(200);
        let mut wish = wish;
        wish["total"] = look["after"].clone();
        sold.shop.hub.post(&path, &wish).assert(200);
        let kept = sold.kept(order);
        let hen = kept["lines"].as_array().unwrap().iter().find(|line| line["name"] == "Hen").unwrap();
        assert_eq!((&hen["quantity"], &hen["weight"]["weighed"]), (&json!(1), &kg("1.5")));
        assert_eq!(hen["total"], eur("14.93"), "13.50, 0.75 and 0.68: {hen}");
        market.assert_clean();

        // What is known of Ama has the weights of her order, and a copy of the database has all of them.
        let known = ama.get("/v1/me/export").assert(200);
        assert!(known.to_string().contains("order_weight"), "{known}");
        let copied_to = TestDatabase::sqlite();
        copy(&market.database.database, &copied_to.database, &mut |_, _| {}).unwrap();
        assert_eq!(contents(&copied_to.database).unwrap(), contents(&market.database.database).unwrap());

        for (change, told) in [
            ("update order_weight set weighed_milli = weighed_milli + 100000 where weighed_milli is not null", "line by weight "),
            ("update orders set at_most_minor = 1 where at_most_minor is not null", "most agreed to "),
            ("update order_weight set position = 70", "weighed line "),
        ] {
            run_by_hand(&market.database.database, change).unwrap();
            assert!(market.verify().faults().iter().any(|fault| fault.starts_with(told)), "{change}: {:?}", market.verify().faults());
        }
    }

    async fn whoever_weighs_for_nobody_in_a_sale_is_told_of_none(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let sold = Market::open(&market);
        let ama = market.person("Ama");
        let order = sold.order(&ama, &[(HEN, 1)]);
        let other = market.person("Zoe");
        let farm = json!({"name": "Ferme du Voisin", "email": "zoe@example.org", "is_producer": true, "sells": "none"});
        other.post("/v1/enterprises", &farm).assert(201);
        for who in [&other, &ama] {
            assert_eq!(sold.weigh(who, "z", &[sold.line(&order, &kg("1.7"))]).status, 404);
            assert_eq!(who.get(&format!("/v1/cycles/{}/weights", sold.shop.cycle)).status, 404);
        }
        let guest = sold.look(&market.guest(), &[sold.line(&order, &kg("1.7"))]);
        assert_eq!(guest.status, 401);
        market.assert_clean();
    }
}
