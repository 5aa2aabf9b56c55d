#![doc = include_str!("../README.md")]

mod cell;
mod harvest;
mod harvest_csv;
mod packing;
mod packing_csv;
mod sheet;

pub use harvest::{HarvestLine, HarvestSheet};
pub use harvest_csv::HarvestCsv;
pub use packing::{Lent, NoSuchPacking, PackBy, PackingLine};
pub use packing_csv::PackingCsv;
