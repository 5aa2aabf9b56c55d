use sillon_kernel::{Email, Name, Timestamp, UserId};

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
}
