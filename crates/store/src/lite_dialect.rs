//! What only SQLite does, or does its own way.

use std::collections::BTreeMap;

use diesel::{
    QueryResult, RunQueryDsl,
    connection::SimpleConnection,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::BigInt,
    sqlite::Sqlite,
};
use sillon_kernel::SupplyId;

use super::{Conn, queries::checkout::Written};
use crate::{
    Error,
    connection::Use,
    schema::{order_component, order_line, orders, outbox},
    sql::Uid,
};

/// Prepares a session: every commit reaches the disk, foreign keys hold, readers never wait for the writer.
pub(crate) fn prepare(conn: &mut Conn, wanted: Use) -> Result<(), Error> {
    match wanted {
        // A reader leaves the file as it is.
        Use::Read => conn.batch_execute("pragma busy_timeout = 5000; pragma query_only = on;")?,
        Use::Write => prepare_file(conn)?,
    }
    Ok(conn.batch_execute(
        "pragma synchronous = full; pragma foreign_keys = on; pragma temp_store = memory; \
         pragma cache_size = -16000; pragma mmap_size = 268435456;",
    )?)
}

/// Sets the file's journal: a write-ahead log, which needs a local disk.
pub(crate) fn prepare_file(conn: &mut Conn) -> Result<(), Error> {
    Ok(conn.batch_execute("pragma busy_timeout = 5000; pragma journal_mode = wal;")?)
}

/// There is one writer, whose transaction has the whole file: nothing is left to lock.
macro_rules! for_update {
    ($query:expr) => {
        $query
    };
}
pub(crate) use for_update;

/// Declares a function that reads rows by their ids and locks them, in the order of the ids given.
///
/// In one process a loop of prepared reads is as fast as any list of ids, and its text is the same for any number. There
/// is one writer, whose transaction has the whole file: nothing is left to lock.
macro_rules! read_by_ids {
    ($(#[$doc:meta])* fn $function:ident($id:ty) -> $row:ty: ($($sql:ty),+) =
        select $columns:literal from $table:literal by $key:literal $(, lock $lock:literal)?) => {
        $(#[$doc])*
        fn $function(conn: &mut Conn, ids: &[$id]) -> diesel::QueryResult<Vec<$row>> {
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
                    out.push_bind_param::<crate::sql::Uid, _>(&self.0)
                }
            }

            let mut rows = Vec::with_capacity(ids.len());
            for id in ids {
                rows.extend(ById(*id).load::<$row>(conn)?);
            }
            Ok(rows)
        }
    };
}
pub(crate) use read_by_ids;

/// Takes from a supply what the batch decided; the schema refuses to go below zero.
struct TakeSupply {
    supply: SupplyId,
    milli: i64,
}

impl QueryId for TakeSupply {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<Conn> for TakeSupply {}

impl QueryFragment<Sqlite> for TakeSupply {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("update supply set available_milli = available_milli - ");
        out.push_bind_param::<BigInt, _>(&self.milli)?;
        out.push_sql(" where id = ");
        out.push_bind_param::<Uid, _>(&self.supply)
    }
}

/// Writes accepted checkouts row by row: in one process a loop of prepared inserts is the batch.
pub(crate) fn write_checkouts(
    conn: &mut Conn,
    written: &Written<'_>,
    taken: &BTreeMap<SupplyId, i64>,
) -> QueryResult<()> {
    for (supply, milli) in taken {
        TakeSupply { supply: *supply, milli: *milli }.execute(conn)?;
    }
    for row in &written.orders {
        diesel::insert_into(orders::table).values(*row).execute(conn)?;
    }
    for row in &written.lines {
        diesel::insert_into(order_line::table).values(*row).execute(conn)?;
    }
    for row in &written.components {
        diesel::insert_into(order_component::table).values(*row).execute(conn)?;
    }
    for row in &written.messages {
        diesel::insert_into(outbox::table).values(*row).execute(conn)?;
    }
    Ok(())
}
