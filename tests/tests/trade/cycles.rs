//! Order cycles are found, named, moved and deleted by those who run them.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
};

use serde_json::{Value, json};
use sillon_store::run_by_hand;
use sillon_testkit::{Client, Dice, Marketplace, Shop, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\n";
const START: &str = "2026-05-04T08:00:00Z";
const END: &str = "2026-05-05T08:00:00Z";

/// Plans a cycle with nothing in it; its id.
fn plan(who: &Client, hub: &str, name: &str, (from, until): (&str, &str)) -> String {
    let orders = json!({"from": from, "until": until});
    let plan = json!({"coordinator": hub, "name": name, "orders": orders});
    who.post("/v1/cycles", &plan).text_at("/id")
}

/// An amount of two decimals in cents.
fn cents(amount: &str) -> i64 {
    amount.replace('.', "").parse().unwrap()
}

/// The names of the cycles somebody finds.
fn found(who: &Client, query: &str) -> Vec<String> {
    let page = who.get(&format!("/v1/cycles{query}")).assert(200);
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["cycle"]["name"].as_str().unwrap().to_owned()).collect()
}

/// How many random edits are made, unless `SILLON_EDITS` says another number: 1000 is the long form.
const EDITS: usize = 120;

/// The exchanges of a cycle as its coordinator sees them, by enterprise and direction: what each carries, and the rest of it.
type Exchanges = BTreeMap<(String, String), (BTreeSet<String>, Value)>;

fn exchanges(coordinator: &Client, cycle: &str) -> Exchanges {
    let read = coordinator.get(&format!("/v1/cycles/{cycle}")).assert(200);
    let text = |it: &Value, field: &str| it[field].as_str().unwrap().to_owned();
    let told = |it: &Value| {
        let variants = it["variants"].as_array().unwrap().iter();
        let variants = variants.map(|variant| variant.as_str().unwrap().to_owned()).collect();
        let rest =
            ["fees", "pick_up", "pick_up_text", "carries_all"].map(|field| it[field].clone());
        ((text(it, "enterprise"), text(it, "direction")), (variants, json!(rest)))
    };
    read["exchanges"].as_array().unwrap().iter().map(told).collect()
}

/// Somebody who edits a cycle: the enterprise they manage, and what that sells.
struct Editor {
    who: Client,
    of: String,
    goods: BTreeSet<String>,
    edits: usize,
}

impl Editor {
    fn of(who: Client, of: &str, is_producer: bool) -> Self {
        let mut goods = BTreeSet::new();
        if is_producer {
            let listed = who.get(&format!("/v1/enterprises/{of}/products")).assert(200);
            for product in listed["items"].as_array().unwrap() {
                let sizes = product["variants"].as_array().unwrap().iter();
                goods.extend(sizes.map(|size| size["id"].as_str().unwrap().to_owned()));
            }
        }
        Self { who, of: of.to_owned(), goods, edits: 0 }
    }

    /// Whether they may have made of one state the other: their own exchanges are theirs whole, of others only whether they carry
    /// their goods.
    fn may_have_made(&self, before: &Exchanges, after: &Exchanges) -> bool {
        before.keys().eq(after.keys())
            && before.iter().all(|(of, (carried, rest))| {
                let (carries, rest_now) = &after[of];
                let changed = carried.symmetric_difference(carries);
                of.0 == self.of
                    || (rest == rest_now && changed.into_iter().all(|it| self.goods.contains(it)))
            })
    }
}

/// A random wish for some exchange of a cycle.
fn random_wish(
    dice: &mut Dice,
    editor: &Editor,
    enterprises: &[String],
    variants: &[String],
    fees: &[String],
) -> Value {
    let of = if dice.once_in(2) { &editor.of } else { &enterprises[dice.below(enterprises.len())] };
    let direction = ["incoming", "outgoing"][dice.below(2)];
    let mut wish = json!({"enterprise": of, "direction": direction});
    if dice.once_in(2) {
        let is_own = dice.once_in(2) && !editor.goods.is_empty();
        let known = variants.iter().filter(|it| !is_own || editor.goods.contains(*it));
        let some: Vec<&String> = known.filter(|_| dice.once_in(2)).collect();
        wish["variants"] = if dice.once_in(5) { Value::Null } else { json!(some) };
    }
    if dice.once_in(3) {
        wish["fees"] = json!(fees.iter().filter(|_| dice.once_in(2)).collect::<Vec<_>>());
    }
    if dice.once_in(3) {
        let text = ["By the well", "At the gate", "In the yard"][dice.below(3)];
        wish["pick_up_text"] = json!(text);
    }
    wish
}

