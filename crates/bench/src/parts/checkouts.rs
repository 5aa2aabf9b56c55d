//! Part b: checkouts of five lines, beside the bare writing of the same rows.

use std::rc::Rc;

use crate::{
    Fault,
    arguments::Backend,
    bench::{Bench, say},
    floors::bare_loop::COMMITTED_AT_ONCE,
    floors::checkout_floor::{Floor, check, take_back},
    load::clients::{Work, drive},
    load::http::Body,
    load::report::{Reading, Report},
    load::spread::{Target, micros_each},
    machine::cpu::Meter,
    machine::database::Database,
    machine::sillon::Serving,
    parts::desk::Desk,
    parts::market::{Shop, ShopShape, check_out, mixed_carts, open_carts, opening, use_voucher},
};

/// How many clients check out at once, and about how many checkouts a second that gives: how many carts there are
/// follows from it, and from nothing else.
const CELLS: [(usize, usize); 4] = [(1, 400), (8, 1_600), (32, 3_200), (128, 4_800)];
/// How many orders there are before, so that tables and statistics are those of a shop that has sold for a while.
const ORDERED_BEFORE: usize = 1_600;
/// How many clients shop so at once at shops with all the trimmings, a voucher used in between.
const TRIMMED: [usize; 2] = [8, 32];
/// How many shops.
const SHOPS: usize = 10;
/// How many clients shop at once, from an empty basket to the order.
const PURCHASES: [usize; 3] = [1, 8, 32];
/// How many variants a shop has.
const VARIANTS: usize = 400;
/// How many lines a cart has.
const LINES: usize = 5;
/// By how much the slowest of a hundred may be slower than the usual one.
const TAIL: Target = Target::AtMost(5.0);

/// Measures the part.
pub(crate) async fn measure(bench: &Bench, report: &mut Report) -> Result<(), Fault> {
    for backend in bench.plan.backends.clone() {
        say(&format!("b: {SHOPS} shops and their carts, on {backend}"));
        let stage = Stage::set(bench, backend).await?;
        let mut floors = floors(backend);
        let mut cells = CELLS.map(|(clients, _)| {
            Reading::of(format!("checkout of {LINES} lines, {backend}"), clients)
        });
        let mut purchases = PURCHASES
            .map(|clients| Reading::of(format!("purchase of {LINES} lines, {backend}"), clients));
        let mut trimmed = TRIMMED.map(|clients| {
            let what = "purchase with hand-over, tax and a voucher";
            Reading::of(format!("{what}, {LINES} lines, {backend}"), clients)
        });
        for round in 1..=bench.plan.rounds {
            say(&format!("b: {backend}, round {round} of {}", bench.plan.rounds));
            for cell in &mut cells {
                for (_, floor) in floors.iter_mut().filter(|(before, _)| *before == cell.clients) {
                    stage.floor.run(bench, count(bench, cell.clients), floor)?;
                }
                let work = Work::first(Rc::clone(&stage.requests), count(bench, cell.clients));
                stage.run(bench, work, cell).await?;
            }
            for purchase in &mut purchases {
                let count = count(bench, purchase.clients);
                let work = Work::first(Rc::clone(&stage.openings), count).then(check_out);
                stage.run(bench, work, purchase).await?;
            }
            for purchase in &mut trimmed {
                let count = count(bench, purchase.clients);
                let openings = Work::first(Rc::clone(&stage.trimmed), count);
                stage.run(bench, openings.then(use_voucher).then(check_out), purchase).await?;
            }
        }
        for cell in &cells {
            tell(report, backend, &floors, cell);
        }
        for purchase in &purchases {
            tell_purchase(report, backend, &floors, purchase);
        }
        for purchase in &trimmed {
            tell_trimmed(report, backend, (&floors, &purchases), purchase);
        }
        let floors = floors.into_iter().map(|(_, floor)| floor);
        let sold = cells.into_iter().chain(purchases).chain(trimmed);
        floors.chain(sold).for_each(|reading| report.reading(reading));
    }
    Ok(())
}

