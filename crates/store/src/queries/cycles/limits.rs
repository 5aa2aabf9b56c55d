//! What closes a cycle before its time: how many orders, or for how much.

use diesel::sql_types::BigInt;
use sillon_cycles::{OrderCycle, OrderLimit, OrdersTaken};
use sillon_kernel::{CycleId, Money};

use super::super::{
    super::{Conn, Db, dialect::read_by_ids},
    catalogue::products::read_currency,
};
use crate::{Error, sql::ids::Uid};

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

type TakenRow = (CycleId, i64, i64);

read_by_ids!(
    /// What was ordered in cycles that have a limit.
    fn counts(CycleId) -> TakenRow: (Uid, BigInt, BigInt) =
        select "cycle_id, orders, total_minor" from "cycle_count" by "cycle_id"
);

read_by_ids!(
    /// The same: whoever orders in one of them orders alone until the transaction ends.
    fn lock_counts(CycleId) -> TakenRow: (Uid, BigInt, BigInt) =
        select "cycle_id, orders, total_minor" from "cycle_count" by "cycle_id", lock "for no key update"
);

fn read_taken((cycle, orders, minor): TakenRow) -> (CycleId, OrdersTaken) {
    (cycle, OrdersTaken { orders, minor })
}

pub(crate) fn taken(conn: &mut Conn, cycle: &OrderCycle) -> Result<OrdersTaken, Error> {
    if cycle.limit.is_none() {
        return Ok(OrdersTaken::default());
    }
    let counted = counts(conn, &[cycle.id])?.into_iter().next();
    Ok(counted.map(|row| read_taken(row).1).unwrap_or_default())
}

pub(crate) fn lock_taken(
    conn: &mut Conn,
    cycles: &[OrderCycle],
) -> Result<Vec<(CycleId, OrdersTaken)>, Error> {
    let limited: Vec<CycleId> =
        cycles.iter().filter(|cycle| cycle.limit.is_some()).map(|cycle| cycle.id).collect();
    if limited.is_empty() {
        return Ok(Vec::new());
    }
    // The cycles are shared: none of them comes by a limit, or loses one, until the transaction ends.
    Ok(lock_counts(conn, &limited)?.into_iter().map(read_taken).collect())
}
