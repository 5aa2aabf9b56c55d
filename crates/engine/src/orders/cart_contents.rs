use std::{collections::HashMap, sync::Arc};

use sillon_cycles::{
    Choices, HandOverRefused, OfferedHandOver, OrderCycle, PriceList, PriceRefused, Priced,
    ShopSnapshot, ShortLine, SupplyLeft, VoucherRefused, VoucherUses,
};
use sillon_enterprises::Enterprise;
use sillon_kernel::{Money, OrderId, SupplyId, VoucherId};
use sillon_orders::{Cart, cart_tag};
use sillon_store::{Repositories, Tx};

use crate::Error;

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
    /// How often its vouchers were used, where that is counted.
    pub voucher_uses: Vec<(VoucherId, VoucherUses)>,
}

impl CartContents {
    /// What is in it, by a price list of its shop and what is left now; what it comes up against is still to be counted.
    pub(crate) fn read(
        tx: &mut Tx<'_>,
        cart: Cart,
        (shop, cycle): (Enterprise, OrderCycle),
        list: Arc<PriceList>,
        ordered: Option<OrderId>,
    ) -> Result<Self, Error> {
        let snapshot = ShopSnapshot { shop, cycle, list, left: HashMap::new(), at: tx.now() };
        let mut contents = Self::new(cart, snapshot);
        contents.ordered = ordered;
        if let Some(order) = ordered.filter(|_| !contents.cart.vouchers.is_empty()) {
            // It may have been placed without one that was used up by then.
            let used = tx.orders().get(order)?.vouchers();
            contents.cart.vouchers.retain(|voucher| used.contains(voucher));
        }
        let left = tx.cycles().supplies_left(&contents.drawn_on())?;
        contents.note_left(&left.into_iter().collect());
        Ok(contents)
    }

    /// A cart that nobody ordered, at its shop.
    pub fn new(cart: Cart, snapshot: ShopSnapshot) -> Self {
        let voucher_uses = Vec::new();
        Self { cart, snapshot, ordered: None, postcode: None, handed_over: 0, voucher_uses }
    }

    /// Notes what is left of what it draws on.
    pub(crate) fn note_left(&mut self, left: &HashMap<SupplyId, SupplyLeft>) {
        let own = self.drawn_on().into_iter();
        self.snapshot.left = own.filter_map(|supply| Some((supply, *left.get(&supply)?))).collect();
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

    /// What keeps its vouchers from being used, as its checkout would say, where whoever asks has an account: at most one refusal for
    /// each, and the one that the checkout would be refused for first.
    pub fn voucher_refusals(&self) -> Vec<VoucherRefused> {
        let list = &self.snapshot.list;
        list.voucher_refusals(&self.cart.vouchers, |id| uses_of(&self.voucher_uses, id))
    }

    /// Whether its vouchers can be used, as its checkout would say, where whoever asks has an account.
    ///
    /// # Errors
    ///
    /// [`VoucherRefused`].
    pub fn check_vouchers(&self) -> Result<(), VoucherRefused> {
        self.voucher_refusals().into_iter().next().map_or(Ok(()), Err)
    }

    /// The supplies it draws on.
    pub(crate) fn drawn_on(&self) -> Vec<SupplyId> {
        self.snapshot.list.draws(&self.cart.basket()).into_keys().collect()
    }

    /// What it costs, without what those of its vouchers would take off that cannot be used.
    ///
    /// # Errors
    ///
    /// [`PriceRefused`], as its checkout would be.
    pub fn priced(&self) -> Result<Priced, PriceRefused> {
        let vouchers = self.vouchers_in_effect();
        let choices = Choices::unweighed(self.cart.hand_over, &vouchers);
        self.snapshot.list.price(&self.cart.basket(), choices)
    }

    /// The most it may come to, whatever its goods weigh; none where nothing in it is sold by weight, and of what cannot be priced.
    pub fn at_most(&self) -> Option<Money> {
        let vouchers = self.vouchers_in_effect();
        let choices = Choices::unweighed(self.cart.hand_over, &vouchers);
        self.snapshot.list.at_most(&self.cart.basket(), choices).ok().flatten()
    }

    /// Those of its vouchers that take something off it.
    pub fn vouchers_in_effect(&self) -> Vec<VoucherId> {
        let (list, named) = (&self.snapshot.list, &self.cart.vouchers);
        match self.ordered {
            // What was ordered is counted among the uses of its own vouchers.
            Some(_) => named.clone(),
            None => list.vouchers_in_effect(named, |id| uses_of(&self.voucher_uses, id)),
        }
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

/// How often one of them was used; never, where it is not among them.
fn uses_of(counted: &[(VoucherId, VoucherUses)], id: VoucherId) -> VoucherUses {
    counted.iter().find(|(of, _)| *of == id).map(|(_, uses)| *uses).unwrap_or_default()
}