/// How many orders a reading with so many clients is of.
fn count(bench: &Bench, clients: usize) -> usize {
    let cell = CELLS.iter().find(|(of, _)| *of == clients);
    bench.plan.count(cell.map_or(ORDERED_BEFORE, |(_, a_second)| *a_second))
}

/// The floors of a database, each with the number of clients just before whose reading it is measured.
fn floors(backend: Backend) -> Vec<(usize, Reading)> {
    match backend {
        Backend::Sqlite => {
            let what = format!("bare loop of inserts, {COMMITTED_AT_ONCE} orders a commit");
            vec![(COMMITTED_AT_ONCE, Reading::of(what, 1))]
        }
        Backend::Postgres => [8, 32]
            .map(|clients| (clients, Reading::of("pgbench, one statement an order", clients)))
            .into(),
    }
}

/// Holds a reading against the floors, and its tail against itself.
fn tell(report: &mut Report, backend: Backend, floors: &[(usize, Reading)], cell: &Reading) {
    let what = format!("checkout, {backend}, {}", clients(cell.clients));
    // More clients than the server has are no floor of its.
    for (_, floor) in floors.iter().filter(|(_, floor)| floor.clients <= cell.clients.max(8)) {
        let target = match (backend, cell.clients, floor.clients) {
            (Backend::Postgres, 8, 8) => Some(Target::AtLeast(0.6)),
            (Backend::Postgres, 32, 8) => Some(Target::AtLeast(1.0)),
            (Backend::Postgres, 32, 32) => Some(Target::AtLeast(1.4)),
            (Backend::Sqlite, 32, _) => Some(Target::AtLeast(0.35)),
            _ => None,
        };
        let beside = match backend {
            Backend::Sqlite => "bare loop".to_owned(),
            Backend::Postgres => format!("one statement, {}", clients(floor.clients)),
        };
        report.ratio(format!("{what} / {beside}"), "/s", (&cell.rate, &floor.rate), target);
    }
    report.ratio(format!("{what}: p99 / p50"), " ms", (&cell.most, &cell.half), Some(TAIL));
}

/// Holds a whole purchase against the floor of its checkout alone.
fn tell_purchase(
    report: &mut Report,
    backend: Backend,
    floors: &[(usize, Reading)],
    purchase: &Reading,
) {
    let what = format!("purchase: cart, then checkout, {backend}, {}", clients(purchase.clients));
    for (_, floor) in floors.iter().filter(|(_, floor)| floor.clients <= purchase.clients.max(8)) {
        let beside = match backend {
            Backend::Sqlite => "bare loop".to_owned(),
            Backend::Postgres => format!("one statement, {}", clients(floor.clients)),
        };
        let target = match (backend, purchase.clients, floor.clients) {
            (Backend::Postgres, 8, 8) => Some(Target::AtLeast(0.7)),
            (Backend::Postgres, 32, 32) => Some(Target::AtLeast(1.0)),
            _ => None,
        };
        let sides = (&purchase.rate, &floor.rate);
        report.ratio(format!("{what} / {beside}"), "/s", sides, target);
    }
}

/// Holds a purchase with hand-over, tax and a voucher, which is a request more, against one without, and against the floor.
fn tell_trimmed(
    report: &mut Report,
    backend: Backend,
    (floors, purchases): (&[(usize, Reading)], &[Reading]),
    trimmed: &Reading,
) {
    let what = format!(
        "purchase with hand-over, tax and a voucher, {backend}, {}",
        clients(trimmed.clients)
    );
    for (_, floor) in floors.iter().filter(|(_, it)| [1, trimmed.clients].contains(&it.clients)) {
        let beside = match backend {
            Backend::Sqlite => "bare loop".to_owned(),
            Backend::Postgres => format!("one statement, {}", clients(floor.clients)),
        };
        report.ratio(format!("{what} / {beside}"), "/s", (&trimmed.rate, &floor.rate), None);
    }
    for plain in purchases.iter().filter(|plain| plain.clients == trimmed.clients) {
        let sides = (&trimmed.rate, &plain.rate);
        report.ratio(format!("{what} / without"), "/s", sides, Some(Target::AtLeast(0.5)));
    }
}

