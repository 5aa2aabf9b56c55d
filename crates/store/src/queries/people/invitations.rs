use diesel::prelude::*;
use sillon_identity::{Invitation, ManageEnterprise, Permit, TokenHash};
use sillon_kernel::{Email, EnterpriseId, InvitationId, Page, PageRequest, Timestamp, UserId};
use uuid::Uuid;

use super::super::{
    super::{Conn, Db},
    people::users::address,
};
use crate::{
    Error,
    error::{instant, stored},
    schema::tables::invitation,
    sql::ids::{Key, Uid},
    sql::statement::statement,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = invitation)]
struct Row {
    id: InvitationId,
    enterprise_id: EnterpriseId,
    email: String,
    role: String,
    language: String,
    invited_by: Option<UserId>,
    created_at: i64,
    expires_at: i64,
}

impl Row {
    fn into_invitation(self) -> Result<Invitation, Error> {
        Ok(Invitation {
            id: self.id,
            enterprise: self.enterprise_id,
            email: address(&self.email)?,
            role: stored("role", &self.role)?,
            language: stored("language", &self.language)?,
            invited_by: self.invited_by,
            created_at: instant(self.created_at)?,
            expires_at: instant(self.expires_at)?,
        })
    }
}

pub(crate) fn replace(
    conn: &mut Conn,
    by: &Permit<ManageEnterprise>,
    new: &Invitation,
) -> Result<(), Error> {
    by.must_be_for(new.enterprise);
    let before = invitation::table
        .filter(invitation::enterprise_id.eq(Key(new.enterprise)))
        .filter(invitation::email.eq(new.email.as_str()));
    diesel::delete(before).execute(conn)?;
    diesel::insert_into(invitation::table)
        .values((
            invitation::id.eq(Key(new.id)),
            invitation::enterprise_id.eq(Key(new.enterprise)),
            invitation::email.eq(new.email.as_str()),
            invitation::role.eq(new.role.as_str()),
            invitation::language.eq(new.language.as_str()),
            invitation::invited_by.eq(new.invited_by.map(Key)),
            invitation::created_at.eq(new.created_at.micros()),
            invitation::expires_at.eq(new.expires_at.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn find(conn: &mut Conn, id: InvitationId) -> Result<Option<Invitation>, Error> {
    let row = invitation::table.find(Key(id)).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::into_invitation).transpose()
}

pub(crate) fn set_secret(
    conn: &mut Conn,
    id: InvitationId,
    secret: &TokenHash,
) -> Result<(), Error> {
    diesel::update(invitation::table.find(Key(id)))
        .set(invitation::secret_hash.eq(secret.0.as_slice()))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn open(
    conn: &mut Conn,
    secret: &TokenHash,
    now: Timestamp,
) -> Result<Option<Invitation>, Error> {
    let row = invitation::table
        .filter(invitation::secret_hash.eq(secret.0.as_slice()))
        .filter(invitation::expires_at.gt(now.micros()))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::into_invitation).transpose()
}

pub(crate) fn end(
    conn: &mut Conn,
    enterprise: EnterpriseId,
    id: InvitationId,
) -> Result<bool, Error> {
    let theirs = invitation::table
        .filter(invitation::id.eq(Key(id)))
        .filter(invitation::enterprise_id.eq(Key(enterprise)));
    Ok(diesel::delete(theirs).execute(conn)? == 1)
}

pub(crate) fn end_of(
    conn: &mut Conn,
    enterprise: EnterpriseId,
    inviter: UserId,
) -> Result<(), Error> {
    let theirs = invitation::table
        .filter(invitation::enterprise_id.eq(Key(enterprise)))
        .filter(invitation::invited_by.eq(Key(inviter)));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}

statement!(
    /// Invitations that one person wrote for enterprises they do not own.
    EndWithoutRight { inviter: UserId } =
    "delete from invitation where invited_by = ", [inviter: Uid], " and not exists (select 1 from membership m \
     where m.enterprise_id = invitation.enterprise_id and m.user_id = invitation.invited_by and m.role = 'owner')"
);

pub(crate) fn end_without_right(conn: &mut Conn, inviter: UserId) -> Result<(), Error> {
    EndWithoutRight { inviter }.execute(conn)?;
    Ok(())
}

pub(crate) fn end_all(conn: &mut Conn, enterprise: EnterpriseId) -> Result<(), Error> {
    let theirs = invitation::table.filter(invitation::enterprise_id.eq(Key(enterprise)));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}

pub(crate) fn end_to(
    conn: &mut Conn,
    by: &Permit<ManageEnterprise>,
    email: &Email,
) -> Result<(), Error> {
    let theirs = invitation::table
        .filter(invitation::enterprise_id.eq(Key(by.enterprise())))
        .filter(invitation::email.eq(email.as_str()));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<ManageEnterprise>,
    now: Timestamp,
    page: &PageRequest,
) -> Result<Page<Invitation>, Error> {
    let after = page.after.as_deref().and_then(|after| after.parse::<Uuid>().ok());
    let rows: Vec<Row> = invitation::table
        .filter(invitation::enterprise_id.eq(Key(by.enterprise())))
        .filter(invitation::expires_at.gt(now.micros()))
        .filter(invitation::id.gt(Key(InvitationId(after.unwrap_or_default()))))
        .order(invitation::id)
        .limit(i64::from(page.limit) + 1)
        .select(Row::as_select())
        .load(conn)?;
    let open = rows.into_iter().map(Row::into_invitation).collect::<Result<_, _>>()?;
    Ok(Page::cut(open, page, |invitation: &Invitation| invitation.id.to_string()))
}

pub(crate) fn page_to(
    conn: &mut Conn,
    email: &Email,
    now: Timestamp,
    page: &PageRequest,
) -> Result<Page<Invitation>, Error> {
    let after = page.after.as_deref().and_then(|after| after.parse::<Uuid>().ok());
    let rows: Vec<Row> = invitation::table
        .filter(invitation::email.eq(email.as_str()))
        .filter(invitation::expires_at.gt(now.micros()))
        .filter(invitation::id.gt(Key(InvitationId(after.unwrap_or_default()))))
        .order(invitation::id)
        .limit(i64::from(page.limit) + 1)
        .select(Row::as_select())
        .load(conn)?;
    let open = rows.into_iter().map(Row::into_invitation).collect::<Result<_, _>>()?;
    Ok(Page::cut(open, page, |invitation: &Invitation| invitation.id.to_string()))
}

pub(crate) fn forget_before(conn: &mut Conn, instant: Timestamp) -> Result<i64, Error> {
    let over = invitation::table.filter(invitation::expires_at.le(instant.micros()));
    Ok(i64::try_from(diesel::delete(over).execute(conn)?).unwrap_or(i64::MAX))
}
