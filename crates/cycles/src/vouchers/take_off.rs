use std::collections::BTreeMap;

use sillon_kernel::{Money, Rate, VoucherId};

use crate::{PriceList, Priced, vouchers::reduction::reduce};

impl PriceList {
    /// Takes off a priced basket what vouchers are for; they take nothing off what is paid back later.
    pub(crate) fn take_off(&self, priced: &mut Priced, vouchers: &[VoucherId]) {
        let named = vouchers.iter().filter_map(|id| self.voucher(*id));
        priced.reductions = reduce(named, self.sold_by_rate(priced), Money::zero(self.currency));
        priced.total += Money::total(self.currency, priced.reductions.iter().map(|it| it.amount));
    }

    /// What a basket comes to without its deposits: what the hub itself sells by the tax rate included, and what others sell as if
    /// untaxed, as what the hub takes off at its own expense leaves their price, and their tax, as it is (CJEU, C-300/12).
    fn sold_by_rate(&self, priced: &Priced) -> BTreeMap<Rate, Money> {
        let mut sold: BTreeMap<Rate, Money> = BTreeMap::new();
        let mut add = |rate, amount: Money| {
            *sold.entry(rate).or_insert(Money::zero(self.currency)) += amount;
        };
        let of = |seller, rate| if seller == self.hub { rate } else { Rate::ZERO };
        for line in &priced.lines {
            if let Some(offer) = self.offers.get(line.offer) {
                let listing = &offer.listing;
                add(of(listing.owner, listing.tax), line.goods - line.margin);
                add(offer.margin_tax, line.margin);
            }
        }
        for charge in &priced.charges {
            if let Some(fee) = self.fees.get(charge.fee) {
                add(of(fee.enterprise, charge.tax_rate), charge.amount);
            }
        }
        if let Some(charge) = priced.hand_over
            && let Some(offered) = self.hand_over(charge.method)
        {
            add(offered.tax, charge.amount);
        }
        sold
    }
}
