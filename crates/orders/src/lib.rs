#![doc = include_str!("../README.md")]

mod cart;
mod guests;
mod order;
mod order_token;
mod place;
mod reference;
#[cfg(test)]
mod sample;
mod take_back;

pub use cart::{Cart, CartLine, CartRefused, check_lines};
pub use guests::Guests;
pub use order::{Component, ComponentKind, Contact, Order, OrderLine};
pub use order_token::OrderToken;
pub use place::{
    Checkout, CheckoutRefused, Decision, Ground, Outcome, PlacedBefore, ShortLine,
    SupplyLeft, place_many,
};
pub use reference::reference;
pub use take_back::{ReturnRefused, ReturnedLine};
