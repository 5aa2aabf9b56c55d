#![doc = include_str!("../README.md")]

mod cell;
mod columns;
mod enterprise;
mod fault;
mod import;
mod lines;
mod list_row;
mod product;
mod size;
mod storage;
mod supply;
mod tax;
mod unit_price;
mod variant;

pub use cell::{MOST_ON_HAND, MOST_SUPPLY_MILLI};
pub use enterprise::{Enterprise, Sells, SellsError};
pub use fault::{Fault, ImportRefused, MOST_FAULTS};
pub use import::{MOST_LIST_BYTES, MOST_LIST_ROWS, read_list, unknown_producers};
pub use list_row::ListRow;
pub use product::Product;
pub use size::{Size, SizeError};
pub use storage::{Storage, StorageError};
pub use supply::Supply;
pub use tax::{TaxCategory, TaxCategoryError};
pub use unit_price::unit_price;
pub use variant::{Variant, label};
