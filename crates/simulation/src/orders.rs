use std::sync::Arc;

use sha2::{Digest, Sha256};
use sillon_cycles::DeliveryAddress;
use sillon_engine::{CachedShop, CartContents, OpenCart};
use sillon_identity::Actor;
use sillon_kernel::{Email, Failure, HandOverMethodId, Language, Money, Name, Text};
use sillon_orders::{Agreed, CartLine, Checkout, Contact, HandOverWish, Order};
use sillon_payments::Method;

use crate::{
    Fault,
    farms::change_price,
    founding::CODE,
    town::{Customer, Farm, Hub},
    world::{Mishap, World, refused_or},
};

/// Somebody who orders.
#[derive(Debug, Clone)]
pub(crate) struct Buyer {
    pub(crate) actor: Actor,
    pub(crate) email: Email,
    pub(crate) name: Name,
}

impl Buyer {
    /// Somebody with an account.
    pub(crate) fn of(customer: &Customer) -> Self {
        let Customer { actor, email, name, .. } = customer.clone();
        Self { actor, email, name }
    }
}

/// What a hub's shop shows, while it takes orders.
pub(crate) async fn open_shop(world: &World, hub: &Hub) -> Result<Option<Arc<CachedShop>>, Fault> {
    let shown = refused_or(world.engine.cached_shop(&Actor::Guest, &hub.slug, None).await)?;
    let now = world.now();
    Ok(shown.ok().filter(|shop| shop.snapshot.cycle.takes_orders_at(now)))
}

/// A basket of some of what a shop shows; what is sold out is mostly left alone.
pub(crate) fn basket(world: &mut World, shop: &CachedShop) -> Vec<CartLine> {
    let mut lines: Vec<CartLine> = Vec::new();
    for _ in 0..world.dice.between(2, 6) {
        let Some(offer) = world.dice.pick(&shop.snapshot.list.offers) else { continue };
        let is_there = shop.snapshot.items_left(offer) != Some(0) || world.dice.once_in(10);
        let variant = offer.listing.variant;
        if is_there && !lines.iter().any(|line| line.variant == variant) {
            lines.push(CartLine { variant, quantity: world.dice.between(1, 3) });
        }
    }
    lines
}

/// Fills a cart and orders it; what came of it is counted.
pub(crate) async fn order(
    world: &mut World,
    (hub, farms): (&Hub, &[Farm]),
    buyer: &Buyer,
    shop: &CachedShop,
) -> Result<Option<Order>, Fault> {
    let lines = basket(world, shop);
    if lines.is_empty() {
        return Ok(None);
    }
    let is_brought = world.dice.once_in(15);
    let [fetched, brought] = hub.hand_over;
    let method = if is_brought { brought } else { fetched };
    let Some(contents) = fill(world, hub, buyer, shop, lines, method).await? else {
        return Ok(None);
    };
    if world.dice.once_in(40) {
        a_price_moves(world, farms, &contents).await?;
    }
    let payment = if world.dice.once_in(4) { Method::BankTransfer } else { Method::Cash };
    let Some(checkout) = checkout(world, buyer, &contents, payment) else { return Ok(None) };
    place(world, checkout).await
}

/// Fills a cart, in which a code may be used.
pub(crate) async fn fill(
    world: &mut World,
    hub: &Hub,
    buyer: &Buyer,
    shop: &CachedShop,
    lines: Vec<CartLine>,
    method: HandOverMethodId,
) -> Result<Option<CartContents>, Fault> {
    let command = OpenCart {
        shop: hub.slug.clone(),
        cycle: Some(shop.snapshot.cycle.id),
        lines,
        hand_over: Some(method),
        postcode: Some("88000".to_owned()),
    };
    let opened = refused_or(world.engine.open_cart(buyer.actor.clone(), command).await)?;
    let contents = match opened {
        Ok(contents) => contents,
        Err(code) => {
            world.tally.refused("cart", &code);
            return Ok(None);
        }
    };
    if !world.dice.once_in(12) {
        return Ok(Some(contents));
    }
    let (cart, codes) = (contents.cart.id, vec![CODE.parse()?]);
    let used = world.engine.use_vouchers(buyer.actor.clone(), None, cart, codes).await;
    match refused_or(used)? {
        Ok(contents) => Ok(Some(contents)),
        Err(code) => {
            world.tally.refused("voucher", &code);
            Ok(Some(contents))
        }
    }
}

