#![doc = include_str!("../README.md")]

mod error;
mod posting;
mod transaction;

pub use error::LedgerError;
pub use posting::Posting;
pub use transaction::Transaction;
