#![doc = include_str!("../README.md")]

mod account;
mod account_page;
mod account_words;
mod around;
mod basket;
mod basket_bar;
mod cart;
mod cart_page;
mod checkout;
mod checkout_form;
mod checkout_page;
mod costs;
mod fill_basket;
mod filter;
mod language;
mod layout;
mod offer_card;
mod order;
mod order_page;
mod origin;
mod page;
mod particulars;
mod percent;
mod pick_up;
mod quantities;
mod quantity_input;
mod routes;
#[cfg(test)]
mod sample;
mod shop;
mod shop_page;
mod shops;
mod shops_page;
mod shown_picture;
mod signs;
mod stall;
mod standing;
mod stylesheet;
mod told;
mod trail;
mod trouble;
mod trouble_page;
mod visit;
mod words;

pub use around::{not_found, trouble_at};
pub use routes::{MAX_FORM_BYTES, configure};
