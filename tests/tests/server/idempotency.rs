//! A command repeated with its key happens once and is answered the same.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, at_once, on_both_databases};

/// A product list of one row, and another.
const LEEKS: &str = "producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Leeks,Market,1,kg,2.50,20\n";
const KALE: &str = "producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Kale,Market,1,kg,2.50,20\n";

/// How many ask at the same moment.
const AT_ONCE: usize = 8;

fn open(market: &Marketplace) -> Shop {
    Shop::open(&market.guest(), "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30")
}

/// A write, and another that differs in one word.
struct Write<'s> {
    who: &'s Client,
    method: &'static str,
    path: String,
    body: Body,
    other: Body,
}

enum Body {
    Json(Value),
    List(&'static str),
}

impl Write<'_> {
    fn send(&self, key: &str, body: &Body) -> Answer {
        let who = self.who.elsewhere().with_key(key);
        match body {
            Body::Json(json) => who.send_json(self.method, &self.path, json),
            Body::List(list) => {
                who.send(self.method, &self.path, Some(("text/csv", list.as_bytes())))
            }
        }
    }

    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// Every write that takes a key and a body, at a shop with a cart and an order in it.
fn writes(shop: &Shop) -> Vec<Write<'_>> {
    let guest = &shop.hub;
    shop.set_deposit("Eggs, 6 × egg", "0.30", "container");
    let cycle = format!("/v1/cycles/{}", shop.cycle);
    let order = shop.order(guest, &[("Eggs, 6 × egg", 1)]);
    let cart = shop.cart(guest, &[("Eggs, 6 × egg", 2)]);
    let (hub, farmer) = (&shop.hub, &shop.farmer);
    let write = |who, method, path: String, body, other| Write {
        who,
        method,
        path,
        body: Body::Json(body),
        other: Body::Json(other),
    };
    let found = |name| json!({"name": name, "is_producer": true, "sells": "own"});
    let role = |role| json!({"email": "marc@example.org", "role": role});
    let count = |value| json!({"available": {"value": value, "unit": "kg"}});
    let orders = json!({"from": "2030-01-01T00:00:00Z", "until": "2030-01-02T00:00:00Z"});
    let plan = |name| json!({"coordinator": shop.hub_id, "name": name, "orders": orders});
    let exchange =
        |text| json!({"enterprise": shop.hub_id, "direction": "outgoing", "pick_up_text": text});
    let fee = |percent| {
        let calculator = json!({"type": "percent-of-total", "percent": percent});
        json!({"enterprise": shop.hub_id, "name": "Admin", "kind": "admin", "calculator": calculator})
    };
    let lines =
        |count| json!({"shop": Shop::SLUG, "lines": shop.lines(&[("Carrots, 500 g", count)])});
    let back = |count| json!({"lines": shop.lines(&[("Eggs, 6 × egg", count)])});
    let paid = |amount| json!({"amount": {"amount": amount, "currency": "EUR"}, "method": "cash"});
    vec![
        write(hub, "POST", "/v1/enterprises".into(), found("Verger"), found("Rucher")),
        write(
            hub,
            "PUT",
            format!("/v1/enterprises/{}/members", shop.hub_id),
            role("manager"),
            role("owner"),
        ),
        Write {
            who: farmer,
            method: "POST",
            path: "/v1/product-lists".into(),
            body: Body::List(LEEKS),
            other: Body::List(KALE),
        },
        write(
            farmer,
            "PUT",
            format!("/v1/supplies/{}", shop.supply("Carrots, 500 g")),
            count("30"),
            count("31"),
        ),
        write(hub, "POST", "/v1/cycles".into(), plan("Winter"), plan("Spring")),
        write(
            hub,
            "PUT",
            format!("{cycle}/exchanges"),
            exchange("Left door"),
            exchange("Right door"),
        ),
        write(hub, "POST", "/v1/fees".into(), fee("2"), fee("3")),
        write(
            hub,
            "PUT",
            format!("{cycle}/fees"),
            json!({"fees": [shop.fee]}),
            json!({"fees": []}),
        ),
        write(guest, "POST", "/v1/carts".into(), lines(1), lines(2)),
        write(
            guest,
            "POST",
            format!("/v1/carts/{cart}/checkout"),
            Shop::contact("Awa", "6.20"),
            Shop::contact("Bo", "6.20"),
        ),
        write(hub, "POST", format!("/v1/orders/{order}/payments"), paid("2.80"), paid("2.00")),
        write(hub, "POST", format!("/v1/orders/{order}/returns"), back(1), back(2)),
    ]
}

#[track_caller]
fn assert_same(one: &Answer, two: &Answer, of: &str) {
    assert_eq!((one.status, one.text()), (two.status, two.text()), "{of}");
}

/// Asks many times at the same moment: all are answered the same, and none is refused.
fn assert_once_at_once(name: &str, ask: impl Fn() -> Answer + Sync) {
    let answers = at_once(AT_ONCE, |_| ask());
    assert!((200..300).contains(&answers[0].status), "{}", answers[0]);
    for answer in &answers {
        assert_same(&answers[0], answer, name);
    }
}

