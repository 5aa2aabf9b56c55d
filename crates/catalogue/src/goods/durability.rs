use std::{fmt, str::FromStr};

/// The longest durability said in days: ten years.
const MAX_DAYS: u16 = 3_653;

/// How long a food keeps from its hand-over, at least: Regulation (EU) No 1169/2011, art. 24 and Annex X.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Durability {
    /// Best before: so many days.
    BestBefore(u16),
    /// Use by, for what spoils fast and then harms: so many days.
    UseBy(u16),
}

impl Durability {
    /// The names of both kinds.
    pub const KINDS: [&'static str; 2] = ["best-before", "use-by"];

    /// The name of its kind.
    pub fn kind(self) -> &'static str {
        match self {
            Self::BestBefore(_) => "best-before",
            Self::UseBy(_) => "use-by",
        }
    }

    /// How many days.
    pub fn days(self) -> u16 {
        match self {
            Self::BestBefore(days) | Self::UseBy(days) => days,
        }
    }
}

/// As it is stored and listed: `best-before 30` or `use-by 5`.
impl fmt::Display for Durability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind(), self.days())
    }
}

impl FromStr for Durability {
    type Err = DurabilityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, days) = text.trim().split_once(' ').ok_or(DurabilityError)?;
        let days = days.trim().parse().ok().filter(|days| (1..=MAX_DAYS).contains(days));
        let days = days.ok_or(DurabilityError)?;
        match kind {
            "best-before" => Ok(Self::BestBefore(days)),
            "use-by" => Ok(Self::UseBy(days)),
            _ => Err(DurabilityError),
        }
    }
}

/// The text is no durability.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a durability reads like best-before 30 or use-by 5, in days of 1 to 3653")]
pub struct DurabilityError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_durability_reads_back() {
        for text in ["best-before 30", "use-by 5"] {
            assert_eq!(text.parse::<Durability>().unwrap().to_string(), text);
        }
        for text in ["", "30", "use-by 0", "use-by 4000", "soon 3"] {
            assert_eq!(text.parse::<Durability>(), Err(DurabilityError), "{text}");
        }
    }
}
