//! People: their accounts, how they sign in, what they may, and what is kept of them.

pub(crate) mod accept_invitation;
pub(crate) mod account_letters;
pub(crate) mod account_rules;
pub(crate) mod administrators;
pub(crate) mod authenticate;
pub(crate) mod change_password;
pub(crate) mod confirm;
pub(crate) mod count_attempt;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod forget_ended;
pub(crate) mod invite;
pub(crate) mod members;
pub(crate) mod my_invitations;
pub(crate) mod notices;
pub(crate) mod open_id;
pub(crate) mod open_id_sign_in;
pub(crate) mod password_hashing;
pub(crate) mod profile;
pub(crate) mod rate_limit;
pub(crate) mod reset_password;
pub(crate) mod retention;
pub(crate) mod roles;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
