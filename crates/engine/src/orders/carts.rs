use std::collections::HashMap;

use sillon_cycles::{PriceList, ShopSnapshot};
use sillon_identity::Actor;
use sillon_kernel::{CartId, CycleId, EnterpriseId, Failure, FailureKind, HandOverMethodId};
use sillon_orders::{Cart, CartLine, Quote, check_lines};
use sillon_store::{Repositories, Touched, Tx};

use crate::{
    CartContents, Engine, Error, OpenCart, PriceLists,
    cycles::audience::{audience_at, check_open_to},
    orders::cart_access::{check_can_fill, not_of_another, own},
    orders::cart_counts::count,
    orders::open_carts::Opening,
};

/// Sets the lines of a cart as a whole.
///
/// # Errors
///
/// Missing when it is not the actor's; [`CartClosed`](crate::CartClosed) when it was ordered; a refusal where the shop is not for them; [`sillon_orders::CartRefused`] for lines no
/// cart can have.
pub fn fill_cart(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    actor: &Actor,
    id: CartId,
    lines: Vec<CartLine>,
) -> Result<CartContents, Error> {
    change_cart(tx, lists, actor, id, |_, _| lines)
}

/// Sets the lines of a cart by what it holds and what its shop sells.
///
/// # Errors
///
/// As [`fill_cart`].
pub fn change_cart(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    actor: &Actor,
    id: CartId,
    change: impl FnOnce(&[CartLine], &PriceList) -> Vec<CartLine>,
) -> Result<CartContents, Error> {
    write_cart(tx, lists, actor, id, |cart, list| {
        let lines = change(&cart.lines, list);
        check_lines(&lines)?;
        Ok(Cart { lines, ..cart })
    })
}

/// Chooses how what is in a cart is to be handed over; nothing yet, without a method. The post code it is to be delivered to is
/// looked at, and not kept.
///
/// # Errors
///
/// As [`fill_cart`]; [`sillon_cycles::HandOverRefused`] for a method that is not offered.
pub fn choose_hand_over(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    actor: &Actor,
    id: CartId,
    (method, postcode): (Option<HandOverMethodId>, Option<String>),
) -> Result<CartContents, Error> {
    let chosen = write_cart(tx, lists, actor, id, |cart, list| {
        if method.is_some() {
            list.chosen_hand_over(method)?;
        }
        Ok(Cart { hand_over: method, ..cart })
    })?;
    Ok(CartContents { postcode, ..chosen })
}

/// Changes a cart of the actor that was not ordered yet.
fn write_cart(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    actor: &Actor,
    id: CartId,
    change: impl FnOnce(Cart, &PriceList) -> Result<Cart, Error>,
) -> Result<CartContents, Error> {
    let cart = tx.carts().lock(id)?;
    check_can_fill(actor, &cart, tx.carts().ordered(id)?)?;
    let (shop, cycle) = (tx.enterprises().get(cart.hub)?, tx.cycles().get(cart.cycle)?);
    let audience = audience_at(tx, shop.id, actor.user())?;
    let list = lists.at_version(tx, cycle.id, shop.id, cycle.version, &audience)?;
    check_open_to(&list)?;
    let cart = change(cart, &list)?.at(&list);
    let quote = Some(Quote::of(&list, &cart.lines, cart.choices(), cart.quote.as_ref()));
    let cart = Cart { quote, updated_at: tx.now(), ..cart };
    tx.touches(Touched::NOTHING);
    let snapshot = ShopSnapshot { shop, cycle, list, left: HashMap::new(), at: tx.now() };
    let mut contents = CartContents::new(cart, snapshot);
    let left = tx.carts().set_lines(&[&contents.cart], &contents.drawn_on())?;
    contents.note_left(&left.into_iter().collect());
    count(tx, [(&mut contents, actor.user())])?;
    Ok(contents)
}

/// Whether a cart can still be filled by the actor, and is one of this shop and cycle: a visitor who comes back fills the basket
/// they have, if it is still one.
///
/// # Errors
///
/// What the database refuses.
pub fn can_fill(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CartId,
    (hub, cycle): (EnterpriseId, CycleId),
) -> Result<bool, Error> {
    let ordered = tx.carts().ordered(id)?;
    let cart = match tx.carts().lock(id) {
        Ok(cart) => cart,
        Err(error) if error.class().0 == FailureKind::Missing => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let is_here = cart.hub == hub && cart.cycle == cycle;
    Ok(is_here && ordered.is_none() && own(actor, &cart).is_ok())
}

impl Engine {
    /// The ways of hand-over of a cart's shop that take no more orders in its cycle.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    pub async fn full_hand_overs(
        &self,
        contents: &CartContents,
    ) -> Result<Vec<HandOverMethodId>, Error> {
        let cycle = contents.cart.cycle;
        let offered = contents.snapshot.list.hand_over.iter();
        let limited: Vec<(HandOverMethodId, u32)> =
            offered.filter_map(|it| Some((it.method.id, it.method.capacity?))).collect();
        if limited.is_empty() {
            return Ok(Vec::new());
        }
        self.read(move |tx| {
            let counted: Vec<_> = limited.iter().map(|(method, _)| (cycle, *method)).collect();
            let placed = tx.counts().look(&counted, &[])?.handed_over;
            let placed = |method: HandOverMethodId| placed.get(&(cycle, method)).copied();
            let full = limited.iter().filter(|(it, most)| placed(*it).unwrap_or_default() >= *most);
            Ok(full.map(|(method, _)| *method).collect())
        })
        .await
    }

    /// Opens a cart at a shop, in a cycle it sells in.
    ///
    /// # Errors
    ///
    /// As [`open_cart`](crate::open_cart).
    pub async fn open_cart(&self, actor: Actor, command: OpenCart) -> Result<CartContents, Error> {
        self.openings.submit(Opening { actor, command, customer: None }).await?
    }

    /// Whether a cart is theirs to order; nothing else of it is read.
    pub(crate) async fn check_cart(&self, actor: Actor, id: CartId) -> Result<(), Error> {
        self.read(move |tx| own(&actor, &tx.carts().get(id)?)).await
    }

    /// A cart, as its owner sees it.
    ///
    /// # Errors
    ///
    /// Missing when there is none, or it is somebody else's.
    pub async fn cart(&self, actor: Actor, id: CartId) -> Result<CartContents, Error> {
        let lists = self.lists();
        self.read(move |tx| {
            let cart = tx.carts().get(id)?;
            own(&actor, &cart)?;
            let shop = tx.enterprises().get(cart.hub)?;
            let cycle = tx.cycles().get(cart.cycle)?;
            let ordered = tx.carts().ordered(id)?.map(|(order, _)| order);
            let audience = audience_at(tx, shop.id, actor.user())?;
            let list = lists.at_version(tx, cycle.id, shop.id, cycle.version, &audience)?;
            let mut contents =
                CartContents::read(tx, cart.at(&list), (shop, cycle), list, ordered)?;
            count(tx, [(&mut contents, actor.user())])?;
            Ok(contents)
        })
        .await
    }

    /// A cart, as whoever asks may see it: one that a person ordered is theirs alone from then on, whoever knew its id before.
    ///
    /// # Errors
    ///
    /// As [`Self::cart`].
    pub async fn cart_of(&self, actor: Actor, id: CartId) -> Result<CartContents, Error> {
        let asking = actor.clone();
        self.read(move |tx| not_of_another(&asking, tx.carts().ordered(id)?)).await?;
        self.cart(actor, id).await
    }
}
