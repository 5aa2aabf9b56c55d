//! Enterprises: what they say of themselves, who works for them, what they allow each other, and their keys.

pub(crate) mod api_keys;
pub(crate) mod branding;
pub(crate) mod certificates;
pub(crate) mod found;
pub(crate) mod grants;
pub(crate) mod groups;
pub(crate) mod history;
pub(crate) mod images;
pub(crate) mod known_origins;
pub(crate) mod named;
pub(crate) mod names;
pub(crate) mod producers;
pub(crate) mod profile;
pub(crate) mod selling;
pub(crate) mod shop_keys;
