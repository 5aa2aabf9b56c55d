#![doc = include_str!("../README.md")]

mod cart;
mod order;
#[cfg(test)]
mod sample;

pub use cart::agreed::{Agreed, AgreedLine, Changed, Cost, FeeChange, LineChange};
pub use cart::contents::{Cart, CartLine, CartRefused, check_lines};
pub use cart::guests::Guests;
pub use cart::quote::{Quote, QuotedLine, cart_tag};
pub use cart::shortage::{ShortLine, SupplyLeft, available, short_lines, supplies_of};
pub use order::place::{
    Checkout, CheckoutRefused, Decision, GoneLine, Ground, Outcome, PlacedBefore, place_many,
};
pub use order::placed::{Component, ComponentKind, Contact, HubMargin, Order, OrderLine};
pub use order::reference::reference;
pub use order::returns::{ReturnRefused, ReturnedLine};
pub use order::token::OrderToken;
