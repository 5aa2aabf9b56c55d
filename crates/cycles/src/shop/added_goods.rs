//! Goods that come to an order later: at the prices of the day they come, beside what was agreed to before.

use std::collections::{BTreeMap, BTreeSet};

use sillon_kernel::VariantId;

use crate::{ItemFee, Offer, OrderFee, PriceList};

impl PriceList {
    /// A list of what is in an order, with goods of what the shop sells now: each at its price there, with the fees in it. A fee on the
    /// order that the order has already stands as it was agreed; one that only these goods bring is charged as the shop charges it.
    /// What it has already is left as it is, and what the shop does not sell is passed over.
    #[must_use]
    pub fn with_goods_of(mut self, shop: &Self, goods: &BTreeSet<VariantId>) -> Self {
        let is_new = |of: &&VariantId| self.offer(**of).is_none();
        let new: BTreeSet<VariantId> = goods.iter().filter(is_new).copied().collect();
        let offers: Vec<&Offer> = new.iter().filter_map(|of| shop.offer(*of)).collect();
        let mut places = BTreeMap::new();
        for offer in &offers {
            let fees = offer
                .fees
                .iter()
                .map(|fee| ItemFee { fee: self.place_of_fee(shop, fee.fee, &mut places), ..*fee });
            let fees = fees.collect();
            self.add_offer(Offer { fees, ..(*offer).clone() });
        }
        for fee in &shop.order_fees {
            self.extend_order_fee(shop, fee, &new, &mut places);
        }
        self.take_over_taxes(shop, &offers);
        self
    }

    /// The place here of a fee of the shop's: of the same, as long as it is charged as it was.
    fn place_of_fee(
        &mut self,
        shop: &Self,
        fee: usize,
        places: &mut BTreeMap<usize, usize>,
    ) -> usize {
        if let Some(place) = places.get(&fee) {
            return *place;
        }
        let Some(of_shop) = shop.fees.get(fee) else { return fee };
        let same =
            |known: &crate::Fee| (known.id, &known.calculator) == (of_shop.id, &of_shop.calculator);
        let place = self.fees.iter().position(same).unwrap_or_else(|| {
            self.fees.push(of_shop.clone());
            self.fees.len() - 1
        });
        places.insert(fee, place);
        place
    }

    /// Charges a fee on the order for new goods too, where they ask for it.
    fn extend_order_fee(
        &mut self,
        shop: &Self,
        fee: &OrderFee,
        new: &BTreeSet<VariantId>,
        places: &mut BTreeMap<usize, usize>,
    ) {
        let id = shop.fees.get(fee.fee).map(|fee| fee.id);
        // One on every order, whatever is in it, was agreed to or came later.
        let Some(asking) = fee.only_with.as_ref().map(|only| only & new) else { return };
        if asking.is_empty() {
            return;
        }
        let of = |known: &OrderFee| self.fees.get(known.fee).map(|fee| fee.id);
        let known = self.order_fees.iter().position(|it| (of(it), it.side) == (id, fee.side));
        if let Some(known) = known.and_then(|place| self.order_fees.get_mut(place)) {
            known.only_with.iter_mut().for_each(|only| only.extend(asking.iter().copied()));
            return;
        }
        let place = self.place_of_fee(shop, fee.fee, places);
        self.order_fees.push(OrderFee { fee: place, only_with: Some(asking), ..*fee });
    }
}
