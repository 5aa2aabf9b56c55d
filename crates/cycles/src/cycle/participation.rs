use std::{fmt, str::FromStr};

use sillon_kernel::{CycleId, EnterpriseId, Failure, FailureKind, Timestamp};

use crate::{Direction, Exchange};

/// How many enterprises may wait for an answer of others at once, by the coordinator that asks.
pub const MAX_WAITING_ASKS: i64 = 200;

/// That an enterprise is asked to take part in a cycle that another runs, and what it answered.
///
/// Nothing goes in or out for it before it said yes: until then there is no exchange, only its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participation {
    /// In which cycle.
    pub cycle: CycleId,
    /// Which enterprise.
    pub enterprise: EnterpriseId,
    /// Whether it brings goods or sells them.
    pub direction: Direction,
    /// Where it stands.
    pub standing: Standing,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it answered, or it was withdrawn.
    pub answered_at: Option<Timestamp>,
    /// The exchange there would be; none once there is one.
    pub terms: Option<Exchange>,
}

impl Participation {
    /// That an enterprise is asked on some terms, or stands otherwise to them and is not asked.
    pub fn on_terms(cycle: CycleId, terms: Exchange, standing: Standing, now: Timestamp) -> Self {
        Self {
            cycle,
            enterprise: terms.enterprise,
            direction: terms.direction,
            standing,
            asked_at: now,
            answered_at: None,
            terms: Some(terms),
        }
    }

    /// That an enterprise takes part by its exchange.
    pub fn agreed(
        cycle: CycleId,
        exchange: &Exchange,
        asked_at: Timestamp,
        now: Timestamp,
    ) -> Self {
        Self {
            cycle,
            enterprise: exchange.enterprise,
            direction: exchange.direction,
            standing: Standing::Agreed,
            asked_at,
            answered_at: Some(now),
            terms: None,
        }
    }
}

/// Where an enterprise stands that was asked to take part in somebody's cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has not answered.
    Asked,
    /// It said yes, and takes part.
    Agreed,
    /// It said no. It may still say yes; it is not asked again.
    Refused,
    /// Whoever asked does not ask any more.
    Withdrawn,
    /// It took part, and left. It may come back; it is not asked again.
    Left,
    /// The cycle closed before it answered.
    Lapsed,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 6] =
        [Self::Asked, Self::Agreed, Self::Refused, Self::Withdrawn, Self::Left, Self::Lapsed];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Agreed => "agreed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Left => "left",
            Self::Lapsed => "lapsed",
        }
    }

    /// Whether the enterprise said no, which holds until it says otherwise.
    pub fn is_no(self) -> bool {
        matches!(self, Self::Refused | Self::Left)
    }

    /// Where it stands once the enterprise said yes.
    ///
    /// # Errors
    ///
    /// [`AnswerRefused`] when nobody asks it any more.
    pub fn yes(self) -> Result<Self, AnswerRefused> {
        match self {
            Self::Asked | Self::Refused | Self::Left | Self::Agreed => Ok(Self::Agreed),
            Self::Withdrawn | Self::Lapsed => Err(AnswerRefused::NotAsked),
        }
    }

    /// Where it stands once the enterprise said no, or left.
    ///
    /// # Errors
    ///
    /// [`AnswerRefused`] when nobody asks it any more.
    pub fn no(self) -> Result<Self, AnswerRefused> {
        match self {
            Self::Asked | Self::Refused => Ok(Self::Refused),
            Self::Agreed | Self::Left => Ok(Self::Left),
            Self::Withdrawn | Self::Lapsed => Err(AnswerRefused::NotAsked),
        }
    }

    /// Where it stands once whoever asked takes it back. A no stays a no, so that asking is not begun anew.
    #[must_use]
    pub fn withdrawn(self) -> Self {
        match self {
            Self::Asked | Self::Agreed | Self::Withdrawn => Self::Withdrawn,
            Self::Refused => Self::Refused,
            Self::Left => Self::Left,
            Self::Lapsed => Self::Lapsed,
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no standing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not a standing: asked, agreed, refused, withdrawn, left or lapsed")]
pub struct NoSuchStanding;

impl FromStr for Standing {
    type Err = NoSuchStanding;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == text).ok_or(NoSuchStanding)
    }
}

/// Why an answer was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefused {
    /// Nobody asks any more.
    #[error("nobody asks for this any more")]
    NotAsked,
}

impl Failure for AnswerRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NotAsked => (FailureKind::Conflict, "not-asked"),
        }
    }
}

/// Why an enterprise is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AskRefused {
    /// Too many others have not answered yet.
    #[error("{MAX_WAITING_ASKS} enterprises have not answered yet; withdraw some, or wait")]
    TooMany,
}

impl Failure for AskRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::TooMany => (FailureKind::Conflict, "too-many-asked"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standings_are_read_as_they_are_written() {
        for standing in Standing::ALL {
            assert_eq!(standing.as_str().parse(), Ok(standing));
        }
        assert_eq!("maybe".parse::<Standing>(), Err(NoSuchStanding));
    }

    #[test]
    fn an_enterprise_may_change_its_mind_while_it_is_asked() {
        let refused = Standing::Asked.no().unwrap();
        assert_eq!(refused, Standing::Refused);
        let agreed = refused.yes().unwrap();
        let left = agreed.no().unwrap();
        assert_eq!((left, left.yes()), (Standing::Left, Ok(Standing::Agreed)));
        assert!(left.is_no() && refused.is_no() && !agreed.is_no());
    }

    #[test]
    fn what_is_withdrawn_or_lapsed_is_answered_no_more() {
        for standing in [Standing::Withdrawn, Standing::Lapsed] {
            assert_eq!(standing.yes(), Err(AnswerRefused::NotAsked));
            assert_eq!(standing.no(), Err(AnswerRefused::NotAsked));
        }
    }

    #[test]
    fn a_no_outlasts_that_asking_is_taken_back() {
        for (standing, after) in [
            (Standing::Asked, Standing::Withdrawn),
            (Standing::Agreed, Standing::Withdrawn),
            (Standing::Refused, Standing::Refused),
            (Standing::Left, Standing::Left),
            (Standing::Lapsed, Standing::Lapsed),
        ] {
            assert_eq!(standing.withdrawn(), after);
        }
    }
}
