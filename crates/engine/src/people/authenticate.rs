use sillon_identity::{Actor, Credential, Token};
use sillon_store::{Repositories, Tx};

use crate::{Engine, Error, SignInRefused};

impl Engine {
    /// Who shows a credential, on a page of an origin if a browser says so.
    ///
    /// # Errors
    ///
    /// [`SignInRefused`] when it opens nothing, or nothing any more; [`crate::OriginRefused`] for a shop key on a page it is
    /// not good on.
    pub async fn caller(
        &self,
        credential: Credential,
        origin: Option<&str>,
    ) -> Result<Actor, Error> {
        match credential {
            Credential::Session(token) => self.recognise(&token).await,
            Credential::ApiKey(secret) => self.machine(&secret).await,
            Credential::ShopKey(key) => self.shop_front(&key, origin).await,
        }
    }

    /// The machine that knows a key's secret.
    async fn machine(&self, secret: &Token) -> Result<Actor, Error> {
        let (hash, now) = (secret.hash(), self.clock().now());
        let find = move |tx: &mut Tx<'_>| Ok::<_, Error>(tx.keys().find_api_key(&hash)?);
        let known = self.store.look_up(find).await?.ok_or(SignInRefused)?;
        let actor = known.actor(now).ok_or(SignInRefused)?;
        if known.should_note_use(now) {
            let key = known.id;
            let noted = self.write(move |tx| {
                let now = tx.now();
                Ok(tx.keys().note_use(key, now)?)
            });
            // When it was used is good to know, and no reason to refuse it.
            if let Err(error) = noted.await {
                tracing::warn!(key.id = %key, %error, "the use of a key was not noted");
            }
        }
        Ok(actor)
    }
}
