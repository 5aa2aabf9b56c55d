//! How much a series may name, and how far it may reach.

/// How many days before its orders begin a cycle is made at most.
pub const MAX_DAYS_AHEAD: u16 = 90;

/// The most days that are left out of a series, and as many that are added to it.
pub const MAX_NAMED_DAYS: usize = 200;

/// The most enterprises that a series asks, counted once for each way.
pub const MAX_SERIES_PARTS: usize = 1_000;

/// How many days from today the model of a series may be: ten years. Its rule is walked from there.
pub(crate) const MAX_DAYS_TO_MODEL: i32 = 3_660;

/// How many days after orders begin goods change hands at most.
pub(crate) const MAX_DAYS_TO_HAND_OUT: i32 = 100;

/// Of how many of the next cycles a rhythm names one at least: those of more than a year, week by week.
pub(crate) const CYCLES_OF_A_RHYTHM: usize = 60;
