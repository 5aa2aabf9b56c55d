//! Who may do what.

pub(crate) mod actor;
pub(crate) mod api_key;
pub(crate) mod consent;
pub(crate) mod grant;
pub(crate) mod origin;
pub mod policy;
pub(crate) mod role;
pub(crate) mod shop_key;
