//! Two server processes on one database run all jobs of a month: each exactly once, also when one of them is killed.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use sillon_kernel::Timestamp;
use sillon_store::Repositories;
use sillon_testkit::{Dice, Heard, Letter, Marketplace, Receiver, TestDatabase, on_both_databases};

use crate::{
    node::{Jobs, Node},
    series::{BEGIN, Weekly},
};

/// How long what is due may take to be done, whatever else the machine does.
const PATIENCE: Duration = Duration::from_mins(3);

/// A hub's month: what its webhook is sent, and what was ordered.
struct Month {
    weekly: Weekly,
    series: String,
    receiver: Receiver,
    hook: String,
    orders: usize,
    placed: u32,
}

impl Month {
    fn begin(db: TestDatabase) -> Self {
        let allowed = [("SILLON_WEBHOOKS_ALLOW_PRIVATE", "true")];
        let weekly = Weekly::plan_in(Marketplace::open_told(db, BEGIN, &allowed));
        let receiver = Receiver::start();
        let hooks = format!("/v1/enterprises/{}/webhooks", weekly.shop.hub_id);
        let body = json!({"url": receiver.url(), "types": []});
        let made = weekly.shop.hub.post(&hooks, &body);
        made.assert(201);
        let hook = format!("{hooks}/{}", made.text_at("/id"));
        let series = weekly.repeat("FREQ=WEEKLY");
        Self { weekly, series, receiver, hook, orders: 0, placed: 0 }
    }

    /// Guests order in every cycle that is open.
    fn order(&mut self, now: Timestamp) {
        let made = self.weekly.made(&self.series).into_values();
        let open: Vec<String> =
            made.filter(|(_, stage)| stage == "open").map(|(id, _)| id).collect();
        for cycle in open {
            if !self.weekly.offered(&cycle).contains(&"Carrots".to_owned()) {
                continue;
            }
            let (shop, guest) = (&self.weekly.shop, self.weekly.market.guest());
            // Each order of another number, so that no two letters are alike.
            self.placed += 1;
            let of =
                if self.placed.is_multiple_of(2) { "Carrots, 500 g" } else { "Eggs, 6 × egg" };
            let lines = shop.lines(&[(of, self.placed / 2 + 1)]);
            let slug = sillon_testkit::Shop::SLUG;
            let cart =
                guest.post("/v1/carts", &json!({"shop": slug, "cycle": cycle, "lines": lines}));
            let total = cart.text_at("/total/amount");
            let placed = shop.checkout_at(&guest, &cart.text_at("/id"), &format!("{now}"), &total);
            // A node may be closing the cycle at this moment.
            if placed.status == 409 {
                placed.assert_problem(409, "cycle-not-open");
            } else {
                placed.assert(201);
                self.orders += 1;
            }
        }
    }

    /// Whether nothing that is due is left: no step of a cycle, no letter, and nothing to tell the webhook. Nobody but the nodes does
    /// any of it.
    async fn is_idle(&self) -> bool {
        let behind = self.weekly.shop.hub.get(&self.hook);
        let behind = behind.assert(200)["behind"].as_i64();
        let engine = self.weekly.market.engine();
        let steps = engine.read(|tx| {
            let now = tx.now();
            let (cycles, series) = (tx.cycles().due(now)?, tx.series().due(now)?);
            let reminders = tx.series().reminders_due(now)?;
            Ok(cycles.len() + series.len() + reminders.len())
        });
        let steps = steps.await.unwrap();
        steps == 0 && self.weekly.market.outbox().0 == 0 && behind == Some(0)
    }

