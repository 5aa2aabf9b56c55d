//! What a hub takes off for a code: made, used on a basket, agreed to, paid, told, counted and retired.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, at_once, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";

fn opened(market: &Marketplace) -> Shop {
    Shop::open(&market.guest(), "Carrots,500,g,,1.60,5000\nEggs,6,,egg,2.70,5000")
}

fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

/// A voucher of an amount.
fn flat(code: &str, amount: &str) -> Value {
    json!({"code": code, "amount": eur(amount)})
}

fn add(shop: &Shop, voucher: &Value) -> Answer {
    shop.hub.post(&format!("/v1/enterprises/{}/vouchers", shop.hub_id), voucher)
}

/// Uses codes on a cart.
fn name(who: &Client, cart: &str, codes: &[&str]) -> Answer {
    who.put(&format!("/v1/carts/{cart}/vouchers"), &json!({"vouchers": codes}))
}

fn read(who: &Client, path: &str) -> Value {
    who.get(path).assert(200)
}

/// Kind, amount and tax of each component.
fn parts(order: &Value) -> Vec<String> {
    let text = |part: &Value, at: &str| part.pointer(at).unwrap().as_str().unwrap().to_owned();
    let told = |part: &Value| {
        let [kind, amount, tax] =
            ["/kind", "/amount/amount", "/tax/amount"].map(|at| text(part, at));
        format!("{kind} {amount} {tax}")
    };
    order["components"].as_array().unwrap().iter().map(told).collect()
}

