//! Part f: a shop alone in its database, and the same shop among what many others keep there. Work should grow with what is
//! asked, not with the installation.

use std::{rc::Rc, slice};

use crate::{
    Fault,
    arguments::Backend,
    bench::{Bench, say},
    load::clients::{Work, drive},
    load::http::{Body, request},
    load::report::{Reading, Report},
    load::spread::{Target, micros_each, number},
    machine::cpu::Meter,
    machine::database::Database,
    machine::sillon::Serving,
    parts::desk::Desk,
    parts::market::{Shop, ShopShape, check_out, found_farms, list, mixed_carts, opening},
};

/// How many supplies others have, in lists of so many farms with so many goods each.
const SUPPLIES: usize = 100_000;
const LIST: (usize, usize) = (20, 500);
/// How many orders others have, at so many shops.
const ORDERS: usize = 100_000;
const SHOPS: usize = 10;
/// How many clients buy at once, and about how many purchases a second that gives.
const BUYERS: (usize, usize) = (8, 1_000);
/// How many orders the shop itself has before.
const ORDERED_BEFORE: usize = 1_000;
/// How many lines a cart has.
const LINES: usize = 5;
/// The share of what it is alone that it should be among others.
const TARGET: Target = Target::AtLeast(0.9);

/// Measures the part.
pub(crate) async fn measure(bench: &Bench, report: &mut Report) -> Result<(), Fault> {
    let part = if bench.plan.is_quick { 100 } else { 1 };
    let crowd = Crowd { supplies: SUPPLIES / part, orders: ORDERS / part };
    for backend in bench.plan.backends.clone() {
        say(&format!("f: a shop {}, on {backend}", crowd.told()));
        let mut sides = crowd.gather(bench, backend).await?;
        for round in 1..=bench.plan.rounds {
            say(&format!("f: {backend}, round {round} of {}", bench.plan.rounds));
            for side in &mut sides {
                side.buy(bench).await?;
            }
            for side in &mut sides {
                side.look(bench).await?;
            }
        }
        let [alone, among] = sides;
        let beside = crowd.told();
        let what = format!("purchase of {LINES} lines {beside} / alone, {backend}");
        report.ratio(what, "/s", (&among.purchases.rate, &alone.purchases.rate), Some(TARGET));
        let what = format!("offers of 400 variants read anew {beside} / alone, {backend}");
        report.ratio(what, "/s", (&among.offers.rate, &alone.offers.rate), Some(TARGET));
        for Side { database, serving, purchases, offers, .. } in [alone, among] {
            drop(serving);
            bench.sillon.verify(&database.url())?;
            database.remove()?;
            report.reading(purchases);
            report.reading(offers);
        }
    }
    Ok(())
}

/// What others keep.
#[derive(Clone, Copy)]
struct Crowd {
    supplies: usize,
    orders: usize,
}

impl Crowd {
    fn told(self) -> String {
        let [supplies, orders] = [self.supplies, self.orders].map(counted);
        format!("among {supplies} supplies and {orders} orders of others")
    }

    /// The shop alone, and the same shop among the others.
    async fn gather(self, bench: &Bench, backend: Backend) -> Result<[Side; 2], Fault> {
        let database = bench.database(backend, "alone")?;
        let serving = bench.sillon.serve(&database.url()).await?;
        let desk = Desk::sign_up(serving.address).await?;
        let shape = ShopShape { farms: 10, variants_each: 40, stock: 100_000 };
        let shop = Shop::open(&desk, "Hub", shape).await?;
        let before = bench.plan.count(ORDERED_BEFORE);
        order(&serving, slice::from_ref(&shop), before).await?;
        drop(serving);
        let among = database.copy("among")?;
        let serving = bench.sillon.serve(&among.url()).await?;
        self.fill(&serving, &desk.at(serving.address)).await?;
        drop(serving);
        let told = format!("{}, {backend}", self.told());
        Ok([
            Side::open(bench, database, &shop, &format!("alone, {backend}")).await?,
            Side::open(bench, among, &shop, &told).await?,
        ])
    }

