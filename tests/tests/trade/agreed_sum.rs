//! Nobody pays a sum they did not agree to: over the API and on pages, whatever moved between the two.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";
const CARROTS: &str = "Carrots, 500 g";

fn opened(market: &Marketplace) -> Shop {
    Shop::open(&market.guest(), "Eggs,6,,egg,2.70,300\nCarrots,500,g,,1.60,80")
}

fn euros(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

/// Changes what the farm says of a size.
fn change(shop: &Shop, named: &str, said: &Value) {
    shop.farmer.patch(&format!("/v1/variants/{}", shop.variant(named)), said).assert(200);
}

/// The fees of the cycle, of these calculators.
fn charge(shop: &Shop, calculators: &[Value]) {
    let fee = |calculator: &Value| {
        let fee = json!({"enterprise": shop.hub_id, "name": "Van", "kind": "transport", "calculator": calculator});
        shop.hub.post("/v1/fees", &fee).text_at("/id")
    };
    let fees: Vec<String> = calculators.iter().map(fee).collect();
    shop.hub.put(&format!("/v1/cycles/{}/fees", shop.cycle), &json!({"fees": fees})).assert(200);
}

/// A page, or what a form is answered with.
fn form(who: &Client, path: &str, fields: &[(String, String)]) -> Answer {
    let encoded =
        |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let body = pairs.collect::<Vec<_>>().join("&");
    who.send("POST", path, Some(("application/x-www-form-urlencoded", body.as_bytes())))
}

/// The hidden fields of a page's form that orders.
fn hidden(page: &str) -> Vec<(String, String)> {
    let (_, form) = page.split_once(r#"class="checkout""#).expect("a form that orders");
    let inputs = form.split(r#"<input type="hidden" name=""#).skip(1);
    let field = |input: &str| {
        let (name, rest) = input.split_once(r#"" value=""#)?;
        Some((name.to_owned(), rest.split_once('"')?.0.to_owned()))
    };
    inputs.filter_map(field).collect()
}

/// Sends the form of a page that orders, filled in.
fn press(who: &Client, cart: &str, page: &str) -> Answer {
    let typed =
        [("name", "Awa"), ("email", "awa@example.org"), ("payment", "cash"), ("consent", "yes")];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    form(who, &format!("/carts/{cart}/checkout"), &[hidden(page), typed.to_vec()].concat())
}

/// A way the sum of two boxes of eggs moves.
type Move = (&'static str, fn(&Shop, &Client, &str));

/// The lines of a cart are set, as if in another window.
fn refill(shop: &Shop, who: &Client, cart: &str, wanted: &[(&str, u32)]) {
    let lines = json!({"lines": shop.lines(wanted)});
    who.put(&format!("/v1/carts/{cart}/lines"), &lines).assert(200);
}

/// Each leaves another sum than it found.
const MOVES: [Move; 9] = [
    ("the farm's price rises", |shop, _, _| change(shop, EGGS, &json!({"price": euros("3.40")}))),
    ("the farm's price falls", |shop, _, _| change(shop, EGGS, &json!({"price": euros("2.00")}))),
    ("a deposit is asked", |shop, _, _| shop.set_deposit(EGGS, "0.30", "container")),
    ("a deposit is asked no more", |shop, _, _| {
        change(shop, EGGS, &json!({"deposit": null}));
    }),
    ("a fee on each item is dropped", |shop, _, _| charge(shop, &[])),
    ("a fee on the order comes on top", |shop, _, _| {
        charge(shop, &[json!({"type": "flat-rate", "amount": euros("100.00")})]);
    }),
    ("the hub sets its own price", |shop, _, _| {
        shop.allow("set-hub-prices");
        let terms = format!("/v1/enterprises/{}/terms/{}", shop.hub_id, shop.variant(EGGS));
        shop.hub.put(&terms, &json!({"price": euros("3.20")})).assert(200);
    }),
    ("more is put in elsewhere", |shop, who, cart| refill(shop, who, cart, &[(EGGS, 3)])),
    ("something else is put in elsewhere", |shop, who, cart| {
        refill(shop, who, cart, &[(EGGS, 2), (CARROTS, 1)]);
    }),
];

on_both_databases! {
    async fn an_order_is_placed_at_the_sum_that_was_agreed_to_or_not_at_all(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        for (what, moves) in MOVES {
            let cart = shop.cart(&guest, &[(EGGS, 2)]);
            let (agreed, left) = (Shop::total(&guest, &cart), shop.left(EGGS));
            moves(&shop, &guest, &cart);
            let now = Shop::total(&guest, &cart);
            assert_ne!(agreed, now, "{what}");
            let refused = shop.checkout_at(&guest, &cart, "k", &agreed).assert_problem(409, "price-changed");
            let sum = &refused["errors"][0];
            assert_eq!((&sum["field"], &sum["before"], &sum["now"]), (&json!("total"), &json!(agreed), &json!(now)), "{what}");
            assert_eq!(shop.left(EGGS), left, "{what}: nothing is taken");
            let placed = shop.checkout_at(&guest, &cart, "k", &now).assert(201);
            assert_eq!(placed["total"]["amount"], json!(now), "{what}");
            let again = shop.checkout_at(&guest, &cart, "k", &now);
            assert_eq!(again.assert(201)["id"], placed["id"], "a repeat is answered as before");
        }
        market.assert_clean();
    }

    async fn each_line_that_changed_is_told_from_what_to_what(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let cart = shop.cart(&guest, &[(EGGS, 2), (CARROTS, 1)]);
        change(&shop, EGGS, &json!({"price": euros("3.70")}));
        let refused = shop.checkout_at(&guest, &cart, "k", "7.30").assert_problem(409, "price-changed");
        let told = refused["errors"].as_array().unwrap();
        assert_eq!(told.len(), 2, "the sum, and the one line that changed: {refused}");
        let line = &told[1];
        let said = ["field", "name", "before", "now"].map(|member| line[member].as_str().unwrap_or_default());
        assert_eq!(said, ["lines[0]", "Eggs (6 × egg)", "5.60", "7.60"]);
    }

    async fn other_goods_at_the_same_sum_are_refused_to_whoever_says_what_they_saw(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        change(&shop, CARROTS, &json!({"price": euros("2.70")}));
        let cart = shop.cart(&guest, &[(EGGS, 1)]);
        let path = format!("/v1/carts/{cart}");
        let tag = guest.get(&path).header("etag").unwrap().to_owned();
        refill(&shop, &guest, &cart, &[(CARROTS, 1)]);
        let keyed = guest.with_key("k");
        let checkout = |who: &Client, body: &Value| who.post(&format!("{path}/checkout"), body);
        let body = Shop::contact("Awa", "2.80");
        checkout(&keyed.saying("If-Match", &tag), &body).assert_problem(412, "cart-changed");
        let mut told = body.clone();
        told["lines"] = json!([{"variant": shop.variant(EGGS), "quantity": 1, "total": euros("2.80")}]);
        let refused = checkout(&keyed, &told).assert_problem(409, "price-changed");
        assert_eq!(refused["errors"].as_array().unwrap().len(), 3, "one came, one went: {refused}");
        // The same goods under another tax are not what was shown, either.
        let tag = guest.get(&path).header("etag").unwrap().to_owned();
        change(&shop, CARROTS, &json!({"tax": "standard"}));
        checkout(&keyed.saying("If-Match", &tag), &body).assert_problem(412, "cart-changed");
        let tag = guest.get(&path).header("etag").unwrap().to_owned();
        checkout(&keyed.saying("If-Match", &format!("W/{tag}")), &body).assert(201);
    }

    async fn the_page_that_orders_is_shown_anew_with_what_changed(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest().saying("Accept-Language", "en"));
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        let address = format!("/carts/{cart}/checkout");
        let page = guest.get(&address).text();
        assert!(page.contains("€5.60") && page.contains("Eggs, 6 eggs"), "{page}");
        change(&shop, EGGS, &json!({"price": euros("3.40")}));
        let anew = press(&guest, &cart, &page);
        let said = anew.text();
        assert_eq!(anew.status, 409, "{said}");
        assert!(said.contains("The total is now €7.00; it was €5.60."), "{said}");
        assert!(said.contains("2 × Eggs, 6 eggs: €7.00 (before: €5.60)"), "{said}");
        assert!(said.contains(r#"value="Awa""#), "what was typed is kept");
        assert!(shop.orders().is_empty());
        let placed = press(&guest, &cart, &said);
        assert_eq!(placed.status, 303, "the new button orders at the new sum: {}", placed.text());
        let again = press(&guest, &cart, &page);
        assert_eq!(again.header("location"), placed.header("location"), "sent twice, it is one order");
        let orders = shop.orders();
        let order = shop.hub.get(&format!("/v1/orders/{}", orders[0])).assert(200);
        assert_eq!((orders.len(), &order["total"]["amount"]), (1, &json!("7.00")));
    }

    async fn a_form_that_does_not_say_what_it_showed_orders_nothing(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        let page = format!("{} class=\"checkout\" ", guest.get(&format!("/carts/{cart}/checkout")).text());
        let bare = page.replace(r#"<input type="hidden" name="total""#, r#"<input type="hidden" name="sum""#);
        let refused = press(&guest, &cart, &bare);
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(shop.orders().is_empty());
    }

    async fn however_prices_move_meanwhile_every_order_is_at_its_agreed_sum(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let done = AtomicBool::new(false);
        let orders = thread::scope(|scope| {
            let buyers: Vec<_> = (0..4).map(|number| {
                let (shop, who, done) = (&shop, market.guest(), &done);
                scope.spawn(move || {
                    let mut placed = Vec::new();
                    for round in 0..12 {
                        let cart = shop.cart(&who, &[(EGGS, 1 + number)]);
                        let agreed = Shop::total(&who, &cart);
                        let answer = shop.checkout_at(&who, &cart, &format!("k{round}"), &agreed);
                        match answer.status {
                            201 => placed.push((answer.text_at("/id"), agreed)),
                            _ => drop(answer.assert_problem(409, "price-changed")),
                        }
                    }
                    done.store(true, Ordering::Release);
                    placed
                })
            }).collect();
            let mut cents = 0;
            while !done.load(Ordering::Acquire) {
                cents = (cents + 1) % 100;
                change(&shop, EGGS, &json!({"price": euros(&format!("2.{cents:02}"))}));
            }
            buyers.into_iter().flat_map(|buyer| buyer.join().unwrap()).collect::<Vec<_>>()
        });
        for (order, agreed) in orders {
            let placed = shop.hub.get(&format!("/v1/orders/{order}")).assert(200);
            assert_eq!(placed["total"]["amount"], json!(agreed));
        }
        market.assert_clean();
    }
}
