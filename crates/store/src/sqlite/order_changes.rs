//! How SQLite writes what many orders changed to: in one process a loop of prepared statements is as fast as any list.

use diesel::{
    QueryResult, RunQueryDsl,
    sql_types::{BigInt, Nullable},
};
use sillon_kernel::{OrderId, TransactionId};

use super::{
    Conn, Db,
    queries::payments::books::{ADDED_TO_BALANCES, MOVED_FROM, MOVED_TO},
};
use crate::{records::orders::OrderTotal, sql::ids::Uid, sql::statement::statement};

statement!(
    /// Sets what an order comes to and may come to, and when the last of what was in it was cancelled.
    SetTotal { total: i64, cancelled: Option<i64>, at_most: Option<i64>, order: OrderId } =
    "update orders set total_minor = ", [total: BigInt], ", cancelled_at = ", [cancelled: Nullable<BigInt>],
    ", at_most_minor = ", [at_most: Nullable<BigInt>], " where id = ", [order: Uid]
);

/// Sets what orders come to.
pub(crate) fn set_totals(conn: &mut Conn, totals: &[OrderTotal]) -> QueryResult<()> {
    for OrderTotal { order, total, cancelled_at, at_most } in totals.iter().copied() {
        SetTotal { total, cancelled: cancelled_at, at_most, order }.execute(conn)?;
    }
    Ok(())
}

statement!(
    /// Adds what a transaction moved to the balances of those it moved between.
    AddToBalances { to: TransactionId, from: TransactionId } =
    (MOVED_TO), " = ", [to: Uid], (MOVED_FROM), " = ", [from: Uid], (ADDED_TO_BALANCES)
);

/// Adds what transactions moved to the balances of those they moved between.
pub(crate) fn add_to_balances(conn: &mut Conn, transactions: &[TransactionId]) -> QueryResult<()> {
    for transaction in transactions.iter().copied() {
        AddToBalances { to: transaction, from: transaction }.execute(conn)?;
    }
    Ok(())
}
