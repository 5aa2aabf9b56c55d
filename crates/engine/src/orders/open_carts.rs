use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use sillon_cycles::{Audience, OrderCycle, ShopSnapshot, SupplyLeft};
use sillon_enterprises::Enterprise;
use sillon_identity::Actor;
use sillon_kernel::{CustomerId, CycleId, EnterpriseId, HandOverMethodId, SupplyId, UserId};
use sillon_orders::{Buyer, Cart, CartLine, Partner, Quote, check_lines};
use sillon_store::{Batch, Decide, Error as StoreError, Lane, Repositories, Touched, Tx};

use crate::{
    Error, Ids, PriceLists,
    cycles::audience::{audience_at, audience_of, check_open_to},
    cycles::shop_cache::shop_cycles,
    orders::cart_contents::CartContents,
    orders::cart_counts::count,
};

/// The command to fill a cart.
#[derive(Debug, Clone)]
pub struct OpenCart {
    /// The shop's short name.
    pub shop: String,
    /// In which cycle; the one the shop shows when none is named.
    pub cycle: Option<CycleId>,
    /// What is wanted.
    pub lines: Vec<CartLine>,
    /// How it is to be handed over, where that is chosen at once.
    pub hand_over: Option<HandOverMethodId>,
    /// Where it is to be delivered, as far as that is said; it is not kept.
    pub postcode: Option<String>,
}

/// A cart to open, and for whom.
pub(crate) struct Opening {
    pub(crate) actor: Actor,
    pub(crate) command: OpenCart,
    /// For whom the shop's people open it, where it is not the actor's own.
    pub(crate) customer: Option<CustomerOfShop>,
}

/// A customer for whom the shop's people order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CustomerOfShop {
    /// Which.
    pub(crate) id: CustomerId,
    /// Their account, if they have one and proved its address.
    pub(crate) account: Option<UserId>,
}

impl Opening {
    /// Whose the cart will be, when they have an account.
    fn user(&self) -> Option<UserId> {
        self.customer.map_or(self.actor.user(), |customer| customer.account)
    }

    /// Whom the shop may know it is for.
    fn audience(&self, tx: &mut Tx<'_>, shop: EnterpriseId) -> Result<Audience, StoreError> {
        match self.customer {
            Some(customer) => audience_of(tx, shop, Buyer::Customer(customer.id)),
            None => audience_at(tx, shop, self.actor.user()),
        }
    }
}

/// What an opening comes to.
pub(crate) type CartLane = Lane<Opening, Result<CartContents, Error>>;

/// The cart lane's work: many carts are opened by one read and one write.
pub(crate) fn opener(
    lists: Arc<PriceLists>,
    ids: Arc<Ids>,
) -> Arc<Decide<Opening, Result<CartContents, Error>>> {
    Arc::new(move |tx, openings| {
        let answers = open_carts(tx, &lists, &ids, openings)?;
        let wrote = answers.iter().any(Result::is_ok);
        Ok(Batch { answers, wrote, touched: Touched::NOTHING })
    })
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
    let opening = Opening { actor: actor.clone(), command, customer: None };
    open_one(tx, lists, ids, opening)
}

/// Opens one cart.
pub(crate) fn open_one(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    ids: &Ids,
    opening: Opening,
) -> Result<CartContents, Error> {
    tx.touches(Touched::NOTHING);
    open_carts(tx, lists, ids, &[opening])?.pop().unwrap_or(Err(Error::missing("shop")))
}

