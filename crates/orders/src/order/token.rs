use std::fmt::{self, Write as _};

use sha2::{Digest, Sha256};

/// What opens a guest's order: it is told to whoever ordered, and stands in their letter; who packs and hands out sees the
/// order's id only.
#[derive(Clone, PartialEq, Eq)]
pub struct OrderToken(String);

impl OrderToken {
    /// The token made of random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        let mut text = String::with_capacity(64);
        for byte in bytes {
            write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        }
        Self(text)
    }

    /// The token as it was kept.
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// Its text, for the link in a letter.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether what somebody shows is it. Digests are compared, so that how long it takes tells nothing of the text.
    pub fn is(&self, shown: &str) -> bool {
        Sha256::digest(self.0.as_bytes()) == Sha256::digest(shown.as_bytes())
    }
}

impl fmt::Debug for OrderToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderToken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_told_apart_and_never_logged() {
        let token = OrderToken::from_random([7; 32]);
        assert!(token.is(token.as_str()) && !token.is("") && !token.is("07"));
        assert_eq!(OrderToken::kept(token.as_str().to_owned()), token);
        assert_eq!(format!("{token:?}"), "OrderToken");
    }
}
