//! What only SQLite does, or does its own way.

use std::collections::BTreeMap;

use diesel::{
    Connection as _, QueryResult, RunQueryDsl,
    connection::SimpleConnection,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Bool, Integer, Nullable, Text},
};
use sillon_kernel::{CartId, CycleId, EnterpriseId, HandOverMethodId, SupplyId};

pub(crate) use super::order_changes::{add_to_balances, set_totals};
pub(crate) use super::order_counts::{begin_counts, counts, lock_counts, move_counts, used_by};
use super::{
    Conn, Db,
    queries::orders::cart_rows::{CartRow, SupplyRow, supplies},
    queries::orders::counts::Moved,
    queries::orders::placed_rows::Written,
    tally,
};
use crate::{
    Error, run::connection::Use, sql::ids::Uid, sql::rows::Rows, sql::statement::statement,
};

/// Whether a statement with a list in it is the same statement for any number of values, and is prepared once. In one process a
/// loop of prepared reads is as fast as a list that is parsed each time.
pub(crate) const PREPARES_LISTS: bool = false;

/// Connects to a file that is there. SQLite would make an empty one where there is none, and a disk that is away for a
/// moment would come back to two.
pub(crate) fn connect(path: &str) -> Result<Conn, Error> {
    // What ends a path in an address, and what it is escaped by (SQLite, Uniform Resource Identifiers, §3.1).
    let escaped = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Conn::establish(&format!("file:{escaped}?mode=rw"))
        .map_err(|fault| Error::Unavailable(format!("{path}: {fault}")))
}

/// Prepares a session: every commit reaches the disk, foreign keys hold, readers never wait for the writer.
pub(crate) fn prepare(conn: &mut Conn, wanted: Use) -> Result<(), Error> {
    match wanted {
        // A reader leaves the file as it is.
        Use::Read => {
            wait_for_others(conn)?;
            conn.batch_execute("pragma query_only = on;")?;
        }
        Use::Write => prepare_file(conn)?,
    }
    conn.batch_execute(
        "pragma synchronous = full; pragma foreign_keys = on; pragma temp_store = memory; \
         pragma cache_size = -16000; pragma mmap_size = 268435456;",
    )?;
    tally::teach(conn)?;
    match wanted {
        Use::Read => Ok(()),
        Use::Write => tally::keep(conn),
    }
}

/// Moves what stands in the log beside the file into the file, as far as nobody still reads what was there before.
pub(crate) fn checkpoint(conn: &mut Conn) -> Result<(), Error> {
    Ok(conn.batch_execute("pragma wal_checkpoint(passive);")?)
}

/// Moves all of the log into the file and leaves none, unless others have the file in use: then as much as may be.
pub(crate) fn fold_log(conn: &mut Conn) -> Result<(), Error> {
    Ok(conn.batch_execute("pragma wal_checkpoint(truncate);")?)
}

/// Sets the file's journal: a write-ahead log, which needs a local disk. What is deleted is overwritten.
pub(crate) fn prepare_file(conn: &mut Conn) -> Result<(), Error> {
    wait_for_others(conn)?;
    Ok(conn.batch_execute("pragma journal_mode = wal; pragma secure_delete = on;")?)
}

/// Writes the file anew, without what was deleted from it.
pub(crate) fn rewrite_file(conn: &mut Conn) -> Result<(), Error> {
    Ok(conn.batch_execute("vacuum")?)
}

/// Lets a session wait for others instead of failing: also one that only reads may meet a server that closes the file.
pub(crate) fn wait_for_others(conn: &mut Conn) -> Result<(), Error> {
    Ok(conn.batch_execute("pragma busy_timeout = 5000;")?)
}

/// How it would go about a statement, a step a line.
pub(crate) fn plan_of(conn: &mut Conn, sql: &str) -> Result<Vec<String>, Error> {
    let explain = format!("explain query plan {sql}");
    let steps: Vec<(i32, i32, i32, String)> = Explained(&explain).load(conn)?;
    Ok(steps.into_iter().map(|(.., step)| step).collect())
}

/// A statement in so many words.
struct Explained<'s>(&'s str);

impl QueryId for Explained<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Explained<'_> {
    type SqlType = (Integer, Integer, Integer, Text);
}

impl RunQueryDsl<Conn> for Explained<'_> {}

impl QueryFragment<Db> for Explained<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql(self.0);
        Ok(())
    }
}

/// There is one writer, whose transaction has the whole file: nothing is left to lock.
macro_rules! for_update {
    ($query:expr) => {
        $query
    };
}
pub(crate) use for_update;

/// There is one writer: nobody else is about to take the rows a subquery picks.
pub(crate) const SKIPPING_THE_LOCKED: &str = "";

/// There is one writer: it is always its turn.
#[expect(clippy::unnecessary_wraps, reason = "elsewhere one waits, and that may fail")]
pub(crate) fn wait_for_turns(_: &mut Conn, _: &[CycleId]) -> Result<(), Error> {
    Ok(())
}

