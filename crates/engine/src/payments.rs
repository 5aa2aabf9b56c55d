//! What was paid, paid back and paid out, what is owed, and to which account.

pub(crate) mod balances;
pub(crate) mod bank_account;
pub(crate) mod payouts;
pub(crate) mod record;
pub(crate) mod repay;
pub(crate) mod reverse;
pub(crate) mod statement;