    /// Waits until the nodes have done what is due.
    async fn wait(&self) {
        let begun = Instant::now();
        while !self.is_idle().await {
            assert!(begun.elapsed() < PATIENCE, "the nodes did not do what is due");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// How often each thing was told of the same subject: by its type and what it is about.
fn told_of(heard: &[Heard], kind: &str) -> BTreeMap<String, Vec<i64>> {
    let mut told: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (event, body) in
        heard.iter().map(|it| (it, it.json())).filter(|(_, body)| body["type"] == kind)
    {
        let about = body["subject"]["id"].as_str().unwrap_or_default().to_owned();
        let numbers = told.entry(about).or_default();
        // What was in a dead node's hands is sent again, under its number.
        if !numbers.contains(&event.number()) {
            numbers.push(event.number());
        }
    }
    told
}

fn of<'a>(letters: &'a [Letter], word: &'a str) -> Vec<&'a Letter> {
    letters.iter().filter(|it| it.subject.starts_with(word)).collect()
}

on_both_databases! {
    async fn two_processes_do_all_of_a_month_once_and_one_of_them_is_killed_again_and_again(db: TestDatabase) {
        let mut month = Month::begin(db);
        let mut dice = Dice::new(3);
        let mut now: Timestamp = BEGIN.parse().unwrap();
        let end = now.plus_seconds(29 * 86_400);
        let mut kills = 0;
        while now < end {
            now = now.plus_seconds(i64::try_from(10 + dice.below(40)).unwrap() * 3_600);
            month.weekly.market.set_clock(&now.to_string());
            let nodes = [(); 2].map(|()| Node::beside(&month.weekly.market, now, Jobs::All));
            let [doomed, survivor] = nodes;
            thread::sleep(Duration::from_millis(u64::try_from(dice.below(400)).unwrap()));
            month.order(now);
            thread::sleep(Duration::from_millis(u64::try_from(dice.below(150)).unwrap()));
            doomed.kill();
            kills += 1;
            // What the dead one had in hand is free once its lease is over.
            survivor.kill();
            now = now.plus_seconds(3_600);
            month.weekly.market.set_clock(&now.to_string());
            let survivor = Node::beside(&month.weekly.market, now, Jobs::All);
            month.wait().await;
            survivor.kill();
        }
        // Whoever looks last has nothing to do: neither a cycle nor a letter nor an event is left.
        let market = &month.weekly.market;
        assert_eq!(market.move_clock(&now.to_string()), 0, "cycles are where they should be");
        assert_eq!((market.deliver(), market.send_events()), (0, (0, 0)));
        assert!(kills > 15 && month.orders > 4, "{kills} kills, {} orders", month.orders);

        let heard = month.receiver.take();
        let mut numbers: Vec<i64> = Vec::new();
        for number in heard.iter().map(Heard::number) {
            // In order, and one that comes again was the last.
            match numbers.last() {
                Some(last) if number == *last => {}
                Some(last) => {
                    assert_eq!(number, last + 1, "nothing is left out or overtaken");
                    numbers.push(number);
                }
                None => numbers.push(number),
            }
        }
        for kind in ["cycle.announced", "cycle.opened", "cycle.closed", "order.placed"] {
            let told = told_of(&heard, kind);
            assert!(told.len() > 3, "{kind}: {told:?}");
            assert!(told.values().all(|numbers| numbers.len() == 1), "{kind}: {told:?}");
        }
        assert_eq!(told_of(&heard, "order.placed").len(), month.orders);

        // Files are named by the letters' ids: one that was put there again is the same letter.
        let letters = market.letters();
        assert_eq!(of(&letters, "Votre commande").len(), month.orders);
        let mut known: BTreeMap<[String; 3], Vec<String>> = BTreeMap::new();
        for entry in fs::read_dir(market.mail()).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            let letter = Letter::one(&entry.path());
            known.entry([letter.to, letter.subject, letter.text]).or_default().push(name);
        }
        known.retain(|_, files| files.iter().filter(|it| Path::new(it).extension().is_some_and(|it| it == "eml")).count() > 1);
        assert_eq!(known, BTreeMap::new(), "no letter twice");
        let closed = told_of(&heard, "cycle.closed").len();
        assert!(of(&letters, "Votre récolte").len() <= closed);
        market.assert_clean();
    }
}
