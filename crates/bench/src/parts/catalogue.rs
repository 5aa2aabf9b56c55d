//! Part e: a catalogue of 10,000 products of 200 farms: how long it takes to come in, and how soon what is asked of it is
//! answered.

use std::{
    collections::BTreeMap,
    fs,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    Fault,
    arguments::Backend,
    bench::{Bench, say},
    load::clients::{Work, drive},
    load::http::Body,
    load::report::{Reading, Report},
    load::spread::{Spread, Target, micros_each, millis, seconds},
    machine::cpu::Meter,
    machine::sillon::Serving,
    parts::desk::{Desk, text},
    parts::market::{Shop, ShopShape, list},
};

/// The catalogue, each product with one size and one supply.
const FARMS: usize = 200;
const PRODUCTS_EACH: usize = 50;
/// How many clients ask at once.
const CLIENTS: usize = 8;
/// How many seconds the import may take.
const IMPORTED: Target = Target::AtMost(20.0);
/// Within how many milliseconds 95 of 100 answers should come.
const ANSWERED: Target = Target::AtMost(50.0);
/// What reads the goods of every farm, and what reads those of one; by how much longer the first may take.
const SELLABLE: &str = "what the hub may sell, a page";
const WEEK: &str = "a farm's week";
const BESIDE_A_WEEK: Target = Target::AtMost(2.0);
/// How many sizes each farm brings to a cycle that is seen whole and copied, and within how many milliseconds 95 of 100 should be.
const CARRIED_EACH: usize = 10;
const WHOLE_CYCLE: Target = Target::AtMost(200.0);
/// What is looked for: whole words, beginnings, typos, two words, and a word that is nowhere.
const SEARCHES: [&str; 8] =
    ["carrots", "carot", "celriac", "leeks+042", "ferme+tomato", "w", "pumkins", "persimmon"];

/// Measures the part.
pub(crate) async fn measure(bench: &Bench, report: &mut Report) -> Result<(), Fault> {
    let farms = if bench.plan.is_quick { FARMS / 10 } else { FARMS };
    let shape = ShopShape { farms, variants_each: PRODUCTS_EACH, stock: 100 };
    for backend in bench.plan.backends.clone() {
        say(&format!("e: {} products of {farms} farms, on {backend}", farms * PRODUCTS_EACH));
        import(bench, backend, shape, report)?;
        let database = bench.database(backend, "catalogue")?;
        let serving = bench.sillon.serve(&database.url()).await?;
        let desk = Desk::sign_up(serving.address).await?;
        let shop = Shop::open(&desk, "Hub", shape).await?;
        let mut soon = BTreeMap::new();
        for (what, paths) in questions(&desk, &shop).await? {
            let asked = (backend, what, paths.as_slice());
            soon.insert(what, ask(bench, &serving, &desk, asked, report).await?);
        }
        if let (Some(page), Some(week)) = (soon.get(SELLABLE), soon.get(WEEK)) {
            let what = format!("{SELLABLE} / {WEEK}, p95, {backend}");
            report.ratio(what, " ms", (page, week), Some(BESIDE_A_WEEK));
        }
        drop(serving);
        bench.sillon.verify(&database.url())?;
        whole_cycle(bench, backend, ShopShape { variants_each: CARRIED_EACH, ..shape }, report)
            .await?;
    }
    Ok(())
}

/// How soon a hub sees a cycle of all its farms whole, and copies it, one after the other.
async fn whole_cycle(
    bench: &Bench,
    backend: Backend,
    shape: ShopShape,
    report: &mut Report,
) -> Result<(), Fault> {
    let database = bench.database(backend, "cycle")?;
    let serving = bench.sillon.serve(&database.url()).await?;
    let desk = Desk::sign_up(serving.address).await?;
    let shop = Shop::open(&desk, "Hub", shape).await?;
    let path = format!("/v1/cycles/{}", shop.cycle);
    let (mut seen, mut copied) = (Spread::default(), Spread::default());
    for _ in 0..bench.plan.rounds {
        let (mut of_sight, mut of_copies) = (Vec::new(), Vec::new());
        for number in 1..=bench.plan.count(20) {
            let begun = Instant::now();
            desk.fetch(&path).await?;
            of_sight.push(begun.elapsed());
            let begun = Instant::now();
            let days = json!({ "days": 1 + number % 365 });
            desk.post(&format!("{path}/copies"), &days).await?;
            of_copies.push(begun.elapsed());
        }
        seen.add(millis(at_95_of_100(of_sight)));
        copied.add(millis(at_95_of_100(of_copies)));
    }
    let what = format!("a cycle of {} farms with {} sizes each", shape.farms, shape.variants_each);
    report.value(format!("{what}, seen whole, p95, {backend}"), " ms", seen, WHOLE_CYCLE);
    report.value(format!("{what}, copied, p95, {backend}"), " ms", copied, WHOLE_CYCLE);
    drop(serving);
    bench.sillon.verify(&database.url())
}

