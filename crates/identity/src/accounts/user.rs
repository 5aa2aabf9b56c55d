use sillon_kernel::{Email, Language, Name, Timestamp, UserId};

use crate::PasswordHash;

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// Where to write to them; no two accounts share one.
    pub email: Email,
    /// What they are called.
    pub name: Name,
    /// Their password's hash.
    pub password: PasswordHash,
    /// Since when.
    pub created_at: Timestamp,
    /// What letters to them are written in.
    pub language: Language,
    /// When they proved that the address is theirs; not yet, when there is no instant.
    pub confirmed_at: Option<Timestamp>,
}
