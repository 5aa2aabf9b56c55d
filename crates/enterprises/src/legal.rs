//! Who an enterprise is before the law, where its money goes, and what it says of both as a seller.

pub(crate) mod bank_account;
pub(crate) mod identity;
pub(crate) mod seller;
