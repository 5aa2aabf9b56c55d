//! Who reads German is spoken to in German: on pages, in letters, on sheets, and of what is wrong.

use serde_json::{Value, json};
use sillon_testkit::{Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,50";

on_both_databases! {
    async fn a_shop_sells_in_german(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let browser = market.guest().saying("Accept-Language", "de-AT, de;q=0.9, en;q=0.5");
        let page = browser.get(&format!("/shops/{}", Shop::SLUG)).text().replace('\u{a0}', " ");
        for said in ["<html lang=\"de\">", "Abholung", "Verkauft von", "gewerblicher Verkäufer",
            "Warenkorb aktualisieren", "1,70 €", "3,40 €/kg", "lang=fr", "Français"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let cart = shop.cart(&browser, &[("Eggs, 6 × egg", 2)]);
        let page = browser.get(&format!("/carts/{cart}")).text();
        assert!(page.contains("Ihr Warenkorb") && page.contains("Zur Kasse"), "{page}");
        let page = browser.get(&format!("/carts/{cart}/checkout")).text();
        assert!(page.contains("Zahlungspflichtig bestellen"), "{page}");
        let page = browser.get("/shops/nowhere").text();
        assert!(page.contains("Diese Seite gibt es nicht"), "{page}");

        let jana = market.guest().sign_up("Jana");
        jana.patch("/v1/me", &json!({"language": "de"})).assert(200);
        shop.checkout(&jana, &shop.cart(&jana, &[("Eggs, 6 × egg", 1)]), "k").assert(201);
        let letters = market.take_letters();
        let letter = letters.iter().find(|letter| letter.subject.starts_with("Ihre Bestellung "));
        let text = letter.unwrap().text.replace('\u{a0}', " ");
        assert!(text.contains("Summe") && text.contains("2,80 €"), "{text}");
        market.assert_clean();
    }

    async fn work_is_done_in_german(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let farmer = shop.farmer.saying("Accept-Language", "de");
        let preview = format!("/v1/enterprises/{}/week/preview", shop.farm_id);
        let read = farmer.post(&preview, &json!({"text": "Quitten 12 kg\nCarrots: ausverkauft"})).assert(200);
        assert!(read.to_string().contains("keines Ihrer Produkte heißt „quitten“"), "{read}");
        assert_ne!(read["lines"][1]["state"], "faulty", "{read}");
        let size = json!({"size": {"value": "1", "unit": "kg"}, "price": {"amount": "2", "currency": "EUR"}});
        let kale = json!({"name": "Kale", "category": "Market", "variants": [size]});
        shop.farmer.post(&format!("/v1/enterprises/{}/products", shop.farm_id), &kale).assert(201);
        let missing = shop.farmer.get(&format!("/v1/enterprises/{}/compliance", shop.farm_id)).assert(200);
        let missing = missing["items"].as_array().unwrap().iter().find(|it| it["rule"] == "allergens");
        assert!(missing.unwrap()["says"]["de"].as_str().unwrap().contains("vierzehn Allergene"));

        shop.order(&market.guest(), &[("Carrots, 500 g", 3)]);
        shop.close().assert(200);
        let sheet = |name: &str| {
            shop.hub.get(&format!("/v1/cycles/{}/{name}.csv?lang=de", shop.cycle)).text()
        };
        assert!(sheet("harvest-sheets").contains("Erzeuger;Produkt;Gebinde;"), "{}", sheet("harvest-sheets"));
        let packing = sheet("packing-list");
        assert!(packing.contains("Bestellung;Kunde;") && packing.contains(";ungekühlt;3"), "{packing}");
        market.assert_clean();
    }

    async fn a_language_that_nobody_speaks_here_is_refused(db: TestDatabase) {
        let market = Marketplace::open(db);
        let jana = market.guest().sign_up("Jana");
        let refused = jana.patch("/v1/me", &json!({"language": "it"})).assert_problem(422, "invalid-field");
        assert!(refused.to_string().contains("`de`"), "{refused}");
        assert_eq!(jana.get("/v1/me").assert(200)["user"]["language"], Value::from("fr"));
    }
}
