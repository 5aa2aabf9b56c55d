#![doc = include_str!("../README.md")]

mod catalogue;
mod cycles;
mod docs;
mod document;
mod enterprises;
mod events;
mod http;
mod lists;
mod logistics;
mod orders;
mod payments;
mod people;
mod routes;
mod service;
mod views;
mod week;

pub use document::document;
pub use http::body::MAX_JSON_BYTES;
pub use http::compress::compress;
pub use http::cors::answer_api;
pub use http::problem::{Problem, refusal};
pub use http::served::not_served;
pub use service::configure;