/// A farm changes the price of something that somebody has in their cart.
async fn a_price_moves(
    world: &mut World,
    farms: &[Farm],
    contents: &CartContents,
) -> Result<(), Fault> {
    let first = contents.cart.lines.first();
    let Some(offer) = first.and_then(|line| contents.snapshot.list.offer(line.variant)) else {
        return Ok(());
    };
    let listing = &offer.listing;
    let farm = farms.iter().find(|farm| farm.id == listing.producer);
    match farm {
        Some(farm) => {
            change_price(world, &farm.farmer, listing.variant, listing.producer_price).await
        }
        None => Ok(()),
    }
}

/// The command to order what is in a cart at what it comes to; none where it has no price.
pub(crate) fn checkout(
    world: &mut World,
    buyer: &Buyer,
    contents: &CartContents,
    payment: Method,
) -> Option<Checkout> {
    let total = match contents.priced() {
        Ok(priced) => priced.total,
        Err(refused) => {
            world.tally.refused("price", refused.class().1);
            return None;
        }
    };
    let key = world.next_key();
    let method = contents.cart.hand_over;
    Some(Checkout {
        order: world.engine.ids().next(world.now()),
        token: world.engine.order_token(),
        cart: contents.cart.id,
        user: buyer.actor.user(),
        by_shop: None,
        contact: Contact {
            name: buyer.name.clone(),
            email: buyer.email.clone(),
            phone: None,
            note: None,
            language: Language::Fr,
        },
        hand_over: HandOverWish { method, address: Some(a_door()) },
        payment,
        agreed: Agreed::to(total),
        digest: Sha256::digest(key.as_bytes()).into(),
        key,
    })
}

fn a_door() -> DeliveryAddress {
    DeliveryAddress {
        street: Text::parse("3 place des Vosges").expect("a street"),
        postcode: Text::parse("88000").expect("a post code"),
        city: Name::parse("Épinal").expect("a town"),
    }
}

/// Orders a cart; now and then twice, or from an engine that is lost meanwhile.
async fn place(world: &mut World, checkout: Checkout) -> Result<Option<Order>, Fault> {
    let agreed = checkout.agreed.total;
    let mishap = world.mishap();
    if mishap == Mishap::CrashWithin {
        world.crash()?;
    }
    let first = refused_or(world.engine.checkout(checkout.clone()).await)?;
    if mishap == Mishap::CrashBeforeAnswer {
        world.crash()?;
    }
    if matches!(mishap, Mishap::Twice | Mishap::CrashBeforeAnswer) {
        let order = world.engine.ids().next(world.now());
        let again = Checkout { order, token: world.engine.order_token(), ..checkout };
        let again = refused_or(world.engine.checkout(again).await)?;
        let id = |placed: &Result<Order, String>| {
            placed.as_ref().map(|order| order.id).map_err(Clone::clone)
        };
        if id(&first) != id(&again) {
            return Err(
                format!("ordered {:?}, and asked again {:?}", id(&first), id(&again)).into()
            );
        }
    }
    noted(world, first, agreed)
}

/// Counts what became of a checkout, at the sum that was agreed to.
pub(crate) fn noted(
    world: &mut World,
    placed: Result<Order, String>,
    agreed: Money,
) -> Result<Option<Order>, Fault> {
    match placed {
        Ok(order) if order.total != agreed => {
            Err(format!("order {} comes to {}, not to {agreed}", order.id, order.total).into())
        }
        Ok(order) => {
            let facts = format!("{} of {} lines", order.total.amount(), order.lines.len());
            world.tally.done("ordered", &facts);
            Ok(Some(order))
        }
        Err(code) => {
            world.tally.refused("order", &code);
            Ok(None)
        }
    }
}
