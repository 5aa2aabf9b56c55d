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

    /// What a basket comes to without its deposits, with the taxes that are added to it: what the hub itself sells by its tax rate, and
    /// what others sell as if untaxed, as what the hub takes off at its own expense leaves their price, and their tax, as it is (CJEU, C-300/12).
    fn sold_by_rate(&self, priced: &Priced) -> BTreeMap<Rate, Money> {
        let mut sold: BTreeMap<Rate, Money> = BTreeMap::new();
        for part in self.taxed_parts(priced) {
            let rate = if part.payee == self.hub { part.tax_rate } else { Rate::ZERO };
            *sold.entry(rate).or_insert(Money::zero(self.currency)) += self.with_taxes(&part);
        }
        sold
    }
}
