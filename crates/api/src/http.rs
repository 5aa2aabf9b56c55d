//! What every request goes through: who asks, in which language, what may be sent, and how refusals are told.

pub(crate) mod auth;
pub(crate) mod body;
pub(crate) mod compress;
pub(crate) mod cors;
pub(crate) mod health;
pub(crate) mod idempotency;
pub(crate) mod if_match;
pub(crate) mod language;
pub(crate) mod origin;
pub(crate) mod problem;
pub(crate) mod query;
pub(crate) mod served;
pub(crate) mod strict_json;
