use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use sillon_identity::{Device, Expected, ExternalIdentity, PasswordHash, Token, User};
use sillon_kernel::{Failure, FailureKind, Language, Name, Timestamp};
use sillon_store::{Repositories, Tx};
use url::Url;

use crate::{
    Engine, Error, Ids, OpenIdSettings, SignUpRefused, SignedIn,
    error::refusals,
    people::open_id::{Provider, Secrets},
    people::prove_address::prove_address,
    people::sign_in::open_session,
};

/// How long a person may take at the provider, in seconds.
const SIGN_IN_SECONDS: i64 = 15 * 60;

/// Where the provider sends people back to.
pub const OPEN_ID_CALLBACK: &str = "/v1/openid/callback";

/// A sign-in that has begun.
pub struct BegunSignIn {
    /// Where the person goes.
    pub at: Url,
    /// What comes back with them, and with them only: keep it in their browser.
    pub state: Token,
}

impl Engine {
    /// Begins a sign-in at the identity provider.
    ///
    /// # Errors
    ///
    /// [`NoProvider`] when none is set; a refusal when it cannot be reached.
    pub async fn begin_open_id(&self) -> Result<BegunSignIn, Error> {
        let settings = self.open_id()?;
        let provider = self.provider(&settings).await?;
        let [state, nonce, verifier] = [(); 3].map(|()| Token::from_random(self.ids.bytes()));
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_str()));
        let secrets =
            Secrets { state: state.as_str(), nonce: nonce.as_str(), challenge: &challenge };
        let at = provider.sign_in_at(&settings, &self.open_id_callback(), &secrets);
        let hash = state.hash();
        self.write(move |tx| {
            let until = tx.now().plus_seconds(SIGN_IN_SECONDS);
            Ok(tx.open_id().begin(&hash, nonce.as_str(), verifier.as_str(), until)?)
        })
        .await?;
        Ok(BegunSignIn { at, state })
    }

    /// Ends a sign-in with the code the provider sent: opens a session of the person's account, which is made when they
    /// have none.
    ///
    /// # Errors
    ///
    /// [`NotBegun`] when no such sign-in has begun, or it was ended or took too long; a refusal when the provider cannot be
    /// reached, or vouches for nobody.
    pub async fn finish_open_id(
        &self,
        state: &Token,
        code: String,
        device: Option<Device>,
    ) -> Result<SignedIn, Error> {
        let settings = self.open_id()?;
        let hash = state.hash();
        let begun = self
            .write(move |tx| {
                let now = tx.now();
                Ok(tx.open_id().take(&hash, now)?)
            })
            .await?;
        let (nonce, verifier) = begun.ok_or(NotBegun)?;
        let provider = self.provider(&settings).await?;
        let (asking, redirect) = (settings.clone(), self.open_id_callback());
        let exchange = move || asking.exchange(&provider, &code, &verifier, &redirect);
        let token = asked(exchange).await?;
        let now = self.clock().now();
        let (issuer, client_id) = (&settings.issuer, &settings.client_id);
        let stranger =
            ExternalIdentity::read(&token, Expected { issuer, client_id, nonce: &nonce, now })?;
        let arrival = Arrival { issuer: settings.issuer, stranger, device };
        if let Some(signed_in) = self.arrive(&arrival, None).await? {
            return Ok(signed_in);
        }
        // A password nobody knows: what checks passwords finds nothing special about such an account.
        let unknown = Token::from_random(self.ids.bytes());
        let costs = self.settings.passwords;
        let turn = self.hashing.turn().await;
        let hashing = turn.hash(move || PasswordHash::make(unknown.as_str(), costs)).await?;
        drop(turn);
        let password = hashing.map_err(SignUpRefused::Password)?;
        self.arrive(&arrival, Some(password)).await?.ok_or_else(|| Error::missing("user"))
    }

    /// Opens a session of the account of whoever arrives; `None` when that takes a password and there is none.
    async fn arrive(
        &self,
        arrival: &Arrival,
        password: Option<PasswordHash>,
    ) -> Result<Option<SignedIn>, Error> {
        let token = Token::from_random(self.ids.bytes());
        let (hash, ids, lasts) = (token.hash(), self.ids(), self.settings.session_seconds);
        let arrival = arrival.clone();
        let arrived = self
            .write(move |tx| {
                let Some(user) = account(tx, &ids, &arrival, password.as_ref())? else {
                    return Ok(None);
                };
                let device = arrival.device.clone();
                let until = open_session(tx, &ids, &hash, user.id, device, lasts)?;
                Ok(Some((user, until)))
            })
            .await?;
        Ok(arrived.map(|(user, until)| SignedIn { token, until, user }))
    }

    fn open_id(&self) -> Result<OpenIdSettings, Error> {
        Ok(self.settings.open_id.clone().ok_or(NoProvider)?)
    }

    fn open_id_callback(&self) -> String {
        format!("{}{OPEN_ID_CALLBACK}", self.settings.public_url)
    }

    async fn provider(&self, settings: &OpenIdSettings) -> Result<Arc<Provider>, Error> {
        let known = self.provider.get(settings.clone()).await;
        known.map_err(|failed| Error::Refused(Box::new(failed)))
    }
}

