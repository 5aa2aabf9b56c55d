//! Who sells: shoppers are told before they order, and no shop opens that does not say.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,50";

/// Founds a hub that says nothing of itself; who runs it, and its id.
fn another_hub(market: &Marketplace) -> (Client, String) {
    let who = market.guest().sign_up("Noor");
    let body = json!({"name": "Le Quai", "is_producer": false, "sells": "any"});
    let hub = who.post("/v1/enterprises", &body).text_at("/id");
    (who, hub)
}

/// A draft of a hub's that sells what the farm lists.
fn draft(who: &Client, hub: &str, shop: &Shop) -> String {
    shop.farmer.allows(who, &shop.farm_id, "supply-to-cycles", hub);
    let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"});
    let plan = json!({"coordinator": hub, "name": "Another", "orders": orders});
    let cycle = format!("/v1/cycles/{}", who.post("/v1/cycles", &plan).text_at("/id"));
    for (enterprise, direction) in [(shop.farm_id.as_str(), "incoming"), (hub, "outgoing")] {
        let exchange =
            json!({"enterprise": enterprise, "direction": direction, "pick_up_text": "Here"});
        who.put(&format!("{cycle}/exchanges"), &exchange).assert(200);
    }
    cycle
}

fn at(enterprise: &str) -> String {
    format!("/v1/enterprises/{enterprise}")
}

/// The rules that a list of what is missing names.
fn rules(missing: &Value) -> Vec<&str> {
    missing.as_array().unwrap().iter().map(|it| it["rule"].as_str().unwrap()).collect()
}

const ALL: [&str; 3] = ["seller-identity", "seller-address", "seller-contact"];

