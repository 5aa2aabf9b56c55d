//! Workbooks of spreadsheets, read by our own code over `zip` and `quick-xml`.
//!
//! They come from strangers, so they are inflated as they are read and no further than the bounds of `limits.rs`: a part of a
//! few kilobytes may inflate to gigabytes. The reader that everybody uses, calamine 0.38, bounds the cells of a sheet but not
//! the bytes that are inflated, reads all of an OpenDocument file into memory before the first row can be looked at, and does not
//! tell what a number's format says of it: a percent, or a sum in dollars.

pub(crate) mod archive;
pub(crate) mod cells;
pub(crate) mod errors;
pub(crate) mod ods;
pub(crate) mod read;
pub(crate) mod rows;
pub(crate) mod styles;
pub(crate) mod xlsx;
pub(crate) mod xml;
