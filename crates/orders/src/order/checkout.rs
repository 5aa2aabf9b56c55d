use sillon_cycles::{DeliveryAddress, PriceList};
use sillon_kernel::{
    ApiKeyId, CartId, CustomerId, Email, HandOverMethodId, Language, Name, OrderId, Text, UserId,
};
use sillon_payments::Method;

use crate::{Agreed, Cart, OrderToken, VoucherUser};

/// The command to order what is in a cart.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// The id the order will have if it is placed.
    pub order: OrderId,
    /// What will open it, if it is a guest's.
    pub token: OrderToken,
    /// The cart.
    pub cart: CartId,
    /// Whose order it will be, when they have an account.
    pub user: Option<UserId>,
    /// Who of the shop orders for a customer of it, where it is not the customer.
    pub by_shop: Option<OrderedBy>,
    /// Whom to hand the goods to.
    pub contact: Contact,
    /// How the goods are to be handed over.
    pub hand_over: HandOverWish,
    /// How it will be paid.
    pub payment: Method,
    /// What they saw it come to.
    pub agreed: Agreed,
    /// The caller's idempotency key.
    pub key: String,
    /// A digest of the request, to tell a repeat from another request under the same key.
    pub digest: [u8; 32],
}

/// Who of a shop's people ordered for one of its customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderedBy {
    /// For whom.
    pub customer: CustomerId,
    /// Whose account did it, if a person did.
    pub user: Option<UserId>,
    /// Whose key, if a machine did.
    pub key: Option<ApiKeyId>,
}

/// Whom a hub's rules and prices may know who orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Buyer {
    /// Somebody with an account.
    Account(UserId),
    /// A customer for whom the shop's people order, whether they have an account or not.
    Customer(CustomerId),
}

/// How the goods of an order are to be handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandOverWish {
    /// By which method; by the one that the cart names, without one.
    pub method: Option<HandOverMethodId>,
    /// Where to, of a delivery. Of what is fetched it is not kept.
    pub address: Option<DeliveryAddress>,
}

impl Checkout {
    /// Whom the hub's rules and prices may know it is for.
    pub fn buyer(&self) -> Option<Buyer> {
        let customer = self.by_shop.map(|by| Buyer::Customer(by.customer));
        customer.or(self.user.map(Buyer::Account))
    }

    /// How a cart is to be handed over: as is wished now, else as the cart remembers.
    pub fn wanted_hand_over(&self, cart: &Cart, list: &PriceList) -> Option<HandOverMethodId> {
        self.hand_over.method.or(list.remembered(cart.hand_over))
    }

    /// Who orders a cart, as the uses of a voucher are counted.
    pub fn customer(&self, cart: &Cart) -> VoucherUser {
        let account = cart.user.or(self.user).map(VoucherUser::Account);
        account.unwrap_or_else(|| VoucherUser::Guest(self.contact.email.clone()))
    }
}

/// Whom to hand the goods to, and how to reach them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What to call them.
    pub name: Name,
    /// Where the confirmation goes.
    pub email: Email,
    /// For the day of the hand-over.
    pub phone: Option<Text<40>>,
    /// What they want the hub to know.
    pub note: Option<Text<500>>,
    /// The language they are written to in.
    pub language: Language,
}
