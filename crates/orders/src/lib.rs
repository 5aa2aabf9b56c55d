#![doc = include_str!("../README.md")]

mod cart;
mod order;
mod place;
mod reference;
#[cfg(test)]
mod sample;
mod take_back;

pub use cart::{Cart, CartLine, CartRefused, check_lines};
pub use order::{Component, ComponentKind, Contact, HubMargin, Order, OrderLine};
pub use place::{
    Checkout, CheckoutRefused, Decision, Ground, Outcome, PlacedBefore, ShortLine, SupplyLeft,
    place_many,
};
pub use reference::reference;
pub use take_back::{ReturnRefused, ReturnedLine};
