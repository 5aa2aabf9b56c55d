#![doc = include_str!("../README.md")]

mod address;
mod delivery;
mod event;
mod receiver;
mod signature;
mod webhook;

pub use address::is_public;
pub use delivery::{Delivered, Delivery, DeliveryFailure, NoSuchFailure, wait_seconds};
pub use event::{Event, EventKind, Facts, Happened, NoSuchEvent, Ping, SubjectKind};
pub use receiver::{ReceiverRefused, ReceiverUrl};
pub use signature::{Secret, sign};
pub use webhook::{NoSuchPause, Pause, PauseReason, Webhook};
