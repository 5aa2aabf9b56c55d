//! Text as people write it, and how it is compared and searched.

pub(crate) mod bounded;
pub(crate) mod email;
pub(crate) mod gtin;
pub(crate) mod invisible;
pub(crate) mod name_key;
pub(crate) mod person_name;
pub(crate) mod search;
pub(crate) mod tag;
