use std::{fmt, str::FromStr};

use sillon_cycles::{Direction, Participation, ShopRules, StageName, Standing};
use sillon_kernel::{CycleId, EnterpriseId, SeriesId, Timestamp};

/// That the opening or closing of a cycle fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleFailure {
    /// How many tries failed.
    pub times: i64,
    /// When the first of them did.
    pub since: Timestamp,
    /// When the next one is due.
    pub retry_at: Timestamp,
}

/// What tells participations apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParticipationKey {
    /// In which cycle.
    pub cycle: CycleId,
    /// Which enterprise.
    pub enterprise: EnterpriseId,
    /// Whether it brings goods or sells them.
    pub direction: Direction,
}

impl ParticipationKey {
    /// What tells this one apart.
    pub fn of(participation: &Participation) -> Self {
        let Participation { cycle, enterprise, direction, .. } = *participation;
        Self { cycle, enterprise, direction }
    }
}

impl fmt::Display for ParticipationKey {
    /// Its three parts with colons between, as a page's cursor has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.cycle, self.enterprise, self.direction)
    }
}

impl FromStr for ParticipationKey {
    type Err = NoSuchCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(':');
        let mut part = || parts.next().ok_or(NoSuchCursor);
        let (cycle, enterprise, direction) = (part()?, part()?, part()?);
        Ok(Self {
            cycle: cycle.parse().map_err(|_not_an_id| NoSuchCursor)?,
            enterprise: enterprise.parse().map_err(|_not_an_id| NoSuchCursor)?,
            direction: direction.parse().map_err(|_not_one| NoSuchCursor)?,
        })
    }
}

/// What a hub shows to whom, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRules {
    /// Whom it sells to, and its rules.
    pub rules: ShopRules,
    /// Counts the changes of its rules.
    pub version: i64,
}

/// Which cycles are wanted; what is not named narrows nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CycleFilter {
    /// Those of this stage.
    pub stage: Option<StageName>,
    /// Those whose orders end after this instant.
    pub from: Option<Timestamp>,
    /// Those whose orders begin before this instant.
    pub until: Option<Timestamp>,
    /// Those that this enterprise runs.
    pub coordinator: Option<EnterpriseId>,
    /// Those of this series.
    pub series: Option<SeriesId>,
    /// Those that this hub sells in.
    pub hub: Option<EnterpriseId>,
    /// Those that this producer brings goods to.
    pub producer: Option<EnterpriseId>,
}

/// Where a cycle stands in a list by when its orders begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleKey {
    /// When its orders begin, as it is stored: in microseconds since 1970.
    pub opens_at: i64,
    /// Which cycle.
    pub cycle: CycleId,
}

impl fmt::Display for CycleKey {
    /// Its two parts with a colon between, as a page's cursor has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.opens_at, self.cycle)
    }
}

impl FromStr for CycleKey {
    type Err = NoSuchCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (opens_at, cycle) = text.split_once(':').ok_or(NoSuchCursor)?;
        Ok(Self {
            opens_at: opens_at.parse().map_err(|_no_number| NoSuchCursor)?,
            cycle: cycle.parse().map_err(|_not_an_id| NoSuchCursor)?,
        })
    }
}

/// The text is no cursor of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no cursor of this list")]
pub struct NoSuchCursor;

/// Which participations are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StandingFilter {
    /// Those of this standing; all where none is named.
    pub standing: Option<Standing>,
    /// Those in this cycle; in all where none is named.
    pub cycle: Option<CycleId>,
}
