//! A cycle comes again by itself: made ahead, its farms asked and reminded once, opened and closed at its hours.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use sillon_kernel::{Date, Timestamp};
use sillon_store::{Database, run_by_hand};
use sillon_testkit::{Client, Dice, Letter, Marketplace, Shop, TestDatabase, on_both_databases};

use crate::node::{Jobs, Node};

const GOODS: &str = "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,60\n";

/// When its clock starts.
pub(crate) const BEGIN: &str = "2026-01-05T08:00:00Z";

/// Thursday, when the orders of the first cycle begin: 18:00 in Paris, until Monday 20:00; handed out the Friday after.
const FIRST: (&str, &str) = ("2026-01-08T17:00:00Z", "2026-01-12T19:00:00Z");
const HANDED_OUT: (&str, &str) = ("2026-01-16T16:00:00Z", "2026-01-16T18:30:00Z");

fn window((from, until): (&str, &str)) -> Value {
    json!({"from": from, "until": until})
}

/// A hub with a farm that lets it sell, and one that is asked each time; its weekly cycle is announced.
pub(crate) struct Weekly {
    pub(crate) market: Marketplace,
    pub(crate) shop: Shop,
    pub(crate) key: Client,
    noor: Client,
    pre: String,
    leeks: String,
    first: String,
}

impl Weekly {
    fn plan(db: TestDatabase) -> Self {
        Self::plan_in(Marketplace::open_at(db, BEGIN))
    }

    /// The same in a market that has just opened, at [`BEGIN`].
    pub(crate) fn plan_in(market: Marketplace) -> Self {
        let shop = Shop::open_until(&market.guest(), GOODS, "2026-01-06T08:00:00Z");
        let noor = market.person("Noor");
        let body = json!({"name": "Le Pré", "is_producer": true, "sells": "none"});
        let pre = noor.post("/v1/enterprises", &body).text_at("/id");
        noor.post_list("producer,name,category,units,unit_type,price,on_hand,allergens,origin\nLe Pré,Leeks,Market,1,kg,3.00,500,none,FR\n")
            .assert(200);
        let leeks =
            noor.get(&format!("/v1/enterprises/{pre}/products")).text_at("/items/0/variants/0/id");
        let plan =
            json!({"coordinator": shop.hub_id, "name": "Panier du jeudi", "orders": window(FIRST)});
        let first = shop.hub.post("/v1/cycles", &plan).text_at("/id");
        let put = |exchange: Value| {
            shop.hub.put(&format!("/v1/cycles/{first}/exchanges"), &exchange).assert(200);
        };
        for farm in [&shop.farm_id, &pre] {
            put(
                json!({"enterprise": farm, "direction": "incoming", "pick_up_text": "By the well"}),
            );
        }
        put(
            json!({"enterprise": shop.hub_id, "direction": "outgoing", "pick_up": window(HANDED_OUT)}),
        );
        shop.hub.put(&format!("/v1/cycles/{first}/fees"), &json!({"fees": [shop.fee]})).assert(200);
        shop.hub.post(&format!("/v1/cycles/{first}/publish"), &Value::Null).assert(200);
        // She answered once: from now on she is written to.
        let answer = format!("/v1/enterprises/{pre}/participations/{first}/incoming");
        noor.put(&answer, &json!({"answer": "no"})).assert(200);
        market.move_clock("2026-01-06T08:00:00Z");
        market.take_letters();
        // A key goes on where a session ends.
        let keys = format!("/v1/enterprises/{}/api-keys", shop.hub_id);
        let scopes = ["cycles:read", "cycles:write"];
        let key = shop.hub.post(&keys, &json!({"name": "Desk", "scopes": scopes}));
        let key = market.guest().with_token(&key.text_at("/secret"));
        Self { market, shop, key, noor, pre, leeks, first }
    }

    /// The series that goes on from the first cycle; its path.
    pub(crate) fn repeat(&self, rule: &str) -> String {
        let holidays = json!({"of": "france", "then": "earlier"});
        let body = json!({"cycle": self.first, "rule": rule, "holidays": holidays});
        format!("/v1/series/{}", self.shop.hub.post("/v1/series", &body).text_at("/id"))
    }

