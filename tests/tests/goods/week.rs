//! A farmer's week: a list typed in a message, a grid, and the week before to begin from.

use std::thread;

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, Shop, TestDatabase, on_both_databases};

const GOODS: &str = "Carrots,500,g,,1.60,80\nCarrots,2,kg,,5.20,\nEggs,6,,egg,2.70,30\nLeeks,1,kg,,3.20,20\nSalad,1,,piece,1.10,25\nBread,1,,loaf,3.90,6";

/// A farm with a hub that sells its goods.
struct Farm {
    market: Marketplace,
    shop: Shop,
}

impl Farm {
    fn open(database: TestDatabase) -> Self {
        // A Monday: 2026-W47.
        let market = Marketplace::open_at(database, "2026-11-16T08:00:00Z");
        let shop = Shop::open(&market.guest(), GOODS);
        Self { market, shop }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/enterprises/{}/week{rest}", self.shop.farm_id)
    }

    /// The farmer, who reads English.
    fn farmer(&self) -> Client {
        self.shop.farmer.saying("Accept-Language", "en")
    }

    fn preview(&self, text: &str) -> Value {
        self.farmer().post(&self.path("/preview"), &json!({"text": text})).assert(200)
    }

    fn apply(&self, list: &Value) -> Answer {
        self.farmer().post(&self.path(""), list)
    }

    fn grid(&self) -> Value {
        self.farmer().get(&self.path("")).assert(200)
    }

    /// How a size stands in the grid, such as `60 at 1.60`.
    fn stands(&self, named: &str) -> String {
        let grid = self.grid();
        stands(item(&grid, self.shop.variant(named)))
    }
}

fn item<'g>(grid: &'g Value, variant: &str) -> &'g Value {
    let items = grid["items"].as_array().unwrap();
    items.iter().find(|item| item["variant"] == variant).unwrap()
}

fn stands(standing: &Value) -> String {
    let left = match &standing["items"] {
        Value::Null => "on demand".to_owned(),
        items => items.to_string(),
    };
    let off = if standing["offered"] == true { "" } else { " off" };
    format!("{left} at {}{off}", standing["price"]["amount"].as_str().unwrap())
}

/// What each line of a preview says: its state, and how its first size would stand.
fn lines(listed: &Value) -> Vec<String> {
    let line = |line: &Value| {
        let state = line["state"].as_str().unwrap();
        match line["entries"].get(0) {
            Some(entry) => format!(
                "{state}: {} {}",
                entry["written"].as_str().unwrap(),
                stands(&entry["after"])
            ),
            None => match line["faults"].get(0) {
                Some(fault) => format!("{state}: {}", fault["code"].as_str().unwrap()),
                None => state.to_owned(),
            },
        }
    };
    listed["lines"].as_array().unwrap().iter().map(line).collect()
}

const LIST: &str = "Hello Lucie, here is my list:\n\n- carrots 500 g 60 at 1,80\n- eggs +15\n- leeks 12 kg\n- salad stop\n- bread on demand # as always";

