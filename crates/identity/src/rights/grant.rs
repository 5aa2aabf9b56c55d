use std::{collections::BTreeSet, fmt, str::FromStr};

use sillon_kernel::EnterpriseId;

/// What one enterprise may allow another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GrantKind {
    /// Its goods may be sold in the other's order cycles, and by the other as a hub.
    SupplyToCycles,
    /// The other's people may list its products, change them, and count its supplies.
    ManageProducts,
    /// The other's people may change its profile: not its people, and not what it allows.
    EditProfile,
    /// The other may sell its goods at prices of its own.
    SetHubPrices,
    /// The other may have it sell in the order cycles it runs, as a hub.
    SellThrough,
}

impl GrantKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::SupplyToCycles,
        Self::ManageProducts,
        Self::EditProfile,
        Self::SetHubPrices,
        Self::SellThrough,
    ];

    /// The kinds by which people act for an enterprise that is not theirs, and which an [`Actor`](crate::Actor) carries.
    pub const DELEGATING: [Self; 2] = [Self::ManageProducts, Self::EditProfile];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SupplyToCycles => "supply-to-cycles",
            Self::ManageProducts => "manage-products",
            Self::EditProfile => "edit-profile",
            Self::SetHubPrices => "set-hub-prices",
            Self::SellThrough => "sell-through",
        }
    }
}

impl fmt::Display for GrantKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names nothing that can be allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is not a grant: supply-to-cycles, manage-products, edit-profile, set-hub-prices or sell-through"
)]
pub struct NoSuchGrant;

impl FromStr for GrantKind {
    type Err = NoSuchGrant;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(NoSuchGrant)
    }
}

/// That one enterprise allows another something. Both see it; whoever gave it can take it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// Who allows it.
    pub grantor: EnterpriseId,
    /// Whom.
    pub grantee: EnterpriseId,
    /// What.
    pub kind: GrantKind,
}

impl fmt::Display for Grant {
    /// Its three parts with colons between, as a page's cursor has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.grantor, self.grantee, self.kind)
    }
}

impl FromStr for Grant {
    type Err = NoSuchGrant;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(':');
        let mut part = || parts.next().ok_or(NoSuchGrant);
        let (grantor, grantee, kind) = (part()?, part()?, part()?);
        let id = |text: &str| text.parse::<EnterpriseId>().map_err(|_not_an_id| NoSuchGrant);
        Ok(Self { grantor: id(grantor)?, grantee: id(grantee)?, kind: kind.parse()? })
    }
}

/// That people of one enterprise may act for another, because that one allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delegation {
    /// For whom they may act.
    pub grantor: EnterpriseId,
    /// Whose people may.
    pub through: EnterpriseId,
    /// In what.
    pub kind: GrantKind,
}

/// Grants, to be asked who allows whom what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust(BTreeSet<Grant>);

impl FromIterator<Grant> for Trust {
    fn from_iter<I: IntoIterator<Item = Grant>>(grants: I) -> Self {
        Self(grants.into_iter().collect())
    }
}

impl Trust {
    /// Whether one enterprise allows another something. None needs its own leave: it is not asked here.
    pub fn allows(&self, grantor: EnterpriseId, kind: GrantKind, grantee: EnterpriseId) -> bool {
        self.0.contains(&Grant { grantor, grantee, kind })
    }

    /// Who allows whom this: pairs of grantor and grantee.
    pub fn pairs(&self, kind: GrantKind) -> impl Iterator<Item = (EnterpriseId, EnterpriseId)> {
        let of_kind = self.0.iter().filter(move |grant| grant.kind == kind);
        of_kind.map(|grant| (grant.grantor, grant.grantee))
    }

    /// Whether a hub may sell a producer's goods at prices of its own: its own goods always, another's when that one
    /// lets it. That the same person runs both is not enough, nor is leave to manage the products.
    pub fn lets_set_prices(&self, producer: &OwnedEnterprise, hub: EnterpriseId) -> bool {
        let own = producer.id == hub && producer.is_producer;
        own || self.allows(producer.id, GrantKind::SetHubPrices, hub)
    }

    /// What people of an enterprise may do with a producer's products.
    pub fn product_rights(
        &self,
        producer: EnterpriseId,
        through: EnterpriseId,
    ) -> Option<ProductRights> {
        let allowed = |kind| self.allows(producer, kind, through);
        if producer == through || allowed(GrantKind::ManageProducts) {
            return Some(ProductRights::Edit);
        }
        allowed(GrantKind::SupplyToCycles).then_some(ProductRights::See)
    }
}

/// What somebody may do with a producer's products; who may nothing has none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProductRights {
    /// See them, to choose what to sell.
    See,
    /// See and change them.
    Edit,
}

/// What grants between enterprises of one owner depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnedEnterprise {
    /// Which enterprise.
    pub id: EnterpriseId,
    /// Whether it makes goods of its own.
    pub is_producer: bool,
    /// Whether it sells what others make.
    pub is_hub: bool,
}

