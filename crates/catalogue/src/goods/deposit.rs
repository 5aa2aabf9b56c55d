use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_kernel::fold;

use crate::TaxCategory;

/// What a deposit is paid for, which says at what rate it is taxed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DepositKind {
    /// What holds the goods themselves, such as a jar or a bottle: it goes with them, and is taxed as they are.
    #[default]
    Container,
    /// What goods are only carried in, such as a crate or a pallet: it is a supply of its own, at the standard rate.
    TransportAid,
}

impl DepositKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Container, Self::TransportAid];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::TransportAid => "transport-aid",
        }
    }

    /// As what the deposit for something is taxed that is itself of a category.
    pub fn category(self, goods: TaxCategory) -> TaxCategory {
        match self {
            Self::Container => goods,
            Self::TransportAid => TaxCategory::Standard,
        }
    }

    /// Reads the cell of a list's `deposit_kind`: any case, with spaces, underscores or hyphens, and blank for a container.
    ///
    /// # Errors
    ///
    /// [`NoSuchDepositKind`] when it is neither blank nor a kind.
    pub fn read_column(cell: &str) -> Result<Self, NoSuchDepositKind> {
        match fold(cell.trim()).replace([' ', '_'], "-").as_str() {
            "" => Ok(Self::Container),
            folded => folded.parse(),
        }
    }
}

impl fmt::Display for DepositKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DepositKind {
    type Err = NoSuchDepositKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| NoSuchDepositKind(text.chars().take(20).collect()))
    }
}

/// The text names nothing a deposit is paid for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not what a deposit is paid for: container or transport-aid")]
pub struct NoSuchDepositKind(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_is_taxed_as_its_goods_and_a_transport_aid_by_itself() {
        let rate = |kind: DepositKind, goods| kind.category(goods).rate().percent();
        assert_eq!(rate(DepositKind::Container, TaxCategory::Reduced), "5.5");
        assert_eq!(rate(DepositKind::Container, TaxCategory::Exempt), "0");
        assert_eq!(rate(DepositKind::TransportAid, TaxCategory::Reduced), "20");
    }

    #[test]
    fn a_kind_survives_being_written_and_read() {
        for kind in DepositKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("bottle".parse::<DepositKind>().is_err());
        assert_eq!(DepositKind::read_column("Transport aid"), Ok(DepositKind::TransportAid));
        assert_eq!(DepositKind::read_column(" "), Ok(DepositKind::Container));
        assert!(DepositKind::read_column("bottle").is_err());
    }
}
