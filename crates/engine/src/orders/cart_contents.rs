use std::collections::HashMap;

use sillon_cycles::{Audience, OrderCycle, PriceRefused, Priced, ShopSnapshot, ShortLine};
use sillon_enterprises::Enterprise;
use sillon_kernel::{OrderId, SupplyId};
use sillon_orders::{Cart, cart_tag};
use sillon_store::{Repositories, Tx};

use crate::{Error, PriceLists};

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
        let snapshot = ShopSnapshot { shop, cycle, list, left: HashMap::new(), at: tx.now() };
        let mut contents = Self { cart, snapshot, ordered };
        contents.snapshot.left = tx.carts().left(&contents.drawn_on())?.into_iter().collect();
        Ok(contents)
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