/// Declares a function that reads rows by their ids and locks them, in the order of the ids given.
///
/// In one process a loop of prepared reads is as fast as any list of ids, and its text is the same for any number. There
/// is one writer, whose transaction has the whole file: nothing is left to lock.
macro_rules! read_by_ids {
    ($(#[$doc:meta])* $visible:vis fn $function:ident($id:ty) -> $row:ty: ($($sql:ty),+) =
        select $columns:literal from $table:literal by $key:literal $(, lock $lock:literal $(, $after:ident)?)?) => {
        $(#[$doc])*
        $visible fn $function(conn: &mut Conn, ids: &[$id]) -> diesel::QueryResult<Vec<$row>> {
            struct ById($id);

            impl diesel::query_builder::QueryId for ById {
                type QueryId = Self;
                const HAS_STATIC_QUERY_ID: bool = true;
            }

            impl diesel::query_builder::Query for ById {
                type SqlType = ($($sql,)+);
            }

            impl diesel::RunQueryDsl<Conn> for ById {}

            impl diesel::query_builder::QueryFragment<Db> for ById {
                fn walk_ast<'b>(
                    &'b self,
                    mut out: diesel::query_builder::AstPass<'_, 'b, Db>,
                ) -> diesel::QueryResult<()> {
                    out.push_sql(concat!("select ", $columns, " from ", $table, " where ", $key, " = "));
                    out.push_bind_param::<crate::sql::ids::Uid, _>(&self.0)
                }
            }

            let mut rows = Vec::with_capacity(ids.len());
            for id in ids {
                rows.extend(diesel::RunQueryDsl::load::<$row>(ById(*id), conn)?);
            }
            Ok(rows)
        }
    };
}
pub(crate) use read_by_ids;

/// Adds carts; what is left of the supplies.
pub(crate) fn add_carts(
    conn: &mut Conn,
    new: &[CartRow<'_>],
    drawn_on: &[SupplyId],
) -> QueryResult<Vec<SupplyRow>> {
    Rows::add(conn, new)?;
    supplies(conn, drawn_on)
}

statement!(
    /// Sets what a cart holds, and what is chosen beside it.
    SetCart {
        cart: CartId, lines: String, quote: Option<String>, hand_over: Option<HandOverMethodId>, vouchers: Option<String>,
        now: i64,
    } =
    "update cart set lines = ", [lines: Text], ", quote = ", [quote: Nullable<Text>],
    ", hand_over_id = ", [hand_over: Nullable<Uid>], ", vouchers = ", [vouchers: Nullable<Text>],
    ", updated_at = ", [now: BigInt],
    " where id = ", [cart: Uid]
);

/// Changes what is in carts; what is left of the supplies.
pub(crate) fn set_carts(
    conn: &mut Conn,
    changed: &[CartRow<'_>],
    drawn_on: &[SupplyId],
) -> QueryResult<Vec<SupplyRow>> {
    for row in changed {
        let set = SetCart {
            cart: row.id.0,
            lines: row.lines.to_owned(),
            quote: row.quote.map(str::to_owned),
            hand_over: row.hand_over_id.map(|method| method.0),
            vouchers: row.vouchers.map(str::to_owned),
            now: row.updated_at,
        };
        set.execute(conn)?;
    }
    supplies(conn, drawn_on)
}

/// A hub and an address, whether guests may order there, how many orders they placed for it, and when the first of them.
pub(crate) type GuestRow = (EnterpriseId, String, bool, i64, Option<i64>);

statement!(
    /// Whether guests may order at a hub, how many orders they placed there for an address since an instant, and when the
    /// first of them.
    OfGuests { address: String, since: i64, hub: EnterpriseId } -> (Bool, BigInt, Nullable<BigInt>) =
    "select e.takes_guests, count(o.id), min(o.placed_at) from enterprise e left join orders o \
     on o.user_id is null and o.email = ", [address: Text], " and o.hub_id = e.id and o.placed_at > ", [since: BigInt],
    " where e.id = ", [hub: Uid], " group by e.id, e.takes_guests"
);

/// What is known of guests at hubs, by their addresses: in one process a loop of prepared reads is as fast as any list.
pub(crate) fn guests(
    conn: &mut Conn,
    at: &[(EnterpriseId, &str)],
    since: i64,
) -> QueryResult<Vec<GuestRow>> {
    let mut known = Vec::with_capacity(at.len());
    for (hub, address) in at.iter().map(|(hub, address)| (*hub, (*address).to_owned())) {
        let rows: Vec<(bool, i64, Option<i64>)> =
            OfGuests { address: address.clone(), since, hub }.load(conn)?;
        let of_pair = |(taken, count, first)| (hub, address.clone(), taken, count, first);
        known.extend(rows.into_iter().map(of_pair));
    }
    Ok(known)
}

statement!(
    /// Takes from a supply what the batch decided; the schema refuses to go below zero.
    TakeSupply { supply: SupplyId, milli: i64 } =
    "update supply set available_milli = available_milli - ", [milli: BigInt], " where id = ", [supply: Uid]
);

/// Declares a row that inserts itself.
macro_rules! insertable {
    ($row:ident, $many:ident into $table:literal { $first:ident: $first_sql:ty as $first_rust:ty,
        $($column:ident: $sql:ty as $rust:ty,)* }) => {
        #[derive(Clone, Copy)]
        pub(crate) struct $row<'a> {
            pub(crate) $first: $first_rust,
            $(pub(crate) $column: $rust,)*
        }

        impl diesel::query_builder::QueryId for $row<'_> {
            type QueryId = $row<'static>;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl diesel::RunQueryDsl<crate::sqlite::Conn> for $row<'_> {}

        impl diesel::query_builder::QueryFragment<Db> for $row<'_> {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, Db>,
            ) -> diesel::QueryResult<()> {
                out.push_sql(concat!("insert into ", $table, " (", stringify!($first)));
                $(out.push_sql(concat!(", ", stringify!($column)));)*
                out.push_sql(") values (");
                out.push_bind_param::<$first_sql, _>(&self.$first)?;
                $(
                    out.push_sql(", ");
                    out.push_bind_param::<$sql, _>(&self.$column)?;
                )*
                out.push_sql(")");
                Ok(())
            }
        }

        impl<'a> crate::sql::rows::Rows<'a, crate::sqlite::Conn> for $row<'a> {
            // In one process a loop of prepared inserts is as fast as any list.
            fn add(conn: &mut crate::sqlite::Conn, rows: &'a [Self]) -> diesel::QueryResult<()> {
                for row in rows {
                    diesel::RunQueryDsl::execute(*row, conn)?;
                }
                Ok(())
            }
        }
    };
}
pub(crate) use insertable;

