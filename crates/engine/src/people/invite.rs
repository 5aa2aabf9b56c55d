use sillon_identity::{Actor, Invitation, InvitationRefused, ManageEnterprise, Role};
use sillon_kernel::{Email, EnterpriseId, InvitationId, Language, Page, PageRequest};
use sillon_store::{Error as StoreError, Repositories, Subject, Tx};

use crate::{
    AskLimits, Error, Ids,
    log::{invited, note},
    outbox::queue::have_written,
    people::rate_limit,
    people::roles::role_at,
    people::sign_up::letter_to,
};

/// Whom to ask, to do what.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// Who: whoever reads at this address.
    pub email: Email,
    /// As what.
    pub role: Role,
    /// What the letter is written in, unless they have an account that says otherwise; what the actor reads, when none is
    /// named.
    pub language: Option<Language>,
}

/// Asks somebody to act for an enterprise, by a letter; in place of any invitation that was open for the address.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise; [`InvitationRefused::Member`] when they act for it already, and
/// are not asked to own it;
/// [`TooManyAttempts`](sillon_identity::TooManyAttempts) when too many letters went to the address, or were asked for by the
/// actor or for the enterprise.
pub fn invite(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    limits: AskLimits,
    enterprise: EnterpriseId,
    new: &NewInvitation,
) -> Result<Invitation, Error> {
    let permit = actor.permit::<ManageEnterprise>(enterprise)?;
    // Who may all everywhere may name an enterprise that is not there.
    tx.enterprises().get(permit.enterprise())?;
    if let Some(user) = tx.people().find_by_email(&new.email)?
        && let Some(role) = role_at(tx, permit.enterprise(), user.id)?
        && (new.role != Role::Owner || role == Role::Owner)
    {
        return Err(InvitationRefused::Member.into());
    }
    rate_limit::take(tx, &letter_to(&new.email, None), limits.attempts)?;
    // Whoever asks, and whomever they ask for: one person with many enterprises, one enterprise of many people.
    let mut senders = vec![permit.enterprise().0];
    senders.extend(actor.user().map(|user| user.0));
    let counts = limits.letters.of_invitation(&new.email, &senders);
    rate_limit::take_all(tx, counts, limits.letters.window_seconds)?;
    let now = tx.now();
    let theirs = match actor.user() {
        Some(user) => tx.people().get(user)?.language,
        None => Language::default(),
    };
    let invitation = Invitation {
        id: ids.next(now),
        enterprise: permit.enterprise(),
        email: new.email.clone(),
        role: new.role,
        language: new.language.unwrap_or(theirs),
        invited_by: actor.user(),
        created_at: now,
        expires_at: now.plus_seconds(Invitation::DAYS * 24 * 3_600),
    };
    // Who asked the same person at the same time is replaced when this is tried again.
    tx.invitations().replace(&permit, &invitation).map_err(StoreError::into_lost_race)?;
    note(tx, actor, None, Some(&invited(&invitation)))?;
    have_written(tx, ids, Subject::Invitation(invitation.id))?;
    Ok(invitation)
}

/// A page of an enterprise's invitations that nobody has accepted yet, the earliest first.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise.
pub fn invitations(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    page: &PageRequest,
) -> Result<Page<Invitation>, Error> {
    let permit = actor.permit::<ManageEnterprise>(enterprise)?;
    let now = tx.now();
    Ok(tx.invitations().page(&permit, now, page)?)
}

/// Takes an invitation back; its letter leads nowhere from then on.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise; missing when it has no such invitation.
pub fn withdraw_invitation(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    id: InvitationId,
) -> Result<(), Error> {
    let permit = actor.permit::<ManageEnterprise>(enterprise)?;
    let found = tx.invitations().find(id)?;
    if !tx.invitations().end(permit.enterprise(), id)? {
        return Err(Error::missing("invitation"));
    }
    note(tx, actor, found.as_ref().map(invited).as_ref(), None)
}
