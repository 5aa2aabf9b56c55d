//! How a hub hands over: its methods, chosen in a cycle, shown, chosen by shoppers, priced, taxed, paid and packed by.

use serde_json::{Value, json};
use sillon_kernel::OrderId;
use sillon_store::Repositories;
use sillon_testkit::{Answer, Client, Marketplace, Shop, at_once, on_both_databases, run as wait};

const EGGS: &str = "Eggs, 6 × egg";
const CARROTS: &str = "Carrots, 500 g";

fn opened(market: &Marketplace) -> Shop {
    Shop::open(&market.guest(), "Carrots,500,g,,1.60,5000\nEggs,6,,egg,2.70,5000")
}

/// The hub says how it charges tax.
fn say_regime(shop: &Shop, regime: &str) {
    let identity = json!({"legal_name": "Halle", "siren": "732829320", "vat_regime": regime});
    let path = format!("/v1/enterprises/{}/legal-identity", shop.hub_id);
    shop.hub.put(&path, &identity).assert(200);
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

fn flat(amount: &str) -> Value {
    json!({"type": "flat-rate", "amount": eur(amount)})
}

/// A pick-up in the barn, at a price.
fn barn(calculator: &Value) -> Value {
    json!({
        "name": "La Grange", "kind": "pick-up", "address": "12 rue des Lilas, 88000 Épinal",
        "text": "Par la cour.", "calculator": calculator,
    })
}

/// A delivery by bicycle to the town and the villages around.
fn bicycle() -> Value {
    json!({
        "name": "Vélo", "kind": "delivery", "postcodes": ["88000", "881*"],
        "calculator": flat("4.00"), "carries": ["ambient", "chilled"],
    })
}

/// Adds a method; its id.
fn add(shop: &Shop, method: &Value) -> String {
    let path = format!("/v1/enterprises/{}/hand-over-methods", shop.hub_id);
    let made = shop.hub.post(&path, method);
    made.assert(201);
    made.text_at("/id")
}

/// What the hub says of its way out of the cycle.
fn put(shop: &Shop, said: &Value) -> Answer {
    let mut exchange = json!({"enterprise": shop.hub_id, "direction": "outgoing"});
    for (name, value) in said.as_object().unwrap() {
        exchange[name] = value.clone();
    }
    shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &exchange)
}

/// A checkout of a cart by a method, at what the cart comes to with it.
fn check_out(who: &Client, cart: &str, hand_over: &Value) -> Answer {
    let chosen = json!({"method": hand_over["method"]});
    let total = who.put(&format!("/v1/carts/{cart}/hand-over"), &chosen).text_at("/total/amount");
    let mut body = Shop::contact("Awa", &total);
    body["hand_over"] = hand_over.clone();
    who.with_key(cart).post(&format!("/v1/carts/{cart}/checkout"), &body)
}

fn address(postcode: &str) -> Value {
    json!({"street": "3 place des Vosges\n2e étage", "postcode": postcode, "city": "Épinal"})
}

fn read(who: &Client, path: &str) -> Value {
    who.get(path).assert(200)
}

/// Kind, amount and tax of each component.
fn parts(order: &Value) -> Vec<String> {
    let text = |part: &Value, at: &str| part.pointer(at).unwrap().as_str().unwrap().to_owned();
    let part = |part: &Value| {
        format!(
            "{} {} {}",
            text(part, "/kind"),
            text(part, "/amount/amount"),
            text(part, "/tax/amount")
        )
    };
    order["components"].as_array().unwrap().iter().map(part).collect()
}

