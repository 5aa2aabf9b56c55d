//! Nobody who asks too often, too slowly, for too much or without a right stops others, or fills the memory.
#![cfg(test)]

#[path = "bounds/documented.rs"]
mod documented;
#[path = "bounds/lists.rs"]
mod lists;
#[path = "bounds/networks.rs"]
mod networks;
#[path = "bounds/often.rs"]
mod often;
#[path = "bounds/raw.rs"]
mod raw;
#[path = "bounds/slow.rs"]
mod slow;

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");
