use diesel::prelude::*;
use sillon_identity::TokenHash;
use sillon_kernel::{Timestamp, UserId};

use super::super::super::Conn;
use crate::{
    Error,
    schema::tables::{open_id_account, open_id_sign_in},
    sql::ids::Key,
};

pub(crate) fn begin(
    conn: &mut Conn,
    state: &TokenHash,
    nonce: &str,
    verifier: &str,
    until: Timestamp,
) -> Result<(), Error> {
    diesel::insert_into(open_id_sign_in::table)
        .values((
            open_id_sign_in::state_hash.eq(state.0.as_slice()),
            open_id_sign_in::nonce.eq(nonce),
            open_id_sign_in::verifier.eq(verifier),
            open_id_sign_in::expires_at.eq(until.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn take(
    conn: &mut Conn,
    state: &TokenHash,
    now: Timestamp,
) -> Result<Option<(String, String)>, Error> {
    let taken: Option<(String, String, i64)> = diesel::delete(
        open_id_sign_in::table.filter(open_id_sign_in::state_hash.eq(state.0.as_slice())),
    )
    .returning((open_id_sign_in::nonce, open_id_sign_in::verifier, open_id_sign_in::expires_at))
    .get_result(conn)
    .optional()?;
    Ok(taken
        .filter(|(_, _, until)| now.micros() < *until)
        .map(|(nonce, verifier, _)| (nonce, verifier)))
}

pub(crate) fn forget_before(conn: &mut Conn, instant: Timestamp) -> Result<i64, Error> {
    let old = open_id_sign_in::table.filter(open_id_sign_in::expires_at.lt(instant.micros()));
    let forgotten = diesel::delete(old).execute(conn)?;
    Ok(i64::try_from(forgotten).unwrap_or(i64::MAX))
}

pub(crate) fn account(
    conn: &mut Conn,
    issuer: &str,
    subject: &str,
) -> Result<Option<UserId>, Error> {
    Ok(open_id_account::table
        .find((issuer, subject))
        .select(open_id_account::user_id)
        .first(conn)
        .optional()?)
}

pub(crate) fn subject_of(
    conn: &mut Conn,
    issuer: &str,
    user: UserId,
) -> Result<Option<String>, Error> {
    Ok(open_id_account::table
        .filter(open_id_account::issuer.eq(issuer))
        .filter(open_id_account::user_id.eq(Key(user)))
        .select(open_id_account::subject)
        .first(conn)
        .optional()?)
}

pub(crate) fn link(
    conn: &mut Conn,
    issuer: &str,
    subject: &str,
    user: UserId,
    now: Timestamp,
) -> Result<(), Error> {
    diesel::insert_into(open_id_account::table)
        .values((
            open_id_account::issuer.eq(issuer),
            open_id_account::subject.eq(subject),
            open_id_account::user_id.eq(Key(user)),
            open_id_account::created_at.eq(now.micros()),
        ))
        .execute(conn)?;
    Ok(())
}
