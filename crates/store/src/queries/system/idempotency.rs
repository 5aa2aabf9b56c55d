use diesel::prelude::*;
use sillon_kernel::Timestamp;
use uuid::Uuid;

use super::super::super::Conn;
use crate::{
    Error,
    records::system::StoredAnswer,
    schema::tables::idempotency,
    sql::ids::{AnyId, Key},
};

pub(crate) fn find(
    conn: &mut Conn,
    principal: Uuid,
    key: &str,
) -> Result<Option<StoredAnswer>, Error> {
    let row: Option<(Vec<u8>, i64, String)> = idempotency::table
        .find((Key(AnyId(principal)), key))
        .select((idempotency::digest, idempotency::status, idempotency::body))
        .first(conn)
        .optional()?;
    let read = |(digest, status, body): (Vec<u8>, i64, String)| {
        let corrupt = |what| Error::Corrupt { what, value: key.to_owned() };
        Ok(StoredAnswer {
            digest: digest.try_into().map_err(|_fault| corrupt("request digest"))?,
            status: u16::try_from(status).map_err(|_fault| corrupt("answer status"))?,
            body,
        })
    };
    row.map(read).transpose()
}

pub(crate) fn claim(
    conn: &mut Conn,
    principal: Uuid,
    key: &str,
    digest: &[u8; 32],
    now: Timestamp,
) -> Result<bool, Error> {
    let claimed = diesel::insert_into(idempotency::table)
        .values((
            idempotency::principal.eq(Key(AnyId(principal))),
            idempotency::key.eq(key),
            idempotency::digest.eq(digest.as_slice()),
            idempotency::status.eq(0),
            idempotency::body.eq(""),
            idempotency::created_at.eq(now.micros()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(claimed == 1)
}

pub(crate) fn keep(
    conn: &mut Conn,
    principal: Uuid,
    key: &str,
    status: u16,
    body: &str,
) -> Result<(), Error> {
    diesel::update(idempotency::table.find((Key(AnyId(principal)), key)))
        .set((idempotency::status.eq(i64::from(status)), idempotency::body.eq(body)))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn forget_before(conn: &mut Conn, instant: Timestamp) -> Result<i64, Error> {
    let forgotten =
        diesel::delete(idempotency::table.filter(idempotency::created_at.lt(instant.micros())));
    Ok(i64::try_from(forgotten.execute(conn)?).unwrap_or(i64::MAX))
}
