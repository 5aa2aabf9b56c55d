//! Sizes that are put together from others: said, offered, sold as one, drawn from the pools of their parts, paid to their farms,
//! harvested, packed, and never oversold.

use serde_json::{Value, json};
use sillon_store::run_by_hand;
use sillon_testkit::{Answer, Client, Marketplace, Shop, at_once, on_both_databases};

const CARROTS: &str = "Carrots, 500 g";
const EGGS: &str = "Eggs, 6 × egg";
const CIDER: &str = "Cider, 750 ml";

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

fn read(who: &Client, path: &str) -> Value {
    who.get(path).assert(200)
}

/// A shop with carrots, eggs and cider, which is taxed at the standard rate; the hub says it makes something itself.
fn opened(market: &Marketplace, carrots: u32, eggs: u32) -> Shop {
    let rows =
        format!("Carrots,500,g,,1.60,{carrots}\nEggs,6,,egg,2.70,{eggs}\nCider,750,mL,,4.00,20");
    let shop = Shop::open(&market.guest(), &rows);
    let cider = format!("/v1/variants/{}", shop.variant(CIDER));
    shop.farmer.patch(&cider, &json!({"tax": "standard"})).assert(200);
    shop.hub
        .patch(&format!("/v1/enterprises/{}", shop.hub_id), &json!({"is_producer": true}))
        .assert(200);
    let identity = json!({"legal_name": "Halle", "siren": "732829320", "vat_regime": "liable"});
    shop.hub.put(&format!("/v1/enterprises/{}/legal-identity", shop.hub_id), &identity).assert(200);
    shop
}

fn parts(shop: &Shop, parts: &[(&str, u32)]) -> Value {
    let part = |(named, quantity): &(&str, u32)| json!({"variant": shop.variant(named), "quantity": quantity});
    parts.iter().map(part).collect()
}

/// The hub adds a product that is put together from parts.
fn add(shop: &Shop, name: &str, price: &str, of: &Value) -> Answer {
    let size = json!({"price": eur(price), "parts": of});
    let product = json!({"name": name, "category": "Boxes", "description": "What is ripe", "variants": [size]});
    shop.hub.post(&format!("/v1/enterprises/{}/products", shop.hub_id), &product)
}

/// The hub brings what it makes to the cycle, and sells all there is.
fn bring(shop: &Shop) {
    for direction in ["incoming", "outgoing"] {
        let part = json!({"enterprise": shop.hub_id, "direction": direction, "pick_up_text": "Behind the station"});
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &part).assert(200);
    }
}

/// The hub's box of two bags of carrots, six eggs and a bottle of cider, on sale; its variant.
fn box_on_sale(shop: &Shop) -> String {
    let made = add(shop, "Panier", "12.00", &parts(shop, &[(CARROTS, 2), (EGGS, 1), (CIDER, 1)]));
    made.assert(201);
    bring(shop);
    made.text_at("/variants/0/id")
}

fn offer(shop: &Shop, variant: &str) -> Option<Value> {
    let shown = read(&shop.hub, &format!("/v1/shops/{}/offers", Shop::SLUG));
    shown["offers"].as_array().unwrap().iter().find(|it| it["variant"] == variant).cloned()
}

/// Opens a cart of so many of variants.
fn cart(who: &Client, lines: &[(&str, u32)]) -> String {
    let line =
        |(variant, quantity): &(&str, u32)| json!({"variant": variant, "quantity": quantity});
    let lines: Value = lines.iter().map(line).collect();
    let made = who.post("/v1/carts", &json!({"shop": Shop::SLUG, "lines": lines}));
    made.assert(201);
    made.text_at("/id")
}

fn order(shop: &Shop, who: &Client, lines: &[(&str, u32)]) -> Answer {
    let cart = cart(who, lines);
    shop.checkout(who, &cart, &cart)
}

