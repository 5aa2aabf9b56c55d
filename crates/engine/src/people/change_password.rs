use sillon_identity::{Actor, LinkPurpose, Network, PasswordHash, Token, TokenHash};
use sillon_kernel::{Detail, Failure, FailureKind, UserId};
use sillon_store::{Repositories, Tx};

use crate::{
    Engine, Error,
    error::refusals,
    people::rate_limit,
    people::sign_up::{SignUpRefused, tell_of_password},
};

/// The command of a person who is signed in to have another password.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    /// The password they have, they say.
    pub old: String,
    /// The one they want.
    pub new: String,
    /// Where it comes from.
    pub from: Option<Network>,
}

impl Engine {
    /// Sets another password for the actor, and ends every session of theirs but the one they ask with.
    ///
    /// # Errors
    ///
    /// A refusal for guests; [`WrongPassword`] when the old one is not theirs;
    /// [`TooManyAttempts`](sillon_identity::TooManyAttempts) when it was guessed too often; [`SignUpRefused::Password`] when
    /// the new one cannot be used.
    pub async fn change_password(
        &self,
        actor: &Actor,
        session: &Token,
        command: PasswordChange,
    ) -> Result<(), Error> {
        let PasswordChange { old, new, from } = command;
        let user = actor.person()?;
        PasswordHash::check_length(&new).map_err(SignUpRefused::Password)?;
        let turn = self.hashing.turn().await;
        let limit = self.settings.attempts;
        let counted = move |tx: &mut Tx<'_>| rate_limit::take_own(tx, user, from, limit);
        let (user, attempt) = self.write(counted).await?;
        let (settings, hash) = (self.settings.passwords, user.password.clone());
        let checked = turn.hash(move || {
            hash.opens(&old).then(|| PasswordHash::make(&new, settings)).ok_or(WRONG_OLD)
        });
        let new = checked.await??.map_err(SignUpRefused::Password)?;
        let (session, ids) = (session.hash(), self.ids());
        self.write(move |tx| {
            rate_limit::forgive(tx, &attempt, limit)?;
            set(tx, user.id, &user.password, &new, &session)?;
            tell_of_password(tx, &ids, user.id)
        })
        .await
    }
}

/// Sets a password, unless another was set since the old one was checked.
fn set(
    tx: &mut Tx<'_>,
    id: UserId,
    old: &PasswordHash,
    new: &PasswordHash,
    session: &TokenHash,
) -> Result<(), Error> {
    let user = tx.people().lock(id)?;
    if user.password != *old {
        return Err(WRONG_OLD.into());
    }
    tx.people().set_password(id, new)?;
    tx.sessions().end_others(id, session)?;
    tx.account_links().end_all(&user.email, LinkPurpose::Reset)?;
    // A letter that confirms their sign-up must not bring its password back.
    Ok(tx.account_links().choose_instead(&user.email, old, new)?)
}

const WRONG_OLD: WrongPassword = WrongPassword { field: "old" };

/// The password is not the one the person has.
#[derive(Debug, thiserror::Error)]
#[error("this password is not the one you have")]
pub struct WrongPassword {
    /// The field it was sent in.
    pub field: &'static str,
}

impl Failure for WrongPassword {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Forbidden, "wrong-password")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new(self.field, self.to_string())]
    }
}

refusals!(WrongPassword);
