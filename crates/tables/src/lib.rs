#![doc = include_str!("../README.md")]

mod cell;
mod csv_injection;
mod csv_writer;
mod fault;
mod limits;
mod table;
mod text;
mod workbook;
mod writer;

pub use cell::Cell;
pub use csv_writer::{CsvCell, CsvWriter, Delimiter};
pub use fault::{Fault, Faults, MAX_FAULTS, shown};
pub use limits::{
    MAX_BYTES, MAX_CELL_BYTES, MAX_COLUMNS, MAX_EVENT_BYTES, MAX_EVENTS, MAX_INFLATED_BYTES,
    MAX_ROWS, MAX_TABLE_BYTES,
};
pub use table::{Table, read_table};
pub use text::encoding::{NoSuchEncoding, TextEncoding};
pub use workbook::cells::Cells;
pub use workbook::rows::{Broken, Line};
pub use writer::{Layout, Writer};
