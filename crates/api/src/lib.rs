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
mod if_match;
mod images;
mod invitations;
mod letters;
mod members;
mod offers;
mod once;
mod orders;
mod origin;
mod people;
mod privacy;
mod problem;
mod product_body;
mod product_view;
mod products;
mod routes;
mod sellable;
mod sessions;
mod sheets;
mod shop_keys;
mod shops;
mod views;

pub use document::document;
pub use problem::Problem;
pub use routes::{configure, not_served};
