use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// A secret of 256 bits that opens a session, or proves that a letter was read; shown once, kept only as its [`TokenHash`].
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token made of random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        let mut text = String::with_capacity(64);
        for byte in bytes {
            write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        }
        Self(text)
    }

    /// The token a caller shows; any text may be shown, only one of ours is found.
    pub fn shown(text: &str) -> Self {
        Self(text.chars().take(64).collect())
    }

    /// Its text, to hand to the person once.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

/// What is kept of a token: its SHA-256, enough as the token has 256 random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenHash(pub [u8; 32]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_token_finds_its_hash() {
        let token = Token::from_random([7; 32]);
        assert_eq!(Token::shown(token.as_str()).hash(), token.hash());
        assert_ne!(Token::shown("guess").hash(), token.hash());
    }
}
