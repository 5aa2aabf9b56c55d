//! How damage to what a PostgreSQL server holds is found.
//!
//! The server keeps checksums of its pages where its cluster was made with them, and refuses what breaks a reference. A
//! reference may still break, by hands that turned its triggers off, or by a restore of a part.

use diesel::{
    RunQueryDsl,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::BigInt,
};

use super::{Conn, Db, inspect};
use crate::{Damage, Error, schema::describe::ForeignKey};

/// How many rows of a table refer to a row that is not there.
struct Dangling<'k> {
    table: &'k str,
    key: &'k ForeignKey,
}

impl QueryId for Dangling<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Dangling<'_> {
    type SqlType = (BigInt,);
}

impl RunQueryDsl<Conn> for Dangling<'_> {}

impl QueryFragment<Db> for Dangling<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> diesel::QueryResult<()> {
        out.push_sql("select count(*) from ");
        out.push_identifier(self.table)?;
        out.push_sql(" child where ");
        for column in &self.key.columns {
            out.push_sql("child.");
            out.push_identifier(column)?;
            out.push_sql(" is not null and ");
        }
        out.push_sql("not exists (select 1 from ");
        out.push_identifier(&self.key.table)?;
        out.push_sql(" parent where ");
        let mut before = "";
        for (column, referred) in self.key.columns.iter().zip(&self.key.references) {
            out.push_sql(before);
            out.push_sql("parent.");
            out.push_identifier(referred)?;
            out.push_sql(" = child.");
            out.push_identifier(column)?;
            before = " and ";
        }
        out.push_sql(")");
        Ok(())
    }
}

/// References that lead nowhere.
pub(crate) fn find(conn: &mut Conn) -> Result<Vec<Damage>, Error> {
    let mut damage = Vec::new();
    for (table, described) in inspect::schema(conn)?.tables {
        for key in &described.foreign_keys {
            let (rows,): (i64,) = Dangling { table: &table, key }.get_result(conn)?;
            if rows > 0 {
                let (table, referred) = (table.clone(), key.table.clone());
                damage.push(Damage::Dangling { table, referred, rows });
            }
        }
    }
    Ok(damage)
}
