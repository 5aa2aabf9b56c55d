use sillon_kernel::{
    Email, EnterpriseId, Failure, FailureKind, InvitationId, Language, Timestamp, UserId,
};

use crate::Role;

/// That somebody is asked to act for an enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// For which enterprise.
    pub enterprise: EnterpriseId,
    /// Who: whoever reads at this address.
    pub email: Email,
    /// As what.
    pub role: Role,
    /// What the letter is written in, unless they have an account that says otherwise.
    pub language: Language,
    /// Who asks; nobody for the operator.
    pub invited_by: Option<UserId>,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when they can accept.
    pub expires_at: Timestamp,
}

impl Invitation {
    /// How long an invitation can be accepted, in days.
    pub const DAYS: i64 = 14;
}

/// Why somebody was not invited, or could not accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvitationRefused {
    /// They act for the enterprise already.
    #[error("they act for it already: change their role among its members")]
    Member,
    /// Somebody else is signed in.
    #[error("the invitation is for another e-mail address: sign in as whoever it is for")]
    ForAnother,
    /// The address has an account: its owner signs in and accepts.
    #[error(
        "this e-mail address has an account: sign in, and accept without a name and a password"
    )]
    HasAccount,
    /// The address has no account, and none was asked for.
    #[error("this e-mail address has no account yet: send a name and a password to have one")]
    NeedsAccount,
}

impl Failure for InvitationRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Member => (FailureKind::Conflict, "member-already"),
            Self::ForAnother => (FailureKind::Forbidden, "invitation-for-another"),
            Self::HasAccount => (FailureKind::Unauthenticated, "sign-in"),
            Self::NeedsAccount => (FailureKind::Invalid, "account-needed"),
        }
    }
}