on_both_databases! {
    async fn a_repeated_request_is_answered_the_same_and_changes_nothing(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        for write in writes(&shop) {
            let key = write.name();
            let first = write.send(&key, &write.body);
            assert!((200..300).contains(&first.status), "{first}");
            let before = shop.everything();
            assert_same(&first, &write.send(&key, &write.body), &key);
            write.send(&key, &write.other).assert_problem(422, "key-reused");
            assert_eq!(shop.everything(), before, "{key}");
        }
        market.assert_clean();
    }

    async fn a_request_without_a_body_has_its_key_too(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2100-01-02T00:00:00Z"});
        let plan = json!({"coordinator": shop.hub_id, "name": "Winter", "orders": orders});
        let winter = shop.hub.post("/v1/cycles", &plan).text_at("/id");
        let publish = format!("/v1/cycles/{winter}/publish");
        let grant = format!("/v1/enterprises/{}/grants/supply-to-cycles/{}", shop.farm_id, shop.hub_id);
        let close = format!("/v1/cycles/{}/close", shop.cycle);
        let steps = [
            (&shop.hub, "POST", publish),
            (&shop.farmer, "PUT", grant),
            (&shop.hub, "POST", close),
        ];
        for (who, method, path) in steps {
            let keyed = who.with_key(&path);
            assert_once_at_once(&path, || keyed.elsewhere().send(method, &path, None));
            let again = keyed.send(method, &path, None);
            assert!(again.status < 300, "{again}");
            keyed.post("/v1/cycles", &plan).assert_problem(422, "key-reused");
        }
        // Without its key, what was done is not done again.
        shop.close().assert_problem(409, "cycle-not-open");
        market.assert_clean();
    }

    async fn what_is_asked_for_twice_at_once_happens_once(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        for write in writes(&shop) {
            assert_once_at_once(&write.name(), || write.send(&write.name(), &write.body));
        }
        // One enterprise more than the one Lucie had; one order beside the one that was there; one payment.
        assert_eq!(shop.hub.get("/v1/me").json()["memberships"].as_array().unwrap().len(), 2);
        let orders = shop.orders();
        assert_eq!(orders.len(), 2);
        let paid = shop.hub.get(&format!("/v1/orders/{}", orders[0])).json();
        assert_eq!(paid["payments"].as_array().unwrap().len(), 1);
        let products =
            shop.farmer.get(&format!("/v1/enterprises/{}/products", shop.farm_id)).json();
        assert_eq!(products["items"].as_array().unwrap().len(), 3);
        market.assert_clean();
    }

    async fn an_import_repeated_late_does_not_bring_back_what_was_sold(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let list = "producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Carrots,Market,500,g,1.60,10\n";
        let import = || shop.farmer.with_key("monday").post_list(list);
        import().assert(200);
        shop.order(&market.guest(), &[("Carrots, 500 g", 4)]);
        import().assert(200);
        assert_eq!(shop.left("Carrots, 500 g"), 6);
        market.assert_clean();
    }

    async fn what_was_refused_may_be_tried_again_with_its_key(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let guest = market.guest();
        let cart = shop.cart(&guest, &[("Eggs, 6 × egg", 31)]);
        shop.checkout(&guest, &cart, "k").assert_problem(409, "out-of-stock");
        let supply = format!("/v1/supplies/{}", shop.supply("Eggs, 6 × egg"));
        shop.farmer
            .put(&supply, &json!({"available": {"value": "186", "unit": "piece"}}))
            .assert(200);
        let order = shop.checkout(&guest, &cart, "k").assert(201);
        assert_eq!(shop.checkout(&guest, &cart, "k").assert(201)["id"], order["id"]);
        shop.checkout(&guest, &cart, "another").assert_problem(409, "cart-ordered");
        let order = order["id"].as_str().unwrap();
        shop.pay(order, "1000.00", "p").assert_problem(409, "more-than-owed");
        shop.pay(order, "1.00", "p").assert(201);
        shop.pay(order, "1.00", "p").assert(201);
        assert_eq!(
            shop.hub.get(&format!("/v1/orders/{order}")).json()["outstanding"]["amount"],
            "85.80"
        );
        market.assert_clean();
    }

    async fn two_people_may_choose_the_same_key(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let body = json!({"name": "Verger", "is_producer": true, "sells": "none"});
        let lucie = shop.hub.with_key("1").post("/v1/enterprises", &body);
        let marc = shop.farmer.with_key("1").post("/v1/enterprises", &body);
        lucie.assert(201);
        marc.assert(201);
        assert_ne!(lucie.text_at("/id"), marc.text_at("/id"));
        assert_same(&lucie, &shop.hub.with_key("1").post("/v1/enterprises", &body), "Lucie's");
        assert_same(&marc, &shop.farmer.with_key("1").post("/v1/enterprises", &body), "Marc's");
        // Two shoppers with one key: each has their own order.
        let (awa, bo) = (market.guest(), market.guest());
        let orders = [&awa, &bo].map(|who| {
            let cart = shop.cart(who, &[("Eggs, 6 × egg", 1)]);
            shop.checkout(who, &cart, "1").assert(201)["id"].clone()
        });
        assert_ne!(orders[0], orders[1]);
    }

    async fn money_and_goods_move_only_under_a_key(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let guest = market.guest();
        let cart = shop.cart(&guest, &[("Eggs, 6 × egg", 1)]);
        let checkout = format!("/v1/carts/{cart}/checkout");
        guest.post(&checkout, &Shop::contact("Awa", "2.80")).assert_fault(
            400,
            "key-required",
            "Idempotency-Key",
        );
        for key in ["", &"k".repeat(201), "é"] {
            let refused = guest.with_key(key).post(&checkout, &Shop::contact("Awa", "2.80"));
            refused.assert_fault(422, "invalid-field", "Idempotency-Key");
        }
        let longest = "k".repeat(200);
        let order = shop.checkout(&guest, &cart, &longest).assert(201)["id"].clone();
        let payments = format!("/v1/orders/{}/payments", order.as_str().unwrap());
        let paid = json!({"amount": {"amount": "1.00", "currency": "EUR"}, "method": "cash"});
        shop.hub.post(&payments, &paid).assert_fault(400, "key-required", "Idempotency-Key");
        assert_eq!(shop.orders().len(), 1);
        market.assert_clean();
    }
}
