use diesel::prelude::*;
use sillon_identity::{AccountLink, Chosen, LinkPurpose, PasswordHash, TokenHash};
use sillon_kernel::{Email, LinkId, Timestamp};

use super::super::{super::Conn, people::users::address};
use crate::{
    Error,
    error::{instant, stored},
    schema::tables::account_link,
    sql::ids::Key,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = account_link)]
struct Row {
    id: LinkId,
    purpose: String,
    email: String,
    name: Option<String>,
    password_hash: Option<String>,
    created_at: i64,
    expires_at: i64,
}

impl Row {
    fn into_link(self) -> Result<AccountLink, Error> {
        let chosen = match self.name.zip(self.password_hash) {
            Some((name, hash)) => {
                Some(Chosen { name: stored("name", &name)?, password: PasswordHash(hash) })
            }
            None => None,
        };
        Ok(AccountLink {
            id: self.id,
            purpose: stored("purpose of a link", &self.purpose)?,
            email: address(&self.email)?,
            chosen,
            created_at: instant(self.created_at)?,
            expires_at: instant(self.expires_at)?,
        })
    }
}

pub(crate) fn add(conn: &mut Conn, link: &AccountLink) -> Result<(), Error> {
    let chosen = link.chosen.as_ref();
    diesel::insert_into(account_link::table)
        .values((
            account_link::id.eq(Key(link.id)),
            account_link::purpose.eq(link.purpose.as_str()),
            account_link::email.eq(link.email.as_str()),
            account_link::name.eq(chosen.map(|chosen| chosen.name.as_str())),
            account_link::password_hash.eq(chosen.map(|chosen| chosen.password.0.as_str())),
            account_link::created_at.eq(link.created_at.micros()),
            account_link::expires_at.eq(link.expires_at.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn find(conn: &mut Conn, id: LinkId) -> Result<Option<AccountLink>, Error> {
    let row = account_link::table.find(Key(id)).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::into_link).transpose()
}

pub(crate) fn set_secret(
    conn: &mut Conn,
    id: LinkId,
    secret: &TokenHash,
    until: Timestamp,
) -> Result<(), Error> {
    diesel::update(account_link::table.find(Key(id)))
        .set((
            account_link::secret_hash.eq(secret.0.as_slice()),
            account_link::expires_at.eq(until.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn is_open(
    conn: &mut Conn,
    secret: &TokenHash,
    purpose: LinkPurpose,
    now: Timestamp,
) -> Result<bool, Error> {
    let found = account_link::table
        .filter(account_link::secret_hash.eq(secret.0.as_slice()))
        .filter(account_link::purpose.eq(purpose.as_str()))
        .filter(account_link::expires_at.gt(now.micros()));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(conn)?)
}

pub(crate) fn follow(
    conn: &mut Conn,
    secret: &TokenHash,
    purpose: LinkPurpose,
    now: Timestamp,
) -> Result<Option<AccountLink>, Error> {
    let found = account_link::table
        .filter(account_link::secret_hash.eq(secret.0.as_slice()))
        .filter(account_link::purpose.eq(purpose.as_str()))
        .filter(account_link::expires_at.gt(now.micros()));
    // Whoever deletes it is the one who follows it; of two at once one finds nothing.
    let row = diesel::delete(found).returning(Row::as_returning()).get_result(conn).optional()?;
    row.map(Row::into_link).transpose()
}

pub(crate) fn end(conn: &mut Conn, id: LinkId) -> Result<(), Error> {
    diesel::delete(account_link::table.find(Key(id))).execute(conn)?;
    Ok(())
}

pub(crate) fn end_all(conn: &mut Conn, email: &Email, purpose: LinkPurpose) -> Result<(), Error> {
    let theirs = account_link::table
        .filter(account_link::email.eq(email.as_str()))
        .filter(account_link::purpose.eq(purpose.as_str()));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}

pub(crate) fn choose_instead(
    conn: &mut Conn,
    email: &Email,
    old: &PasswordHash,
    new: &PasswordHash,
) -> Result<(), Error> {
    let theirs = account_link::table
        .filter(account_link::email.eq(email.as_str()))
        .filter(account_link::password_hash.eq(&old.0));
    diesel::update(theirs).set(account_link::password_hash.eq(&new.0)).execute(conn)?;
    Ok(())
}

pub(crate) fn forget_before(conn: &mut Conn, instant: Timestamp) -> Result<i64, Error> {
    let over = account_link::table.filter(account_link::expires_at.le(instant.micros()));
    Ok(i64::try_from(diesel::delete(over).execute(conn)?).unwrap_or(i64::MAX))
}