/// Declares a row, and a statement that puts many: those that are new are added, those that are known changed in all but
/// their keys.
macro_rules! putting {
    ($row:ident, $name:ident into $table:literal {
        keys { $($key:ident: $key_sql:ty as $key_rust:ty,)* }
        changing { $($column:ident: $sql:ty as $rust:ty,)* }
    } also $also:literal) => {
        pub(crate) struct $row {
            $(pub(crate) $key: $key_rust,)*
            $(pub(crate) $column: $rust,)*
        }

        struct $name(Vec<$row>);

        impl diesel::query_builder::QueryId for $name {
            type QueryId = ();
            // Its text depends on how many rows there are: all but the last of many statements have as many.
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl diesel::RunQueryDsl<Conn> for $name {}

        impl diesel::query_builder::QueryFragment<Db> for $name {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, Db>,
            ) -> diesel::QueryResult<()> {
                let columns = [$(stringify!($key),)* $(stringify!($column),)*].join(", ");
                out.push_sql(&format!("insert into {} ({columns}) values ", $table));
                let mut before_row = "(";
                for row in &self.0 {
                    out.push_sql(before_row);
                    let mut separator = "";
                    $(
                        out.push_sql(separator);
                        out.push_bind_param::<$key_sql, _>(&row.$key)?;
                        separator = ", ";
                    )*
                    $(
                        out.push_sql(separator);
                        out.push_bind_param::<$sql, _>(&row.$column)?;
                    )*
                    before_row = "), (";
                }
                let changed = [$(concat!(stringify!($column), " = excluded.", stringify!($column)),)*].join(", ");
                out.push_sql(&format!(") on conflict (id) do update set {changed}{}", $also));
                Ok(())
            }
        }

        impl $row {
            /// Puts rows, a bounded number in each statement: SQLite takes some thirty thousand values at once.
            pub(crate) fn put(conn: &mut Conn, rows: impl IntoIterator<Item = Self>) -> diesel::QueryResult<()> {
                let mut rows = rows.into_iter().peekable();
                while rows.peek().is_some() {
                    let put = $name(rows.by_ref().take(100).collect());
                    diesel::RunQueryDsl::execute(put, conn)?;
                }
                Ok(())
            }
        }
    };
}
pub(crate) use putting;

/// Writes accepted checkouts, a table at a time.
pub(crate) fn write_checkouts(
    conn: &mut Conn,
    written: &Written<'_>,
    taken: &BTreeMap<SupplyId, i64>,
    moved: &Moved,
) -> QueryResult<()> {
    for (supply, milli) in taken {
        TakeSupply { supply: *supply, milli: *milli }.execute(conn)?;
    }
    Rows::add(conn, &written.orders)?;
    Rows::add(conn, &written.lines)?;
    Rows::add(conn, &written.bundles)?;
    Rows::add(conn, &written.weights)?;
    Rows::add(conn, &written.components)?;
    Rows::add(conn, &written.hand_overs)?;
    Rows::add(conn, &written.messages)?;
    Rows::add(conn, &written.events)?;
    move_counts(conn, moved)
}
