#![doc = include_str!("../README.md")]

mod apostrophe;
mod cells;
mod decode;
mod delimited;
mod fault;
mod ods;
mod rows;
mod table;
mod workbook;
mod writer;
mod xlsx;
mod xml;

pub use cells::Cells;
pub use fault::{Fault, Faults, MOST_FAULTS, shown};
pub use rows::{Broken, Line};
pub use table::{
    MOST_BYTES, MOST_CELL_BYTES, MOST_COLUMNS, MOST_INFLATED_BYTES, MOST_ROWS, MOST_TEXT_BYTES,
    Table, read_table,
};
pub use writer::{Cell, Layout, Writer};
