#![doc = include_str!("../README.md")]

mod colour;
mod draw;
mod format;
mod jpeg;
mod limits;
mod purpose;
mod refused;
mod render;
mod small_jpeg;

pub use draw::{Drawn, MAX_DRAWN_BYTES, MediaType};
pub use format::Format;
pub use limits::{JPEG_TIMES, Limits};
pub use purpose::{NoSuchPurpose, Purpose};
pub use refused::{ImageRefused, MAX_SIDE};
pub use render::{Rendered, render};
