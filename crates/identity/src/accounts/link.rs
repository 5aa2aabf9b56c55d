use std::str::FromStr;

use sillon_kernel::{Email, Failure, FailureKind, LinkId, Name, Timestamp};

use crate::PasswordHash;

/// What a link that is mailed to an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// To confirm that the address is theirs who signed up with it.
    Confirm,
    /// To choose another password.
    Reset,
}

impl LinkPurpose {
    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
        }
    }

    /// How long the link can be followed once its letter is written, in hours.
    pub fn hours(self) -> i64 {
        match self {
            Self::Confirm => 7 * 24,
            Self::Reset => 1,
        }
    }
}

/// The text names no purpose.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not what a link is for: confirm or reset")]
pub struct NoSuchPurpose;

impl FromStr for LinkPurpose {
    type Err = NoSuchPurpose;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "confirm" => Ok(Self::Confirm),
            "reset" => Ok(Self::Reset),
            _ => Err(NoSuchPurpose),
        }
    }
}

/// What somebody chose who signed up, until they confirm that the address is theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// What they are called.
    pub name: Name,
    /// Their password's hash.
    pub password: PasswordHash,
}

/// A link that is mailed to an address: whoever follows it reads there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLink {
    /// Which.
    pub id: LinkId,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// Whom it is mailed to. Whether the address has an account is looked up when the letter is written, so that asking for
    /// a letter does the same whether it has one or not.
    pub email: Email,
    /// What was chosen at the sign-up it answers: a letter confirms that sign-up, and no other that names the same address.
    pub chosen: Option<Chosen>,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when it can be followed.
    pub expires_at: Timestamp,
}

/// The link is not known: it never was, was followed before, was replaced, or is too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the link is not known: it was used before, or is too old")]
pub struct LinkUnknown;

impl Failure for LinkUnknown {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Missing, "link-unknown")
    }
}
