//! Shoppers find goods however they write them, in the same order on every database.
#![cfg(test)]

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

on_both_databases! {
    async fn goods_are_found_however_they_are_written(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        Shop::open(&guest, LIST);
        assert_eq!(found(&guest, "q=carotte"), ["Carottes", "Jus de carotte"]);
        assert_eq!(found(&guest, "q=CARROTTE"), ["Carottes", "Jus de carotte"]);
        assert_eq!(found(&guest, "q=chou"), ["Chou kale", "Choucroute"]);
        assert_eq!(found(&guest, "q=oeuf"), ["Œufs"]);
        assert_eq!(found(&guest, "q=tomate+ceris"), ["Tomates cerises"]);
        assert!(found(&guest, "q=tomate+chou").is_empty());
        assert_eq!(found(&guest, "q=").len(), 6, "a form left blank asks for everything");
        assert_eq!(found(&guest, "storage=ambient").len(), 6);
        assert!(found(&guest, "storage=frozen").is_empty());
        let lukewarm = format!("/v1/shops/{}/offers?storage=lukewarm", Shop::SLUG);
        guest.get(&lukewarm).assert_fault(422, "invalid-query", "query");
        market.assert_clean();
    }
}
