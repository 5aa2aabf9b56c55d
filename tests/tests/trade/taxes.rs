//! Rates of value-added tax: by where a seller is and by when it is sold; said by administrators as data, and kept by orders.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30";
const EGGS: &str = "Eggs, 6 × egg";
const START: &str = "2026-05-04T08:00:00Z";
const END: &str = "2026-07-01T18:00:00Z";

/// The rate in what the shop shows first, and in a hand-over.
fn rates(who: &Client) -> [String; 2] {
    let offers = who.get(&format!("/v1/shops/{}/offers", Shop::SLUG));
    ["/offers/0/tax", "/hand_over/0/tax"].map(|at| offers.text_at(at))
}

/// The enterprise moves.
fn move_to(who: &Client, of: &str, postcode: &str, country: &str) {
    let address = json!({"street": ["1 Main Street"], "postcode": postcode, "city": "Town", "country": country});
    who.patch(&format!("/v1/enterprises/{of}"), &json!({"physical_address": address})).assert(200);
}

fn say_regime(who: &Client, of: &str) {
    let identity = json!({"legal_name": "Halle", "siren": "732829320", "vat_regime": "liable"});
    who.put(&format!("/v1/enterprises/{of}/legal-identity"), &identity).assert(200);
}

fn opened(market: &Marketplace) -> Shop {
    let shop = Shop::open_until(&market.guest(), GOODS, END);
    say_regime(&shop.hub, &shop.hub_id);
    let barn = json!({
        "name": "Barn", "kind": "pick-up", "address": "12 rue des Lilas", "tax_category": "standard",
        "calculator": {"type": "flat-rate", "amount": {"amount": "1.20", "currency": "EUR"}},
    });
    shop.hub.post(&format!("/v1/enterprises/{}/hand-over-methods", shop.hub_id), &barn).assert(201);
    shop
}

