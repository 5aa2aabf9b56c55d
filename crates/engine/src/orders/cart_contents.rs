use std::collections::HashMap;

use sillon_cycles::{
    Audience, HandOverRefused, OfferedHandOver, OrderCycle, PriceRefused, Priced, ShopSnapshot,
    ShortLine,
};
use sillon_enterprises::Enterprise;
use sillon_kernel::{OrderId, SupplyId};
use sillon_orders::{Cart, cart_tag};
use sillon_store::{Error as StoreError, Repositories, Tx};

use crate::{Error, PriceLists};

/// A cart against what its shop sells it at now, and what is left of what it holds. Nothing of the rest of the shop is read.
pub struct CartContents {
    /// The cart.
    pub cart: Cart,
    /// Its shop when it was looked at, with what is left of the supplies the cart draws on.
    pub snapshot: ShopSnapshot,
    /// The order it was placed as.
    pub ordered: Option<OrderId>,
    /// Where it is to be delivered, as far as whoever asks says so; it is not kept.
    pub postcode: Option<String>,
    /// How many orders of the cycle are handed over as it is to be, where that is counted.
    pub handed_over: u32,
}

impl CartContents {
    /// What is in it, by its shop's prices for an audience and what is left now.
    pub(crate) fn read(
        tx: &mut Tx<'_>,
        lists: &PriceLists,
        cart: Cart,
        (shop, cycle): (Enterprise, OrderCycle),
        ordered: Option<OrderId>,
        audience: &Audience,
    ) -> Result<Self, Error> {
        let list = lists.at_version(tx, cycle.id, shop.id, cycle.version, audience)?;
        let cart = Cart { hand_over: list.remembered(cart.hand_over), ..cart };
        let snapshot = ShopSnapshot { shop, cycle, list, left: HashMap::new(), at: tx.now() };
        let mut contents = Self::new(cart, snapshot);
        contents.ordered = ordered;
        contents.snapshot.left = tx.carts().left(&contents.drawn_on())?.into_iter().collect();
        contents.count_handed_over(tx)?;
        Ok(contents)
    }

    /// A cart that nobody ordered, at its shop.
    pub fn new(cart: Cart, snapshot: ShopSnapshot) -> Self {
        Self { cart, snapshot, ordered: None, postcode: None, handed_over: 0 }
    }

    /// Counts the orders that are handed over as this is to be, where only so many may be.
    pub(crate) fn count_handed_over(&mut self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let counted = self.hand_over().filter(|it| it.method.capacity.is_some());
        if let Some(method) = counted.map(|it| it.method.id) {
            self.handed_over = tx.hand_overs().placed(self.cart.cycle, method)?;
        }
        Ok(())
    }

    /// How it is to be handed over, where that is chosen and offered.
    pub fn hand_over(&self) -> Option<&OfferedHandOver> {
        self.snapshot.list.hand_over(self.cart.hand_over?)
    }

    /// Whether it can be handed over as is chosen, as its checkout would say.
    ///
    /// # Errors
    ///
    /// [`HandOverRefused`].
    pub fn check_hand_over(&self) -> Result<(), HandOverRefused> {
        let list = &self.snapshot.list;
        match list.chosen_hand_over(self.cart.hand_over)? {
            Some(chosen) => {
                let postcode = self.postcode.as_deref();
                chosen.check(list, &self.cart.basket(), postcode, self.handed_over)
            }
            None => Ok(()),
        }
    }

    /// The supplies it draws on.
    pub(crate) fn drawn_on(&self) -> Vec<SupplyId> {
        self.snapshot.list.draws(&self.cart.basket()).into_keys().collect()
    }

    /// What it costs.
    ///
    /// # Errors
    ///
    /// [`PriceRefused`], as its checkout would be.
    pub fn priced(&self) -> Result<Priced, PriceRefused> {
        self.snapshot.list.price_handed_over(&self.cart.basket(), self.cart.hand_over)
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
