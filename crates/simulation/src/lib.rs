#![doc = include_str!("../README.md")]

mod calendar;
mod desk;
mod dice;
mod farms;
mod figures;
mod founding;
mod lists;
mod orders;
mod plan;
mod play;
mod rush;
mod shopping;
mod tally;
mod town;
mod world;
mod world_files;

pub use figures::{MoneyFigures, Summary};
pub use plan::Plan;
pub use play::{SeasonFailed, WeekDone, play};

/// What a season cannot go on after.
pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;