on_both_databases! {
    async fn whatever_is_edited_nobody_changes_a_part_that_is_not_theirs(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,60\nLeeks,1,kg,,3.00,50\n", END);
        let (quai, pre) = (market.person("Quentin"), market.person("Noor"));
        let found = |who: &Client, name: &str, is_producer: bool, sells: &str| {
            let body = json!({"name": name, "is_producer": is_producer, "sells": sells});
            who.post("/v1/enterprises", &body).text_at("/id")
        };
        let (hub, farm) = (found(&quai, "Le Quai", false, "any"), found(&pre, "Le Pré", true, "none"));
        quai.say_who_sells(&hub);
        pre.post_list("producer,name,category,units,unit_type,price,on_hand,allergens,origin\nLe Pré,Kale,Market,1,kg,3.00,50,none,FR\nLe Pré,Beets,Market,1,kg,2.00,50,none,FR\n")
            .assert(200);
        for (who, of, kind, to) in [
            (&pre, &farm, "supply-to-cycles", &shop.hub_id), (&quai, &hub, "sell-through", &shop.hub_id),
            (&pre, &farm, "supply-to-cycles", &hub), (&shop.farmer, &shop.farm_id, "supply-to-cycles", &hub),
        ] {
            let other = if to == &hub { &quai } else { &shop.hub };
            who.allows(other, of, kind, to);
        }
        let path = format!("/v1/cycles/{}/exchanges", shop.cycle);
        for (of, direction) in [(&farm, "incoming"), (&hub, "outgoing")] {
            let new = json!({"enterprise": of, "direction": direction, "pick_up_text": "Here"});
            assert_eq!(shop.hub.put(&path, &new).assert(200)["standing"], "agreed");
        }
        let mut editors = [
            Editor::of(shop.farmer.clone(), &shop.farm_id, true),
            Editor::of(pre, &farm, true),
            Editor::of(quai, &hub, false),
            Editor::of(shop.hub.clone(), &shop.hub_id, false),
        ];
        let enterprises: Vec<String> = editors.iter().map(|editor| editor.of.clone()).collect();
        let variants: Vec<String> = editors.iter().flat_map(|editor| editor.goods.iter().cloned()).collect();
        let fees = [shop.fee.clone()];
        let mut dice = Dice::new(20_260_504);
        let many = env::var("SILLON_EDITS").map_or(EDITS, |many| many.parse().unwrap());
        let mut before = exchanges(&shop.hub, &shop.cycle);
        for number in 0..many {
            let editor = &mut editors[number % 4];
            let wish = random_wish(&mut dice, editor, &enterprises, &variants, &fees);
            let answer = editor.who.put(&path, &wish);
            let after = exchanges(&shop.hub, &shop.cycle);
            let runs_it = editor.of == shop.hub_id;
            if answer.status == 200 {
                assert!(runs_it || editor.may_have_made(&before, &after), "{wish} by {}: {before:?} became {after:?}", editor.of);
                editor.edits += usize::from(before != after);
            } else {
                assert_eq!(before, after, "{wish} was refused: {answer}");
            }
            let of = |way: &str| after.iter().filter(|(of, _)| of.1 == way).flat_map(|(_, it)| &it.0).collect::<BTreeSet<_>>();
            assert!(of("outgoing").is_subset(&of("incoming")), "what goes out comes in");
            before = after;
        }
        for editor in &editors {
            assert!(editor.edits > 1, "{} edited {} times", editor.of, editor.edits);
        }
        market.assert_clean();
    }

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

    async fn several_cycles_move_together_or_not_at_all(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let week = |name: &str, day: &str| {
            let times = (format!("2026-06-{day}T08:00:00Z"), format!("2026-06-{day}T18:00:00Z"));
            plan(&shop.hub, &shop.hub_id, name, (&times.0, &times.1))
        };
        let (first, second) = (week("First", "01"), week("Second", "08"));
        let to = |id: &str, from: &str, until: &str| json!({"id": id, "orders": {"from": from, "until": until}});
        let both = json!({"cycles": [
            to(&second, "2026-06-09T08:00:00Z", "2026-06-09T18:00:00Z"),
            to(&first, "2026-06-02T08:00:00Z", "2026-06-02T18:00:00Z"),
        ]});
        shop.farmer.patch("/v1/cycles", &both).assert_problem(404, "not-found");
        let moved = shop.hub.patch("/v1/cycles", &both).assert(200);
        let names = |at: usize| moved["cycles"][at]["name"].clone();
        assert_eq!([names(0), names(1)], [json!("Second"), json!("First")]);
        assert_eq!(moved["cycles"][1]["orders"]["from"], "2026-06-02T08:00:00Z");
        // One that cannot move holds all of them: the running one began already.
        let with_open = json!({"cycles": [
            to(&first, "2026-06-03T08:00:00Z", "2026-06-03T18:00:00Z"),
            to(&shop.cycle, "2026-06-03T08:00:00Z", "2026-06-03T18:00:00Z"),
        ]});
        shop.hub.patch("/v1/cycles", &with_open).assert_problem(409, "cycle-begun");
        let stale = json!({"cycles": [{"id": first, "name": "Late", "version": 1}, {"id": second, "name": "Later"}]});
        shop.hub.patch("/v1/cycles", &stale).assert_problem(412, "changed-since");
        let read = |id: &str| shop.hub.get(&format!("/v1/cycles/{id}")).assert(200);
        assert_eq!(read(&first)["orders"]["from"], "2026-06-02T08:00:00Z");
        assert_eq!(read(&second)["name"], "Second");
        for wrong in [json!([]), json!([{"id": first}, {"id": first}])] {
            shop.hub.patch("/v1/cycles", &json!({"cycles": wrong})).assert_fault(422, "invalid-field", "cycles");
        }
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

    async fn a_closed_cycle_opens_again_and_each_order_becomes_due_once(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let path = format!("/v1/cycles/{}", shop.cycle);
        let (close, reopen) = (format!("{path}/close"), format!("{path}/reopen"));
        let earned = || {
            let balance = shop.farmer.get(&format!("/v1/enterprises/{}/balance", shop.farm_id));
            cents(&balance.text_at("/earned/amount"))
        };
        let until = |until: &str| json!({"until": until});
        shop.hub.post(&reopen, &until(END)).assert_problem(409, "cycle-not-closed");
        let awa = market.person("Awa");
        shop.order(&awa, &[("Carrots, 500 g", 1)]);
        shop.hub.post(&close, &Value::Null).assert(200);
        let once = earned();
        assert!(once > 0);
        let late = shop.cart(&awa, &[("Carrots, 500 g", 2)]);
        shop.checkout(&awa, &late, "late").assert_problem(409, "cycle-not-open");
        shop.farmer.post(&reopen, &until(END)).assert_problem(404, "not-found");
        shop.hub.post(&reopen, &until(START)).assert_problem(409, "cycle-window-over");
        let stale = shop.hub.saying("If-Match", "\"1\"");
        stale.post(&reopen, &until(END)).assert_problem(412, "changed-since");
        let open = shop.hub.post(&reopen, &until("2026-05-06T08:00:00Z")).assert(200);
        assert_eq!((&open["stage"], &open["orders"]["until"]), (&json!("open"), &json!("2026-05-06T08:00:00Z")));
        assert_eq!(earned(), once, "what was due stays due");
        shop.checkout(&awa, &late, "late").assert(201);
        assert_eq!(earned(), once, "what is new is not due yet");
        market.assert_clean();
        // The clock stands still: it closes again in the very instant it first closed in.
        shop.hub.post(&close, &Value::Null).assert(200);
        assert_eq!(earned(), 3 * once);
        shop.hub.post(&reopen, &until("2026-05-06T08:00:00Z")).assert(200);
        shop.hub.post(&close, &Value::Null).assert(200);
        assert_eq!(earned(), 3 * once, "nothing became due twice");
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
    async fn what_is_to_be_looked_at_before_a_cycle_opens_is_listed(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let warnings = |cycle: &str| {
            let found = shop.hub.get(&format!("/v1/cycles/{cycle}/checklist")).assert(200);
            assert_eq!(found["is_clear"], found["warnings"].as_array().unwrap().is_empty() && found["missing"].as_array().unwrap().is_empty());
            let told = |it: &Value| {
                assert!(it["says"]["fr"].as_str().unwrap().contains(' '));
                let of = it["enterprise"]["id"].as_str().unwrap_or("the cycle").to_owned();
                (it["kind"].as_str().unwrap().to_owned(), of)
            };
            found["warnings"].as_array().unwrap().iter().map(told).collect::<Vec<_>>()
        };
        let told = |kind: &str, of: &str| (kind.to_owned(), of.to_owned());
        assert_eq!(warnings(&shop.cycle), []);
        let empty = plan(&shop.hub, &shop.hub_id, "June", ("2026-06-01T08:00:00Z", "2026-06-02T08:00:00Z"));
        let whole = "the cycle";
        assert_eq!(warnings(&empty), [told("nothing-comes-in", whole), told("nothing-goes-out", whole)]);
        // The goods are fetched before the last order, a farm has not answered, and all of the other's is gone.
        let path = format!("/v1/cycles/{empty}/exchanges");
        let of = |of: &str, direction: &str| json!({"enterprise": of, "direction": direction});
        shop.hub.put(&path, &of(&shop.farm_id, "incoming")).assert(200);
        let mut out = of(&shop.hub_id, "outgoing");
        out["pick_up"] = json!({"from": "2026-06-01T10:00:00Z", "until": "2026-06-03T10:00:00Z"});
        shop.hub.put(&path, &out).assert(200);
        let stranger = market.person("Sid");
        let farm = json!({"name": "Far farm", "is_producer": true, "sells": "none"});
        let far = stranger.post("/v1/enterprises", &farm).text_at("/id");
        shop.hub.put(&path, &of(&far, "incoming")).assert(200);
        let awa = market.person("Awa");
        let all_of_it = shop.cart(&awa, &[("Carrots, 500 g", 80)]);
        shop.checkout(&awa, &all_of_it, "all").assert(201);
        let mut found = warnings(&empty);
        found.sort();
        let mut expected = [
            told("nothing-left", &shop.farm_id), told("not-answered", &far), told("pick-up-too-early", &shop.hub_id),
        ];
        expected.sort();
        assert_eq!(found, expected);
        shop.farmer.get(&format!("/v1/cycles/{empty}/checklist")).assert_problem(404, "not-found");
    }

    async fn who_changed_what_of_a_cycle_is_told_to_those_it_concerns(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let path = format!("/v1/cycles/{}", shop.cycle);
        let history = |who: &Client, query: &str| {
            let page = who.get(&format!("{path}/history{query}")).assert(200);
            page["items"].as_array().unwrap().clone()
        };
        let told = |it: &Value| {
            let said = |field: &str| it[field].as_str().unwrap_or("-").to_owned();
            [said("of"), said("field"), said("before"), said("after")]
        };
        let at_first = history(&shop.hub, "?limit=500").len();
        shop.hub.patch(&path, &json!({"name": "Week 19"})).assert(200);
        let out = json!({"enterprise": shop.hub_id, "direction": "outgoing", "pick_up_text": "By the well"});
        shop.hub.put(&format!("{path}/exchanges"), &out).assert(200);
        shop.hub.put(&format!("{path}/exchanges"), &out).assert(200);
        let found = history(&shop.hub, "?limit=500");
        assert_eq!(found.len(), at_first + 2, "what stays as it is is not told");
        assert_eq!(told(&found[0])[..2], ["exchange", "pick_up_text"]);
        assert_eq!(told(&found[0])[3], "By the well");
        assert_eq!(told(&found[1])[1..], ["name", "Always", "Week 19"].map(str::to_owned));
        assert_eq!(found[0]["enterprise"]["id"].as_str().unwrap(), shop.hub_id);
        assert_eq!((&found[1]["at"], found[1]["person"].is_string()), (&json!(START), true));
        // The farm reads what is of the whole cycle, and of its own part; a stranger nothing.
        let seen = history(&shop.farmer, "?limit=500");
        assert_eq!(told(&seen[0])[3], "Week 19");
        let of_others = seen.iter().filter(|it| it["enterprise"]["id"].as_str().is_some_and(|of| of != shop.farm_id));
        assert_eq!(of_others.count(), 0);
        assert!(seen.iter().any(|it| told(it)[1] == "variants"), "what it brings");
        market.person("Sid").get(&format!("{path}/history")).assert_problem(404, "not-found");
        // It is read page by page, and time is nobody.
        let first = shop.hub.get(&format!("{path}/history?limit=1")).assert(200);
        let after = first["next"].as_str().unwrap();
        assert_eq!(history(&shop.hub, &format!("?limit=1&after={after}"))[0], found[1]);
        market.move_clock("2026-05-05T09:00:00Z");
        let closed = &history(&shop.hub, "?limit=1")[0];
        assert_eq!(told(closed), ["cycle", "stage", "open", "closed"].map(str::to_owned));
        assert_eq!((&closed["by"], closed["person"].is_null()), (&json!("time"), true));
        // What shoppers pay on everything is not for farms to know.
        let fees = |who: &Client| history(who, "?limit=500").iter().filter(|it| told(it)[..2] == ["cycle", "fees"]).count();
        assert_eq!((fees(&shop.hub) > 0, fees(&shop.farmer)), (true, 0));
    }

    async fn a_fee_is_listed_changed_and_retired_and_orders_keep_theirs(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let listed = || shop.hub.get(&format!("/v1/enterprises/{}/fees", shop.hub_id)).assert(200)["items"].clone();
        let fee = |name: &str, amount: &str| {
            let amount = json!({"amount": amount, "currency": "EUR"});
            let calculator = json!({"type": "flat-rate", "amount": amount});
            json!({"enterprise": shop.hub_id, "name": name, "kind": "transport", "calculator": calculator})
        };
        let before = listed().as_array().unwrap().len();
        let van = shop.hub.post("/v1/fees", &fee("Van", "2.00")).text_at("/id");
        let cycle = format!("/v1/cycles/{}", shop.cycle);
        let on_all = |fees: &[&str]| json!({"fees": fees});
        shop.hub.put(&format!("{cycle}/fees"), &on_all(&[&van])).assert(200);
        let awa = market.person("Awa");
        let total = |order: &str| awa.get(&format!("/v1/orders/{order}")).assert(200)["total"]["amount"].clone();
        let first = shop.order(&awa, &[("Carrots, 500 g", 1)]);
        let paid = total(&first);
        // It is changed where it is named, and shoppers pay the new one from then on.
        let path = format!("/v1/fees/{van}");
        let dearer = json!({"calculator": fee("", "2.50")["calculator"], "name": "Electric van"});
        shop.farmer.patch(&path, &dearer).assert_problem(404, "not-found");
        let changed = shop.hub.patch(&path, &dearer).assert(200);
        assert_eq!(changed["price_changes"][0]["to"]["amount"]["amount"], "2.50");
        let second = shop.order(&awa, &[("Carrots, 500 g", 1)]);
        assert_eq!(total(&first), paid, "what was ordered stays");
        let [paid, now] = [&paid, &total(&second)].map(|sum| cents(sum.as_str().unwrap()));
        assert_eq!(now - paid, 50);
        assert_eq!(listed()[before]["name"], "Electric van");
        let history = shop.hub.get(&format!("{path}/history")).assert(200);
        assert_eq!(history["items"][0]["field"], "calculator");
        assert!(history["items"][0]["after"].as_str().unwrap().contains("2.50"));
        shop.farmer.get(&format!("{path}/history")).assert_problem(404, "not-found");
        let tax = json!({"tax": "101"});
        shop.hub.patch(&path, &tax).assert_problem(422, "fee-tax");
        // Retired, it stays where it is, comes nowhere anew, and is in no copy.
        shop.hub.delete(&path).assert(204);
        shop.hub.delete(&path).assert(204);
        assert_eq!(listed()[before]["retired_at"], START);
        let third = shop.order(&awa, &[("Carrots, 500 g", 1)]);
        assert_eq!(total(&third), total(&second));
        shop.hub.put(&format!("{cycle}/fees"), &on_all(&[&van])).assert(200);
        let copy = shop.hub.post(&format!("{cycle}/copies"), &json!({"days": 7})).text_at("/id");
        let read = shop.hub.get(&format!("/v1/cycles/{copy}")).assert(200);
        assert_eq!(read["coordinator_fees"], json!([]));
        let again = shop.hub.put(&format!("/v1/cycles/{copy}/fees"), &on_all(&[&van]));
        again.assert_fault(422, "invalid-field", "fees");
        market.assert_clean();
    }

    async fn what_others_agreed_to_pay_is_changed_by_nobody_else(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let amount = |amount: &str| json!({"type": "flat-rate", "amount": {"amount": amount, "currency": "EUR"}});
        let fee = |of: &str| json!({"enterprise": of, "name": "Crates", "kind": "packing", "calculator": amount("1.00")});
        let crates = shop.farmer.post("/v1/fees", &fee(&shop.farm_id)).text_at("/id");
        let incoming = json!({"enterprise": shop.farm_id, "direction": "incoming", "fees": [crates]});
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", shop.cycle), &incoming).assert(200);
        let path = format!("/v1/fees/{crates}");
        let dearer = json!({"calculator": amount("9.00")});
        shop.farmer.patch(&path, &dearer).assert_problem(409, "fee-in-use");
        shop.farmer.patch(&path, &json!({"name": "Wooden crates"})).assert(200);
        shop.hub.post(&format!("/v1/cycles/{}/close", shop.cycle), &Value::Null).assert(200);
        shop.farmer.patch(&path, &dearer).assert(200);
        let reopen = format!("/v1/cycles/{}/reopen", shop.cycle);
        shop.hub.post(&reopen, &json!({"until": END})).assert_problem(409, "cycle-fees-changed");
        // A fee of the hub's own: who is asked is asked anew when it changes, and whoever said yes has the last word.
        let draft = plan(&shop.hub, &shop.hub_id, "June", ("2026-06-01T08:00:00Z", "2026-06-02T08:00:00Z"));
        let sid = market.person("Sid");
        let farm = json!({"name": "Far farm", "is_producer": true, "sells": "none"});
        let far = sid.post("/v1/enterprises", &farm).text_at("/id");
        let rent = shop.hub.post("/v1/fees", &fee(&shop.hub_id)).text_at("/id");
        let incoming = json!({"enterprise": far, "direction": "incoming", "fees": [rent]});
        let asked = shop.hub.put(&format!("/v1/cycles/{draft}/exchanges"), &incoming).assert(200);
        assert_eq!(asked["standing"], "asked");
        let answer = format!("/v1/enterprises/{far}/participations/{draft}/incoming");
        market.set_clock("2026-05-04T09:00:00Z");
        let rent_path = format!("/v1/fees/{rent}");
        shop.hub.patch(&rent_path, &dearer).assert(200);
        sid.put(&answer, &json!({"answer": "yes", "asked_at": START})).assert_problem(409, "terms-changed");
        sid.put(&answer, &json!({"answer": "yes", "asked_at": "2026-05-04T09:00:00Z"})).assert(200);
        let dearest = json!({"calculator": amount("99.00")});
        shop.hub.patch(&rent_path, &dearest).assert_problem(409, "agreed-otherwise");
        shop.hub.patch(&rent_path, &json!({"name": "Cold room"})).assert(200);
        market.assert_clean();
    }

    async fn who_takes_part_is_asked_again_when_a_cycle_is_opened_again(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let shop = Shop::open_until(&market.guest(), GOODS, END);
        let awa = market.person("Awa");
        shop.order(&awa, &[("Carrots, 500 g", 1)]);
        let path = format!("/v1/cycles/{}", shop.cycle);
        let reopen = || shop.hub.post(&format!("{path}/reopen"), &json!({"until": END})).assert(200);
        let close = || shop.hub.post(&format!("{path}/close"), &Value::Null).assert(200);
        close();
        // While it is closed, the farm takes back that the hub may sell its goods in any cycle.
        let grant = format!("/v1/enterprises/{}/grants/supply-to-cycles/{}", shop.farm_id, shop.hub_id);
        shop.farmer.delete(&grant).assert(204);
        reopen();
        let late = shop.cart(&awa, &[("Carrots, 500 g", 1)]);
        shop.checkout(&awa, &late, "late").assert_problem(409, "not-offered");
        let standing = |standing: &str| {
            let asked = format!("/v1/enterprises/{}/participations?standing={standing}", shop.farm_id);
            shop.farmer.get(&asked).assert(200)["items"].as_array().unwrap().len()
        };
        assert_eq!([standing("asked"), standing("agreed")], [1, 0]);
        // Silent until it closes, it is asked still when it is opened once more.
        close();
        assert_eq!([standing("asked"), standing("lapsed")], [0, 1]);
        reopen();
        assert_eq!([standing("asked"), standing("lapsed")], [1, 0]);
        market.assert_clean();
        // It says yes to this one; the hub lets it out again.
        let answer = format!("/v1/enterprises/{}/participations/{}/incoming", shop.farm_id, shop.cycle);
        shop.farmer.put(&answer, &json!({"answer": "yes"})).assert(200);
        let out = json!({"enterprise": shop.hub_id, "direction": "outgoing"});
        shop.hub.put(&format!("{path}/exchanges"), &out).assert(200);
        shop.checkout(&awa, &late, "later").assert(201);
        // What is closed again without an order more is told to nobody again.
        close();
        market.take_letters();
        market.deliver();
        market.take_letters();
        reopen();
        close();
        market.deliver();
        assert_eq!(market.take_letters().len(), 0);
        market.assert_clean();
    }
}
