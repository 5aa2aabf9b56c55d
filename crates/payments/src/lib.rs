#![doc = include_str!("../README.md")]

mod account;
mod allocate;
mod apportion;
#[cfg(test)]
mod laws;
mod method;
mod pay_out;
mod postings;
mod reverse;
mod statement;
mod statement_csv;

pub use account::Account;
pub use allocate::{AllocateRefused, Claim, Keeps, allocate};
pub use method::{Method, NoSuchMethod};
pub use pay_out::{PayOutRefused, ToPayBack, pay_out_posting};
pub use postings::{change_postings, due_postings, payment_postings, return_postings};
pub use reverse::{
    OrderBooks, ReversalRefused, check_reversible, payment_reversal_postings,
    repayment_reversal_postings,
};
pub use statement::{Holdings, Moved, MovedBy, Statement, StatementLine};
pub use statement_csv::statement_csv;
