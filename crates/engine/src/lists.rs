//! Product lists that come in from files, and go out into them.

pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod import_hub;
pub(crate) mod outcome;
pub(crate) mod parts;
pub(crate) mod seed_shop;
