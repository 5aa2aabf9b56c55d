//! Part c, over one pool: two sizes of a thing, sold by two hubs of which one has a quota, are all drawn from what a farm
//! has of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    Fault,
    arguments::Backend,
    bench::{Bench, say},
    load::clients::{Outcome, Work, drive},
    load::http::Body,
    load::report::Report,
    load::spread::{Spread, Target, millis},
    parts::desk::{Desk, text},
    parts::market::{LIST_HEADER, Shop, farm_name, found_farms, open_carts},
    parts::racers::{ANSWERED, CLIENTS, RACES, placed},
};

/// What the two sizes weigh.
const BAG_GRAMS: usize = 500;
const SACK_GRAMS: usize = 2_000;
/// How many bags a pool fills. The hub without a quota is asked for more bags than that, and each of them is taken while
/// there is one: so a pool is sold out whoever comes first, whatever the other size and the other hub take of it.
const POOL_BAGS: usize = 12;
/// How many bags the first hub may sell of a pool.
const QUOTA: usize = 4;

// Why a pool is always sold out, and its quota always asked for more than it has.
const _: () = assert!(CLIENTS / 4 > POOL_BAGS && CLIENTS / 4 > QUOTA);
const _: () = assert!(SACK_GRAMS.is_multiple_of(BAG_GRAMS), "no rest of a pool is less than a bag");

/// A pool, by the two sizes drawn from it.
struct Pool {
    bag: String,
    sack: String,
}

/// Races over as many pools as part c has races, each at both hubs and for both sizes at once.
pub(crate) async fn measure(
    bench: &Bench,
    backend: Backend,
    report: &mut Report,
) -> Result<(), Fault> {
    say(&format!(
        "c: {CLIENTS} clients at two hubs race for one pool, {RACES} times, on {backend}"
    ));
    let database = bench.database(backend, "pool_race")?;
    let serving = bench.sillon.serve(&database.url()).await?;
    let desk = Desk::sign_up(serving.address).await?;
    let farms = found_farms(&desk, "Hub", 1).await?;
    desk.hand_in("/v1/product-lists", &two_sizes("Hub")).await?;
    let hubs = [Shop::over(&desk, "Hub", &farms).await?, Shop::over(&desk, "Quay", &farms).await?];
    let [bound, _] = &hubs;
    let pools = pools(&desk.get(&bound.offers()).await?)?;
    for farm in &farms {
        let grant = format!("/v1/enterprises/{farm}/grants/set-hub-prices/{}", bound.hub);
        desk.command("PUT", &grant).await?;
    }
    for pool in &pools {
        let path = format!("/v1/enterprises/{}/terms/{}", bound.hub, pool.bag);
        let quota = json!({ "stock": { "kind": "quota", "items": QUOTA } });
        desk.put(&path, &quota).await?;
    }
    let (mut sold, mut quota, mut took) = (Spread::default(), Spread::default(), Spread::default());
    for pool in &pools {
        let requests = open_carts(&desk, &carts(&hubs, pool)).await?;
        let outcome = drive(desk.address(), CLIENTS, Work::all(requests), Body::Dropped).await?;
        let came = Sold::of(&outcome)?;
        sold.add(f64::from(u32::try_from(came.pool)?));
        quota.add(f64::from(u32::try_from(came.quota)?));
        took.add(millis(outcome.elapsed));
    }
    drop(serving);
    bench.sillon.verify(&database.url())?;
    let there = Spread::of(f64::from(u32::try_from(POOL_BAGS)?), RACES);
    let what = |of: &str| format!("race for a pool of two sizes at two hubs, {backend}: {of}");
    report.ratio(what("sold / there"), "", (&sold, &there), Some(Target::Exactly(1.0)));
    let may = Spread::of(f64::from(u32::try_from(QUOTA)?), RACES);
    report.ratio(
        what("sold of a quota / its quota"),
        "",
        (&quota, &may),
        Some(Target::AtMost(1.0)),
    );
    report.value(what("ms until all are answered"), " ms", took, ANSWERED);
    Ok(())
}

/// A list of pools: each a thing in two sizes, the second of which draws on what there is of the first.
fn two_sizes(shop: &str) -> String {
    let farm = farm_name(1, shop);
    let rows = (0..RACES).map(|number| {
        let name = format!("Potatoes {number:02}");
        format!(
            "{farm},BAG{number:02},{name},Vegetables,,{BAG_GRAMS},g,,1.60,{POOL_BAGS},none,FR\n\
             {farm},SACK{number:02},{name},Vegetables,,{SACK_GRAMS},g,,5.20,,none,FR\n"
        )
    });
    format!("{LIST_HEADER}{}", rows.collect::<String>())
}

/// The pools among what a hub offers.
fn pools(offers: &Value) -> Result<Vec<Pool>, Fault> {
    let offers = offers.get("offers").and_then(Value::as_array).ok_or("there are no offers")?;
    let by_sku = |sku: String| {
        let of = |offer: &&Value| offer.get("sku").and_then(Value::as_str) == Some(&sku);
        offers.iter().find(of).ok_or(format!("{sku} is not offered"))
    };
    (0..RACES)
        .map(|number| {
            let bag = text(by_sku(format!("BAG{number:02}"))?, "variant")?;
            Ok(Pool { bag, sack: text(by_sku(format!("SACK{number:02}"))?, "variant")? })
        })
        .collect()
}

/// Carts of one item each, in turn at each hub and of each size.
fn carts(hubs: &[Shop; 2], pool: &Pool) -> Vec<Value> {
    let [first, second] = hubs;
    let kinds = [
        first.cart(&[(&pool.bag, 1)]),
        second.cart(&[(&pool.bag, 1)]),
        first.cart(&[(&pool.sack, 1)]),
        second.cart(&[(&pool.sack, 1)]),
    ];
    kinds.into_iter().cycle().take(CLIENTS).collect()
}

/// What came of a race, counted in bags.
struct Sold {
    /// Of the whole pool.
    pool: usize,
    /// Of the first hub's quota.
    quota: usize,
}

impl Sold {
    /// Counts the carts of [`carts`] that were not refused; any other answer than an order or a refusal is a fault.
    fn of(outcome: &Outcome) -> Result<Self, Fault> {
        let refused = outcome.kept.iter().filter(|(_, answer)| answer.status == 409);
        let refused: BTreeSet<usize> = refused.map(|(place, _)| *place).collect();
        if outcome.answers != CLIENTS || placed(outcome) + refused.len() != CLIENTS {
            return Err(format!("the race was answered {:?}", outcome.statuses).into());
        }
        let mut sold = Self { pool: 0, quota: 0 };
        for place in (0..CLIENTS).filter(|place| !refused.contains(place)) {
            sold.pool += if place % 4 < 2 { 1 } else { SACK_GRAMS / BAG_GRAMS };
            sold.quota += usize::from(place % 4 == 0);
        }
        Ok(sold)
    }
}