fn clients(count: usize) -> String {
    if count == 1 { "1 client".to_owned() } else { format!("{count} clients") }
}

/// A market with open carts, a server over it, and its floor.
struct Stage {
    database: Database,
    serving: Serving,
    requests: Rc<Vec<Vec<u8>>>,
    /// The requests that open the same carts anew.
    openings: Rc<Vec<Vec<u8>>>,
    /// The requests that open carts at shops with all the trimmings.
    trimmed: Rc<Vec<Vec<u8>>>,
    mark: String,
    floor: Floor,
}

impl Stage {
    /// Opens the shops and the carts, and checks out every cart once: those of before for good, the others so that the
    /// floor knows what to write.
    async fn set(bench: &Bench, backend: Backend) -> Result<Self, Fault> {
        let database = bench.database(backend, "checkouts")?;
        let serving = bench.sillon.serve(&database.url()).await?;
        let desk = Desk::sign_up(serving.address).await?;
        let shape = ShopShape { farms: 10, variants_each: VARIANTS / 10, stock: 100_000 };
        let (mut shops, mut trimmed) = (Vec::with_capacity(SHOPS), Vec::with_capacity(SHOPS));
        for number in 1..=SHOPS {
            shops.push(Shop::open(&desk, &format!("Hub {number:02}"), shape).await?);
            let mut shop = Shop::open(&desk, &format!("Trimmed {number:02}"), shape).await?;
            shop.trim(&desk).await?;
            trimmed.push(shop);
        }
        say(&format!("b: {SHOPS} shops are open"));
        let before = bench.plan.count(ORDERED_BEFORE);
        let most =
            CELLS.iter().map(|(clients, _)| count(bench, *clients)).max().unwrap_or_default();
        let carts = mixed_carts(&shops, before + most, LINES);
        let trimmed = mixed_carts(&trimmed, most, LINES);
        let trimmed = Rc::new(trimmed.iter().map(opening).collect());
        let mut earlier = open_carts(&desk, &carts).await?;
        say(&format!("b: {} carts are open", carts.len()));
        let requests = Rc::new(earlier.split_off(before));
        let openings = Rc::new(carts.iter().skip(before).map(opening).collect());
        drive(serving.address, 32, Work::all(earlier), Body::Dropped).await?.expect(201)?;
        let mark = database.one(match backend {
            Backend::Sqlite => "select quote(id) from orders order by id desc limit 1",
            Backend::Postgres => "select quote_literal(id) from orders order by id desc limit 1",
        })?;
        database.settle()?;
        let work = Work::first(Rc::clone(&requests), most);
        drive(serving.address, 32, work, Body::Dropped).await?.expect(201)?;
        drop(serving);
        bench.sillon.verify(&database.url())?;
        say("b: all of them were checked out once");
        let floor = Floor::of(database.copy("checkouts_floor")?, mark.clone(), bench.folder())?;
        take_back(&database, &mark)?;
        let serving = bench.sillon.serve(&database.url()).await?;
        Ok(Self { database, serving, requests, openings, trimmed, mark, floor })
    }

    /// Places as many orders as the reading has, and adds how fast that was.
    async fn run(&self, bench: &Bench, work: Work, reading: &mut Reading) -> Result<(), Fault> {
        take_back(&self.database, &self.mark)?;
        let count = count(bench, reading.clients);
        let server = Meter::start(|| self.serving.cpu());
        let postgres = Meter::start(|| self.database.cpu());
        let outcome = drive(self.serving.address, reading.clients, work, Body::Dropped).await?;
        let (server, postgres) = (server.used(), postgres.used());
        outcome.expect(201)?;
        reading.add(&outcome);
        reading.server.add(micros_each(server, count));
        if self.database.backend() == Backend::Postgres {
            reading.postgres.add(micros_each(postgres, count));
        }
        check(bench, &self.database, &self.mark, count)
    }
}
