use std::{fmt, str::FromStr};

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
    fn a_right_reads_back() {
        for right in [Withdrawal::FourteenDays, Withdrawal::Perishable] {
            assert_eq!(right.as_str().parse(), Ok(right));
        }
        assert!("never".parse::<Withdrawal>().is_err());
    }
}
