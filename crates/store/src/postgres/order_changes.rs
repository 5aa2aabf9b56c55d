//! How PostgreSQL writes what many orders changed to: all in one statement.

use diesel::{
    QueryResult, RunQueryDsl,
    sql_types::{Array, BigInt, Nullable},
};
use sillon_kernel::{OrderId, TransactionId};

use super::{
    Conn, Db,
    queries::payments::books::{ADDED_TO_BALANCES, MOVED_FROM, MOVED_TO},
};
use crate::{records::orders::OrderTotal, sql::ids::Uid, sql::statement::statement};

statement!(
    /// Sets what orders come to and may come to, and when the last of what was in them was cancelled.
    SetTotals { orders: Vec<OrderId>, totals: Vec<i64>, cancelled: Vec<Option<i64>>, at_most: Vec<Option<i64>> } =
    "update orders o set total_minor = t.total, cancelled_at = t.cancelled, at_most_minor = t.at_most from unnest(",
    [orders: Array<Uid>], "::uuid[], ", [totals: Array<BigInt>], "::bigint[], ", [cancelled: Array<Nullable<BigInt>>],
    "::bigint[], ", [at_most: Array<Nullable<BigInt>>], "::bigint[]) t (id, total, cancelled, at_most) where o.id = t.id"
);

/// Sets what orders come to.
pub(crate) fn set_totals(conn: &mut Conn, totals: &[OrderTotal]) -> QueryResult<()> {
    let set = SetTotals {
        orders: totals.iter().map(|of| of.order).collect(),
        totals: totals.iter().map(|of| of.total).collect(),
        cancelled: totals.iter().map(|of| of.cancelled_at).collect(),
        at_most: totals.iter().map(|of| of.at_most).collect(),
    };
    set.execute(conn).map(drop)
}

statement!(
    /// Adds what transactions moved to the balances of those they moved between.
    AddToBalances { to: Vec<TransactionId>, from: Vec<TransactionId> } =
    (MOVED_TO), " = any(", [to: Array<Uid>], "::uuid[])", (MOVED_FROM), " = any(", [from: Array<Uid>], "::uuid[])",
    (ADDED_TO_BALANCES)
);

/// Adds what transactions moved to the balances of those they moved between.
pub(crate) fn add_to_balances(conn: &mut Conn, transactions: &[TransactionId]) -> QueryResult<()> {
    AddToBalances { to: transactions.to_vec(), from: transactions.to_vec() }.execute(conn).map(drop)
}
