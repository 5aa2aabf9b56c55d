//! Deposits are charged apart from the price, held apart in the books, and paid back when the packaging returns.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, at_once, on_both_databases};

const EGGS: &str = "Eggs, 6 × egg";
const CARROTS: &str = "Carrots, 500 g";
const LEEKS: &str = "Leeks, 1 kg";

/// Eggs come in a box that is taxed as they are, carrots in a crate that has a rate of its own, leeks in nothing.
fn opened(market: &Marketplace) -> Shop {
    let rows = "Eggs,6,,egg,2.70,30\nCarrots,500,g,,1.60,80\nLeeks,1,kg,,3.00,20";
    let shop = Shop::open(&market.guest(), rows);
    shop.set_deposit(EGGS, "0.30", "container");
    shop.set_deposit(CARROTS, "1.00", "transport-aid");
    shop
}

fn read(who: &Client, path: &str) -> Value {
    who.get(path).assert(200)
}

/// The amounts at some places, without their currency.
fn amounts<const N: usize>(of: &Value, places: [&str; N]) -> [String; N] {
    places.map(|place| {
        let amount = of.pointer(&format!("{place}/amount")).and_then(Value::as_str);
        amount.unwrap_or_else(|| panic!("no amount at {place}: {of}")).to_owned()
    })
}

/// How the farm stands: what it earned, what is there of it, which deposits are due, and which are there.
fn standing(shop: &Shop) -> [String; 4] {
    let balance = read(&shop.farmer, &format!("/v1/enterprises/{}/balance", shop.farm_id));
    amounts(&balance, ["/earned", "/payable", "/deposits_due", "/deposits"])
}

/// Packaging of an order comes back to the hub.
fn bring(shop: &Shop, order: &str, back: &[(&str, u32)], key: &str) -> Answer {
    let body = json!({"lines": shop.lines(back)});
    shop.hub.elsewhere().with_key(key).post(&format!("/v1/orders/{order}/returns"), &body)
}

