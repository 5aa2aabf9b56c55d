//! Order cycles are found, named, moved and deleted by those who run them.
#![cfg(test)]

use serde_json::{Value, json};
use sillon_store::run_by_hand;
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\n";
const START: &str = "2026-05-04T08:00:00Z";
const END: &str = "2026-05-05T08:00:00Z";

/// Plans a cycle with nothing in it; its id.
fn plan(who: &Client, hub: &str, name: &str, (from, until): (&str, &str)) -> String {
    let orders = json!({"from": from, "until": until});
    let plan = json!({"coordinator": hub, "name": name, "orders": orders});
    who.post("/v1/cycles", &plan).text_at("/id")
}

/// The names of the cycles somebody finds.
fn found(who: &Client, query: &str) -> Vec<String> {
    let page = who.get(&format!("/v1/cycles{query}")).assert(200);
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["cycle"]["name"].as_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn cycles_are_found_by_those_who_have_a_part_in_them(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let own = &shop.hub_id;
        let shown = found(&shop.hub, "");
        let open = shown.first().unwrap().clone();
        plan(&shop.hub, own, "June", ("2026-06-01T08:00:00Z", "2026-06-02T08:00:00Z"));
        plan(&shop.hub, own, "July", ("2026-07-01T08:00:00Z", "2026-07-02T08:00:00Z"));
        assert_eq!(found(&shop.hub, ""), ["July", "June", &open]);
        assert_eq!(found(&shop.farmer, ""), [open.as_str()], "a farm sees what it brings goods to");
        assert_eq!(found(&shop.hub, "?stage=draft"), ["July", "June"]);
        assert_eq!(found(&shop.hub, "?from=2026-05-05T08:00:00Z&until=2026-07-01T08:00:00Z"), ["June"]);
        assert_eq!(found(&shop.hub, &format!("?hub={own}")), [open.as_str()]);
        assert_eq!(found(&shop.hub, &format!("?producer={}", shop.farm_id)), [open.as_str()]);
        assert_eq!(found(&shop.hub, &format!("?coordinator={}", shop.farm_id)), Vec::<String>::new());
        let first = shop.hub.get("/v1/cycles?limit=2").assert(200);
        let after = first["next"].as_str().unwrap().to_owned();
        assert_eq!(found(&shop.hub, &format!("?limit=2&after={after}")), [open.as_str()]);
        shop.hub.get("/v1/cycles?stage=ripe").assert_fault(422, "invalid-field", "stage");
        shop.hub.get("/v1/cycles?after=x").assert_fault(422, "invalid-field", "after");
        // A stranger runs a cycle of their own, and sees no other.
        let stranger = market.person("Sid");
        let body = json!({"name": "Elsewhere", "is_producer": false, "sells": "any"});
        let elsewhere = stranger.post("/v1/enterprises", &body).text_at("/id");
        plan(&stranger, &elsewhere, "Ours", ("2026-06-01T08:00:00Z", "2026-06-02T08:00:00Z"));
        assert_eq!(found(&stranger, ""), ["Ours"]);
        assert_eq!(found(&stranger, &format!("?coordinator={own}")), Vec::<String>::new());
        // One that cannot be read any more hides no other.
        run_by_hand(&market.database.database, "update order_cycle set name = '' where name = 'June'").unwrap();
        assert_eq!(found(&shop.hub, ""), ["July", open.as_str()]);
    }

    async fn a_cycle_is_named_and_moved_by_who_runs_it(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let path = format!("/v1/cycles/{}", shop.cycle);
        let read = shop.hub.get(&path).assert(200);
        let (name, from) = (json!({"name": "Week 19"}), read["orders"]["from"].clone());
        let renamed = shop.hub.patch(&path, &name).assert(200);
        assert_eq!((&renamed["name"], &renamed["orders"]), (&json!("Week 19"), &read["orders"]));
        shop.farmer.patch(&path, &name).assert_problem(404, "not-found");
        let stale = shop.hub.saying("If-Match", &format!("\"{}\"", read["version"]));
        stale.patch(&path, &name).assert_problem(412, "changed-since");
        // Its end moves while it is open, and orders are taken until then.
        let until = |until: &str| json!({"orders": {"from": from, "until": until}});
        shop.hub.patch(&path, &until("2026-05-06T08:00:00Z")).assert(200);
        market.move_clock("2026-05-05T20:00:00Z");
        shop.order(&market.person("Awa"), &[("Carrots, 500 g", 1)]);
        shop.hub.patch(&path, &until("2026-05-05T19:00:00Z")).assert_problem(409, "cycle-window-over");
        let later = json!({"orders": {"from": "2026-05-05T22:00:00Z", "until": "2026-05-06T08:00:00Z"}});
        shop.hub.patch(&path, &later).assert_problem(409, "cycle-begun");
        shop.hub.delete(&path).assert_problem(409, "cycle-ordered");
        shop.hub.post(&format!("{path}/close"), &Value::Null).assert(200);
        shop.hub.patch(&path, &until("2026-05-07T08:00:00Z")).assert_problem(409, "cycle-over");
    }

    async fn next_week_is_this_week_on_other_days(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let original = shop.hub.get(&format!("/v1/cycles/{}", shop.cycle)).assert(200);
        let copies = format!("/v1/cycles/{}/copies", shop.cycle);
        let week_later = json!({"name": "Next week", "days": 7});
        shop.farmer.post(&copies, &week_later).assert_problem(404, "not-found");
        shop.hub.post(&copies, &json!({"days": 0})).assert_fault(422, "invalid-field", "days");
        let copy = shop.hub.post(&copies, &week_later).assert(201);
        let until = json!("2026-05-12T08:00:00Z");
        assert_eq!((&copy["stage"], &copy["orders"]["until"]), (&json!("draft"), &until));
        let path = format!("/v1/cycles/{}", copy["id"].as_str().unwrap());
        let read = shop.hub.get(&path).assert(200);
        assert_eq!(read["coordinator_fees"], original["coordinator_fees"]);
        let carried = |cycle: &Value| {
            let exchanges = cycle["exchanges"].as_array().unwrap().iter();
            let told = |it: &Value| {
                ["enterprise", "direction", "variants", "fees", "pick_up_text"].map(|field| it[field].clone())
            };
            exchanges.map(told).collect::<Vec<_>>()
        };
        // The farm lets the hub sell its goods in any of its cycles, so it is in the copy, too.
        assert_eq!(carried(&read), carried(&original));
        assert_eq!(carried(&read).len(), 2);
        // A farm that does not is asked, and nothing goes out before it says yes.
        let grant = format!("/v1/enterprises/{}/grants/supply-to-cycles/{}", shop.farm_id, shop.hub_id);
        shop.hub.post(&format!("{path}/publish"), &Value::Null).assert(200);
        shop.farmer.delete(&grant).assert(204);
        let asked = shop.hub.post(&copies, &json!({"days": 14})).assert(201);
        let asked = shop.hub.get(&format!("/v1/cycles/{}", asked["id"].as_str().unwrap())).assert(200);
        assert_eq!(carried(&asked).len(), 1, "only the hub is in it");
        let waiting = format!("/v1/enterprises/{}/participations?standing=asked", shop.farm_id);
        let waiting = shop.farmer.get(&waiting).assert(200);
        assert_eq!(waiting["items"].as_array().unwrap().len(), 0, "it left the original, and is asked of no copy of it");
        market.assert_clean();
    }

    async fn a_cycle_goes_while_nobody_ordered_in_it(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let path = format!("/v1/cycles/{}", shop.cycle);
        let awa = market.person("Awa");
        shop.farmer.delete(&path).assert_problem(404, "not-found");
        let carts = shop.cart(&awa, &[("Carrots, 500 g", 1)]);
        shop.hub.delete(&path).assert(204);
        shop.hub.get(&path).assert_problem(404, "not-found");
        awa.get(&format!("/v1/carts/{carts}")).assert_problem(404, "not-found");
        assert_eq!(found(&shop.hub, ""), Vec::<String>::new());
        market.assert_clean();
    }
}
