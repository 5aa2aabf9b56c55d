//! What is owed, what was paid back and paid out, and to which account an order is paid.

pub(crate) mod balance;
pub(crate) mod bank_accounts;
pub(crate) mod payouts;
pub(crate) mod repayments;
pub(crate) mod reversals;
pub(crate) mod statements;
