#![doc = include_str!("../README.md")]

mod api_keys;
mod body;
mod books;
mod caller;
mod carts;
mod catalogue;
mod cycles;
mod document;
mod enterprises;
mod grants;
mod images;
mod offers;
mod once;
mod orders;
mod people;
mod problem;
mod routes;
mod sellable;
mod sheets;
mod shop_keys;
mod shops;
mod views;

pub use document::document;
pub use problem::Problem;
pub use routes::{configure, not_served};
