use sillon_identity::{Attempt, LinkPurpose, LinkUnknown, Network, Token, TokenHash, Trial};
use sillon_store::{Repositories, Tx};

use crate::{
    Engine, Error,
    people::{prove_address::prove_address, rate_limit},
};

impl Engine {
    /// Confirms the address that a letter went to, for the sign-up the letter answers.
    ///
    /// # Errors
    ///
    /// [`LinkUnknown`] when no such letter can be followed; [`TooManyAttempts`](sillon_identity::TooManyAttempts) when too
    /// many were tried.
    pub async fn confirm(&self, secret: &Token, from: Option<Network>) -> Result<(), Error> {
        let attempt = secret_from(from);
        self.count(&attempt).await?;
        let (secret, limit) = (secret.hash(), self.settings.attempts);
        self.write(move |tx| {
            confirm(tx, &secret)?;
            rate_limit::forgive(tx, &attempt, limit)
        })
        .await
    }
}

/// The attempt to show the secret of a letter.
pub(crate) fn secret_from(from: Option<Network>) -> Attempt {
    Attempt { trial: Trial::Secret, address: None, network: from }
}

fn confirm(tx: &mut Tx<'_>, secret: &TokenHash) -> Result<(), Error> {
    let now = tx.now();
    let link = tx.account_links().follow(secret, LinkPurpose::Confirm, now)?.ok_or(LinkUnknown)?;
    let user = tx.people().find_by_email(&link.email)?.ok_or(LinkUnknown)?;
    let user = tx.people().lock(user.id)?;
    if user.confirmed_at.is_none() {
        // Somebody else signed up with the address before: what they chose goes, and so do they.
        if let Some(chosen) = link.chosen.filter(|chosen| chosen.password != user.password) {
            tx.people().set_profile(user.id, &chosen.name, user.language)?;
            tx.people().set_password(user.id, &chosen.password)?;
            tx.sessions().end_all(user.id)?;
        }
        prove_address(tx, &user)?;
    }
    Ok(tx.account_links().end_all(&link.email, LinkPurpose::Confirm)?)
}
