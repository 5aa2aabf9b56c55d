use diesel::prelude::*;
use sillon_identity::{Membership, PasswordHash, Role, User};
use sillon_kernel::{Email, EnterpriseId, Language, Name, Timestamp, UserId};

use super::super::super::{Conn, dialect::for_update};
use crate::{
    Error,
    error::{instant, stored},
    schema::tables::{membership, user_account},
    sql::ids::Key,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_account)]
struct Row {
    id: UserId,
    email: String,
    name: String,
    password_hash: String,
    created_at: i64,
    language: String,
    confirmed_at: Option<i64>,
}

impl Row {
    fn into_user(self) -> Result<User, Error> {
        Ok(User {
            id: self.id,
            email: address(&self.email)?,
            name: stored("name", &self.name)?,
            password: PasswordHash(self.password_hash),
            created_at: instant(self.created_at)?,
            language: stored("language", &self.language)?,
            confirmed_at: self.confirmed_at.map(instant).transpose()?,
        })
    }
}

/// Reads a stored e-mail address.
pub(crate) fn address(text: &str) -> Result<Email, Error> {
    Email::kept(text).map_err(|_fault| Error::Corrupt { what: "e-mail", value: text.to_owned() })
}

#[derive(Insertable)]
#[diesel(table_name = user_account)]
struct NewRow<'u> {
    id: Key<UserId>,
    email: &'u str,
    name: &'u str,
    password_hash: &'u str,
    created_at: i64,
    language: &'u str,
    confirmed_at: Option<i64>,
}

impl<'u> From<&'u User> for NewRow<'u> {
    fn from(user: &'u User) -> Self {
        Self {
            id: Key(user.id),
            email: user.email.as_str(),
            name: user.name.as_str(),
            password_hash: &user.password.0,
            created_at: user.created_at.micros(),
            language: user.language.as_str(),
            confirmed_at: user.confirmed_at.map(Timestamp::micros),
        }
    }
}

pub(crate) fn add(conn: &mut Conn, user: &User) -> Result<(), Error> {
    diesel::insert_into(user_account::table).values(NewRow::from(user)).execute(conn)?;
    Ok(())
}

pub(crate) fn add_if_free(conn: &mut Conn, user: &User) -> Result<bool, Error> {
    let added = diesel::insert_into(user_account::table)
        .values(NewRow::from(user))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(added == 1)
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

pub(crate) fn lock(conn: &mut Conn, id: UserId) -> Result<User, Error> {
    let row = for_update!(user_account::table.find(Key(id)).select(Row::as_select()));
    row.first(conn).optional()?.ok_or(Error::Missing("user"))?.into_user()
}

pub(crate) fn set_profile(
    conn: &mut Conn,
    id: UserId,
    name: &Name,
    language: Language,
) -> Result<(), Error> {
    diesel::update(user_account::table.find(Key(id)))
        .set((user_account::name.eq(name.as_str()), user_account::language.eq(language.as_str())))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn set_password(
    conn: &mut Conn,
    id: UserId,
    password: &PasswordHash,
) -> Result<(), Error> {
    diesel::update(user_account::table.find(Key(id)))
        .set(user_account::password_hash.eq(&password.0))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn confirm(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<(), Error> {
    let unconfirmed =
        user_account::table.find(Key(id)).filter(user_account::confirmed_at.is_null());
    diesel::update(unconfirmed).set(user_account::confirmed_at.eq(now.micros())).execute(conn)?;
    Ok(())
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

pub(crate) fn found(conn: &mut Conn, enterprise: EnterpriseId, user: UserId) -> Result<(), Error> {
    diesel::insert_into(membership::table)
        .values((
            membership::enterprise_id.eq(Key(enterprise)),
            membership::user_id.eq(Key(user)),
            membership::role.eq(Role::Owner.as_str()),
            membership::founded.eq(true),
        ))
        .execute(conn)?;
    Ok(())
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
