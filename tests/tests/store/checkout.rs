//! Checkouts from the cart to the disk: whatever comes at once, nothing is sold twice and every caller is told the truth.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use sillon_engine::{Engine, Error, OpenCart, orders_of_cycle, verify};
use sillon_identity::Actor;
use sillon_kernel::{CartId, CycleId, Failure, PageRequest};
use sillon_orders::{CartLine, Checkout, Order};
use sillon_store::{
    Batch, Decide, Error as StoreError, Repositories, Store, StoreSettings, Touched, Tx, Within,
    run_by_hand,
};
use sillon_testkit::{Market, on_both_databases};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How long a batch waits for another to begin beside it.
const LONGEST_BATCH: Duration = Duration::from_millis(100);

/// The code a refusal has for clients.
fn code(answer: &Result<Order, Error>) -> &'static str {
    match answer {
        Ok(_) => "placed",
        Err(error) => error.class().1,
    }
}

fn count(answers: &[Result<Order, Error>], wanted: &str) -> usize {
    answers.iter().filter(|answer| code(answer) == wanted).count()
}

async fn carts(market: &Market, many: usize, wanted: &[(&str, u32)]) -> Vec<CartId> {
    let mut carts = Vec::new();
    for _ in 0..many {
        carts.push(market.cart(wanted).await);
    }
    carts
}

/// The same checkouts at two nodes at once; what came of each, in the order of the checkouts, here and there.
async fn at_two_nodes(
    market: &Market,
    there: &Arc<Engine>,
    checkouts: Vec<Checkout>,
) -> [Vec<Result<Order, Error>>; 2] {
    let submitted = market.submit(checkouts.clone()).await;
    let start = |checkout| {
        let there = Arc::clone(there);
        tokio::spawn(async move { there.checkout(checkout).await })
    };
    let started: Vec<_> = checkouts.into_iter().map(start).collect();
    let here = submitted.answers().await;
    let mut there = Vec::new();
    for answer in started {
        there.push(answer.await.unwrap());
    }
    [here, there]
}

/// Checkouts at two nodes at once, half of them at each; what came of all.
async fn shared_out(
    market: &Market,
    there: &Arc<Engine>,
    mut checkouts: Vec<Checkout>,
) -> Vec<Result<Order, Error>> {
    let elsewhere = checkouts.split_off(checkouts.len() / 2);
    let here = market.submit(checkouts).await;
    let start = |checkout| {
        let there = Arc::clone(there);
        tokio::spawn(async move { there.checkout(checkout).await })
    };
    let elsewhere: Vec<_> = elsewhere.into_iter().map(start).collect();
    let mut answers = here.answers().await;
    for answer in elsewhere {
        answers.push(answer.await.unwrap());
    }
    answers
}