on_both_databases! {
    async fn a_deposit_is_charged_held_and_paid_back(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());

        let cart = shop.cart(&guest, &[(EGGS, 3), (CARROTS, 3), (LEEKS, 1)]);
        let seen = read(&guest, &format!("/v1/carts/{cart}"));
        // Ten cents of packing on each item are fees; nothing is charged on deposits.
        let of_eggs = amounts(&seen, ["/lines/0/price", "/lines/0/total", "/lines/0/deposit"]);
        assert_eq!(of_eggs, ["2.80", "8.40", "0.90"]);
        assert_eq!(seen["lines"][2]["deposit"], Value::Null);
        assert_eq!(amounts(&seen, ["/deposits", "/total"]), ["3.90", "20.50"]);

        let placed = shop.checkout(&guest, &cart, "k").assert(201);
        assert_eq!(amounts(&placed, ["/deposits", "/total"]), ["3.90", "20.50"]);
        let of_crates = &placed["lines"][1]["deposit"];
        assert_eq!(amounts(of_crates, ["/each", "/total", "/tax"]), ["1.00", "3.00", "0.51"]);
        assert_eq!(of_crates["tax_rate"], "20", "not the 5.5 of the carrots in it");
        let parts: Vec<_> = placed["components"].as_array().unwrap().iter().map(|part| {
            let [amount, tax] = amounts(part, ["/amount", "/tax"]);
            (part["kind"].as_str().unwrap(), part["tax_rate"].as_str().unwrap(), amount, tax)
        }).collect();
        let part = |kind, rate, amount: &str, tax: &str| (kind, rate, amount.to_owned(), tax.to_owned());
        assert_eq!(parts, [
            part("goods", "5.5", "15.90", "0.83"),
            part("item-fee", "0", "0.70", "0.00"),
            part("deposit", "5.5", "0.90", "0.06"),
            part("deposit", "20", "3.00", "0.51"),
        ]);
        assert_eq!(placed["components"][2]["payee"], shop.farm_id);

        // Half of it is paid before the close, the rest after.
        let order = placed["id"].as_str().unwrap();
        let paid = shop.pay(order, "10.25", "p1").assert(201);
        let shares = ["/shares/0", "/shares/1", "/shares/2", "/shares/3"];
        assert_eq!(amounts(&paid, shares), ["7.95", "0.35", "0.45", "1.50"]);
        assert_eq!(standing(&shop), ["-7.95", "7.95", "-1.95", "1.95"]);
        market.assert_clean();
        shop.close().assert(200);
        assert_eq!(standing(&shop), ["7.95", "7.95", "1.95", "1.95"]);
        shop.pay(order, "10.25", "p2").assert(201);
        assert_eq!(standing(&shop), ["0.00", "15.90", "0.00", "3.90"]);
        market.assert_clean();

        let back = bring(&shop, order, &[(EGGS, 2), (CARROTS, 1)], "r1").assert(201);
        assert_eq!(amounts(&back, ["/lines/0/amount", "/lines/0/tax"]), ["0.60", "0.04"]);
        assert_eq!(amounts(&back, ["/lines/1/amount", "/lines/1/tax"]), ["1.00", "0.17"]);
        assert_eq!(amounts(&back, ["/to_pay_back"]), ["1.60"]);
        assert_eq!(standing(&shop), ["0.00", "15.90", "0.00", "2.30"]);
        // A repeat is the same return, and what is out no longer cannot return.
        assert_eq!(bring(&shop, order, &[(EGGS, 2), (CARROTS, 1)], "r1").assert(201), back);
        let fault = bring(&shop, order, &[(CARROTS, 2), (EGGS, 2)], "r2")
            .assert_fault(409, "more-than-taken", "lines[1].quantity");
        assert_eq!(json!([fault["wanted"], fault["left"]]), json!(["2", "1"]));
        bring(&shop, order, &[(CARROTS, 2), (EGGS, 1)], "r3").assert(201);
        assert_eq!(standing(&shop), ["0.00", "15.90", "0.00", "0.00"]);

        // The order is what it was; what came back is told beside it.
        let told = read(&shop.hub, &format!("/v1/orders/{order}"));
        assert_eq!(told["components"], placed["components"]);
        assert_eq!(told["returns"].as_array().unwrap().len(), 2);
        assert_eq!(told["returns"][0]["lines"][0]["variant"], shop.variant(EGGS));
        let sums = amounts(&told, ["/total", "/outstanding", "/deposits", "/to_pay_back"]);
        assert_eq!(sums, ["20.50", "0.00", "3.90", "3.90"]);
        let listed = read(&shop.hub, &format!("/v1/cycles/{}/hand-over-list", shop.cycle));
        let lines = listed[0]["lines"].as_array().unwrap();
        let of_carrots = lines.iter().find(|line| line["variant"] == shop.variant(CARROTS)).unwrap();
        assert_eq!(json!([of_carrots["deposit"]["amount"], of_carrots["still_out"]]), json!(["1.00", 0]));
        assert!(lines.iter().any(|line| line["deposit"].is_null() && line["still_out"].is_null()));
        assert_eq!(amounts(&listed[0], ["/deposits", "/to_pay_back"]), ["3.90", "3.90"]);
        let letter = market.take_letters().into_iter().find(|letter| letter.text.contains("20,50"));
        let letter = letter.expect("the confirmation left").text;
        assert!(letter.contains("Consignes, rendues au retour") && letter.contains("3,90"), "{letter}");
        market.assert_clean();
    }

    async fn only_what_was_lent_returns_and_only_to_those_who_hand_out(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let order = shop.order(&guest, &[(EGGS, 2), (LEEKS, 1)]);
        let path = format!("/v1/orders/{order}/returns");
        let one = json!({"lines": shop.lines(&[(EGGS, 1)])});
        guest.with_key("g").post(&path, &one).assert_problem(401, "sign-in");
        shop.farmer.with_key("f").post(&path, &one).assert_problem(404, "not-found");
        shop.hub.post(&path, &one).assert_problem(400, "key-required");
        let refused = |back: &[(&str, u32)], status, code: &str| {
            bring(&shop, &order, back, code).assert_problem(status, code);
        };
        refused(&[], 422, "return-empty");
        refused(&[(CARROTS, 1)], 422, "not-ordered");
        refused(&[(LEEKS, 1)], 422, "no-deposit");
        refused(&[(EGGS, 0)], 422, "quantity");
        refused(&[(EGGS, 1), (EGGS, 1)], 422, "variant-twice");
        refused(&[(EGGS, 3)], 409, "more-than-taken");
        let told = read(&shop.hub, &format!("/v1/orders/{order}"));
        assert_eq!((&told["returns"], &told["to_pay_back"]["amount"]), (&json!([]), &json!("0.00")));
        market.assert_clean();
    }

    async fn an_order_keeps_the_deposit_it_was_placed_with(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let order = shop.order(&guest, &[(EGGS, 2)]);
        shop.set_deposit(EGGS, "0.50", "transport-aid");
        let dearer = shop.order(&guest, &[(EGGS, 2)]);
        let of = |order: &str| {
            let told = read(&shop.hub, &format!("/v1/orders/{order}"));
            let [total, tax] = amounts(&told, ["/total", "/lines/0/deposit/tax"]);
            (total, tax)
        };
        assert_eq!(of(&order), ("6.20".to_owned(), "0.04".to_owned()));
        assert_eq!(of(&dearer), ("6.60".to_owned(), "0.16".to_owned()));
        // Boxes may return before anything is paid: what is owed each way stands side by side.
        let back = bring(&shop, &order, &[(EGGS, 2)], "r").assert(201);
        assert_eq!(amounts(&back, ["/to_pay_back"]), ["0.60"]);
        assert_eq!(standing(&shop)[3], "-0.60");
        market.assert_clean();
    }

    async fn a_box_that_two_clerks_take_back_is_paid_back_once(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let order = shop.order(&market.guest(), &[(CARROTS, 1), (EGGS, 5)]);
        let many = 12;
        let clerk =
            |number: usize| bring(&shop, &order, &[(EGGS, 1)], &format!("clerk {number}"));
        let answers = at_once(many, clerk);
        let (taken, refused): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer.status == 201);
        assert_eq!((taken.len(), refused.len()), (5, many - 5));
        for answer in refused {
            answer.assert_problem(409, "more-than-taken");
        }
        let told = read(&shop.hub, &format!("/v1/orders/{order}"));
        assert_eq!(amounts(&told, ["/to_pay_back"]), ["1.50"]);
        market.assert_clean();
    }

    async fn a_shop_offers_a_deposit_as_it_is_charged(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (opened(&market), market.guest());
        let offers = read(&guest, &format!("/v1/shops/{}/offers", Shop::SLUG));
        let offers = offers["offers"].as_array().unwrap();
        let of_eggs = offers.iter().find(|offer| offer["variant"] == shop.variant(EGGS)).unwrap();
        assert_eq!(amounts(of_eggs, ["/price", "/deposit"]), ["2.80", "0.30"]);
        let size = format!("/v1/variants/{}", shop.variant(EGGS));
        let unsaid = shop.farmer.patch(&size, &json!({"deposit": null})).assert(200);
        assert_eq!((&unsaid["deposit"], &unsaid["deposit_kind"]), (&Value::Null, &json!("container")));
        let wrong = json!({"deposit_kind": "bottle"});
        shop.farmer.patch(&size, &wrong).assert_any_problem();
        let cart = shop.cart(&guest, &[(EGGS, 2)]);
        let seen = read(&guest, &format!("/v1/carts/{cart}"));
        assert_eq!(amounts(&seen, ["/deposits", "/total"]), ["0.00", "5.60"]);
    }

    async fn a_list_says_what_a_deposit_is_paid_for(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = opened(&market);
        let listed = |columns: &str, cells: &str| {
            let header = format!("producer,name,category,units,unit_type,price,{columns}\n");
            let row = format!("Ferme des Tilleuls,Cider,Market,1,l,4.00,{cells}\n");
            shop.farmer.post_list(&(header + &row))
        };
        let kept = || {
            let path = format!("/v1/enterprises/{}/products?limit=500", shop.farm_id);
            let products = read(&shop.farmer, &path)["items"].clone();
            let cider = products.as_array().unwrap().iter().find(|it| it["name"] == "Cider").cloned();
            let size = cider.unwrap()["variants"][0].clone();
            json!([size["deposit"]["amount"], size["deposit_kind"]])
        };
        listed("deposit,deposit_kind", "0.50,Transport aid").assert(200);
        assert_eq!(kept(), json!(["0.50", "transport-aid"]));
        listed("deposit", "0.60").assert(200);
        assert_eq!(kept(), json!(["0.60", "transport-aid"]), "what a list does not speak of stays");
        listed("deposit,deposit_kind", "0.60,").assert(200);
        assert_eq!(kept(), json!(["0.60", "container"]));
        listed("deposit,deposit_kind", "0.60,bottle").assert_problem(422, "import-faulty");
    }
}
