#![doc = include_str!("../README.md")]

mod balance;
mod error;
mod posting;
mod transaction;

pub use balance::{balances, trial_balance};
pub use error::LedgerError;
pub use posting::Posting;
pub use transaction::Transaction;
