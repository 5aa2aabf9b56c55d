//! What only PostgreSQL does, or does its own way.

use std::collections::BTreeMap;

use diesel::{
    QueryResult, RunQueryDsl,
    connection::SimpleConnection,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{Array, BigInt, Binary, Bool, HasSqlType, Nullable, SqlType, Text, is_nullable},
};
use sillon_kernel::{CartId, CycleId, EnterpriseId, HandOverMethodId, SupplyId};

pub(crate) use super::order_changes::{add_to_balances, set_totals};
pub(crate) use super::order_counts::{begin_counts, counts, lock_counts, move_counts, used_by};
use super::{
    Conn, Db,
    order_counts::MoveCounts,
    queries::events::event_rows::InsertEvents,
    queries::orders::cart_rows::{CartRow, InsertCarts, SupplyRow},
    queries::orders::counts::Moved,
    queries::orders::placed_rows::{
        InsertComponents, InsertHandOvers, InsertLines, InsertMessages, InsertOrders, Written,
    },
};
use crate::{
    Error,
    run::connection::Use,
    sql::ids::{Key, Uid},
    sql::rows::Rows,
    sql::statement::statement,
};

/// Whether a statement with a list in it is the same statement for any number of values, and is prepared once.
pub(crate) const PREPARES_LISTS: bool = true;

/// Prepares a session: locks are not waited for for ever, and small statements are not compiled.
pub(crate) fn prepare(conn: &mut Conn, wanted: Use) -> Result<(), Error> {
    conn.batch_execute("set lock_timeout = '10s'; set jit = off")?;
    if wanted == Use::Read {
        conn.batch_execute("set default_transaction_read_only = on")?;
    }
    Ok(())
}

/// Bounds how long the server works on one statement of the session; 0 is without end.
pub(crate) fn bound_statements(conn: &mut Conn, milliseconds: i32) -> Result<(), Error> {
    Ok(conn.batch_execute(&format!("set statement_timeout = {milliseconds}"))?)
}

/// Lets one node migrate at a time; the lock goes with the connection.
pub(crate) fn lock_migrations(conn: &mut Conn) -> Result<(), Error> {
    Ok(conn.batch_execute("select pg_advisory_lock(7264001)")?)
}

/// Locks the rows a query reads against every other change.
macro_rules! for_update {
    ($query:expr) => {
        $query.for_update()
    };
}
pub(crate) use for_update;

/// Locks the rows a subquery picks from `o`, and passes over those that another transaction is about to take.
pub(crate) const SKIPPING_THE_LOCKED: &str = " for update of o skip locked";

statement!(
    /// How many statements the session has prepared.
    Prepared {} -> (BigInt,) = "select count(*) from pg_prepared_statements"
);

/// How many statements the session has prepared; those that are parsed for each run are not among them.
pub(crate) fn prepared_statements(conn: &mut Conn) -> Result<i64, Error> {
    let (count,) = Prepared {}.get_result(conn)?;
    Ok(count)
}

/// How it would go about a statement whatever its values, were every table large, a step a line.
pub(crate) fn plan_of(conn: &mut Conn, sql: &str) -> Result<Vec<String>, Error> {
    let mut values = 0;
    while sql.contains(&format!("${}", values + 1)) {
        values += 1;
    }
    conn.batch_execute(&format!(
        "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off; \
         set local plan_cache_mode = force_generic_plan; prepare explained as {sql}"
    ))?;
    let nulls = vec!["null"; values].join(", ");
    let nulls = if values == 0 { nulls } else { format!("({nulls})") };
    let explain = format!("explain (costs off) execute explained{nulls}");
    let steps: Result<Vec<(String,)>, _> = Explained(&explain).load(conn);
    conn.batch_execute("deallocate explained")?;
    Ok(steps?.into_iter().map(|(step,)| step).collect())
}

/// A statement in so many words.
struct Explained<'s>(&'s str);

impl QueryId for Explained<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Explained<'_> {
    type SqlType = (Text,);
}

impl RunQueryDsl<Conn> for Explained<'_> {}

impl QueryFragment<Db> for Explained<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql(self.0);
        Ok(())
    }
}

/// The number of an advisory lock for the `id` of a row: the last eight bytes of a version 7 id, which are random, and as a
/// number below zero, where no other lock of ours is.
const TURN: &str = "('x' || right(replace(id::text, '-', ''), 16))::bit(64)::bigint";

