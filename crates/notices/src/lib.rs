#![doc = include_str!("../README.md")]

mod letters;
mod mail;

pub use letters::notice::{
    AskedToTakePart, ChangedBy, ConditionText, Full, FullAt, HarvestLineText, Late, LateStep, Left,
    LessToBring, Meeting, MinimumMissed, MinimumOf, MovedText, NotAnnounced, Notice,
    OrderCancelled, OrderChanged, OrderLineText, OrderedText, PaidBack, PaidOut, PartText, PayTo,
    ToHarvest, WebhookPaused, WeighedText,
};
pub use letters::write::write;
pub use lettre::message::Mailbox;
pub use mail::mailer::{Mailer, OpenFailed, Session};
pub use mail::message::Mail;
pub use mail::post_failed::{PostFailed, Step};
pub use mail::settings::{Encryption, MailerSettings, NoSuchEncryption};
pub use mail::trial::trial;
