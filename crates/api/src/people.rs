//! People: accounts, signing in, sessions, invitations, and what is kept of them.

pub(crate) mod accounts;
pub(crate) mod email_links;
pub(crate) mod invitations;
pub(crate) mod my_invitations;
pub(crate) mod notices;
pub(crate) mod open_id;
pub(crate) mod privacy;
pub(crate) mod sessions;
