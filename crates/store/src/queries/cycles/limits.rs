//! What closes a cycle before its time: how many orders, or for how much.

use diesel::{
    RunQueryDsl as _,
    sql_types::{BigInt, Text},
};
use sillon_cycles::{OrderCycle, OrderLimit, OrdersTaken, Stage};
use sillon_kernel::{Currency, CycleId, Money};

use super::super::{
    super::{Conn, Db, dialect::wait_for_limits},
    catalogue::products::read_currency,
};
use crate::{Error, sql::ids::Uid, sql::statement::statement};

/// The columns of a limit, of the table of what is limited.
macro_rules! limited {
    ($table:ident, $limit:expr) => {
        (
            $table::limit_orders.eq($limit
                .and_then(|limit: sillon_cycles::OrderLimit| limit.orders())
                .map(i64::from)),
            $table::limit_minor
                .eq($limit.and_then(|limit| limit.turnover()).map(sillon_kernel::Money::minor)),
            $table::limit_currency
                .eq($limit.and_then(|limit| limit.turnover()).map(|it| it.currency().code())),
        )
    };
}
pub(crate) use limited;

/// A limit as it is stored: how many orders, for how much, and in which currency that is.
pub(crate) type LimitColumns = (Option<i64>, Option<i64>, Option<String>);

pub(crate) fn read_limit(
    (orders, minor, currency): LimitColumns,
) -> Result<Option<OrderLimit>, Error> {
    if orders.is_none() && minor.is_none() {
        return Ok(None);
    }
    let corrupt = || Error::Corrupt { what: "order limit", value: format!("{orders:?} {minor:?}") };
    let currency = currency.as_deref().map(read_currency).transpose()?;
    let turnover = minor.map(|minor| currency.map(|currency| Money::new(minor, currency)));
    let turnover = turnover.map(|it| it.ok_or_else(corrupt)).transpose()?;
    let orders = orders.map(u32::try_from).transpose().map_err(|_fault| corrupt())?;
    OrderLimit::new(orders, turnover).map(Some).map_err(|_fault| corrupt())
}

statement!(
    /// How many orders of a cycle there are, and what customers pay for those in a currency.
    Taken { currency: String, cycle: CycleId } -> (BigInt, BigInt) =
    "select count(*), cast(coalesce(sum(case when o.currency = ", [currency: Text],
    " then o.total_minor else 0 end), 0) as bigint) from orders o where o.cancelled_at is null and o.cycle_id = ", [cycle: Uid]
);

pub(crate) fn taken(conn: &mut Conn, cycle: &OrderCycle) -> Result<OrdersTaken, Error> {
    let Some(limit) = cycle.limit else { return Ok(OrdersTaken::default()) };
    let currency = limit.turnover().map_or(Currency::EUR, Money::currency);
    let counted = Taken { currency: currency.code().to_owned(), cycle: cycle.id };
    let rows: Vec<(i64, i64)> = counted.load(conn)?;
    let read = |(orders, minor)| OrdersTaken { orders, minor };
    Ok(rows.into_iter().next().map(read).unwrap_or_default())
}

pub(crate) fn lock_taken(
    conn: &mut Conn,
    cycles: &[OrderCycle],
) -> Result<Vec<(CycleId, OrdersTaken)>, Error> {
    let is_counted =
        |it: &&OrderCycle| it.limit.is_some() && matches!(it.stage, Stage::Open { .. });
    let mut limited: Vec<&OrderCycle> = cycles.iter().filter(is_counted).collect();
    if limited.is_empty() {
        return Ok(Vec::new());
    }
    limited.sort_unstable_by_key(|cycle| cycle.id);
    let ids: Vec<CycleId> = limited.iter().map(|cycle| cycle.id).collect();
    // Counted by statements of their own after the wait: they see what whoever counted before has placed.
    wait_for_limits(conn, &ids)?;
    limited.into_iter().map(|cycle| Ok((cycle.id, taken(conn, cycle)?))).collect()
}
