use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_kernel::{Currency, Email, EnterpriseId, Name, Slug, Text, Timestamp, Zone};

/// A farm, a hub, or both: whoever produces goods or sells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enterprise {
    /// Its id.
    pub id: EnterpriseId,
    /// Its name in web addresses.
    pub slug: Slug,
    /// Its name as people know it.
    pub name: Name,
    /// What it says of itself.
    pub description: Option<Text<2000>>,
    /// Whether it makes goods of its own.
    pub is_producer: bool,
    /// Whose goods it sells.
    pub sells: Sells,
    /// The zone its people read times in.
    pub zone: Zone,
    /// The currency it prices in.
    pub currency: Currency,
    /// Where it is written to.
    pub email: Option<Email>,
    /// Who finds it.
    pub visibility: Visibility,
    /// When it joined.
    pub created_at: Timestamp,
}

impl Enterprise {
    /// Whether it may run order cycles: it sells, be it only its own goods.
    pub fn may_coordinate(&self) -> bool {
        self.is_shop()
    }

    /// Whether consumers can buy from it.
    pub fn is_shop(&self) -> bool {
        match self.sells {
            Sells::None => false,
            Sells::Own | Sells::Any => true,
        }
    }

    /// Whether anybody finds it who has its address.
    pub fn is_reachable(&self) -> bool {
        match self.visibility {
            Visibility::Public | Visibility::ByLink => true,
            Visibility::Hidden => false,
        }
    }

    /// Whether consumers who have its address can buy from it.
    pub fn is_open_shop(&self) -> bool {
        self.is_shop() && self.is_reachable()
    }

    /// Whether it sells what others make.
    pub fn is_hub(&self) -> bool {
        self.sells == Sells::Any
    }

    /// Whether it may sell goods of this producer, as far as its own kind decides.
    pub fn may_sell_for(&self, producer: EnterpriseId) -> bool {
        match self.sells {
            Sells::None => false,
            Sells::Own => producer == self.id,
            Sells::Any => true,
        }
    }
}

/// Who finds an enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Everybody: it stands in lists.
    Public,
    /// Whoever has its address; it stands in no list.
    ByLink,
    /// Its own people only.
    Hidden,
}

impl Visibility {
    /// Every visibility.
    pub const ALL: [Self; 3] = [Self::Public, Self::ByLink, Self::Hidden];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::ByLink => "by-link",
            Self::Hidden => "hidden",
        }
    }
}

/// The text does not say who finds an enterprise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it does not say who finds it: public, by-link or hidden")]
pub struct NoSuchVisibility;

impl FromStr for Visibility {
    type Err = NoSuchVisibility;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or(NoSuchVisibility)
    }
}

/// Whose goods an enterprise sells to consumers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sells {
    /// Nobody's: it only supplies others.
    None,
    /// Its own.
    Own,
    /// Its own and those of others.
    Any,
}

impl Sells {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::None, Self::Own, Self::Any];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Own => "own",
            Self::Any => "any",
        }
    }
}

impl fmt::Display for Sells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Sells {
    type Err = SellsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "none" => Ok(Self::None),
            "own" => Ok(Self::Own),
            "any" => Ok(Self::Any),
            other => Err(SellsError(other.chars().take(40).collect())),
        }
    }
}

/// The text does not say whose goods are sold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” does not say whose goods are sold: write none, own or any")]
pub struct SellsError(String);

#[cfg(test)]
mod tests {
    use sillon_kernel::EnterpriseId;

    use super::*;

    fn enterprise(sells: Sells) -> Enterprise {
        Enterprise {
            id: "018f0000-0000-7000-8000-000000000001".parse().unwrap(),
            slug: Slug::parse("ferme-du-val").unwrap(),
            name: Name::parse("Ferme du Val").unwrap(),
            description: None,
            is_producer: true,
            sells,
            zone: Zone::UTC,
            currency: Currency::EUR,
            email: None,
            visibility: Visibility::Public,
            created_at: Timestamp::from_micros(0).unwrap(),
        }
    }

    #[test]
    fn what_an_enterprise_sells_says_what_it_can_be() {
        let other: EnterpriseId = "018f0000-0000-7000-8000-000000000002".parse().unwrap();
        let (farm, farm_shop, hub) =
            (enterprise(Sells::None), enterprise(Sells::Own), enterprise(Sells::Any));
        assert!(!farm.may_coordinate() && !farm.is_shop() && !farm.may_sell_for(farm.id));
        assert!(farm_shop.may_coordinate() && farm_shop.is_shop() && !farm_shop.is_hub());
        assert!(farm_shop.may_sell_for(farm_shop.id) && !farm_shop.may_sell_for(other));
        assert!(hub.may_coordinate() && hub.is_hub() && hub.may_sell_for(other));
    }

    #[test]
    fn a_hidden_shop_sells_to_nobody_and_one_by_link_to_who_has_it() {
        let seen = |visibility| Enterprise { visibility, ..enterprise(Sells::Any) }.is_open_shop();
        assert_eq!(Visibility::ALL.map(seen), [true, true, false]);
        assert!(!enterprise(Sells::None).is_open_shop());
        for visibility in Visibility::ALL {
            assert_eq!(visibility.as_str().parse(), Ok(visibility));
        }
    }

    #[test]
    fn what_is_sold_survives_being_written_and_read() {
        for sells in [Sells::None, Sells::Own, Sells::Any] {
            assert_eq!(sells.as_str().parse(), Ok(sells));
        }
        assert!("Any".parse::<Sells>().is_err() && "".parse::<Sells>().is_err());
    }
}
