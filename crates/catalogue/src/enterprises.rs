//! Enterprises: what they are, say of themselves, and have to prove.

pub(crate) mod bank_account;
pub(crate) mod called;
pub(crate) mod certificate;
pub(crate) mod contact;
pub(crate) mod enterprise;
pub(crate) mod group;
pub(crate) mod kind;
pub(crate) mod legal;
pub(crate) mod place;
pub(crate) mod profile;
pub(crate) mod property;
pub(crate) mod seller;
