#![doc = include_str!("../README.md")]

mod account;
mod allocate;
mod apportion;
mod method;
mod postings;

pub use account::Account;
pub use allocate::{AllocateRefused, Claim, Keeps, allocate};
pub use method::{Method, NoSuchMethod};
pub use postings::{change_postings, due_postings, payment_postings, return_postings};
