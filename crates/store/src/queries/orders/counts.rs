//! What is kept counted of orders, and moves with them: nobody counts orders while others wait.

use std::collections::BTreeMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};
use sillon_cycles::OrderCycle;
use sillon_kernel::{Currency, CycleId, HandOverMethodId, Money, VoucherId};
use sillon_orders::Order;

use super::super::super::{Conn, Db, dialect};
use crate::{
    Error,
    records::orders::OrderCounts,
    records::system::Difference,
    sql::ids::{AnyId, Uid},
    sql::statement::statement,
};

/// By how much counts move.
#[derive(Default)]
pub(crate) struct Moved {
    /// Uses of vouchers.
    pub(crate) vouchers: BTreeMap<VoucherId, i64>,
    /// Orders of cycles by methods.
    pub(crate) hand_overs: BTreeMap<(CycleId, HandOverMethodId), i64>,
    /// Orders of cycles, and what they come to, by currency.
    pub(crate) cycles: BTreeMap<(CycleId, &'static str), (i64, i64)>,
}

impl Moved {
    /// What orders are counted in; of cycles, only of those that are counted.
    pub(crate) fn of<'o>(
        orders: impl Iterator<Item = &'o Order>,
        is_counted: impl Fn(CycleId) -> bool,
    ) -> Self {
        let mut moved = Self::default();
        for order in orders {
            moved.count(order, 1, is_counted(order.cycle));
        }
        moved
    }

    /// By how much counts move when orders change: one that is cancelled is counted no more.
    fn between<'o>(changes: impl Iterator<Item = (&'o Order, &'o Order)>) -> Self {
        let mut moved = Self::default();
        for (before, after) in changes {
            moved.count(before, -1, true);
            moved.count(after, 1, true);
        }
        moved
    }

    fn count(&mut self, order: &Order, times: i64, is_in_cycle: bool) {
        if order.cancelled_at.is_some() {
            return;
        }
        for voucher in order.vouchers() {
            *self.vouchers.entry(voucher).or_default() += times;
        }
        if let Some(hand_over) = &order.hand_over {
            *self.hand_overs.entry((order.cycle, hand_over.method)).or_default() += times;
        }
        if is_in_cycle {
            let of = (order.cycle, order.total.currency().code());
            let (orders, minor) = self.cycles.entry(of).or_default();
            *orders += times;
            *minor += order.total.minor() * times;
        }
    }
}

/// A cycle and a method, or a voucher and none; how many.
pub(crate) type CountRow = (AnyId, Option<HandOverMethodId>, i64);

fn read(rows: Vec<CountRow>) -> OrderCounts {
    let mut counts = OrderCounts::default();
    for (of, method, count) in rows {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match method {
            Some(method) => drop(counts.handed_over.insert((CycleId(of.0), method), count)),
            None => drop(counts.used.insert(VoucherId(of.0), count)),
        }
    }
    counts
}

pub(crate) fn look(
    conn: &mut Conn,
    hand_overs: &[(CycleId, HandOverMethodId)],
    vouchers: &[VoucherId],
) -> Result<OrderCounts, Error> {
    if hand_overs.is_empty() && vouchers.is_empty() {
        return Ok(OrderCounts::default());
    }
    Ok(read(dialect::counts(conn, hand_overs, vouchers)?))
}

pub(crate) fn lock(
    conn: &mut Conn,
    hand_overs: &[(CycleId, HandOverMethodId)],
    vouchers: &[VoucherId],
) -> Result<OrderCounts, Error> {
    if hand_overs.is_empty() && vouchers.is_empty() {
        return Ok(OrderCounts::default());
    }
    let counts = read(dialect::lock_counts(conn, hand_overs, vouchers)?);
    let is_new = |of: &&(CycleId, HandOverMethodId)| !counts.handed_over.contains_key(of);
    let new: Vec<_> = hand_overs.iter().filter(is_new).copied().collect();
    if new.is_empty() {
        return Ok(counts);
    }
    // The first orders of a cycle by a method: whoever comes first makes the row that all who come later wait for.
    dialect::begin_counts(conn, &new)?;
    Ok(read(dialect::lock_counts(conn, hand_overs, vouchers)?))
}

/// Moves what orders are counted in when they change, each from what it was to what it is.
pub(crate) fn count_changes<'o>(
    conn: &mut Conn,
    changes: impl Iterator<Item = (&'o Order, &'o Order)>,
) -> Result<(), Error> {
    Ok(dialect::move_counts(conn, &Moved::between(changes))?)
}

