use std::marker::PhantomData;

use sillon_kernel::{ApiKeyId, EnterpriseId, Failure, FailureKind, Name, ShopKeyId, UserId};
use uuid::Uuid;

use crate::{
    Delegation, Role,
    rights::policy::{Action, Scope},
};

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
        /// Whether they administer this installation: then they may what its operator may.
        is_administrator: bool,
    },
    /// A program with an API key.
    Machine {
        /// Which key.
        key: ApiKeyId,
        /// For which enterprise, and no other.
        enterprise: EnterpriseId,
        /// What it may do there.
        scopes: Vec<Scope>,
    },
    /// A shop front: anybody's browser, on a page that carries a shop key.
    ShopFront {
        /// Which key.
        key: ShopKeyId,
        /// What the hub calls it.
        name: Name,
        /// At which shop, and no other.
        shop: EnterpriseId,
    },
    /// Whoever runs this installation from its command line, and the installation's own clockwork.
    Operator,
}

impl Actor {
    /// The signed-in person's id.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Person { user, .. } => Some(*user),
            Self::Guest | Self::Machine { .. } | Self::ShopFront { .. } | Self::Operator => None,
        }
    }

    /// The id of the API key that acts.
    pub fn api_key(&self) -> Option<ApiKeyId> {
        match self {
            Self::Machine { key, .. } => Some(*key),
            Self::Guest | Self::Person { .. } | Self::ShopFront { .. } | Self::Operator => None,
        }
    }

    /// The shop key of the page that acts, and what its hub calls it.
    pub fn shop_key(&self) -> Option<(ShopKeyId, &Name)> {
        match self {
            Self::ShopFront { key, name, .. } => Some((*key, name)),
            Self::Guest | Self::Person { .. } | Self::Machine { .. } | Self::Operator => None,
        }
    }

    /// Whose idempotency keys it uses: a person's or a machine's own. Guests share none, on whatever page they are.
    pub fn principal(&self) -> Option<Uuid> {
        self.user().map(|user| user.0).or(self.api_key().map(|key| key.0))
    }

    /// Whether it may look at a shop: a shop front at its own only, anybody else at any.
    pub fn may_visit(&self, shop: EnterpriseId) -> bool {
        match self {
            Self::ShopFront { shop: own, .. } => *own == shop,
            Self::Guest | Self::Person { .. } | Self::Machine { .. } | Self::Operator => true,
        }
    }

    /// Whether it may all everywhere: an administrator, or the operator.
    pub fn administers(&self) -> bool {
        match self {
            Self::Operator => true,
            Self::Person { is_administrator, .. } => *is_administrator,
            Self::Guest | Self::Machine { .. } | Self::ShopFront { .. } => false,
        }
    }

    /// The signed-in person's id, where only a person can act.
    ///
    /// # Errors
    ///
    /// [`PermitRefused::SignIn`] for a guest, [`PermitRefused::ShopKey`] for a shop front, and
    /// [`PermitRefused::PersonOnly`] for everybody else.
    pub fn person(&self) -> Result<UserId, PermitRefused> {
        match self {
            Self::Person { user, .. } => Ok(*user),
            Self::Guest => Err(PermitRefused::SignIn),
            Self::ShopFront { .. } => Err(PermitRefused::ShopKey),
            Self::Machine { .. } | Self::Operator => Err(PermitRefused::PersonOnly),
        }
    }

    /// Whether it may take action `A` for an enterprise: asked to know what to show, and not to do it.
    pub fn may<A: Action>(&self, enterprise: EnterpriseId) -> bool {
        self.permit::<A>(enterprise).is_ok()
    }

    /// The enterprises for which it may take action `A` as a member, or as their machine.
    pub fn acts_for<A: Action>(&self) -> Vec<EnterpriseId> {
        match self {
            Self::Person { memberships, .. } => {
                let may = memberships.iter().filter(|at| A::ROLES.contains(&at.role));
                may.map(|at| at.enterprise).collect()
            }
            Self::Machine { enterprise, scopes, .. } => {
                let may = scopes.iter().any(|scope| scope.allows::<A>());
                may.then_some(*enterprise).into_iter().collect()
            }
            Self::Guest | Self::ShopFront { .. } | Self::Operator => Vec::new(),
        }
    }

    /// Whether it may take action `A` for any enterprise at all: asked before work that costs much, which then asks for the
    /// right itself.
    ///
    /// # Errors
    ///
    /// [`PermitRefused::SignIn`] for a guest, [`PermitRefused::ShopKey`] for a shop front, [`PermitRefused::Scope`] for a key
    /// whose scopes do not allow it, and [`PermitRefused::Role`] for a person who acts for no enterprise in such a role, nor
    /// through one to which another granted it.
    pub fn may_anywhere<A: Action>(&self) -> Result<(), PermitRefused> {
        match self {
            Self::Operator | Self::Person { is_administrator: true, .. } => Ok(()),
            Self::Guest => Err(PermitRefused::SignIn),
            Self::ShopFront { .. } => Err(PermitRefused::ShopKey),
            Self::Machine { enterprise, .. } => self.permit::<A>(*enterprise).map(drop),
            Self::Person { memberships, delegations, .. } => {
                let own = memberships.iter().map(|at| at.enterprise);
                let others = delegations.iter().map(|delegation| delegation.grantor);
                let may = own.chain(others).any(|place| self.may::<A>(place));
                if may { Ok(()) } else { Err(PermitRefused::Role { action: A::NAME }) }
            }
        }
    }

    /// The only maker of permits: the right to take action `A` for an enterprise, as its member, or as one of another's to
    /// which it granted that.
    ///
    /// # Errors
    ///
    /// [`PermitRefused::SignIn`] for a guest, [`PermitRefused::Unknown`] for a stranger to the enterprise,
    /// [`PermitRefused::Role`] for a member whose role does not allow it, [`PermitRefused::Scope`] for a key whose scopes do
    /// not, and [`PermitRefused::ShopKey`] for every shop front.
    pub fn permit<A: Action>(&self, enterprise: EnterpriseId) -> Result<Permit<A>, PermitRefused> {
        let granted = Permit { enterprise, action: PhantomData };
        match self {
            Self::Operator | Self::Person { is_administrator: true, .. } => Ok(granted),
            Self::Guest => Err(PermitRefused::SignIn),
            Self::ShopFront { .. } => Err(PermitRefused::ShopKey),
            Self::Machine { enterprise: own, .. } if *own != enterprise => {
                Err(PermitRefused::Unknown(enterprise))
            }
            Self::Machine { scopes, .. } => {
                let allowed = scopes.iter().any(|scope| scope.allows::<A>());
                if allowed { Ok(granted) } else { Err(PermitRefused::Scope { action: A::NAME }) }
            }
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

/// Proof that somebody may take action `A` for an enterprise: what is done with that right asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a permit that goes nowhere guards nothing; `Actor::may` asks for a right without taking it"]
pub struct Permit<A: Action> {
    enterprise: EnterpriseId,
    action: PhantomData<A>,
}

impl<A: Action> Permit<A> {
    /// For which enterprise.
    pub fn enterprise(&self) -> EnterpriseId {
        self.enterprise
    }

    /// Makes sure that what is done with it is done for its enterprise.
    ///
    /// # Panics
    ///
    /// When it is another's: whoever wrote that took one enterprise's right for another's goods.
    #[track_caller]
    pub fn must_be_for(&self, enterprise: EnterpriseId) {
        assert_eq!(self.enterprise, enterprise, "the permit is for another enterprise");
    }
}

/// Why a right was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PermitRefused {
    /// A guest asked.
    #[error("sign in first")]
    SignIn,
    /// A stranger to the enterprise asked.
    #[error("there is no such enterprise that you act for")]
    Unknown(EnterpriseId),
    /// The member's role does not allow it.
    #[error("your role does not allow “{action}”")]
    Role {
        /// The action's name in the table of rights.
        action: &'static str,
    },
    /// The machine's key does not allow it.
    #[error("no scope of this key allows “{action}”")]
    Scope {
        /// The action's name in the table of rights.
        action: &'static str,
    },
    /// A shop front asked for more than its shop.
    #[error("a shop key reads its own shop and orders there, and opens nothing else")]
    ShopKey,
    /// A machine asked for what only a person does.
    #[error("only a person who is signed in can do this")]
    PersonOnly,
}

impl Failure for PermitRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::SignIn => (FailureKind::Unauthenticated, "sign-in"),
            Self::Unknown(_) => (FailureKind::Missing, "not-found"),
            Self::Role { .. } => (FailureKind::Forbidden, "role"),
            Self::Scope { .. } => (FailureKind::Forbidden, "scope"),
            Self::ShopKey => (FailureKind::Forbidden, "shop-key"),
            Self::PersonOnly => (FailureKind::Forbidden, "person-only"),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        GrantKind,
        rights::policy::{Coordinate, EditProfile, ManageEnterprise, ManageProducts, ReadBooks},
    };

    #[test]
    fn a_manager_coordinates_but_does_not_change_the_profile() {
        let hub = EnterpriseId(Uuid::from_u128(1));
        let manager = Actor::Person {
            user: UserId(Uuid::from_u128(2)),
            memberships: vec![Membership { enterprise: hub, role: Role::Manager }],
            delegations: vec![],
            is_administrator: false,
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
            is_administrator: false,
        };
        let hub = EnterpriseId(Uuid::from_u128(1));
        assert_eq!(stranger.permit::<Coordinate>(hub), Err(PermitRefused::Unknown(hub)));
        assert_eq!(Actor::Guest.permit::<Coordinate>(hub), Err(PermitRefused::SignIn));
    }

    #[test]
    fn who_may_do_something_for_nobody_is_told_before_it_costs_anything() {
        let hub = EnterpriseId(Uuid::from_u128(1));
        let as_role = |role: Option<Role>| Actor::Person {
            user: UserId(Uuid::from_u128(2)),
            memberships: role
                .map(|role| Membership { enterprise: hub, role })
                .into_iter()
                .collect(),
            delegations: vec![],
            is_administrator: false,
        };
        let with = |scopes: &[Scope]| Actor::Machine {
            key: ApiKeyId(Uuid::from_u128(3)),
            enterprise: hub,
            scopes: scopes.to_vec(),
        };
        let refused = Err(PermitRefused::Role { action: "manage-products" });
        assert_eq!(as_role(Some(Role::Manager)).may_anywhere::<ManageProducts>(), Ok(()));
        assert_eq!(as_role(Some(Role::Packer)).may_anywhere::<ManageProducts>(), refused);
        assert_eq!(as_role(None).may_anywhere::<ManageProducts>(), refused);
        assert_eq!(Actor::Guest.may_anywhere::<ManageProducts>(), Err(PermitRefused::SignIn));
        let may = with(&[Scope::CatalogueWrite]).may_anywhere::<ManageProducts>();
        assert_eq!(may, Ok(()));
        let scope = Err(PermitRefused::Scope { action: "manage-products" });
        assert_eq!(with(&[Scope::CatalogueRead]).may_anywhere::<ManageProducts>(), scope);
    }

    #[test]
    fn an_administrator_may_all_everywhere() {
        let user = UserId(Uuid::from_u128(2));
        let administrator = Actor::Person {
            user,
            memberships: vec![],
            delegations: vec![],
            is_administrator: true,
        };
        let hub = EnterpriseId(Uuid::from_u128(1));
        assert_eq!(administrator.permit::<ManageEnterprise>(hub).unwrap().enterprise(), hub);
    }

    #[test]
    fn a_machine_does_what_its_scopes_say_for_its_own_enterprise() {
        let (hub, other) = (EnterpriseId(Uuid::from_u128(1)), EnterpriseId(Uuid::from_u128(3)));
        let scopes = vec![Scope::CyclesWrite];
        let machine = Actor::Machine { key: ApiKeyId(Uuid::from_u128(2)), enterprise: hub, scopes };
        assert!(machine.permit::<Coordinate>(hub).is_ok());
        let refused = PermitRefused::Scope { action: "read-books" };
        assert_eq!(machine.permit::<ReadBooks>(hub), Err(refused));
        assert_eq!(machine.permit::<Coordinate>(other), Err(PermitRefused::Unknown(other)));
        assert_eq!((machine.user(), machine.principal()), (None, Some(Uuid::from_u128(2))));
    }

    #[test]
    fn a_shop_front_visits_its_shop_and_has_no_other_right() {
        let (hub, other) = (EnterpriseId(Uuid::from_u128(1)), EnterpriseId(Uuid::from_u128(3)));
        let front = Actor::ShopFront {
            key: ShopKeyId(Uuid::from_u128(2)),
            name: Name::parse("Our site").unwrap(),
            shop: hub,
        };
        assert!(front.may_visit(hub) && !front.may_visit(other) && Actor::Guest.may_visit(other));
        assert_eq!(front.permit::<Coordinate>(hub), Err(PermitRefused::ShopKey));
        assert_eq!(front.principal(), None);
    }

    #[test]
    fn a_grant_lets_the_people_of_another_enterprise_act() {
        let (farm, hub) = (EnterpriseId(Uuid::from_u128(1)), EnterpriseId(Uuid::from_u128(2)));
        let actor = |kind, through| Actor::Person {
            user: UserId(Uuid::from_u128(3)),
            memberships: vec![Membership { enterprise: hub, role: Role::Manager }],
            delegations: vec![Delegation { grantor: farm, through, kind }],
            is_administrator: false,
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
}