    /// The cycles of a series by the instant their orders begin, each with its id and stage.
    pub(crate) fn made(&self, series: &str) -> BTreeMap<String, (String, String)> {
        let id = series.rsplit('/').next().unwrap();
        let page = self.key.get(&format!("/v1/cycles?series={id}&limit=500")).assert(200);
        let text =
            |item: &Value, at: &str| item.pointer(at).and_then(Value::as_str).unwrap().to_owned();
        let cycle = |item: &Value| {
            (
                text(item, "/cycle/orders/from"),
                (text(item, "/cycle/id"), text(item, "/cycle/stage")),
            )
        };
        page["items"].as_array().unwrap().iter().map(cycle).collect()
    }

    fn answer(&self, cycle: &str, answer: &str) {
        let path = format!("/v1/enterprises/{}/participations/{cycle}/incoming", self.pre);
        self.noor.put(&path, &json!({"answer": answer})).assert(200);
    }

    /// What the shop offers in a cycle, by name.
    pub(crate) fn offered(&self, cycle: &str) -> Vec<String> {
        let offers =
            self.market.guest().get(&format!("/v1/shops/{}/offers?cycle={cycle}", Shop::SLUG));
        let offers = offers.assert(200)["offers"].as_array().unwrap().clone();
        offers.iter().map(|offer| offer["name"].as_str().unwrap().to_owned()).collect()
    }
}

/// The subjects of letters, with the first word of whom each is for.
fn subjects(letters: &[Letter]) -> Vec<(String, String)> {
    let name = |to: &str| to.split('@').next().unwrap_or_default().trim_matches('<').to_owned();
    letters.iter().map(|it| (name(&it.to), it.subject.clone())).collect()
}

/// A cycle of the year as the calendar on the wall has it.
struct Expected {
    from: Timestamp,
    until: Timestamp,
    made_at: Timestamp,
}

/// Every Thursday of a year from the second on, opened at 18:00 in Paris until Monday 20:00, a day earlier where the Friday of the
/// week after is a holiday.
fn year() -> Vec<Expected> {
    let at = |day: Date, hour: i64| {
        // Summer time of 2026 in Paris.
        let is_summer = ("2026-03-29".."2026-10-25").contains(&day.to_string().as_str());
        let midnight: Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
        midnight.plus_seconds((hour - if is_summer { 2 } else { 1 }) * 3_600)
    };
    let later = |day: Date, days: usize| (0..days).fold(day, |day, _| day.tomorrow().unwrap());
    let thursdays = (0..60).map(|week| later("2026-01-15".parse().unwrap(), 7 * week));
    let cycle = |thursday: Date| {
        let friday = later(thursday, 8).to_string();
        let is_holiday =
            ["2026-05-01", "2026-05-08", "2026-12-25", "2027-01-01"].contains(&friday.as_str());
        let day = if is_holiday { thursday.yesterday().unwrap() } else { thursday };
        let week_before = (0..7).fold(day, |day, _| day.yesterday().unwrap());
        Expected { from: at(day, 18), until: at(later(day, 4), 20), made_at: at(week_before, 18) }
    };
    thursdays.map(cycle).collect()
}

