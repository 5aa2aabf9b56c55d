//! What is sent compressed says so, is the same thing, and gives nothing away.

use std::io::Read as _;

use flate2::read::GzDecoder;
use serde_json::json;
use sillon_testkit::{Answer, Client, Marketplace, Shop, TestDatabase, on_both_databases};

/// Checks that an answer is the other one, compressed.
#[track_caller]
fn assert_same(small: &Answer, whole: &Answer) {
    assert_eq!(whole.header("content-encoding"), None);
    assert_eq!(small.header("content-encoding"), Some("gzip"), "{}", small.status);
    for answer in [small, whole] {
        assert!(answer.lists("vary", "Accept-Encoding"));
    }
    assert!(small.body.len() < whole.body.len(), "{} bytes", small.body.len());
    let mut body = Vec::new();
    GzDecoder::new(small.body.as_slice()).read_to_end(&mut body).unwrap();
    assert_eq!(body, whole.body);
}

fn open(market: &Marketplace) -> (Shop, Client) {
    let rows = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30\nHoney,250,g,,5.95,20";
    (Shop::open(&market.guest(), rows), market.guest().saying("Accept-Encoding", "gzip, br"))
}

on_both_databases! {
    async fn what_a_shop_shows_is_compressed_under_a_tag_of_its_own(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (_shop, taker) = open(&market);
        let offers = format!("/v1/shops/{}/offers", Shop::SLUG);
        let (whole, small) = (market.guest().get(&offers), taker.get(&offers));
        assert_same(&small, &whole);
        assert!(small.lists("vary", "Origin"));
        let tags = [&whole, &small].map(|answer| answer.header("etag").unwrap().to_owned());
        assert_ne!(tags[0], tags[1]);
        // What is kept in either coding is known by its tag, which the answer repeats.
        for tag in &tags {
            let known = taker.saying("If-None-Match", tag).get(&offers);
            assert_eq!((known.status, known.header("etag")), (304, Some(tag.as_str())));
            assert!(known.lists("vary", "Accept-Encoding") && known.body.is_empty());
        }
        let both = taker.saying("If-None-Match", &format!("\"x\", W/{}", tags[1])).get(&offers);
        assert_eq!(both.status, 304);
        assert_eq!(taker.saying("If-None-Match", "\"x-gzip\"").get(&offers).status, 200);
        let head = taker.send("HEAD", &offers, None);
        for name in ["etag", "content-encoding", "content-length", "content-type"] {
            assert_eq!(head.header(name), small.header(name), "{name}");
        }
        // What is searched for is compressed, too.
        let searched = format!("{offers}?q=carrots");
        assert_same(&taker.get(&searched), &market.guest().get(&searched));
    }

    async fn a_tag_of_a_compressed_answer_guards_a_write(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, _) = open(&market);
        let farmer = shop.farmer.saying("Accept-Encoding", "gzip");
        let at = format!("/v1/products/{}", shop.product("Carrots, 500 g"));
        let told = json!({"description": "Washed. ".repeat(200)});
        shop.farmer.patch(&at, &told).assert(200);
        let read = farmer.get(&at);
        assert_same(&read, &shop.farmer.get(&at));
        let tag = read.header("etag").unwrap();
        let rename = |name: &str| farmer.saying("If-Match", tag).patch(&at, &json!({"name": name}));
        assert_eq!(rename("Carottes").status, 200);
        rename("Karotten").assert_problem(412, "changed-since");
    }
}

#[test]
fn pages_are_compressed_unless_a_secret_and_foreign_words_meet_in_them() {
    let market = Marketplace::open(TestDatabase::sqlite());
    let (shop, taker) = open(&market);
    let cart = shop.cart(&market.guest(), &[("Eggs, 6 × egg", 1)]);
    let page = format!("/shops/{}", Shop::SLUG);
    let searched = format!("{page}?q=eggs");
    assert_same(&taker.get(&page), &market.guest().get(&page));
    assert_same(&taker.get(&searched), &market.guest().get(&searched));
    // What was compressed for one is sent to the next, and never in place of something newer.
    let before = taker.get(&page);
    assert_eq!(taker.get(&page).body, before.body);
    shop.order(&market.guest(), &[("Honey, 250 g", 20)]);
    let after = taker.get(&page);
    assert_ne!(after.body, before.body);
    assert_same(&after, &market.guest().get(&page));
    let kept = taker.saying("Cookie", &format!("cart={cart}"));
    assert_same(
        &kept.get(&page),
        &market.guest().saying("Cookie", &format!("cart={cart}")).get(&page),
    );
    let both = kept.get(&searched);
    assert_eq!((both.status, both.header("content-encoding")), (200, None));
    assert!(both.text().contains(&cart), "it holds the secret");
    let whole = market.guest().get(&page).text();
    let style = whole.split('"').find(|part| part.starts_with("/assets/")).unwrap();
    assert_same(&taker.get(style), &market.guest().get(style));
}

#[test]
fn what_is_small_or_compressed_already_is_left_as_it_is() {
    let market = Marketplace::open(TestDatabase::sqlite());
    let (shop, taker) = open(&market);
    let lists = format!("/v1/enterprises/{}/products.xlsx", shop.farm_id);
    for (who, path) in [
        (&taker, "/health"),
        (&taker, "/v1/orders/x"),
        (&shop.farmer.saying("Accept-Encoding", "gzip"), lists.as_str()),
    ] {
        assert_eq!(who.get(path).header("content-encoding"), None, "{path}");
    }
    let guest = market.guest();
    assert_same(&taker.get("/openapi.json"), &guest.get("/openapi.json"));
    for refused in ["identity", "gzip;q=0", "br"] {
        let answer = guest.saying("Accept-Encoding", refused).get("/openapi.json");
        assert_eq!((answer.status, answer.header("content-encoding")), (200, None), "{refused}");
    }
}
