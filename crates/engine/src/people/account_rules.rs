use sillon_identity::{Actor, AttemptLimit, LetterLimit, OwnershipRefused, User, may_own_more};

/// What is asked of people before they act for enterprises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRules {
    /// Whether they must have confirmed their address.
    pub confirmed_only: bool,
    /// How many enterprises one person may own.
    pub max_owned: usize,
}

impl Default for AccountRules {
    fn default() -> Self {
        Self { confirmed_only: true, max_owned: 5 }
    }
}

impl AccountRules {
    /// The rules for what an actor does: the operator is not bound by them.
    pub(crate) fn of(self, actor: &Actor) -> Self {
        match actor {
            Actor::Operator => Self { confirmed_only: false, max_owned: usize::MAX },
            Actor::Guest
            | Actor::Person { .. }
            | Actor::Machine { .. }
            | Actor::ShopFront { .. } => self,
        }
    }

    /// Checks that a person's address is confirmed, where it must be.
    pub(crate) fn check_confirmed(self, user: &User) -> Result<(), OwnershipRefused> {
        if self.confirmed_only && user.confirmed_at.is_none() {
            return Err(OwnershipRefused::Unconfirmed);
        }
        Ok(())
    }

    /// Checks that a person who owns so many enterprises may own one more. Whoever asks has locked the person.
    pub(crate) fn check_owned(self, owned: usize) -> Result<(), OwnershipRefused> {
        let most = self.max_owned;
        if may_own_more(owned, most) { Ok(()) } else { Err(OwnershipRefused::TooMany { most }) }
    }
}

/// What bounds asking people.
#[derive(Debug, Clone, Copy)]
pub struct AskLimits {
    /// What is asked of people before they act for enterprises.
    pub accounts: AccountRules,
    /// How often letters may be asked for.
    pub attempts: AttemptLimit,
    /// How many invitations may be sent.
    pub letters: LetterLimit,
}
