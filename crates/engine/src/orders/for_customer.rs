use sillon_identity::{Actor, ChangeOrders, Permit};
use sillon_kernel::CustomerId;
use sillon_orders::{Checkout, Customer, Order, OrderedBy};
use sillon_store::{Repositories, Tx};

use crate::{
    CartContents, Engine, Error, Ids, OpenCart, PriceLists,
    orders::customers::account_of,
    orders::open_carts::{CustomerOfShop, Opening, open_one},
};

/// Opens a cart for a customer of a shop, at the prices that it shows them. Nobody but the shop's people can order it, and it is a
/// new one each time: what the customer has in a basket of their own is theirs alone.
///
/// # Errors
///
/// Missing when there is no such customer; a refusal unless the actor changes the orders of their shop; as
/// [`open_cart`](crate::open_cart).
pub fn open_cart_for(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    actor: &Actor,
    ids: &Ids,
    id: CustomerId,
    command: OpenCart,
) -> Result<CartContents, Error> {
    let (permit, of) = ordered_for(tx, actor, id)?;
    let shop = tx.enterprises().get(permit.enterprise())?.slug.as_str().to_owned();
    let customer = Some(CustomerOfShop { id, account: account_of(tx, &of)? });
    let command = OpenCart { shop, ..command };
    open_one(tx, lists, ids, Opening { actor: actor.clone(), command, customer })
}

/// A customer for whom the actor may order, as their shop knows them.
///
/// # Errors
///
/// Missing when there is no such customer; a refusal unless the actor changes the orders of their shop.
pub fn customer_to_order_for(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CustomerId,
) -> Result<Customer, Error> {
    Ok(ordered_for(tx, actor, id)?.1)
}

impl Engine {
    /// Orders what is in a cart for a customer of a shop, whose order it is from then on: they get the letters, and are told that
    /// the shop ordered for them.
    ///
    /// # Errors
    ///
    /// Missing when there is no such customer; a refusal unless the actor changes the orders of their shop; as [`Engine::checkout`].
    pub async fn checkout_for(
        &self,
        actor: Actor,
        id: CustomerId,
        checkout: Checkout,
    ) -> Result<Order, Error> {
        let (by, key) = (actor.user(), actor.api_key());
        let cart = checkout.cart;
        let find = move |tx: &mut Tx<'_>| {
            let (permit, of) = ordered_for(tx, &actor, id)?;
            if tx.carts().get(cart)?.hub != permit.enterprise() {
                return Err(Error::missing("cart"));
            }
            account_of(tx, &of)
        };
        let user = self.read(find).await?;
        let by_shop = Some(OrderedBy { customer: id, user: by, key });
        self.checkout(Checkout { user, by_shop, ..checkout }).await
    }
}

/// The customer of a shop whose orders the actor changes.
fn ordered_for(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CustomerId,
) -> Result<(Permit<ChangeOrders>, Customer), Error> {
    let of = tx.customers().get(id)?;
    Ok((actor.permit::<ChangeOrders>(of.hub)?, of))
}
