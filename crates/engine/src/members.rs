use sillon_identity::{Actor, LastOwner, ManageEnterprise, Member, Role, SeeMembers};
use sillon_kernel::{Email, EnterpriseId, Page, PageRequest, UserId};
use sillon_store::Tx;

use crate::{AccountRules, Error};

/// A page of those who act for an enterprise.
///
/// # Errors
///
/// A refusal unless the actor may see them.
pub fn members(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    page: &PageRequest,
) -> Result<Page<Member>, Error> {
    let permit = actor.permit::<SeeMembers>(enterprise)?;
    Ok(tx.members().page(permit.enterprise(), page)?)
}

/// Lets a person who has an account act for an enterprise, in place of any role they had there.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise and the [`AccountRules`] allow it; [`LastOwner`] when it would be left
/// without one; missing when no account has the address.
pub fn appoint(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rules: AccountRules,
    enterprise: EnterpriseId,
    email: &Email,
    role: Role,
) -> Result<(), Error> {
    let permit = actor.permit::<ManageEnterprise>(enterprise)?;
    // Who may all everywhere may name an enterprise that is not there.
    tx.enterprises().get(permit.enterprise())?;
    let user =
        tx.people().find_by_email(email)?.ok_or(Error::missing("user with this e-mail address"))?;
    if actor.user() == Some(user.id) {
        return Err(Error::field("email", "you cannot change your own role"));
    }
    give_role(tx, rules.of(actor), permit.enterprise(), user.id, role)
}

/// Gives a person a role, if they may have it.
pub(crate) fn give_role(
    tx: &mut Tx<'_>,
    rules: AccountRules,
    enterprise: EnterpriseId,
    user: UserId,
    role: Role,
) -> Result<(), Error> {
    let user = tx.people().lock(user)?;
    rules.check_confirmed(&user)?;
    let owners = tx.members().lock_owners(enterprise)?;
    if role != Role::Owner {
        LastOwner::check(&owners, user.id)?;
    } else if !owners.contains(&user.id) {
        rules.check_owned(tx.enterprises().owned_by(user.id)?.len())?;
    }
    Ok(tx.people().appoint(enterprise, user.id, role)?)
}

/// Lets a person no longer act for an enterprise, and takes back the invitations they wrote. Everybody may leave.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise, or leaves; [`LastOwner`] when it would be left without one; missing
/// when the person does not act for it.
pub fn remove_member(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    user: UserId,
) -> Result<(), Error> {
    let is_member = tx.members().is_member(enterprise, user)?;
    if !(is_member && actor.user() == Some(user)) {
        actor.permit::<ManageEnterprise>(enterprise)?;
    }
    LastOwner::check(&tx.members().lock_owners(enterprise)?, user)?;
    if !tx.members().remove(enterprise, user)? {
        return Err(Error::missing("member"));
    }
    Ok(tx.invitations().end_of(enterprise, user)?)
}
