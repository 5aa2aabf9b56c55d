//! Text as people write it, and how it is compared, searched and counted.

pub(crate) mod bounded;
pub(crate) mod email;
pub(crate) mod invisible;
pub(crate) mod localized_name;
pub(crate) mod name_key;
pub(crate) mod person_name;
pub(crate) mod plural;
pub(crate) mod search;
