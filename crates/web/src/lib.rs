#![doc = include_str!("../README.md")]

mod cycles;
mod http;
mod orders;
mod people;
mod routes;
#[cfg(test)]
mod sample;
mod views;

pub use http::middleware::{not_found, trouble_at};
pub use routes::{MAX_FORM_BYTES, configure};
