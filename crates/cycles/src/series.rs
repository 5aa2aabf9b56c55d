//! Order cycles that come again by a rule.

pub(crate) mod bounds;
pub(crate) mod calendar;
pub(crate) mod holidays;
pub(crate) mod plan;
pub(crate) mod recurrence;
pub(crate) mod refusal;
