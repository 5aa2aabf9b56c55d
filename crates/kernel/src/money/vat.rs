use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Rate;

/// Whether and how an enterprise charges value added tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VatRegime {
    /// It charges it and declares it.
    Liable,
    /// It charges none, for its small turnover: Code général des impôts, art. 293 B.
    Franchise,
    /// A farmer who charges none and is compensated at a flat rate: the same code, art. 298 quater.
    FlatRateFarmer,
}

impl VatRegime {
    /// Every regime.
    pub const ALL: [Self; 3] = [Self::Liable, Self::Franchise, Self::FlatRateFarmer];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Liable => "liable",
            Self::Franchise => "franchise",
            Self::FlatRateFarmer => "flat-rate-farmer",
        }
    }

    /// Whether an enterprise charges the tax; one whose regime is not known does, as most do.
    pub fn charges(regime: Option<Self>) -> bool {
        regime.is_none_or(|regime| regime == Self::Liable)
    }

    /// The rate included in what an enterprise charges, where goods or services of its kind are taxed at `rate`.
    pub fn rate_of(regime: Option<Self>, rate: Rate) -> Rate {
        if Self::charges(regime) { rate } else { Rate::ZERO }
    }
}

impl FromStr for VatRegime {
    type Err = NoSuchVatRegime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|regime| regime.as_str() == text).ok_or(NoSuchVatRegime)
    }
}

/// The text names no regime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not a VAT regime: liable, franchise or flat-rate-farmer")]
pub struct NoSuchVatRegime;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regime_is_read_as_it_is_written() {
        for regime in VatRegime::ALL {
            assert_eq!(regime.as_str().parse(), Ok(regime));
        }
        assert_eq!("none".parse::<VatRegime>(), Err(NoSuchVatRegime));
    }

    #[test]
    fn who_charges_no_tax_includes_none() {
        let reduced = Rate::from_bps(550);
        let rates = VatRegime::ALL.map(|regime| VatRegime::rate_of(Some(regime), reduced));
        assert_eq!(rates, [reduced, Rate::ZERO, Rate::ZERO]);
        assert_eq!(VatRegime::rate_of(None, reduced), reduced);
    }
}
