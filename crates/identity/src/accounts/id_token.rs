use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use sillon_kernel::{Email, Failure, FailureKind, Name, PersonName, Timestamp};

/// The longest ID token read, in bytes.
const MAX_BYTES: usize = 32 * 1024;

/// How far the provider's clock may be from ours, in seconds.
const CLOCK_SKEW_SECONDS: i64 = 60;

/// What an ID token must say to be meant for us, now, and for this sign-in.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The provider it is from.
    pub issuer: &'a str,
    /// Our id at the provider.
    pub client_id: &'a str,
    /// What we made up for this sign-in.
    pub nonce: &'a str,
    /// Now.
    pub now: Timestamp,
}

/// A person as an `OpenID` Connect provider knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalIdentity {
    /// The provider's own name for them; it never changes there.
    pub subject: String,
    /// Their address, which the provider says it has verified.
    pub email: Email,
    /// What they are called, where the provider says.
    pub name: Option<Name>,
}

impl ExternalIdentity {
    /// Reads an ID token that came straight from the provider's token endpoint.
    ///
    /// There the connection itself vouches for the provider, so its signature is not checked again: `OpenID` Connect Core 1.0,
    /// §3.1.3.7, 6. All else of that section is.
    ///
    /// # Errors
    ///
    /// [`IdTokenRefused`] when it is no ID token, is not from the issuer or for us, is not of this sign-in or too old, or has no
    /// verified address.
    pub fn read(token: &str, expected: Expected<'_>) -> Result<Self, IdTokenRefused> {
        let claims = Claims::read(token).ok_or(IdTokenRefused::Unreadable)?;
        let now = expected.now.micros() / 1_000_000;
        let only_for_us = match &claims.aud {
            Audience::One(one) => one == expected.client_id,
            // Nobody else is trusted with what lets a person in here.
            Audience::Many(many) => {
                !many.is_empty() && many.iter().all(|one| one == expected.client_id)
            }
        };
        let is_presented_by_us = claims.azp.as_deref().is_none_or(|azp| azp == expected.client_id);
        let is_current = now < claims.exp.saturating_add(CLOCK_SKEW_SECONDS)
            && claims.iat <= now.saturating_add(CLOCK_SKEW_SECONDS);
        if claims.iss != expected.issuer || !(only_for_us && is_presented_by_us) {
            return Err(IdTokenRefused::NotForUs);
        }
        if claims.nonce.as_deref() != Some(expected.nonce) || !is_current {
            return Err(IdTokenRefused::NotThisSignIn);
        }
        // 255 ASCII characters at most (§2).
        if claims.sub.is_empty() || claims.sub.len() > 255 || !claims.sub.is_ascii() {
            return Err(IdTokenRefused::Unreadable);
        }
        let email = claims.email.filter(|_| claims.email_verified.unwrap_or_default());
        let email = email.and_then(|email| Email::parse(&email).ok());
        Ok(Self {
            subject: claims.sub,
            email: email.ok_or(IdTokenRefused::NoVerifiedEmail)?,
            name: claims
                .name
                .and_then(|name| PersonName::parse(&name).ok())
                .map(PersonName::into_name),
        })
    }
}

/// The claims of an ID token: `OpenID` Connect Core 1.0, §2 and §5.1.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nonce: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Claims {
    /// The middle part of a token in three: RFC 7519, §3.
    fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (_head, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || token.len() > MAX_BYTES {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }
}

/// Why an ID token was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenRefused {
    /// It is no ID token.
    #[error("what the identity provider sent cannot be read")]
    Unreadable,
    /// It is another provider's, or for another client.
    #[error("what the identity provider sent is not meant for this installation")]
    NotForUs,
    /// It is of another sign-in, or too old.
    #[error("what the identity provider sent is not of this sign-in: begin again")]
    NotThisSignIn,
    /// The provider names no address, or has not verified it.
    #[error("the identity provider does not vouch for an e-mail address of yours")]
    NoVerifiedEmail,
}

impl Failure for IdTokenRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Unauthenticated, "identity-provider")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn claims() -> Value {
        json!({
            "iss": "https://id.example.org", "sub": "u1", "aud": "sillon", "exp": 1_000_300, "iat": 1_000_000,
            "nonce": "n", "email": "Awa@example.org", "email_verified": true, "name": "Awa",
        })
    }

    fn read(claims: &Value) -> Result<ExternalIdentity, IdTokenRefused> {
        let token = format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let now = Timestamp::from_micros(1_000_010_000_000).unwrap();
        let issuer = "https://id.example.org";
        ExternalIdentity::read(&token, Expected { issuer, client_id: "sillon", nonce: "n", now })
    }

    fn with(name: &str, value: Value) -> Result<ExternalIdentity, IdTokenRefused> {
        let mut changed = claims();
        changed[name] = value;
        read(&changed)
    }

    #[test]
    fn a_token_for_us_names_a_person() {
        let awa = read(&claims()).unwrap();
        assert_eq!((awa.subject.as_str(), awa.email.as_str()), ("u1", "awa@example.org"));
        assert!(with("aud", json!(["sillon"])).is_ok());
        assert!(with("azp", json!("sillon")).is_ok());
        assert!(with("name", Value::Null).unwrap().name.is_none());
    }

    #[test]
    fn every_claim_is_held_against_what_is_expected() {
        use IdTokenRefused::{NoVerifiedEmail, NotForUs, NotThisSignIn, Unreadable};
        assert_eq!(with("iss", json!("https://evil.example.org")), Err(NotForUs));
        assert_eq!(with("aud", json!("another")), Err(NotForUs));
        assert_eq!(with("aud", json!(["another", "sillon"])), Err(NotForUs));
        assert_eq!(with("aud", json!(["sillon", "another"])), Err(NotForUs));
        assert_eq!(with("aud", json!([])), Err(NotForUs));
        assert_eq!(with("azp", json!("another")), Err(NotForUs));
        assert_eq!(with("nonce", json!("m")), Err(NotThisSignIn));
        assert_eq!(with("nonce", Value::Null), Err(NotThisSignIn));
        assert_eq!(with("exp", json!(999_000)), Err(NotThisSignIn));
        assert_eq!(with("iat", json!(1_000_200)), Err(NotThisSignIn));
        assert_eq!(with("sub", json!("")), Err(Unreadable));
        assert_eq!(with("sub", json!(7)), Err(Unreadable));
        assert_eq!(with("email_verified", json!(false)), Err(NoVerifiedEmail));
        assert_eq!(with("email", json!("nobody")), Err(NoVerifiedEmail));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let now = Timestamp::from_micros(0).unwrap();
        let expected = Expected { issuer: "", client_id: "", nonce: "", now };
        for token in ["", "a.b", "a.b.c.d", "e30.!!.sig", "e30.e30.sig"] {
            assert_eq!(ExternalIdentity::read(token, expected), Err(IdTokenRefused::Unreadable));
        }
    }
}
