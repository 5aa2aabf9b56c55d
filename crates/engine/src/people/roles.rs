use sillon_identity::{LastOwner, Role};
use sillon_kernel::{EnterpriseId, UserId};
use sillon_store::{Repositories, Tx};

use crate::{
    AccountRules, Error,
    log::{Author, member, note, note_ended_keys},
};

/// What a person is to an enterprise, if they act for it.
pub(crate) fn role_at(
    tx: &mut Tx<'_>,
    enterprise: EnterpriseId,
    user: UserId,
) -> Result<Option<Role>, Error> {
    let memberships = tx.people().memberships(user)?;
    Ok(memberships.iter().find(|had| had.enterprise == enterprise).map(|had| had.role))
}

/// Gives a person a role, if they may have it.
pub(crate) fn give_role(
    tx: &mut Tx<'_>,
    by: impl Into<Author>,
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
        // Only owners invite: what one wrote who is none any more is off.
        tx.invitations().end_of(enterprise, user.id)?;
    } else if !owners.contains(&user.id) {
        rules.check_owned(tx.enterprises().owned_by(user.id)?.len())?;
    }
    let before = role_at(tx, enterprise, user.id)?.map(|had| member(enterprise, user.id, had));
    tx.people().appoint(enterprise, user.id, role)?;
    let by = by.into();
    note(tx, by, before.as_ref(), Some(&member(enterprise, user.id, role)))?;
    // Keys end with the rights of whoever made them.
    let now = tx.now();
    let ended = tx.keys().end_made_by(user.id, now)?;
    note_ended_keys(tx, by, &ended)
}
