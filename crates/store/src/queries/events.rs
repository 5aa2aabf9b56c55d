//! What happened, and the webhooks that are sent it.

pub(crate) mod event_rows;
pub(crate) mod feed;
pub(crate) mod webhooks;