/// A condition that waits for a turn, shared with others, at the rows with these ids, before any row is locked.
///
/// PostgreSQL lets whoever shares a row in past whoever waits to have it alone, so that with checkouts always under way
/// nobody would ever close a cycle. Its advisory locks are had in the order they are asked for. The rows are locked all the
/// same, and what rests on the locks rests on those: where there are no advisory locks, a close only waits longer.
pub(crate) fn in_turn<'b, I: ToSql<Array<Uid>, Pg>>(
    out: &mut AstPass<'_, 'b, Pg>,
    ids: &'b I,
) -> QueryResult<()> {
    out.push_sql(" and (select count(*) from unnest(");
    push_array::<Uid, _>(out, ids)?;
    out.push_sql(") t (id) where pg_advisory_xact_lock_shared(");
    out.push_sql(TURN);
    out.push_sql(") is not null) >= 0");
    Ok(())
}

statement!(
    /// A turn of one's own at rows, behind those who have one and before those who come later.
    Turns { ids: Vec<CycleId> } =
    "select pg_advisory_xact_lock(", (TURN), ") from unnest(", [ids: Array<Uid>], "::uuid[]) t (id)"
);

/// Waits for a turn of one's own at cycles that are about to be locked, given in the order of their ids; see [`in_turn`].
pub(crate) fn wait_for_turns(conn: &mut Conn, ids: &[CycleId]) -> Result<(), Error> {
    Turns { ids: ids.to_vec() }.execute(conn)?;
    Ok(())
}

/// Declares a function that reads rows by their ids in one statement, and locks them in the order of their ids, so that
/// two transactions never wait for each other's rows; after a condition of its own on them, where one is named.
macro_rules! read_by_ids {
    ($(#[$doc:meta])* $visible:vis fn $function:ident($id:ty) -> $row:ty: ($($sql:ty),+) =
        select $columns:literal from $table:literal by $key:literal $(, lock $lock:literal $(, $after:ident)?)?) => {
        $(#[$doc])*
        $visible fn $function(conn: &mut Conn, ids: &[$id]) -> diesel::QueryResult<Vec<$row>> {
            struct ByIds<'a>(&'a [$id]);

            impl diesel::query_builder::QueryId for ByIds<'_> {
                type QueryId = ByIds<'static>;
                const HAS_STATIC_QUERY_ID: bool = true;
            }

            impl diesel::query_builder::Query for ByIds<'_> {
                type SqlType = ($($sql,)+);
            }

            impl diesel::RunQueryDsl<Conn> for ByIds<'_> {}

            impl diesel::query_builder::QueryFragment<Db> for ByIds<'_> {
                fn walk_ast<'b>(
                    &'b self,
                    mut out: diesel::query_builder::AstPass<'_, 'b, Db>,
                ) -> diesel::QueryResult<()> {
                    out.push_sql(concat!("select ", $columns, " from ", $table, " where ", $key, " = any("));
                    out.push_bind_param::<diesel::sql_types::Array<crate::sql::ids::Uid>, _>(&self.0)?;
                    out.push_sql(")");
                    $($(crate::postgres::dialect::$after(&mut out, &self.0)?;)?)?
                    out.push_sql(concat!(" order by ", $key $(, " ", $lock)?));
                    Ok(())
                }
            }

            diesel::RunQueryDsl::load(ByIds(ids), conn)
        }
    };
}
pub(crate) use read_by_ids;

/// A type as PostgreSQL names it.
pub(crate) trait Named {
    /// Such as `bigint`.
    const NAME: &'static str;
}

macro_rules! named {
    ($($sql:ident $name:literal,)*) => {
        $(impl Named for $sql {
            const NAME: &'static str = $name;
        })*
    };
}

named! {
    BigInt "bigint",
    Binary "bytea",
    Bool "boolean",
    Text "text",
    Uid "uuid",
}

impl<T: Named + SqlType<IsNull = is_nullable::NotNull>> Named for Nullable<T> {
    const NAME: &'static str = T::NAME;
}

/// Binds an array, and says of what: so the statement's text alone is enough to plan it.
pub(crate) fn push_array<'b, T: Named + 'static, V: ToSql<Array<T>, Pg>>(
    out: &mut AstPass<'_, 'b, Pg>,
    values: &'b V,
) -> QueryResult<()>
where
    Pg: HasSqlType<Array<T>>,
{
    out.push_bind_param::<Array<T>, _>(values)?;
    out.push_sql("::");
    out.push_sql(T::NAME);
    out.push_sql("[]");
    Ok(())
}

