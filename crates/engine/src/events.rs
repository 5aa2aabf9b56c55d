//! What happened, as programs are told it: the feed, and the webhooks that are sent it.

pub(crate) mod feed;
pub(crate) mod ping;
pub(crate) mod post;
pub(crate) mod send;
pub(crate) mod tell;
pub(crate) mod webhooks;
