//! Accounts, how people prove who they are, and what is kept of it.

pub(crate) mod credential;
pub(crate) mod id_token;
pub(crate) mod invitation;
pub(crate) mod link;
pub(crate) mod member;
pub(crate) mod network;
pub(crate) mod password;
pub(crate) mod pseudonym;
pub(crate) mod rate_limit;
pub(crate) mod retention;
pub(crate) mod session;
pub(crate) mod token;
pub(crate) mod user;
