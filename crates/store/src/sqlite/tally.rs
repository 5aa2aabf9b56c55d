//! What each table of an SQLite file should hold: how many rows, and the sum of their digests.
//!
//! SQLite checks how its file is put together, not what stands in it: a flipped bit in a name or a price, or a row that
//! somebody took away by hand, is a sound database to it. So every session of ours that writes keeps, in the same
//! transaction, a tally of each table, by triggers that only our sessions have. What changed without them does not agree
//! with the tally any more. A digest is the CRC-32 of a row (ISO 3309): it notices every change of up to 32 bits in a
//! row, and all but one in four thousand million others.

use diesel::{
    RunQueryDsl,
    connection::SimpleConnection,
    define_sql_function,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Binary, Text},
};

use super::{Conn, Db};
use crate::{Error, sql::statement::statement};

define_sql_function! {
    /// The digest of a row, given as bytes.
    fn row_digest(row: Binary) -> BigInt
}

/// Where tallies are kept. Tables of ours whose names begin so are not part of the schema, and are not copied.
const TALLIES: &str = "__table_tally";
/// Under what name the tally of the schema itself is kept, and of the migrations it has had.
const SCHEMA: &str = "__schema";
const MIGRATIONS: &str = "__diesel_schema_migrations";

/// What a table holds, or should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) rows: i64,
    digest: i64,
}

/// A table whose rows are tallied, and its columns in order.
struct Tallied {
    name: String,
    columns: Vec<String>,
}

statement!(
    /// Every column of every table that holds something of the trade, in order.
    Columns {} -> (Text, Text) =
    "select t.name, c.name from sqlite_schema t join pragma_table_info(t.name) c \
     where t.type = 'table' and substr(t.name, 1, 2) <> '__' and substr(t.name, 1, 7) <> 'sqlite_' \
     order by t.name, c.cid"
);

statement!(
    /// Whether tallies are kept in this file.
    IsKept {} -> (BigInt,) = "select count(*) from sqlite_schema where name = '__table_tally'"
);

statement!(
    /// The tallies that were kept.
    Kept {} -> (Text, BigInt, BigInt) = "select name, row_count, digest from __table_tally order by name"
);

statement!(
    /// Puts down what a table holds.
    Put { name: String, rows: i64, digest: i64 } =
    "insert into __table_tally (name, row_count, digest) values (", [name: Text], ", ", [rows: BigInt], ", ",
    [digest: BigInt], ")"
);

statement!(
    /// The tally of the schema: of what was made, whatever page it begins on.
    SchemaTally {} -> (BigInt, BigInt) =
    "select count(*), coalesce(sum(row_digest(cast( \
     quote(type) || quote(name) || quote(tbl_name) || quote(sql) as blob))), 0) \
     from sqlite_schema where substr(name, 1, 11) <> 'sqlite_stat'"
);

statement!(
    /// The tally of the migrations the file has had.
    MigrationTally {} -> (BigInt, BigInt) =
    "select count(*), coalesce(sum(row_digest(cast(quote(version) || quote(run_on) as blob))), 0) \
     from __diesel_schema_migrations"
);

/// The tally of what a table holds now.
struct Counted<'t>(&'t Tallied);

impl QueryId for Counted<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Counted<'_> {
    type SqlType = (BigInt, BigInt);
}

impl RunQueryDsl<Conn> for Counted<'_> {}

impl QueryFragment<Db> for Counted<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> diesel::QueryResult<()> {
        out.push_sql("select count(*), coalesce(sum(");
        out.push_sql(&self.0.digest_of(""));
        out.push_sql("), 0) from ");
        out.push_identifier(&self.0.name)
    }
}

impl Tallied {
    fn all(conn: &mut Conn) -> Result<Vec<Self>, Error> {
        let columns: Vec<(String, String)> = Columns {}.load(conn)?;
        let of_table = |same: &[(String, String)]| {
            let name = same.first().map(|(table, _)| table.clone()).unwrap_or_default();
            Self { name, columns: same.iter().map(|(_, column)| column.clone()).collect() }
        };
        Ok(columns.chunk_by(|one, next| one.0 == next.0).map(of_table).collect())
    }

