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

    /// What a basket comes to without its deposits, by the tax rate included.
    fn sold_by_rate(&self, priced: &Priced) -> BTreeMap<Rate, Money> {
        let mut sold: BTreeMap<Rate, Money> = BTreeMap::new();
        let mut add = |rate, amount: Money| {
            *sold.entry(rate).or_insert(Money::zero(self.currency)) += amount;
        };
        for line in &priced.lines {
            if let Some(offer) = self.offers.get(line.offer) {
                add(offer.listing.tax, line.goods - line.margin);
                add(offer.margin_tax, line.margin);
            }
        }
        for charge in &priced.charges {
            if let Some(fee) = self.fees.get(charge.fee) {
                add(fee.tax, charge.amount);
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
