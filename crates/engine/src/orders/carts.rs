use sillon_cycles::{OrderCycle, PriceList, PriceRefused, Priced, ShopSnapshot, ShortLine};
use sillon_enterprises::Enterprise;
use sillon_identity::Actor;
use sillon_kernel::{
    CartId, CycleId, EnterpriseId, Failure, FailureKind, OrderId, SupplyId, UserId,
};
use sillon_orders::{Cart, CartLine, Quote, cart_tag, check_lines};
use sillon_store::{Repositories, Touched, Tx};

use crate::{Error, Ids, PriceLists, cycles::shop_cache::shop_cycles, error::refusals};

/// A cart against what its shop sells it at now, and what is left of what it holds. Nothing of the rest of the shop is read.
pub struct CartContents {
    /// The cart.
    pub cart: Cart,
    /// Its shop when it was looked at, with what is left of the supplies the cart draws on.
    pub snapshot: ShopSnapshot,
    /// The order it was placed as.
    pub ordered: Option<OrderId>,
}

impl CartContents {
    /// What is in it, by its shop's prices and what is left now.
    fn read(
        tx: &mut Tx<'_>,
        lists: &PriceLists,
        cart: Cart,
        (shop, cycle): (Enterprise, OrderCycle),
        ordered: Option<OrderId>,
    ) -> Result<Self, Error> {
        let list = lists.at_version(tx, cycle.id, shop.id, cycle.version)?;
        let left = tx.carts().left(&drawn_on(&list, &cart))?.into_iter().collect();
        let snapshot = ShopSnapshot { shop, cycle, list, left, at: tx.now() };
        Ok(Self { cart, snapshot, ordered })
    }

    /// What it costs.
    ///
    /// # Errors
    ///
    /// [`PriceRefused`], as its checkout would be.
    pub fn priced(&self) -> Result<Priced, PriceRefused> {
        self.snapshot.list.price(&self.cart.basket())
    }

    /// The lines of which too little is left, as its checkout would say.
    pub fn short(&self) -> Vec<ShortLine> {
        self.snapshot.short_lines(&self.cart.basket())
    }

    /// The tag of all that it promises, which a checkout may name.
    pub fn tag(&self, priced: Option<&Priced>) -> String {
        cart_tag(&self.snapshot.list, &self.cart, priced)
    }
}

/// The command to fill a cart.
#[derive(Debug, Clone)]
pub struct OpenCart {
    /// The shop's short name.
    pub shop: String,
    /// In which cycle; the one the shop shows when none is named.
    pub cycle: Option<CycleId>,
    /// What is wanted.
    pub lines: Vec<CartLine>,
}

/// Opens a cart at a shop, in a cycle it sells in.
///
/// # Errors
///
/// Missing when there is no such shop, or it does not sell in the cycle; [`sillon_orders::CartRefused`] for lines no cart can
/// have.
pub fn open_cart(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    actor: &Actor,
    ids: &Ids,
    command: OpenCart,
) -> Result<CartContents, Error> {
    check_lines(&command.lines)?;
    let (shop, cycle) = place_of(tx, actor, &command)?;
    let list = lists.at_version(tx, cycle.id, shop.id, cycle.version)?;
    let cart = Cart {
        id: ids.next(tx.now()),
        hub: shop.id,
        cycle: cycle.id,
        user: actor.user(),
        quote: Some(Quote::of(&list, &command.lines, None)),
        lines: command.lines,
        updated_at: tx.now(),
    };
    let left = tx.carts().add(&cart, &drawn_on(&list, &cart))?.into_iter().collect();
    tx.touches(Touched::NOTHING);
    let snapshot = ShopSnapshot { shop, cycle, list, left, at: tx.now() };
    Ok(CartContents { cart, snapshot, ordered: None })
}

/// The shop of a wish, and the cycle it sells in.
fn place_of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    command: &OpenCart,
) -> Result<(Enterprise, OrderCycle), Error> {
    let visited = |shop: &Enterprise| shop.is_open_shop() && actor.may_visit(shop.id);
    // Mostly both are named as they are now, and read at once.
    if let Some(cycle) = command.cycle
        && let Some((shop, cycle)) = tx.cycles().sold_at(&command.shop, cycle)?
    {
        return if visited(&shop) { Ok((shop, cycle)) } else { Err(Error::missing("shop")) };
    }
    let shop = tx.enterprises().find_by_slug(&command.shop)?.filter(visited);
    let shop = shop.ok_or(Error::missing("shop"))?;
    let cycle = if let Some(wanted) = command.cycle {
        tx.cycles().sold_in(shop.id, wanted)?
    } else {
        shop_cycles(tx, shop.id)?.current().cloned()
    };
    let cycle = cycle.ok_or(Error::missing("order cycle at this shop"))?;
    Ok((shop, cycle))
}

/// The supplies a cart draws on.
fn drawn_on(list: &PriceList, cart: &Cart) -> Vec<SupplyId> {
    list.draws(&cart.basket()).into_keys().collect()
}

/// Sets the lines of a cart as a whole.
///
/// # Errors
///
/// Missing when it is not the actor's; [`CartClosed`] when it was ordered; [`sillon_orders::CartRefused`] for lines no
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
    let cart = tx.carts().lock(id)?;
    own(actor, &cart)?;
    let ordered = tx.carts().ordered(id)?;
    not_of_another(actor, ordered)?;
    if let Some((order, _)) = ordered {
        return Err(CartClosed { order }.into());
    }
    let (shop, cycle) = (tx.enterprises().get(cart.hub)?, tx.cycles().get(cart.cycle)?);
    let list = lists.at_version(tx, cycle.id, shop.id, cycle.version)?;
    let lines = change(&cart.lines, &list);
    check_lines(&lines)?;
    let quote = Some(Quote::of(&list, &lines, cart.quote.as_ref()));
    let cart = Cart { lines, quote, updated_at: tx.now(), ..cart };
    tx.carts().set_lines(&cart)?;
    tx.touches(Touched::NOTHING);
    CartContents::read(tx, lists, cart, (shop, cycle), None)
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

impl crate::Engine {
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
            CartContents::read(tx, &lists, cart, (shop, cycle), ordered)
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

/// A guest's cart is whoever's knows its id, also on the page of a shop front of that shop; a person's is theirs alone.
fn own(actor: &Actor, cart: &Cart) -> Result<(), Error> {
    let own = match cart.user {
        Some(owner) => actor.user() == Some(owner),
        None => actor.may_visit(cart.hub),
    };
    if own { Ok(()) } else { Err(Error::missing("cart")) }
}

/// A cart that a person ordered forgets whoever else knew it.
fn not_of_another(actor: &Actor, ordered: Option<(OrderId, Option<UserId>)>) -> Result<(), Error> {
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
