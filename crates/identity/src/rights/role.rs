use std::str::FromStr;

/// What a person is to an enterprise they act for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Answers for it: everything.
    Owner,
    /// Runs it day by day: everything but its people, its keys, and what it allows others.
    Manager,
    /// Packs: reads what is harvested and what goes into each order, and nothing of money.
    Packer,
    /// Hands the goods out: reads who fetches what and what is still to be paid, and takes cash.
    HandOver,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Manager, Self::Packer, Self::HandOver];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Packer => "packer",
            Self::HandOver => "hand-over",
        }
    }
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not a role: owner, manager, packer or hand-over")]
pub struct NoSuchRole;

impl FromStr for Role {
    type Err = NoSuchRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(NoSuchRole)
    }
}
