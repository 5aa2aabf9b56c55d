//! Enterprises: profiles, members, grants, groups, keys and pictures.

pub(crate) mod api_keys;
pub(crate) mod found;
pub(crate) mod grants;
pub(crate) mod groups;
pub(crate) mod history;
pub(crate) mod images;
pub(crate) mod members;
pub(crate) mod producers;
pub(crate) mod profile_body;
pub(crate) mod profile_view;
pub(crate) mod profiles;
pub(crate) mod shop_keys;