    /// The digest of a row, as SQL; `row` is what stands before each column.
    fn digest_of(&self, row: &str) -> String {
        let quoted = self.columns.iter().map(|column| format!("quote({row}\"{column}\")"));
        format!("row_digest(cast({} as blob))", quoted.collect::<Vec<_>>().join(" || "))
    }

    /// The triggers that keep the tally, in a session of ours.
    fn triggers(&self) -> String {
        let (name, old, new) = (&self.name, self.digest_of("old."), self.digest_of("new."));
        let trigger = |when: &str, change: &str| {
            format!(
                "create temp trigger \"{TALLIES}_{name}_{when}\" after {when} on main.\"{name}\" begin \
                 update {TALLIES} set {change} where name = '{name}'; end;\n"
            )
        };
        [
            trigger("insert", &format!("row_count = row_count + 1, digest = digest + {new}")),
            trigger("update", &format!("digest = digest + {new} - {old}")),
            trigger("delete", &format!("row_count = row_count - 1, digest = digest - {old}")),
        ]
        .concat()
    }
}

/// Lets a session compute digests.
pub(crate) fn teach(conn: &mut Conn) -> Result<(), Error> {
    Ok(row_digest_utils::register_impl(conn, |row: Vec<u8>| i64::from(crc32fast::hash(&row)))?)
}

/// Lets a session keep the tallies of what it writes, where the file has them.
pub(crate) fn keep(conn: &mut Conn) -> Result<(), Error> {
    if is_kept(conn)? {
        let triggers: String = Tallied::all(conn)?.iter().map(Tallied::triggers).collect();
        conn.batch_execute(&triggers)?;
    }
    Ok(())
}

/// Whether the file has tallies.
pub(crate) fn is_kept(conn: &mut Conn) -> Result<bool, Error> {
    let (kept,): (i64,) = IsKept {}.get_result(conn)?;
    Ok(kept > 0)
}

/// Takes what the file holds now for what it should hold: when it is new or its schema was changed, or when somebody
/// looked at what was changed by hand and found it right.
pub(crate) fn recount(conn: &mut Conn) -> Result<(), Error> {
    conn.batch_execute(
        "create table if not exists __table_tally (name text primary key not null, row_count integer not null, \
         digest integer not null) strict, without rowid",
    )?;
    conn.immediate_transaction(|conn| {
        conn.batch_execute("delete from __table_tally")?;
        for (name, tally) in counted(conn)? {
            Put { name, rows: tally.rows, digest: tally.digest }.execute(conn)?;
        }
        Ok(())
    })
}

/// Keeps tallies no more, as the tables themselves go.
pub(crate) fn drop_all(conn: &mut Conn) -> Result<(), Error> {
    Ok(conn.batch_execute("drop table if exists __table_tally")?)
}

/// A table's name, its tally that was kept, if any, and the one of what is there, if anything.
type Difference = (String, Option<Tally>, Option<Tally>);

/// Tables whose tally is not what they hold.
pub(crate) fn differences(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let kept: Vec<(String, i64, i64)> = Kept {}.load(conn)?;
    let mut kept: std::collections::BTreeMap<String, Tally> =
        kept.into_iter().map(|(name, rows, digest)| (name, Tally { rows, digest })).collect();
    let mut differences = Vec::new();
    for (name, found) in counted(conn)? {
        let expected = kept.remove(&name);
        if expected != Some(found) {
            differences.push((name, expected, Some(found)));
        }
    }
    differences.extend(kept.into_iter().map(|(name, expected)| (name, Some(expected), None)));
    Ok(differences)
}

/// What every table holds now.
fn counted(conn: &mut Conn) -> Result<Vec<(String, Tally)>, Error> {
    let tally = |(rows, digest): (i64, i64)| Tally { rows, digest };
    let mut tallies = Vec::new();
    for table in Tallied::all(conn)? {
        let counted: (i64, i64) = Counted(&table).get_result(conn)?;
        tallies.push((table.name, tally(counted)));
    }
    tallies.push((SCHEMA.to_owned(), tally(SchemaTally {}.get_result(conn)?)));
    tallies.push((MIGRATIONS.to_owned(), tally(MigrationTally {}.get_result(conn)?)));
    Ok(tallies)
}
