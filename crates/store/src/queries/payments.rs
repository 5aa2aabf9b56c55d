//! Books, what was paid back and paid out, and statements of them.

pub(crate) mod books;
pub(crate) mod payables;
pub(crate) mod payouts;
pub(crate) mod repayments;
pub(crate) mod statements;