on_both_databases! {
    async fn hand_overs_move_with_the_orders_of_a_cycle_where_that_is_wished(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Carrots,500,g,,1.60,80");
        let orders = |from: &str, until: &str| json!({"from": from, "until": until});
        let planned = orders("2030-03-25T08:00:00Z", "2030-03-28T18:00:00Z");
        let plan = json!({"coordinator": shop.hub_id, "name": "Spring", "orders": planned});
        let cycle = shop.hub.post("/v1/cycles", &plan).text_at("/id");
        let path = format!("/v1/cycles/{cycle}");
        let put = |part: &Value| shop.hub.put(&format!("{path}/exchanges"), part).assert(200);
        put(&json!({"enterprise": shop.farm_id, "direction": "incoming", "cutoff": "2030-03-27T10:00:00Z",
            "pick_up": orders("2030-03-29T06:00:00Z", "2030-03-29T08:00:00Z")}));
        put(&json!({"enterprise": shop.hub_id, "direction": "outgoing", "pick_up": orders("2030-03-29T16:00:00Z", "2030-03-29T18:00:00Z")}));
        let times = || {
            let shown = shop.hub.get(&path).assert(200);
            let of = |place: usize| {
                let exchange = &shown["exchanges"][place];
                (exchange["pick_up"]["from"].as_str().unwrap().to_owned(), exchange["cutoff"].clone())
            };
            (of(0), of(1))
        };
        let planned = times();
        // The clock is put forward in between: it shows the same, a week later.
        let later = orders("2030-04-01T07:00:00Z", "2030-04-04T17:00:00Z");
        shop.hub.patch(&path, &json!({"orders": later})).assert(200);
        assert_eq!(times(), planned, "nobody said that they move");
        shop.hub.patch(&path, &json!({"orders": orders("2030-03-25T08:00:00Z", "2030-03-28T18:00:00Z")})).assert(200);
        let edit = json!({"id": cycle, "orders": later, "move_hand_over": true});
        shop.hub.patch("/v1/cycles", &json!({"cycles": [edit]})).assert(200);
        let moved = (
            ("2030-04-05T05:00:00Z".to_owned(), json!("2030-04-03T09:00:00Z")),
            ("2030-04-05T15:00:00Z".to_owned(), Value::Null),
        );
        assert_eq!(times(), moved);
        // Two hours more on the same day are no day later.
        let longer = orders("2030-04-01T07:00:00Z", "2030-04-04T19:00:00Z");
        shop.hub.patch(&path, &json!({"orders": longer, "move_hand_over": true})).assert(200);
        assert_eq!(times(), moved);
        let history = shop.hub.get(&format!("{path}/history")).assert(200);
        let told = history["items"].as_array().unwrap().iter().filter(|it| it["field"] == "pick_up");
        assert_eq!(told.filter(|it| !it["before"].is_null()).count(), 2);
        // Who ordered was told when to come.
        shop.order(&market.person("Awa"), &[("Carrots, 500 g", 1)]);
        let open = format!("/v1/cycles/{}", shop.cycle);
        let from = shop.hub.get(&open).assert(200)["orders"]["from"].clone();
        let edit = json!({"orders": {"from": from, "until": "2090-01-01T00:00:00Z"}, "move_hand_over": true});
        shop.hub.patch(&open, &edit).assert_fault(409, "cycle-ordered", "move_hand_over");
        market.assert_clean();
    }

    async fn a_pick_up_is_shown_chosen_taxed_paid_and_told(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        say_regime(&shop, "liable");
        let method = add(&shop, &barn(&flat("1.20")));
        let window = json!({"from": "2100-01-02T15:00:00Z", "until": "2100-01-02T17:00:00Z"});
        put(&shop, &json!({"hand_over": [{"method": method, "window": window}]})).assert(200);

        // It is shown before anything is in a basket.
        let offers = read(&guest, &format!("/v1/shops/{}/offers", Shop::SLUG));
        let shown = &offers["hand_over"][0];
        assert_eq!((&shown["method"], &shown["name"]), (&json!(method), &json!("La Grange")));
        assert_eq!((&shown["kind"], &shown["tax"]), (&json!("pick-up"), &json!("20")));
        assert_eq!((&shown["calculator"], &shown["window"]["from"]), (&flat("1.20"), &window["from"]));
        let of_shop = read(&guest, &format!("/v1/shops/{}", Shop::SLUG));
        assert_eq!(of_shop["hand_over"], offers["hand_over"]);

        // A cart is priced with it once it names it.
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        let bare = read(&guest, &format!("/v1/carts/{cart}"));
        assert_eq!((&bare["hand_over"], &bare["total"]["amount"]), (&Value::Null, &json!("5.60")));
        let refused = shop.checkout(&guest, &cart, "none").assert_fault(422, "hand-over-required", "hand_over.method");
        assert_eq!((&refused["method"], &refused["name"]), (&json!(method), &json!("La Grange")));
        let path = format!("/v1/carts/{cart}/hand-over");
        let priced = guest.put(&path, &json!({"method": method})).assert(200);
        assert_eq!((&priced["hand_over"]["amount"], &priced["total"]), (&eur("1.20"), &eur("6.80")));
        assert_eq!(priced["hand_over"]["refused"], Value::Null);
        assert_ne!(priced["tag"], bare["tag"], "what is promised is not the same");
        let unknown = json!({"method": shop.hub_id});
        guest.put(&path, &unknown).assert_problem(422, "hand-over-required");

        // The cart keeps it, and what the order comes to is what the cart said.
        let placed = shop.checkout(&guest, &cart, "k").assert(201);
        assert_eq!(placed["total"], eur("6.80"));
        assert_eq!(parts(&placed), ["goods 5.40 0.28", "item-fee 0.20 0.00", "hand-over 1.20 0.20"]);
        assert_eq!(placed["components"][2]["payee"], shop.hub_id);
        let told = &placed["hand_over"];
        assert_eq!((&told["place"], &told["window"]["until"]),
            (&json!("12 rue des Lilas, 88000 Épinal"), &window["until"]));

        // Money: due, paid, and the hub's.
        market.assert_clean();
        shop.close().assert(200);
        let order = placed["id"].as_str().unwrap();
        shop.pay(order, "6.80", "p").assert(201);
        let payable = shop.hub.get(&format!("/v1/enterprises/{}/balance", shop.hub_id));
        assert_eq!(payable.text_at("/payable/amount"), "1.40");
        market.assert_clean();

        let listed = read(&shop.hub, &format!("/v1/cycles/{}/hand-over-list", shop.cycle));
        assert_eq!((&listed[0]["hand_over"], &listed[0]["address"]), (&json!("La Grange"), &Value::Null));
        let packed = read(&shop.hub, &format!("/v1/cycles/{}/packing-list", shop.cycle));
        assert_eq!(packed[0]["hand_over"], "La Grange");
        let letters = market.take_letters();
        let letter = letters.into_iter().find(|letter| letter.text.contains("6,80")).unwrap().text;
        for said in ["La Grange", "12 rue des Lilas", "Par la cour.", "1,20", "2 janvier 2100"] {
            assert!(letter.contains(said), "{said}: {letter}");
        }
        assert!(!letter.contains("Behind the station"), "the order is fetched elsewhere: {letter}");
    }

    async fn a_hub_offers_all_it_has_until_it_chooses_and_none_it_retired(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let offered = || -> Vec<String> {
            let offers = read(&guest, &format!("/v1/shops/{}/offers", Shop::SLUG));
            let names = offers["hand_over"].as_array().unwrap().iter();
            names.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(offered(), Vec::<String>::new());
        let plain = shop.order(&guest, &[(EGGS, 1)]);
        let named = json!({"method": shop.hub_id});
        let cart = shop.cart(&guest, &[(EGGS, 1)]);
        let mut body = Shop::contact("Awa", "2.80");
        body["hand_over"] = named;
        guest.with_key("x").post(&format!("/v1/carts/{cart}/checkout"), &body)
            .assert_fault(422, "invalid-field", "hand_over");

        let (barn, bicycle) = (add(&shop, &barn(&Value::Null)), add(&shop, &bicycle()));
        assert_eq!(offered(), ["La Grange", "Vélo"]);
        put(&shop, &json!({"hand_over": [{"method": bicycle}]})).assert(200);
        assert_eq!(offered(), ["Vélo"]);
        let cycle = read(&shop.hub, &format!("/v1/cycles/{}", shop.cycle));
        assert_eq!(cycle["hand_over_methods"].as_array().unwrap().len(), 2);
        shop.hub.delete(&format!("/v1/hand-over-methods/{bicycle}")).assert(204);
        assert_eq!(offered(), ["Vélo"], "what names it keeps it");
        put(&shop, &json!({"hand_over": []})).assert(200);
        assert_eq!(offered(), ["La Grange"]);
        put(&shop, &json!({"hand_over": [{"method": bicycle}]}))
            .assert_fault(422, "invalid-field", "hand_over");
        put(&shop, &json!({"hand_over": [{"method": barn}, {"method": barn}]}))
            .assert_fault(422, "invalid-field", "hand_over");
        let incoming = json!({"enterprise": shop.farm_id, "direction": "incoming", "hand_over": [{"method": barn}]});
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &incoming)
            .assert_fault(422, "invalid-field", "hand_over");

        // What was ordered before stays as it was.
        let told = read(&shop.hub, &format!("/v1/orders/{plain}"));
        assert_eq!((&told["hand_over"], told["components"].as_array().unwrap().len()), (&Value::Null, 2));
        let history = read(&shop.hub, &format!("/v1/cycles/{}/history", shop.cycle));
        let changes = history["items"].as_array().unwrap().iter();
        assert!(changes.filter(|it| it["field"] == "hand_over").count() >= 2);
        market.assert_clean();
    }

    async fn a_method_is_changed_under_its_version_and_field_by_field(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let methods = format!("/v1/enterprises/{}/hand-over-methods", shop.hub_id);
        let wrong = |field: &str, value: Value| {
            let mut method = barn(&flat("1.20"));
            method[field] = value;
            shop.hub.post(&methods, &method).assert_any_problem();
        };
        wrong("kind", json!("teleport"));
        wrong("address", Value::Null);
        wrong("postcodes", json!(["88000"]));
        wrong("carries", json!([]));
        wrong("capacity", json!(0));
        wrong("calculator", json!({"type": "flat-rate", "amount": {"amount": "1", "currency": "CHF"}}));
        let nowhere = json!({"name": "Vélo", "kind": "delivery", "postcodes": ["8*8"]});
        shop.hub.post(&methods, &nowhere).assert_fault(422, "invalid-field", "postcodes");
        shop.farmer.post(&methods, &barn(&Value::Null)).assert_any_problem();
        let farms = format!("/v1/enterprises/{}/hand-over-methods", shop.farm_id);
        shop.farmer.post(&farms, &barn(&Value::Null)).assert_problem(409, "sells-nothing");

        let made = shop.hub.post(&methods, &barn(&flat("1.20")));
        let (path, tag) = (format!("/v1/hand-over-methods/{}", made.text_at("/id")), made.header("etag").unwrap().to_owned());
        let renamed = shop.hub.saying("If-Match", &tag).patch(&path, &json!({"name": "Le Four"}));
        assert_eq!((renamed.text_at("/name"), renamed.header("etag")), ("Le Four".to_owned(), Some("\"2\"")));
        shop.hub.saying("If-Match", &tag).patch(&path, &json!({"name": "La Cave"}))
            .assert_problem(412, "changed-since");
        shop.hub.patch(&path, &json!({"postcodes": ["88000"]})).assert_fault(422, "invalid-field", "postcodes");
        let free = shop.hub.patch(&path, &json!({"calculator": null, "capacity": 3})).assert(200);
        assert_eq!((&free["calculator"], &free["capacity"]), (&Value::Null, &json!(3)));
        let history = read(&shop.hub, &format!("{path}/history"));
        assert_eq!((&history["items"][0]["of"], &history["items"][0]["by"]), (&json!("hand-over-method"), &json!("person")));
        market.person("Ugo").patch(&path, &json!({"name": "Mine"})).assert_any_problem();
        market.assert_clean();
    }

    async fn a_delivery_goes_where_it_goes_and_carries_what_it_can(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        shop.farmer.patch(&format!("/v1/products/{}", shop.product(EGGS)), &json!({"storage": "frozen"})).assert(200);
        let method = add(&shop, &bicycle());
        let cart = shop.cart(&guest, &[(CARROTS, 1), (EGGS, 2)]);
        let path = format!("/v1/carts/{cart}/hand-over");
        let seen = guest.put(&path, &json!({"method": method, "postcode": "88 000"})).assert(200);
        assert_eq!((&seen["hand_over"]["refused"], &seen["hand_over"]["cannot_carry"]), (&json!("cannot-carry"), &json!([1])));
        let there = |postcode: &str| json!({"method": method, "address": address(postcode)});
        check_out(&guest, &cart, &there("88000")).assert_fault(409, "cannot-carry", "lines[1]");

        let cart = shop.cart(&guest, &[(CARROTS, 2)]);
        let path = format!("/v1/carts/{cart}/hand-over");
        let asked = |postcode: &str| {
            guest.put(&path, &json!({"method": method, "postcode": postcode})).assert(200)["hand_over"]["refused"].clone()
        };
        assert_eq!(json!([asked("88120"), asked("54000")]), json!([null, "not-delivered-there"]));
        let nowhere = json!({"method": method});
        check_out(&guest, &cart, &nowhere).assert_fault(422, "invalid-field", "hand_over.address");
        check_out(&guest, &cart, &there("54000"))
            .assert_fault(409, "not-delivered-there", "hand_over.address.postcode");
        let blank = json!({"method": method, "address": {"street": "", "postcode": "88000", "city": "Épinal"}});
        check_out(&guest, &cart, &blank).assert_any_problem();
        let placed = check_out(&guest, &cart, &there("88120"));
        let order = placed.assert(201);
        assert_eq!(order["hand_over"]["address"], address("88120"));
        assert_eq!(order["total"], eur("7.40"));

        // Who packs and hands out for the hub reads where it goes; the farm reads nothing of it.
        let line = "3 place des Vosges, 2e étage, 88120 Épinal";
        let listed = read(&shop.hub, &format!("/v1/cycles/{}/hand-over-list?by=hand-over", shop.cycle));
        assert_eq!(listed[0]["address"], line);
        let packed = shop.hub.get(&format!("/v1/cycles/{}/packing-list.csv?by=hand-over", shop.cycle));
        assert!(packed.text().contains("Remise;Adresse") && packed.text().contains(line), "{}", packed.text());
        shop.close().assert(200);
        for path in ["harvest-sheets", "harvest-sheets.csv"] {
            let sheet = shop.farmer.get(&format!("/v1/cycles/{}/{path}", shop.cycle));
            assert!(!sheet.text().contains("Vosges"));
        }
        shop.farmer.get(&format!("/v1/orders/{}", placed.text_at("/id"))).assert_problem(404, "not-found");
        let letter = market.take_letters().into_iter().find(|letter| letter.text.contains("7,40")).unwrap().text;
        assert!(letter.contains("Livraison") && letter.contains(line), "{letter}");
        assert!(letter.contains("à la livraison"), "{letter}");
        market.assert_clean();
    }

    async fn nobody_pays_a_hand_over_they_did_not_agree_to(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let method = add(&shop, &barn(&flat("1.20")));
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        let seen = guest.put(&format!("/v1/carts/{cart}/hand-over"), &json!({"method": method})).assert(200);
        let dearer = json!({"calculator": flat("1.50")});
        shop.hub.patch(&format!("/v1/hand-over-methods/{method}"), &dearer).assert(200);
        let total = seen["total"]["amount"].as_str().unwrap();
        let refused = shop.checkout_at(&guest, &cart, "k", total).assert_problem(409, "price-changed");
        let errors = refused["errors"].as_array().unwrap();
        let of_hand_over = errors.iter().find(|it| it["field"] == "hand_over").unwrap();
        assert_eq!((&of_hand_over["before"], &of_hand_over["now"]), (&json!("1.20"), &json!("1.50")));
        // Other words for the same sum are told by the tag of what was read.
        let again = guest.get(&format!("/v1/carts/{cart}"));
        let tag = again.header("etag").unwrap().to_owned();
        shop.hub.patch(&format!("/v1/hand-over-methods/{method}"), &json!({"address": "Ailleurs"})).assert(200);
        let body = Shop::contact("Awa", &again.text_at("/total/amount"));
        let checkout = format!("/v1/carts/{cart}/checkout");
        guest.saying("If-Match", &tag).with_key("k2").post(&checkout, &body).assert_problem(412, "cart-changed");
        assert_eq!(shop.checkout(&guest, &cart, "k3").assert(201)["total"], eur("7.10"));
        market.assert_clean();
    }

    async fn the_hubs_regime_decides_what_tax_is_in_it(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let mut exempt = barn(&json!({"type": "percent-of-total", "percent": "10"}));
        exempt["tax_category"] = json!("reduced");
        let method = add(&shop, &exempt);
        let of_hand_over = || {
            let cart = shop.cart(&guest, &[(EGGS, 3)]);
            let placed = check_out(&guest, &cart, &json!({"method": method})).assert(201);
            parts(&placed).into_iter().find(|part| part.starts_with("hand-over")).unwrap()
        };
        say_regime(&shop, "liable");
        assert_eq!(of_hand_over(), "hand-over 0.81 0.04");
        say_regime(&shop, "franchise");
        assert_eq!(of_hand_over(), "hand-over 0.81 0.00");
        assert_eq!(read(&guest, &format!("/v1/shops/{}", Shop::SLUG))["hand_over"][0]["tax"], "0");
        market.assert_clean();
    }

    async fn of_ten_places_exactly_ten_are_taken(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let mut small = barn(&flat("1.00"));
        small["capacity"] = json!(10);
        let (small, large) = (add(&shop, &small), add(&shop, &bicycle()));
        let many = 50;
        let guests: Vec<Client> = (0..many).map(|_| market.guest()).collect();
        let cart = |who: &Client| {
            let cart = shop.cart(who, &[(EGGS, 1)]);
            who.put(&format!("/v1/carts/{cart}/hand-over"), &json!({"method": small})).assert(200);
            cart
        };
        let carts: Vec<String> = guests.iter().map(cart).collect();
        let order = |number: usize| shop.checkout_at(&guests[number], &carts[number], "k", "3.80");
        let answers = at_once(many, order);
        let (placed, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|it| it.status == 201);
        assert_eq!((placed.len(), refused.len()), (10, 40));
        for answer in refused {
            answer.assert_fault(409, "hand-over-full", "hand_over.method");
        }
        // A cart says so, too; and nothing was taken for those who were refused.
        let guest = market.guest();
        let cart = shop.cart(&guest, &[(EGGS, 1)]);
        let seen = guest.put(&format!("/v1/carts/{cart}/hand-over"), &json!({"method": small})).assert(200);
        assert_eq!(seen["hand_over"]["refused"], "hand-over-full");
        assert_eq!(shop.left(EGGS), 4_990);
        let there = json!({"method": large, "address": address("88000")});
        check_out(&guest, &cart, &there).assert(201);
        // The same checkout once more is the same order, and takes no other place.
        let again = shop.checkout_at(&guests[0], &carts[0], "k", "3.80");
        assert_eq!(again.status, answers[0].status);
        market.assert_clean();
    }

    async fn pages_show_the_ways_before_the_basket_and_one_is_chosen_without_a_script(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let (barn, bicycle) = (add(&shop, &barn(&Value::Null)), add(&shop, &bicycle()));
        let page = guest.get(&format!("/shops/{}?lang=en", Shop::SLUG)).text();
        for said in ["La Grange", "free", "Vélo", "€4.00", "Delivered to: 88000, 881*"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        let (choice, checkout) = (format!("/carts/{cart}/hand-over"), format!("/carts/{cart}/checkout"));
        let sent = guest.get(&checkout);
        assert_eq!((sent.status, sent.header("location")), (303, Some(choice.as_str())));
        let page = guest.get(&choice).text();
        assert!(page.contains(&barn) && page.contains(&bicycle) && page.contains("type=\"radio\""));
        let form = |path: &str, fields: &[(&str, &str)]| guest.form(path, fields);
        assert_eq!(form(&choice, &[]).status, 422, "one is to be chosen");
        let chosen = form(&choice, &[("method", &bicycle)]);
        assert_eq!((chosen.status, chosen.header("location")), (303, Some(checkout.as_str())));
        let page = guest.get(&format!("{checkout}?lang=en")).text();
        assert!(page.contains("€9.60") && page.contains("name=\"street\"") && page.contains("Choose otherwise"), "{page}");
        let hidden: Vec<(String, String)> = page
            .split("<input type=\"hidden\" name=\"")
            .skip(1)
            .filter_map(|input| {
                let (name, rest) = input.split_once("\" value=\"")?;
                Some((name.to_owned(), rest.split_once('"')?.0.to_owned()))
            })
            .collect();
        let press = |typed: &[(&str, &str)]| {
            let known = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let contact =
                [("name", "Awa"), ("email", "awa@example.org"), ("payment", "cash"), ("consent", "yes")];
            let fields: Vec<(&str, &str)> = known.chain(contact).chain(typed.iter().copied()).collect();
            form(&checkout, &fields)
        };
        let nowhere = press(&[]);
        assert_eq!(nowhere.status, 422);
        assert!(nowhere.text().contains("id=\"street-error\""), "{}", nowhere.text());
        let there = |postcode| [("street", "3 place des Vosges"), ("postcode", postcode), ("city", "Vagney")];
        let outside = press(&there("54000"));
        assert!(outside.status == 409 && outside.text().contains("id=\"postcode-error\""), "{}", outside.text());
        let placed = press(&there("88120"));
        assert_eq!(placed.status, 303, "{}", placed.text());
        let order = guest.get(&format!("{}&lang=en", placed.header("location").unwrap())).text();
        for said in ["Delivery", "3 place des Vosges, 88120 Vagney", "€4.00", "€9.60"] {
            assert!(order.contains(said), "{said}: {order}");
        }
        market.assert_clean();
    }

    async fn a_copy_has_the_methods_on_its_days_without_those_that_are_retired(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let (barn, bicycle) = (add(&shop, &barn(&Value::Null)), add(&shop, &bicycle()));
        let window = json!({"from": "2100-01-02T15:00:00Z", "until": "2100-01-02T17:00:00Z"});
        let chosen = json!([{"method": barn, "window": window}, {"method": bicycle}]);
        put(&shop, &json!({"hand_over": chosen})).assert(200);
        shop.hub.delete(&format!("/v1/hand-over-methods/{bicycle}")).assert(204);
        let copy = shop.hub.post(&format!("/v1/cycles/{}/copies", shop.cycle), &json!({"days": 7}));
        copy.assert(201);
        let copied = read(&shop.hub, &format!("/v1/cycles/{}", copy.text_at("/id")));
        let exchanges = copied["exchanges"].as_array().unwrap().iter();
        let out = exchanges.clone().find(|it| it["direction"] == "outgoing").unwrap();
        assert_eq!(out["hand_over"], json!([{"method": barn, "window": {
            "from": "2100-01-09T15:00:00Z", "until": "2100-01-09T17:00:00Z",
        }}]));
        put(&shop, &json!({"hand_over": [{"method": barn}]})).assert(200);
        let series = shop.hub.post("/v1/series", &json!({"cycle": shop.cycle, "rule": "FREQ=WEEKLY"}));
        series.assert(201);
        let parts = read(&shop.hub, &format!("/v1/series/{}", series.text_at("/id")));
        assert!(parts.to_string().contains(&barn), "{parts}");
    }

    async fn an_address_is_exported_and_erased_with_who_gave_it(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let shop = Shop::open_until(&market.guest(), "Eggs,6,,egg,2.70,50", "2026-05-05T08:00:00Z");
        let method = add(&shop, &bicycle());
        let awa = market.person("Awa");
        let cart = shop.cart(&awa, &[(EGGS, 1)]);
        let there = json!({"method": method, "address": address("88000")});
        let order = check_out(&awa, &cart, &there);
        order.assert(201);
        let order = order.text_at("/id");
        let export = awa.get("/v1/me/export");
        assert!(export.text().contains("place des Vosges"), "{}", export.text());
        market.move_clock("2026-05-20T08:00:00Z");
        let path = format!("/v1/orders/{order}");
        assert!(shop.hub.get(&path).text().contains("place des Vosges"));
        let password = json!({"password": "the password of Awa"});
        awa.send_json("DELETE", "/v1/me", &password).assert(204);
        let after = read(&shop.hub, &path);
        assert_eq!(after["hand_over"]["address"], Value::Null);
        assert_eq!((&after["hand_over"]["name"], &after["total"]), (&json!("Vélo"), &eur("6.80")));
        market.assert_clean();
    }

    async fn an_address_is_forgotten_with_the_name_of_who_gave_it(db: TestDatabase) {
        let market = Marketplace::open_at(db, "2026-05-04T08:00:00Z");
        let shop = Shop::open_until(&market.guest(), "Eggs,6,,egg,2.70,50", "2026-05-05T08:00:00Z");
        let method = add(&shop, &bicycle());
        let guest = market.guest();
        let cart = shop.cart(&guest, &[(EGGS, 1)]);
        let there = json!({"method": method, "address": address("88000")});
        let order = check_out(&guest, &cart, &there);
        order.assert(201);
        let order: OrderId = order.text_at("/id").parse().unwrap();
        let forget = |at: &str| {
            market.set_clock(at);
            let engine = market.engine();
            let work = move || {
                let forgotten = wait(engine.forget_old()).unwrap();
                let order = wait(engine.read(move |tx| Ok(tx.orders().get(order)?))).unwrap();
                (forgotten.contacts, order.hand_over.unwrap().address.is_some())
            };
            std::thread::scope(|scope| scope.spawn(work).join()).unwrap()
        };
        assert_eq!(forget("2026-06-05T08:00:00Z"), (0, true));
        assert_eq!(forget("2027-06-10T08:00:00Z"), (1, false));
        market.assert_clean();
    }
}
