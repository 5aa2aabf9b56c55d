//! What every page goes through: who looks, in which language, and how refusals are shown.

pub(crate) mod error;
pub(crate) mod error_page;
pub(crate) mod language;
pub(crate) mod middleware;
pub(crate) mod origin;
pub(crate) mod page;
pub(crate) mod page_context;