statement!(
    /// Counts the orders of a cycle that has a limit from now on, or another one.
    Recount { currency: String, cycle: CycleId } =
    "insert into cycle_count (cycle_id, currency, orders, total_minor) select c.id, t.currency, count(o.id), \
     coalesce(sum(case when o.currency = t.currency then o.total_minor else 0 end), 0) \
     from order_cycle c cross join (select cast(", [currency: Text], " as text) as currency) t \
     left join orders o on o.cycle_id = c.id and o.cancelled_at is null where c.id = ", [cycle: Uid],
    " group by c.id, t.currency on conflict (cycle_id) do update set currency = excluded.currency, \
     orders = excluded.orders, total_minor = excluded.total_minor"
);

statement!(
    /// Counts the orders of a cycle no more.
    Uncounted { cycle: CycleId } = "delete from cycle_count where cycle_id = ", [cycle: Uid]
);

/// Counts the orders of a cycle that the transaction has locked, as long as it has a limit.
pub(crate) fn count_cycle(conn: &mut Conn, cycle: &OrderCycle) -> Result<(), Error> {
    match cycle.limit {
        Some(limit) => {
            let currency = limit.turnover().map_or(Currency::EUR, Money::currency);
            Recount { currency: currency.code().to_owned(), cycle: cycle.id }.execute(conn)?
        }
        None => Uncounted { cycle: cycle.id }.execute(conn)?,
    };
    Ok(())
}

/// Forgets what was counted of a cycle that goes.
pub(crate) fn forget_cycle(conn: &mut Conn, cycle: CycleId) -> Result<(), Error> {
    Uncounted { cycle }.execute(conn)?;
    NotHandedOver { cycle }.execute(conn)?;
    Ok(())
}

statement!(
    /// Counts the orders of a cycle by no method any more.
    NotHandedOver { cycle: CycleId } = "delete from hand_over_count where cycle_id = ", [cycle: Uid]
);

statement!(
    /// Counts that are not what there is.
    Miscounted {} -> (Text, Uid, BigInt, BigInt) =
    "select 'uses of voucher', v.id, cast(coalesce(c.uses, 0) as bigint), v.used from voucher v \
     left join (select voucher_id, count(distinct order_id) as uses from order_component where voucher_id is not null \
     and amount_minor <> 0 \
     group by voucher_id) c on c.voucher_id = v.id where v.used <> coalesce(c.uses, 0) \
     union all \
     select 'orders by hand-over', t.method_id, cast(sum(t.there) as bigint), cast(sum(t.counted) as bigint) from ( \
     select t.cycle_id, t.method_id, 1 as there, 0 as counted from order_hand_over t \
     join orders o on o.id = t.order_id where o.cancelled_at is null \
     union all select cycle_id, method_id, 0, orders from hand_over_count) t group by t.cycle_id, t.method_id \
     having sum(t.there) <> sum(t.counted) \
     union all \
     select 'orders of cycle', n.cycle_id, cast(count(o.id) as bigint), n.orders from cycle_count n \
     left join orders o on o.cycle_id = n.cycle_id and o.cancelled_at is null group by n.cycle_id, n.orders having count(o.id) <> n.orders \
     union all \
     select 'turnover of cycle', n.cycle_id, cast(coalesce(sum(o.total_minor), 0) as bigint), n.total_minor from cycle_count n \
     left join orders o on o.cycle_id = n.cycle_id and o.currency = n.currency group by n.cycle_id, n.total_minor \
     having coalesce(sum(o.total_minor), 0) <> n.total_minor \
     union all \
     select 'counted cycle', c.id, case when c.limit_orders is null and c.limit_minor is null then 0 else 1 end, \
     case when n.cycle_id is null then 0 else 1 end from order_cycle c left join cycle_count n on n.cycle_id = c.id \
     where (c.limit_orders is null and c.limit_minor is null) <> (n.cycle_id is null)"
);

/// Counts that are not what there is: of vouchers, of ways of hand-over, and of cycles that close at a limit.
pub(crate) fn differences(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let rows: Vec<(String, AnyId, i64, i64)> = Miscounted {}.load(conn)?;
    let read = |(what, id, expected, found): (String, AnyId, i64, i64)| Difference {
        what,
        id: id.0,
        expected,
        found,
    };
    Ok(rows.into_iter().map(read).collect())
}
