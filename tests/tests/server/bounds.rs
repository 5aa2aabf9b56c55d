//! Nobody who asks too often, too slowly, for too much or without a right stops others, or fills the memory.

mod documented;
mod lists;
mod networks;
mod often;
mod raw;
mod slow;

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");