/// Opens carts, each or not: as many answers as openings, in their order.
fn open_carts(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    ids: &Ids,
    openings: &[Opening],
) -> Result<Vec<Result<CartContents, Error>>, StoreError> {
    let commands = openings.iter().map(|opening| &opening.command);
    let places = commands.filter_map(|command| Some((command.shop.as_str(), command.cycle?)));
    let sold = tx.cycles().sold_at(&places.collect())?;
    let sold: SoldAt<'_> =
        sold.iter().map(|place| ((place.0.slug.as_str(), place.1.id), place)).collect();
    let mut answers = Vec::with_capacity(openings.len());
    for opening in openings {
        match fill_new(tx, lists, ids, opening, &sold) {
            // What the database refuses is no answer to one of them.
            Err(Error::Store(error)) if !matches!(error, StoreError::Missing(_)) => {
                return Err(error);
            }
            answer => answers.push(answer),
        }
    }
    count(tx, answers.iter_mut().flatten().map(|contents| (contents, None)))?;
    let opened = || answers.iter().flatten();
    let drawn_on: BTreeSet<SupplyId> = opened().flat_map(CartContents::drawn_on).collect();
    let mut carts: Vec<&Cart> = opened().map(|contents| &contents.cart).collect();
    // Each shares its cycle with whoever changes cycles, who lock them in this order.
    carts.sort_by_key(|cart| cart.cycle);
    if !carts.is_empty() {
        let left = tx.carts().add(&carts, &Vec::from_iter(drawn_on))?;
        let left: HashMap<SupplyId, SupplyLeft> = left.into_iter().collect();
        answers.iter_mut().flatten().for_each(|contents| contents.note_left(&left));
    }
    Ok(answers)
}

/// Shops and the cycles they sell in, by what carts name them.
type SoldAt<'a> = HashMap<(&'a str, CycleId), &'a (Enterprise, OrderCycle)>;

/// A new cart with what it is opened with; what is left of it is still to be read.
fn fill_new(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    ids: &Ids,
    opening: &Opening,
    sold: &SoldAt<'_>,
) -> Result<CartContents, Error> {
    let Opening { actor, command, .. } = opening;
    check_lines(&command.lines)?;
    let (shop, cycle) = place_of(tx, opening, sold)?;
    let audience = opening.audience(tx, shop.id)?;
    let list = lists.at_version(tx, cycle.id, shop.id, cycle.version, &audience)?;
    check_open_to(&list)?;
    if command.hand_over.is_some() {
        list.chosen_hand_over(command.hand_over)?;
    }
    let cart = Cart {
        id: ids.next(tx.now()),
        hub: shop.id,
        cycle: cycle.id,
        user: opening.user(),
        partner: actor.shop_key().map(|(key, name)| Partner { key, name: name.clone() }),
        quote: None,
        hand_over: command.hand_over,
        vouchers: Vec::new(),
        lines: command.lines.clone(),
        updated_at: tx.now(),
    };
    let quote = Quote::of(&list, &cart.lines, cart.choices(), None);
    let cart = Cart { quote: Some(quote), ..cart };
    let snapshot = ShopSnapshot { shop, cycle, list, left: HashMap::new(), at: tx.now() };
    let mut contents = CartContents::new(cart, snapshot);
    contents.postcode.clone_from(&command.postcode);
    Ok(contents)
}

/// The shop a cart is opened at, and the cycle it sells in.
fn place_of(
    tx: &mut Tx<'_>,
    opening: &Opening,
    sold: &SoldAt<'_>,
) -> Result<(Enterprise, OrderCycle), Error> {
    let Opening { actor, command, .. } = opening;
    let visited = |shop: &Enterprise| shop.is_open_shop() && actor.may_visit(shop.id);
    // Mostly both are named as they are now, and were read at once.
    let named = command.cycle.and_then(|cycle| sold.get(&(command.shop.as_str(), cycle)));
    if let Some((shop, cycle)) = named {
        let both = visited(shop).then(|| (shop.clone(), cycle.clone()));
        return both.ok_or(Error::missing("shop"));
    }
    let shop = tx.enterprises().find_by_slug(&command.shop)?.filter(visited);
    let shop = shop.ok_or(Error::missing("shop"))?;
    let cycle = if let Some(wanted) = command.cycle {
        tx.cycles().sold_in(shop.id, wanted)?
    } else {
        let audience = opening.audience(tx, shop.id)?;
        shop_cycles(tx, shop.id, &audience)?.current().cloned()
    };
    let cycle = cycle.ok_or(Error::missing("order cycle at this shop"))?;
    Ok((shop, cycle))
}
