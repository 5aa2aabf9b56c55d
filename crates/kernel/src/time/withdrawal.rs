use std::{fmt, str::FromStr};

use crate::Language;

/// Whether goods bought at a distance may be given back: the consumer's right of withdrawal (directive 2011/83/EU, art. 9 and
/// 16; Code de la consommation, L221-18 and L221-28).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    /// Within fourteen days of the hand-over, and without a reason.
    FourteenDays,
    /// Not at all: it is liable to deteriorate or expire rapidly (art. 16 d; L221-28, 4°).
    Perishable,
}

impl Withdrawal {
    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FourteenDays => "fourteen-days",
            Self::Perishable => "perishable",
        }
    }

    /// The right in a sentence, as it is told before and after an order.
    pub fn said(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::FourteenDays, Language::En) => {
                "You may withdraw within 14 days of the hand-over, without giving a reason."
            }
            (Self::FourteenDays, Language::Fr) => {
                "Rétractation possible sous 14 jours après la remise, sans motif."
            }
            (Self::Perishable, Language::En) => {
                "Perishable: no right of withdrawal (Code de la consommation, art. L221-28, 4°)."
            }
            (Self::Perishable, Language::Fr) => {
                "Périssable\u{a0}: pas de droit de rétractation (Code de la consommation, art. L221-28, 4°)."
            }
        }
    }
}

impl fmt::Display for Withdrawal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Withdrawal {
    type Err = NoSuchWithdrawal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "fourteen-days" => Ok(Self::FourteenDays),
            "perishable" => Ok(Self::Perishable),
            other => Err(NoSuchWithdrawal(other.chars().take(30).collect())),
        }
    }
}

/// A text names no right of withdrawal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no right of withdrawal {0:?}: it is fourteen-days or perishable")]
pub struct NoSuchWithdrawal(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_reads_back_and_is_said_in_each_language() {
        for right in [Withdrawal::FourteenDays, Withdrawal::Perishable] {
            assert_eq!(right.as_str().parse(), Ok(right));
            let said = Language::ALL.map(|language| right.said(language));
            assert_ne!(said[0], said[1]);
        }
        assert!("never".parse::<Withdrawal>().is_err());
    }
}
