#![doc = include_str!("../README.md")]

mod agreed;
mod cart;
mod order;
mod place;
mod quote;
mod reference;
#[cfg(test)]
mod sample;
mod shortage;
mod take_back;

pub use agreed::{Agreed, AgreedLine, Changed, Cost, FeeChange, LineChange};
pub use cart::{Cart, CartLine, CartRefused, check_lines};
pub use order::{Component, ComponentKind, Contact, Order, OrderLine};
pub use place::{
    Checkout, CheckoutRefused, Decision, GoneLine, Ground, Outcome, PlacedBefore, place_many,
};
pub use quote::{Quote, QuotedLine, cart_tag};
pub use reference::reference;
pub use shortage::{ShortLine, SupplyLeft, available, short_lines, supplies_of};
pub use take_back::{ReturnRefused, ReturnedLine};
