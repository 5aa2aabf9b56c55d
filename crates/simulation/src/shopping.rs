use sillon_engine::{CachedShop, OrderWish, change_order, look_at_change};
use sillon_identity::Actor;
use sillon_kernel::{Email, Name, VariantId};

use crate::{
    Fault,
    orders::{Buyer, open_shop, order},
    town::{Customer, Farm, Hub, Placed},
    world::{World, refused_or},
};

/// How many customers look at a shop at a moment: one in so many.
const ONE_IN: u32 = 6;

/// Customers and guests of a hub look at its shop: they order, change what they ordered, or cancel it.
pub(crate) async fn shop(
    world: &mut World,
    (hub, farms): (&mut Hub, &[Farm]),
    customers: &mut [Customer],
    place: usize,
) -> Result<(), Fault> {
    let Some(mut shop) = open_shop(world, hub).await? else { return Ok(()) };
    let cycle = shop.snapshot.cycle.id;
    hub.cycle = Some(cycle);
    let mut guests = 1;
    for customer in customers.iter_mut().filter(|customer| customer.hub == place) {
        guests += u32::from(world.dice.once_in(40));
        if !world.dice.once_in(ONE_IN) {
            continue;
        }
        // They look at the shop as it is then.
        shop = match open_shop(world, hub).await? {
            Some(shop) => shop,
            None => return Ok(()),
        };
        let placed = customer.placed.clone().filter(|placed| placed.cycle == cycle);
        if let Some(placed) = placed {
            let actor = customer.actor.clone();
            change(world, &actor, &placed, &shop).await?;
        } else {
            let buyer = Buyer::of(customer);
            let placed = order(world, (hub, farms), &buyer, &shop).await?;
            let placed = placed.map(|order| Placed { order: order.id, cycle, token: None });
            customer.placed = placed.or(customer.placed.take());
        }
    }
    for number in 0..guests {
        visit(world, (hub, farms), number, &shop).await?;
    }
    Ok(())
}

/// A guest orders; every second of them looks at it again.
async fn visit(
    world: &mut World,
    (hub, farms): (&Hub, &[Farm]),
    number: u32,
    shop: &CachedShop,
) -> Result<(), Fault> {
    let buyer = Buyer {
        actor: Actor::Guest,
        email: Email::parse(&format!("guest{number}@example.org"))?,
        name: Name::parse(&format!("Guest {number}"))?,
    };
    let Some(placed) = order(world, (hub, farms), &buyer, shop).await? else { return Ok(()) };
    let token = placed.token.as_ref().map(|token| token.as_str().to_owned());
    let placed = Placed { order: placed.id, cycle: placed.cycle, token };
    if world.dice.once_in(2) { change(world, &Actor::Guest, &placed, shop).await } else { Ok(()) }
}

/// Somebody changes their mind about an order: now and then altogether.
async fn change(
    world: &mut World,
    actor: &Actor,
    placed: &Placed,
    shop: &CachedShop,
) -> Result<(), Fault> {
    let (id, token) = (placed.order, placed.token.clone());
    if world.dice.once_in(6) {
        let wish = OrderWish::cancelled(None, token);
        let cancelled = world.ask("cancelled", actor, move |tx, actor, tools| {
            let delta = change_order(tx, actor, &tools.ids, &tools.lists, id, &wish)?;
            Ok(delta.before.total.amount())
        });
        return cancelled.await.map(drop);
    }
    let basket = other_basket(world, actor, placed, shop).await?;
    let wish = OrderWish { basket, agreed: None, reason: None, token, is_lost: false };
    let (looked_at, by, tools) = (wish.clone(), actor.clone(), world.tools());
    let seen = world.engine.read(move |tx| look_at_change(tx, &by, &tools.lists, id, &looked_at));
    let seen = match refused_or(seen.await)? {
        Ok(seen) => seen,
        Err(code) => {
            world.tally.refused("change", &code);
            return Ok(());
        }
    };
    let wish = OrderWish { agreed: Some(seen.after.total), ..wish };
    let changed = world.ask("changed", actor, move |tx, actor, tools| {
        let delta = change_order(tx, actor, &tools.ids, &tools.lists, id, &wish)?;
        Ok(format!("{} to {}", delta.before.total.amount(), delta.after.total.amount()))
    });
    changed.await.map(drop)
}

/// What somebody has in an order, with one thing more, less, or new.
async fn other_basket(
    world: &mut World,
    actor: &Actor,
    placed: &Placed,
    shop: &CachedShop,
) -> Result<Vec<(VariantId, u32)>, Fault> {
    let order = world.engine.order(actor.clone(), placed.order, placed.token.clone()).await?.order;
    let mut basket: Vec<(VariantId, u32)> =
        order.lines.iter().map(|line| (line.variant, line.quantity)).collect();
    let offer = world.dice.pick(&shop.snapshot.list.offers).map(|offer| offer.listing.variant);
    let (more, new) = (world.dice.between(0, 4), world.dice.once_in(2));
    if new {
        let new = offer.filter(|variant| !basket.iter().any(|(it, _)| it == variant));
        basket.extend(new.map(|variant| (variant, more.max(1))));
    } else if let Some(first) = basket.first_mut() {
        first.1 = more;
    }
    basket.retain(|(_, items)| *items > 0);
    Ok(basket)
}
