use std::fmt::{self, Write as _};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sillon_kernel::Timestamp;

/// The secret that a webhook is signed with; its receiver has it, too. It is kept as it is: a signature cannot be made of less.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// What it begins with, so that people and programs that look for leaked secrets know one.
    pub const PREFIX: &'static str = "whsec_";

    /// The secret made of random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(format!("{}{}", Self::PREFIX, hex(&bytes)))
    }

    /// The secret that was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// Its text: to show once, to sign with, and to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// The header that goes with what is sent at an instant: `t=1780000000,v1=5257a8…`, with a `v1` for each secret that is good.
///
/// `t` is the instant in seconds since 1970, and `v1` the HMAC-SHA-256 (RFC 2104), in hexadecimal, of `t`, a full stop and the
/// body, with the secret's text as the key. It is the form of Stripe's webhooks (API documentation, “Verify webhook signatures
/// manually”), which libraries in most languages check.
///
/// # Panics
///
/// Never: a key of HMAC has any length.
pub fn sign<'s>(
    secrets: impl IntoIterator<Item = &'s Secret>,
    at: Timestamp,
    body: &str,
) -> String {
    let seconds = at.micros().div_euclid(1_000_000);
    let mut header = format!("t={seconds}");
    for secret in secrets {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_str().as_bytes())
            .expect("a key of HMAC has any length");
        mac.update(format!("{seconds}.{body}").as_bytes());
        write!(header, ",v1={}", hex(&mac.finalize().into_bytes()))
            .expect("writing to a string cannot fail");
    }
    header
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out with Python's hmac module.
    #[test]
    fn a_signature_is_what_others_compute() {
        let text = "whsec_4f1d0c7f0b6d4f0a9a1e8b7c6d5e4f30112233445566778899aabbccddeeff00";
        let secret = Secret::stored(text.to_owned());
        let at = Timestamp::from_micros(1_780_000_000_999_999).unwrap();
        let signed = sign([&secret], at, r#"{"id":"x"}"#);
        let known = "1fd43f53aa503409f08fd4aa69adaaa2523df7e0a06dd2a86722d7ac88282515";
        assert_eq!(signed, format!("t=1780000000,v1={known}"));
    }

    #[test]
    fn while_two_secrets_are_good_both_sign() {
        let [old, new] = [[1; 32], [2; 32]].map(Secret::from_random);
        let at = Timestamp::from_micros(0).unwrap();
        let one = |secret: &Secret| sign([secret], at, "{}").replace("t=0,", "");
        assert_eq!(sign([&new, &old], at, "{}"), format!("t=0,{},{}", one(&new), one(&old)));
        assert_ne!(one(&new), one(&old));
        assert_eq!(format!("{new:?}"), "Secret(***)");
    }
}