/// Declares a row, and a fragment that inserts rows as arrays, one a column, so that its text is the same for any number of
/// rows.
macro_rules! insertable {
    ($row:ident, $name:ident into $table:literal { $($column:ident: $sql:ty as $rust:ty,)* }) => {
        #[derive(Clone, Copy)]
        pub(crate) struct $row<'a> {
            $(pub(crate) $column: $rust,)*
        }

        pub(crate) struct $name<'a> {
            $($column: Vec<$rust>,)*
            rows: std::marker::PhantomData<&'a $row<'a>>,
        }

        impl<'a> $name<'a> {
            pub(crate) fn of(rows: &'a [$row<'a>]) -> Self {
                Self { $($column: rows.iter().map(|row| row.$column).collect(),)* rows: std::marker::PhantomData }
            }
        }

        impl diesel::query_builder::QueryFragment<Db> for $name<'_> {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, Db>,
            ) -> diesel::QueryResult<()> {
                out.push_sql(concat!("insert into ", $table, " ("));
                let mut columns = [$(stringify!($column)),*].into_iter();
                out.push_sql(columns.next().unwrap_or_default());
                for column in columns {
                    out.push_sql(", ");
                    out.push_sql(column);
                }
                out.push_sql(") select * from unnest(");
                let mut separator = "";
                $(
                    out.push_sql(separator);
                    crate::postgres::dialect::push_array::<$sql, _>(&mut out, &self.$column)?;
                    #[allow(unused_assignments, reason = "the last column is followed by none")]
                    { separator = ", "; }
                )*
                out.push_sql(")");
                Ok(())
            }
        }

        impl diesel::query_builder::QueryId for $name<'_> {
            type QueryId = $name<'static>;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl diesel::RunQueryDsl<crate::postgres::Conn> for $name<'_> {}

        impl<'a> crate::sql::rows::Rows<'a, crate::postgres::Conn> for $row<'a> {
            fn add(conn: &mut crate::postgres::Conn, rows: &'a [Self]) -> diesel::QueryResult<()> {
                for some in rows.chunks(crate::sql::rows::ROWS_AT_ONCE) {
                    diesel::RunQueryDsl::execute($name::of(some), conn)?;
                }
                Ok(())
            }
        }
    };
}
pub(crate) use insertable;

/// Declares a row, and a statement that puts many: those that are new are added, those that are known changed in all but
/// their keys. Rows go as arrays, one a column, so that its text is the same for any number of them.
macro_rules! putting {
    ($row:ident, $name:ident into $table:literal {
        keys { $($key:ident: $key_sql:ty as $key_rust:ty,)* }
        changing { $($column:ident: $sql:ty as $rust:ty,)* }
    } also $also:literal) => {
        pub(crate) struct $row {
            $(pub(crate) $key: $key_rust,)*
            $(pub(crate) $column: $rust,)*
        }

        struct $name {
            $($key: Vec<$key_rust>,)*
            $($column: Vec<$rust>,)*
        }

        impl diesel::query_builder::QueryId for $name {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl diesel::RunQueryDsl<Conn> for $name {}

        impl diesel::query_builder::QueryFragment<Db> for $name {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, Db>,
            ) -> diesel::QueryResult<()> {
                let columns = [$(stringify!($key),)* $(stringify!($column),)*].join(", ");
                out.push_sql(&format!("insert into {} ({columns}) select * from unnest(", $table));
                let mut separator = "";
                $(
                    out.push_sql(separator);
                    crate::postgres::dialect::push_array::<$key_sql, _>(&mut out, &self.$key)?;
                    separator = ", ";
                )*
                $(
                    out.push_sql(separator);
                    crate::postgres::dialect::push_array::<$sql, _>(&mut out, &self.$column)?;
                )*
                let changed = [$(concat!(stringify!($column), " = excluded.", stringify!($column)),)*].join(", ");
                out.push_sql(&format!(") on conflict (id) do update set {changed}{}", $also));
                Ok(())
            }
        }

        impl $row {
            /// Puts rows, a bounded number in each statement.
            pub(crate) fn put(conn: &mut Conn, rows: impl IntoIterator<Item = Self>) -> diesel::QueryResult<()> {
                let mut rows = rows.into_iter().peekable();
                while rows.peek().is_some() {
                    let mut put = $name { $($key: Vec::new(),)* $($column: Vec::new(),)* };
                    for row in rows.by_ref().take(2_000) {
                        $(put.$key.push(row.$key);)*
                        $(put.$column.push(row.$column);)*
                    }
                    diesel::RunQueryDsl::execute(put, conn)?;
                }
                Ok(())
            }
        }
    };
}
pub(crate) use putting;

