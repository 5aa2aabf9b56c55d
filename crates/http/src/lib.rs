#![doc = include_str!("../README.md")]

mod language;
mod status;

pub use language::accepted_language;
pub use status::status_of;
