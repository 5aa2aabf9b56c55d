#![doc = include_str!("../README.md")]

mod letters;
mod mail;

pub use letters::notice::{HarvestLineText, Notice, OrderLineText, PayTo};
pub use letters::write::write;
pub use lettre::message::Mailbox;
pub use mail::message::Mail;
pub use mail::post_failed::{PostFailed, Step};
pub use mail::postbox::{OpenFailed, Postbox, Session};
pub use mail::settings::{Encryption, NoSuchEncryption, PostboxSettings};
pub use mail::trial::trial;
