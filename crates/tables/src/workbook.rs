//! Workbooks of spreadsheets.

pub(crate) mod archive;
pub(crate) mod cells;
pub(crate) mod errors;
pub(crate) mod ods;
pub(crate) mod read;
pub(crate) mod rows;
pub(crate) mod styles;
pub(crate) mod xlsx;
pub(crate) mod xml;
