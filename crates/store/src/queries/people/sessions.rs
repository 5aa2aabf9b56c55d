use diesel::{
    prelude::*,
    sql_types::{BigInt, Binary, Bool, Text},
};
use sillon_identity::{Actor, Delegation, Device, Membership, Session, TokenHash};
use sillon_kernel::{EnterpriseId, SessionId, Timestamp, UserId};

use super::super::super::{Conn, Db};
use crate::{
    Error,
    error::{instant, stored},
    schema::tables::session,
    sql::ids::{AnyId, Key, Uid},
    sql::statement::statement,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = session)]
struct Row {
    id: SessionId,
    user_id: UserId,
    device: Option<String>,
    created_at: i64,
    seen_at: i64,
    expires_at: i64,
}

impl Row {
    fn into_session(self) -> Result<Session, Error> {
        Ok(Session {
            id: self.id,
            user: self.user_id,
            device: self.device.as_deref().and_then(Device::said),
            opened_at: instant(self.created_at)?,
            seen_at: instant(self.seen_at)?,
            until: instant(self.expires_at)?,
        })
    }
}

pub(crate) fn open(conn: &mut Conn, token: &TokenHash, opened: &Session) -> Result<(), Error> {
    diesel::insert_into(session::table)
        .values((
            session::token_hash.eq(token.0.as_slice()),
            session::user_id.eq(Key(opened.user)),
            session::created_at.eq(opened.opened_at.micros()),
            session::expires_at.eq(opened.until.micros()),
            session::id.eq(Key(opened.id)),
            session::device.eq(opened.device.as_ref().map(Device::as_str)),
            session::seen_at.eq(opened.seen_at.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn find(
    conn: &mut Conn,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Option<Session>, Error> {
    let row = session::table
        .find(token.0.as_slice())
        .filter(session::expires_at.gt(now.micros()))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::into_session).transpose()
}

/// A part of what a person may do: which, an enterprise, another, a role or the kind of a grant, when the session was used,
/// and whether they administer the installation.
type ActorRow = (i64, AnyId, AnyId, String, i64, bool);

statement!(
    /// Whose session a token opens, as rows of three kinds: the person, whom they act for, and what others let those do.
    Acting { token: Vec<u8>, now: i64 } -> (BigInt, Uid, Uid, Text, BigInt, Bool) =
    "with opened as (select user_id, seen_at from session where token_hash = ", [token: Binary],
    " and expires_at > ", [now: BigInt], ") \
     select cast(0 as bigint), u.id, u.id, '', o.seen_at, u.is_administrator from opened o join user_account u on u.id = o.user_id \
     union all select 1, m.enterprise_id, m.enterprise_id, m.role, 0, false \
     from opened o join membership m on m.user_id = o.user_id \
     union all select 2, g.grantor_id, g.grantee_id, g.kind, 0, false \
     from opened o join membership m on m.user_id = o.user_id join enterprise_grant g \
     on g.grantee_id = m.enterprise_id and g.kind in ('manage-products', 'edit-profile') order by 1, 2, 3, 4"
);

pub(crate) fn actor(
    conn: &mut Conn,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Option<(Actor, Timestamp)>, Error> {
    let rows: Vec<ActorRow> = Acting { token: token.0.to_vec(), now: now.micros() }.load(conn)?;
    let mut rows = rows.into_iter();
    let Some((0, user, _, _, seen_at, is_administrator)) = rows.next() else { return Ok(None) };
    let (mut memberships, mut delegations) = (Vec::new(), Vec::new());
    for (kind, first, second, word, ..) in rows {
        let (first, second) = (EnterpriseId(first.0), EnterpriseId(second.0));
        if kind == 1 {
            memberships.push(Membership { enterprise: first, role: stored("role", &word)? });
        } else {
            let kind = stored("grant", &word)?;
            delegations.push(Delegation { grantor: first, through: second, kind });
        }
    }
    let actor = Actor::Person { user: UserId(user.0), memberships, delegations, is_administrator };
    Ok(Some((actor, instant(seen_at)?)))
}

statement!(
    /// Notes that a session was used, unless another request noted it just now.
    Touch { token: Vec<u8>, now: i64, noted_before: i64 } =
    "update session set seen_at = ", [now: BigInt], " where token_hash = ", [token: Binary],
    " and seen_at <= ", [noted_before: BigInt]
);

pub(crate) fn touch(
    conn: &mut Conn,
    token: &TokenHash,
    now: Timestamp,
    noted_before: Timestamp,
) -> Result<(), Error> {
    let (now, noted_before) = (now.micros(), noted_before.micros());
    Touch { token: token.0.to_vec(), now, noted_before }.execute(conn)?;
    Ok(())
}

pub(crate) fn of(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Vec<Session>, Error> {
    let rows: Vec<Row> = session::table
        .filter(session::user_id.eq(Key(user)))
        .filter(session::expires_at.gt(now.micros()))
        .order((session::seen_at.desc(), session::id.desc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_session).collect()
}

pub(crate) fn end(conn: &mut Conn, token: &TokenHash) -> Result<bool, Error> {
    Ok(diesel::delete(session::table.find(token.0.as_slice())).execute(conn)? == 1)
}

pub(crate) fn end_one(conn: &mut Conn, user: UserId, id: SessionId) -> Result<bool, Error> {
    let theirs =
        session::table.filter(session::id.eq(Key(id))).filter(session::user_id.eq(Key(user)));
    Ok(diesel::delete(theirs).execute(conn)? == 1)
}

pub(crate) fn end_all(conn: &mut Conn, user: UserId) -> Result<(), Error> {
    diesel::delete(session::table.filter(session::user_id.eq(Key(user)))).execute(conn)?;
    Ok(())
}

pub(crate) fn end_others(conn: &mut Conn, user: UserId, but: &TokenHash) -> Result<(), Error> {
    let others = session::table
        .filter(session::user_id.eq(Key(user)))
        .filter(session::token_hash.ne(but.0.as_slice()));
    diesel::delete(others).execute(conn)?;
    Ok(())
}

statement!(
    /// Ends the oldest sessions of a person who has too many.
    KeepNewest { user: UserId, most: i64 } =
    "delete from session where user_id = ", [user: Uid],
    " and id not in (select s.id from session s where s.user_id = ", [user: Uid],
    " order by s.created_at desc, s.id desc limit ", [most: BigInt], ")"
);

pub(crate) fn keep_newest(conn: &mut Conn, user: UserId, most: i64) -> Result<(), Error> {
    KeepNewest { user, most }.execute(conn)?;
    Ok(())
}

pub(crate) fn forget_before(conn: &mut Conn, instant: Timestamp) -> Result<i64, Error> {
    let over = session::table.filter(session::expires_at.le(instant.micros()));
    Ok(i64::try_from(diesel::delete(over).execute(conn)?).unwrap_or(i64::MAX))
}