/// Kind, rate, amount and tax of each component.
fn components(order: &Value) -> Vec<String> {
    let text = |part: &Value, at: &str| part.pointer(at).unwrap().as_str().unwrap().to_owned();
    let told = |part: &Value| {
        let of = ["/kind", "/tax_rate", "/amount/amount", "/tax/amount"].map(|at| text(part, at));
        of.join(" ")
    };
    order["components"].as_array().unwrap().iter().map(told).collect()
}

fn warnings(shop: &Shop) -> Vec<String> {
    let list = read(&shop.hub, &format!("/v1/cycles/{}/checklist", shop.cycle));
    let told = |it: &Value| {
        let name = |at: &str| it[at]["name"].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", it["kind"].as_str().unwrap(), name("bundle"), name("missing_part"))
    };
    list["warnings"].as_array().unwrap().iter().map(told).collect()
}

on_both_databases! {
    async fn a_bundle_is_sold_as_one_and_each_farm_is_paid_for_its_part(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market, 80, 50);
        let made = add(&shop, "Panier", "12.00", &parts(&shop, &[(CARROTS, 2), (EGGS, 1), (CIDER, 1)])).assert(201);
        let size = &made["variants"][0];
        assert_eq!((&size["bundle"]["parts_price"], &size["bundle"]["loss"]), (&eur("9.90"), &Value::Null));
        assert_eq!((&size["label"], &size["supply"]["on_demand"]), (&json!("piece"), &json!(true)));
        let told: Vec<_> = size["bundle"]["parts"].as_array().unwrap().iter()
            .map(|part| (part["name"].as_str().unwrap(), part["quantity"].as_u64().unwrap())).collect();
        assert_eq!(told, [("Carrots", 2), ("Eggs", 1), ("Cider", 1)]);
        bring(&shop);

        // It is shown with all that the law wants to be known of each part, and found by what is in it.
        let variant = size["id"].as_str().unwrap();
        let shown = offer(&shop, variant).unwrap();
        assert_eq!((&shown["price"], &shown["unit_price"]["price"], &shown["tax"]), (&eur("12.10"), &eur("12.10"), &Value::Null));
        assert_eq!((&shown["available"], &shown["allergens"]), (&json!(20), &json!(["eggs"])));
        let part = &shown["parts"][0];
        assert_eq!((&part["name"], &part["label"], &part["quantity"]), (&json!("Carrots"), &json!("500 g"), &json!(2)));
        assert_eq!((&part["producer"]["name"], &part["allergens"]), (&json!("Ferme des Tilleuls"), &json!([])));
        assert_eq!((&part["origin"]["countries"][0]["country"], &part["producer_price"]), (&json!("FR"), &eur("1.60")));
        assert_eq!(shown["parts"][2]["tax"], "20");
        let found = read(&shop.hub, &format!("/v1/shops/{}/offers?q=cider&category=Boxes", Shop::SLUG));
        assert_eq!(found["offers"].as_array().unwrap().len(), 1);
        let free = read(&shop.hub, &format!("/v1/shops/{}/offers?free_of=eggs", Shop::SLUG));
        assert!(free["offers"].as_array().unwrap().iter().all(|it| it["variant"] != variant));
        let page = market.guest().get(&format!("/shops/{}?lang=en", Shop::SLUG)).text();
        assert!(page.contains("2 × Carrots") && page.contains("1 × Cider"), "{page}");

        // One line in the cart; in the order what each farm gets, at its rate, and what is the hub's.
        let awa = market.guest();
        let cart = cart(&awa, &[(variant, 2), (shop.variant(EGGS), 1)]);
        let seen = read(&awa, &format!("/v1/carts/{cart}"));
        assert_eq!((seen["lines"].as_array().unwrap().len(), &seen["total"]), (2, &eur("27.00")));
        let answer = shop.checkout(&awa, &cart, "k");
        let (placed, address) = (answer.assert(201), Shop::address_of(&answer));
        assert_eq!(components(&placed), [
            "goods 5.5 14.50 0.75", "goods 20 8.00 1.33", "margin 5.5 2.50 0.13", "margin 20 1.70 0.28", "item-fee 0 0.30 0.00",
        ]);
        let bundle = &placed["bundles"][0];
        assert_eq!((&bundle["name"], &bundle["quantity"], &bundle["price"]), (&json!("Panier"), &json!(2), &eur("12.00")));
        assert_eq!(bundle["total"], eur("24.20"));
        let inside: Vec<_> = placed["lines"].as_array().unwrap().iter()
            .map(|it| (it["name"].as_str().unwrap(), it["quantity"].as_u64().unwrap(), it["bundle"].as_u64())).collect();
        assert_eq!(inside, [("Carrots", 4, Some(0)), ("Eggs", 2, Some(0)), ("Cider", 2, Some(0)), ("Eggs", 1, None)]);
        let id = placed["id"].as_str().unwrap();
        assert_eq!(read(&awa, &address)["bundles"], placed["bundles"], "read back as it was placed");
        market.assert_clean();

        // What is left is left to both.
        assert_eq!((shop.left(EGGS), shop.left(CARROTS)), (47, 76));
        assert_eq!(offer(&shop, variant).unwrap()["available"], 18);

        // Everybody is told what is theirs to do.
        let harvest = [(CARROTS, 4), (CIDER, 2), (EGGS, 3)].map(|(named, items)| (named.to_owned(), items));
        assert_eq!(shop.harvest(), harvest);
        let packing = read(&shop.hub, &format!("/v1/cycles/{}/packing-list", shop.cycle));
        let packed: Vec<_> = packing.as_array().unwrap().iter()
            .map(|it| (it["name"].as_str().unwrap(), it["items"].as_u64().unwrap(), it["bundle"]["name"].as_str(), it["bundle"]["items"].as_u64()))
            .collect();
        let of_box = (Some("Panier"), Some(2));
        assert_eq!(packed, [
            ("Eggs", 1, None, None), ("Carrots", 4, of_box.0, of_box.1), ("Cider", 2, of_box.0, of_box.1), ("Eggs", 2, of_box.0, of_box.1),
        ]);
        let csv = shop.hub.get(&format!("/v1/cycles/{}/packing-list.csv?lang=en", shop.cycle)).text();
        assert!(csv.contains(",Bundle\r\n") && csv.contains(",2 × Panier\r\n"), "{csv}");
        market.deliver();
        let letter = market.letters().into_iter().find(|it| it.text.contains("2 × Panier")).unwrap().text;
        assert!(letter.contains("– 4 × Carrots"), "{letter}");
        let page = awa.get(&format!("{}&lang=en", address.trim_start_matches("/v1"))).text();
        assert!(page.contains("Panier") && page.contains("4 × Carrots"), "{page}");

        shop.close().assert(200);
        shop.pay(id, "27.00", "p").assert(201);
        let balance = |who: &Client, of: &str| who.get(&format!("/v1/enterprises/{of}/balance")).text_at("/payable/amount");
        assert_eq!((balance(&shop.farmer, &shop.farm_id), balance(&shop.hub, &shop.hub_id)), ("22.50".to_owned(), "4.50".to_owned()));
        market.assert_clean();
        for (change, told) in [
            ("update order_bundle set quantity = quantity + 1", "bundle "),
            ("update order_line set bundle_position = 7 where bundle_position = 0", "part of bundle "),
            ("update variant set parts = '[{\"variant\":\"018f0000-0000-7000-8000-000000000001\",\"quantity\":1}]' where parts is not null", "parts of bundle "),
        ] {
            run_by_hand(&market.database.database, change).unwrap();
            assert!(market.verify().faults().iter().any(|fault| fault.starts_with(told)), "{change}");
        }
    }

    async fn what_is_left_of_a_bundle_is_what_is_left_of_its_parts_however_they_are_sold(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market, 9, 50);
        let variant = box_on_sale(&shop);
        assert_eq!(offer(&shop, &variant).unwrap()["available"], 4);
        let guest = market.guest();
        let both = cart(&guest, &[(&variant, 4), (shop.variant(CARROTS), 2)]);
        let refused = shop.checkout(&guest, &both, "k").assert_problem(409, "out-of-stock");
        assert_eq!((&refused["errors"][0]["field"], &refused["errors"][0]["left"]), (&json!("lines[0]"), &json!("4")), "{refused}");
        assert_eq!(refused["errors"][0]["rule"], "Panier (piece): 4 wanted, 4 left");
        order(&shop, &guest, &[(&variant, 4), (shop.variant(CARROTS), 1)]).assert(201);
        assert_eq!((shop.left(CARROTS), &offer(&shop, &variant).unwrap()["available"]), (0, &json!(0)));

        // So many are packed at most, where the hub says so.
        let supply = offer_supply(&shop);
        let count = json!({"available": {"value": "2", "unit": "piece"}, "on_demand": false});
        shop.hub.put(&format!("/v1/supplies/{supply}"), &count).assert(200);
        let more = json!({"available": {"value": "40", "unit": "kg"}});
        shop.farmer.put(&format!("/v1/supplies/{}", shop.supply(CARROTS)), &more).assert(200);
        assert_eq!(offer(&shop, &variant).unwrap()["available"], 2);
        order(&shop, &guest, &[(&variant, 2)]).assert(201);
        assert_eq!(offer(&shop, &variant).unwrap()["available"], 0);
        market.assert_clean();
    }

    async fn of_the_last_seven_exactly_seven_are_sold_while_their_parts_are_sold_by_themselves(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market, 14, 500);
        let variant = box_on_sale(&shop);
        let (eggs, many) = (shop.variant(EGGS).to_owned(), 30);
        let guests: Vec<Client> = (0..many).map(|_| market.guest()).collect();
        let wanted = |number: usize| if number < 20 { variant.as_str() } else { eggs.as_str() };
        let carts: Vec<String> = (0..many).map(|number| cart(&guests[number], &[(wanted(number), 1)])).collect();
        let answers = at_once(many, |number| shop.checkout(&guests[number], &carts[number], "k"));
        let placed = |range: std::ops::Range<usize>| range.filter(|it| answers[*it].status == 201).count();
        assert_eq!((placed(0..20), placed(20..many)), (7, 10));
        for answer in answers.iter().filter(|it| it.status != 201) {
            answer.assert_problem(409, "out-of-stock");
        }
        assert_eq!((shop.left(CARROTS), shop.left(EGGS), shop.left(CIDER)), (0, 483, 13));
        market.assert_clean();
    }

    async fn a_pool_is_sold_to_its_last_item_singly_and_in_bundles_at_once(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market, 14, 500);
        let variant = box_on_sale(&shop);
        let (carrots, many) = (shop.variant(CARROTS).to_owned(), 30);
        let guests: Vec<Client> = (0..many).map(|_| market.guest()).collect();
        let wanted = |number: usize| if number.is_multiple_of(3) { carrots.as_str() } else { variant.as_str() };
        let carts: Vec<String> = (0..many).map(|number| cart(&guests[number], &[(wanted(number), 1)])).collect();
        let answers = at_once(many, |number| shop.checkout(&guests[number], &carts[number], "k"));
        let placed: Vec<usize> = (0..many).filter(|it| answers[*it].status == 201).collect();
        let bags: usize = placed.iter().map(|number| if number.is_multiple_of(3) { 1 } else { 2 }).sum();
        assert_eq!((bags, shop.left(CARROTS)), (14, 0));
        market.assert_clean();
    }

    async fn what_no_bundle_can_be_is_refused_by_field_and_rule(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market, 80, 50);
        let refused = |name: &str, of: Value, rule: &str| {
            let fault = add(&shop, name, "5.00", &of).assert_fault(422, "invalid-field", "parts");
            assert!(fault.to_string().contains(rule), "{fault}");
        };
        refused("A", parts(&shop, &[(CARROTS, 0)]), "part 1: of each size 1 to 100 items go in");
        refused("A", parts(&shop, &[(CARROTS, 1), (CARROTS, 2)]), "part 2: the size is named twice");
        let unknown = "018f0000-0000-7000-8000-000000000001";
        refused("A", json!([{"variant": unknown, "quantity": 1}]), "part 1: there is no such size that you may sell");
        let own = add(&shop, "Panier", "5.00", &parts(&shop, &[(CARROTS, 1)])).assert(201);
        let (product, variant) = (own["id"].as_str().unwrap(), own["variants"][0]["id"].as_str().unwrap());
        refused("B", json!([{"variant": variant, "quantity": 1}]), "part 1: a bundle is no part of another");
        shop.farmer.delete(&format!("/v1/variants/{}", shop.variant(CIDER))).assert(204);
        refused("B", parts(&shop, &[(CIDER, 1)]), "part 1: it is no longer offered");
        // Of a farm that did not allow it nothing goes in.
        let stranger = market.guest().sign_up("Zoe");
        let farm = stranger.post("/v1/enterprises", &json!({"name": "Ferme d’ailleurs", "is_producer": true, "sells": "none"}));
        farm.assert(201);
        let sizes = json!([{"price": eur("1.00"), "size": {"value": "1", "unit": "kg"}}]);
        let leeks = json!({"name": "Leeks", "category": "Vegetables", "variants": sizes});
        let leeks = stranger.post(&format!("/v1/enterprises/{}/products", farm.text_at("/id")), &leeks).assert(201);
        refused("B", json!([{"variant": leeks["variants"][0]["id"], "quantity": 1}]), "there is no such size that you may sell");

        // A size stays what it is, and so do those of its product.
        let of = parts(&shop, &[(EGGS, 1)]);
        let change = |variant: &str, said: Value| shop.hub.patch(&format!("/v1/variants/{variant}"), &said);
        change(variant, json!({"parts": []})).assert_fault(422, "invalid-field", "parts");
        let plain = format!("/v1/variants/{}", shop.variant(CARROTS));
        shop.farmer.patch(&plain, &json!({"parts": of})).assert_fault(422, "invalid-field", "parts");
        let size = json!({"price": eur("3.00"), "name": "small", "size": {"value": "1", "unit": "piece"}});
        shop.hub.post(&format!("/v1/products/{product}/variants"), &size).assert_fault(422, "invalid-field", "parts");
        change(variant, json!({"deposit": eur("1.00")})).assert_fault(422, "invalid-field", "deposit");
        change(variant, json!({"size": {"value": "2", "unit": "piece"}})).assert_fault(422, "invalid-field", "size");
        change(variant, json!({"parts": [{"variant": variant, "quantity": 1, "x": 1}]})).assert_any_problem();

        // What goes in is changed as a whole; it is told of in the history.
        let changed = change(variant, json!({"parts": parts(&shop, &[(EGGS, 3)]), "price": eur("6.00")})).assert(200);
        assert_eq!((&changed["bundle"]["parts_price"], &changed["bundle"]["loss"]), (&eur("8.10"), &eur("2.10")));
        let history = read(&shop.hub, &format!("/v1/products/{product}/history"));
        let history = history.to_string();
        assert!(history.contains(&format!("3 × {}", shop.variant(EGGS))), "{history}");
    }

    async fn a_bundle_is_shown_where_all_of_it_comes_in_and_sold_out_where_a_part_is_retired(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market, 80, 50);
        let farms = |variants: Value| {
            let part = json!({"enterprise": shop.farm_id, "direction": "incoming", "variants": variants, "pick_up_text": "Station"});
            shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &part).assert(200);
        };
        let variant = box_on_sale(&shop);
        assert!(offer(&shop, &variant).is_some());
        farms(json!([shop.variant(CARROTS), shop.variant(EGGS)]));
        assert!(offer(&shop, &variant).is_none(), "nobody brings the cider");
        assert_eq!(warnings(&shop), ["part-missing Panier (piece) Cider (750 ml)"]);
        farms(json!([shop.variant(CARROTS), shop.variant(EGGS), shop.variant(CIDER)]));
        assert_eq!(warnings(&shop), Vec::<String>::new());

        // The hub sells the box alone: nothing of it need be sold by itself.
        let alone = json!({"enterprise": shop.hub_id, "direction": "outgoing", "variants": [variant], "pick_up_text": "Station"});
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &alone).assert(200);
        assert_eq!((warnings(&shop), &offer(&shop, &variant).unwrap()["available"]), (vec![], &json!(20)));
        order(&shop, &market.person("Awa"), &[(&variant, 1)]).assert(201);

        // It may cost less than its farms get: that is told, and borne by the hub.
        shop.hub.patch(&format!("/v1/variants/{variant}"), &json!({"price": eur("9.00")})).assert(200);
        assert_eq!(warnings(&shop), ["bundle-at-a-loss Panier (piece) -"]);
        let placed = order(&shop, &market.person("Bo"), &[(&variant, 1)]).assert(201);
        let margins: Vec<_> = components(&placed).into_iter().filter(|it| it.starts_with("margin")).collect();
        assert_eq!(margins, ["margin 5.5 -0.54 -0.03", "margin 20 -0.36 -0.06"]);

        shop.farmer.delete(&format!("/v1/variants/{}", shop.variant(CIDER))).assert(204);
        let shown = offer(&shop, &variant).unwrap();
        assert_eq!(shown["available"], 0, "{shown}");
        let guest = market.guest();
        let late = cart(&guest, &[(&variant, 1)]);
        shop.checkout(&guest, &late, "k").assert_problem(409, "out-of-stock");
        let page = market.guest().get(&format!("/shops/{}?lang=en", Shop::SLUG)).text();
        assert!(page.contains("sold-out"), "{page}");
        market.assert_clean();
    }

    async fn a_bundle_leaves_when_a_farm_lets_its_hub_sell_no_more_whoever_runs_the_cycle(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market, 80, 50);
        let made = add(&shop, "Panier", "12.00", &parts(&shop, &[(CARROTS, 2), (EGGS, 1)])).assert(201);
        let (product, variant) = (made["id"].as_str().unwrap(), made["variants"][0]["id"].as_str().unwrap());
        // Somebody else runs a cycle to which the farm and the hub bring, and out of which the hub sells its box alone.
        let noor = market.guest().sign_up("Noor");
        let quay = noor.post("/v1/enterprises", &json!({"name": "Le Quai", "is_producer": false, "sells": "any"})).text_at("/id");
        shop.farmer.allows(&noor, &shop.farm_id, "supply-to-cycles", &quay);
        for kind in ["supply-to-cycles", "sell-through"] {
            shop.hub.allows(&noor, &shop.hub_id, kind, &quay);
        }
        let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z"});
        let cycle = noor.post("/v1/cycles", &json!({"coordinator": quay, "name": "Quai", "orders": orders})).text_at("/id");
        let sells = |who: &Client| {
            let part = json!({"enterprise": shop.hub_id, "direction": "outgoing", "variants": [variant], "pick_up_text": "Station"});
            who.put(&format!("/v1/cycles/{cycle}/exchanges"), &part).assert(200);
        };
        for of in [&shop.farm_id, &shop.hub_id] {
            noor.put(&format!("/v1/cycles/{cycle}/exchanges"), &json!({"enterprise": of, "direction": "incoming"})).assert(200);
        }
        sells(&noor);
        noor.post(&format!("/v1/cycles/{cycle}/publish"), &Value::Null).assert(200);
        let offered = || {
            let shown = read(&shop.hub, &format!("/v1/shops/{}/offers?cycle={cycle}", Shop::SLUG));
            shown["offers"].as_array().unwrap().len()
        };
        let carried = || {
            let cycle = read(&noor, &format!("/v1/cycles/{cycle}"));
            let exchanges = cycle["exchanges"].as_array().unwrap().iter();
            let of_hub = exchanges.filter(|it| it["enterprise"] == shop.hub_id);
            of_hub.map(|it| (it["direction"].as_str().unwrap().to_owned(), it["variants"].as_array().unwrap().len())).collect::<Vec<_>>()
        };
        assert_eq!((offered(), carried()), (1, vec![("incoming".to_owned(), 1), ("outgoing".to_owned(), 1)]));

        let grant = format!("/v1/enterprises/{}/grants/supply-to-cycles/{}", shop.farm_id, shop.hub_id);
        market.take_letters();
        shop.farmer.send("DELETE", &grant, None).assert(204);
        let letters = market.take_letters();
        let named = |it: &&sillon_testkit::Letter| it.text.contains("N’est plus en vente, car il en contient\nPanier");
        assert_eq!((letters.len(), letters.iter().filter(named).count()), (1, 1), "to who sells it: {letters:?}");
        assert_eq!(offered(), 0, "the farm brings its carrots to the cycle, and lets the hub sell them no more");
        assert_eq!(carried(), [("incoming".to_owned(), 1), ("outgoing".to_owned(), 0)]);
        let lines = json!([{"variant": variant, "quantity": 1}]);
        let cart = market.guest().post("/v1/carts", &json!({"shop": Shop::SLUG, "cycle": cycle, "lines": lines})).assert(201);
        assert_eq!(cart["lines"][0]["offered"], json!(false));
        // Whoever runs the cycle cannot have it sold all the same.
        noor.put(&format!("/v1/cycles/{cycle}/exchanges"),
            &json!({"enterprise": shop.hub_id, "direction": "outgoing", "variants": null, "pick_up_text": "Station"}));
        assert_eq!(offered(), 0);
        // Nor is another box made like it.
        let copy = shop.hub.post(&format!("/v1/products/{product}/clone"), &json!({}));
        let fault = copy.assert_fault(422, "invalid-field", "parts");
        assert!(fault.to_string().contains("there is no such size that you may sell"), "{fault}");

        shop.farmer.allows(&shop.hub, &shop.farm_id, "supply-to-cycles", &shop.hub_id);
        sells(&noor);
        assert_eq!(offered(), 1);
        market.assert_clean();
    }

    async fn what_a_hub_makes_itself_is_no_loss_to_it(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market, 80, 50);
        let size = json!({"price": eur("5.00"), "size": {"value": "1", "unit": "piece"}});
        let jam = json!({"name": "Jam", "category": "Larder", "variants": [size]});
        let jam = shop.hub.post(&format!("/v1/enterprises/{}/products", shop.hub_id), &jam).assert(201);
        let of = json!([
            {"variant": jam["variants"][0]["id"], "quantity": 1},
            {"variant": shop.variant(CARROTS), "quantity": 2},
        ]);
        let made = add(&shop, "Panier", "4.00", &of).assert(201);
        let told = |variant: &Value| (variant["bundle"]["parts_price"].clone(), variant["bundle"]["loss"].clone());
        assert_eq!(told(&made["variants"][0]), (eur("8.20"), Value::Null));
        let path = format!("/v1/variants/{}", made["variants"][0]["id"].as_str().unwrap());
        let dearer = shop.hub.patch(&path, &json!({"price": eur("3.00")})).assert(200);
        assert_eq!(told(&dearer), (eur("8.20"), eur("0.20")), "the farm gets 3.20");
    }

    async fn deposits_cold_goods_and_terms_are_those_of_the_parts(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market, 80, 50);
        shop.set_deposit(CIDER, "0.20", "container");
        let eggs = format!("/v1/products/{}", shop.product(EGGS));
        shop.farmer.patch(&eggs, &json!({"storage": "chilled"})).assert(200);
        let variant = box_on_sale(&shop);
        let shown = offer(&shop, &variant).unwrap();
        assert_eq!((&shown["deposit"], &shown["storage"]), (&eur("0.20"), &json!("chilled")));
        // On terms of its own the hub sells eggs dearer and not so many; the farm gets what it asks.
        shop.allow("set-hub-prices");
        let terms = format!("/v1/enterprises/{}/terms/{}", shop.hub_id, shop.variant(EGGS));
        let said = json!({"price": eur("3.00"), "stock": {"kind": "quota", "items": 3}, "hidden": true});
        let answer = shop.hub.put(&terms, &said);
        assert!(answer.status == 200, "{}", answer.text());
        let shown = offer(&shop, &variant).unwrap();
        assert_eq!((&shown["available"], &shown["parts"][1]["producer_price"]), (&json!(3), &eur("2.70")), "{shown}");
        assert!(offer(&shop, shop.variant(EGGS)).is_none(), "it is hidden by itself");

        let awa = market.person("Awa");
        let placed = order(&shop, &awa, &[(&variant, 2), (shop.variant(CIDER), 1)]).assert(201);
        assert_eq!(placed["deposits"], eur("0.60"));
        let goods: Vec<_> = components(&placed).into_iter().filter(|it| it.starts_with("goods")).collect();
        assert_eq!(goods, ["goods 5.5 11.80 0.61", "goods 20 12.00 2.00"]);
        assert_eq!(offer(&shop, &variant).unwrap()["available"], 1);
        market.assert_clean();
        shop.close().assert(200);
        let id = placed["id"].as_str().unwrap();
        shop.pay(id, "28.90", "p").assert(201);
        // Bottles come back by their size, whichever way they were bought.
        let back = json!({"lines": [{"variant": shop.variant(CIDER), "quantity": 3}]});
        let returned = shop.hub.with_key("r").post(&format!("/v1/orders/{id}/returns"), &back).assert(201);
        assert!(returned.to_string().contains("0.40") && returned.to_string().contains("0.20"), "{returned}");
        shop.hub.with_key("r2").post(&format!("/v1/orders/{id}/returns"), &back).assert_problem(409, "more-than-taken");
        market.assert_clean();
    }

    async fn a_farms_box_of_its_own_goods_is_sold_by_its_hub_and_paid_to_the_farm(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market, 80, 50);
        let size = json!({"price": eur("10.00"), "parts": parts(&shop, &[(CARROTS, 2), (CIDER, 1)])});
        let product = json!({"name": "Caissette", "category": "Boxes", "variants": [size]});
        let made = shop.farmer.post(&format!("/v1/enterprises/{}/products", shop.farm_id), &product);
        made.assert(201);
        let variant = made.text_at("/variants/0/id");
        for (of, direction) in [(&shop.farm_id, "incoming"), (&shop.hub_id, "outgoing")] {
            let part = json!({"enterprise": of, "direction": direction, "pick_up_text": "Station"});
            shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &part).assert(200);
        }
        assert_eq!(offer(&shop, &variant).unwrap()["available"], 20);
        let placed = order(&shop, &market.person("Awa"), &[(&variant, 1)]).assert(201);
        // Of 10 euros what is 3.20 and 4.00 by itself: all of it is the farm's.
        assert_eq!(components(&placed), ["goods 5.5 4.44 0.23", "goods 20 5.56 0.93", "item-fee 0 0.10 0.00"]);
        let copy = shop.farmer.post(&format!("/v1/products/{}/clone", made.text_at("/id")), &json!({})).assert(201);
        let copied = &copy["variants"][0];
        assert_eq!((&copied["bundle"]["parts"].as_array().unwrap().len(), &copied["supply"]["on_demand"]), (&2, &json!(true)));
        market.assert_clean();
    }
}

/// The supply that limits how many of the hub's boxes there are beside their parts.
fn offer_supply(shop: &Shop) -> String {
    let products = read(&shop.hub, &format!("/v1/enterprises/{}/products", shop.hub_id));
    products["items"][0]["variants"][0]["supply"]["id"].as_str().unwrap().to_owned()
}
