//! Letters on their way out.

pub(crate) mod hub_mail;
pub(crate) mod mail;
pub(crate) mod news_mail;
pub(crate) mod order_mail;
pub(crate) mod queue;
pub(crate) mod see;
pub(crate) mod send;
