//! What enterprises allow each other, what people do by it, and what is gone when it is taken back.

use serde_json::{Value, json};
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30";

fn found(who: &Client, name: &str, is_producer: bool, sells: &str) -> String {
    let body = json!({"name": name, "is_producer": is_producer, "sells": sells});
    who.post("/v1/enterprises", &body).text_at("/id")
}

fn give(who: &Client, from: &str, kind: &str, (taker, to): (&Client, &str)) {
    who.allows(taker, from, kind, to);
}

fn take_back(who: &Client, from: &str, kind: &str, to: &str) {
    let path = format!("/v1/enterprises/{from}/grants/{kind}/{to}");
    who.send("DELETE", &path, None).assert(204);
}

/// What an enterprise gave and got: `from kind to`, by names.
fn grants(who: &Client, enterprise: &str) -> Vec<String> {
    let (mut shown, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/enterprises/{enterprise}/grants?limit=2{after}");
        let page = who.get(&path).assert(200);
        let line = |grant: &Value| {
            let text = |at: &str| grant.pointer(at).unwrap().as_str().unwrap().to_owned();
            format!("{} {} {}", text("/from/name"), text("/kind"), text("/to/name"))
        };
        shown.extend(page["items"].as_array().unwrap().iter().map(line));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    shown.sort();
    shown
}

/// The exchanges somebody sees of a cycle: `direction enterprise: so many variants`.
fn exchanges(who: &Client, cycle: &str, names: &[(&str, &str)]) -> Vec<String> {
    let shown = who.get(&format!("/v1/cycles/{cycle}")).assert(200);
    let line = |exchange: &Value| {
        let id = exchange["enterprise"].as_str().unwrap();
        let name = names.iter().find(|(known, _)| *known == id).map_or(id, |(_, name)| name);
        let count = exchange["variants"].as_array().unwrap().len();
        format!("{} {name}: {count}", exchange["direction"].as_str().unwrap())
    };
    shown["exchanges"].as_array().unwrap().iter().map(line).collect()
}

/// The names of the enterprises somebody sees in a cycle.
fn seen_in(who: &Client, cycle: &str) -> Vec<String> {
    let shown = who.get(&format!("/v1/cycles/{cycle}")).assert(200);
    let seen = shown["enterprises"].as_array().unwrap().iter();
    let mut names: Vec<String> =
        seen.map(|enterprise| enterprise["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

on_both_databases! {
    async fn both_sides_see_a_grant_and_its_giver_takes_it_back(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let (farm, hub) = (&shop.farm_id, &shop.hub_id);
        give(&shop.farmer, farm, "edit-profile", (&shop.hub, hub));
        give(&shop.farmer, farm, "manage-products", (&shop.hub, hub));
        give(&shop.farmer, farm, "manage-products", (&shop.hub, hub));
        give(&shop.hub, hub, "set-hub-prices", (&shop.farmer, farm));
        let expected = [
            "Ferme des Tilleuls edit-profile Halle de la Gare",
            "Ferme des Tilleuls manage-products Halle de la Gare",
            "Ferme des Tilleuls supply-to-cycles Halle de la Gare",
            "Halle de la Gare set-hub-prices Ferme des Tilleuls",
        ];
        assert_eq!(grants(&shop.farmer, farm), expected);
        assert_eq!(grants(&shop.hub, hub), expected);
        let path = format!("/v1/enterprises/{farm}/grants/edit-profile/{hub}");
        market.person("Mallory").delete(&path).assert_problem(404, "not-found");
        market.guest().send("DELETE", &path, None).assert_problem(401, "sign-in");
        take_back(&shop.farmer, farm, "edit-profile", hub);
        shop.farmer.delete(&path).assert_problem(404, "not-found");
        assert_eq!(grants(&shop.hub, hub).len(), 3);
        // Whom it was given to gives it back.
        take_back(&shop.hub, farm, "manage-products", hub);
        assert_eq!(grants(&shop.farmer, farm).len(), 2);
        market.assert_clean();
    }

    async fn what_a_stranger_would_allow_changes_nothing_until_it_is_taken(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let hub = &shop.hub_id;
        let mallory = market.person("Mallory");
        // A farm of the same name as the one whose goods the hub sells, and a shop.
        let twin = found(&mallory, "Ferme des Tilleuls", true, "any");
        let sees = || {
            let of_hub = |path: &str| shop.hub.get(&format!("/v1/enterprises/{hub}{path}")).text();
            [of_hub("/grants"), of_hub(""), of_hub("/sellable"), shop.hub.get("/v1/me").text()]
        };
        let before = sees();
        for kind in ["supply-to-cycles", "manage-products", "edit-profile", "set-hub-prices"] {
            mallory.put(&format!("/v1/enterprises/{twin}/grants/{kind}/{hub}"), &Value::Null).assert(204);
        }
        assert_eq!(sees(), before);
        let list = "producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Leeks,Market,1,kg,2.50,20\n";
        shop.hub.post_list(list).assert_problem(422, "import-faulty");
        shop.hub.get(&format!("/v1/enterprises/{twin}/products")).assert_problem(404, "not-found");
        let profile = json!({"opening_text": "Welcome"});
        shop.hub.patch(&format!("/v1/enterprises/{twin}"), &profile).assert_problem(404, "not-found");
        let incoming = json!({"enterprise": twin, "direction": "incoming"});
        // It would be asked, as it lets nobody sell yet: nothing comes in.
        let asked = shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &incoming).assert(200);
        assert_eq!((&asked["standing"], &asked["variants"]), (&json!("asked"), &json!([])));
        // It waits, on both sides.
        let offers = |who: &Client, of: &str| {
            let listed = who.get(&format!("/v1/enterprises/{of}/grant-offers")).assert(200);
            listed["items"].as_array().unwrap().len()
        };
        assert_eq!((offers(&shop.hub, hub), offers(&mallory, &twin)), (4, 4));
        mallory.get(&format!("/v1/enterprises/{hub}/grant-offers")).assert_problem(404, "not-found");
        // The hub refuses one, the farm takes one back, and one is taken.
        take_back(&shop.hub, &twin, "manage-products", hub);
        take_back(&mallory, &twin, "edit-profile", hub);
        for kind in ["manage-products", "edit-profile"] {
            shop.hub.put(&format!("/v1/enterprises/{twin}/grants/{kind}/{hub}"), &Value::Null)
                .assert_problem(404, "not-found");
        }
        // Who offers does not take it for the other.
        mallory.put(&format!("/v1/enterprises/{twin}/grants/supply-to-cycles/{hub}"), &Value::Null).assert(204);
        assert_eq!(offers(&shop.hub, hub), 2);
        shop.hub.put(&format!("/v1/enterprises/{twin}/grants/supply-to-cycles/{hub}"), &Value::Null).assert(204);
        assert_eq!(grants(&shop.hub, hub).len(), 2);
        shop.hub.get(&format!("/v1/enterprises/{twin}/products")).assert(200);
        take_back(&shop.hub, &twin, "supply-to-cycles", hub);
        take_back(&shop.hub, &twin, "set-hub-prices", hub);
        assert_eq!((sees(), offers(&mallory, &twin)), (before, 0));
        market.assert_clean();
    }

    async fn what_cannot_be_allowed_is_refused(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let (farm, hub) = (&shop.farm_id, &shop.hub_id);
        let put = |path: String| shop.farmer.put(&format!("/v1/enterprises/{path}"), &Value::Null);
        put(format!("{farm}/grants/everything/{hub}")).assert_fault(422, "invalid-field", "kind");
        put(format!("{farm}/grants/edit-profile/{farm}")).assert_fault(422, "invalid-field", "to");
        put(format!("{hub}/grants/edit-profile/{farm}")).assert_problem(404, "not-found");
        let listed = shop.farmer.get(&format!("/v1/enterprises/{farm}/grants?after=yesterday"));
        listed.assert_fault(422, "invalid-field", "after");
        market.assert_clean();
    }

    async fn enterprises_of_one_owner_trust_each_other_from_the_start(db: TestDatabase) {
        let market = Marketplace::open(db);
        let maya = market.guest().sign_up("Maya");
        let farm = found(&maya, "Farm", true, "none");
        assert_eq!(grants(&maya, &farm), Vec::<String>::new());
        let first = found(&maya, "First hub", false, "any");
        let second = found(&maya, "Second hub", false, "any");
        let bakery = found(&maya, "Bakery", true, "own");
        assert_eq!(grants(&maya, &farm), [
            "Farm set-hub-prices First hub", "Farm set-hub-prices Second hub",
            "Farm supply-to-cycles First hub", "Farm supply-to-cycles Second hub",
        ]);
        assert_eq!(grants(&maya, &second), [
            "Bakery set-hub-prices Second hub", "Bakery supply-to-cycles Second hub",
            "Farm set-hub-prices Second hub", "Farm supply-to-cycles Second hub",
            "Second hub supply-to-cycles First hub",
        ]);
        assert_eq!(grants(&maya, &bakery).len(), 4);
        assert_eq!(grants(&maya, &first).len(), 5);
        // An enterprise of somebody else's gets nothing by itself.
        let paul = market.guest().sign_up("Paul");
        let other = found(&paul, "Other hub", false, "any");
        assert_eq!(grants(&paul, &other), Vec::<String>::new());
        market.assert_clean();
    }

    async fn a_hub_lists_and_counts_the_goods_of_a_farm_that_lets_it(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = Shop::open(&market.guest(), GOODS);
        let (farm, hub) = (&shop.farm_id, &shop.hub_id);
        let list = "producer,name,category,units,unit_type,price,on_hand\n\
                    Ferme des Tilleuls,Leeks,Market,1,kg,2.50,20\n";
        let products = format!("/v1/enterprises/{farm}/products");
        let supply = format!("/v1/supplies/{}", shop.supply("Carrots, 500 g"));
        let count = json!({"available": {"value": "30", "unit": "kg"}});
        // Whoever may sell the goods sees them, and changes nothing.
        shop.hub.get(&products).assert(200);
        shop.hub.post_list(list).assert_problem(422, "import-faulty");
        shop.hub.put(&supply, &count).assert_problem(404, "not-found");
        give(&shop.farmer, farm, "manage-products", (&shop.hub, hub));
        shop.hub.post_list(list).assert(200);
        shop.hub.put(&supply, &count).assert(200);
        // The farm's people and what it allows are still its own.
        let member = json!({"email": "lucie@example.org", "role": "manager"});
        shop.hub.put(&format!("/v1/enterprises/{farm}/members"), &member)
            .assert_problem(404, "not-found");
        let grant = format!("/v1/enterprises/{farm}/grants/edit-profile/{hub}");
        shop.hub.put(&grant, &Value::Null).assert_problem(404, "not-found");
        take_back(&shop.farmer, farm, "manage-products", hub);
        shop.hub.put(&supply, &count).assert_problem(404, "not-found");
        take_back(&shop.farmer, farm, "supply-to-cycles", hub);
        shop.hub.get(&products).assert_problem(404, "not-found");
        market.assert_clean();
    }

    async fn goods_that_may_be_sold_no_longer_leave_the_cycle_and_placed_orders_stay(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let (farm, hub) = (&shop.farm_id, &shop.hub_id);
        let names = [(farm.as_str(), "farm"), (hub.as_str(), "hub")];
        let awa = guest.sign_up("Awa");
        let order = shop.order(&awa, &[("Eggs, 6 × egg", 2)]);
        let cart = shop.cart(&awa, &[("Carrots, 500 g", 1)]);
        let old = json!({"coordinator": hub, "name": "Old",
            "orders": {"from": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}});
        let old = shop.hub.post("/v1/cycles", &old).text_at("/id");
        for (enterprise, direction) in [(farm, "incoming"), (hub, "outgoing")] {
            let exchange = json!({"enterprise": enterprise, "direction": direction, "pick_up_text": "Here"});
            shop.hub.put(&format!("/v1/cycles/{old}/exchanges"), &exchange).assert(200);
        }
        shop.hub.post(&format!("/v1/cycles/{old}/publish"), &Value::Null).assert(200);
        shop.hub.post(&format!("/v1/cycles/{old}/close"), &Value::Null).assert(200);

        take_back(&shop.farmer, farm, "supply-to-cycles", hub);

        assert_eq!(exchanges(&shop.hub, &shop.cycle, &names), ["outgoing hub: 0"]);
        assert_eq!(exchanges(&shop.hub, &old, &names), ["incoming farm: 2", "outgoing hub: 2"]);
        let offers = guest.get(&format!("/v1/shops/{}/offers?cycle={}", Shop::SLUG, shop.cycle));
        assert_eq!(offers.assert(200)["offers"], json!([]));
        let refused = shop.checkout(&awa, &cart, "late");
        assert_eq!(refused.status, 409, "{refused}");
        awa.get(&format!("/v1/orders/{order}")).assert(200);
        // What was ordered is still to be brought, and the farmer is told what.
        assert_eq!(shop.harvest(), [("Eggs, 6 × egg".to_owned(), 2)]);
        let again = json!({"enterprise": farm, "direction": "incoming"});
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &again)
            .assert_fault(422, "invalid-field", "enterprise");
        // Allowed again, the goods come back when the coordinator brings them in.
        give(&shop.farmer, farm, "supply-to-cycles", (&shop.hub, hub));
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &again).assert(200);
        let outgoing = json!({"enterprise": hub, "direction": "outgoing", "pick_up_text": "Here"});
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &outgoing).assert(200);
        shop.checkout(&awa, &cart, "again").assert(201);
        market.assert_clean();
    }

    async fn each_sees_and_changes_its_own_part_of_a_cycle(db: TestDatabase) {
        let market = Marketplace::open(db);
        let guest = market.guest();
        let shop = Shop::open(&guest, GOODS);
        let (farm, hub, cycle) = (&shop.farm_id, &shop.hub_id, &shop.cycle);
        let zoe = guest.sign_up("Zoe");
        let branch = found(&zoe, "Branch", false, "any");
        zoe.say_who_sells(&branch);
        let paul = guest.sign_up("Paul");
        let bakery = found(&paul, "Bakery", true, "none");
        paul.post_list("producer,name,category,units,unit_type,price,on_hand,allergens,origin\nBakery,Bread,Bread,1,kg,5,20,gluten,FR\n")
            .assert(200);
        give(&paul, &bakery, "supply-to-cycles", (&shop.hub, hub));
        let path = format!("/v1/cycles/{cycle}/exchanges");
        let put = |who: &Client, exchange: Value| who.put(&path, &exchange);
        let names = [(farm.as_str(), "farm"), (hub.as_str(), "hub"),
            (branch.as_str(), "branch"), (bakery.as_str(), "bakery")];

        // Before they have a part, it is not there for them.
        zoe.get(&format!("/v1/cycles/{cycle}")).assert_problem(404, "not-found");
        put(&zoe, json!({"enterprise": branch, "direction": "outgoing"})).assert_problem(404, "not-found");
        put(&shop.hub, json!({"enterprise": bakery, "direction": "incoming"})).assert(200);
        // Only goods of who lets the branch sell go out to it: nobody does.
        let pick_up = json!({"from": "2026-05-07T15:00:00Z", "until": "2026-05-07T17:30:00Z"});
        put(&shop.hub, json!({"enterprise": branch, "direction": "outgoing", "pick_up": pick_up})).assert(200);
        // And only once it said yes.
        zoe.get(&format!("/v1/cycles/{cycle}")).assert_problem(404, "not-found");
        let asked = format!("/v1/enterprises/{branch}/participations/{cycle}/outgoing");
        zoe.put(&asked, &json!({"answer": "yes"})).assert(200);
        assert_eq!(exchanges(&zoe, cycle, &names), ["outgoing branch: 0"]);
        assert_eq!(seen_in(&zoe, cycle), ["Branch"]);
        give(&shop.farmer, farm, "supply-to-cycles", (&zoe, &branch));
        let carrots = shop.variant("Carrots, 500 g");
        put(&zoe, json!({"enterprise": branch, "direction": "outgoing", "variants": [carrots],
            "pick_up_text": "Behind the mill"})).assert(200);
        assert_eq!(exchanges(&zoe, cycle, &names), ["incoming farm: 2", "outgoing branch: 1"]);
        assert_eq!(seen_in(&zoe, cycle), ["Branch", "Ferme des Tilleuls"]);

        // The farm sees its own way in, and the hubs it lets sell; of Paul's bread it sees nothing.
        let of_farm = exchanges(&shop.farmer, cycle, &names);
        assert_eq!(of_farm, ["incoming farm: 2", "outgoing hub: 2", "outgoing branch: 1"]);
        put(&shop.hub, json!({"enterprise": hub, "direction": "outgoing", "pick_up_text": "Here"})).assert(200);
        assert_eq!(exchanges(&shop.farmer, cycle, &names), of_farm);
        assert_eq!(exchanges(&shop.hub, cycle, &names).len(), 4);

        // It changes what it brings, not what a hub sells, unless each lets the other.
        put(&shop.farmer, json!({"enterprise": farm, "direction": "incoming", "variants": [carrots]})).assert(200);
        let outgoing = json!({"enterprise": branch, "direction": "outgoing", "variants": []});
        put(&shop.farmer, outgoing.clone()).assert_problem(403, "not-your-part");
        put(&paul, outgoing.clone()).assert_problem(404, "not-found");
        give(&zoe, &branch, "supply-to-cycles", (&shop.farmer, farm));
        let changed = put(&shop.farmer, outgoing);
        changed.assert(200);
        assert_eq!(changed.text_at("/pick_up_text"), "Behind the mill", "the rest stays");
        assert_eq!(exchanges(&zoe, cycle, &names), ["incoming farm: 1", "outgoing branch: 0"]);

        // A fee of somebody without a part is not a participant's to charge.
        let euro = json!({"amount": "1.00", "currency": "EUR"});
        let fee = json!({"enterprise": bakery, "name": "Van", "kind": "transport",
            "calculator": {"type": "flat-rate", "amount": euro}});
        let van = paul.post("/v1/fees", &fee).text_at("/id");
        put(&zoe, json!({"enterprise": branch, "direction": "outgoing", "fees": [van]}))
            .assert_fault(422, "invalid-field", "fees");
        put(&zoe, json!({"enterprise": branch, "direction": "outgoing", "fees": [shop.fee]})).assert(200);

        // Running the cycle stays the coordinator's.
        for path in ["publish", "close"] {
            let run = shop.farmer.post(&format!("/v1/cycles/{cycle}/{path}"), &Value::Null);
            run.assert_problem(404, "not-found");
        }
        shop.farmer.put(&format!("/v1/cycles/{cycle}/fees"), &json!({"fees": []}))
            .assert_problem(404, "not-found");
        market.assert_clean();
    }
}
