use sillon_identity::{Actor, LastOwner, ManageEnterprise, Member, Role, SeeMembers};
use sillon_kernel::{EnterpriseId, Page, PageRequest, UserId};
use sillon_store::{Repositories, Tx};

use crate::{
    AskLimits, Error, Ids, NewInvitation,
    log::{member, note, note_ended_keys},
    people::invite::invite,
    people::roles::{give_role, role_at},
};

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
    Ok(tx.members().page(&permit, page)?)
}

/// Asks whoever reads at an address to act for an enterprise; of who does already, changes the role.
///
/// It answers alike whether the address has an account or not: a letter goes there, and nobody acts for the enterprise who did
/// not accept. Nobody owns what they did not say yes to either: who is to become an owner is asked, too.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise; [`LastOwner`] when it would be left without one;
/// [`TooManyAttempts`](sillon_identity::TooManyAttempts) when too many letters were asked for.
pub fn ask_member(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    limits: AskLimits,
    enterprise: EnterpriseId,
    new: &NewInvitation,
) -> Result<(), Error> {
    let permit = actor.permit::<ManageEnterprise>(enterprise)?;
    // Who may all everywhere may name an enterprise that is not there.
    tx.enterprises().get(permit.enterprise())?;
    let known = tx.people().find_by_email(&new.email)?;
    let user = known.map(|user| user.id);
    if user.is_some() && actor.user() == user {
        return Err(Error::field("email", "you cannot change your own role"));
    }
    if let Some(user) = user
        && let Some(role) = role_at(tx, permit.enterprise(), user)?
        && (new.role != Role::Owner || role == Role::Owner)
    {
        tx.invitations().end_to(&permit, &new.email)?;
        let rules = limits.accounts.of(actor);
        return give_role(tx, actor, rules, permit.enterprise(), user, new.role);
    }
    invite(tx, actor, ids, limits, permit.enterprise(), new)?;
    Ok(())
}

/// Lets a person no longer act for an enterprise; the invitations they wrote and the keys they made end. Everybody may leave.
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
    let leaves = actor.user() == Some(user) && tx.members().is_member(enterprise, user)?;
    let removes = if leaves { None } else { Some(actor.permit::<ManageEnterprise>(enterprise)?) };
    LastOwner::check(&tx.members().lock_owners(enterprise)?, user)?;
    let had = role_at(tx, enterprise, user)?.map(|had| member(enterprise, user, had));
    let was_member = match &removes {
        Some(permit) => tx.members().remove(permit, user)?,
        None => tx.members().leave(enterprise, user)?,
    };
    if !was_member {
        return Err(Error::missing("member"));
    }
    note(tx, actor, had.as_ref(), None)?;
    tx.invitations().end_of(enterprise, user)?;
    let now = tx.now();
    let ended = tx.keys().end_made_by(user, now)?;
    note_ended_keys(tx, actor, &ended)
}
