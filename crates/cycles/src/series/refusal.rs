use sillon_kernel::{Date, Detail, Failure, FailureKind};

use crate::{
    MAX_DAYS_AHEAD, MAX_NAMED_DAYS, MAX_SERIES_PARTS,
    series::bounds::{CYCLES_OF_A_RHYTHM, MAX_DAYS_TO_HAND_OUT, MAX_DAYS_TO_MODEL},
};

/// Why a series cannot be what was wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeriesRefused {
    /// Its cycles would be made too long before.
    #[error("days_ahead: a cycle is made at most {MAX_DAYS_AHEAD} days before its orders begin")]
    TooEarly,
    /// More days are named than may be.
    #[error("{0}: at most {MAX_NAMED_DAYS} days are named")]
    TooManyDays(&'static str),
    /// Its model is far from today.
    #[error("orders: the model of a series is at most {MAX_DAYS_TO_MODEL} days from today")]
    FarModel,
    /// Goods would change hands before they are ordered, or long after.
    #[error(
        "pick_up: goods change hands from the day on which orders begin, at most {MAX_DAYS_TO_HAND_OUT} days later"
    )]
    FarPickUp,
    /// A day is added that has its cycle already, or is over.
    #[error("added: {0} is not after the last day that has its cycle: plan one by hand")]
    AddedLate(Date),
    /// A day is skipped that has its cycle already, or is over.
    #[error(
        "skipped: {0} is not after the last day that has its cycle: change that cycle itself, or delete it"
    )]
    SkippedLate(Date),
    /// A rhythm names none of the next cycles.
    #[error("rhythm: it names none of the next {CYCLES_OF_A_RHYTHM} cycles")]
    RhythmApart,
    /// No day is left on which a cycle comes.
    #[error("rule: no cycle ever comes by this rule and without these days")]
    NeverComes,
    /// It asks more enterprises than it may.
    #[error("enterprise: a series asks at most {MAX_SERIES_PARTS} enterprises")]
    TooManyParts,
    /// It asked not to be asked.
    #[error(
        "enterprise: it said that no series of yours is to ask it: it takes that back, says yes to a cycle of yours, or lets you put it into any"
    )]
    Declined,
}

impl Failure for SeriesRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::told(&self.to_string())]
    }
}
