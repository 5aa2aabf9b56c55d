//! The provider's side of a sign-in, by our own code and not a library's: `docs/decisions/0008` says why, and what is checked.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, de::DeserializeOwned};
use sillon_kernel::{Failure, FailureKind};
use tokio::sync::Mutex;
use url::{Url, form_urlencoded::byte_serialize};

/// How long a provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The longest answer of a provider that is read, in bytes.
const MAX_BYTES: u64 = 256 * 1024;

/// The `OpenID` Connect provider people may sign in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIdSettings {
    /// Its address, as it names itself in its tokens.
    pub issuer: String,
    /// Our id there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: String,
}

/// Where a provider's parts are: `OpenID` Connect Discovery 1.0, §3.
///
/// It has keys, too. We need none: a token comes from the token endpoint itself, over TLS, which vouches for it (`OpenID`
/// Connect Core 1.0, §3.1.3.7, 6).
#[derive(Debug, Deserialize)]
pub(crate) struct Provider {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
}

/// What is made up for one sign-in.
pub(crate) struct Secrets<'a> {
    /// Comes back with the person.
    pub(crate) state: &'a str,
    /// Comes back in the ID token.
    pub(crate) nonce: &'a str,
    /// What the code challenge is made of (RFC 7636, §4.2, S256).
    pub(crate) challenge: &'a str,
}

impl OpenIdSettings {
    /// Whether an address may be asked: what is sent there cannot be read on the way, over TLS or within this machine.
    pub fn may_ask(address: &Url) -> bool {
        let is_here = match address.host() {
            Some(url::Host::Ipv4(host)) => host.is_loopback(),
            Some(url::Host::Ipv6(host)) => host.is_loopback(),
            Some(url::Host::Domain(host)) => host == "localhost",
            None => false,
        };
        address.scheme() == "https" || (address.scheme() == "http" && is_here)
    }

    /// Asks the provider where its parts are. Waits for the network: run it where that is allowed.
    pub(crate) fn discover(&self) -> Result<Provider, ProviderFailed> {
        let address =
            format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let provider: Provider = read(agent().get(&address).call())?;
        let parts = [&provider.authorization_endpoint, &provider.token_endpoint];
        if provider.issuer != self.issuer || !parts.into_iter().all(Self::may_ask) {
            return Err(ProviderFailed("it is not the provider that the settings name".to_owned()));
        }
        Ok(provider)
    }

    /// Trades a code for an ID token, with our secret and the code's verifier.
    pub(crate) fn exchange(
        &self,
        provider: &Provider,
        code: &str,
        verifier: &str,
        redirect: &str,
    ) -> Result<String, ProviderFailed> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ];
        let asking = agent().post(provider.token_endpoint.as_str());
        let answer = asking.header("authorization", &self.authorization()).send_form(form);
        read::<TokenAnswer>(answer).map(|answer| answer.id_token)
    }

    /// Who we are, as `client_secret_basic` has it (RFC 6749, §2.3.1): what providers expect when nothing else is agreed.
    fn authorization(&self) -> String {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encode(&self.client_id), encode(&self.client_secret));
        format!("Basic {}", STANDARD.encode(pair))
    }
}

/// How long it is believed where a provider's parts are.
const BELIEVED: Duration = Duration::from_mins(5);

/// How long it is believed that a provider does not answer: those who waited for one answer do not each wait for their own.
const BELIEVED_AWAY: Duration = Duration::from_secs(5);

/// Where the parts of the provider are that the settings name, as it said a while ago.
#[derive(Default)]
pub(crate) struct KnownProvider(Mutex<Option<(Instant, Discovered)>>);

type Discovered = Result<Arc<Provider>, ProviderFailed>;

impl KnownProvider {
    /// Where they are: as was heard before, or as the provider says now. One asks at a time, and whoever waited meanwhile is
    /// told the same.
    pub(crate) async fn get(&self, settings: OpenIdSettings) -> Discovered {
        let mut known = self.0.lock().await;
        if let Some((since, discovered)) = &*known {
            let believed = if discovered.is_ok() { BELIEVED } else { BELIEVED_AWAY };
            if since.elapsed() < believed {
                return discovered.clone();
            }
        }
        // Where waiting for the network holds up nobody else.
        let asked = tokio::task::spawn_blocking(move || settings.discover()).await;
        let gave_up = |_| Err(ProviderFailed("asking it was given up".to_owned()));
        let discovered = asked.unwrap_or_else(gave_up).map(Arc::new);
        *known = Some((Instant::now(), discovered.clone()));
        discovered
    }
}

impl Provider {
    /// Where a person goes to sign in (`OpenID` Connect Core 1.0, §3.1.2.1).
    pub(crate) fn sign_in_at(
        &self,
        settings: &OpenIdSettings,
        redirect: &str,
        secrets: &Secrets<'_>,
    ) -> Url {
        let mut address = self.authorization_endpoint.clone();
        address.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("scope", "openid email profile"),
            ("client_id", &settings.client_id),
            ("redirect_uri", redirect),
            ("state", secrets.state),
            ("nonce", secrets.nonce),
            ("code_challenge", secrets.challenge),
            ("code_challenge_method", "S256"),
        ]);
        address
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: String,
}

/// A client that follows no redirects, as a provider's own parts make none.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).max_redirects(0).build().new_agent()
}

fn read<T: DeserializeOwned>(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<T, ProviderFailed> {
    let failed = |fault: String| ProviderFailed(fault.chars().take(200).collect());
    let mut answer = answer.map_err(|fault| failed(fault.to_string()))?;
    let body = answer.body_mut().with_config().limit(MAX_BYTES).read_to_string();
    let body = body.map_err(|fault| failed(fault.to_string()))?;
    serde_json::from_str(&body).map_err(|fault| failed(fault.to_string()))
}

/// The identity provider cannot be reached, or answers what it should not.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the identity provider does not answer as it should: {0}")]
pub(crate) struct ProviderFailed(String);

impl Failure for ProviderFailed {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Busy, "identity-provider-unreachable")
    }
}
