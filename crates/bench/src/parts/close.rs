//! Part d: the close of an order cycle, beside the bare SQL that gives the same answer.

use std::time::{Duration, Instant};

use crate::{
    Fault,
    arguments::Backend,
    bench::{Bench, say},
    floors::close_floor::{self, STEPS},
    load::clients::{Work, drive},
    load::http::Body,
    load::report::Report,
    load::spread::{Spread, Target, millis, number},
    machine::cpu::Meter,
    machine::database::Database,
    parts::desk::Desk,
    parts::market::{Shop, ShopShape, mixed_carts, open_carts},
};

/// How many farms supply the cycle, and how many variants each has in it.
const FARMS: (usize, usize) = (200, 2);
/// How many lines an order has.
const LINES: usize = 10;
/// How much longer than the bare SQL it should take, and how much longer each step, where that is told.
const TARGET: Target = Target::AtMost(2.0);
const TARGETS: [Option<Target>; 3] = [None, None, Some(Target::AtMost(1.5))];

/// Measures the part.
pub(crate) async fn measure(bench: &Bench, report: &mut Report) -> Result<(), Fault> {
    let orders = bench.plan.cycle_orders;
    for backend in bench.plan.backends.clone() {
        say(&format!(
            "d: a cycle of {orders} orders of {LINES} lines from {} farms, on {backend}",
            FARMS.0
        ));
        let sold = Sold::out(bench, backend, orders).await?;
        let (mut served, mut bare) = (Times::default(), Times::default());
        for round in 1..=bench.plan.rounds {
            say(&format!("d: {backend}, round {round} of {}", bench.plan.rounds));
            let floor = sold.database.copy("close_floor")?;
            bare.add(close_floor::run(&floor, &sold.cycle)?);
            let copy = sold.database.copy("close_served")?;
            served.add(sold.close(bench, &copy).await?);
            same_books(&copy, &floor)?;
            floor.remove()?;
            copy.remove()?;
        }
        let counted = number(f64::from(u32::try_from(orders)?));
        let what = format!("close of {counted} orders × {LINES} lines, {backend}");
        report.ratio(
            format!("{what}: close, harvest sheets and packing list / bare SQL"),
            " ms",
            (&served.whole, &bare.whole),
            Some(TARGET),
        );
        let steps = served.steps.iter().zip(&bare.steps).zip(TARGETS);
        for (step, (sides, target)) in STEPS.iter().zip(steps) {
            report.ratio(format!("{what}: {step} alone / bare SQL"), " ms", sides, target);
        }
    }
    Ok(())
}

/// How long the steps took, and all of them, in milliseconds.
#[derive(Default)]
struct Times {
    steps: [Spread; 3],
    whole: Spread,
}

impl Times {
    fn add(&mut self, steps: [Duration; 3]) {
        for (spread, step) in self.steps.iter_mut().zip(steps) {
            spread.add(millis(step));
        }
        self.whole.add(millis(steps.iter().sum()));
    }
}

/// A cycle with all its orders, still open.
struct Sold {
    database: Database,
    desk: Desk,
    cycle: String,
}

impl Sold {
    /// Opens a shop and sells so many orders.
    async fn out(bench: &Bench, backend: Backend, orders: usize) -> Result<Self, Fault> {
        let database = bench.database(backend, "close")?;
        let serving = bench.sillon.serve(&database.url()).await?;
        let desk = Desk::sign_up(serving.address).await?;
        let (farms, variants_each) = FARMS;
        let shop =
            Shop::open(&desk, "Hub", ShopShape { farms, variants_each, stock: 100_000 }).await?;
        say(&format!("d: the shop of {farms} farms is open"));
        let shops = [shop];
        let carts = mixed_carts(&shops, orders, LINES);
        let requests = open_carts(&desk, &carts).await?;
        drive(serving.address, 32, Work::all(requests), Body::Dropped).await?.expect(201)?;
        drop(serving);
        bench.sillon.verify(&database.url())?;
        // The letters to customers would otherwise leave while the close is measured.
        database.run("delete from outbox;")?;
        database.accept()?;
        database.settle()?;
        let [shop] = shops;
        Ok(Self { database, desk, cycle: shop.cycle })
    }

    /// Closes the cycle in a copy of the database, and reads its sheets; how long each took.
    async fn close(&self, bench: &Bench, copy: &Database) -> Result<[Duration; 3], Fault> {
        let serving = bench.sillon.serve(&copy.url()).await?;
        let desk = self.desk.at(serving.address);
        let path = format!("/v1/cycles/{}", self.cycle);
        let (server, postgres) = (Meter::start(|| serving.cpu()), Meter::start(|| copy.cpu()));
        let begun = Instant::now();
        desk.command("POST", &format!("{path}/close")).await?;
        let closed = begun.elapsed();
        let begun = Instant::now();
        desk.fetch(&format!("{path}/harvest-sheets")).await?;
        let harvested = begun.elapsed();
        let begun = Instant::now();
        let bytes = desk.fetch(&format!("{path}/packing-list.csv")).await?;
        let packed = begun.elapsed();
        let (server, postgres) = (server.used(), postgres.used());
        say(&format!(
            "d: {bytes} bytes of packing list; processor time: server {server:?}, PostgreSQL {postgres:?}"
        ));
        drop(serving);
        bench.sillon.verify(&copy.url())?;
        Ok([closed, harvested, packed])
    }
}

/// That both ways came to the same books.
fn same_books(one: &Database, other: &Database) -> Result<(), Fault> {
    let books = "select count(*) || ' postings of ' || sum(amount_minor) || ' cents for ' || count(distinct to_holder) \
                 || ' payees, and ' || (select count(*) from outbox) || ' letters' from posting";
    let (one, other) = (one.one(books)?, other.one(books)?);
    if one == other { Ok(()) } else { Err(format!("{one} are not {other}").into()) }
}
