//! How damage to an SQLite file is found.

use diesel::{
    RunQueryDsl,
    connection::SimpleConnection,
    sql_types::{BigInt, Text},
};

use super::{Conn, Db, tally};
use crate::{Damage, Error, sql::statement::statement};

statement!(
    /// `ok`, or what is wrong with how the file is put together: the first hundred faults.
    Integrity {} -> (Text,) = "select integrity_check from pragma_integrity_check limit 100"
);

statement!(
    /// Tables with rows that refer to none, and how many.
    Dangling {} -> (Text, Text, BigInt) =
    "select \"table\", parent, count(*) from pragma_foreign_key_check group by \"table\", parent order by 1, 2"
);

/// [`find`], for a session that sees no unchanging state yet: others may write to the file meanwhile.
pub(crate) fn find_of_one_state(conn: &mut Conn) -> Result<Vec<Damage>, Error> {
    conn.batch_execute("begin")?;
    let found = find(conn);
    // Nothing was written, and SQLite may have ended it already over a damaged page.
    drop(conn.batch_execute("rollback"));
    found
}

/// That the file of a current program keeps no tallies: it was made with them, so somebody took them away.
pub(crate) fn lost_tallies(conn: &mut Conn) -> Result<Option<Damage>, Error> {
    let said = || Damage::Structure("the tallies of its tables are gone".to_owned());
    Ok((!tally::is_kept(conn)?).then(said))
}

/// Everything in the file that is not as it was written, in the state this session sees.
///
/// What can no longer be read is damage, too, so that all of the rest is still looked at.
pub(crate) fn find(conn: &mut Conn) -> Result<Vec<Damage>, Error> {
    let mut damage = Vec::new();
    match (Integrity {}).load::<(String,)>(conn) {
        Ok(said) => damage.extend(
            said.into_iter().filter(|(said,)| said != "ok").map(|(said,)| Damage::Structure(said)),
        ),
        Err(fault) => damage.push(Damage::Structure(fault.to_string())),
    }
    match (Dangling {}).load::<(String, String, i64)>(conn) {
        Ok(rows) => {
            damage.extend(rows.into_iter().map(|(table, referred, rows)| Damage::Dangling {
                table,
                referred,
                rows,
            }));
        }
        Err(fault) => damage.push(Damage::Structure(fault.to_string())),
    }
    if !tally::is_kept(conn)? {
        return Ok(damage);
    }
    match tally::differences(conn) {
        Ok(differences) => {
            damage.extend(differences.into_iter().map(|(table, expected, found)| {
                let rows = |tally: Option<tally::Tally>| tally.map_or(0, |tally| tally.rows);
                match (rows(expected), rows(found)) {
                    (expected, found) if expected == found => Damage::Content(table),
                    (expected, found) => Damage::Rows { table, expected, found },
                }
            }));
        }
        Err(fault) => damage.push(Damage::Structure(fault.to_string())),
    }
    Ok(damage)
}