/// The grants a new enterprise comes with, given the others its owner has.
///
/// A producer lets every hub sell its goods, at prices of the hub's; a hub lets the hubs that were there before sell what
/// passes through it. Source: Open Food Network's enterprise relationships, made on creation.
pub fn automatic_grants(newcomer: OwnedEnterprise, others: &[OwnedEnterprise]) -> BTreeSet<Grant> {
    let mut grants = BTreeSet::new();
    let mut allow = |grantor: &OwnedEnterprise, grantee: &OwnedEnterprise, kinds: &[GrantKind]| {
        let grant =
            |kind: &GrantKind| Grant { grantor: grantor.id, grantee: grantee.id, kind: *kind };
        grants.extend(kinds.iter().map(grant));
    };
    for other in others.iter().filter(|other| other.id != newcomer.id) {
        for (producer, hub) in [(&newcomer, other), (other, &newcomer)] {
            if producer.is_producer && hub.is_hub {
                allow(producer, hub, &[GrantKind::SupplyToCycles, GrantKind::SetHubPrices]);
            }
        }
        if newcomer.is_hub && other.is_hub {
            allow(&newcomer, other, &[GrantKind::SupplyToCycles]);
        }
    }
    grants
}

/// Whether somebody who owns so many enterprises may found one more.
pub fn may_own_more(owned: usize, most: usize) -> bool {
    owned < most
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> EnterpriseId {
        EnterpriseId(Uuid::from_u128(number))
    }

    fn producer(number: u128) -> OwnedEnterprise {
        OwnedEnterprise { id: id(number), is_producer: true, is_hub: false }
    }

    fn hub(number: u128) -> OwnedEnterprise {
        OwnedEnterprise { id: id(number), is_producer: false, is_hub: true }
    }

    fn trust(grants: &[(u128, GrantKind, u128)]) -> Trust {
        let grant = |(grantor, kind, grantee): &(u128, GrantKind, u128)| Grant {
            grantor: id(*grantor),
            grantee: id(*grantee),
            kind: *kind,
        };
        grants.iter().map(grant).collect()
    }

    #[test]
    fn grants_are_read_as_they_are_written() {
        for kind in GrantKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            let grant = Grant { grantor: id(1), grantee: id(2), kind };
            assert_eq!(grant.to_string().parse(), Ok(grant));
        }
        assert!("everything".parse::<GrantKind>().is_err());
        for text in ["", "1:2", "x:y:supply-to-cycles"] {
            assert!(text.parse::<Grant>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_new_producer_supplies_every_hub_of_its_owner() {
        let grants = automatic_grants(producer(9), &[hub(1), hub(2), producer(3)]);
        let expected: BTreeSet<Grant> = [1, 2]
            .into_iter()
            .flat_map(|hub| {
                [GrantKind::SupplyToCycles, GrantKind::SetHubPrices].map(|kind| Grant {
                    grantor: id(9),
                    grantee: id(hub),
                    kind,
                })
            })
            .collect();
        assert_eq!(grants, expected);
    }

    #[test]
    fn a_new_hub_is_supplied_by_the_producers_and_supplies_the_hubs_before_it() {
        let mut family = vec![producer(1), producer(2)];
        let pairs_of_each = [10, 11, 12].map(|number| {
            let newcomer = hub(number);
            let grants = automatic_grants(newcomer, &family);
            for grant in &grants {
                let from_producer = grant.grantee == newcomer.id;
                assert!(from_producer || grant.kind == GrantKind::SupplyToCycles, "{grant}");
            }
            family.push(newcomer);
            let pairs = grants.into_iter().map(|grant| (grant.grantor, grant.grantee));
            pairs.collect::<BTreeSet<_>>().len()
        });
        assert_eq!(pairs_of_each, [2, 3, 4]);
    }

    #[test]
    fn a_farm_that_is_a_hub_gives_and_gets() {
        let both = OwnedEnterprise { id: id(9), is_producer: true, is_hub: true };
        let grants = automatic_grants(both, &[both, hub(1), producer(2)]);
        let given = grants.iter().filter(|grant| grant.grantor == both.id).count();
        assert_eq!((given, grants.len()), (2, 4), "nothing to itself: {grants:?}");
    }

    #[test]
    fn a_hub_sets_prices_of_its_own_goods_and_where_it_was_allowed() {
        let (farm, shop) = (producer(1), id(2));
        let may = |grants: &[(u128, GrantKind, u128)]| trust(grants).lets_set_prices(&farm, shop);
        assert!(may(&[(1, GrantKind::SetHubPrices, 2)]));
        assert!(!may(&[(1, GrantKind::ManageProducts, 2)]));
        assert!(!may(&[(2, GrantKind::SetHubPrices, 1)]), "the other way round");
        assert!(!may(&[]));
        let farm_shop = OwnedEnterprise { is_hub: true, ..farm };
        assert!(trust(&[]).lets_set_prices(&farm_shop, farm_shop.id));
        assert!(!trust(&[]).lets_set_prices(&hub(2), shop), "it makes nothing");
    }

    #[test]
    fn products_are_seen_by_who_may_sell_them_and_changed_by_who_may_manage_them() {
        let rights = |kinds: &[GrantKind]| {
            let grants: Vec<_> = kinds.iter().map(|kind| (1, *kind, 2)).collect();
            trust(&grants).product_rights(id(1), id(2))
        };
        assert_eq!(trust(&[]).product_rights(id(1), id(1)), Some(ProductRights::Edit));
        assert_eq!(rights(&[GrantKind::ManageProducts]), Some(ProductRights::Edit));
        assert_eq!(rights(&[GrantKind::SupplyToCycles]), Some(ProductRights::See));
        let both = [GrantKind::SupplyToCycles, GrantKind::ManageProducts];
        assert_eq!(rights(&both), Some(ProductRights::Edit));
        assert_eq!(rights(&[GrantKind::EditProfile, GrantKind::SetHubPrices]), None);
    }

    #[test]
    fn nobody_owns_more_than_the_limit() {
        assert!(may_own_more(4, 5) && !may_own_more(5, 5));
    }
}
