use diesel::prelude::*;
use sillon_identity::{ManageEnterprise, Member, Permit, SeeMembers};
use sillon_kernel::{EnterpriseId, Page, PageRequest, UserId};
use uuid::Uuid;

use super::super::{
    super::{Conn, dialect::for_update},
    people::users::address,
};
use crate::{
    Error,
    error::stored,
    schema::tables::{membership, user_account},
    sql::ids::Key,
};

/// The role of those who answer for an enterprise.
const OWNER: &str = "owner";

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<SeeMembers>,
    page: &PageRequest,
) -> Result<Page<Member>, Error> {
    let after = page.after.as_deref().and_then(|after| after.parse::<Uuid>().ok());
    let rows: Vec<(UserId, String, String, String)> = membership::table
        .inner_join(user_account::table)
        .filter(membership::enterprise_id.eq(Key(by.enterprise())))
        .filter(membership::user_id.gt(Key(UserId(after.unwrap_or_default()))))
        .order(membership::user_id)
        .limit(i64::from(page.limit) + 1)
        .select((membership::user_id, user_account::name, user_account::email, membership::role))
        .load(conn)?;
    let read = |(user, name, email, role): (UserId, String, String, String)| {
        let (name, role) = (stored("name", &name)?, stored("role", &role)?);
        Ok(Member { user, name, email: address(&email)?, role })
    };
    let members = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    Ok(Page::cut(members, page, |member: &Member| member.user.to_string()))
}

pub(crate) fn is_member(
    conn: &mut Conn,
    enterprise: EnterpriseId,
    user: UserId,
) -> Result<bool, Error> {
    let found = membership::table.find((Key(enterprise), Key(user)));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(conn)?)
}

pub(crate) fn lock_owners(conn: &mut Conn, enterprise: EnterpriseId) -> Result<Vec<UserId>, Error> {
    let owners = membership::table
        .filter(membership::enterprise_id.eq(Key(enterprise)))
        .filter(membership::role.eq(OWNER))
        .order(membership::user_id)
        .select(membership::user_id);
    Ok(for_update!(owners).load(conn)?)
}

pub(crate) fn remove(
    conn: &mut Conn,
    by: &Permit<ManageEnterprise>,
    user: UserId,
) -> Result<bool, Error> {
    leave(conn, by.enterprise(), user)
}

pub(crate) fn leave(
    conn: &mut Conn,
    enterprise: EnterpriseId,
    user: UserId,
) -> Result<bool, Error> {
    let membership = membership::table.find((Key(enterprise), Key(user)));
    Ok(diesel::delete(membership).execute(conn)? == 1)
}
