#![doc = include_str!("../README.md")]

mod cart;
mod order;
mod place;
mod reference;

pub use cart::{Cart, CartLine, CartRefused, check_lines};
pub use order::{Component, ComponentKind, Contact, Order, OrderLine};
pub use place::{
    Checkout, CheckoutRefused, Decision, Ground, Outcome, PlacedBefore, ShortLine, SupplyLeft,
    place_many,
};
pub use reference::reference;
