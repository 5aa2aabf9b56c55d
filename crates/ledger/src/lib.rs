#![doc = include_str!("../README.md")]

mod balance;
mod posting;
mod transaction;

pub use balance::{balances, trial_balance};
pub use posting::Posting;
pub use transaction::{LedgerError, Transaction};
