use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash as Phc, Salt},
};

/// The least memory asked for at a time, in blocks of 1 KiB: beyond 32 MiB the system's allocator maps memory and gives it
/// back after each hash, below it keeps it for ever (glibc's `M_MMAP_THRESHOLD`). What is not used is not touched.
const LEAST_BLOCKS: usize = 33 * 1024;

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
    /// Checks that a password can be used, before anything is spent on it.
    ///
    /// # Errors
    ///
    /// [`PasswordError::Length`] unless it has 10 to 200 characters.
    pub fn check_length(password: &str) -> Result<(), PasswordError> {
        let is_sound = (10..=200).contains(&password.chars().count());
        if is_sound { Ok(()) } else { Err(PasswordError::Length) }
    }

    /// Hashes a new password; the salt is fresh from the system. Costs tens of milliseconds and [`PasswordSettings`]'
    /// memory: run it where that is bounded.
    ///
    /// # Errors
    ///
    /// [`PasswordError::Length`] unless it has 10 to 200 characters.
    pub fn make(password: &str, settings: PasswordSettings) -> Result<Self, PasswordError> {
        Self::check_length(password)?;
        let argon2 = settings.argon2()?;
        let salt = Salt::generate();
        let unusable =
            |fault: argon2::password_hash::Error| PasswordError::Settings(fault.to_string());
        let params = ParamsString::try_from(argon2.params()).map_err(unusable)?;
        let hash = Phc {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params,
            hash: Some(
                digest(&argon2, password, &salt)
                    .map_err(|fault| PasswordError::Settings(fault.to_string()))?,
            ),
            salt: Some(salt),
        };
        Ok(Self(hash.to_string()))
    }

    /// Whether it is the hash of this password; costs what making it cost.
    pub fn opens(&self, password: &str) -> bool {
        self.check(password).unwrap_or(false)
    }

    /// `None` when it is no hash of ours.
    fn check(&self, password: &str) -> Option<bool> {
        let kept = Phc::new(&self.0).ok()?;
        let algorithm = Algorithm::try_from(kept.algorithm.as_str()).ok()?;
        let version = Version::try_from(kept.version?).ok()?;
        let params = Params::try_from(&kept).ok()?;
        let argon2 = Argon2::new(algorithm, version, params);
        // Comparing outputs takes the same time wherever they differ.
        Some(digest(&argon2, password, &kept.salt?).ok()? == kept.hash?)
    }
}

/// The digest of a password and a salt, in memory that is given back.
fn digest(argon2: &Argon2<'_>, password: &str, salt: &Salt) -> Result<Output, argon2::Error> {
    let blocks = argon2.params().block_count();
    let mut memory: Vec<Block> = Vec::with_capacity(blocks.max(LEAST_BLOCKS));
    memory.resize(blocks, Block::default());
    let mut digest = [0; Params::DEFAULT_OUTPUT_LEN];
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut digest, &mut memory)?;
    Output::new(&digest).map_err(|_too_short| argon2::Error::OutputTooShort)
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