/// Inserts carts, and reads what is left of supplies on the way, which spares a round trip.
struct AddCarts<'a> {
    carts: InsertCarts<'a>,
    drawn_on: &'a [SupplyId],
}

impl QueryId for AddCarts<'_> {
    type QueryId = AddCarts<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for AddCarts<'_> {
    type SqlType = (Uid, BigInt, Bool);
}

impl RunQueryDsl<Conn> for AddCarts<'_> {}

impl QueryFragment<Pg> for AddCarts<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("with added as (");
        self.carts.walk_ast(out.reborrow())?;
        out.push_sql(") select id, available_milli, on_demand from supply where id = any(");
        push_array::<Uid, _>(&mut out, &self.drawn_on)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Adds carts; what is left of the supplies.
pub(crate) fn add_carts(
    conn: &mut Conn,
    new: &[CartRow<'_>],
    drawn_on: &[SupplyId],
) -> QueryResult<Vec<SupplyRow>> {
    AddCarts { carts: InsertCarts::of(new), drawn_on }.load(conn)
}

/// Changes what is in carts, and reads what is left of supplies on the way, which spares a round trip.
struct SetCarts<'a> {
    ids: Vec<Key<CartId>>,
    lines: Vec<&'a str>,
    quotes: Vec<Option<&'a str>>,
    hand_overs: Vec<Option<Key<HandOverMethodId>>>,
    vouchers: Vec<Option<&'a str>>,
    updated_at: Vec<i64>,
    drawn_on: &'a [SupplyId],
}

impl QueryId for SetCarts<'_> {
    type QueryId = SetCarts<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for SetCarts<'_> {
    type SqlType = (Uid, BigInt, Bool);
}

impl RunQueryDsl<Conn> for SetCarts<'_> {}

impl QueryFragment<Pg> for SetCarts<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "with changed as (update cart c set lines = t.lines, quote = t.quote, hand_over_id = t.hand_over_id, \
             vouchers = t.vouchers, updated_at = t.updated_at from unnest(",
        );
        push_array::<Uid, _>(&mut out, &self.ids)?;
        out.push_sql(", ");
        push_array::<Text, _>(&mut out, &self.lines)?;
        out.push_sql(", ");
        push_array::<Nullable<Text>, _>(&mut out, &self.quotes)?;
        out.push_sql(", ");
        push_array::<Nullable<Uid>, _>(&mut out, &self.hand_overs)?;
        out.push_sql(", ");
        push_array::<Nullable<Text>, _>(&mut out, &self.vouchers)?;
        out.push_sql(", ");
        push_array::<BigInt, _>(&mut out, &self.updated_at)?;
        out.push_sql(
            ") t (id, lines, quote, hand_over_id, vouchers, updated_at) where c.id = t.id) \
             select id, available_milli, on_demand from supply where id = any(",
        );
        push_array::<Uid, _>(&mut out, &self.drawn_on)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Changes what is in carts, each named once; what is left of the supplies.
