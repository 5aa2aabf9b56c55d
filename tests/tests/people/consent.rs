//! Nobody is put into anything unasked: a hub or a farm takes part in somebody's cycle once it said yes, and can leave; each
//! hub serves its own customers, whoever runs the cycle.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,60\n";

/// Whoever runs a hub and a farm of their own, and a cycle that is open.
struct Neighbour {
    who: Client,
    hub: String,
    farm: String,
    cycle: String,
    leeks: String,
}

impl Neighbour {
    fn of(guest: &Client) -> Self {
        let who = guest.sign_up("Noor");
        let found = |name: &str, is_producer: bool, sells: &str| {
            let body = json!({"name": name, "is_producer": is_producer, "sells": sells});
            who.post("/v1/enterprises", &body).text_at("/id")
        };
        let (hub, farm) = (found("Le Quai", false, "any"), found("Le Pré", true, "none"));
        who.say_who_sells(&hub);
        who.post_list("producer,name,category,units,unit_type,price,on_hand,allergens,origin\nLe Pré,Leeks,Market,1,kg,3.00,50,none,FR\n")
            .assert(200);
        let leeks =
            who.get(&format!("/v1/enterprises/{farm}/products")).text_at("/items/0/variants/0/id");
        let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z"});
        let plan = json!({"coordinator": hub, "name": "Quai", "orders": orders});
        let cycle = who.post("/v1/cycles", &plan).text_at("/id");
        let this = Self { who, hub, farm, cycle, leeks };
        this.put(&json!({"enterprise": this.farm, "direction": "incoming"})).assert(200);
        let sold_at =
            json!({"enterprise": this.hub, "direction": "outgoing", "pick_up_text": "On the quay"});
        this.put(&sold_at).assert(200);
        this.who.post(&format!("/v1/cycles/{}/publish", this.cycle), &Value::Null).assert(200);
        this
    }

    fn put(&self, exchange: &Value) -> Answer {
        self.who.put(&format!("/v1/cycles/{}/exchanges", self.cycle), exchange)
    }

    /// Asks somebody's hub to sell in the cycle, for a fee and with words of the neighbour's.
    fn ask(&self, hub: &str) -> Answer {
        let grant = format!("/v1/enterprises/{}/grants/supply-to-cycles/{hub}", self.farm);
        self.who.put(&grant, &Value::Null).assert(204);
        let per_item = json!({"type": "per-item", "amount": {"amount": "0.50", "currency": "EUR"}});
        let fee = json!({"enterprise": self.hub, "name": "Share", "kind": "sales", "calculator": per_item});
        let fee = self.who.post("/v1/fees", &fee).text_at("/id");
        self.put(&json!({"enterprise": hub, "direction": "outgoing", "fees": [fee], "pick_up_text": "Send money to Noor"}))
    }

    fn of_hub(&self, hub: &str) -> String {
        format!("/v1/enterprises/{hub}/participations/{}/outgoing", self.cycle)
    }
}

fn yes() -> Value {
    json!({"answer": "yes"})
}

