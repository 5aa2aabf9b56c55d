//! scratch
#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::as_conversions)]
use std::{sync::Arc, fmt::Write};
use actix_web::{App, HttpServer, web::Data};
use sillon_engine::*;
use sillon_kernel::*;
use sillon_identity::Actor;
use sillon_cycles::*;
use sillon_store::{Store, StoreSettings, Database};
use sillon_notices::{Postbox, PostboxSettings};

fn rows(list: &str) -> Vec<sillon_catalogue::ListRow> {
    sillon_catalogue::read_list(list.as_bytes(), Currency::EUR).unwrap()
}

#[actix_web::test]
async fn serve() {
    let path = "/tmp/webdemo.db";
    for p in ["", "-wal", "-shm"] { let _ = std::fs::remove_file(format!("{path}{p}")); }
    let store = Store::open(format!("sqlite:{path}").parse::<Database>().unwrap(), StoreSettings::default(), Arc::new(SystemClock)).unwrap();
    let postbox = Postbox::open(PostboxSettings::Files { folder: "/tmp/webdemo-mail".into() }, "Sillon <sillon@example.org>".parse().unwrap()).unwrap();
    let engine = Engine::start(store, Ids::Random, postbox, EngineSettings::default()).unwrap();
    let list = std::fs::read_to_string("/tmp/list.csv").unwrap();
    let big = std::fs::read_to_string("/tmp/big.csv").unwrap();
    let ids = engine.ids();
    let (r, b) = (rows(&list), rows(&big));
    engine.write(move |tx| {
        let zone: Zone = "Europe/Paris".parse().unwrap();
        let s = stock_shop(tx, &ids, &Name::parse("Le Panier d’Épinal").unwrap(), &zone, Currency::EUR, &r)?;
        let now = tx.now();
        let pick = Window::new(now.plus_seconds(8*86400), now.plus_seconds(8*86400+9000)).unwrap();
        let fee = |n: &str, c, tax, e| Fee { id: ids.next(now), enterprise: e, name: Name::parse(n).unwrap(), kind: FeeKind::Admin, calculator: c, tax: Rate::from_bps(tax) };
        let f1 = add_fee(tx, &Actor::Operator, fee("Service du panier", Calculator::PercentPerItem(Rate::from_bps(1200)), 2000, s.shop.id))?;
        let carrier = found(tx, &Actor::Operator, &ids, Founding { name: Name::parse("Vélo-Fret des Vosges").unwrap(), description: None, email: None, is_producer: false, sells: sillon_catalogue::Sells::None, zone: zone.clone(), currency: Currency::EUR })?;
        let f2 = add_fee(tx, &Actor::Operator, fee("Transport", Calculator::FlatRate(Money::new(150, Currency::EUR)), 1000, carrier.id))?;
        set_coordinator_fees(tx, &Actor::Operator, s.cycle.id, &[f2.id])?;
        put_exchange(tx, &Actor::Operator, &ids, s.cycle.id, ExchangeWish { enterprise: s.shop.id, direction: Direction::Outgoing, variants: VariantWish::All, fees: vec![f1.id], pick_up: Some(pick), pick_up_text: Some(Text::parse("La Grange, 12 rue des Lilas, 88000 Épinal\nSonnez au portail bleu.").unwrap()) })?;
        stock_shop(tx, &ids, &Name::parse("Grand Marché").unwrap(), &zone, Currency::EUR, &b)?;
        Ok(())
    }).await.unwrap();
    let data = Data::new(engine);
    let server = HttpServer::new(move || App::new().app_data(data.clone()).configure(sillon_web::configure).default_service(actix_web::web::to(sillon_web::not_found)))
        .workers(1).bind(("127.0.0.1", 8099)).unwrap().run();
    let handle = server.handle();
    actix_web::rt::spawn(async move {
        for _ in 0..3600 {
            actix_web::rt::time::sleep(std::time::Duration::from_secs(1)).await;
            if std::path::Path::new("/tmp/webdemo.stop").exists() { handle.stop(true).await; break; }
        }
    });
    server.await.unwrap();
}
