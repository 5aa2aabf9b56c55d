#![doc = include_str!("../README.md")]

mod letters;
mod mail;

pub use letters::notice::{
    AskedToTakePart, ChangedBy, Full, FullAt, HarvestLineText, Late, LateStep, Left, Meeting,
    MinimumMissed, MinimumOf, MovedText, NotAnnounced, Notice, OrderCancelled, OrderChanged,
    OrderLineText, PartText, PayTo, ToHarvest,
};
pub use letters::write::write;
pub use lettre::message::Mailbox;
pub use mail::mailer::{Mailer, OpenFailed, Session};
pub use mail::message::Mail;
pub use mail::post_failed::{PostFailed, Step};
pub use mail::settings::{Encryption, MailerSettings, NoSuchEncryption};
pub use mail::trial::trial;