pub(crate) fn set_carts(
    conn: &mut Conn,
    changed: &[CartRow<'_>],
    drawn_on: &[SupplyId],
) -> QueryResult<Vec<SupplyRow>> {
    let set = SetCarts {
        ids: changed.iter().map(|row| row.id).collect(),
        lines: changed.iter().map(|row| row.lines).collect(),
        quotes: changed.iter().map(|row| row.quote).collect(),
        hand_overs: changed.iter().map(|row| row.hand_over_id).collect(),
        vouchers: changed.iter().map(|row| row.vouchers).collect(),
        updated_at: changed.iter().map(|row| row.updated_at).collect(),
        drawn_on,
    };
    set.load(conn)
}

/// A hub and an address, whether guests may order there, how many orders they placed for it, and when the first of them.
pub(crate) type GuestRow = (EnterpriseId, String, bool, i64, Option<i64>);

statement!(
    /// Whether guests may order at hubs, how many orders they placed there for addresses since an instant, and when the first
    /// of them. Each pair is looked up by itself, as the guests' orders are found by address.
    OfGuests { hubs: Vec<EnterpriseId>, addresses: Vec<String>, since: i64 } ->
        (Uid, Text, Bool, BigInt, Nullable<BigInt>) =
    "select t.hub_id, t.address, e.takes_guests, p.placed, p.first_at from unnest(", [hubs: Array<Uid>], "::uuid[], ",
    [addresses: Array<Text>], "::text[]) t (hub_id, address) join enterprise e on e.id = t.hub_id cross join lateral ( \
     select count(*) placed, min(o.placed_at) first_at from orders o where o.user_id is null and o.email = t.address \
     and o.hub_id = t.hub_id and o.placed_at > ", [since: BigInt], ") p"
);

/// What is known of guests at hubs, by their addresses: one statement for a whole batch.
pub(crate) fn guests(
    conn: &mut Conn,
    at: &[(EnterpriseId, &str)],
    since: i64,
) -> QueryResult<Vec<GuestRow>> {
    let (hubs, addresses) = at.iter().map(|(hub, address)| (*hub, (*address).to_owned())).unzip();
    OfGuests { hubs, addresses, since }.load(conn)
}

/// Takes supplies and inserts orders, lines, components, hand-overs, events and messages: the one write of a batch of checkouts. One in which
/// something is counted says so in its text, and all others are spared it.
struct WriteCheckouts<'a, const COUNTED: bool> {
    supplies: Vec<SupplyId>,
    taken: Vec<i64>,
    orders: InsertOrders<'a>,
    lines: InsertLines<'a>,
    components: InsertComponents<'a>,
    hand_overs: InsertHandOvers<'a>,
    events: InsertEvents<'a>,
    messages: InsertMessages<'a>,
    moved: MoveCounts,
}

impl<const COUNTED: bool> QueryId for WriteCheckouts<'_, COUNTED> {
    type QueryId = WriteCheckouts<'static, COUNTED>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const COUNTED: bool> RunQueryDsl<Conn> for WriteCheckouts<'_, COUNTED> {}

impl<const COUNTED: bool> QueryFragment<Pg> for WriteCheckouts<'_, COUNTED> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("with taken as (update supply s set available_milli = s.available_milli - t.milli from unnest(");
        push_array::<Uid, _>(&mut out, &self.supplies)?;
        out.push_sql(", ");
        push_array::<BigInt, _>(&mut out, &self.taken)?;
        out.push_sql(") t (id, milli) where s.id = t.id returning 1), placed as (");
        self.orders.walk_ast(out.reborrow())?;
        out.push_sql(" returning 1), lines as (");
        self.lines.walk_ast(out.reborrow())?;
        out.push_sql(" returning 1), components as (");
        self.components.walk_ast(out.reborrow())?;
        out.push_sql(" returning 1), hand_overs as (");
        self.hand_overs.walk_ast(out.reborrow())?;
        out.push_sql(" returning 1), events as (");
        self.events.walk_ast(out.reborrow())?;
        out.push_sql(" returning 1)");
        if COUNTED {
            out.push_sql(", ");
            self.moved.walk_parts(&mut out)?;
        }
        out.push_sql(" ");
        self.messages.walk_ast(out.reborrow())
    }
}

/// Writes accepted checkouts in one statement.
pub(crate) fn write_checkouts(
    conn: &mut Conn,
    written: &Written<'_>,
    taken: &BTreeMap<SupplyId, i64>,
    moved: &Moved,
) -> QueryResult<()> {
    let moved = MoveCounts::of(moved);
    if moved.is_nothing() {
        checkouts::<false>(written, taken, moved).execute(conn)?;
    } else {
        checkouts::<true>(written, taken, moved).execute(conn)?;
    }
    // Most batches hold no bundles and nothing that is weighed, and are spared the statements.
    Rows::add(conn, &written.bundles)?;
    Rows::add(conn, &written.weights)
}

fn checkouts<'a, const COUNTED: bool>(
    written: &'a Written<'_>,
    taken: &BTreeMap<SupplyId, i64>,
    moved: MoveCounts,
) -> WriteCheckouts<'a, COUNTED> {
    WriteCheckouts {
        supplies: taken.keys().copied().collect(),
        taken: taken.values().copied().collect(),
        orders: InsertOrders::of(&written.orders),
        lines: InsertLines::of(&written.lines),
        components: InsertComponents::of(&written.components),
        hand_overs: InsertHandOvers::of(&written.hand_overs),
        events: InsertEvents::of(&written.events),
        messages: InsertMessages::of(&written.messages),
        moved,
    }
}
