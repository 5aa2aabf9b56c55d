use sillon_identity::{
    Actor, Chosen, Invitation, InvitationRefused, LinkUnknown, Network, PasswordHash, Role, Token,
    TokenHash, User,
};
use sillon_kernel::{Email, EnterpriseId, Language, Name};
use sillon_store::{Error as StoreError, Repositories, Tx};

use crate::{
    AccountRules, Engine, Error, Ids,
    people::confirm::secret_from,
    people::prove_address::prove_address,
    people::rate_limit,
    people::roles::{give_role, role_at},
    people::sign_up::SignUpRefused,
};

/// The command to accept an invitation.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// The account to make, for an address that has none.
    pub account: Option<NewAccount>,
    /// Where it comes from.
    pub from: Option<Network>,
}

/// The account of somebody who was invited and has none.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What they are called.
    pub name: Name,
    /// The password they chose.
    pub password: String,
    /// What letters to them are written in; what the invitation was, when none is named.
    pub language: Option<Language>,
}

/// What was accepted.
#[derive(Debug)]
pub struct Accepted {
    /// By whom.
    pub user: User,
    /// For which enterprise they act now.
    pub enterprise: EnterpriseId,
    /// As what.
    pub role: Role,
}

impl Engine {
    /// Accepts an invitation: by whoever is signed in when the address has an account, with a new account when it has none.
    ///
    /// # Errors
    ///
    /// [`LinkUnknown`] when it cannot be accepted any more; [`InvitationRefused`]; what the [`AccountRules`] do not allow;
    /// [`SignUpRefused::Password`] when the password cannot be used;
    /// [`TooManyAttempts`](sillon_identity::TooManyAttempts) when too many were tried.
    pub async fn accept_invitation(
        &self,
        actor: Actor,
        secret: &Token,
        command: Acceptance,
    ) -> Result<Accepted, Error> {
        if let Some(account) = &command.account {
            PasswordHash::check_length(&account.password).map_err(SignUpRefused::Password)?;
        }
        let attempt = secret_from(command.from);
        self.count(&attempt).await?;
        let secret = secret.hash();
        // Nobody makes us hash who was not invited.
        self.read(move |tx| open(tx, &secret)).await?;
        let mut chosen = None;
        if let Some(NewAccount { name, password, language }) = command.account {
            let (settings, turn) = (self.settings.passwords, self.hashing.turn().await);
            let hashed = turn.hash(move || PasswordHash::make(&password, settings)).await?;
            let password = hashed.map_err(SignUpRefused::Password)?;
            chosen = Some((Chosen { name, password }, language));
        }
        let (ids, rules, limit) = (self.ids(), self.settings.accounts, self.settings.attempts);
        self.write(move |tx| {
            let invitation = open(tx, &secret)?;
            // Whoever ends it is the one who accepts; of two at once one finds nothing.
            if !tx.invitations().end(invitation.enterprise, invitation.id)? {
                return Err(LinkUnknown.into());
            }
            let user = invited(tx, &actor, &ids, &invitation, chosen.as_ref())?;
            rate_limit::forgive(tx, &attempt, limit)?;
            accept(tx, rules, &invitation, user)
        })
        .await
    }
}

/// What somebody sees of an invitation who holds its letter.
#[derive(Debug, Clone)]
pub struct InvitationSeen {
    /// The name of the enterprise that asks.
    pub enterprise: Name,
    /// Whom it asks.
    pub email: Email,
    /// Whether the address has an account.
    pub has_account: bool,
}

/// What the letter of a secret asks.
///
/// # Errors
///
/// [`LinkUnknown`] when it cannot be accepted any more.
pub fn see_invitation(tx: &mut Tx<'_>, secret: &TokenHash) -> Result<InvitationSeen, Error> {
    let invitation = open(tx, secret)?;
    let has_account = tx.people().find_by_email(&invitation.email)?.is_some();
    let enterprise = tx.enterprises().get(invitation.enterprise)?.name;
    Ok(InvitationSeen { enterprise, email: invitation.email, has_account })
}

fn open(tx: &mut Tx<'_>, secret: &TokenHash) -> Result<Invitation, Error> {
    let now = tx.now();
    Ok(tx.invitations().open(secret, now)?.ok_or(LinkUnknown)?)
}

/// The person who was invited: signed in, or with a new account.
fn invited(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    invitation: &Invitation,
    chosen: Option<&(Chosen, Option<Language>)>,
) -> Result<User, Error> {
    let found = tx.people().find_by_email(&invitation.email)?;
    let (chosen, language) = match (found, actor.user(), chosen) {
        (Some(user), Some(signed_in), _) if user.id == signed_in => return Ok(user),
        (_, Some(_), _) => return Err(InvitationRefused::ForAnother.into()),
        (Some(_), None, _) => return Err(InvitationRefused::HasAccount.into()),
        (None, None, None) => return Err(InvitationRefused::NeedsAccount.into()),
        (None, None, Some((chosen, language))) => (chosen.clone(), *language),
    };
    let now = tx.now();
    let user = User {
        id: ids.next(now),
        email: invitation.email.clone(),
        name: chosen.name,
        password: chosen.password,
        created_at: now,
        language: language.unwrap_or(invitation.language),
        // The letter was read there.
        confirmed_at: Some(now),
    };
    tx.people().add(&user).map_err(StoreError::into_lost_race)?;
    prove_address(tx, &user)?;
    Ok(user)
}

/// Gives whoever accepts an invitation the role they were asked to take.
pub(crate) fn accept(
    tx: &mut Tx<'_>,
    rules: AccountRules,
    invitation: &Invitation,
    user: User,
) -> Result<Accepted, Error> {
    let enterprise = invitation.enterprise;
    // Who was given a role since keeps it, unless they were asked to own the enterprise.
    if let Some(role) = role_at(tx, enterprise, user.id)?
        && (invitation.role != Role::Owner || role == Role::Owner)
    {
        return Ok(Accepted { user, enterprise, role });
    }
    give_role(tx, user.id, rules, enterprise, user.id, invitation.role)?;
    Ok(Accepted { user, enterprise, role: invitation.role })
}
