//! Letters on their way out.

pub(crate) mod mail;
pub(crate) mod order_mail;
pub(crate) mod queue;
pub(crate) mod send;
