#![doc = include_str!("../README.md")]

mod account;
mod folder;
mod harvest_sheet;
mod letter;
mod mail;
mod notice;
mod order_placed;
mod paragraph;
mod postbox;
mod settings;
mod smtp;
mod table;
mod write;

pub use lettre::message::Mailbox;
pub use mail::Mail;
pub use notice::{HarvestLineText, Notice, OrderLineText, PayTo};
pub use postbox::{OpenFailed, PostFailed, Postbox};
pub use settings::{Encryption, NoSuchEncryption, PostboxSettings};
pub use write::write;
