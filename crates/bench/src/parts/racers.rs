use crate::{load::clients::Outcome, load::spread::Target};

/// How many clients race.
pub(crate) const CLIENTS: usize = 64;

/// How often they race.
pub(crate) const RACES: usize = 20;

/// Within how many milliseconds all should have an answer.
pub(crate) const ANSWERED: Target = Target::AtMost(500.0);

/// How many of the orders were placed.
pub(crate) fn placed(outcome: &Outcome) -> usize {
    outcome.statuses.get(&201).copied().unwrap_or_default()
}
