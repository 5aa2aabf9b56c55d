//! Who changed what is told to those it concerns: of goods, prices, stock, terms, rights and settings.

mod enterprises;
mod goods;
mod replay;

use serde_json::Value;
use sillon_testkit::{Client, Marketplace, Shop};

/// A Monday morning, before the day's work.
const MONDAY: &str = "2026-05-04T08:00:00Z";

fn opened(market: &Marketplace) -> Shop {
    Shop::open(&market.guest(), "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30")
}

/// All that a history tells, the latest first.
fn history(who: &Client, path: &str) -> Vec<Value> {
    let (mut told, mut after) = (Vec::new(), String::new());
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let page = who.get(&format!("{path}{sign}limit=100{after}")).assert(200);
        told.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return told,
        }
    }
}

/// A change in one text: `variant price: 1.60 EUR → 1.80 EUR`.
fn told(change: &Value) -> String {
    let said = |field: &str| change[field].as_str().unwrap_or("-").to_owned();
    let (before, after) = (said("before"), said("after"));
    format!("{} {}: {before} → {after}", said("of"), said("field"))
}

/// What was told since there were so many changes, the earliest first.
fn since(changes: &[Value], count: usize) -> Vec<String> {
    changes.iter().rev().skip(count).map(told).collect()
}
