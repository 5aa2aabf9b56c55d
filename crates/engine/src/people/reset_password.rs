use sillon_identity::{
    Attempt, LinkPurpose, LinkUnknown, Network, PasswordHash, Token, TokenHash, Trial,
};
use sillon_kernel::Email;
use sillon_store::{Repositories, Tx};

use crate::{
    Engine, Error, Ids,
    people::confirm::secret_from,
    people::prove_address::prove_address,
    people::rate_limit,
    people::sign_up::{SignUpRefused, letter_to, queue_link, tell_of_password},
};

impl Engine {
    /// Mails a letter to choose another password with, to an address that has an account. Does the same, for as long, when it
    /// has none: whether it has is looked up when the letter is written.
    ///
    /// # Errors
    ///
    /// [`TooManyAttempts`](sillon_identity::TooManyAttempts) when too many letters were asked for.
    pub async fn ask_to_reset(&self, email: Email, from: Option<Network>) -> Result<(), Error> {
        let (ids, limit) = (self.ids(), self.settings.attempts);
        self.write(move |tx| {
            rate_limit::take(tx, &letter_to(&email, from), limit)?;
            queue_link(tx, &ids, LinkPurpose::Reset, &email, None)
        })
        .await
    }

    /// Sets the password of whoever read the letter; ends every session and every letter that waits to be followed. It
    /// proves the address, too.
    ///
    /// # Errors
    ///
    /// [`LinkUnknown`] when no such letter can be followed; [`SignUpRefused::Password`] when the password cannot be used;
    /// [`TooManyAttempts`](sillon_identity::TooManyAttempts) when too many were tried.
    pub async fn reset_password(
        &self,
        secret: &Token,
        password: String,
        from: Option<Network>,
    ) -> Result<(), Error> {
        PasswordHash::check_length(&password).map_err(SignUpRefused::Password)?;
        let attempt = secret_from(from);
        self.count(&attempt).await?;
        let secret = secret.hash();
        let is_open = self.read(move |tx| {
            let now = tx.now();
            Ok(tx.account_links().is_open(&secret, LinkPurpose::Reset, now)?)
        });
        // Nobody makes us hash who has no letter.
        if !is_open.await? {
            return Err(LinkUnknown.into());
        }
        let settings = self.settings.passwords;
        let turn = self.hashing.turn().await;
        let hashed = turn.hash(move || PasswordHash::make(&password, settings)).await?;
        let hash = hashed.map_err(SignUpRefused::Password)?;
        let (ids, limit) = (self.ids(), self.settings.attempts);
        self.write(move |tx| {
            let email = reset(tx, &ids, &secret, &hash)?;
            rate_limit::forgive(tx, &attempt, limit)?;
            // Whoever reads there need not wait for those who guessed the old one.
            let guesses = Attempt { trial: Trial::Password, address: Some(email), network: None };
            rate_limit::forgive(tx, &guesses, limit)
        })
        .await
    }
}

/// Sets the password of the account that the letter of the secret went to; its address.
fn reset(
    tx: &mut Tx<'_>,
    ids: &Ids,
    secret: &TokenHash,
    password: &PasswordHash,
) -> Result<Email, Error> {
    let now = tx.now();
    let link = tx.account_links().follow(secret, LinkPurpose::Reset, now)?.ok_or(LinkUnknown)?;
    let user = tx.people().find_by_email(&link.email)?.ok_or(LinkUnknown)?;
    let user = tx.people().lock(user.id)?;
    tx.people().set_password(user.id, password)?;
    prove_address(tx, &user)?;
    tx.sessions().end_all(user.id)?;
    for purpose in [LinkPurpose::Confirm, LinkPurpose::Reset] {
        tx.account_links().end_all(&link.email, purpose)?;
    }
    tell_of_password(tx, ids, user.id)?;
    Ok(link.email)
}
