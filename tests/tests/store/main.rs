//! The store's contract, which both databases keep.
#![cfg(test)]

mod backup;
mod catalogue;
mod checkout;
mod copy;
mod jobs;
mod plans;
mod schema;
mod statements;
