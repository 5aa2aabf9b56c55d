//! Part a, while the shop changes: what it offers while its farms change a price or a stock five times a second.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};

use crate::{
    Fault,
    arguments::Backend,
    bench::{Bench, say},
    load::clients::{Work, drive},
    load::http::Body,
    load::report::{Reading, Report},
    load::spread::{Target, micros_each},
    machine::cpu::Meter,
    machine::sillon::Serving,
    parts::desk::{Desk, text},
    parts::market::Shop,
    parts::offers::compressed,
};

/// How many clients read the offers.
const READERS: usize = 8;
/// How often a price or a stock changes.
const CHANGED_EACH: Duration = Duration::from_millis(200);
/// The share of the static server's answers that the offers should reach.
const TARGET: Target = Target::AtLeast(0.7);

/// Measures it on each database.
pub(crate) async fn measure(bench: &Bench, report: &mut Report) -> Result<(), Fault> {
    for backend in bench.plan.backends.clone() {
        say(&format!("a: offers of 200 variants that change five times a second, on {backend}"));
        let database = bench.database(backend, "changing")?;
        let serving = bench.sillon.serve(&database.url()).await?;
        measure_at(bench, backend, &serving, report).await?;
        drop(serving);
        bench.sillon.verify(&database.url())?;
    }
    Ok(())
}

async fn measure_at(
    bench: &Bench,
    backend: Backend,
    serving: &Serving,
    report: &mut Report,
) -> Result<(), Fault> {
    let desk = Desk::sign_up(serving.address).await?;
    let (shop, asked, floor) = compressed(bench, &desk).await?;
    let reading = Work::again(asked, bench.plan.reading());

    let changing =
        "offers of 200 variants, compressed, while a price or a stock changes 5 times a second";
    let mut offers = Reading::of(format!("{changing}, {backend}"), READERS);
    let mut bytes =
        Reading::of(format!("the same bytes, static, beside those, {backend}"), READERS);
    for _ in 0..bench.plan.rounds {
        let outcome = drive(floor.address, READERS, reading.clone(), Body::Dropped).await?;
        outcome.expect(200)?;
        bytes.add(&outcome);
        let used = Meter::start(|| serving.cpu());
        let read = drive(serving.address, READERS, reading.clone(), Body::Dropped);
        let change = change(&desk, &shop, bench.plan.reading());
        let (outcome, changes) = tokio::try_join!(read, change)?;
        outcome.expect(200)?;
        offers.add(&outcome);
        offers.server.add(micros_each(used.used(), outcome.answers));
        say(&format!("a: {changes} changes were made"));
    }
    let what = format!("{changing} / static bytes, {READERS} clients, {backend}");
    report.ratio(what, "/s", (&offers.rate, &bytes.rate), Some(TARGET));
    report.reading(bytes);
    report.reading(offers);
    Ok(())
}

/// Changes the price of one size after the other, and in between what is left of it, for a while; how often.
async fn change(desk: &Desk, shop: &Shop, during: Duration) -> Result<usize, Fault> {
    let (begun, mut changes) = (Instant::now(), 0);
    let mut ticks = interval(CHANGED_EACH);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for (variant, cents) in shop.variants.iter().cycle().zip((10_u32..90).cycle()) {
        ticks.tick().await;
        let price = json!({"price": {"amount": format!("2.{cents}"), "currency": "EUR"}});
        let size = desk.patch(&format!("/v1/variants/{variant}"), &price).await?;
        ticks.tick().await;
        let supply = size.get("supply").ok_or("a size says no supply")?;
        let counted = json!({ "available": counted(supply, cents)? });
        desk.put(&format!("/v1/supplies/{}", text(supply, "id")?), &counted).await?;
        changes += 2;
        if begun.elapsed() >= during {
            break;
        }
    }
    Ok(changes)
}

/// Another quantity than a supply has, in its unit.
fn counted(supply: &Value, other: u32) -> Result<Value, Fault> {
    let available = supply.get("available").ok_or("a supply says not how much it is")?;
    Ok(json!({ "value": (100 + other).to_string(), "unit": text(available, "unit")? }))
}
