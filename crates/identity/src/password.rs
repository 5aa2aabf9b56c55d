use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier},
};

/// What hashing a password costs (RFC 9106, argon2id).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordSettings {
    /// Memory for one hash, in KiB; 19 456 is OWASP's advice.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for PasswordSettings {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2 }
    }
}

impl PasswordSettings {
    fn argon2(self) -> Result<Argon2<'static>, PasswordError> {
        let params = Params::new(self.memory_kib, self.passes, 1, None);
        let params = params.map_err(|fault| PasswordError::Settings(fault.to_string()))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// A password's hash in the PHC string format, with its salt and cost inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl PasswordHash {
    /// Hashes a new password; the salt is fresh from the system. Costs tens of milliseconds and [`PasswordSettings`]'
    /// memory: run it where that is bounded.
    ///
    /// # Errors
    ///
    /// [`PasswordError::Length`] unless it has 10 to 200 characters.
    pub fn make(password: &str, settings: PasswordSettings) -> Result<Self, PasswordError> {
        if !(10..=200).contains(&password.chars().count()) {
            return Err(PasswordError::Length);
        }
        let hash = settings.argon2()?.hash_password(password.as_bytes());
        let hash = hash.map_err(|fault| PasswordError::Settings(fault.to_string()))?;
        Ok(Self(hash.to_string()))
    }

    /// Whether it is the hash of this password; costs what making it cost.
    pub fn opens(&self, password: &str) -> bool {
        let parsed = argon2::password_hash::phc::PasswordHash::new(&self.0);
        parsed
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    }
}

/// Why a password was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short to be safe, or too long to be meant.
    #[error("a password has 10 to 200 characters")]
    Length,
    /// The cost is beyond what argon2 allows.
    #[error("the password settings cannot be used: {0}")]
    Settings(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: PasswordSettings = PasswordSettings { memory_kib: 64, passes: 1 };

    #[test]
    fn only_the_password_opens_its_hash() {
        let hash = PasswordHash::make("correct horse", CHEAP).unwrap();
        assert!(hash.opens("correct horse"));
        assert!(!hash.opens("correct house"));
        assert_ne!(hash, PasswordHash::make("correct horse", CHEAP).unwrap(), "salts differ");
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert_eq!(PasswordHash::make("short", CHEAP), Err(PasswordError::Length));
        assert_eq!(PasswordHash::make(&"x".repeat(201), CHEAP), Err(PasswordError::Length));
    }
}
