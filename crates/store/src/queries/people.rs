//! Accounts, sessions, and what is kept of people.

pub(crate) mod account_links;
pub(crate) mod attempts;
pub(crate) mod invitations;
pub(crate) mod members;
pub(crate) mod open_id;
pub(crate) mod personal;
pub(crate) mod sessions;
pub(crate) mod users;
