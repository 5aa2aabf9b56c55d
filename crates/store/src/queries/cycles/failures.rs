use diesel::{prelude::*, sql_types::BigInt};
use sillon_kernel::{CycleId, Timestamp};

use super::super::super::{Conn, Db};
use crate::{
    Error,
    error::instant,
    records::cycles::CycleFailure,
    schema::tables::{cycle_failure, order_cycle},
    sql::ids::{Key, Uid},
    sql::statement::statement,
};

pub(crate) fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<CycleId>, Error> {
    let opens = order_cycle::stage.eq("upcoming").and(order_cycle::opens_at.le(now.micros()));
    let closes = order_cycle::stage.eq("open").and(order_cycle::closes_at.le(now.micros()));
    let put_off = cycle_failure::table
        .filter(cycle_failure::order_cycle_id.eq(order_cycle::id))
        .filter(cycle_failure::retry_at.gt(now.micros()));
    let mut due: Vec<CycleId> = order_cycle::table
        .filter(opens.or(closes))
        .filter(diesel::dsl::not(diesel::dsl::exists(put_off)))
        .order((order_cycle::closes_at, order_cycle::id))
        .limit(1_000)
        .select(order_cycle::id)
        .load(conn)?;
    let now = now.micros();
    let full: Vec<CycleId> = Full { now, retries: now }.load(conn)?;
    due.extend(full);
    Ok(due)
}

statement!(
    /// The open cycles that came to their limit before their time.
    Full { now: i64, retries: i64 } -> Uid =
    "select c.id from order_cycle c join cycle_count n on n.cycle_id = c.id \
     where c.stage = 'open' and (c.limit_orders is not null or c.limit_minor is not null) \
     and c.closes_at > ", [now: BigInt], " and (n.orders >= c.limit_orders or n.total_minor >= c.limit_minor) \
     and not exists (select 1 from cycle_failure f where f.order_cycle_id = c.id and f.retry_at > ", [retries: BigInt],
    ") limit 1000"
);

pub(crate) fn failure(conn: &mut Conn, cycle: CycleId) -> Result<Option<CycleFailure>, Error> {
    let found: Option<(i64, i64, i64)> = cycle_failure::table
        .find(Key(cycle))
        .select((cycle_failure::times, cycle_failure::since, cycle_failure::retry_at))
        .first(conn)
        .optional()?;
    let read = |(times, since, retry_at)| {
        Ok(CycleFailure { times, since: instant(since)?, retry_at: instant(retry_at)? })
    };
    found.map(read).transpose()
}

pub(crate) fn note_failure(
    conn: &mut Conn,
    cycle: CycleId,
    failed: &CycleFailure,
) -> Result<(), Error> {
    let again = (
        cycle_failure::times.eq(failed.times),
        cycle_failure::retry_at.eq(failed.retry_at.micros()),
    );
    diesel::insert_into(cycle_failure::table)
        .values((
            cycle_failure::order_cycle_id.eq(Key(cycle)),
            cycle_failure::since.eq(failed.since.micros()),
            again,
        ))
        .on_conflict(cycle_failure::order_cycle_id)
        .do_update()
        .set(again)
        .execute(conn)?;
    Ok(())
}

pub(crate) fn clear_failure(conn: &mut Conn, cycle: CycleId) -> Result<(), Error> {
    diesel::delete(cycle_failure::table.find(Key(cycle))).execute(conn)?;
    Ok(())
}
