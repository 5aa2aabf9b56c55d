use sillon_kernel::{
    EnterpriseId, Failure, FailureKind, GroupId, Name, Slug, Text, Timestamp, UserId,
};

/// The most enterprises in a group, those that wait included.
pub const MAX_IN_GROUP: usize = 500;

/// Enterprises that show themselves together: a valley, a network, a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name in web addresses.
    pub slug: Slug,
    /// What people call it.
    pub name: Name,
    /// What it says of itself.
    pub description: Option<Text<2000>>,
    /// Who speaks for it.
    pub owner: GroupOwner,
    /// Since when.
    pub created_at: Timestamp,
    /// Counts its changes, so that two people do not overwrite each other.
    pub version: i64,
}

/// Who speaks for a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupOwner {
    /// A person.
    Person(UserId),
    /// An enterprise, by whoever owns it.
    Enterprise(EnterpriseId),
}

/// How far an enterprise is in a group: it belongs to it when both agreed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GroupMembership {
    /// Whether the group asked for it, or took it in.
    pub group_agrees: bool,
    /// Whether the enterprise asked to be in it, or accepted.
    pub enterprise_agrees: bool,
}

impl GroupMembership {
    /// Whether both agreed.
    pub fn is_member(self) -> bool {
        self.group_agrees && self.enterprise_agrees
    }

    /// The belonging once those agree too for whom somebody speaks.
    ///
    /// # Errors
    ///
    /// [`NotYourGroup`] when they speak for neither.
    pub fn agreed_by(self, for_group: bool, for_enterprise: bool) -> Result<Self, NotYourGroup> {
        if !for_group && !for_enterprise {
            return Err(NotYourGroup);
        }
        Ok(Self {
            group_agrees: self.group_agrees || for_group,
            enterprise_agrees: self.enterprise_agrees || for_enterprise,
        })
    }
}

/// Somebody speaks neither for a group nor for the enterprise in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("you speak neither for this group nor for the enterprise")]
pub struct NotYourGroup;

impl Failure for NotYourGroup {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Forbidden, "not-your-group")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enterprise_belongs_when_both_agreed() {
        let nobody = GroupMembership::default();
        assert_eq!(nobody.agreed_by(false, false), Err(NotYourGroup));
        let invited = nobody.agreed_by(true, false).unwrap();
        let asking = nobody.agreed_by(false, true).unwrap();
        assert!(!nobody.is_member() && !invited.is_member() && !asking.is_member());
        assert!(invited.agreed_by(false, true).unwrap().is_member());
        assert!(asking.agreed_by(true, false).unwrap().is_member());
        assert!(nobody.agreed_by(true, true).unwrap().is_member(), "one person for both");
        assert_eq!(invited.agreed_by(true, false), Ok(invited));
    }
}
