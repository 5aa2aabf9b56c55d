//! What is left of an order costs no more than it cost with what does not come.

use std::collections::{BTreeMap, BTreeSet};

use sillon_kernel::{FeeId, Money, VariantId};

use crate::{
    Calculator, Choices, Fee, OrderFee, PriceList, PriceRefused, Priced,
    fees::charged::{ChargedLine, OrderGoods},
};

/// What was charged on a whole order: each of its fees, and its hand-over.
#[derive(Debug, Clone, Default)]
pub struct ChargedBefore {
    /// What each fee on the order came to.
    pub fees: BTreeMap<FeeId, Money>,
    /// What the hand-over came to.
    pub hand_over: Option<Money>,
}

impl PriceList {
    /// Prices what is left of a basket, on which these were charged: no fee on the order and no hand-over is more than it was, as where
    /// an order is now too small for a free delivery; and discounts take off no more than there is.
    ///
    /// # Errors
    ///
    /// As [`PriceList::price`], but never for discounts.
    pub fn price_of_the_rest(
        mut self,
        basket: &[(VariantId, u32)],
        choices: Choices<'_>,
        before: &ChargedBefore,
    ) -> Result<(Self, Priced), PriceRefused> {
        let charged = self.charged_lines(basket, choices.weights);
        let goods = OrderGoods::of(&charged, self.currency);
        let items = basket.iter().map(|(_, quantity)| quantity).sum();
        self.cap_fees(basket, (goods, items), before);
        self.cap_hand_over(&charged, before);
        let priced = match self.price(basket, choices) {
            Err(PriceRefused::BelowZero { missing }) => {
                self.lessen_discounts((goods, items), missing);
                match self.price(basket, choices) {
                    Err(PriceRefused::BelowZero { .. }) => {
                        self.forget_discounts();
                        self.price(basket, choices)?
                    }
                    priced => priced?,
                }
            }
            priced => priced?,
        };
        Ok((self, priced))
    }

    /// Leaves out the fees that are not charged on a basket.
    pub(crate) fn keep_fees_on(&mut self, basket: &[(VariantId, u32)]) {
        let is_charged = |fee: &OrderFee| {
            let in_it = |only: &BTreeSet<VariantId>| basket.iter().any(|(it, _)| only.contains(it));
            fee.only_with.as_ref().is_none_or(in_it)
        };
        self.order_fees.retain(is_charged);
    }

    /// Makes a fee on the order come to an amount: charged once, whatever the number of sides it sits on.
    pub(crate) fn fix_fee(&mut self, place: usize, amount: Money) {
        if let Some(fee) = self.fees.get_mut(place) {
            fee.calculator = Calculator::FlatRate(amount);
        }
        let mut is_first = true;
        self.order_fees.retain(|it| it.fee != place || std::mem::take(&mut is_first));
    }

    /// Makes each fee on the order at most what it was.
    fn cap_fees(
        &mut self,
        basket: &[(VariantId, u32)],
        (goods, items): (OrderGoods, u32),
        before: &ChargedBefore,
    ) {
        self.keep_fees_on(basket);
        for place in 0..self.fees.len() {
            let Some(now) = self.fee_on_order(place, (goods, items)) else { continue };
            let most = self.fees.get(place).and_then(|fee| before.fees.get(&fee.id).copied());
            let most = most.unwrap_or(Money::zero(self.currency));
            if now.minor() > most.minor() {
                self.fix_fee(place, most);
            }
        }
    }

    /// What a fee on the order comes to, on all sides it sits on; none where it sits on none.
    pub(crate) fn fee_on_order(
        &self,
        place: usize,
        (goods, items): (OrderGoods, u32),
    ) -> Option<Money> {
        let sides = self.order_fees.iter().filter(|it| it.fee == place).count();
        let each = self.fees.get(place)?.calculator.on_order(goods, items);
        (sides > 0).then(|| Money::total(self.currency, std::iter::repeat_n(each, sides)))
    }

    /// Makes the hand-over at most what it was.
    fn cap_hand_over(&mut self, carried: &[ChargedLine], before: &ChargedBefore) {
        let most = before.hand_over.unwrap_or(Money::zero(self.currency));
        for offered in &mut self.hand_over {
            if offered.method.charge(carried, self.currency).minor() > most.minor() {
                offered.method.calculator = Some(Calculator::FlatRate(most));
            }
        }
    }

    /// Takes what is missing off the discounts on the order, one after another.
    fn lessen_discounts(&mut self, (goods, items): (OrderGoods, u32), missing: Money) {
        let mut missing = missing.minor();
        for order_fee in &self.order_fees {
            let Some(fee) = self.fees.get_mut(order_fee.fee) else { continue };
            let amount = fee.calculator.on_order(goods, items).minor();
            let less = missing.min(-amount.min(0));
            if less > 0 {
                missing -= less;
                fee.calculator = Calculator::FlatRate(Money::new(amount + less, self.currency));
            }
        }
    }

    /// Leaves out what takes something off.
    fn forget_discounts(&mut self) {
        let kept = |fees: &[Fee], place: usize| {
            fees.get(place).is_some_and(|fee| !fee.calculator.can_be_a_discount())
        };
        let fees = &self.fees;
        self.order_fees.retain(|it| kept(fees, it.fee));
        for offer in &mut self.offers {
            offer.fees.retain(|it| kept(fees, it.fee));
        }
        for offered in &mut self.hand_over {
            offered.method.calculator.take_if(|it| it.can_be_a_discount());
        }
    }
}
