//! Shoppers find goods however they write them, in the same order on every database.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const LIST: &str = "Carottes,500,g,,1.60,80
Chou kale,1,,chou,2.20,30
Choucroute,500,g,,4.20,12
Jus de carotte,1,l,,3.80,20
Œufs,6,,œuf,2.70,30
Tomates cerises,250,g,,2.90,25";

fn found(guest: &Client, query: &str) -> Vec<String> {
    let offers = guest.get(&format!("/v1/shops/{}/offers?{query}", Shop::SLUG)).assert(200);
    let names = offers["offers"].as_array().unwrap().iter();
    names.map(|offer| offer["name"].as_str().unwrap().to_owned()).collect()
}

fn sellable(client: &Client, hub: &str, query: &str) -> Vec<String> {
    let page = client.get(&format!("/v1/enterprises/{hub}/sellable?{query}")).assert(200);
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn a_shop_that_does_not_say_its_place_is_found_by_its_own_post_code(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (Shop::open(&market.guest(), "Carrots,500,g,,1.60,80"), market.guest());
        let found = |query: &str| -> Vec<String> {
            let page = guest.get(&format!("/v1/shops?{query}")).assert(200);
            page["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
        };
        let patch = |who: &Client, of: &str, edit: &Value| {
            who.patch(&format!("/v1/enterprises/{of}"), edit).assert(200);
        };
        let (halle, none) = (vec!["Halle de la Gare".to_owned()], Vec::<String>::new());
        patch(&shop.hub, &shop.hub_id, &json!({"physical_address": {"city": "Épinal", "postcode": "F-88 000"}}));
        for query in ["postcode=88000", "postcode=88000&within=1", "postcode=f-88%20000&within=300&category=Market"] {
            assert_eq!(found(query), halle, "{query}");
        }
        let listed = guest.get("/v1/shops?postcode=88000").assert(200);
        assert_eq!(listed["items"][0]["distance_metres"], Value::Null);
        assert_eq!((found("postcode=88100&within=300"), found("postcode=88")), (none.clone(), none.clone()));
        let page = guest.get("/shops?postcode=88000&within=5").text();
        assert!(page.contains("Halle de la Gare"), "{page}");
        // Others are there who say their place: it is found beside them.
        let there = json!({"city": "Épinal", "postcode": "88000", "coordinates": {"latitude": 48_174_000, "longitude": 6_450_000}});
        patch(&shop.farmer, &shop.farm_id, &json!({"physical_address": there}));
        assert_eq!(found("postcode=88000&within=1"), halle);
        // Who says a place is found by that alone, and who is for nobody to find not at all.
        let far = json!({"city": "Nice", "postcode": "88000", "coordinates": {"latitude": 43_700_000, "longitude": 7_250_000}});
        patch(&shop.hub, &shop.hub_id, &json!({"physical_address": far}));
        patch(&shop.farmer, &shop.farm_id, &json!({"physical_address": there}));
        assert_eq!(found("latitude=48174000&longitude=6450000&within=30"), none);
        patch(&shop.hub, &shop.hub_id, &json!({"physical_address": {"city": "Épinal", "postcode": "88000"}, "visibility": "by-link"}));
        assert_eq!(found("postcode=88000"), none);
        market.assert_clean();
    }

    async fn goods_are_found_however_they_are_written(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, LIST);
        assert_eq!(found(&guest, "q=carotte"), ["Carottes", "Jus de carotte"]);
        assert_eq!(found(&guest, "q=CARROTTE"), ["Carottes", "Jus de carotte"]);
        assert_eq!(found(&guest, "q=chou"), ["Chou kale", "Choucroute"]);
        assert_eq!(found(&guest, "q=oeuf"), ["Œufs"]);
        assert_eq!(found(&guest, "q=tomate+ceris"), ["Tomates cerises"]);
        assert!(found(&guest, "q=tomate+chou").is_empty());
        let list = "producer,name,category,units,unit_type,price,on_hand,sku,barcode\nFerme des Tilleuls,Carottes,Market,500,g,1.60,80,CAR-5,3760123450010\n";
        shop.farmer.with_key("codes").post_list(list).assert(200);
        let coded = guest.get(&format!("/v1/shops/{}/offers?q=3760123450010", Shop::SLUG)).assert(200);
        assert_eq!((&coded["offers"][0]["name"], &coded["offers"][0]["barcode"]), (&json!("Carottes"), &json!("3760123450010")));
        assert_eq!(found(&guest, "q=3760123450010"), ["Carottes"], "by the number under its bar code");
        assert_eq!(found(&guest, "q=CAR-5"), ["Carottes"], "and by its producer's own");
        assert_eq!(found(&guest, "q=").len(), 6, "a form left blank asks for everything");
        assert_eq!(found(&guest, "storage=ambient").len(), 6);
        assert!(found(&guest, "storage=frozen").is_empty());
        let lukewarm = format!("/v1/shops/{}/offers?storage=lukewarm", Shop::SLUG);
        guest.get(&lukewarm).assert_fault(422, "invalid-query", "storage");
        market.assert_clean();
    }

    async fn a_hub_finds_what_it_may_sell(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), LIST);
        let (hub, id) = (&shop.hub, &shop.hub_id);
        let all = ["Carottes", "Chou kale", "Choucroute", "Jus de carotte", "Œufs", "Tomates cerises"];
        assert_eq!(sellable(hub, id, ""), all, "as people sort them");
        assert_eq!(sellable(hub, id, "q=carote"), ["Carottes", "Jus de carotte"]);
        assert_eq!(sellable(hub, id, "q=tilleuls+chou"), ["Chou kale", "Choucroute"]);
        assert_eq!(sellable(hub, id, "free_of=milk").len(), 6);
        assert!(sellable(hub, id, "label=organic").is_empty());
        assert_eq!(sellable(hub, id, &format!("producer={}&category=market", shop.farm_id)).len(), 6);

        // What a farm lists is found at once; what it stops allowing is not.
        let list = "producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Carvi,Market,50,g,2.50,20\n";
        shop.farmer.with_key("carvi").post_list(list).assert(200);
        assert_eq!(sellable(hub, id, "q=carvi"), ["Carvi"]);
        assert!(sellable(hub, id, "q=carvi&free_of=milk").is_empty(), "what is unknown is not free");
        market.assert_clean();
    }

    async fn a_hub_finds_goods_as_they_are_now(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), LIST);
        let (hub, id) = (&shop.hub, &shop.hub_id);
        let (kale, cabbage) = (shop.product("Chou kale, chou"), shop.product("Choucroute, 500 g"));
        assert_eq!(sellable(hub, id, "q=chou"), ["Chou kale", "Choucroute"]);
        let path = |id: &str| format!("/v1/products/{id}");
        shop.farmer.patch(&path(kale), &json!({"name": "Chou frisé"})).assert(200);
        assert_eq!(sellable(hub, id, "q=chou"), ["Chou frisé", "Choucroute"], "renamed");
        shop.farmer.delete(&path(cabbage)).assert(204);
        assert_eq!(sellable(hub, id, "q=chou"), ["Chou frisé"], "withdrawn");
        shop.farmer.patch(&path(cabbage), &json!({"withdrawn": false})).assert(200);
        assert_eq!(sellable(hub, id, "q=chou"), ["Chou frisé", "Choucroute"], "listed again");
        let size = format!("/v1/variants/{}", shop.variant("Choucroute, 500 g"));
        shop.farmer.delete(&size).assert(204);
        assert_eq!(sellable(hub, id, "q=chou"), ["Chou frisé"], "no size of it is sold");
        let path = format!("/v1/enterprises/{}", shop.farm_id);
        shop.farmer.patch(&path, &json!({"name": "Ferme du Chou"})).assert(200);
        assert_eq!(sellable(hub, id, "q=ferme+frise"), ["Chou frisé"], "by the farm's new name");
        market.assert_clean();
    }

    async fn what_may_be_sold_comes_in_pages(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), LIST);
        let mut names = Vec::new();
        let mut after = String::new();
        loop {
            let path = format!("/v1/enterprises/{}/sellable?limit=4{after}", shop.hub_id);
            let page = shop.hub.get(&path).assert(200);
            names.extend(page["items"].as_array().unwrap().iter().map(|item| item["name"].clone()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(names.len(), 6);
        let asked = |query: &str| shop.hub.get(&format!("/v1/enterprises/{}/sellable?{query}", shop.hub_id));
        asked("after=x").assert_fault(422, "invalid-field", "after");
        asked("limit=0").assert_fault(422, "invalid-field", "limit");
        asked("label=shiny").assert_fault(422, "invalid-field", "label");
        asked("free_of=water").assert_fault(422, "invalid-field", "free_of");
        asked("colour=red").assert_fault(422, "unknown-field", "colour");
    }
}
