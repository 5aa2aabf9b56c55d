#![doc = include_str!("../README.md")]

mod apostrophe;
mod cells;
mod decode;
mod delimited;
mod doubled;
mod encoding;
mod errors;
mod fault;
mod ods;
mod plausible;
mod rows;
mod styles;
mod table;
mod workbook;
mod writer;
mod xlsx;
mod xml;

pub use cells::Cells;
pub use encoding::{NoSuchEncoding, TextEncoding};
pub use fault::{Fault, Faults, MAX_FAULTS, shown};
pub use rows::{Broken, Line};
pub use table::{
    MAX_BYTES, MAX_CELL_BYTES, MAX_COLUMNS, MAX_EVENT_BYTES, MAX_EVENTS, MAX_INFLATED_BYTES,
    MAX_ROWS, MAX_TABLE_BYTES, Table, read_table,
};
pub use writer::{Cell, Layout, Writer};