on_both_databases! {
    async fn a_shop_opens_once_it_says_who_sells(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let (noor, hub) = another_hub(&market);
        let cycle = draft(&noor, &hub, &shop);
        let shown = noor.get(&format!("{cycle}/compliance")).assert(200);
        assert_eq!(rules(&shown["missing"]), ALL);
        assert_eq!(shown["missing"][0]["shop"], json!({"id": hub, "name": "Le Quai"}));
        let of_hub = noor.get(&format!("{}/compliance", at(&hub))).assert(200);
        assert_eq!(rules(&of_hub["items"]), ALL);

        let refused = noor.post(&format!("{cycle}/publish"), &Value::Null);
        let refused = refused.assert_problem(422, "not-compliant");
        assert_eq!(refused["errors"].as_array().unwrap().len(), 3);
        assert_eq!(refused["errors"][0]["field"], "legal_identity");
        assert_eq!(refused["errors"][0]["enterprise"], json!(hub));
        let identity = json!({"legal_name": "Le Quai", "vat_regime": "franchise"});
        noor.put(&format!("{}/legal-identity", at(&hub)), &identity).assert(200);
        let shown = noor.get(&format!("{cycle}/compliance")).assert(200);
        assert_eq!(rules(&shown["missing"]), ["seller-number", "seller-address", "seller-contact"]);
        noor.say_who_sells(&hub);
        assert_eq!(noor.get(&format!("{cycle}/compliance")).assert(200)["is_complete"], true);
        noor.post(&format!("{cycle}/publish"), &Value::Null).assert(200);
        market.assert_clean();
    }

    async fn shoppers_are_told_who_sells(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let seller = guest.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200)["seller"].clone();
        assert_eq!(seller["professional"], true);
        assert_eq!(seller["legal"]["legal_name"], "Association du Panier");
        assert_eq!(seller["legal"]["siren"], "732829320");
        assert_eq!(seller["address"]["city"], "Épinal");
        assert_eq!(seller["email"], "bonjour@example.org");
        assert_eq!(seller["phone"], "+33 3 29 00 00 00");
        let page = guest.get(&format!("/shops/{}?lang=en", Shop::SLUG)).text();
        for said in ["Sold by", "Association du Panier – professional seller", "SIREN 732829320",
            "12 rue des Lilas, 88000 Épinal"] {
            assert!(page.contains(said), "{said}");
        }
        let placed = shop.checkout(&guest, &shop.cart(&guest, &[("Eggs, 6 × egg", 1)]), "k");
        let address = Shop::address_of(&placed).replace("/v1", "");
        let page = guest.get(&format!("{address}&lang=fr")).text();
        assert!(page.contains("Vendu par") && page.contains("vendeur professionnel"));
        let letters = market.take_letters();
        let letter = letters.iter().find(|letter| letter.to.contains("awa@")).unwrap();
        assert!(letter.text.contains("Association du Panier"), "{}", letter.text);
        assert!(letter.text.contains("12 rue des Lilas, 88000 Épinal"), "{}", letter.text);
        market.assert_clean();
    }

    async fn a_shop_that_sells_goes_on_saying_who_it_is(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let hub = at(&shop.hub_id);
        for edit in [json!({"phone": null}), json!({"contact_email": null}), json!({"physical_address": null})] {
            let refused = shop.hub.patch(&hub, &edit).assert_problem(422, "not-compliant");
            assert_eq!(refused["errors"].as_array().unwrap().len(), 1, "{edit}");
        }
        let unnumbered = json!({"legal_name": "Le Panier", "vat_regime": "franchise"});
        let identity = format!("{hub}/legal-identity");
        shop.hub.put(&identity, &unnumbered).assert_problem(422, "not-compliant");
        assert_eq!(shop.hub.get(&hub).assert(200)["contact"]["phone"], "+33 3 29 00 00 00");
        // It may say otherwise, and once its cycles are closed, nothing.
        shop.hub.patch(&hub, &json!({"phone": "+33 3 29 11 11 11"})).assert(200);
        shop.close().assert(200);
        shop.hub.patch(&hub, &json!({"phone": null})).assert(200);
        shop.hub.put(&identity, &unnumbered).assert(200);
        let next = draft(&shop.hub, &shop.hub_id, &shop);
        let refused = shop.hub.post(&format!("{next}/publish"), &Value::Null);
        refused.assert_problem(422, "not-compliant");
        market.assert_clean();
    }

    async fn a_shop_that_joins_an_open_cycle_says_who_it_is(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let (noor, hub) = another_hub(&market);
        shop.farmer.allows(&noor, &shop.farm_id, "supply-to-cycles", &hub);
        let exchanges = format!("/v1/cycles/{}/exchanges", shop.cycle);
        let outgoing = json!({"enterprise": hub, "direction": "outgoing", "pick_up_text": "Here"});
        assert_eq!(shop.hub.put(&exchanges, &outgoing).assert(200)["standing"], "asked");
        let asked = format!("{}/participations/{}/outgoing", at(&hub), shop.cycle);
        let yes = json!({"answer": "yes"});
        let refused = noor.put(&asked, &yes).assert_problem(422, "not-compliant");
        assert_eq!(refused["errors"][0]["enterprise"], json!(hub));
        market.guest().get("/v1/shops/le-quai/offers").assert_problem(404, "not-found");
        noor.say_who_sells(&hub);
        noor.put(&asked, &yes).assert(200);
        market.guest().get("/v1/shops/le-quai/offers").assert(200);
        market.assert_clean();
    }

    async fn packed_food_is_sold_with_the_address_of_who_packed_it(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let price = json!({"amount": "2.40", "currency": "EUR"});
        let flour = json!({
            "name": "Flour", "category": "Market", "product_type": "flour", "prepacked": true,
            "allergens": ["gluten"], "variants": [{"size": {"value": "1", "unit": "kg"}, "price": price}],
        });
        let farm = at(&shop.farm_id);
        shop.farmer.post(&format!("{farm}/products"), &flour).assert(201);
        let missing = shop.farmer.get(&format!("{farm}/compliance")).assert(200);
        assert_eq!(rules(&missing["items"]), ["operator"], "a farm that sells to nobody needs no more");
        let next = draft(&shop.hub, &shop.hub_id, &shop);
        let publish = format!("{next}/publish");
        shop.hub.post(&publish, &Value::Null).assert_fault(422, "not-compliant", "physical_address");
        let address = json!({"physical_address": {"city": "Épinal"}});
        shop.farmer.patch(&farm, &address).assert(200);
        shop.hub.post(&publish, &Value::Null).assert(200);
        let refused = shop.farmer.patch(&farm, &json!({"physical_address": null}));
        let refused = refused.assert_problem(422, "not-compliant");
        assert_eq!(refused["errors"][0]["rule_id"], "operator");
        shop.hub.post(&format!("{next}/close"), &Value::Null).assert(200);
        shop.farmer.patch(&farm, &json!({"physical_address": null})).assert(200);
        market.assert_clean();
    }

    async fn a_hub_stays_what_it_is_while_people_order_there(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let (hub, farm) = (at(&shop.hub_id), at(&shop.farm_id));
        let next = draft(&shop.hub, &shop.hub_id, &shop);
        for sells in ["none", "own"] {
            let refused = shop.hub.patch(&hub, &json!({"sells": sells}));
            refused.assert_fault(409, "still-in-cycle", "sells");
        }
        shop.farmer.patch(&farm, &json!({"is_producer": false})).assert_fault(409, "still-in-cycle", "is_producer");
        assert_eq!(shop.hub.get(&hub).assert(200)["sells"], "any");
        // It may become more at any time.
        shop.farmer.patch(&farm, &json!({"sells": "own"})).assert(200);
        shop.close().assert(200);
        let carried = || -> Vec<usize> {
            let cycle = shop.hub.get(&next).assert(200);
            let exchanges = cycle["exchanges"].as_array().unwrap().iter();
            exchanges.map(|it| it["variants"].as_array().unwrap().len()).collect()
        };
        assert_eq!(carried(), [2, 2]);
        // Then what it may no longer sell leaves its drafts, and its shop is gone.
        shop.hub.patch(&hub, &json!({"sells": "own"})).assert(200);
        assert_eq!(carried(), [2, 0]);
        shop.hub.patch(&hub, &json!({"sells": "none"})).assert(200);
        guest.get(&format!("/v1/shops/{}", Shop::SLUG)).assert_problem(404, "not-found");
        shop.hub.post(&format!("{next}/publish"), &Value::Null).assert_fault(422, "invalid-field", "coordinator");
        shop.hub.patch(&hub, &json!({"sells": "any"})).assert(200);
        guest.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200);
        shop.hub.post(&format!("{next}/publish"), &Value::Null).assert(200);
        market.assert_clean();
    }

    async fn what_a_farm_listed_is_sold_by_nobody_once_it_produces_no_more(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let farm = at(&shop.farm_id);
        let next = draft(&shop.hub, &shop.hub_id, &shop);
        shop.close().assert(200);
        shop.farmer.patch(&farm, &json!({"is_producer": false})).assert(200);
        let cycle = shop.hub.get(&next).assert(200);
        let exchanges = cycle["exchanges"].as_array().unwrap().iter();
        assert!(exchanges.clone().all(|it| it["variants"] == json!([])), "{cycle}");
        let incoming = json!({"enterprise": shop.farm_id, "direction": "incoming"});
        let brought = shop.hub.put(&format!("{next}/exchanges"), &incoming).assert(200);
        assert_eq!(brought["variants"], json!([]));
        let sellable = format!("{}/sellable", at(&shop.hub_id));
        assert_eq!(shop.hub.get(&sellable).assert(200)["items"], json!([]));
        assert_eq!(guest.get("/v1/producers").assert(200)["items"], json!([]));
        // It is kept, and comes back with it.
        shop.farmer.patch(&farm, &json!({"is_producer": true})).assert(200);
        assert_eq!(shop.hub.get(&sellable).assert(200)["items"].as_array().unwrap().len(), 2);
        market.assert_clean();
    }

    async fn only_its_owner_makes_an_enterprise_another(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let farm = at(&shop.farm_id);
        shop.allow("edit-profile");
        shop.hub.patch(&farm, &json!({"opening_text": "Welcome"})).assert(200);
        for edit in [json!({"sells": "any"}), json!({"is_producer": true})] {
            let refused = shop.hub.patch(&farm, &edit);
            assert!([403, 404].contains(&refused.status), "{refused}");
        }
        let bo = market.guest().sign_up("Bo");
        shop.farmer.takes_on(&bo, &shop.farm_id, "manager");
        bo.patch(&farm, &json!({"sells": "any"})).assert_problem(403, "role");
        assert_eq!(shop.farmer.get(&farm).assert(200)["sells"], "none");
        market.assert_clean();
    }
}
