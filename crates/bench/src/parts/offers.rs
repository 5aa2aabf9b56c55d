//! Part a: what a shop of 200 variants offers, beside the same bytes from a server that does nothing else.

use std::{
    env, fs,
    net::SocketAddr,
    process::{Command, Stdio},
    rc::Rc,
    time::Duration,
};

use crate::{
    Fault,
    bench::{Bench, say},
    load::clients::{Work, drive},
    load::http::{Body, Connection, request},
    load::report::{Reading, Report},
    load::spread::{Target, micros_each},
    machine::cpu::Meter,
    machine::sillon::{Serving, free_port},
    parts::desk::Desk,
    parts::market::{Shop, ShopShape},
};

/// How many clients ask at once.
const CLIENTS: [usize; 2] = [8, 32];
/// How the offers are asked for: as they are, and as browsers take them.
const CODINGS: [(&str, &[(&str, &str)]); 2] =
    [("", &[]), (", compressed", &[("accept-encoding", "gzip")])];
/// The share of the static server's answers that the offers should reach.
const TARGET: Target = Target::AtLeast(0.7);

/// Measures the part.
pub(crate) async fn measure(bench: &Bench, report: &mut Report) -> Result<(), Fault> {
    let backend = *bench.plan.backends.first().ok_or("there is no database to measure")?;
    say(&format!("a: offers of 200 variants, on {backend}, and the same bytes from memory"));
    let database = bench.database(backend, "offers")?;
    let serving = bench.sillon.serve(&database.url()).await?;
    let desk = Desk::sign_up(serving.address).await?;
    let shape = ShopShape { farms: 10, variants_each: 20, stock: 1_000 };
    let shop = Shop::open(&desk, "Hub", shape).await?;
    for (coding, headers) in CODINGS {
        let asked = Rc::new(vec![request("GET", &shop.offers(), headers, None)]);
        let floor = static_server(bench, serving.address, &shop, &asked).await?;
        for clients in CLIENTS {
            let mut offers = Reading::of(format!("offers of 200 variants{coding}"), clients);
            let mut bytes = Reading::of(format!("the same bytes{coding}, static"), clients);
            for _ in 0..bench.plan.rounds {
                read(&floor, clients, &asked, bench.plan.reading(), &mut bytes).await?;
                read(&serving, clients, &asked, bench.plan.reading(), &mut offers).await?;
            }
            let what = format!("offers of 200 variants{coding} / static bytes, {clients} clients");
            report.ratio(what, "/s", (&offers.rate, &bytes.rate), Some(TARGET));
            report.reading(bytes);
            report.reading(offers);
        }
    }
    drop(serving);
    bench.sillon.verify(&database.url())
}

/// Asks one server over and over for a while, and adds how fast it was.
async fn read(
    server: &Serving,
    clients: usize,
    asked: &Rc<Vec<Vec<u8>>>,
    during: Duration,
    reading: &mut Reading,
) -> Result<(), Fault> {
    let used = Meter::start(|| server.cpu());
    let work = Work::again(Rc::clone(asked), during);
    let outcome = drive(server.address, clients, work, Body::Dropped).await?;
    outcome.expect(200)?;
    reading.add(&outcome);
    reading.server.add(micros_each(used.used(), outcome.answers));
    Ok(())
}

/// A shop of 200 variants, how its offers are asked for as browsers do, and a server of the same bytes.
pub(crate) async fn compressed(
    bench: &Bench,
    desk: &Desk,
) -> Result<(Shop, Rc<Vec<Vec<u8>>>, Serving), Fault> {
    let shape = ShopShape { farms: 10, variants_each: 20, stock: 1_000 };
    let shop = Shop::open(desk, "Hub", shape).await?;
    let asked = request("GET", &shop.offers(), &[("accept-encoding", "gzip")], None);
    let asked = Rc::new(vec![asked]);
    let floor = static_server(bench, desk.address(), &shop, &asked).await?;
    Ok((shop, asked, floor))
}

/// Starts this program again as a server of the bytes that the measured one answers with.
async fn static_server(
    bench: &Bench,
    measured: SocketAddr,
    shop: &Shop,
    asked: &[Vec<u8>],
) -> Result<Serving, Fault> {
    let asked = asked.first().ok_or("nothing is asked")?;
    let answer = Connection::open(measured).await?.ask(asked, Body::Kept).await?;
    let body = bench.file("offers.json");
    fs::write(&body, &answer.body)?;
    say(&format!("a: the offers are {} bytes", answer.body.len()));
    let etag = answer.header("etag").ok_or("the offers have no entity tag")?;
    let port = free_port()?;
    let mut command = Command::new(env::current_exe()?);
    command.args(["static-server", "--port", &port.to_string(), "--etag", &etag]);
    if answer.header("content-encoding").is_some() {
        command.arg("--gzip");
    }
    command.arg("--body").arg(&body).stdin(Stdio::null()).stdout(Stdio::null());
    let serving = Serving::ready(command.spawn()?, port, &shop.offers()).await?;
    let same = Connection::open(serving.address).await?.ask(asked, Body::Kept).await?;
    if same.body == answer.body && same.head.len() == answer.head.len() {
        return Ok(serving);
    }
    Err("the static server does not answer with the same bytes and headers".into())
}