on_both_databases! {
    async fn what_a_voucher_takes_off_is_shown_agreed_to_paid_and_borne_by_the_hub(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let made = add(&shop, &flat("Printemps", "1.00"));
        made.assert(201);
        assert_eq!((made.text_at("/code"), made.header("etag")), ("Printemps".to_owned(), Some("\"1\"")));

        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        let bare = read(&guest, &format!("/v1/carts/{cart}"));
        let seen = name(&guest, &cart, &[" printemps "]).assert(200);
        assert_eq!((&bare["total"], &seen["total"]), (&eur("5.60"), &eur("4.60")));
        assert_eq!(seen["vouchers"], json!([{"code": "Printemps", "amount": eur("-1.00"), "refused": null}]));
        assert_ne!(seen["tag"], bare["tag"], "what is promised is not the same");

        // Nobody orders at what it came to without it, and the order is what the cart said.
        shop.checkout_at(&guest, &cart, "dear", "5.60").assert_problem(409, "price-changed");
        let placed = shop.checkout_at(&guest, &cart, "k", "4.60").assert(201);
        assert_eq!(placed["total"], eur("4.60"));
        assert_eq!(parts(&placed), ["goods 5.40 0.28", "item-fee 0.20 0.00", "voucher -1.00 0.00"]);
        assert_eq!((&placed["components"][2]["payee"], &placed["components"][2]["label"]),
            (&json!(shop.hub_id), &json!("Printemps")));
        market.assert_clean();

        // The farm is paid what it asked, and the hub bears it.
        shop.close().assert(200);
        shop.pay(placed["id"].as_str().unwrap(), "4.60", "p").assert(201);
        let balance = |who: &Client, of: &str| who.get(&format!("/v1/enterprises/{of}/balance")).text_at("/payable/amount");
        assert_eq!(balance(&shop.farmer, &shop.farm_id), "5.40");
        assert_eq!(balance(&shop.hub, &shop.hub_id), "-0.80");
        market.assert_clean();

        let letters = market.take_letters();
        let letter = letters.into_iter().find(|letter| letter.text.contains("4,60")).unwrap().text;
        assert_eq!(letter.matches("Printemps").count(), 1, "{letter}");
        assert!(letter.contains("1,00"), "{letter}");
        let listed = read(&shop.hub, &format!("/v1/enterprises/{}/vouchers", shop.hub_id));
        assert_eq!((&listed["items"][0]["used"], &listed["items"][0]["amount"]), (&json!(1), &eur("1.00")));
    }

    async fn a_farm_whose_goods_a_voucher_pays_for_is_paid_all_the_same(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        add(&shop, &json!({"code": "Tout", "percent": "100"})).assert(201);
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        assert_eq!(name(&guest, &cart, &["Tout"]).assert(200)["total"], eur("0.00"));
        let placed = shop.checkout_at(&guest, &cart, "k", "0.00").assert(201);
        market.assert_clean();
        shop.close().assert(200);
        market.assert_clean();
        let payable = |who: &Client, of: &str| who.get(&format!("/v1/enterprises/{of}/balance")).text_at("/payable/amount");
        assert_eq!((payable(&shop.farmer, &shop.farm_id), payable(&shop.hub, &shop.hub_id)), ("5.40".into(), "-5.40".into()));
        shop.pay(placed["id"].as_str().unwrap(), "0.01", "p").assert_any_problem();
        let letters = market.take_letters();
        let letter = letters.into_iter().find(|letter| letter.text.contains("Tout")).unwrap().text;
        assert!(letter.contains("Tout est payé, merci."), "{letter}");
        market.assert_clean();
    }

    async fn what_the_hub_itself_sells_is_taxed_less_for_it(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let identity = json!({"legal_name": "Halle", "siren": "732829320", "vat_regime": "liable"});
        shop.hub.put(&format!("/v1/enterprises/{}/legal-identity", shop.hub_id), &identity).assert(200);
        let barn = json!({
            "name": "Barn", "kind": "pick-up", "address": "12 rue des Lilas", "tax_category": "standard",
            "calculator": {"type": "flat-rate", "amount": eur("5.40")},
        });
        let barn = shop.hub.post(&format!("/v1/enterprises/{}/hand-over-methods", shop.hub_id), &barn).text_at("/id");
        add(&shop, &json!({"code": "Moitié", "percent": "50"})).assert(201);
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        guest.put(&format!("/v1/carts/{cart}/hand-over"), &json!({"method": barn})).assert(200);
        name(&guest, &cart, &["moitie"]).assert(200);
        let placed = shop.checkout_at(&guest, &cart, "k", "5.50").assert(201);
        let told = ["goods 5.40 0.28", "item-fee 0.20 0.00", "hand-over 5.40 0.90", "voucher -2.80 0.00", "voucher -2.70 -0.45"];
        assert_eq!(parts(&placed), told);
        market.assert_clean();
    }

    async fn codes_are_not_found_by_guessing(db: TestDatabase) {
        let settings = [("SILLON_LETTERS_EACH_NETWORK", "3"), ("SILLON_SERVER_PROXIES", "1")];
        let market = Marketplace::open_now(db, &settings);
        let shop = opened(&market);
        add(&shop, &flat("Printemps", "1.00")).assert(201);
        let guest = market.guest().saying("X-Forwarded-For", "203.0.113.7");
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        for code in ["A", "B", "C"] {
            name(&guest, &cart, &[code]).assert_problem(422, "voucher-unknown");
        }
        name(&guest, &cart, &["Printemps"]).assert_problem(429, "too-many-attempts");
        name(&guest, &cart, &[]).assert(200);
        let elsewhere = market.guest().saying("X-Forwarded-For", "198.51.100.7");
        name(&elsewhere, &cart, &["Printemps"]).assert(200);
    }

    async fn of_many_guesses_at_once_no_more_are_answered_than_may_be(db: TestDatabase) {
        let settings = [("SILLON_LETTERS_EACH_NETWORK", "3"), ("SILLON_SERVER_PROXIES", "1")];
        let market = Marketplace::open_now(db, &settings);
        let shop = opened(&market);
        add(&shop, &flat("Printemps", "1.00")).assert(201);
        let carts: Vec<(Client, String)> = (0..24).map(|_| {
            let guest = market.guest().saying("X-Forwarded-For", "203.0.113.7");
            let cart = shop.cart(&guest, &[(EGGS, 2)]);
            (guest, cart)
        }).collect();
        let guess = |number: usize| name(&carts[number].0, &carts[number].1, &[&format!("Code {number}")]);
        let answers = at_once(carts.len(), guess);
        let told = |status: u16| answers.iter().filter(|it| it.status == status).count();
        assert_eq!((told(422), told(429)), (3, 21));
        // Nor does it help to have guessed right by then.
        name(&carts[0].0, &carts[0].1, &["Printemps"]).assert_problem(429, "too-many-attempts");
        let seen = read(&carts[0].0, &format!("/v1/carts/{}", carts[0].1));
        assert_eq!(seen["vouchers"], json!([]));
    }

    async fn one_cart_takes_the_codes_that_were_named_last(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        for code in ["A", "B"] {
            add(&shop, &flat(code, "0.50")).assert(201);
        }
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        let answers = at_once(20, |number| name(&guest, &cart, &[if number % 2 == 0 { "A" } else { "B" }]));
        assert!(answers.iter().all(|it| it.status == 200));
        let seen = read(&guest, &format!("/v1/carts/{cart}"));
        assert_eq!((seen["vouchers"].as_array().unwrap().len(), &seen["total"]), (1, &eur("5.10")));
        name(&guest, &cart, &["A", "B"]).assert_fault(409, "voucher-alone", "vouchers[0]");
    }

    async fn a_code_that_was_used_up_keeps_no_other_in_the_basket(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        for code in ["A", "B"] {
            add(&shop, &json!({"code": code, "amount": eur("0.50"), "max_uses": 1, "combines": true})).assert(201);
        }
        let (cart, other) = (shop.cart(&guest, &[(EGGS, 2)]), shop.cart(&guest, &[(EGGS, 2)]));
        for cart in [&cart, &other] {
            name(&guest, cart, &["A", "B"]).assert(200);
        }
        shop.checkout_at(&guest, &other, "k", "4.60").assert(201);
        let seen = read(&guest, &format!("/v1/carts/{cart}"));
        let refused: Vec<&Value> = seen["vouchers"].as_array().unwrap().iter().map(|it| &it["refused"]).collect();
        assert_eq!(refused, ["voucher-used-up", "voucher-used-up"]);
        assert_eq!(seen["total"], eur("5.60"), "they take nothing off any more");
        assert_eq!(name(&guest, &cart, &["B"]).assert(200)["vouchers"].as_array().unwrap().len(), 1);
        assert_eq!(name(&guest, &cart, &[]).assert(200)["total"], eur("5.60"));
        market.assert_clean();
    }

    async fn codes_that_cannot_be_used_are_refused_by_name(db: TestDatabase) {
        let market = Marketplace::open_now(db, &[]);
        let (shop, guest) = (opened(&market), market.guest());
        add(&shop, &flat("Seul", "1.00")).assert(201);
        let together = |code: &str| json!({"code": code, "percent": "10", "combines": true});
        add(&shop, &together("Dix")).assert(201);
        let encore = add(&shop, &together("Encore"));
        encore.assert(201);
        add(&shop, &json!({"code": "Hier", "percent": "10", "until": "2020-01-01T00:00:00Z"})).assert(201);
        add(&shop, &json!({"code": "Demain", "percent": "10", "from": "2100-01-01T00:00:00Z"})).assert(201);
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        for unknown in ["Hier", "Demain", "Jamais"] {
            name(&guest, &cart, &["Dix", unknown]).assert_fault(422, "voucher-unknown", "vouchers[1]");
        }
        name(&guest, &cart, &["Dix", "DIX"]).assert_fault(422, "voucher-twice", "vouchers[1]");
        name(&guest, &cart, &["Dix", "Seul"]).assert_fault(409, "voucher-alone", "vouchers[1]");
        name(&guest, &cart, &["a", "b", "c", "d", "e", "f"]).assert_problem(422, "too-many-vouchers");
        name(&guest, &cart, &["a\nb"]).assert_fault(422, "invalid-field", "vouchers");
        assert_eq!(read(&guest, &format!("/v1/carts/{cart}"))["total"], eur("5.60"), "nothing was changed");
        // 0.56 of 5.60, then 0.50 of 5.04.
        let both = name(&guest, &cart, &["Dix", "Encore"]).assert(200);
        assert_eq!(both["total"], eur("4.54"));
        assert_eq!(name(&guest, &cart, &[]).assert(200)["vouchers"], json!([]));
        name(&guest, &cart, &["Dix", "Encore"]).assert(200);

        // One that is retired leaves the basket, and the order is not placed at what it came to.
        shop.hub.delete(&format!("/v1/vouchers/{}", encore.text_at("/id"))).assert(204);
        let seen = read(&guest, &format!("/v1/carts/{cart}"));
        assert_eq!((seen["vouchers"].as_array().unwrap().len(), &seen["total"]), (1, &eur("5.04")));
        let refused = shop.checkout_at(&guest, &cart, "k", "4.54");
        refused.assert_problem(409, "price-changed");
        let told = ["/errors/1/field", "/errors/1/name", "/errors/1/before"].map(|at| refused.text_at(at));
        assert_eq!(told, ["vouchers", "Encore", "-0.50"]);
        let placed = shop.checkout_at(&guest, &cart, "k2", "5.04").assert(201);
        assert_eq!(placed["total"], eur("5.04"));
        market.assert_clean();
    }

    async fn of_ten_uses_exactly_ten_are_had(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let mut few = flat("Dix", "1.00");
        few["max_uses"] = json!(10);
        let few = add(&shop, &few);
        few.assert(201);
        let many = 30;
        let guests: Vec<Client> = (0..many).map(|_| market.guest()).collect();
        let carts: Vec<String> = guests.iter().map(|who| {
            let cart = shop.cart(who, &[(EGGS, 1)]);
            name(who, &cart, &["Dix"]).assert(200);
            cart
        }).collect();
        let order = |number: usize| shop.checkout_at(&guests[number], &carts[number], "k", "1.80");
        let answers = at_once(many, order);
        let (placed, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|it| it.status == 201);
        assert_eq!((placed.len(), refused.len()), (10, 20));
        for answer in refused {
            answer.assert_fault(409, "voucher-used-up", "vouchers[0]");
        }
        // A basket says so, too, and is ordered once it is left out.
        let left_out = answers.iter().position(|it| it.status != 201).unwrap();
        let (guest, cart) = (&guests[left_out], &carts[left_out]);
        let seen = read(guest, &format!("/v1/carts/{cart}"));
        assert_eq!(seen["vouchers"][0]["refused"], "voucher-used-up");
        let another = shop.cart(guest, &[(EGGS, 1)]);
        name(guest, &another, &["Dix"]).assert_problem(409, "voucher-used-up");
        // Whoever agrees to what it shows now has it, without that code.
        let shown = seen["total"]["amount"].as_str().unwrap();
        let placed = shop.checkout_at(guest, cart, "again", shown).assert(201);
        assert_eq!((shown, &placed["total"]), ("2.80", &eur("2.80")));
        assert_eq!(read(guest, &format!("/v1/carts/{cart}"))["total"], placed["total"], "as it was ordered");
        assert_eq!(shop.left(EGGS), 4_989);
        // The hub lets it be used once more.
        let path = format!("/v1/vouchers/{}", few.text_at("/id"));
        let more = shop.hub.patch(&path, &json!({"max_uses": 11})).assert(200);
        assert_eq!((&more["used"], &more["max_uses"]), (&json!(10), &json!(11)));
        let cart = shop.cart(guest, &[(EGGS, 1)]);
        name(guest, &cart, &["Dix"]).assert(200);
        shop.checkout_at(guest, &cart, "k", "1.80").assert(201);
        market.assert_clean();
    }

    async fn a_customer_uses_a_voucher_as_often_as_they_may(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        add(&shop, &json!({"code": "Bienvenue", "amount": eur("1.00"), "max_uses_each": 1})).assert(201);
        let (noor, ines) = (market.person("Noor"), market.person("Inès"));
        let order = |who: &Client, key: &str| {
            let cart = shop.cart(who, &[(EGGS, 1)]);
            match name(who, &cart, &["Bienvenue"]) {
                used if used.status == 200 => shop.checkout_at(who, &cart, key, "1.80"),
                refused => refused,
            }
        };
        order(&noor, "a").assert(201);
        order(&noor, "b").assert_problem(409, "voucher-used");
        order(&ines, "c").assert(201);
        // Of a guest it is known at the checkout, by their address.
        let guest = market.guest();
        order(&guest, "d").assert(201);
        order(&guest, "e").assert_fault(409, "voucher-used", "vouchers[0]");
        // Whoever has an account is the same person without it, at the address they gave.
        let twice = |who: &Client, email: &str, key: &str| {
            let cart = shop.cart(who, &[(EGGS, 1)]);
            name(who, &cart, &["Bienvenue"]).assert(200);
            let mut body = Shop::contact("Noor", "1.80");
            body["contact"]["email"] = json!(email);
            who.with_key(key).post(&format!("/v1/carts/{cart}/checkout"), &body)
        };
        twice(&guest, "noor@example.org", "f").assert_problem(409, "voucher-used");
        twice(&guest, "zoe@example.org", "g").assert(201);
        // It is told to nobody who does not order at what it comes to.
        let cart = shop.cart(&guest, &[(EGGS, 1)]);
        name(&guest, &cart, &["Bienvenue"]).assert(200);
        shop.checkout_at(&guest, &cart, "h", "1.79").assert_problem(409, "price-changed");
        market.assert_clean();
    }

    async fn a_voucher_is_made_changed_and_retired_by_the_hub_alone(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let wrong = |field: &str, voucher: &Value| add(&shop, voucher).assert_fault(422, "invalid-field", field);
        wrong("code", &flat(" ", "1.00"));
        wrong("amount", &json!({"code": "A"}));
        wrong("amount", &flat("A", "0.00"));
        wrong("amount", &json!({"code": "A", "amount": {"amount": "1.00", "currency": "CHF"}}));
        wrong("percent", &json!({"code": "A", "amount": eur("1.00"), "percent": "5"}));
        for percent in ["0", "101", "-5"] {
            wrong("percent", &json!({"code": "A", "percent": percent}));
        }
        wrong("max_uses", &json!({"code": "A", "percent": "5", "max_uses": 0}));
        wrong("until", &json!({"code": "A", "percent": "5", "from": "2100-01-02T00:00:00Z", "until": "2100-01-01T00:00:00Z"}));
        let path = |of: &str| format!("/v1/enterprises/{of}/vouchers");
        shop.farmer.post(&path(&shop.hub_id), &flat("A", "1.00")).assert_any_problem();
        shop.farmer.post(&path(&shop.farm_id), &flat("A", "1.00")).assert_problem(409, "sells-nothing");

        let made = add(&shop, &flat("Été", "1.00"));
        let (voucher, tag) = (format!("/v1/vouchers/{}", made.text_at("/id")), made.header("etag").unwrap().to_owned());
        add(&shop, &flat("ETE", "2.00")).assert_problem(409, "code-taken");
        let changed = shop.hub.saying("If-Match", &tag).patch(&voucher, &json!({"combines": true, "max_uses": 5}));
        assert_eq!((changed.status, changed.header("etag")), (200, Some("\"2\"")));
        shop.hub.saying("If-Match", &tag).patch(&voucher, &json!({"combines": false})).assert_problem(412, "changed-since");
        shop.hub.patch(&voucher, &json!({"amount": eur("9.00")})).assert_any_problem();
        market.person("Ugo").patch(&voucher, &json!({"combines": false})).assert_any_problem();
        shop.hub.delete(&voucher).assert(204);
        add(&shop, &flat("ETE", "2.00")).assert_problem(409, "code-taken");
        let listed = read(&shop.hub, &path(&shop.hub_id));
        assert!(listed["items"][0]["retired_at"].is_string());
        let history = read(&shop.hub, &format!("/v1/enterprises/{}/history?of=voucher", shop.hub_id));
        let fields: Vec<&str> = history["items"].as_array().unwrap().iter().filter_map(|it| it["field"].as_str()).collect();
        for field in ["retired_at", "combines", "max_uses", "code", "amount"] {
            assert!(fields.contains(&field), "{field}: {fields:?}");
        }
        market.assert_clean();
    }

    async fn a_code_is_used_on_a_page_without_a_script(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        let page = |path: &str| guest.get(&format!("{path}?lang=en")).text();
        let basket = format!("/carts/{cart}");
        assert!(!page(&basket).contains("Voucher code"), "the shop has none");
        add(&shop, &flat("Printemps", "1.00")).assert(201);
        assert!(page(&basket).contains("Voucher code"));
        let send = |fields: &[(&str, &str)]| guest.form(&format!("{basket}/vouchers?lang=en"), fields);
        let refused = send(&[("code", "Autumn")]);
        let said = refused.text();
        assert_eq!(refused.status, 422);
        assert!(said.contains("“Autumn” cannot be used here now") && said.contains(r#"value="Autumn""#), "{said}");
        assert_eq!(send(&[("code", "PRINTEMPS")]).status, 303);
        let seen = page(&basket);
        assert!(seen.contains("<dt>Printemps</dt><dd>-€1.00</dd>") && seen.contains("€4.60"), "{seen}");
        assert!(page(&format!("{basket}/checkout")).contains("Printemps"));
        assert_eq!(send(&[("code", "Printemps")]).status, 422, "it is used already");
        assert_eq!(send(&[("remove", "Printemps")]).status, 303);
        assert!(page(&basket).contains("€5.60"));
        market.assert_clean();
    }
}