on_both_databases! {
    async fn goods_are_taxed_where_their_seller_is(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (shop, guest) = (opened(&market), market.guest());
        assert_eq!(rates(&guest), ["5.5", "20"]);
        for (postcode, country, told) in [
            ("20 200", "FR", "2.1"), ("97400", "FR", "2.1"), ("97600", "FR", "0"), ("10115", "DE", "7"), ("88000", "FR", "5.5"),
        ] {
            move_to(&shop.farmer, &shop.farm_id, postcode, country);
            assert_eq!(rates(&guest), [told, "20"], "{postcode} {country}");
        }
        move_to(&shop.hub, &shop.hub_id, "97400", "FR");
        assert_eq!(rates(&guest), ["5.5", "8.5"], "the hand-over is the hub's");
        market.assert_clean();
    }

    async fn across_a_border_a_farm_charges_its_rates_and_a_hub_its_own_on_what_it_bought(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (shop, guest) = (opened(&market), market.guest());
        move_to(&shop.farmer, &shop.farm_id, "10115", "DE");
        assert_eq!(rates(&guest)[0], "7", "the farm sells");
        shop.farmer.allows(&shop.hub, &shop.farm_id, "set-hub-prices", &shop.hub_id);
        let terms = |size: &str| format!("/v1/enterprises/{}/terms/{}", shop.hub_id, shop.variant(size));
        let owned = json!({"stock": {"kind": "own", "items": 9}});
        shop.hub.put(&terms("Carrots, 500 g"), &owned).assert(200);
        assert_eq!(rates(&guest)[0], "5.5", "the hub bought it, and sells it where it is");
        // What the hub takes over the farm's price is the hub's, and taxed where it is: of 3.20, 2.70 at 7 % and 0.50 at 5.5 %.
        let price = json!({"price": {"amount": "3.20", "currency": "EUR"}});
        shop.hub.put(&terms(EGGS), &price).assert(200);
        let cart = shop.cart(&guest, &[(EGGS, 1)]);
        let offers = guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
        let method = json!({"method": offers["hand_over"][0]["method"]});
        let total = guest.put(&format!("/v1/carts/{cart}/hand-over"), &method).assert(200)["total"]["amount"].clone();
        let placed = shop.checkout_at(&guest, &cart, "taxed", total.as_str().unwrap()).assert(201);
        let taxed: Vec<_> = placed["components"].as_array().unwrap().iter()
            .filter(|part| ["goods", "margin"].contains(&part["kind"].as_str().unwrap()))
            .map(|part| (part["payee"] == json!(shop.farm_id), part["amount"]["amount"].clone(), part["tax"]["amount"].clone()))
            .collect();
        assert_eq!(taxed, [(true, json!("2.70"), json!("0.18")), (false, json!("0.50"), json!("0.03"))]);
        market.assert_clean();
    }

    async fn a_rate_to_come_holds_from_its_day_on_and_orders_keep_theirs(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (shop, guest) = (opened(&market), market.guest());
        let sol = market.person("Sol");
        let zone = |percent: &str| json!({
            "country": "FR", "rates": [{"category": "reduced", "since": "2026-06-01T00:00:00+02:00", "percent": percent}],
        });
        let path = "/v1/tax-zones/FR";
        for who in [&shop.hub, &shop.farmer, &sol] {
            who.put(path, &zone("6")).assert_problem(403, "role");
        }
        guest.put(path, &zone("6")).assert_problem(401, "sign-in");
        market.appoint_administrator("sol@example.org");
        sol.put(path, &zone("101")).assert_fault(422, "invalid-field", "rates[0].percent");
        sol.put("/v1/tax-zones/fr", &zone("6")).assert_fault(422, "invalid-field", "code");
        sol.put(path, &json!({"country": "XX", "rates": []})).assert_fault(422, "invalid-field", "country");
        sol.put(path, &json!({"country": "DE", "rates": []})).assert_fault(422, "invalid-field", "country");
        // What was said wrong is said again.
        sol.put(path, &zone("60")).assert(200);
        let said = sol.put(path, &zone("6")).assert(200);
        let reduced: Vec<&Value> =
            said["rates"].as_array().unwrap().iter().filter(|it| it["category"] == "reduced").collect();
        assert_eq!((&reduced[0]["percent"], &reduced[1]["percent"], reduced.len()), (&json!("5.5"), &json!("6"), 2));
        let zones = guest.get("/v1/tax-zones").assert(200);
        assert!(zones["items"].as_array().unwrap().iter().any(|zone| zone["code"] == "FR-20"));

        let order = |key: &str| {
            let cart = shop.cart(&guest, &[(EGGS, 1)]);
            let method = guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).text_at("/hand_over/0/method");
            guest.put(&format!("/v1/carts/{cart}/hand-over"), &json!({"method": method})).assert(200);
            let placed = shop.checkout_at(&guest, &cart, key, "4.00").assert(201);
            (placed["id"].as_str().unwrap().to_owned(), placed["lines"][0]["tax_rate"].as_str().unwrap().to_owned())
        };
        let (before, rate) = order("before");
        assert_eq!((rate.as_str(), rates(&guest)[0].as_str()), ("5.5", "5.5"));
        market.move_clock("2026-05-31T22:00:00Z");
        assert_eq!(rates(&guest)[0], "6");
        assert_eq!(order("after").1, "6");
        let kept = shop.hub.get(&format!("/v1/orders/{before}"));
        assert_eq!(kept.text_at("/lines/0/tax_rate"), "5.5");
        market.assert_clean();
    }

    async fn where_prices_are_without_tax_each_tax_is_added_and_paid_to_who_sells(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (shop, guest, sol) = (opened(&market), market.guest(), market.person("Sol"));
        market.appoint_administrator("sol@example.org");
        let rate = |category: &str, tax: &str, percent: &str| {
            json!({"category": category, "tax": tax, "since": "2013-01-01T00:00:00Z", "percent": percent})
        };
        let quebec = json!({
            "country": "CA", "postcodes": ["G", "H"], "adds_tax": true,
            "rates": [rate("reduced", "GST", "5"), rate("reduced", "QST", "9.975"), rate("standard", "GST", "5")],
        });
        sol.put("/v1/tax-zones/CA-QC", &json!({"country": "CA", "rates": [rate("reduced", " ", "5")]})).assert_fault(422, "invalid-field", "rates[0].tax");
        let twice = json!({"country": "CA", "rates": [rate("reduced", "A", "5"), rate("reduced", "A", "6")]});
        sol.put("/v1/tax-zones/CA-QC", &twice).assert_fault(422, "invalid-field", "rates[1].since");
        let said = sol.put("/v1/tax-zones/CA-QC", &quebec).assert(200);
        assert_eq!((&said["adds_tax"], &said["rates"][0]["tax"]), (&json!(true), &json!("GST")));
        for (who, of) in [(&shop.farmer, &shop.farm_id), (&shop.hub, &shop.hub_id)] {
            move_to(who, of, "H2X 1Y4", "CA");
        }
        let offers = guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
        assert_eq!((&offers["adds_tax"], &offers["offers"][1]["tax"]), (&json!(true), &json!("14.975")));
        let cart = shop.cart(&guest, &[(EGGS, 3)]);
        let method = json!({"method": offers["hand_over"][0]["method"]});
        let cart_now = guest.put(&format!("/v1/carts/{cart}/hand-over"), &method).assert(200);
        // 5 % and 9.975 % of 8.10, and 5 % of 1.20 for the hand-over.
        let tax = |name: &str, amount: &str| json!({"name": name, "amount": {"amount": amount, "currency": "EUR"}});
        assert_eq!(cart_now["taxes"], json!([tax("GST", "0.47"), tax("QST", "0.81")]));
        assert_eq!(cart_now["total"]["amount"], "10.88", "with 0.30 of a fee that is not taxed");
        let placed = shop.checkout_at(&guest, &cart, "taxed", "10.88").assert(201);
        let parts: Vec<_> = placed["components"].as_array().unwrap().iter().map(|part| {
            let told = |field: &str| part[field].as_str().unwrap().to_owned();
            let payee = if part["payee"] == json!(shop.hub_id) { "hub" } else { "farm" };
            let amount = |field: &str| part[field]["amount"].as_str().unwrap().to_owned();
            (told("kind"), payee, told("label"), amount("amount"), amount("tax"))
        }).collect();
        let part = |kind: &str, payee, label: &str, amount: &str, tax: &str| {
            (kind.to_owned(), payee, label.to_owned(), amount.to_owned(), tax.to_owned())
        };
        assert_eq!(parts[2..], [
            part("hand-over", "hub", "Barn", "1.20", "0.00"),
            part("tax", "farm", "GST", "0.41", "0.41"),
            part("tax", "farm", "QST", "0.81", "0.81"),
            part("tax", "hub", "GST", "0.06", "0.06"),
        ]);
        assert_eq!((parts[0].1, parts[0].3.as_str(), parts[0].4.as_str()), ("farm", "8.10", "0.00"));
        assert_eq!((parts[1].0.as_str(), parts[1].3.as_str()), ("item-fee", "0.30"));
        let page = guest.get(&format!("/shops/{}?lang=en", Shop::SLUG)).text();
        assert!(page.contains("Prices are without tax") && page.contains("plus 14.975% tax"), "{page}");
        market.assert_clean();
    }

    async fn what_was_said_of_a_zone_is_told_and_taken_back(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (shop, guest, sol) = (opened(&market), market.guest(), market.person("Sol"));
        let rate = |percent: &str| json!({"category": "reduced", "since": "2012-01-01T00:00:00Z", "percent": percent});
        let portugal = |percent: &str| json!({"country": "PT", "rates": [rate(percent)]});
        for who in [&shop.hub, &shop.farmer, &sol] {
            who.delete("/v1/tax-zones/FR").assert_problem(403, "role");
            who.get("/v1/tax-zones/FR/history").assert_problem(403, "role");
        }
        market.appoint_administrator("sol@example.org");
        sol.delete("/v1/tax-zones/PT").assert_problem(404, "not-found");
        sol.get("/v1/tax-zones/PT/history").assert_problem(404, "not-found");
        sol.put("/v1/tax-zones/PT", &portugal("6")).assert(200);
        sol.put("/v1/tax-zones/PT", &portugal("5")).assert(200);
        let history = |code: &str| -> Vec<Value> {
            let page = sol.get(&format!("/v1/tax-zones/{code}/history")).assert(200);
            let told = |it: &Value| json!([it["of"], it["field"], it["before"], it["after"], it["person"]]);
            page["items"].as_array().unwrap().iter().map(told).collect()
        };
        let (six, five) = ("reduced 6 % since 2012-01-01T00:00:00Z", "reduced 5 % since 2012-01-01T00:00:00Z");
        let told = history("PT");
        assert_eq!(told[0], json!(["tax-zone", "rates", six, five, "Sol"]));
        assert!(told.contains(&json!(["tax-zone", "country", null, "PT", "Sol"])), "{told:?}");

        // It stays while somebody sells there whom no other zone has.
        move_to(&shop.farmer, &shop.farm_id, "9000-001", "PT");
        assert_eq!(rates(&guest)[0], "5");
        sol.delete("/v1/tax-zones/PT").assert_problem(409, "tax-zone-needed");
        assert_eq!(rates(&guest)[0], "5");
        let madeira = json!({"country": "PT", "postcodes": ["90"], "rates": [rate("4")]});
        sol.put("/v1/tax-zones/PT-30", &madeira).assert(200);
        sol.delete("/v1/tax-zones/PT").assert(204);
        assert_eq!(rates(&guest)[0], "4", "another holds there");
        assert!(history("PT").contains(&json!(["tax-zone", "country", "PT", null, "Sol"])));
        sol.delete("/v1/tax-zones/PT").assert_problem(404, "not-found");

        // One that is known without being told comes back as it is known; said to nothing, it is as it was.
        move_to(&shop.farmer, &shop.farm_id, "20200", "FR");
        let corsica = json!({"country": "FR", "postcodes": ["20"], "rates": [rate("3")]});
        sol.put("/v1/tax-zones/FR-20", &json!({"country": "FR", "rates": [{"category": "reduced", "since": "2026-01-01T00:00:00Z", "percent": "3"}]})).assert(200);
        assert_eq!(rates(&guest)[0], "3");
        sol.delete("/v1/tax-zones/FR-20").assert(204);
        assert_eq!(rates(&guest)[0], "2.1");
        for unsaid in ["FR-20", "FR"] {
            sol.delete(&format!("/v1/tax-zones/{unsaid}")).assert_problem(404, "not-found");
        }
        assert_eq!(history("FR-20").len(), 2, "that nothing was taken back is not told");
        // Its places cannot come back while another has them.
        sol.put("/v1/tax-zones/FR-20", &json!({"country": "FR", "postcodes": ["201"], "rates": []})).assert(200);
        sol.put("/v1/tax-zones/FR-2", &corsica).assert(200);
        sol.delete("/v1/tax-zones/FR-20").assert_fault(422, "invalid-field", "postcodes");
        market.assert_clean();
    }

    async fn taxes_that_are_included_together_are_told_by_their_names(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (shop, guest, sol) = (opened(&market), market.guest(), market.person("Sol"));
        market.appoint_administrator("sol@example.org");
        let rate = |tax: &str, percent: &str| {
            json!({"category": "reduced", "tax": tax, "since": "2017-07-01T00:00:00Z", "percent": percent})
        };
        let india = json!({"country": "IN", "rates": [rate("CGST", "2.5"), rate("SGST", "3.5")]});
        sol.put("/v1/tax-zones/IN", &india).assert(200);
        move_to(&shop.farmer, &shop.farm_id, "110001", "IN");
        assert_eq!(rates(&guest)[0], "6");
        let cart = shop.cart(&guest, &[(EGGS, 3)]);
        let method = guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).text_at("/hand_over/0/method");
        let cart_now = guest.put(&format!("/v1/carts/{cart}/hand-over"), &json!({"method": method}));
        // 0.46 in 8.10 at 6 %, of which 0.19 and 0.27; 0.20 in 1.20 of the hand-over at 20 %.
        let told = "of which CGST €0.19, SGST €0.27, VAT €0.20";
        let page = guest.get(&format!("/carts/{cart}?lang=en")).text();
        assert!(page.contains(told), "{page}");
        market.take_letters();
        let total = cart_now.text_at("/total/amount");
        let placed = shop.checkout_at(&guest, &cart, "named", &total).assert(201);
        let tax = |name: Option<&str>, amount: &str| json!({"name": name, "amount": {"amount": amount, "currency": "EUR"}});
        let taxes = json!([tax(Some("CGST"), "0.19"), tax(Some("SGST"), "0.27"), tax(None, "0.20")]);
        assert_eq!(placed["taxes"], taxes);
        let letter = market.take_letters().remove(0).text;
        assert!(letter.contains("CGST 0,19 €\nSGST 0,27 €\nTVA 0,20 €"), "{letter}");
        // What they are called later changes nothing of it.
        sol.put("/v1/tax-zones/IN", &json!({"country": "IN", "rates": [rate("SGST", "0"), rate("IGST", "3.5")]})).assert(200);
        let order = placed["id"].as_str().unwrap();
        let (token, kept) = (placed["token"].as_str().unwrap(), shop.hub.get(&format!("/v1/orders/{order}")).assert(200));
        assert_eq!(kept["taxes"], taxes);
        let page = guest.get(&format!("/orders/{order}?token={token}&lang=en")).text();
        assert!(page.contains(told), "{page}");
        market.assert_clean();
    }

    async fn a_country_is_data(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (shop, guest, sol) = (opened(&market), market.guest(), market.person("Sol"));
        market.appoint_administrator("sol@example.org");
        move_to(&shop.farmer, &shop.farm_id, "9000-001", "PT");
        assert_eq!(rates(&guest)[0], "5.5", "where nothing is said, it is as in the default zone");
        let rate = |percent: &str| json!({"category": "reduced", "since": "2012-01-01T00:00:00Z", "percent": percent});
        sol.put("/v1/tax-zones/PT", &json!({"country": "PT", "rates": [rate("6")]})).assert(200);
        assert_eq!(rates(&guest)[0], "6");
        let madeira = json!({"country": "PT", "postcodes": ["90", "91"], "rates": [rate("4")]});
        sol.put("/v1/tax-zones/PT-30", &madeira).assert(200);
        assert_eq!(rates(&guest)[0], "4");
        // What is not said of a zone's places stays, and no zone takes another's.
        sol.put("/v1/tax-zones/PT-30", &json!({"country": "PT", "rates": [rate("5")]})).assert(200);
        assert_eq!(rates(&guest)[0], "5");
        for (code, postcodes) in [("PT-1", json!([])), ("PT-2", json!(["9 1"])), ("PT-2", json!(["91", "95"]))] {
            let rival = json!({"country": "PT", "postcodes": postcodes, "rates": [rate("1")]});
            sol.put(&format!("/v1/tax-zones/{code}"), &rival).assert_fault(422, "invalid-field", "postcodes");
        }
        assert_eq!(rates(&guest)[0], "5");
        // One of which no rate has begun is not there yet.
        let later = json!({"category": "reduced", "since": "2100-01-01T00:00:00Z", "percent": "4"});
        sol.put("/v1/tax-zones/ES", &json!({"country": "ES", "rates": [later]})).assert(200);
        move_to(&shop.farmer, &shop.farm_id, "28001", "ES");
        assert_eq!(rates(&guest)[0], "5.5");
        market.assert_clean();
    }
}
