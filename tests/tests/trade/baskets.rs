//! What a basket says is what its checkout does; the clock decides which sale is shown; every shop and sale has its basket.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const BAG: &str = "Carrots, 500 g";
const SACK: &str = "Carrots, 2 kg";
const EGGS: &str = "Eggs, 6 × egg";
const LEEKS: &str = "Leeks, 1 kg";
const ROWS: &str =
    "Carrots,500,g,,1.60,8\nCarrots,2,kg,,5.20,\nEggs,6,,egg,2.70,30\nLeeks,1,kg,,3.00,20";

const MONDAY: &str = "2026-05-04T08:00:00Z";

/// A form as a browser sends it; where it leads.
fn send(who: &Client, path: &str, body: &str) -> String {
    let answer =
        who.send("POST", path, Some(("application/x-www-form-urlencoded", body.as_bytes())));
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").unwrap_or_default().to_owned()
}

/// Another cycle of the shop's hub, with all it sells.
fn another_cycle(shop: &Shop, name: &str, until: &str) -> String {
    let orders = json!({"from": "2020-01-01T00:00:00Z", "until": until});
    let plan = json!({"coordinator": shop.hub_id, "name": name, "orders": orders});
    let cycle = shop.hub.post("/v1/cycles", &plan).text_at("/id");
    for (enterprise, direction) in [(&shop.farm_id, "incoming"), (&shop.hub_id, "outgoing")] {
        let exchange =
            json!({"enterprise": enterprise, "direction": direction, "pick_up_text": "Here"});
        shop.hub.put(&format!("/v1/cycles/{cycle}/exchanges"), &exchange).assert(200);
    }
    shop.hub.post(&format!("/v1/cycles/{cycle}/publish"), &Value::Null).assert(200);
    cycle
}

