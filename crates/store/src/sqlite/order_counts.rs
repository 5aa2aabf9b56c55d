//! How SQLite keeps what is counted of orders: in one process a loop of prepared statements is as fast as any list, and there is one
//! writer, whose transaction has the whole file.

use diesel::{
    QueryResult, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_kernel::{CycleId, HandOverMethodId, UserId, VoucherId};
use sillon_orders::VoucherUser;

use super::{
    Conn, Db,
    queries::orders::counts::{CountRow, Moved},
};
use crate::{sql::ids::Uid, sql::statement::statement};

statement!(
    /// How many orders of a cycle are handed over by a method.
    HandedOver { cycle: CycleId, method: HandOverMethodId } -> (Uid, Nullable<Uid>, BigInt) =
    "select cycle_id, method_id, orders from hand_over_count where cycle_id = ", [cycle: Uid], " and method_id = ",
    [method: Uid]
);

statement!(
    /// How many orders used a voucher.
    Used { voucher: VoucherId } -> (Uid, Nullable<Uid>, BigInt) =
    "select id, null, used from voucher where id = ", [voucher: Uid]
);

/// The counts of methods in cycles, and of vouchers.
pub(crate) fn counts(
    conn: &mut Conn,
    hand_overs: &[(CycleId, HandOverMethodId)],
    vouchers: &[VoucherId],
) -> QueryResult<Vec<CountRow>> {
    let mut rows = Vec::with_capacity(hand_overs.len() + vouchers.len());
    for (cycle, method) in hand_overs.iter().copied() {
        rows.extend(HandedOver { cycle, method }.load::<CountRow>(conn)?);
    }
    for voucher in vouchers.iter().copied() {
        rows.extend(Used { voucher }.load::<CountRow>(conn)?);
    }
    Ok(rows)
}

/// The same: nothing is left to lock.
pub(crate) fn lock_counts(
    conn: &mut Conn,
    hand_overs: &[(CycleId, HandOverMethodId)],
    vouchers: &[VoucherId],
) -> QueryResult<Vec<CountRow>> {
    counts(conn, hand_overs, vouchers)
}

statement!(
    /// Begins to count orders of a cycle by a method.
    Begin { cycle: CycleId, method: HandOverMethodId } =
    "insert into hand_over_count (cycle_id, method_id, orders) values (", [cycle: Uid], ", ", [method: Uid],
    ", 0) on conflict do nothing"
);

/// Begins to count orders of cycles by methods.
pub(crate) fn begin_counts(
    conn: &mut Conn,
    hand_overs: &[(CycleId, HandOverMethodId)],
) -> QueryResult<()> {
    for (cycle, method) in hand_overs.iter().copied() {
        Begin { cycle, method }.execute(conn)?;
    }
    Ok(())
}

statement!(
    /// Moves the count of a voucher.
    MoveUses { uses: i64, voucher: VoucherId } =
    "update voucher set used = used + ", [uses: BigInt], " where id = ", [voucher: Uid]
);

statement!(
    /// Moves the count of a method in a cycle.
    MoveHandedOver { orders: i64, cycle: CycleId, method: HandOverMethodId } =
    "update hand_over_count set orders = orders + ", [orders: BigInt], " where cycle_id = ", [cycle: Uid],
    " and method_id = ", [method: Uid]
);

statement!(
    /// Moves the count of a cycle, and its turnover where it is counted in this currency.
    MoveTaken { orders: i64, currency: String, minor: i64, cycle: CycleId } =
    "update cycle_count set orders = orders + ", [orders: BigInt], ", total_minor = total_minor + case when currency = ",
    [currency: Text], " then ", [minor: BigInt], " else 0 end where cycle_id = ", [cycle: Uid]
);

/// Moves counts.
pub(crate) fn move_counts(conn: &mut Conn, moved: &Moved) -> QueryResult<()> {
    for (voucher, uses) in &moved.vouchers {
        MoveUses { uses: *uses, voucher: *voucher }.execute(conn)?;
    }
    for ((cycle, method), orders) in &moved.hand_overs {
        MoveHandedOver { orders: *orders, cycle: *cycle, method: *method }.execute(conn)?;
    }
    for ((cycle, currency), (orders, minor)) in &moved.cycles {
        let (cycle, currency) = (*cycle, (*currency).to_owned());
        MoveTaken { orders: *orders, currency, minor: *minor, cycle }.execute(conn)?;
    }
    Ok(())
}

statement!(
    /// How many orders of an account used a voucher, with those that a guest of its address placed.
    UsedByAccount { of: UserId, voucher: VoucherId, same: UserId, too: VoucherId } -> (BigInt,) =
    "select cast((select count(*) from orders o where o.user_id = ", [of: Uid],
    " and exists (select 1 from order_component c where c.order_id = o.id and c.amount_minor <> 0 and c.voucher_id = ", [voucher: Uid],
    ")) + (select count(*) from orders o where o.user_id is null and o.email = (select u.email from user_account u \
     where u.id = ", [same: Uid], ") and exists (select 1 from order_component c where c.order_id = o.id \
     and c.amount_minor <> 0 and c.voucher_id = ", [too: Uid], ")) as bigint)"
);

statement!(
    /// How many orders of guests with an address used a voucher, with those of the account that has it.
    UsedByGuest { of: String, voucher: VoucherId, same: String, too: VoucherId } -> (BigInt,) =
    "select cast((select count(*) from orders o where o.user_id is null and o.email = ", [of: Text],
    " and exists (select 1 from order_component c where c.order_id = o.id and c.amount_minor <> 0 and c.voucher_id = ", [voucher: Uid],
    ")) + (select count(*) from orders o where o.user_id = (select u.id from user_account u where u.email = ",
    [same: Text], ") and exists (select 1 from order_component c where c.order_id = o.id \
     and c.amount_minor <> 0 and c.voucher_id = ", [too: Uid], ")) as bigint)"
);

/// How many orders of each of these used their voucher, by the place of each.
pub(crate) fn used_by(
    conn: &mut Conn,
    pairs: &[(VoucherId, VoucherUser)],
) -> QueryResult<Vec<(i64, i64)>> {
    let mut counts = Vec::with_capacity(pairs.len());
    for (place, (voucher, by)) in (0_i64..).zip(pairs) {
        let voucher = *voucher;
        let (count,): (i64,) = match by {
            VoucherUser::Account(user) => {
                UsedByAccount { of: *user, voucher, same: *user, too: voucher }.get_result(conn)?
            }
            VoucherUser::Guest(email) => {
                let email = || email.as_str().to_owned();
                UsedByGuest { of: email(), voucher, same: email(), too: voucher }
                    .get_result(conn)?
            }
        };
        counts.push((place, count));
    }
    Ok(counts)
}
