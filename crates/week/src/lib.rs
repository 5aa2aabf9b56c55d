#![doc = include_str!("../README.md")]

mod copy;
mod fault;
mod item;
mod plan;
mod preview;
mod rows;
mod shelf;
#[cfg(test)]
mod tests;
mod text;

pub use copy::{WeekCopy, copy_week};
pub use fault::{Rule, Suggestion, WeekChanged, WeekFault, WeekRefused};
pub use item::{ItemState, ShelfItem, ShelfProduct};
pub use preview::{
    Choices, LineKind, LineRead, PoolSet, WeekEffect, WeekEntry, WeekLine, WeekPreview,
};
pub use rows::{Edit, MAX_WEEK_ROWS, WeekGrid, WeekRow, WeekRowsRefused, edit_week};
pub use shelf::Shelf;
pub use text::list::{MAX_WEEK_BYTES, MAX_WEEK_LINES, preview_week};
pub use text::write::write_week;
