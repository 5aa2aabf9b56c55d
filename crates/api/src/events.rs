//! What happened, event by event, and the webhooks that are sent it.

pub(crate) mod feed;
pub(crate) mod webhook_view;
pub(crate) mod webhooks;
