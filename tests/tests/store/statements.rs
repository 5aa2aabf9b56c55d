//! Hot statements are parsed once a connection, not once a run.

use std::{collections::BTreeMap, time::Duration};

use sillon_catalogue::Patch;
use sillon_cycles::Audience;
use sillon_engine::{
    CountSupply, HubTermsPatch, count_supply, fill_cart, give_grant, listed_products, order,
    put_all_terms, record_payment,
};
use sillon_identity::{Actor, Grant, GrantKind};
use sillon_kernel::{CartId, Clock, Dimension, Failure, PageRequest, Quantity, VariantId};
use sillon_orders::{Agreed, CartLine, Checkout, Order};
use sillon_payments::Method;
use sillon_store::{Patience, ProductFilter, Repositories, StoreSettings, Tx};
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

    async fn who_may_set_many_terms_is_asked_before_anything_is_locked(db: TestDatabase) {
        let market = Market::stocked_with(db, ONE_OF_EACH).await;
        let (hub, sizes) = (market.shop, ["Carrots", "Eggs"].map(|name| market.variant(name)));
        let hides = || HubTermsPatch { hidden: Patch::Set(true), ..HubTermsPatch::default() };
        // What a node that has prepared nothing yet asks for it.
        let asked = async |actor: Actor, sizes: Vec<VariantId>| {
            let (node, ids) = (market.another_node(), market.engine.ids());
            market.watch.reset();
            let set = move |tx: &mut Tx<'_>| {
                let all = sizes.iter().map(|size| (*size, hides())).collect();
                put_all_terms(tx, &actor, &ids, hub, all).map(drop)
            };
            let set = node.write(set).await;
            let asked: Vec<String> = market.watch.prepared().into_keys().collect();
            let asked = asked.into_iter().chain(market.watch.reparsed().into_keys());
            let locks = ["for update", "for no key update", "pg_advisory", "update order_cycle"];
            let locking = asked.filter(|sql| locks.iter().any(|lock| sql.to_lowercase().contains(lock)));
            (set.map_err(|error| error.class().1), locking.collect::<Vec<_>>())
        };
        let nothing: Vec<String> = Vec::new();
        assert_eq!(asked(Actor::Guest, sizes.to_vec()).await, (Err("sign-in"), nothing.clone()));
        assert_eq!(asked(Actor::Operator, sizes.to_vec()).await.1, nothing, "no farm lets the hub");
        let let_it = move |tx: &mut Tx<'_>| {
            for size in sizes {
                let product = tx.catalogue().variant(size)?.product;
                let grantor = tx.catalogue().product(product)?.producer;
                let grant = Grant { grantor, grantee: hub, kind: GrantKind::SetHubPrices };
                give_grant(tx, &Actor::Operator, grant)?;
            }
            Ok(())
        };
        market.engine.write(let_it).await.unwrap();
        // The last of them is nobody's: nothing was locked for the first.
        let unknown = vec![sizes[0], sizes[1], VariantId(hub.0)];
        assert_eq!(asked(Actor::Operator, unknown).await, (Err("not-found"), nothing));
        let (set, locking) = asked(Actor::Operator, sizes.to_vec()).await;
        assert_eq!(set, Ok(()));
        assert!(!locking.is_empty(), "the cycles that carry them are");
    }

    async fn bundles_ask_no_more_often_than_there_is_to_ask(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let (bundle, hub) = (market.a_box_is_sold("Box").await, market.shop);
        market.a_box_is_sold("Basket").await;
        let times = |of: &str| {
            let runs = market.watch.runs().into_iter();
            let bare = |sql: &str| sql.replace(['`', '"'], "").to_lowercase();
            runs.filter(|(sql, _)| bare(sql).contains(of)).map(|(_, times)| times).sum::<u64>()
        };
        let (cycle, now) = (market.cycle, market.clock.now());
        market.watch.reset();
        let facts = move |tx: &mut Tx<'_>| Ok(tx.cycles().facts(cycle, hub, &Audience::PUBLIC, now)?);
        let facts = market.engine.read(facts).await.unwrap();
        let listed = facts.listings.iter().find(|listing| listing.variant == bundle);
        assert!(listed.is_some_and(|listing| listing.parts.len() == 2));
        assert_eq!(times("from vocabulary_term"), 1, "what goods are called, for sizes and for parts");

        market.watch.reset();
        let page = PageRequest { after: None, limit: 20 };
        let list = move |tx: &mut Tx<'_>| {
            listed_products(tx, &Actor::Operator, hub, &ProductFilter::default(), &page)
        };
        let listed = market.engine.read(list).await.unwrap();
        let of_parts = listed.items.iter().filter(|product| !product.parts.is_empty()).count();
        assert_eq!((of_parts, times("select product.producer_id, product.name, variant.")), (2, 1));
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
