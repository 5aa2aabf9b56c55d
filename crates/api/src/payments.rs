//! What is owed, and to which account it is paid.

pub(crate) mod balance;
pub(crate) mod bank_accounts;