on_both_databases! {
    async fn what_is_ordered_leaves_the_supply(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let before = market.left("Carrots").await;
        let order = market.order(&[("Carrots", 3), ("Eggs", 1)]).await.unwrap();
        assert_eq!(order.total.minor(), 3 * 160 + 270);
        assert_eq!(before - market.left("Carrots").await, 1_500_000);
        let id = order.id;
        let read = market.engine.read(move |tx| Ok(tx.orders().get(id)?)).await.unwrap();
        assert_eq!(read, order);
        market.assert_clean().await;
    }

    async fn carts_opened_at_once_are_each_answered_for_themselves(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let (here, there) = (market.slug().await, Some(market.cycle));
        let (lettuce, eggs) = (market.variant("Lettuce"), market.variant("Eggs"));
        let line = |variant, quantity| CartLine { variant, quantity };
        let left = u32::try_from(market.left("Lettuce").await / 1_000).unwrap();
        let wanted = [
            (here.clone(), there, vec![line(lettuce, left), line(eggs, 1)], Ok(None)),
            (here.clone(), None, vec![line(lettuce, left + 1)], Ok(Some(left))),
            ("nowhere".to_owned(), there, vec![line(eggs, 1)], Err("not-found")),
            ("\0".to_owned(), there, vec![line(eggs, 1)], Err("not-found")),
            (here.clone(), Some(CycleId(Uuid::nil())), vec![line(eggs, 1)], Err("not-found")),
            (here, there, vec![line(eggs, 1), line(eggs, 2)], Err("variant-twice")),
        ];
        let mut opened = Vec::new();
        for (shop, cycle, lines, _) in wanted.iter().cycle().take(20 * wanted.len()).cloned() {
            let engine = Arc::clone(&market.engine);
            let command = OpenCart { shop, cycle, lines, hand_over: None, postcode: None };
            opened.push(tokio::spawn(async move { engine.open_cart(Actor::Guest, command).await }));
        }
        for (opened, (.., lines, expected)) in opened.into_iter().zip(wanted.iter().cycle()) {
            let answer = opened.await.unwrap();
            let short = answer.as_ref().map(|contents| contents.short().first().map(|line| line.left));
            assert_eq!(short.map_err(|error| error.class().1), *expected);
            if let Ok(contents) = answer {
                let (kept, cart) = (contents.cart.clone(), contents.cart.id);
                let read = market.engine.cart(Actor::Guest, cart).await.unwrap();
                assert_eq!((&read.cart, &read.cart.lines), (&kept, lines));
                assert_eq!(read.short(), contents.short());
            }
        }
        assert_eq!(market.engine.cart_load().commands, 120);
        market.assert_clean().await;
    }

    async fn of_twenty_sixty_four_at_once_get_exactly_twenty(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let before = market.left("Lettuce").await;
        let carts = carts(&market, 64, &[("Pumpkins", 1), ("Lettuce", 1)]).await;
        let checkouts = carts.iter().map(|cart| market.checkout(*cart, "key")).collect();
        let answers = market.submit(checkouts).await.answers().await;
        assert_eq!((count(&answers, "placed"), count(&answers, "out-of-stock")), (20, 44));
        assert_eq!(market.left("Pumpkins").await, 0);
        // A refused cart takes nothing of what there is plenty of either.
        assert_eq!(before - market.left("Lettuce").await, 20_000);
        market.assert_clean().await;
    }

    async fn two_nodes_sell_no_more_than_one(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let other = market.another_node();
        let carts = carts(&market, 64, &[("Carrots", 1), ("Pumpkins", 1)]).await;
        let checkouts = carts.iter().map(|cart| market.checkout(*cart, "key")).collect();
        let answers = shared_out(&market, &other, checkouts).await;
        assert_eq!((count(&answers, "placed"), count(&answers, "out-of-stock")), (20, 44));
        assert_eq!(market.left("Pumpkins").await, 0);
        market.assert_clean().await;
    }

    async fn two_nodes_hand_over_no_more_than_may_be_brought(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let (other, bicycle) = (market.another_node(), market.a_bicycle_sets_out(20).await);
        let mut checkouts = Vec::new();
        for _ in 0..64 {
            let cart = market.cart_to_bring("Carrots", bicycle).await;
            let contents = market.engine.cart(Actor::Guest, cart).await.unwrap();
            checkouts.push(market.checkout_as_shown(&contents, "key"));
        }
        // None was ordered before: whoever comes first begins to count.
        let answers = shared_out(&market, &other, checkouts).await;
        assert_eq!((count(&answers, "placed"), count(&answers, "hand-over-full")), (20, 44));
        let cycle = market.cycle;
        let look = move |tx: &mut Tx<'_>| Ok(tx.counts().look(&[(cycle, bicycle)], &[])?.handed_over);
        let counted = market.engine.read(look).await.unwrap();
        assert_eq!(counted.into_values().collect::<Vec<_>>(), [20]);
        market.assert_clean().await;
    }

    async fn two_nodes_use_a_voucher_no_more_often_than_may_be(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let (other, voucher) = (market.another_node(), market.a_code("DIX", 10).await);
        let mut checkouts = Vec::new();
        for _ in 0..64 {
            let cart = market.cart(&[("Carrots", 1)]).await;
            checkouts.push(market.checkout_as_shown(&market.use_code(cart, "DIX").await, "key"));
        }
        let answers = shared_out(&market, &other, checkouts).await;
        assert_eq!((count(&answers, "placed"), count(&answers, "voucher-used-up")), (10, 54));
        let used = market.engine.read(move |tx| Ok(tx.vouchers().used(voucher)?)).await.unwrap();
        assert_eq!(used, 10);
        market.assert_clean().await;
    }

    async fn what_an_order_is_counted_in_is_found_wrong_without_it(db: TestDatabase) {
        let market = Market::stocked(db).await;
        market.live_a_week().await;
        let cycle = market.cycle;
        let page = PageRequest { after: None, limit: 100 };
        let brought = move |tx: &mut Tx<'_>| {
            for listed in orders_of_cycle(tx, &Actor::Operator, cycle, None, &page)?.items {
                let order = tx.orders().get(listed.id)?;
                if !order.vouchers().is_empty() {
                    return Ok(Some(order));
                }
            }
            Ok(None)
        };
        let order = market.engine.read(brought).await.unwrap().expect("a code was used");
        let voucher = order.vouchers().into_iter().next().unwrap();
        let method = order.hand_over.as_ref().unwrap().method;
        let look = move |tx: &mut Tx<'_>| {
            let counts = tx.counts().look(&[(cycle, method)], &[voucher])?;
            let limited = tx.cycles().get(cycle)?;
            let taken = tx.cycles().taken(&limited)?;
            let of = [counts.handed_over[&(cycle, method)], counts.used[&voucher]];
            Ok((of, taken.orders, tx.orders().count(cycle)?))
        };
        let (counted, taken, there) = market.engine.read(look).await.unwrap();
        assert_eq!((counted, taken), ([1, 1], there));
        market.assert_clean().await;

        for damage in [
            "update voucher set used = used + 1 where used > 0",
            "update hand_over_count set orders = orders + 1",
            "update cycle_count set orders = orders + 1, total_minor = total_minor + 1",
        ] {
            run_by_hand(&market.database.database, damage).unwrap();
        }
        let verified = market.engine.read(verify).await.unwrap();
        let what: Vec<&str> = verified.differences.iter().map(|it| it.what.as_str()).collect();
        assert_eq!(what, ["uses of voucher", "orders by hand-over", "orders of cycle", "turnover of cycle"]);
    }

    async fn the_same_request_twice_at_once_is_one_order(db: TestDatabase) {
        let market = Market::stocked(db).await;
        for cart in carts(&market, 10, &[("Carrots", 1)]).await {
            let checkout = market.checkout(cart, "key");
            let answers = market.submit(vec![checkout.clone(), checkout]).await.answers().await;
            let orders: Vec<&Order> = answers.iter().map(|answer| answer.as_ref().unwrap()).collect();
            assert_eq!(orders[0], orders[1]);
        }
        assert_eq!(market.left("Carrots").await, 40_000_000 - 10 * 500_000);
        market.assert_clean().await;
    }

    async fn the_same_request_at_two_nodes_at_once_is_one_order(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let other = market.another_node();
        let carts = carts(&market, 20, &[("Carrots", 1)]).await;
        let checkouts: Vec<Checkout> = carts.iter().map(|cart| market.checkout(*cart, "key")).collect();
        let [here, there] = at_two_nodes(&market, &other, checkouts).await;
        for (here, there) in here.iter().zip(&there) {
            assert_eq!(here.as_ref().unwrap(), there.as_ref().unwrap());
        }
        assert_eq!(market.left("Carrots").await, 40_000_000 - 20 * 500_000);
        market.assert_clean().await;
    }

    async fn a_cycle_is_had_alone_however_many_share_it(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let settings = StoreSettings { readers: 1, writers: 1, lane_writers: 4, ..StoreSettings::default() };
        let clock = market.engine.clock();
        let store = Store::open(market.database.database.clone(), settings, Arc::clone(clock));
        let (store, cycle) = (Arc::new(store.unwrap()), market.cycle);
        // A batch does not end before another lane has begun the next, unless none can: the cycle is shared for ever.
        let begun = AtomicU64::new(0);
        let decide: Arc<Decide<(), ()>> = Arc::new(move |tx, asked| {
            tx.checkout().share_cycles(&[cycle])?;
            let (this, since) = (begun.fetch_add(1, Ordering::SeqCst) + 1, Instant::now());
            while begun.load(Ordering::SeqCst) == this && since.elapsed() < LONGEST_BATCH {
                thread::sleep(Duration::from_millis(1));
            }
            Ok(Batch { answers: vec![(); asked.len()], wrote: false, touched: Touched::Anything })
        });
        let lane = Arc::new(store.lane("slow", Within::Transaction, &decide).unwrap());
        let asking: Vec<_> = (0..64).map(|_| {
            let lane = Arc::clone(&lane);
            tokio::spawn(async move {
                loop {
                    lane.submit(()).await.unwrap();
                }
            })
        }).collect();
        tokio::time::sleep(Duration::from_millis(200)).await;
        let alone = store.write(move |tx| tx.cycles().lock(cycle));
        let had = tokio::time::timeout(Duration::from_mins(1), alone).await;
        asking.iter().for_each(JoinHandle::abort);
        assert_eq!(had.expect("it is had in time").unwrap().id, cycle);
    }

    async fn an_ordered_cart_is_not_ordered_again(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let cart = market.cart(&[("Eggs", 1)]).await;
        let first = market.checkout(cart, "first");
        let placed = market.engine.checkout(first.clone()).await.unwrap();
        let again = market.engine.checkout(market.checkout(cart, "other")).await;
        assert_eq!(code(&again), "cart-ordered");
        let changed = market.engine.checkout(Checkout { digest: [9; 32], ..first.clone() }).await;
        assert_eq!(code(&changed), "key-reused");
        assert_eq!(market.engine.checkout(first).await.unwrap(), placed);
    }

    async fn a_poisoned_command_fails_alone(db: TestDatabase) {
        let one_lane = StoreSettings { readers: 1, writers: 1, lane_writers: 1, ..StoreSettings::default() };
        let market = Market::stocked_with(db, one_lane).await;
        let taken = market.order(&[("Carrots", 1)]).await.unwrap();
        let carts = carts(&market, 8, &[("Carrots", 1)]).await;
        let mut checkouts: Vec<Checkout> = carts.iter().map(|cart| market.checkout(*cart, "key")).collect();
        // No two orders have the same id: the database refuses the whole batch.
        checkouts[4].order = taken.id;
        let hold = market.hold("Carrots").await;
        let submitted = market.submit(checkouts).await;
        hold.release().await;
        let answers = submitted.answers().await;
        for (number, answer) in answers.iter().enumerate() {
            match answer {
                Ok(_) => assert_ne!(number, 4),
                Err(Error::Store(StoreError::Duplicate(_))) => assert_eq!(number, 4),
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(market.left("Carrots").await, 40_000_000 - 8 * 500_000);
        market.assert_clean().await;
    }

    async fn many_checkouts_share_a_commit_and_refusals_need_none(db: TestDatabase) {
        let one_lane = StoreSettings { readers: 1, writers: 1, lane_writers: 1, ..StoreSettings::default() };
        let market = Market::stocked_with(db, one_lane).await;
        let (first, others) = (market.cart(&[("Carrots", 1)]).await, carts(&market, 30, &[("Carrots", 1)]).await);
        let too_much = carts(&market, 5, &[("Pumpkins", 21)]).await;
        let hold = market.hold("Carrots").await;
        let before = market.engine.store().commits();
        let first = market.submit(vec![market.checkout(first, "key")]).await;
        // Time for the lane to take it, and to wait.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let others = market.submit(others.iter().map(|cart| market.checkout(*cart, "key")).collect()).await;
        hold.release().await;
        let mut answers = first.answers().await;
        answers.extend(others.answers().await);
        assert_eq!(count(&answers, "placed"), 31);
        // The hold itself, the first, and the other thirty; or all of them at once, where the lane was late to take the first.
        let commits = market.engine.store().commits() - before;
        assert!((2..=3).contains(&commits), "{commits} commits");
        let before = market.engine.store().commits();
        let checkouts = too_much.iter().map(|cart| market.checkout(*cart, "key")).collect();
        let refused = market.submit(checkouts).await.answers().await;
        assert_eq!(count(&refused, "out-of-stock"), 5);
        assert_eq!(market.engine.store().commits(), before);
    }

    async fn a_message_is_leased_to_one_node(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let other = market.another_node();
        for _ in 0..10 {
            market.order(&[("Carrots", 1)]).await.unwrap();
        }
        let lease = |engine: &Arc<Engine>| {
            let engine = Arc::clone(engine);
            tokio::spawn(async move {
                let mut claimed = 0;
                let ids = engine.ids();
                loop {
                    let ids = Arc::clone(&ids);
                    let claim = engine.write(move |tx| {
                        let now = tx.now();
                        Ok(tx.outbox().claim(now, ids.next(now), now.plus_seconds(60))?)
                    });
                    if claim.await.unwrap().is_none() {
                        return claimed;
                    }
                    claimed += 1;
                }
            })
        };
        for _ in 0..10 {
            let nodes = [&market.engine, &other, &market.engine, &other].map(lease);
            let mut leased = 0;
            for node in nodes {
                leased += node.await.unwrap();
            }
            assert_eq!(leased, 10);
            market.clock.set(sillon_kernel::Clock::now(&*market.clock).plus_seconds(60));
        }
    }
}
