use std::{marker::PhantomData, str::FromStr};

use sillon_kernel::{EnterpriseId, Failure, Kind, UserId};

use crate::{Delegation, policy::Action};

/// What a person is to an enterprise they act for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Answers for it: everything.
    Owner,
    /// Runs it day by day: everything but its people and what it allows others.
    Manager,
}

impl Role {
    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
        }
    }
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not a role: owner or manager")]
pub struct NoSuchRole;

impl FromStr for Role {
    type Err = NoSuchRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "owner" => Ok(Self::Owner),
            "manager" => Ok(Self::Manager),
            _ => Err(NoSuchRole),
        }
    }
}

/// That a person acts for an enterprise, in a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// For which.
    pub enterprise: EnterpriseId,
    /// As what.
    pub role: Role,
}

/// The caller of a use case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody we know: a guest.
    Guest,
    /// A person who is signed in.
    Person {
        /// Who.
        user: UserId,
        /// What they may act for.
        memberships: Vec<Membership>,
        /// What other enterprises let theirs do for them.
        delegations: Vec<Delegation>,
    },
    /// Whoever runs this installation from its command line, and the installation's own clockwork.
    Operator,
}

impl Actor {
    /// The signed-in person's id.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Person { user, .. } => Some(*user),
            Self::Guest | Self::Operator => None,
        }
    }

    /// The signed-in person's id, where only a person can act.
    ///
    /// # Errors
    ///
    /// [`PermitRefused::SignIn`] for everybody else.
    pub fn person(&self) -> Result<UserId, PermitRefused> {
        self.user().ok_or(PermitRefused::SignIn)
    }

    /// The enterprises the person is a member of.
    pub fn acts_for(&self) -> Vec<EnterpriseId> {
        match self {
            Self::Person { memberships, .. } => {
                memberships.iter().map(|at| at.enterprise).collect()
            }
            Self::Guest | Self::Operator => Vec::new(),
        }
    }

    /// The only maker of permits: the right to take action `A` for an enterprise, as its member, or as one of another's to
    /// which it granted that.
    ///
    /// # Errors
    ///
    /// [`PermitRefused::SignIn`] for a guest, [`PermitRefused::Unknown`] for a stranger to the enterprise, and
    /// [`PermitRefused::Role`] for a member whose role does not allow it.
    pub fn permit<A: Action>(&self, enterprise: EnterpriseId) -> Result<Permit<A>, PermitRefused> {
        let granted = Permit { enterprise, action: PhantomData };
        match self {
            Self::Operator => Ok(granted),
            Self::Guest => Err(PermitRefused::SignIn),
            Self::Person { memberships, delegations, .. } => {
                let may_at = |place: EnterpriseId| {
                    memberships
                        .iter()
                        .any(|at| at.enterprise == place && A::ROLES.contains(&at.role))
                };
                let may_through = |delegation: &Delegation| {
                    delegation.grantor == enterprise
                        && A::THROUGH == Some(delegation.kind)
                        && may_at(delegation.through)
                };
                if may_at(enterprise) || delegations.iter().any(may_through) {
                    return Ok(granted);
                }
                let is_member = memberships.iter().any(|at| at.enterprise == enterprise);
                Err(if is_member {
                    PermitRefused::Role { action: A::NAME }
                } else {
                    PermitRefused::Unknown(enterprise)
                })
            }
        }
    }
}

/// Proof that somebody may take action `A` for an enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permit<A: Action> {
    enterprise: EnterpriseId,
    action: PhantomData<A>,
}

impl<A: Action> Permit<A> {
    /// For which enterprise.
    pub fn enterprise(&self) -> EnterpriseId {
        self.enterprise
    }
}

/// Why a right was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PermitRefused {
    /// A guest asked.
    #[error("sign in first")]
    SignIn,
    /// A stranger to the enterprise asked.
    #[error("there is no enterprise {0} you act for")]
    Unknown(EnterpriseId),
    /// The member's role does not allow it.
    #[error("your role does not allow “{action}”")]
    Role {
        /// The action's name in the table of rights.
        action: &'static str,
    },
}

impl Failure for PermitRefused {
    fn class(&self) -> (Kind, &'static str) {
        match self {
            Self::SignIn => (Kind::Unauthenticated, "sign-in"),
            Self::Unknown(_) => (Kind::Missing, "not-found"),
            Self::Role { .. } => (Kind::Forbidden, "role"),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        GrantKind,
        policy::{Coordinate, EditProfile, ManageEnterprise, ManageProducts, TABLE},
    };

    #[test]
    fn a_manager_coordinates_but_does_not_change_the_profile() {
        let hub = EnterpriseId(Uuid::from_u128(1));
        let manager = Actor::Person {
            user: UserId(Uuid::from_u128(2)),
            memberships: vec![Membership { enterprise: hub, role: Role::Manager }],
            delegations: vec![],
        };
        assert_eq!(manager.permit::<Coordinate>(hub).unwrap().enterprise(), hub);
        assert_eq!(
            manager.permit::<ManageEnterprise>(hub),
            Err(PermitRefused::Role { action: "manage-enterprise" })
        );
    }

    #[test]
    fn a_stranger_is_told_it_does_not_exist() {
        let stranger = Actor::Person {
            user: UserId(Uuid::from_u128(2)),
            memberships: vec![],
            delegations: vec![],
        };
        let hub = EnterpriseId(Uuid::from_u128(1));
        assert_eq!(stranger.permit::<Coordinate>(hub), Err(PermitRefused::Unknown(hub)));
        assert_eq!(Actor::Guest.permit::<Coordinate>(hub), Err(PermitRefused::SignIn));
    }

    #[test]
    fn a_grant_lets_the_people_of_another_enterprise_act() {
        let (farm, hub) = (EnterpriseId(Uuid::from_u128(1)), EnterpriseId(Uuid::from_u128(2)));
        let actor = |kind, through| Actor::Person {
            user: UserId(Uuid::from_u128(3)),
            memberships: vec![Membership { enterprise: hub, role: Role::Manager }],
            delegations: vec![Delegation { grantor: farm, through, kind }],
        };
        let helper = actor(GrantKind::ManageProducts, hub);
        assert_eq!(helper.permit::<ManageProducts>(farm).unwrap().enterprise(), farm);
        assert_eq!(helper.permit::<EditProfile>(farm), Err(PermitRefused::Unknown(farm)));
        assert_eq!(helper.permit::<ManageEnterprise>(farm), Err(PermitRefused::Unknown(farm)));
        let editor = actor(GrantKind::EditProfile, hub);
        assert!(editor.permit::<EditProfile>(farm).is_ok());
        assert_eq!(editor.permit::<ManageEnterprise>(farm), Err(PermitRefused::Unknown(farm)));
        let elsewhere = actor(GrantKind::ManageProducts, EnterpriseId(Uuid::from_u128(9)));
        assert!(
            elsewhere.permit::<ManageProducts>(farm).is_err(),
            "they are not of that enterprise"
        );
    }

    #[test]
    fn the_table_of_rights_reads_as_agreed() {
        let row = |(action, roles): &(&str, &[Role])| {
            let roles: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
            format!("{action}: {}", roles.join(" "))
        };
        let read = TABLE.iter().map(row).collect::<Vec<_>>().join("\n");
        let agreed = "manage-enterprise: owner\nsee-members: owner manager\nedit-profile: owner manager\n\
                      read-grants: owner manager\nmanage-products: owner manager\ncoordinate: owner manager\n\
                      record-payment: owner manager\nread-books: owner manager";
        assert_eq!(read, agreed);
    }
}