/// Asks the network where waiting for it holds up nobody else.
async fn asked<T, F>(ask: impl FnOnce() -> Result<T, F> + Send + 'static) -> Result<T, Error>
where
    T: Send + 'static,
    F: Failure + Send + Sync + 'static,
{
    let done = tokio::task::spawn_blocking(ask).await;
    let done = done.map_err(|_fault| Error::Store(sillon_store::Error::Panicked))?;
    done.map_err(|failed| Error::Refused(Box::new(failed)))
}

/// A person the provider vouches for.
#[derive(Clone)]
struct Arrival {
    issuer: String,
    stranger: ExternalIdentity,
    device: Option<Device>,
}

/// The account of whoever arrives: the one they signed in to before, the one of their address, or a new one. `None` when they
/// have none that could be theirs as it is, and there is no password to make it so.
///
/// An account of the address is theirs, as accounts are only kept of addresses that were proven, and the provider has proven
/// it too. One that was never confirmed may be another's doing: its password is forgotten and its sessions end.
fn account(
    tx: &mut Tx<'_>,
    ids: &Ids,
    Arrival { issuer, stranger, .. }: &Arrival,
    password: Option<&PasswordHash>,
) -> Result<Option<User>, Error> {
    if let Some(user) = tx.open_id().account(issuer, &stranger.subject)? {
        return Ok(Some(tx.people().get(user)?));
    }
    let now = tx.now();
    let known = tx.people().find_by_email(&stranger.email)?;
    // An address goes from one person to another at a provider; an account does not go with it.
    if let Some(user) = &known
        && tx.open_id().subject_of(issuer, user.id)?.is_some()
    {
        return Err(OtherSubject.into());
    }
    let user = match (known, password) {
        (Some(user), _) if user.confirmed_at.is_some() => user,
        (_, None) => return Ok(None),
        (Some(user), Some(password)) => {
            tx.people().set_password(user.id, password)?;
            tx.sessions().end_all(user.id)?;
            prove_address(tx, &user)?;
            user
        }
        (None, Some(password)) => {
            let user = new_user(ids, stranger, password, now);
            tx.people().add(&user).map_err(sillon_store::Error::into_lost_race)?;
            prove_address(tx, &user)?;
            user
        }
    };
    tx.open_id()
        .link(issuer, &stranger.subject, user.id, now)
        .map_err(sillon_store::Error::into_lost_race)?;
    Ok(Some(tx.people().get(user.id)?))
}

fn new_user(
    ids: &Ids,
    stranger: &ExternalIdentity,
    password: &PasswordHash,
    now: Timestamp,
) -> User {
    let before_at = stranger.email.as_str().split('@').next().unwrap_or_default();
    let called = stranger.name.clone().or_else(|| Name::parse(before_at).ok());
    User {
        id: ids.next(now),
        email: stranger.email.clone(),
        name: called.expect("what stands before an address's at sign is a name"),
        password: password.clone(),
        created_at: now,
        language: Language::default(),
        confirmed_at: Some(now),
    }
}

/// No identity provider is set.
#[derive(Debug, thiserror::Error)]
#[error("this installation has no identity provider")]
pub struct NoProvider;

impl Failure for NoProvider {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Missing, "no-identity-provider")
    }
}

refusals!(NoProvider);

/// No such sign-in has begun.
#[derive(Debug, thiserror::Error)]
#[error("this sign-in was not begun here, or took too long: begin again")]
pub struct NotBegun;

impl Failure for NotBegun {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Unauthenticated, "sign-in-not-begun")
    }
}

refusals!(NotBegun);

/// The account of the address is of somebody else whom the provider knows.
#[derive(Debug, thiserror::Error)]
#[error(
    "the account of this e-mail address belongs to another person at the identity provider: ask the operator"
)]
pub struct OtherSubject;

impl Failure for OtherSubject {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "other-subject")
    }
}

refusals!(OtherSubject);
