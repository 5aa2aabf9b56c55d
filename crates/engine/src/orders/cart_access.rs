use sillon_identity::Actor;
use sillon_kernel::{Failure, FailureKind, OrderId, UserId};
use sillon_orders::Cart;

use crate::{Error, error::refusals};

/// Checks that a cart can still be filled by the actor, given the order it was placed as and whose that is.
pub(crate) fn check_can_fill(
    actor: &Actor,
    cart: &Cart,
    ordered: Option<(OrderId, Option<UserId>)>,
) -> Result<(), Error> {
    own(actor, cart)?;
    not_of_another(actor, ordered)?;
    match ordered {
        Some((order, _)) => Err(CartClosed { order }.into()),
        None => Ok(()),
    }
}

/// A guest's cart is whoever's knows its id, also on the page of a shop front of that shop; a person's is theirs alone.
pub(crate) fn own(actor: &Actor, cart: &Cart) -> Result<(), Error> {
    let own = match cart.user {
        Some(owner) => actor.user() == Some(owner),
        None => actor.may_visit(cart.hub),
    };
    if own { Ok(()) } else { Err(Error::missing("cart")) }
}

/// A cart that a person ordered forgets whoever else knew it.
pub(crate) fn not_of_another(
    actor: &Actor,
    ordered: Option<(OrderId, Option<UserId>)>,
) -> Result<(), Error> {
    let by = ordered.and_then(|(_, user)| user);
    if by.is_some() && by != actor.user() { Err(Error::missing("cart")) } else { Ok(()) }
}

/// The cart was ordered and stays as it is.
#[derive(Debug, thiserror::Error)]
#[error("the cart was ordered, and stays as it is")]
pub struct CartClosed {
    /// As which order.
    pub order: OrderId,
}

impl Failure for CartClosed {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "cart-ordered")
    }
}

refusals!(CartClosed);
