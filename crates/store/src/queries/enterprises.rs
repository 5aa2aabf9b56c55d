//! Enterprises, their profiles, keys, pictures, groups and grants.

pub(crate) mod certificates;
pub(crate) mod directory;
pub(crate) mod enterprise;
pub(crate) mod grants;
pub(crate) mod groups;
pub(crate) mod images;
pub(crate) mod keys;
pub(crate) mod profiles;
pub(crate) mod sellers;
