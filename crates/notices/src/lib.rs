#![doc = include_str!("../README.md")]

mod letters;
mod mail;

pub use letters::kind::{Audience, Fixed, NoSuchNotice, NoticeKind};
pub use letters::notice::{
    AskedToTakePart, ChangedBy, Full, FullAt, HarvestLineText, Late, LateStep, Left, LessToBring,
    MinimumMissed, MinimumOf, MovedText, NotAnnounced, Notice, OrderCancelled, OrderChanged,
    OrderedText, PaidBack, PaidOut, ToHarvest, WebhookPaused, WeighedText,
};
pub use letters::order_received::OrderReceived;
pub use letters::order_text::{ConditionText, Meeting, OrderLineText, PartText, PayTo};
pub use letters::pick_up_soon::PickUpSoon;
pub use letters::shop_news::ShopNews;
pub use letters::welcome::Welcome;
pub use letters::write::write;
pub use lettre::message::Mailbox;
pub use mail::bounce::Bounce;
pub use mail::mailer::{Mailer, OpenFailed, Session};
pub use mail::message::Mail;
pub use mail::post_failed::{PostFailed, Step};
pub use mail::settings::{Encryption, MailerSettings, NoSuchEncryption};
pub use mail::trial::trial;
