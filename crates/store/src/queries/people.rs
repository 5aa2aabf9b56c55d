use diesel::prelude::*;
use sillon_identity::{Membership, PasswordHash, Role, TokenHash, User};
use sillon_kernel::{Email, EnterpriseId, Timestamp, UserId};

use super::super::Conn;
use crate::{
    Error,
    error::stored,
    schema::{membership, session, user_account},
    sql::Key,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_account)]
struct Row {
    id: UserId,
    email: String,
    name: String,
    password_hash: String,
    created_at: i64,
}

impl Row {
    fn into_user(self) -> Result<User, Error> {
        Ok(User {
            id: self.id,
            email: Email::parse(&self.email).map_err(|_fault| corrupt("e-mail", &self.email))?,
            name: stored("name", &self.name)?,
            password: PasswordHash(self.password_hash),
            created_at: Timestamp::from_micros(self.created_at)
                .map_err(|_fault| corrupt("time", &self.created_at.to_string()))?,
        })
    }
}

fn corrupt(what: &'static str, value: &str) -> Error {
    Error::Corrupt { what, value: value.to_owned() }
}

pub(crate) fn add(conn: &mut Conn, user: &User) -> Result<(), Error> {
    diesel::insert_into(user_account::table)
        .values((
            user_account::id.eq(Key(user.id)),
            user_account::email.eq(user.email.as_str()),
            user_account::name.eq(user.name.as_str()),
            user_account::password_hash.eq(&user.password.0),
            user_account::created_at.eq(user.created_at.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn find_by_email(conn: &mut Conn, email: &Email) -> Result<Option<User>, Error> {
    let row = user_account::table
        .filter(user_account::email.eq(email.as_str()))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::into_user).transpose()
}

pub(crate) fn get(conn: &mut Conn, id: UserId) -> Result<User, Error> {
    let row = user_account::table.find(Key(id)).select(Row::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing("user"))?.into_user()
}

pub(crate) fn open_session(
    conn: &mut Conn,
    token: &TokenHash,
    user: UserId,
    now: Timestamp,
    until: Timestamp,
) -> Result<(), Error> {
    diesel::insert_into(session::table)
        .values((
            session::token_hash.eq(token.0.as_slice()),
            session::user_id.eq(Key(user)),
            session::created_at.eq(now.micros()),
            session::expires_at.eq(until.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn session_user(
    conn: &mut Conn,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Option<UserId>, Error> {
    let user = session::table
        .find(token.0.as_slice())
        .filter(session::expires_at.gt(now.micros()))
        .select(session::user_id)
        .first(conn);
    Ok(user.optional()?)
}

pub(crate) fn end_session(conn: &mut Conn, token: &TokenHash) -> Result<bool, Error> {
    Ok(diesel::delete(session::table.find(token.0.as_slice())).execute(conn)? == 1)
}

pub(crate) fn is_administrator(conn: &mut Conn, user: UserId) -> Result<bool, Error> {
    let is = user_account::table.find(Key(user)).select(user_account::is_administrator);
    Ok(is.first(conn).optional()?.unwrap_or(false))
}

pub(crate) fn set_administrator(conn: &mut Conn, user: UserId, is: bool) -> Result<(), Error> {
    diesel::update(user_account::table.find(Key(user)))
        .set(user_account::is_administrator.eq(is))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn memberships(conn: &mut Conn, user: UserId) -> Result<Vec<Membership>, Error> {
    let rows: Vec<(EnterpriseId, String)> = membership::table
        .filter(membership::user_id.eq(Key(user)))
        .order(membership::enterprise_id)
        .select((membership::enterprise_id, membership::role))
        .load(conn)?;
    rows.into_iter()
        .map(|(enterprise, role)| Ok(Membership { enterprise, role: stored("role", &role)? }))
        .collect()
}

pub(crate) fn appoint(
    conn: &mut Conn,
    enterprise: EnterpriseId,
    user: UserId,
    role: Role,
) -> Result<(), Error> {
    diesel::insert_into(membership::table)
        .values((
            membership::enterprise_id.eq(Key(enterprise)),
            membership::user_id.eq(Key(user)),
            membership::role.eq(role.as_str()),
        ))
        .on_conflict((membership::enterprise_id, membership::user_id))
        .do_update()
        .set(membership::role.eq(role.as_str()))
        .execute(conn)?;
    Ok(())
}
