use sillon_identity::{Actor, Credential, Token};

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
        let hash = secret.hash();
        let found = self.read(move |tx| {
            let key = tx.keys().find_api_key(&hash)?.ok_or(SignInRefused)?;
            let now = tx.now();
            Ok((key.actor(now).ok_or(SignInRefused)?, key.should_note_use(now).then_some(key.id)))
        });
        let (actor, unnoted) = found.await?;
        if let Some(key) = unnoted {
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
