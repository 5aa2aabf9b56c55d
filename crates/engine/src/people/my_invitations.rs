use sillon_identity::{Actor, Invitation, User};
use sillon_kernel::{InvitationId, Page, PageRequest};
use sillon_store::{EnterpriseBrief, Repositories, Tx};

use crate::{
    Accepted, AccountRules, Error,
    enterprises::names::names_of,
    log::{invited, note},
    people::accept_invitation::accept,
};

/// An invitation as whoever is invited sees it.
#[derive(Debug, Clone)]
pub struct MyInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// Who asks.
    pub enterprise: EnterpriseBrief,
}

/// A page of what the person who asks is invited to, the earliest first; nothing until they proved that the address is
/// theirs.
///
/// # Errors
///
/// A refusal for whoever is no person.
pub fn my_invitations(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rules: AccountRules,
    request: &PageRequest,
) -> Result<Page<MyInvitation>, Error> {
    let user = tx.people().get(actor.person()?)?;
    if rules.check_confirmed(&user).is_err() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let now = tx.now();
    let Page { items, next } = tx.invitations().page_to(&user.email, now, request)?;
    let names = names_of(tx, items.iter().map(|invitation| invitation.enterprise).collect())?;
    let seen = |invitation: Invitation| {
        let enterprise = names.get(&invitation.enterprise)?.clone();
        Some(MyInvitation { invitation, enterprise })
    };
    Ok(Page { items: items.into_iter().filter_map(seen).collect(), next })
}

/// Accepts an invitation as who is signed in, without its letter.
///
/// # Errors
///
/// A refusal for whoever is no person; what the [`AccountRules`] do not allow; missing when they have no such invitation.
pub fn accept_my_invitation(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rules: AccountRules,
    id: InvitationId,
) -> Result<Accepted, Error> {
    let (user, invitation) = end_mine(tx, actor, rules, id)?;
    accept(tx, rules, &invitation, user)
}

/// Refuses an invitation; its letter leads nowhere from then on.
///
/// # Errors
///
/// As for [`accept_my_invitation`].
pub fn refuse_my_invitation(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rules: AccountRules,
    id: InvitationId,
) -> Result<(), Error> {
    let (_, refused) = end_mine(tx, actor, rules, id)?;
    note(tx, actor, Some(&invited(&refused)), None)
}

/// Ends an invitation of the person's; of two who end it at once one finds nothing.
fn end_mine(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rules: AccountRules,
    id: InvitationId,
) -> Result<(User, Invitation), Error> {
    let user = tx.people().get(actor.person()?)?;
    rules.check_confirmed(&user)?;
    let now = tx.now();
    let found = tx.invitations().find(id)?;
    let mine = found.filter(|found| found.email == user.email && found.expires_at > now);
    let invitation = mine.ok_or(Error::missing("invitation"))?;
    if !tx.invitations().end(invitation.enterprise, id)? {
        return Err(Error::missing("invitation"));
    }
    Ok((user, invitation))
}