on_both_databases! {
    async fn a_cart_shows_short_what_its_checkout_would_be_refused_for(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (Shop::open(&market.guest(), ROWS), market.guest());
        // Four kilograms: each size alone is there, both together are not.
        for (bags, sacks) in [(8, 0), (0, 2), (4, 1), (5, 1), (8, 1), (1, 2), (9, 0)] {
            let wanted: Vec<_> =
                [(BAG, bags), (SACK, sacks)].into_iter().filter(|(_, items)| *items > 0).collect();
            let cart = shop.cart(&guest, &wanted);
            let seen = guest.get(&format!("/v1/carts/{cart}")).assert(200);
            let lines = seen["lines"].as_array().unwrap();
            let short: Vec<String> = lines.iter().filter(|line| !line["left"].is_null())
                .map(|line| line["left"].to_string()).collect();
            let is_short = bags + 4 * sacks > 8;
            assert_eq!(!short.is_empty(), is_short, "{bags} bags, {sacks} sacks: {seen}");
            let page = guest.get(&format!("/carts/{cart}")).text();
            assert_eq!(page.contains("class=\"line short\""), is_short, "the page says the same");
            if is_short {
                let refused = shop.checkout(&guest, &cart, "k").assert_problem(409, "out-of-stock");
                let left: Vec<String> = refused["errors"].as_array().unwrap().iter()
                    .map(|error| error["left"].as_str().unwrap().to_owned()).collect();
                assert_eq!(short, left);
            }
        }
        let cart = shop.cart(&guest, &[(BAG, 4), (SACK, 1)]);
        shop.checkout(&guest, &cart, "k").assert(201);
    }

    async fn goods_that_leave_the_sale_are_named_and_taken_out_by_one_press(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (Shop::open(&market.guest(), ROWS), market.guest().saying("Accept-Language", "en"));
        let cart = shop.cart(&guest, &[(EGGS, 1), (LEEKS, 2), (BAG, 3)]);
        for gone in [EGGS, LEEKS] {
            shop.farmer.delete(&format!("/v1/products/{}", shop.product(gone))).assert(204);
        }
        let seen = guest.get(&format!("/v1/carts/{cart}")).assert(200);
        let line = |place: usize| [&seen["lines"][place]["name"], &seen["lines"][place]["offered"]].map(Value::to_string);
        assert_eq!(line(0), ["\"Eggs (6 × egg)\"", "false"]);
        assert_eq!(line(2), ["\"Carrots\"", "true"]);
        let refused = shop.checkout(&guest, &cart, "k").assert_problem(409, "not-offered");
        let errors = refused["errors"].as_array().unwrap();
        let names: Vec<&Value> = errors.iter().map(|error| &error["name"]).collect();
        assert_eq!(names, ["Eggs (6 × egg)", "Leeks (1 kg)"]);
        let page = guest.get(&format!("/carts/{cart}")).text();
        assert!(page.contains("2 products are no longer on sale: Eggs (6 × egg), Leeks (1 kg)."), "{page}");
        // Going on does not drop them unseen; the button does.
        let path = format!("/carts/{cart}");
        send(&guest, &path, &format!("q_{}=2&next=checkout", shop.variant(BAG)));
        assert_eq!(guest.get(&format!("/v1{path}")).assert(200)["lines"].as_array().unwrap().len(), 3);
        send(&guest, &path, "next=remove-gone");
        let left = guest.get(&format!("/v1{path}")).assert(200);
        assert_eq!(left["lines"].as_array().unwrap().len(), 1);
        shop.checkout(&guest, &cart, "k").assert(201);
    }

    async fn discounts_that_exceed_a_basket_are_told_with_what_helps(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (Shop::open(&market.guest(), ROWS), market.guest().saying("Accept-Language", "en"));
        let calculator = json!({"type": "flat-rate", "amount": {"amount": "-5.00", "currency": "EUR"}});
        let fee = json!({"enterprise": shop.hub_id, "name": "Voucher", "kind": "sales", "calculator": calculator});
        let fees = json!({"fees": [shop.hub.post("/v1/fees", &fee).text_at("/id")]});
        shop.hub.put(&format!("/v1/cycles/{}/fees", shop.cycle), &fees).assert(200);
        let cart = shop.cart(&guest, &[(EGGS, 1)]);
        let refused = shop.checkout(&guest, &cart, "k").assert_problem(422, "total-below-zero");
        let said = refused["detail"].as_str().unwrap();
        assert!(said.contains("2.30 EUR") && said.contains("add other goods"), "{said}");
        let page = guest.get(&format!("/carts/{cart}")).text();
        assert!(page.contains("by €2.30: add other products for at least that much."), "{page}");
    }

    async fn the_clock_decides_which_sale_is_shown(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = Shop::open_until(&market.guest(), ROWS, "2026-05-06T18:00:00Z");
        let next = another_cycle(&shop, "Next week", "2026-05-13T18:00:00Z");
        market.move_clock("2026-05-04T09:00:00Z");
        let (guest, slug) = (market.guest(), Shop::SLUG);
        let shown = |path: &str, place: &str| guest.get(path).text_at(place);
        let (offers, about) = (format!("/v1/shops/{slug}/offers"), format!("/v1/shops/{slug}"));
        assert_eq!(shown(&offers, "/cycle/id"), shop.cycle);
        assert!(guest.get(&format!("/shops/{slug}")).text().contains(&next), "the other one is linked");
        // Its end passes, and nobody closes it.
        market.set_clock("2026-05-06T18:00:00Z");
        assert_eq!(shown(&offers, "/cycle/id"), next);
        assert_eq!([shown(&about, "/open/0/id"), shown(&about, "/last/id")], [next.clone(), shop.cycle.clone()]);
        assert!(guest.get(&format!("/shops/{slug}")).text().contains("Next week"));
        let cart = shop.cart(&guest, &[(EGGS, 1)]);
        assert_eq!(shown(&format!("/v1/carts/{cart}"), "/cycle"), next);
        shop.checkout(&guest, &cart, "k").assert(201);
    }

    async fn two_open_sales_of_a_shop_are_both_reached_and_have_a_basket_each(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = Shop::open_until(&market.guest(), ROWS, "2026-05-06T18:00:00Z");
        let other = another_cycle(&shop, "Feast day", "2026-05-20T18:00:00Z");
        market.move_clock("2026-05-04T09:00:00Z");
        let (guest, slug) = (market.guest(), Shop::SLUG);
        let page = |cycle: &str| guest.get(&format!("/shops/{slug}?cycle={cycle}")).text();
        assert!(page(&other).contains("<h2>Feast day</h2>") && page(&shop.cycle).contains("<h2>Always</h2>"));
        let eggs = format!("q_{}=1", shop.variant(EGGS));
        let mut jar: Vec<String> = Vec::new();
        let mut carts = Vec::new();
        for cycle in [&shop.cycle, &other, &shop.cycle] {
            let who = guest.saying("Cookie", &jar.join("; "));
            let path = format!("/shops/{slug}/cart?cycle={cycle}");
            let answer = who.send("POST", &path, Some(("application/x-www-form-urlencoded", eggs.as_bytes())));
            for cookie in answer.all("set-cookie") {
                let pair = cookie.split(';').next().unwrap_or_default().to_owned();
                let name = pair.split('=').next().unwrap_or_default().to_owned();
                jar.retain(|kept| !kept.starts_with(&format!("{name}=")));
                jar.push(pair);
            }
            let cart = answer.header("location").unwrap().trim_start_matches("/carts/").to_owned();
            assert_eq!(guest.get(&format!("/v1/carts/{cart}")).text_at("/cycle"), *cycle);
            carts.push(cart);
        }
        assert_eq!(carts[0], carts[2], "the first sale's basket was not lost");
        assert_ne!(carts[0], carts[1]);
    }
    async fn a_closed_shop_says_when_it_closed_and_when_it_opens_next(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), "Eggs,6,,egg,2.70,30");
        let page = |query: &str| market.guest().get(&format!("/shops/{}?lang=en{query}", Shop::SLUG)).text();
        assert!(!page("").contains("The next orders") && !page("").contains("The last orders"));
        shop.close().assert(200);
        let closed = page("");
        assert!(closed.contains("Orders closed on") && closed.contains("The next sale will be announced here."), "{closed}");
        let copy = shop.hub.post(&format!("/v1/cycles/{}/copies", shop.cycle), &json!({"days": 3_650}));
        let next = copy.text_at("/id");
        shop.hub.post(&format!("/v1/cycles/{next}/publish"), &Value::Null).assert(200);
        // It shows the sale that comes, and when the last one closed; asked for the last one, when the next opens.
        let coming = page("");
        assert!(coming.contains("Orders open on") && coming.contains("The last orders closed on"), "{coming}");
        let last = page(&format!("&cycle={}", shop.cycle));
        assert!(last.contains("Orders closed on") && last.contains("The next orders open on"), "{last}");
        market.assert_clean();
    }
}
