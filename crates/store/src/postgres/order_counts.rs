//! How PostgreSQL keeps what is counted of orders: many counts in one statement, read, locked or moved.

use diesel::{
    QueryResult, RunQueryDsl,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Array, BigInt, Nullable, Text},
};
use sillon_kernel::{CycleId, HandOverMethodId, UserId, VoucherId};
use sillon_orders::VoucherUser;

use super::{
    Conn, Db,
    dialect::push_array,
    queries::orders::counts::{CountRow, Moved},
};
use crate::{sql::ids::Uid, sql::statement::statement};

/// Reads the counts of methods in cycles, then of vouchers, each in the order of their ids, and locks them so.
struct Counts<'a, const LOCKED: bool> {
    cycles: Vec<CycleId>,
    methods: Vec<HandOverMethodId>,
    vouchers: &'a [VoucherId],
}

impl<'a, const LOCKED: bool> Counts<'a, LOCKED> {
    fn of(hand_overs: &[(CycleId, HandOverMethodId)], vouchers: &'a [VoucherId]) -> Self {
        let (cycles, methods) = hand_overs.iter().copied().unzip();
        Self { cycles, methods, vouchers }
    }
}

impl<const LOCKED: bool> QueryId for Counts<'_, LOCKED> {
    type QueryId = Counts<'static, LOCKED>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const LOCKED: bool> Query for Counts<'_, LOCKED> {
    type SqlType = (Uid, Nullable<Uid>, BigInt);
}

impl<const LOCKED: bool> RunQueryDsl<Conn> for Counts<'_, LOCKED> {}

impl<const LOCKED: bool> QueryFragment<Pg> for Counts<'_, LOCKED> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "with handed_over as materialized (select c.cycle_id, c.method_id, c.orders from unnest(",
        );
        push_array::<Uid, _>(&mut out, &self.cycles)?;
        out.push_sql(", ");
        push_array::<Uid, _>(&mut out, &self.methods)?;
        out.push_sql(
            ") t (cycle_id, method_id) join hand_over_count c on c.cycle_id = t.cycle_id and c.method_id = t.method_id \
             order by c.cycle_id, c.method_id",
        );
        out.push_sql(if LOCKED { " for no key update of c" } else { "" });
        out.push_sql(
            "), used as materialized (select v.id, v.used from voucher v where v.id = any(",
        );
        push_array::<Uid, _>(&mut out, &self.vouchers)?;
        out.push_sql(") order by v.id");
        out.push_sql(if LOCKED { " for no key update" } else { "" });
        out.push_sql(
            ") select cycle_id, method_id, orders from handed_over union all select id, null, used from used",
        );
        Ok(())
    }
}

/// The counts of methods in cycles, and of vouchers.
pub(crate) fn counts(
    conn: &mut Conn,
    hand_overs: &[(CycleId, HandOverMethodId)],
    vouchers: &[VoucherId],
) -> QueryResult<Vec<CountRow>> {
    Counts::<false>::of(hand_overs, vouchers).load(conn)
}

/// The same, locked: what is read is what whoever held them has left.
pub(crate) fn lock_counts(
    conn: &mut Conn,
    hand_overs: &[(CycleId, HandOverMethodId)],
    vouchers: &[VoucherId],
) -> QueryResult<Vec<CountRow>> {
    Counts::<true>::of(hand_overs, vouchers).load(conn)
}

statement!(
    /// Begins to count orders of cycles by methods, where nobody else did.
    Begin { cycles: Vec<CycleId>, methods: Vec<HandOverMethodId> } =
    "insert into hand_over_count (cycle_id, method_id, orders) select t.cycle_id, t.method_id, 0 from unnest(",
    [cycles: Array<Uid>], "::uuid[], ", [methods: Array<Uid>], "::uuid[]) t (cycle_id, method_id) on conflict do nothing"
);

/// Begins to count orders of cycles by methods, given in the order of their ids.
pub(crate) fn begin_counts(
    conn: &mut Conn,
    hand_overs: &[(CycleId, HandOverMethodId)],
) -> QueryResult<()> {
    let (cycles, methods) = hand_overs.iter().copied().unzip();
    Begin { cycles, methods }.execute(conn).map(drop)
}

/// Moves counts; of a cycle's turnover, by what is in the currency that is counted.
pub(crate) struct MoveCounts {
    vouchers: Vec<VoucherId>,
    uses: Vec<i64>,
    handed_over_in: Vec<CycleId>,
    methods: Vec<HandOverMethodId>,
    handed_over: Vec<i64>,
    cycles: Vec<CycleId>,
    currencies: Vec<&'static str>,
    orders: Vec<i64>,
    minor: Vec<i64>,
}

