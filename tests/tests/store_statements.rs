//! Hot statements are parsed once a connection, not once a run.
#![cfg(test)]

use std::{collections::BTreeMap, time::Duration};

use sillon_engine::{CountSupply, count_supply, fill_cart, order, record_payment};
use sillon_identity::Actor;
use sillon_kernel::{CartId, Dimension, Quantity};
use sillon_orders::{Agreed, CartLine, Checkout, Order};
use sillon_payments::Method;
use sillon_store::{Patience, Repositories, StoreSettings, Tx};
use sillon_testkit::{Market, on_both_databases};

/// One connection of each kind, so that the second run meets what the first one prepared.
const ONE_OF_EACH: StoreSettings =
    StoreSettings { readers: 1, writers: 1, lane_writers: 1, patience: Patience::ENDLESS };

/// What a shop does all day: carts are opened, filled, looked at and ordered, availability and orders are read.
async fn a_day(market: &Market) {
    let cart = market.cart(&[("Carrots", 1)]).await;
    fill(market, cart, &["Carrots", "Eggs", "Bread"]).await;
    let contents = market.engine.cart(Actor::Guest, cart).await.unwrap();
    let agreed = Agreed::to(contents.priced().unwrap().total);
    let checkout = Checkout { agreed, ..market.checkout(cart, "key") };
    market.left("Carrots").await;
    let placed = market.engine.checkout(checkout.clone()).await.unwrap();
    let token = placed.token.as_ref().map(|token| token.as_str().to_owned());
    market.engine.order(Actor::Guest, placed.id, token.clone()).await.unwrap();
    let repeated = market.engine.checkout(checkout).await.unwrap();
    assert_eq!(repeated, placed);
    let id = placed.id;
    market.engine.write(move |tx| order(tx, &Actor::Guest, id, token.as_deref())).await.unwrap();
    pay_and_count(market, &placed).await;
    several_at_once(market).await;
}

/// The order is paid, its letter leaves, and somebody counts carrots.
async fn pay_and_count(market: &Market, placed: &Order) {
    let (ids, order, total) = (market.engine.ids(), placed.id, placed.total);
    let pay = move |tx: &mut Tx<'_>| {
        record_payment(tx, &Actor::Operator, &ids, order, total, Method::Cash)
    };
    market.engine.write(pay).await.unwrap();
    let ids = market.engine.ids();
    let send = move |tx: &mut Tx<'_>| {
        let now = tx.now();
        let (lease, until) = (ids.next(now), now.plus_seconds(60));
        while let Some(message) = tx.outbox().claim(now, lease, until)? {
            assert!(tx.outbox().renew(message.id, lease, until)?);
            tx.outbox().sent(message.id, now)?;
        }
        Ok(())
    };
    market.engine.write(send).await.unwrap();
    let count = CountSupply {
        supply: market.supply("Carrots"),
        available: Quantity::from_milli(40_000_000, Dimension::Weight),
        on_demand: false,
    };
    let ids = market.engine.ids();
    let counted = move |tx: &mut Tx<'_>| count_supply(tx, &Actor::Operator, &ids, count);
    market.engine.write(counted).await.unwrap();
}

async fn fill(market: &Market, cart: CartId, products: &[&str]) {
    let line = |product: &&str| CartLine { variant: market.variant(product), quantity: 1 };
    let lines: Vec<CartLine> = products.iter().map(line).collect();
    let lists = market.engine.lists();
    let filled = market
        .engine
        .write(move |tx| fill_cart(tx, &lists, &Actor::Guest, cart, lines.clone()))
        .await;
    assert_eq!(filled.unwrap().cart.lines.len(), products.len());
}

/// Seven carts of different lengths: one that waits for its supply, then the others in one batch.
async fn several_at_once(market: &Market) {
    let first = market.cart(&[("Carrots", 1)]).await;
    let mut others = Vec::new();
    for products in
        ["Carrots", "Carrots,Eggs", "Eggs", "Eggs,Bread,Lettuce", "Carrots,Bread", "Potatoes"]
    {
        let wanted: Vec<(&str, u32)> = products.split(',').map(|product| (product, 1)).collect();
        others.push(market.cart(&wanted).await);
    }
    let hold = market.hold("Carrots").await;
    let first = market.submit(vec![market.checkout(first, "first")]).await;
    // Time for the lane to take it, and to wait.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let others = market
        .submit(others.into_iter().map(|cart| market.checkout(cart, "other")).collect())
        .await;
    hold.release().await;
    let mut came = first.answers().await;
    came.extend(others.answers().await);
    assert!(came.iter().all(Result::is_ok), "{came:?}");
}

on_both_databases! {
    async fn a_second_day_parses_nothing(db: TestDatabase) {
        let market = Market::stocked_with(db, ONE_OF_EACH).await;
        a_day(&market).await;
        let prepared = market.engine.write(|tx| Ok(tx.prepared_statements()?)).await.unwrap();
        market.watch.reset();
        a_day(&market).await;
        assert_eq!(market.watch.reparsed(), BTreeMap::new());
        assert_eq!(market.watch.prepared(), BTreeMap::new());
        let again = market.engine.write(|tx| Ok(tx.prepared_statements()?)).await.unwrap();
        assert_eq!(again, prepared);
    }

    async fn a_statement_that_is_parsed_each_time_is_seen(db: TestDatabase) {
        let market = Market::stocked_with(db, ONE_OF_EACH).await;
        market.watch.reset();
        let cycle = market.cycle;
        for _ in 0..2 {
            let save = move |tx: &mut Tx<'_>| {
                let (cycle, now) = (tx.cycles().get(cycle)?, tx.now());
                Ok(tx.cycles().save(&cycle, now)?)
            };
            market.engine.write(save).await.unwrap();
        }
        let reparsed = market.watch.reparsed();
        assert_eq!(reparsed.into_values().collect::<Vec<_>>(), [2]);
    }
}
