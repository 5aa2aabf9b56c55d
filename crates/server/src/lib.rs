#![doc = include_str!("../README.md")]

mod assemble;
pub mod commands;
mod demo;
mod housekeeping;
mod mailing;
mod preflight;
mod serve;
mod settings;

pub use assemble::{assemble, assemble_with};
pub use serve::{Running, serve};
pub use settings::{Settings, SettingsError};