/// Within how long 95 of 100 were done.
fn at_95_of_100(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() * 95 / 100).or(times.last()).copied().unwrap_or_default()
}

/// Times the import of the whole list into an empty database.
fn import(
    bench: &Bench,
    backend: Backend,
    shape: ShopShape,
    report: &mut Report,
) -> Result<(), Fault> {
    let file = bench.file("catalogue.csv");
    fs::write(&file, list("Hub", shape))?;
    let mut took = Spread::default();
    for round in 0..bench.plan.rounds {
        let database = bench.database(backend, &format!("import{round}"))?;
        let begun = Instant::now();
        bench.sillon.import(&database.url(), &file)?;
        took.add(seconds(begun.elapsed()));
        let wanted = (shape.farms * shape.variants_each).to_string();
        if database.one("select count(*) from product")? != wanted {
            return Err(format!("not all of {wanted} products were imported").into());
        }
        database.remove()?;
    }
    report.value(format!("import of the catalogue, {backend}"), " s", took, IMPORTED);
    Ok(())
}

/// What is asked: each kind with the addresses it is asked at, in turn.
async fn questions(desk: &Desk, shop: &Shop) -> Result<Vec<(&'static str, Vec<String>)>, Fault> {
    let me = desk.get("/v1/me").await?;
    let mine = me.get("memberships").and_then(Value::as_array).ok_or("nobody is nobody")?;
    let mine = mine.iter().map(|of| text(of, "enterprise")).collect::<Result<Vec<_>, _>>()?;
    let of_farms = |tail: &str| {
        let farms = mine.iter().filter(|id| **id != shop.hub);
        farms.map(|farm| format!("/v1/enterprises/{farm}/{tail}")).collect()
    };
    let searches = |path: &str| SEARCHES.iter().map(|words| format!("{path}q={words}")).collect();
    let sellable = format!("/v1/enterprises/{}/sellable", shop.hub);
    Ok(vec![
        ("a farm's products", of_farms("products")),
        (WEEK, of_farms("week")),
        (SELLABLE, vec![format!("{sellable}?limit=100")]),
        ("search of what the hub may sell", searches(&format!("{sellable}?limit=50&"))),
        ("search of the shop", searches(&format!("{}&", shop.offers()))),
    ])
}

/// Asks one kind of question for a while; within how many milliseconds 95 of 100 answers came.
async fn ask(
    bench: &Bench,
    serving: &Serving,
    desk: &Desk,
    (backend, what, paths): (Backend, &str, &[String]),
    report: &mut Report,
) -> Result<Spread, Fault> {
    let count = bench.plan.count(100);
    let asked = paths.iter().cycle().take(count).map(|path| desk.question(path)).collect();
    let work = Work::all(asked);
    let mut reading = Reading::of(format!("{what}, {backend}"), CLIENTS);
    let mut soon = Spread::default();
    for _ in 0..bench.plan.rounds {
        let used = Meter::start(|| serving.cpu());
        let outcome = drive(serving.address, CLIENTS, work.clone(), Body::Dropped).await?;
        outcome.expect(200)?;
        soon.add(millis(outcome.percentile(95.0)));
        reading.add(&outcome);
        reading.server.add(micros_each(used.used(), outcome.answers));
    }
    report.value(format!("{what}, p95, {backend}"), " ms", soon.clone(), ANSWERED);
    report.reading(reading);
    Ok(soon)
}
