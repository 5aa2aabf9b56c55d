use sillon_catalogue::Enterprise;
use sillon_identity::Actor;
use sillon_kernel::{CartId, CycleId, EnterpriseId, Failure, Kind, OrderId};
use sillon_orders::{Cart, CartLine, check_lines};
use sillon_store::{Touched, Tx};

use crate::{Error, Ids};

/// A cart and the slug of its shop, to price it by what the shop shows.
pub struct CartContents {
    /// The cart.
    pub cart: Cart,
    /// The shop.
    pub shop: Enterprise,
    /// The order it was placed as.
    pub ordered: Option<OrderId>,
}

/// Opens an empty cart at a shop, in a cycle it sells in.
///
/// # Errors
///
/// Missing when there is no such shop, or it does not sell in the cycle.
pub fn open_cart(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    shop: EnterpriseId,
    cycle: CycleId,
    lines: Vec<CartLine>,
) -> Result<Cart, Error> {
    check_lines(&lines)?;
    if !actor.may_visit(shop) {
        return Err(Error::missing("shop"));
    }
    let sells = tx.cycles().of_hub(shop)?.iter().any(|sold_in| sold_in.id == cycle);
    if !sells {
        return Err(Error::missing("order cycle at this shop"));
    }
    let cart = Cart {
        id: ids.next(tx.now()),
        hub: shop,
        cycle,
        user: actor.user(),
        lines,
        updated_at: tx.now(),
    };
    tx.carts().add(&cart)?;
    tx.touches(Touched::NOTHING);
    Ok(cart)
}

/// Sets the lines of a cart as a whole.
///
/// # Errors
///
/// Missing when it is not the actor's; [`CartClosed`] when it was ordered; [`sillon_orders::CartRefused`] for lines no
/// cart can have.
pub fn fill_cart(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CartId,
    lines: Vec<CartLine>,
) -> Result<Cart, Error> {
    check_lines(&lines)?;
    let cart = tx.carts().lock(id)?;
    own(actor, &cart)?;
    if let Some(order) = tx.carts().ordered(id)? {
        return Err(CartClosed { order }.into());
    }
    let cart = Cart { lines, updated_at: tx.now(), ..cart };
    tx.carts().set_lines(&cart)?;
    tx.touches(Touched::NOTHING);
    Ok(cart)
}

impl crate::Engine {
    /// A cart, as its owner sees it.
    ///
    /// # Errors
    ///
    /// Missing when there is none, or it is somebody else's.
    pub async fn cart(&self, actor: Actor, id: CartId) -> Result<CartContents, Error> {
        self.read(move |tx| {
            let cart = tx.carts().get(id)?;
            own(&actor, &cart)?;
            let shop = tx.enterprises().get(cart.hub)?;
            let ordered = tx.carts().ordered(id)?;
            Ok(CartContents { cart, shop, ordered })
        })
        .await
    }
}

/// A guest's cart is whoever's knows its id, also on the page of a shop front of that shop; a person's is theirs alone.
fn own(actor: &Actor, cart: &Cart) -> Result<(), Error> {
    let own = match cart.user {
        Some(owner) => actor.user() == Some(owner),
        None => actor.may_visit(cart.hub),
    };
    if own { Ok(()) } else { Err(Error::missing("cart")) }
}

/// The cart was ordered and stays as it is.
#[derive(Debug, thiserror::Error)]
#[error("the cart was ordered, as order {order}")]
pub struct CartClosed {
    /// As which order.
    pub order: OrderId,
}

impl Failure for CartClosed {
    fn class(&self) -> (Kind, &'static str) {
        (Kind::Conflict, "cart-ordered")
    }
}
