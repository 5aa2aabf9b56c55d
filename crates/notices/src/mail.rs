//! How a letter leaves.

pub(crate) mod bounce;
pub(crate) mod folder;
pub(crate) mod mailer;
pub(crate) mod message;
pub(crate) mod post_failed;
pub(crate) mod settings;
pub(crate) mod smtp;
pub(crate) mod trial;
