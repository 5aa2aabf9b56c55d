#![doc = include_str!("../README.md")]

mod draw;
mod format;
mod jpeg;
mod limits;
mod purpose;
mod refused;
mod render;

pub use draw::{Drawn, MOST_DRAWN_BYTES, MediaType};
pub use format::Format;
pub use limits::Limits;
pub use purpose::{NoSuchPurpose, Purpose};
pub use refused::ImageRefused;
pub use render::{Rendered, render};
