//! Pages that letters link to: confirming an address, a new password, an invitation.

pub(crate) mod account;
pub(crate) mod account_page;
pub(crate) mod stop_letters;
