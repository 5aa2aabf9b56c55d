use std::sync::Arc;

use futures_util::future::join_all;
use sillon_engine::CachedShop;
use sillon_orders::{CartLine, Checkout};
use sillon_payments::Method;

use crate::{
    Fault,
    farms::SCARCE,
    orders::{Buyer, checkout, fill, noted, open_shop},
    town::{Customer, Hub},
    world::{World, refused_or},
};

/// How many want the same at once, of all customers of a hub.
const ONE_IN: u32 = 4;

/// Many customers of a hub want the same little at once: their carts are filled, then ordered in one queue.
pub(crate) async fn rush(
    world: &mut World,
    hub: &Hub,
    customers: &[&Customer],
) -> Result<(), Fault> {
    let Some(shop) = open_shop(world, hub).await? else { return Ok(()) };
    let mut checkouts = Vec::new();
    for customer in customers {
        if world.dice.once_in(ONE_IN) {
            checkouts.extend(wish(world, hub, customer, &shop).await?);
        }
    }
    let agreed: Vec<_> = checkouts.iter().map(|checkout| checkout.agreed.total).collect();
    let engine = Arc::clone(&world.engine);
    let placed = join_all(checkouts.into_iter().map(|checkout| engine.checkout(checkout))).await;
    for (placed, agreed) in placed.into_iter().zip(agreed) {
        noted(world, refused_or(placed)?, agreed)?;
    }
    Ok(())
}

async fn wish(
    world: &mut World,
    hub: &Hub,
    customer: &Customer,
    shop: &CachedShop,
) -> Result<Option<Checkout>, Fault> {
    let offers = shop.snapshot.list.offers.iter();
    let scarce: Vec<_> = offers.filter(|offer| &*offer.listing.product_name == SCARCE).collect();
    let Some(offer) = world.dice.pick(&scarce) else { return Ok(None) };
    let line = CartLine { variant: offer.listing.variant, quantity: world.dice.between(1, 2) };
    let buyer = Buyer::of(customer);
    let [fetched, _] = hub.hand_over;
    let contents = fill(world, hub, &buyer, shop, vec![line], fetched).await?;
    Ok(contents.and_then(|contents| checkout(world, &buyer, &contents, Method::Cash)))
}
