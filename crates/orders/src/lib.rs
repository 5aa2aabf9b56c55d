#![doc = include_str!("../README.md")]

mod cart;
mod customer;
mod order;
#[cfg(test)]
mod sample;

pub use cart::agreed::{Agreed, AgreedLine, Changed, Cost, FeeChange, LineChange};
pub use cart::contents::{Cart, CartRefused, check_lines};
pub use cart::guests::Guests;
pub use cart::line::CartLine;
pub use cart::partner::Partner;
pub use cart::quote::{Quote, QuotedLine};
pub use cart::tag::cart_tag;
pub use customer::{Customer, CustomerPatch, CustomerRefused, CustomersOnly};
pub use order::change::{
    ChangeCause, ChangeGround, ChangeRefused, ChangedLine, ChangedOrder, NoSuchCause, OrderChange,
};
pub use order::checkout::{Buyer, Checkout, Contact, HandOverWish, OrderedBy};
pub use order::hand_over::OrderHandOver;
pub use order::may_change::{ChangeRules, MayNotChange};
pub use order::place::{CheckoutFacts, Decision, Outcome, PlacedBefore, place_many};
pub use order::placed::{
    Bought, Component, ComponentKind, HubMargin, Order, OrderBundle, OrderLine,
};
pub use order::reference::reference;
pub use order::refusal::{CheckoutRefused, GoneLine};
pub use order::returns::{ReturnRefused, ReturnedLine};
pub use order::shortage::{NoSuchRule, NothingShort, ShareRule, Shortage, share_shortage};
pub use order::token::OrderToken;
pub use order::vouchers::{VoucherCounts, VoucherUser};
pub use order::weigh::{LineWeight, NotWeighed};
