use sillon_kernel::{Email, Failure, FailureKind, Name, UserId};

use crate::Role;

/// A person who acts for an enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: Name,
    /// Where to write to them.
    pub email: Email,
    /// As what they act for it.
    pub role: Role,
}

/// An enterprise keeps an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("they are its last owner: name another one first")]
pub struct LastOwner;

impl LastOwner {
    /// Checks that an enterprise keeps an owner when one person is one no more.
    ///
    /// # Errors
    ///
    /// [`LastOwner`] when they are the only one of its owners.
    pub fn check(owners: &[UserId], leaves: UserId) -> Result<(), Self> {
        if owners == [leaves] { Err(Self) } else { Ok(()) }
    }
}

impl Failure for LastOwner {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "last-owner")
    }
}

/// Why a person may not act for an enterprise, or for one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OwnershipRefused {
    /// The address was not confirmed.
    #[error("the e-mail address must be confirmed first: follow the link that was mailed to it")]
    Unconfirmed,
    /// They own as many as a person may.
    #[error("a person owns at most {most} enterprises here")]
    TooMany {
        /// How many a person may own.
        most: usize,
    },
}

impl Failure for OwnershipRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Unconfirmed => (FailureKind::Forbidden, "unconfirmed"),
            Self::TooMany { .. } => (FailureKind::Conflict, "too-many-enterprises"),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_last_owner_stays() {
        let (awa, bo) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        assert_eq!(LastOwner::check(&[awa], awa), Err(LastOwner));
        assert_eq!(LastOwner::check(&[awa, bo], awa), Ok(()));
        assert_eq!(LastOwner::check(&[awa], bo), Ok(()), "who owns nothing may go");
    }
}
