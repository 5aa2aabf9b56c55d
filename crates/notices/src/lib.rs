#![doc = include_str!("../README.md")]

mod account;
mod folder;
mod harvest_sheet;
mod letter;
mod mail;
mod notice;
mod order_placed;
mod paragraph;
mod post_failed;
mod postbox;
mod settings;
mod smtp;
mod table;
mod trial;
mod write;

pub use lettre::message::Mailbox;
pub use mail::Mail;
pub use notice::{HarvestLineText, Notice, OrderLineText};
pub use post_failed::{PostFailed, Step};
pub use postbox::{OpenFailed, Postbox, Session};
pub use settings::{Encryption, NoSuchEncryption, PostboxSettings};
pub use trial::trial;
pub use write::write;