impl MoveCounts {
    pub(crate) fn of(moved: &Moved) -> Self {
        let (vouchers, uses) = moved.vouchers.iter().unzip();
        let (handed_over_in, methods) = moved.hand_overs.keys().copied().unzip();
        let (cycles, currencies) = moved.cycles.keys().copied().unzip();
        let (orders, minor) = moved.cycles.values().copied().unzip();
        let handed_over = moved.hand_overs.values().copied().collect();
        Self {
            vouchers,
            uses,
            handed_over_in,
            methods,
            handed_over,
            cycles,
            currencies,
            orders,
            minor,
        }
    }

    /// Whether nothing moves.
    pub(crate) fn is_nothing(&self) -> bool {
        self.vouchers.is_empty() && self.methods.is_empty() && self.cycles.is_empty()
    }

    /// The parts of a statement that move them, beside others.
    pub(crate) fn walk_parts<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("used as (update voucher v set used = v.used + t.uses from unnest(");
        push_array::<Uid, _>(out, &self.vouchers)?;
        out.push_sql(", ");
        push_array::<BigInt, _>(out, &self.uses)?;
        out.push_sql(
            ") t (id, uses) where v.id = t.id returning 1), handed_over as (update hand_over_count c \
             set orders = c.orders + t.orders from unnest(",
        );
        push_array::<Uid, _>(out, &self.handed_over_in)?;
        out.push_sql(", ");
        push_array::<Uid, _>(out, &self.methods)?;
        out.push_sql(", ");
        push_array::<BigInt, _>(out, &self.handed_over)?;
        out.push_sql(
            ") t (cycle_id, method_id, orders) where c.cycle_id = t.cycle_id and c.method_id = t.method_id returning 1), \
             taken_in as (update cycle_count c set orders = c.orders + t.orders, total_minor = c.total_minor + t.minor \
             from (select k.cycle_id, cast(sum(u.orders) as bigint) as orders, \
             cast(sum(case when u.currency = k.currency then u.minor else 0 end) as bigint) as minor from unnest(",
        );
        push_array::<Uid, _>(out, &self.cycles)?;
        out.push_sql(", ");
        push_array::<Text, _>(out, &self.currencies)?;
        out.push_sql(", ");
        push_array::<BigInt, _>(out, &self.orders)?;
        out.push_sql(", ");
        push_array::<BigInt, _>(out, &self.minor)?;
        out.push_sql(
            ") u (cycle_id, currency, orders, minor) join cycle_count k on k.cycle_id = u.cycle_id group by k.cycle_id) t \
             where c.cycle_id = t.cycle_id returning 1)",
        );
        Ok(())
    }
}

impl QueryId for MoveCounts {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<Conn> for MoveCounts {}

impl QueryFragment<Pg> for MoveCounts {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("with ");
        self.walk_parts(&mut out)?;
        out.push_sql(" select 1");
        Ok(())
    }
}

/// Moves counts by themselves.
pub(crate) fn move_counts(conn: &mut Conn, moved: &Moved) -> QueryResult<()> {
    MoveCounts::of(moved).execute(conn).map(drop)
}

statement!(
    /// How many orders of each of some people used a voucher: those of an account with those that guests of its address placed,
    /// those of guests with those of the account that has their address.
    UsedBy { vouchers: Vec<VoucherId>, users: Vec<Option<UserId>>, addresses: Vec<Option<String>> } -> (BigInt, BigInt) =
    "select t.place - 1, (select count(*) from orders o where o.user_id = coalesce(t.user_id, \
     (select u.id from user_account u where u.email = t.address)) and exists (select 1 from order_component c \
     where c.order_id = o.id and c.amount_minor <> 0 and c.voucher_id = t.voucher_id)) + (select count(*) from orders o where o.user_id is null \
     and o.email = coalesce(t.address, (select u.email from user_account u where u.id = t.user_id)) \
     and exists (select 1 from order_component c where c.order_id = o.id and c.amount_minor <> 0 and c.voucher_id = t.voucher_id)) from unnest(",
    [vouchers: Array<Uid>], "::uuid[], ", [users: Array<Nullable<Uid>>], "::uuid[], ",
    [addresses: Array<Nullable<Text>>], "::text[]) with ordinality t (voucher_id, user_id, address, place)"
);

/// How many orders of each of these used their voucher, by the place of each.
pub(crate) fn used_by(
    conn: &mut Conn,
    pairs: &[(VoucherId, VoucherUser)],
) -> QueryResult<Vec<(i64, i64)>> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let user = |(_, by): &(VoucherId, VoucherUser)| match by {
        VoucherUser::Account(user) => (Some(*user), None),
        VoucherUser::Guest(email) => (None, Some(email.as_str().to_owned())),
    };
    let (users, addresses) = pairs.iter().map(user).unzip();
    let vouchers = pairs.iter().map(|(voucher, _)| *voucher).collect();
    UsedBy { vouchers, users, addresses }.load(conn)
}