    /// Lets others list their goods and sell at shops of their own.
    async fn fill(self, serving: &Serving, desk: &Desk) -> Result<(), Fault> {
        let (farms, variants_each) = LIST;
        let lists = (self.supplies / (farms * variants_each)).max(1);
        let farms = self.supplies / (lists * variants_each);
        for number in 1..=lists {
            let name = format!("Valley {number:02}");
            found_farms(desk, &name, farms).await?;
            let shape = ShopShape { farms, variants_each, stock: 100 };
            desk.hand_in("/v1/product-lists", &list(&name, shape)).await?;
        }
        say(&format!("f: {lists} lists of others are in"));
        let mut shops = Vec::with_capacity(SHOPS);
        for number in 1..=SHOPS {
            let shape = ShopShape { farms: 10, variants_each: 40, stock: 100_000 };
            shops.push(Shop::open(desk, &format!("Quay {number:02}"), shape).await?);
        }
        order(serving, &shops, self.orders).await?;
        say(&format!("f: {} orders of others are placed", self.orders));
        Ok(())
    }
}

fn counted(count: usize) -> String {
    number(f64::from(u32::try_from(count).unwrap_or(u32::MAX)))
}

/// Places so many orders.
async fn order(serving: &Serving, shops: &[Shop], count: usize) -> Result<(), Fault> {
    let carts = mixed_carts(shops, count, LINES).iter().map(opening).collect();
    let work = Work::all(carts).then(check_out);
    drive(serving.address, 32, work, Body::Dropped).await?.expect(201)
}

/// The shop in one of the databases.
struct Side {
    database: Database,
    serving: Serving,
    /// The requests that open carts.
    openings: Rc<Vec<Vec<u8>>>,
    /// The request for its offers.
    asked: Rc<Vec<Vec<u8>>>,
    purchases: Reading,
    offers: Reading,
}

impl Side {
    /// Serves a database so that what a shop shows is read again each time.
    async fn open(
        bench: &Bench,
        database: Database,
        shop: &Shop,
        told: &str,
    ) -> Result<Self, Fault> {
        database.settle()?;
        let anew = [("SILLON_SHOP_MAX_AGE_MS", "0")];
        let serving = bench.sillon.serve_with(&database.url(), &anew).await?;
        let (buyers, a_second) = BUYERS;
        let carts = mixed_carts(slice::from_ref(shop), bench.plan.count(a_second), LINES);
        let asked = request("GET", &shop.offers(), &[("accept-encoding", "gzip")], None);
        Ok(Self {
            database,
            serving,
            openings: Rc::new(carts.iter().map(opening).collect()),
            asked: Rc::new(vec![asked]),
            purchases: Reading::of(format!("purchase of {LINES} lines, {told}"), buyers),
            offers: Reading::of(format!("offers of 400 variants read anew, {told}"), 1),
        })
    }

    /// Buys for a while.
    async fn buy(&mut self, bench: &Bench) -> Result<(), Fault> {
        self.database.settle()?;
        let work = Work::first(Rc::clone(&self.openings), bench.plan.count(BUYERS.1));
        self.run(work.then(check_out), 201, |side| &mut side.purchases).await
    }

    /// Reads the offers for a while.
    async fn look(&mut self, bench: &Bench) -> Result<(), Fault> {
        let work = Work::again(Rc::clone(&self.asked), bench.plan.reading());
        self.run(work, 200, |side| &mut side.offers).await
    }

    async fn run(
        &mut self,
        work: Work,
        status: u16,
        reading: fn(&mut Self) -> &mut Reading,
    ) -> Result<(), Fault> {
        let clients = reading(self).clients;
        let server = Meter::start(|| self.serving.cpu());
        let postgres = Meter::start(|| self.database.cpu());
        let outcome = drive(self.serving.address, clients, work, Body::Dropped).await?;
        let (server, postgres) = (server.used(), postgres.used());
        outcome.expect(status)?;
        let is_postgres = self.database.backend() == Backend::Postgres;
        let reading = reading(self);
        reading.add(&outcome);
        reading.server.add(micros_each(server, outcome.answers));
        if is_postgres {
            reading.postgres.add(micros_each(postgres, outcome.answers));
        }
        Ok(())
    }
}
