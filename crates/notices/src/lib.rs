#![doc = include_str!("../README.md")]

mod letters;
mod mail;

pub use letters::notice::{
    AskedToTakePart, GoneText, HarvestLineText, Late, LateStep, Meeting, MinimumMissed, MinimumOf,
    NotAnnounced, Notice, OrderChanged, OrderLineText, PartText, PayTo, ToHarvest,
};
pub use letters::write::write;
pub use lettre::message::Mailbox;
pub use mail::mailer::{Mailer, OpenFailed, Session};
pub use mail::message::Mail;
pub use mail::post_failed::{PostFailed, Step};
pub use mail::settings::{Encryption, MailerSettings, NoSuchEncryption};
pub use mail::trial::trial;
