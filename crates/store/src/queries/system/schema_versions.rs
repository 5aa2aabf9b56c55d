use diesel::{RunQueryDsl, sql_types::Text};

use super::super::super::{Conn, Db};
use crate::{Error, sql::statement::statement};

statement!(
    /// The migrations that ran, as diesel notes them.
    Applied {} -> (Text,) = "select version from __diesel_schema_migrations"
);

pub(crate) fn applied(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = Applied {}.load(conn)?;
    Ok(rows.into_iter().map(|(version,)| version).collect())
}
