use diesel::{
    prelude::*,
    sql_types::{BigInt, Binary},
};
use sillon_kernel::Timestamp;

use super::super::super::{Conn, Db, dialect};
use crate::{Error, error::instant, schema::tables::attempt, sql::statement::statement};

statement!(
    /// Counts an attempt, unless as many were counted as may be within the time that began with the first of them. However
    /// many ask at once, and at however many nodes, no more than that are counted.
    Take { key: Vec<u8>, most: i64, now: i64, ends: i64 } =
    "insert into attempt (key_hash, made, ends_at) values (", [key: Binary], ", 1, ", [ends: BigInt],
    ") on conflict (key_hash) do update set \
     made = case when attempt.ends_at <= ", [now: BigInt], " then 1 else attempt.made + 1 end, \
     ends_at = case when attempt.ends_at <= ", [now: BigInt], " then excluded.ends_at else attempt.ends_at end \
     where attempt.ends_at <= ", [now: BigInt], " or attempt.made < ", [most: BigInt]
);

pub(crate) fn take(
    conn: &mut Conn,
    key: &[u8; 32],
    most: u32,
    now: Timestamp,
    ends: Timestamp,
) -> Result<bool, Error> {
    let (now, ends) = (now.micros(), ends.micros());
    Ok(Take { key: key.to_vec(), most: most.into(), now, ends }.execute(conn)? == 1)
}

/// Those of some tallies of which as many are counted as may be, and that have not ended.
macro_rules! full {
    ($of:expr, $most:expr, $now:expr) => {
        attempt::table
            .filter($of)
            .filter(attempt::made.ge(i64::from($most)))
            .filter(attempt::ends_at.gt($now.micros()))
            .select((attempt::key_hash, attempt::ends_at))
    };
}

pub(crate) fn full(
    conn: &mut Conn,
    keys: &[[u8; 32]],
    most: u32,
    now: Timestamp,
) -> Result<Vec<([u8; 32], Timestamp)>, Error> {
    let mut rows: Vec<(Vec<u8>, i64)> = Vec::new();
    if dialect::PREPARES_LISTS {
        let keys: Vec<&[u8]> = keys.iter().map(<[u8; 32]>::as_slice).collect();
        rows = full!(attempt::key_hash.eq_any(keys), most, now).load(conn)?;
    } else {
        for key in keys {
            let named = full!(attempt::key_hash.eq(key.as_slice()), most, now);
            rows.extend(named.first(conn).optional()?);
        }
    }
    let corrupt = |_fault| Error::Corrupt { what: "tally", value: String::new() };
    let read = |(key, ends): (Vec<u8>, i64)| Ok((key.try_into().map_err(corrupt)?, instant(ends)?));
    rows.into_iter().map(read).collect()
}

pub(crate) fn ends_at(conn: &mut Conn, key: &[u8; 32]) -> Result<Option<Timestamp>, Error> {
    let ends: Option<i64> =
        attempt::table.find(key.as_slice()).select(attempt::ends_at).first(conn).optional()?;
    ends.map(instant).transpose()
}

statement!(
    /// Takes one attempt back, as it was no guess.
    GiveBack { key: Vec<u8> } =
    "update attempt set made = made - 1 where key_hash = ", [key: Binary], " and made > 0"
);

pub(crate) fn give_back(conn: &mut Conn, key: &[u8; 32]) -> Result<(), Error> {
    GiveBack { key: key.to_vec() }.execute(conn)?;
    Ok(())
}

pub(crate) fn forgive(conn: &mut Conn, key: &[u8; 32]) -> Result<(), Error> {
    diesel::delete(attempt::table.find(key.as_slice())).execute(conn)?;
    Ok(())
}

pub(crate) fn forget_before(conn: &mut Conn, instant: Timestamp) -> Result<i64, Error> {
    let over = attempt::table.filter(attempt::ends_at.le(instant.micros()));
    Ok(i64::try_from(diesel::delete(over).execute(conn)?).unwrap_or(i64::MAX))
}