on_both_databases! {
    async fn a_list_typed_in_a_message_is_the_week(db: TestDatabase) {
        let farm = Farm::open(db);
        let everything = farm.shop.everything();
        let preview = farm.preview(LIST);
        assert_eq!(lines(&preview), [
            "passed-over",
            "changes: Carrots 500 g 60 at 1.80",
            "changes: Eggs egg x6 45 at 2.70",
            "changes: Leeks 1 kg 12 at 3.20",
            "changes: Salad piece 0 at 1.10 off",
            "changes: Bread loaf on demand at 3.90",
        ]);
        assert_eq!(preview["week"], "2026-W47");
        assert_eq!(preview["lines"][1]["line"], 3);
        assert_eq!(stands(&preview["lines"][1]["entries"][0]["before"]), "80 at 1.60");
        assert_eq!(preview["lines"][1]["shares_with"][0]["written"], "Carrots 2 kg");
        assert_eq!(farm.shop.everything(), everything, "a preview changes nothing");

        let list = json!({"text": LIST, "digest": preview["digest"]});
        let applied = farm.apply(&list).assert(200);
        assert_eq!(lines(&applied), lines(&preview));
        assert_eq!(farm.stands("Carrots, 500 g"), "60 at 1.80");
        assert_eq!(farm.stands("Carrots, 2 kg"), "15 at 5.20", "sizes share their pool");
        assert_eq!(farm.stands("Eggs, 6 × egg"), "45 at 2.70");
        assert_eq!(farm.stands("Salad, piece"), "0 at 1.10 off");
        assert_eq!(farm.stands("Bread, loaf"), "on demand at 3.90");
        assert_eq!(farm.shop.left("Leeks, 1 kg"), 12);
        let offers = farm.shop.hub.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).text();
        assert!(!offers.contains("Salad") && offers.contains("\"1.90\""), "{offers}");
        farm.market.assert_clean();
    }

    async fn a_list_is_carried_out_once_for_its_key(db: TestDatabase) {
        let farm = Farm::open(db);
        let text = json!({"text": "eggs +15"});
        let keyed = farm.farmer().with_key("monday");
        let first = keyed.post(&farm.path(""), &text);
        let again = keyed.post(&farm.path(""), &text);
        assert_eq!((first.assert(200), first.text()), (again.assert(200), again.text()));
        assert_eq!(farm.stands("Eggs, 6 × egg"), "45 at 2.70");
        let other = keyed.post(&farm.path(""), &json!({"text": "eggs +16"}));
        other.assert_problem(422, "key-reused");
        farm.market.assert_clean();
    }

    async fn one_faulty_line_keeps_the_whole_list_out(db: TestDatabase) {
        let farm = Farm::open(db);
        let everything = farm.shop.everything();
        let text = "carrots 40\neggs 12\neggz 12\nleeks 2.5\nturnips 3 kg";
        let preview = farm.preview(text);
        assert_eq!(lines(&preview), [
            "faulty: ambiguous",
            "changes: Eggs egg x6 12 at 2.70",
            "guessed: Eggs egg x6 12 at 2.70",
            "faulty: price-or-quantity",
            "faulty: unknown-product",
        ]);
        assert_eq!(
            preview["lines"][0]["faults"][0]["rule"],
            "“carrots” may be any of several sizes; did you mean Carrots 500 g, Carrots 2 kg?"
        );
        let refused = farm.apply(&json!({"text": text})).assert_problem(422, "week-faulty");
        let told: Vec<String> = refused["errors"].as_array().unwrap().iter()
            .map(|error| format!("{} {}", error["line"].as_str().unwrap(), error["field"].as_str().unwrap()))
            .collect();
        assert_eq!(told, ["1 ambiguous", "3 not-confirmed", "4 price-or-quantity", "5 unknown-product"]);
        let french = farm.shop.farmer.saying("Accept-Language", "fr-FR, en;q=0.5");
        let refused = french.post(&farm.path(""), &json!({"text": "leeks 2.5"})).assert_problem(422, "week-faulty");
        assert!(refused["detail"].as_str().unwrap().contains("peut être un prix ou une quantité"), "{refused}");
        assert_eq!(farm.shop.everything(), everything);
        farm.market.assert_clean();
    }

    async fn a_person_chooses_what_a_line_means(db: TestDatabase) {
        let farm = Farm::open(db);
        let text = "carrots 40\nleaks 12";
        let preview = farm.preview(text);
        assert_eq!(lines(&preview), ["faulty: ambiguous", "guessed: Leeks 1 kg 12 at 3.20"]);
        let choices = json!({"1": farm.shop.variant("Carrots, 500 g"), "2": farm.shop.variant("Leeks, 1 kg")});
        let list = json!({"text": text, "choices": choices, "digest": preview["digest"]});
        let shown = farm.farmer().post(&farm.path("/preview"), &list).assert(200);
        assert_eq!(lines(&shown), ["changes: Carrots 500 g 40 at 1.60", "changes: Leeks 1 kg 12 at 3.20"]);
        assert_eq!(shown["digest"], preview["digest"], "a choice does not change what it was made from");
        farm.apply(&list).assert(200);
        assert_eq!(farm.stands("Carrots, 500 g"), "40 at 1.60");
        let strange = json!({"text": "eggs 3", "choices": {"1": farm.shop.farm_id, "7": farm.shop.farm_id}});
        let refused = farm.apply(&strange).assert_problem(422, "week-faulty");
        assert_eq!(refused["errors"].as_array().unwrap().len(), 2);
    }

    async fn what_was_looked_at_is_what_is_carried_out(db: TestDatabase) {
        let farm = Farm::open(db);
        let preview = farm.preview("eggs +10");
        let lina = farm.market.person("Lina");
        farm.shop.order(&lina, &[("Leeks, 1 kg", 2)]);
        let list = json!({"text": "eggs +10", "digest": preview["digest"]});
        farm.apply(&list).assert(200);
        farm.shop.order(&lina, &[("Eggs, 6 × egg", 3)]);
        let preview = farm.preview("eggs 30");
        let entry = &preview["lines"][0]["entries"][0];
        assert_eq!((entry["ordered"].as_i64(), stands(&entry["before"])), (Some(3), "37 at 2.70".to_owned()));
        farm.shop.order(&lina, &[("Eggs, 6 × egg", 1)]);
        let plain = farm.farmer().saying("If-Match", &format!("\"{}\"", preview["digest"].as_str().unwrap()));
        let refused = plain.send("POST", &farm.path(""), Some(("text/plain", b"eggs 30")));
        refused.assert_problem(409, "week-changed");
        assert_eq!(farm.stands("Eggs, 6 × egg"), "36 at 2.70");
        // Who did not look is not held to what was seen.
        farm.farmer().send("POST", &farm.path(""), Some(("text/plain", b"eggs 30"))).assert(200);
        assert_eq!(farm.shop.left("Eggs, 6 × egg"), 30);
        farm.market.assert_clean();
    }

    async fn two_people_do_not_overwrite_each_other(db: TestDatabase) {
        let farm = Farm::open(db);
        let (eggs, leeks) = (farm.shop.variant("Eggs, 6 × egg"), farm.shop.variant("Leeks, 1 kg"));
        let euro = |amount: &str| json!({"amount": amount, "currency": "EUR"});
        let row = |items: Value| json!({"rows": [
            {"variant": leeks, "price": {"from": euro("3.20"), "to": euro("3.40")}},
            {"variant": eggs, "items": items, "offered": {"from": true, "to": true}},
        ]});
        let written = farm.farmer().put(&farm.path(""), &row(json!({"from": 30, "to": 24}))).assert(200);
        assert_eq!(stands(&written["entries"][1]["after"]), "24 at 2.70");
        let everything = farm.shop.everything();
        let refused = farm.farmer().put(&farm.path(""), &row(json!({"from": 30, "to": 12})));
        let problem = refused.assert_problem(409, "week-changed");
        let fields: Vec<&str> = problem["errors"].as_array().unwrap().iter()
            .map(|error| error["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["rows[0].price", "rows[1].items"]);
        assert_eq!(problem["errors"][1]["rule"], "somebody changed it meanwhile: it is 24 now");
        assert_eq!(farm.shop.everything(), everything);
        farm.market.assert_clean();
    }

    async fn rows_are_written_all_or_none_with_every_fault(db: TestDatabase) {
        let farm = Farm::open(db);
        let everything = farm.shop.everything();
        let (small, large) = (farm.shop.variant("Carrots, 500 g"), farm.shop.variant("Carrots, 2 kg"));
        let franc = json!({"amount": "3.00", "currency": "CHF"});
        let seen = json!({"amount": "1.10", "currency": "EUR"});
        let rows = json!({"rows": [
            {"variant": small, "items": {"from": 80, "to": 40}},
            {"variant": large, "items": {"from": 20, "to": 9}},
            {"variant": farm.shop.hub_id, "items": {"from": 1, "to": 2}},
            {"variant": farm.shop.variant("Salad, piece"), "price": {"from": seen, "to": franc}},
            {"variant": farm.shop.variant("Salad, piece"), "items": {"from": 25, "to": 4_000_000_000_u32}},
            {"variant": farm.shop.variant("Bread, loaf"), "items": {"from": 6, "to": 8}, "on_demand": {"from": false, "to": true}},
        ]});
        let problem = farm.farmer().put(&farm.path(""), &rows).assert_problem(422, "week-faulty");
        let told: Vec<String> = problem["errors"].as_array().unwrap().iter()
            .map(|error| format!("{} {}", error["field"].as_str().unwrap(), error["rule_code"].as_str().unwrap()))
            .collect();
        assert_eq!(told, [
            "rows[1].items pool-set-twice", "rows[2].variant no-such-choice", "rows[3].price other-currency",
            "rows[4].variant said-twice", "rows[4].items too-much", "rows[5].items not-counted",
        ]);
        assert_eq!(farm.shop.everything(), everything);
        let sound = json!({"rows": [
            {"variant": small, "items": {"from": 80, "to": 40}, "offered": {"from": true, "to": false}},
            {"variant": large, "items": {"from": 20, "to": 10}},
            {"variant": farm.shop.variant("Bread, loaf"), "items": {"from": 6, "to": null}, "on_demand": {"from": false, "to": true}},
        ]});
        farm.farmer().put(&farm.path(""), &sound).assert(200);
        assert_eq!(farm.stands("Carrots, 500 g"), "40 at 1.60 off");
        assert_eq!(farm.stands("Carrots, 2 kg"), "10 at 5.20");
        assert_eq!(farm.stands("Bread, loaf"), "on demand at 3.90");
        farm.market.assert_clean();
    }

    async fn a_week_begins_from_the_one_before(db: TestDatabase) {
        let farm = Farm::open(db);
        farm.farmer().post(&farm.path("/copy"), &json!({})).assert_problem(404, "not-found");
        farm.apply(&json!({"text": "carrots 500 g 60\neggs 40 at 2,80\nsalad stop\nbread on demand"})).assert(200);
        let lina = farm.market.person("Lina");
        farm.shop.order(&lina, &[("Eggs, 6 × egg", 12), ("Carrots, 500 g", 10)]);
        farm.market.set_clock("2026-11-18T08:00:00Z");
        farm.apply(&json!({"text": "eggs +5\nleeks stop\nsalad 9"})).assert(200);
        assert_eq!(farm.stands("Eggs, 6 × egg"), "33 at 2.80");
        farm.market.set_clock("2026-11-23T08:00:00Z");
        let row = "producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Kale,Market,1,kg,2.50,7\n";
        farm.farmer().post_list(row).assert(200);
        let grid = farm.grid();
        assert_eq!((grid["week"].as_str(), grid["last_week"].as_str()), (Some("2026-W48"), Some("2026-W47")));
        assert_eq!(stands(&item(&grid, farm.shop.variant("Eggs, 6 × egg"))["last"]), "45 at 2.80");
        assert_eq!(item(&grid, farm.shop.variant("Leeks, 1 kg"))["last"]["offered"], false);

        let everything = farm.shop.everything();
        let shown = farm.farmer().post(&farm.path("/copy"), &json!({"dry_run": true})).assert(200);
        assert_eq!(shown["from"], "2026-W47");
        assert_eq!(shown["new_since"][0]["written"], "Kale 1 kg");
        assert_eq!(farm.shop.everything(), everything);
        let copy = json!({"from": "2026-W47", "digest": shown["digest"]});
        farm.farmer().with_key("copy").post(&farm.path("/copy"), &copy).assert(200);
        assert_eq!(farm.stands("Eggs, 6 × egg"), "45 at 2.80", "what was listed in all, not what was left");
        assert_eq!(farm.stands("Carrots, 500 g"), "60 at 1.60");
        assert_eq!(farm.stands("Salad, piece"), "9 at 1.10");
        assert_eq!(farm.stands("Bread, loaf"), "on demand at 3.90");
        assert_eq!(farm.stands("Leeks, 1 kg"), "0 at 3.20 off");
        let again = farm.farmer().post(&farm.path("/copy"), &copy);
        again.assert_problem(409, "week-changed");
        farm.apply(&json!({"text": "leeks idem"})).assert(200);
        farm.farmer().post(&farm.path("/copy"), &json!({"from": "2020-W01"})).assert_problem(404, "not-found");
        farm.farmer().post(&farm.path("/copy"), &json!({"from": "soon"})).assert_fault(422, "invalid-field", "from");
        farm.market.assert_clean();
    }

    async fn what_was_imported_counted_or_edited_is_the_weeks_list(db: TestDatabase) {
        let farm = Farm::open(db);
        let last = |named: &str| {
            let grid = farm.grid();
            assert_eq!(grid["last_week"], "2026-W47");
            stands(&item(&grid, farm.shop.variant(named))["last"])
        };
        farm.shop.order(&farm.market.person("Lina"), &[("Carrots, 500 g", 10), ("Salad, piece", 5)]);
        // A price alone leaves the pool as it was listed; a number sets it; bread is counted, leeks get a price.
        let list = "producer,name,category,units,unit_type,variant_unit_name,price,on_hand\n\
                    Ferme des Tilleuls,Carrots,Market,500,g,,1.80,\nFerme des Tilleuls,Salad,Market,1,,piece,1.20,30\n";
        farm.farmer().post_list(list).assert(200);
        let counted = json!({"available": {"value": "9", "unit": "piece"}, "on_demand": false});
        farm.farmer().put(&format!("/v1/supplies/{}", farm.shop.supply("Bread, loaf")), &counted).assert(200);
        let price = json!({"price": {"amount": "3.50", "currency": "EUR"}});
        farm.farmer().patch(&format!("/v1/variants/{}", farm.shop.variant("Leeks, 1 kg")), &price).assert(200);
        farm.market.set_clock("2026-11-24T08:00:00Z");
        assert_eq!(last("Carrots, 500 g"), "80 at 1.80", "what was listed, not what is left");
        assert_eq!(last("Salad, piece"), "30 at 1.20");
        assert_eq!(last("Bread, loaf"), "9 at 3.90");
        assert_eq!(last("Leeks, 1 kg"), "20 at 3.50");
        farm.apply(&json!({"text": "carrots 500 g 10 at 2\nsalad stop\nbread on demand"})).assert(200);
        farm.farmer().post(&farm.path("/copy"), &json!({})).assert(200);
        assert_eq!(farm.stands("Carrots, 500 g").split(' ').next(), Some("80"));
        assert_eq!(farm.stands("Salad, piece").split(' ').next(), Some("30"));
        assert_eq!(farm.stands("Bread, loaf").split(' ').next(), Some("9"));
        farm.market.assert_clean();
    }

    async fn a_week_that_is_emptied_by_an_import_is_noted_so(db: TestDatabase) {
        let farm = Farm::open(db);
        let list = "producer,name,category,units,unit_type,price,on_hand\nFerme des Tilleuls,Kale,Market,1,kg,2.50,7\n";
        let sent = farm.farmer().send("POST", "/v1/product-lists?absent=zero", Some(("text/csv", list.as_bytes())));
        assert_eq!(sent.assert(200)["zeroed"], 5);
        farm.market.set_clock("2026-11-24T08:00:00Z");
        let grid = farm.grid();
        assert_eq!(stands(&item(&grid, farm.shop.variant("Eggs, 6 × egg"))["last"]), "0 at 2.70");
        let kale = grid["items"].as_array().unwrap().iter().find(|item| item["written"] == "Kale 1 kg");
        assert_eq!(stands(&kale.unwrap()["last"]), "7 at 2.50");
        farm.market.assert_clean();
    }

    async fn what_was_withdrawn_since_is_said_and_put_back(db: TestDatabase) {
        let farm = Farm::open(db);
        farm.apply(&json!({"text": "salad 12"})).assert(200);
        farm.market.set_clock("2026-11-24T08:00:00Z");
        farm.apply(&json!({"text": "salad stop"})).assert(200);
        let copied = farm.farmer().post(&farm.path("/copy"), &json!({})).assert(200);
        assert_eq!(copied["withdrawn_since"][0]["written"], "Salad piece");
        assert_eq!(farm.stands("Salad, piece"), "12 at 1.10");
        farm.market.assert_clean();
    }

    async fn a_week_as_text_changes_nothing_when_it_is_sent_back(db: TestDatabase) {
        let farm = Farm::open(db);
        farm.apply(&json!({"text": "carrots 10,3 kg\nsalad stop\nbread on demand at 4,10"})).assert(200);
        for language in ["fr", "en", "de"] {
            let farmer = farm.shop.farmer.saying("Accept-Language", language);
            let text = farmer.get(&farm.path(".txt"));
            assert_eq!((text.status, text.media_type()), (200, "text/plain"));
            let sent = farmer.send("POST", &farm.path("/preview"), Some(("text/plain", &text.body)));
            let preview = sent.assert(200);
            let states: Vec<&Value> = preview["lines"].as_array().unwrap().iter().map(|line| &line["state"]).collect();
            assert_eq!(states, ["unchanged"; 6], "{}", text.text());
        }
    }

    async fn a_grid_of_any_length_is_paged(db: TestDatabase) {
        let farm = Farm::open(db);
        let header = "producer,name,category,units,unit_type,price,on_hand\n";
        let row = |number| format!("Ferme des Tilleuls,Product {number},Market,1,kg,2.50,{number}\n");
        farm.farmer().post_list(&format!("{header}{}", (0..1_200).map(row).collect::<String>())).assert(200);
        farm.apply(&json!({"text": "Product 77 1 kg: 5"})).assert(200);
        let (mut seen, mut after, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let page = farm.farmer().get(&farm.path(&format!("?limit=500{after}"))).assert(200);
            let items = page["items"].as_array().unwrap();
            seen.extend(items.iter().map(|item| item["variant"].as_str().unwrap().to_owned()));
            pages += 1;
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!((seen.len(), pages), (1_206, 3));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1_206);
        let nowhere = format!("?after={}", farm.shop.hub_id);
        farm.farmer().get(&farm.path(&nowhere)).assert_problem(404, "not-found");
        farm.farmer().get(&farm.path("?after=x")).assert_fault(422, "invalid-field", "after");
        farm.farmer().get(&farm.path("?limit=501")).assert_fault(422, "invalid-field", "limit");
    }

    async fn additions_made_at_once_are_all_there(db: TestDatabase) {
        let farm = Farm::open(db);
        let path = farm.path("");
        thread::scope(|scope| {
            for _ in 0..4 {
                let farmer = farm.farmer().elsewhere();
                let path = &path;
                scope.spawn(move || {
                    for _ in 0..5 {
                        farmer.send("POST", path, Some(("text/plain", b"eggs +2"))).assert(200);
                    }
                });
            }
            let guest = farm.market.guest();
            let shop = &farm.shop;
            scope.spawn(move || {
                for _ in 0..10 {
                    shop.order(&guest, &[("Eggs, 6 × egg", 1)]);
                }
            });
        });
        assert_eq!(farm.shop.left("Eggs, 6 × egg"), 30 + 40 - 10);
        farm.market.assert_clean();
    }

    async fn what_is_no_list_is_told_so(db: TestDatabase) {
        let farm = Farm::open(db);
        let (farmer, path) = (farm.farmer(), farm.path("/preview"));
        farmer.send("POST", &path, Some(("text/csv", b"eggs 3"))).assert_problem(415, "media-type");
        farmer.send("POST", &path, Some(("text/plain", b"eggs \xff"))).assert_fault(422, "invalid-field", "text");
        farmer.post(&path, &json!({"text": "eggs 3", "colour": 1})).assert_problem(422, "unknown-field");
        farmer.post(&path, &json!({"text": "eggs 3", "choices": {"one": farm.shop.farm_id}})).assert_problem(422, "invalid-field");
        let long = "x".repeat(64 * 1024 + 1);
        farmer.send("POST", &path, Some(("text/plain", long.as_bytes()))).assert_problem(413, "too-large");
        farmer.post(&path, &json!({"text": long})).assert_problem(413, "too-large");
        let many = "eggs 3\n".repeat(501);
        let refused = farmer.post(&farm.path(""), &json!({"text": many})).assert_problem(422, "week-faulty");
        assert_eq!(refused["errors"][0]["line"], "501");
        let rows: Vec<Value> = (0..501).map(|_| json!({"variant": farm.shop.farm_id})).collect();
        farmer.put(&farm.path(""), &json!({"rows": rows})).assert_fault(422, "invalid-field", "rows");
        assert_eq!(lines(&farmer.post(&path, &json!({"text": ""})).assert(200)), Vec::<String>::new());
        farm.market.assert_clean();
    }
}
