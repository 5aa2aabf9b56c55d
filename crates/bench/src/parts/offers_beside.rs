//! Part a, beside buyers: what a shop offers while clients buy at another shop, beside the same offers alone.

use std::{rc::Rc, slice};

use crate::{
    Fault,
    arguments::Backend,
    bench::{Bench, say},
    load::clients::{Outcome, Work, drive},
    load::http::Body,
    load::report::{Reading, Report},
    load::spread::Target,
    machine::sillon::Serving,
    parts::desk::Desk,
    parts::market::{Shop, ShopShape, check_out, mixed_carts, opening},
    parts::offers::compressed,
};

/// How many clients read the offers.
const READERS: usize = 8;
/// How many buy at the other shop, each from an empty basket to the order, one purchase after the other.
const BUYERS: usize = 4;
/// How many lines a cart has.
const LINES: usize = 5;
/// How many carts there are, filled again and again.
const CARTS: usize = 1_000;
/// The share of what the offers are alone that they should reach.
const TARGET: Target = Target::AtLeast(0.7);

/// Measures it on each database.
pub(crate) async fn measure(bench: &Bench, report: &mut Report) -> Result<(), Fault> {
    for backend in bench.plan.backends.clone() {
        say(&format!("a: offers of 200 variants while {BUYERS} buy at another shop, on {backend}"));
        let database = bench.database(backend, "beside")?;
        let serving = bench.sillon.serve(&database.url()).await?;
        measure_at(bench, backend, &serving, report).await?;
        drop(serving);
        bench.sillon.verify(&database.url())?;
    }
    Ok(())
}

/// The offers and the same bytes from memory, each alone and while the others buy.
async fn measure_at(
    bench: &Bench,
    backend: Backend,
    serving: &Serving,
    report: &mut Report,
) -> Result<(), Fault> {
    let desk = Desk::sign_up(serving.address).await?;
    let (_, asked, floor) = compressed(bench, &desk).await?;
    let shape = ShopShape { farms: 10, variants_each: 40, stock: 100_000 };
    let other = Shop::open(&desk, "Quay", shape).await?;
    let carts = mixed_carts(slice::from_ref(&other), CARTS, LINES);
    let carts = Rc::new(carts.iter().map(opening).collect());
    let buying = Work::again(carts, bench.plan.reading()).then(check_out);
    let reading = Work::again(asked, bench.plan.reading());

    let name = |what: &str, when: &str| Reading::of(format!("{what}{when}, {backend}"), READERS);
    let (offers, bytes) = ("offers of 200 variants, compressed", "the same bytes, static");
    let beside = format!(", while {BUYERS} buy elsewhere");
    let (mut alone, mut bare) = (name(offers, ""), name(bytes, ""));
    let (mut offers_beside, mut bytes_beside) = (name(offers, &beside), name(bytes, &beside));
    let mut purchases =
        Reading::of(format!("those purchases beside the offers, {backend}"), BUYERS);
    for _ in 0..bench.plan.rounds {
        for (server, alone, beside) in
            [(&floor, &mut bare, &mut bytes_beside), (serving, &mut alone, &mut offers_beside)]
        {
            let read = || drive(server.address, READERS, reading.clone(), Body::Dropped);
            alone.add(all_came(&read().await?, 200)?);
            let buy = drive(serving.address, BUYERS, buying.clone(), Body::Dropped);
            let (read, bought) = tokio::try_join!(read(), buy)?;
            beside.add(all_came(&read, 200)?);
            let bought = all_came(&bought, 201)?;
            if server.address == serving.address {
                purchases.add(bought);
            }
        }
    }
    let what = format!("{offers}{beside} / alone, {READERS} clients, {backend}");
    report.ratio(what, "/s", (&offers_beside.rate, &alone.rate), Some(TARGET));
    let what = format!("{offers}{beside} / static bytes{beside}, {READERS} clients, {backend}");
    report.ratio(what, "/s", (&offers_beside.rate, &bytes_beside.rate), None);
    let what = format!("{bytes}{beside} / alone, {READERS} clients, {backend}");
    report.ratio(what, "/s", (&bytes_beside.rate, &bare.rate), None);
    for reading in [bare, bytes_beside, alone, offers_beside, purchases] {
        report.reading(reading);
    }
    Ok(())
}

/// What came, when every answer had the status.
fn all_came(outcome: &Outcome, status: u16) -> Result<&Outcome, Fault> {
    outcome.expect(status)?;
    Ok(outcome)
}
