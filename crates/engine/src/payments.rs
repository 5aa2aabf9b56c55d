//! What was paid, what is owed, and to which account.

pub(crate) mod balances;
pub(crate) mod bank_account;
pub(crate) mod record;
