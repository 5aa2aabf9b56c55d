//! Lists that are text: what it is written in, and where its cells part.
//!
//! Cells are parted by our own code (`delimited.rs`), though files are written by the `csv` crate: as a reader it takes a quotation
//! mark that does not pair for text and goes on, perhaps to the end of the file, and counts as lines only what ends in LF. Here
//! that is a fault, told with the line an editor shows.

pub(crate) mod decode;
pub(crate) mod delimited;
pub(crate) mod doubled;
pub(crate) mod encoding;
pub(crate) mod plausible;