/// What a shop offers, by name.
fn offered(guest: &Client, query: &str) -> Vec<String> {
    let shown = guest.get(&format!("/v1/shops/{}/offers{query}", Shop::SLUG)).assert(200);
    let offers = shown["offers"].as_array().unwrap().iter();
    offers.map(|offer| offer["name"].as_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn a_hub_is_in_nobodys_cycle_unasked(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        shop.order(&guest.sign_up("Awa"), &[("Carrots, 500 g", 1)]);
        let noor = Neighbour::of(&guest);
        let before = shop.everything();
        let asked = noor.ask(&shop.hub_id).assert(200);
        assert_eq!((&asked["standing"], &asked["price_changes"]), (&json!("asked"), &json!([])));
        assert_eq!(shop.everything(), before, "nothing of the hub's changed");
        assert_eq!(offered(&guest, ""), ["Carrots", "Eggs"]);
        let there = format!("/v1/shops/{}/offers?cycle={}", Shop::SLUG, noor.cycle);
        guest.get(&there).assert_problem(404, "not-found");
        let cart = json!({"shop": Shop::SLUG, "cycle": noor.cycle, "lines": [{"variant": noor.leeks, "quantity": 1}]});
        let refused = guest.post("/v1/carts", &cart);
        assert_eq!(refused.status, 404, "{refused}");
        shop.hub.get(&format!("/v1/cycles/{}", noor.cycle)).assert_problem(404, "not-found");
        // Whoever asks reads nothing of whom it asks.
        for list in ["orders", "packing-list", "hand-over-list", "delivery-list", "harvest-sheets"] {
            noor.who.get(&format!("/v1/cycles/{}/{list}", shop.cycle)).assert_problem(404, "not-found");
        }
        // Both see what is pending, and only they.
        for (who, enterprise) in [(&shop.hub, &shop.hub_id), (&noor.who, &noor.hub)] {
            let path = format!("/v1/enterprises/{enterprise}/participations?standing=asked");
            let listed = who.get(&path).assert(200);
            assert_eq!(listed["items"].as_array().unwrap().len(), 1);
            assert_eq!(listed["items"][0]["coordinator"]["name"], "Le Quai");
            assert_eq!(listed["items"][0]["enterprise"]["name"], "Halle de la Gare");
            assert_eq!(listed["items"][0]["fees"][0]["name"], "Share");
        }
        noor.who.get(&format!("/v1/enterprises/{}/participations", shop.hub_id)).assert_problem(404, "not-found");
        // Nobody answers for another.
        noor.who.put(&noor.of_hub(&shop.hub_id), &yes()).assert_problem(404, "not-found");
        shop.farmer.put(&noor.of_hub(&shop.hub_id), &yes()).assert_problem(404, "not-found");
        // A no holds: asking again is refused, and changes nothing.
        let said = shop.hub.put(&noor.of_hub(&shop.hub_id), &json!({"answer": "no"})).assert(200);
        assert_eq!(said["standing"], "refused");
        noor.ask(&shop.hub_id).assert_fault(422, "invalid-field", "enterprise");
        noor.who.send("DELETE", &noor.of_hub(&shop.hub_id), None).assert(200);
        noor.ask(&shop.hub_id).assert_fault(422, "invalid-field", "enterprise");
        assert_eq!(shop.everything(), before);
        market.assert_clean();
    }

    async fn a_hub_that_agreed_sells_serves_its_own_customers_and_leaves(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let noor = Neighbour::of(&guest);
        noor.ask(&shop.hub_id).assert(200);
        // The hub takes the goods it is offered, too.
        let goods = format!("/v1/enterprises/{}/grants/supply-to-cycles/{}", noor.farm, shop.hub_id);
        shop.hub.put(&goods, &Value::Null).assert(204);
        let answer = noor.of_hub(&shop.hub_id);
        let stale = json!({"answer": "yes", "asked_at": "2020-01-01T00:00:00Z"});
        shop.hub.put(&answer, &stale).assert_problem(409, "terms-changed");
        assert_eq!(shop.hub.put(&answer, &yes()).assert(200)["standing"], "agreed");
        assert_eq!(shop.hub.put(&answer, &yes()).assert(200)["standing"], "agreed", "once more changes nothing");
        assert_eq!(offered(&guest, ""), ["Carrots", "Eggs"], "its own week comes first");
        assert_eq!(offered(&guest, &format!("?cycle={}", noor.cycle)), ["Leeks"]);
        // What it said yes to stays: whoever asked changes it by asking again.
        let moved = json!({"enterprise": shop.hub_id, "direction": "outgoing", "pick_up_text": "Pay me in cash"});
        noor.who.put(&format!("/v1/cycles/{}/exchanges", noor.cycle), &moved).assert_problem(409, "agreed-otherwise");
        // It sees its part, and what is charged in it.
        let part = shop.hub.get(&format!("/v1/cycles/{}", noor.cycle)).assert(200);
        assert_eq!(part["fees"][0]["name"], "Share");
        let dearer = json!({"fees": [part["fees"][0]["id"]]});
        noor.who.put(&format!("/v1/cycles/{}/fees", noor.cycle), &dearer).assert_problem(409, "agreed-otherwise");

        let awa = guest.sign_up("Awa");
        let order = |slug: &str, many: u32, key: &str| {
            let lines = json!([{"variant": noor.leeks, "quantity": many}]);
            let cart = json!({"shop": slug, "cycle": noor.cycle, "lines": lines});
            let cart = awa.post("/v1/carts", &cart).text_at("/id");
            shop.checkout(&awa, &cart, key).text_at("/id")
        };
        let (ours, theirs) = (order(Shop::SLUG, 2, "a"), order("le-quai", 3, "b"));
        let names = |who: &Client, list: &str| {
            let shown = who.get(&format!("/v1/cycles/{}/{list}", noor.cycle)).assert(200);
            let items = shown.get("items").unwrap_or(&shown).as_array().unwrap().clone();
            items.iter().map(|item| item["shop"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        for list in ["orders", "packing-list", "hand-over-list"] {
            assert_eq!(names(&shop.hub, list), std::slice::from_ref(&shop.hub_id), "{list}");
            assert_eq!(names(&noor.who, list), std::slice::from_ref(&noor.hub), "{list}");
        }
        shop.hub.get(&format!("/v1/orders/{ours}")).assert(200);
        noor.who.get(&format!("/v1/orders/{ours}")).assert_problem(404, "not-found");
        shop.hub.get(&format!("/v1/orders/{theirs}")).assert_problem(404, "not-found");
        shop.pay(&ours, "1.00", "paid").assert(201);
        shop.pay(&theirs, "1.00", "not-ours").assert_problem(404, "not-found");
        // What is brought to whom is known to who brings it, and of whom it is for nothing is.
        let path = format!("/v1/cycles/{}/delivery-list", noor.cycle);
        let brought = noor.who.get(&path).assert(200);
        let told = |line: &Value| format!("{} {}", line["shop_name"].as_str().unwrap(), line["items"]);
        assert_eq!(brought.as_array().unwrap().iter().map(told).collect::<Vec<_>>(), ["Halle de la Gare 2", "Le Quai 3"]);
        assert!(!brought.to_string().contains("Awa"));
        assert_eq!(shop.hub.get(&path).assert(200).as_array().unwrap().len(), 1);
        let file = noor.who.get(&format!("{path}.csv?lang=en"));
        assert!(file.text().contains("Halle de la Gare,Le Pré,Leeks,1 kg,ambient,2,2,kg"), "{}", file.text());

        // It leaves: it sells no more there, and what was ordered is still its own to hand out. Whoever runs it is told, once.
        market.take_letters();
        let left = shop.hub.send("DELETE", &answer, None).assert(200);
        let told = market.take_letters();
        let [letter] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(letter.subject, "Halle de la Gare ne participe plus");
        assert!(letter.to.contains("noor") && letter.text.contains("Ne vend plus rien de\n"), "{letter:?}");
        assert_eq!((&left["standing"], &left["terms"]["pick_up_text"]), (&json!("left"), &json!("Send money to Noor")));
        guest.get(&format!("/v1/shops/{}/offers?cycle={}", Shop::SLUG, noor.cycle)).assert_problem(404, "not-found");
        assert_eq!(names(&shop.hub, "hand-over-list"), std::slice::from_ref(&shop.hub_id));
        awa.get(&format!("/v1/orders/{ours}")).assert(200);
        noor.ask(&shop.hub_id).assert_fault(422, "invalid-field", "enterprise");
        // It may come back by itself, and lets be put into every cycle by a standing yes.
        shop.hub.put(&answer, &yes()).assert(200);
        shop.hub.send("DELETE", &answer, None).assert(200);
        // Back in it before the letter leaves, there is nothing to tell.
        shop.hub.put(&answer, &yes()).assert(200);
        assert_eq!(market.take_letters().len(), 0);
        for _ in 0..2 {
            shop.hub.send("DELETE", &answer, None).assert(200);
            shop.hub.put(&answer, &yes()).assert(200);
        }
        shop.hub.send("DELETE", &answer, None).assert(200);
        assert_eq!(market.take_letters().len(), 1, "what is left until a letter leaves is told in one");
        let grant = format!("/v1/enterprises/{}/grants/sell-through/{}", shop.hub_id, noor.hub);
        shop.hub.put(&grant, &Value::Null).assert(204);
        noor.ask(&shop.hub_id).assert_fault(422, "invalid-field", "enterprise");
        noor.who.put(&grant, &Value::Null).assert(204);
        assert_eq!(noor.ask(&shop.hub_id).assert(200)["standing"], "agreed");
        shop.hub.send("DELETE", &grant, None).assert(204);
        guest.get(&format!("/v1/shops/{}/offers?cycle={}", Shop::SLUG, noor.cycle)).assert_problem(404, "not-found");
        noor.who.post(&format!("/v1/cycles/{}/close", noor.cycle), &Value::Null).assert(200);
        shop.hub.put(&answer, &yes()).assert_problem(409, "cycle-not-open");
        shop.pay(&ours, "1.00", "paid-after").assert(201);
        market.assert_clean();
    }

    async fn who_leaves_one_cycle_after_another_is_told_of_each_once(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let guest = market.guest();
        let (shop, noor) = (Shop::open(&guest, GOODS), Neighbour::of(&guest));
        let grant = format!("/v1/enterprises/{}/grants/sell-through/{}", shop.hub_id, noor.hub);
        shop.hub.put(&grant, &Value::Null).assert(204);
        noor.who.put(&grant, &Value::Null).assert(204);
        assert_eq!(noor.ask(&shop.hub_id).assert(200)["standing"], "agreed");
        let copies = format!("/v1/cycles/{}/copies", noor.cycle);
        let next = noor.who.post(&copies, &json!({"days": 7})).text_at("/id");
        noor.who.patch(&format!("/v1/cycles/{next}"), &json!({"name": "Marina"})).assert(200);
        market.take_letters();
        let leave = |cycle: &str| {
            let path = format!("/v1/enterprises/{}/participations/{cycle}/outgoing", shop.hub_id);
            shop.hub.delete(&path).assert(200);
            let letters = market.take_letters();
            let [letter] = letters.as_slice() else { panic!("{letters:?}") };
            (letter.text.contains("\nQuai\n"), letter.text.contains("\nMarina\n"))
        };
        assert_eq!(leave(&noor.cycle), (true, false));
        market.move_clock("2026-05-04T08:00:30Z");
        assert_eq!(leave(&next), (false, true), "the first was told before");
        market.assert_clean();
    }

    async fn a_farm_brings_to_a_cycle_once_it_said_yes(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let noor = Neighbour::of(&guest);
        let before = shop.everything();
        let incoming = json!({"enterprise": shop.farm_id, "direction": "incoming"});
        let asked = noor.put(&incoming).assert(200);
        assert_eq!((&asked["standing"], &asked["variants"]), (&json!("asked"), &json!([])), "not a word of its goods");
        noor.put(&json!({"enterprise": noor.hub, "direction": "outgoing"})).assert(200);
        let offers = |expected: usize| {
            let shown = guest.get("/v1/shops/le-quai/offers").assert(200);
            assert_eq!(shown["offers"].as_array().unwrap().len(), expected, "{shown}");
        };
        offers(1);
        noor.who.get(&format!("/v1/enterprises/{}/products", shop.farm_id)).assert_problem(404, "not-found");
        let answer = format!("/v1/enterprises/{}/participations/{}/incoming", shop.farm_id, noor.cycle);
        shop.farmer.put(&answer, &yes()).assert(200);
        noor.put(&json!({"enterprise": noor.hub, "direction": "outgoing"})).assert(200);
        offers(3);
        shop.farmer.put(&answer, &json!({"answer": "no"})).assert(200);
        offers(1);
        noor.put(&incoming).assert_fault(422, "invalid-field", "enterprise");
        assert_eq!(shop.everything(), before);
        market.assert_clean();
    }

    async fn what_nobody_answered_lapses_as_the_cycle_closes(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let noor = Neighbour::of(&guest);
        noor.ask(&shop.hub_id).assert(200);
        noor.who.post(&format!("/v1/cycles/{}/close", noor.cycle), &Value::Null).assert(200);
        let listed = format!("/v1/enterprises/{}/participations", shop.hub_id);
        assert_eq!(shop.hub.get(&listed).text_at("/items/0/participation/standing"), "lapsed");
        let refused = shop.hub.put(&noor.of_hub(&shop.hub_id), &yes());
        refused.assert_problem(409, "cycle-not-open");
        market.assert_clean();
    }

    async fn nobody_is_paid_a_fee_by_strangers(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let noor = Neighbour::of(&guest);
        let fees = json!({"fees": [shop.fee]});
        noor.who.put(&format!("/v1/cycles/{}/fees", noor.cycle), &fees).assert_fault(422, "invalid-field", "fees");
        noor.put(&json!({"enterprise": noor.hub, "direction": "outgoing", "fees": [shop.fee]}))
            .assert_fault(422, "invalid-field", "fees");
        market.assert_clean();
    }

    async fn sending_an_exchange_again_changes_only_what_it_says(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let put = |exchange: Value| {
            shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &exchange).assert(200)
        };
        let ten = json!({"type": "per-item", "amount": {"amount": "0.30", "currency": "EUR"}});
        let fee = json!({"enterprise": shop.hub_id, "name": "Box", "kind": "packing", "calculator": ten});
        let fee = shop.hub.post("/v1/fees", &fee).text_at("/id");
        let window = json!({"from": "2030-01-01T08:00:00Z", "until": "2030-01-01T10:00:00Z"});
        let of_hub = |more: Value| {
            let mut said = json!({"enterprise": shop.hub_id, "direction": "outgoing"});
            said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            said
        };
        let first = put(of_hub(json!({"fees": [fee], "pick_up": window, "pick_up_text": "Left door"})));
        // The price of everything moved, and the answer says so.
        let moved = &first["price_changes"][0];
        assert_eq!((&moved["of"], &moved["from"]["amount"], &moved["to"]["amount"]), (&json!("offer"), &json!("1.70"), &json!("2.00")));
        assert_eq!(first["price_changes"].as_array().unwrap().len(), 2);
        let again = put(of_hub(json!({})));
        assert_eq!(again["price_changes"], json!([]));
        for kept in ["fees", "pick_up", "pick_up_text", "variants", "carries_all"] {
            assert_eq!(again[kept], first[kept], "{kept}");
        }
        // What a farm lists later comes with it, as everything was asked for.
        shop.farmer.post_list("producer,name,category,units,unit_type,price,on_hand,allergens,origin\nFerme des Tilleuls,Kale,Market,1,kg,4,9,none,FR\n")
            .assert(200);
        put(json!({"enterprise": shop.farm_id, "direction": "incoming"}));
        assert_eq!(put(of_hub(json!({})))["variants"].as_array().unwrap().len(), 3);
        // A choice stays a choice.
        let carrots = shop.variant("Carrots, 500 g");
        assert_eq!(put(of_hub(json!({"variants": [carrots]})))["variants"], json!([carrots]));
        assert_eq!(put(of_hub(json!({"pick_up_text": "Right door"})))["variants"], json!([carrots]));
        let all = put(of_hub(json!({"variants": null})));
        assert_eq!(all["variants"].as_array().unwrap().len(), 3);
        // And what is to go is said.
        let cleared = put(of_hub(json!({"fees": null, "pick_up": null})));
        assert_eq!((&cleared["fees"], &cleared["pick_up"]), (&json!([]), &Value::Null));
        assert_eq!(cleared["pick_up_text"], "Right door");
        assert_eq!(cleared["price_changes"].as_array().unwrap().len(), 3);
        let none = shop.hub.put(&format!("/v1/cycles/{}/fees", shop.cycle), &json!({"fees": []})).assert(200);
        assert_eq!(none["price_changes"].as_array().unwrap().len(), 3);
        market.assert_clean();
    }
}