on_both_databases! {
    async fn a_year_of_cycles_comes_in_order_once_each_whoever_is_away_or_killed(db: TestDatabase) {
        let weekly = Weekly::plan(db);
        let (market, shop) = (&weekly.market, &weekly.shop);
        let series = weekly.repeat("FREQ=WEEKLY");
        // Marc must know on Saturday at noon.
        let cutoff = json!({"cutoff": "2026-01-10T11:00:00Z"});
        shop.hub.put(&format!("{series}/parts/{}/incoming", shop.farm_id), &cutoff).assert(200);
        let guest = market.guest();
        let mut dice = Dice::new(u64::from(matches!(market.database.database, Database::Sqlite(_))));
        let mut now: Timestamp = "2026-01-05T08:00:00Z".parse().unwrap();
        let end: Timestamp = "2027-02-01T08:00:00Z".parse().unwrap();
        let last_order: Timestamp = "2027-01-15T08:00:00Z".parse().unwrap();
        let (mut looks, mut letters, mut ordered) = (Vec::new(), Vec::new(), BTreeSet::new());
        while now < end {
            let hours = match dice.below(8) {
                0 => 24 * (5 + dice.below(36)),
                1 | 2 => 72 + dice.below(96),
                _ => 1 + dice.below(72),
            };
            now = now.plus_seconds(i64::try_from(hours).unwrap() * 3_600);
            looks.push(now);
            let other = dice.once_in(2).then(|| Node::beside(market, now, Jobs::Cycles));
            thread::sleep(Duration::from_millis(u64::try_from(dice.below(60)).unwrap()));
            market.move_clock(&now.to_string());
            if let Some(other) = other {
                other.kill();
            }
            // What it had in hand as it was killed is taken by who is left.
            market.move_clock(&now.to_string());
            let open = weekly.made(&series).into_values().filter(|(_, stage)| stage == "open").map(|(id, _)| id);
            for cycle in open.filter(|_| now < last_order) {
                if !weekly.offered(&cycle).contains(&"Carrots".to_owned()) {
                    continue;
                }
                let lines = shop.lines(&[("Carrots, 500 g", 1)]);
                let cart = guest.post("/v1/carts", &json!({"shop": Shop::SLUG, "cycle": cycle, "lines": lines}));
                let total = cart.text_at("/total/amount");
                shop.checkout_at(&guest, &cart.text_at("/id"), &format!("{now}"), &total).assert(201);
                ordered.insert(cycle);
            }
            letters.extend(market.take_letters());
        }
        assert!(ordered.len() > 5, "{} cycles with orders", ordered.len());

        let is_seen = |from: Timestamp, until: Timestamp| looks.iter().any(|look| (from..until).contains(look));
        let expected: Vec<Expected> = year().into_iter().filter(|it| it.until <= now).collect();
        let mut made = weekly.made(&series);
        made.remove(FIRST.0).expect("the first, which was planned by hand");
        let is_reminded = |it: &Expected| {
            let a_day_before = it.from.plus_seconds(-86_400);
            is_seen(it.made_at, a_day_before) && is_seen(a_day_before, it.from)
        };
        let reminders = year().iter().filter(|it| is_reminded(it)).count();
        let (mut closings, mut missed) = (Vec::new(), 0);
        for Expected { from, until, made_at } in expected {
            let found = made.remove(&from.to_string());
            if !is_seen(made_at, until) {
                assert!(found.is_none(), "nobody could order from the cycle of {from}");
                missed += 1;
                continue;
            }
            let (id, _) = found.unwrap_or_else(|| panic!("the cycle of {from} was not made: {made:?}"));
            let history = weekly.key.get(&format!("/v1/cycles/{id}/history?limit=500")).assert(200).clone();
            let steps = history["items"].as_array().unwrap().iter().rev().filter(|it| it["field"] == "stage");
            let steps: Vec<(&str, &str)> = steps.map(|it| (it["after"].as_str().unwrap(), it["at"].as_str().unwrap())).collect();
            let expected = [("draft", true), ("upcoming", is_seen(made_at, from)), ("open", is_seen(from, until)), ("closed", true)];
            let expected = expected.into_iter().filter(|(_, is)| *is).map(|(stage, _)| stage);
            assert_eq!(steps.iter().map(|(stage, _)| *stage).collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{from}");
            closings.push(steps.last().unwrap().1.to_owned());
        }
        assert!(made.into_values().all(|(_, stage)| stage != "closed"), "no cycle but those of the year");
        assert!(closings.is_sorted(), "{closings:?}");
        assert!(closings.len() > 25 && missed > 3, "{} of them and {missed} missed", closings.len());

        let of = |word: &str| letters.iter().filter(|it| it.subject.starts_with(word)).collect::<Vec<_>>();
        let asked = of("Vous en êtes");
        let unmade_yet = weekly.made(&series).len() - 1 - closings.len();
        assert_eq!(asked.len(), closings.len() + unmade_yet, "each cycle asks once");
        assert_eq!(of("Rappel").len(), reminders, "and reminds once, who can still answer in time");
        let mut texts: Vec<&str> = asked.iter().map(|it| it.text.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), asked.len(), "no letter twice");
        let sheets = of("Votre récolte").len();
        assert_eq!(sheets, ordered.len(), "one sheet for each, at the cut-off or as it closed");
        let (orders, pick_ups) = (of("Votre commande").len(), of("À retirer"));
        assert!(pick_ups.len() <= orders, "whoever ordered is reminded of the pick-up once at most");
        let named: BTreeSet<_> = pick_ups.iter().map(|it| &it.subject).collect();
        assert_eq!(named.len(), pick_ups.len(), "and each order names itself");
        let others = letters.len() - asked.len() - reminders - sheets - orders - pick_ups.len();
        assert_eq!(others, 0, "{:?}", subjects(&letters));
        market.assert_clean();
    }

    async fn last_weeks_cycle_comes_again_by_itself(db: TestDatabase) {
        let weekly = Weekly::plan(db);
        let (market, shop) = (&weekly.market, &weekly.shop);
        let series = weekly.repeat("FREQ=WEEKLY");
        let seen = shop.hub.get(&series).assert(200).clone();
        assert_eq!(seen["made_until"], "2026-01-08");
        assert_eq!(seen["coming"][0]["day"], "2026-01-15");
        assert_eq!(seen["parts"].as_array().unwrap().len(), 3, "two farms and the hub");
        shop.hub.post("/v1/series", &json!({"cycle": weekly.first, "rule": "FREQ=DAILY"}))
            .assert_problem(409, "cycle-of-series");
        weekly.answer(&weekly.first, "no");

        // A week before its orders begin it is made, with those in it who let themselves be put into any cycle.
        assert_eq!(market.move_clock("2026-01-08T16:59:59Z"), 0);
        assert_eq!(market.move_clock("2026-01-08T17:00:00Z"), 2, "the first opens, the second is made");
        let second = weekly.made(&series)["2026-01-15T17:00:00Z"].clone();
        assert_eq!(second.1, "upcoming");
        assert_eq!(weekly.offered(&weekly.first), ["Carrots", "Eggs"]);
        let letters = market.take_letters();
        assert_eq!(subjects(&letters), [("noor".to_owned(), "Vous en êtes ? Panier du jeudi chez Halle de la Gare".to_owned())]);
        assert!(letters[0].text.contains("By the well"), "{}", letters[0].text);

        // Who does not answer is reminded a day before, once; a yes brings the goods into the shop.
        market.move_clock("2026-01-14T17:00:00Z");
        market.move_clock("2026-01-14T18:00:00Z");
        let reminded = subjects(&market.take_letters());
        assert_eq!(reminded, [("noor".to_owned(), "Rappel : vous en êtes pour Panier du jeudi chez Halle de la Gare ?".to_owned())]);
        weekly.answer(&second.0, "yes");
        market.move_clock("2026-01-15T17:00:00Z");
        assert_eq!(weekly.offered(&second.0), ["Carrots", "Eggs", "Leeks"]);
        let shown = shop.hub.get(&format!("/v1/cycles/{}", second.0)).assert(200).clone();
        assert_eq!(shown["coordinator_fees"], json!([shop.fee]));
        let out = shown["exchanges"].as_array().unwrap().iter().find(|it| it["direction"] == "outgoing").unwrap();
        assert_eq!(out["pick_up"], window(("2026-01-23T16:00:00Z", "2026-01-23T18:30:00Z")));

        // The price changes for good, and a farm joins from now on: the cycle that was made keeps what it has.
        let orders = window(("2026-01-08T18:00:00Z", "2026-01-12T20:00:00Z"));
        let edited = shop.hub.patch(&series, &json!({"orders": orders, "name": "Panier"})).assert(200).clone();
        assert_eq!(edited["version"], 2);
        let third = weekly.made(&series)["2026-01-22T17:00:00Z"].clone();
        assert_eq!(third.1, "upcoming", "it was made before");
        market.move_clock("2026-01-22T18:00:00Z");
        assert!(weekly.made(&series).contains_key("2026-01-29T18:00:00Z"), "{:?}", weekly.made(&series));
        assert_eq!(weekly.made(&series)["2026-01-15T17:00:00Z"].1, "closed");
        let history = shop.hub.get(&format!("{series}/history")).assert(200).clone();
        assert_eq!(history["items"][0]["by"], "person");
        market.assert_clean();
    }

    async fn a_late_yes_brings_its_own_goods_and_nothing_that_was_taken_out(db: TestDatabase) {
        let weekly = Weekly::plan(db);
        let (market, shop) = (&weekly.market, &weekly.shop);
        // Marc takes his eggs out of what the hub sells: the rest of its exchange stays as it is.
        shop.hub.allows(&shop.farmer, &shop.hub_id, "supply-to-cycles", &shop.farm_id);
        let carrots = [shop.variant("Carrots, 500 g")];
        let out = json!({"enterprise": shop.hub_id, "direction": "outgoing", "variants": carrots});
        let exchanges = format!("/v1/cycles/{}/exchanges", weekly.first);
        let put = shop.farmer.put(&exchanges, &out).assert(200).clone();
        assert_eq!(put["carries_all"], true);
        market.move_clock(FIRST.0);
        assert_eq!(weekly.offered(&weekly.first), ["Carrots"]);
        weekly.answer(&weekly.first, "yes");
        assert_eq!(weekly.offered(&weekly.first), ["Carrots", "Leeks"]);
        market.assert_clean();
    }

    async fn a_farm_knows_before_the_cycle_closes_what_to_bring(db: TestDatabase) {
        let weekly = Weekly::plan(db);
        let (market, shop) = (&weekly.market, &weekly.shop);
        let exchanges = format!("/v1/cycles/{}/exchanges", weekly.first);
        let of = |enterprise: &str, direction: &str, cutoff: &str| {
            json!({"enterprise": enterprise, "direction": direction, "cutoff": cutoff})
        };
        let saturday = "2026-01-10T12:00:00Z";
        shop.hub.put(&exchanges, &of(&shop.hub_id, "outgoing", saturday)).assert_problem(422, "invalid-field");
        weekly.answer(&weekly.first, "yes");
        let of_pre = of(&weekly.pre, "incoming", saturday);
        shop.hub.put(&exchanges, &of_pre).assert_problem(409, "agreed-otherwise");
        assert_eq!(weekly.noor.put(&exchanges, &of_pre).assert(200)["cutoff"], saturday);
        let series = weekly.repeat("FREQ=WEEKLY");
        market.move_clock(FIRST.0);
        assert_eq!(weekly.offered(&weekly.first), ["Carrots", "Eggs", "Leeks"]);
        let awa = market.person("Awa");
        let fill = |variant: &str| {
            let lines = json!([{"variant": variant, "quantity": 2}]);
            let cart = awa.post("/v1/carts", &json!({"shop": Shop::SLUG, "cycle": weekly.first, "lines": lines}));
            (cart.text_at("/id"), cart.text_at("/total/amount"))
        };
        let order = |(cart, total): (String, String)| shop.checkout_at(&awa, &cart, &cart, &total);
        order(fill(&weekly.leeks)).assert(201);
        order(fill(shop.variant("Eggs, 6 × egg"))).assert(201);
        let late = fill(&weekly.leeks);
        market.take_letters();

        // To the instant, whether or not anything ran by then.
        market.set_clock("2026-01-10T11:59:59Z");
        assert_eq!(weekly.offered(&weekly.first).len(), 3);
        market.set_clock(saturday);
        order(late).assert_problem(409, "not-offered");
        assert_eq!(weekly.offered(&weekly.first), ["Carrots", "Eggs"]);
        market.move_clock(saturday);
        market.move_clock("2026-01-11T08:00:00Z");
        let sheet = market.take_letters();
        let harvest = "Votre récolte pour Halle de la Gare : Panier du jeudi".to_owned();
        assert_eq!(subjects(&sheet), [("noor".to_owned(), harvest.clone())]);
        assert!(sheet[0].text.contains("2 × Leeks"), "{}", sheet[0].text);
        market.move_clock(FIRST.1);
        let at_close = subjects(&market.take_letters());
        let at_close: Vec<_> = at_close.into_iter().filter(|(_, subject)| *subject == harvest).collect();
        assert_eq!(at_close, [("marc".to_owned(), harvest)], "who was told is not told again");

        // In each cycle it is as many days later.
        let second = weekly.made(&series)["2026-01-15T17:00:00Z"].0.clone();
        let asked = weekly.noor.get(&format!("/v1/enterprises/{}/participations?cycle={second}", weekly.pre)).assert(200).clone();
        assert_eq!(asked["items"][0]["participation"]["terms"]["cutoff"], "2026-01-17T12:00:00Z");
        market.assert_clean();
    }

    async fn who_comes_every_second_week_is_asked_every_second_week_and_who_says_no_for_good_never(db: TestDatabase) {
        let weekly = Weekly::plan(db);
        let (market, shop) = (&weekly.market, &weekly.shop);
        let series = weekly.repeat("FREQ=WEEKLY");
        let part = format!("{series}/parts/{}/incoming", weekly.pre);
        let put = |body: Value| shop.hub.put(&part, &body);
        assert_eq!(put(json!({"rhythm": "FREQ=WEEKLY;INTERVAL=2"})).assert(200)["rhythm"], "FREQ=WEEKLY;INTERVAL=2");
        put(json!({"rhythm": "whenever"})).assert_problem(422, "invalid-field");
        let stranger = format!("{series}/parts/{}/incoming", shop.hub_id);
        shop.hub.put(&stranger, &json!({})).assert_problem(422, "invalid-field");

        market.move_clock("2026-01-08T17:00:00Z");
        assert_eq!(market.take_letters(), [], "it is not its turn");
        market.move_clock("2026-01-15T17:00:00Z");
        let third = weekly.made(&series)["2026-01-22T17:00:00Z"].0.clone();
        assert_eq!(subjects(&market.take_letters()).len(), 1);
        // It finds the series in what it is asked, and asks to be left alone.
        let asked = weekly.noor.get(&format!("/v1/enterprises/{}/participations?cycle={third}", weekly.pre)).assert(200).clone();
        let named = format!("/v1/series/{}", asked["items"][0]["cycle"]["series"].as_str().unwrap());
        assert_eq!(named, series);
        weekly.noor.get(&series).assert_problem(404, "not-found");
        weekly.noor.delete(&part).assert(204);
        assert_eq!(shop.hub.get(&series).assert(200)["parts"][1]["declined"], true);
        put(json!({"rhythm": null})).assert_problem(422, "invalid-field");
        // She takes it back, and says it again; it holds also for a part that is asked anew.
        assert_eq!(weekly.noor.put(&part, &json!({})).assert(200)["declined"], false);
        put(json!({})).assert(200);
        weekly.noor.delete(&part).assert(204);
        shop.hub.delete(&part).assert(204);
        put(json!({})).assert_problem(422, "invalid-field");
        market.move_clock("2026-01-29T17:00:00Z");
        assert!(weekly.made(&series).contains_key("2026-02-05T17:00:00Z"));
        assert_eq!(market.take_letters(), []);
        // It lets the hub put it into any cycle: that is a yes to this one, too.
        weekly.noor.allows(&shop.hub, &weekly.pre, "supply-to-cycles", &shop.hub_id);
        put(json!({})).assert(200);
        market.move_clock("2026-02-05T17:00:00Z");
        let sixth = weekly.made(&series)["2026-02-12T17:00:00Z"].0.clone();
        market.move_clock("2026-02-12T17:00:00Z");
        assert_eq!(weekly.offered(&sixth), ["Carrots", "Eggs", "Leeks"]);
        market.assert_clean();
    }

    async fn what_cannot_be_announced_waits_for_its_coordinator(db: TestDatabase) {
        let weekly = Weekly::plan(db);
        let (market, shop) = (&weekly.market, &weekly.shop);
        let series = weekly.repeat("FREQ=WEEKLY");
        let hub_part = format!("{series}/parts/{}/outgoing", shop.hub_id);
        shop.hub.put(&hub_part, &json!({"pick_up": null, "pick_up_text": null})).assert(200);
        market.move_clock("2026-01-08T17:00:00Z");
        let second = weekly.made(&series)["2026-01-15T17:00:00Z"].clone();
        assert_eq!(second.1, "draft", "nobody knows where to fetch it");
        let told = subjects(&market.take_letters());
        assert!(told.contains(&("lucie".to_owned(), "« Panier du jeudi » a besoin de vous avant d’être annoncé".to_owned())), "{told:?}");
        shop.hub.post(&format!("/v1/cycles/{}/publish", second.0), &Value::Null).assert_problem(422, "not-compliant");
        let text = json!({"enterprise": shop.hub_id, "direction": "outgoing", "pick_up_text": "Behind the station"});
        shop.hub.put(&format!("/v1/cycles/{}/exchanges", second.0), &text).assert(200);
        shop.hub.post(&format!("/v1/cycles/{}/publish", second.0), &Value::Null).assert(200);
        market.move_clock("2026-01-15T17:00:00Z");
        assert_eq!(weekly.made(&series)["2026-01-15T17:00:00Z"].1, "open");
        market.assert_clean();
    }

    async fn a_series_that_cannot_go_on_says_so_and_goes_on_once_it_can(db: TestDatabase) {
        let weekly = Weekly::plan(db);
        let (market, shop) = (&weekly.market, &weekly.shop);
        let series = weekly.repeat("FREQ=WEEKLY");
        let listed = || {
            let page = weekly.key.get(&format!("/v1/enterprises/{}/series", shop.hub_id)).assert(200).clone();
            page["items"][0]["failure"].clone()
        };
        assert_eq!(listed(), Value::Null);
        // The day of the next one is taken.
        let by_hand = |statement: &str| run_by_hand(&market.database.database, statement).unwrap();
        by_hand("update order_cycle set series_id = (select id from cycle_series), series_day = '2026-01-15' \
            where series_id is null");
        market.move_clock("2026-01-08T17:00:00Z");
        assert_eq!((&listed()["times"], &listed()["retry_at"]), (&json!(1), &json!("2026-01-08T17:00:10Z")));
        market.take_letters();

        // What lasts is told to the hub, once.
        let mut told = Vec::new();
        for _ in 0..8 {
            let again = listed()["retry_at"].as_str().unwrap().to_owned();
            market.move_clock(&again);
            told.push(subjects(&market.take_letters()));
        }
        assert_eq!(told[4], [("lucie".to_owned(), "« Panier du jeudi » est bloqué".to_owned())]);
        assert_eq!(told.concat(), told[4], "one letter");

        by_hand("update order_cycle set series_id = null, series_day = null where series_day = '2026-01-15'");
        let again = listed()["retry_at"].as_str().unwrap().to_owned();
        market.move_clock(&again);
        assert_eq!(listed(), Value::Null);
        assert_eq!(weekly.made(&series)["2026-01-15T17:00:00Z"].1, "upcoming");
        market.assert_clean();
    }

    async fn a_series_rests_ends_and_leaves_its_cycles(db: TestDatabase) {
        let weekly = Weekly::plan(db);
        let (market, shop) = (&weekly.market, &weekly.shop);
        let series = weekly.repeat("FREQ=WEEKLY");
        let patch = |body: Value| shop.hub.patch(&series, &body);
        patch(json!({"rule": "FREQ=WEEKLY;UNTIL=20200101"})).assert_problem(422, "invalid-field");
        patch(json!({"skipped": ["the first"]})).assert_problem(422, "invalid-field");
        patch(json!({"days_ahead": 91})).assert_problem(422, "invalid-field");
        patch(json!({"paused": true})).assert(200);
        assert_eq!(shop.hub.get(&series).assert(200)["coming"], json!([]));
        market.move_clock("2026-01-20T08:00:00Z");
        assert_eq!(weekly.made(&series).len(), 1);
        // The 22nd is left out, the 23rd stands in for it; what was missed meanwhile stays missed.
        patch(json!({"paused": false, "skipped": ["2026-01-22"], "added": ["2026-01-23"]})).assert(200);
        market.move_clock("2026-01-20T08:00:01Z");
        let made: Vec<String> = weekly.made(&series).into_keys().collect();
        assert_eq!(made, ["2026-01-08T17:00:00Z", "2026-01-23T17:00:00Z"]);
        weekly.noor.delete(&series).assert_problem(404, "not-found");
        shop.hub.delete(&series).assert(204);
        shop.hub.get(&series).assert_problem(404, "not-found");
        market.move_clock("2026-03-01T08:00:00Z");
        let all = weekly.key.get("/v1/cycles?limit=500").assert(200).clone();
        assert_eq!(all["items"].as_array().unwrap().len(), 3, "with the one of the shop");
        market.assert_clean();
    }
}
