use crate::{ApiKey, ShopKey, Token};

/// What a caller shows to be known by: its kind is read off how it begins.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// A person's session.
    Session(Token),
    /// A machine's key; the token is its secret without the prefix.
    ApiKey(Token),
    /// A shop front's key, whole.
    ShopKey(String),
}

impl Credential {
    /// Reads what is shown; any text may be, only one of ours is found.
    pub fn shown(text: &str) -> Self {
        if let Some(secret) = text.strip_prefix(ApiKey::PREFIX) {
            return Self::ApiKey(Token::shown(secret));
        }
        if text.starts_with(ShopKey::PREFIX) {
            return Self::ShopKey(text.chars().take(80).collect());
        }
        Self::Session(Token::shown(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_says_what_it_is() {
        let token = Token::from_random([7; 32]);
        let of = |prefix: &str| Credential::shown(&format!("{prefix}{}", token.as_str()));
        assert!(of("") == Credential::Session(token.clone()));
        assert!(of("sk_") == Credential::ApiKey(token.clone()));
        assert!(of("pk_") == Credential::ShopKey(format!("pk_{}", token.as_str())));
    }
}
