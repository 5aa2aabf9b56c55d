//! What a basket comes to by what was weighed of it, and at most.

use sillon_catalogue::Weighing;
use sillon_kernel::{Money, Quantity, VariantId};

use crate::{
    Calculator, ChargedBefore, Choices, Listing, PriceList, PriceRefused, Priced,
    fees::charged::{ChargedLine, OrderGoods},
};

impl Listing {
    /// How its items are weighed one by one, where they are: of a bundle nothing is, it has a price of its own.
    pub fn weighing(&self) -> Option<Weighing> {
        if self.is_bundle() {
            return None;
        }
        Weighing::of(self.size, self.facts.heaviest, self.facts.tolerance)
    }

    /// What so many items are charged on: by their weight, where they were weighed; until then by what is expected. `None` beyond
    /// every amount.
    pub(crate) fn charged(&self, quantity: u32, weighed: Option<Quantity>) -> Option<ChargedLine> {
        let weighing = self.weighing();
        let weight = weighing.map(|weighing| {
            let weight = weighed.unwrap_or_else(|| weighing.estimate(quantity));
            weighing.charged(quantity, weight)
        });
        let goods = self.by_weight(self.price, quantity, weight)?;
        Some(ChargedLine { price: self.price, size: self.size, quantity, weight, goods })
    }

    /// What of that is the hub's: what its producer gets is by the weight too, and rounded by itself.
    pub(crate) fn margin_of(&self, charged: &ChargedLine) -> Option<Money> {
        let theirs = self.price - self.margin();
        Some(charged.goods - self.by_weight(theirs, charged.quantity, charged.weight)?)
    }

    fn by_weight(&self, one: Money, quantity: u32, weight: Option<Quantity>) -> Option<Money> {
        match self.weighing().zip(weight) {
            Some((weighing, weight)) => weighing.price(one, weight),
            None => Some(one.times(quantity)),
        }
    }
}

impl PriceList {
    /// What the lines of a basket are charged on; what is not offered is left out.
    pub(crate) fn charged_lines(
        &self,
        basket: &[(VariantId, u32)],
        weights: &[(VariantId, Quantity)],
    ) -> Vec<ChargedLine> {
        let choices = Choices { weights, ..Choices::default() };
        let charged = basket.iter().filter_map(|(variant, quantity)| {
            self.offer(*variant)?.listing.charged(*quantity, choices.weight(*variant))
        });
        charged.collect()
    }

    /// The most that is charged of the weight of each line of a basket that is weighed.
    fn at_heaviest(&self, basket: &[(VariantId, u32)]) -> Vec<(VariantId, Quantity)> {
        let heaviest = basket.iter().filter_map(|(variant, quantity)| {
            let weighing = self.offer(*variant)?.listing.weighing()?;
            Some((*variant, weighing.at_most(*quantity)))
        });
        heaviest.collect()
    }

    /// The most that a basket may come to, whatever its goods weigh; none where nothing in it is weighed.
    ///
    /// # Errors
    ///
    /// As [`PriceList::price`].
    pub fn at_most(
        &self,
        basket: &[(VariantId, u32)],
        choices: Choices<'_>,
    ) -> Result<Option<Money>, PriceRefused> {
        let weights = self.at_heaviest(basket);
        if weights.is_empty() {
            return Ok(None);
        }
        let total = |weights| Ok(self.price(basket, Choices { weights, ..choices })?.total);
        let (heaviest, chosen) = (total(weights.as_slice())?, total(choices.weights)?);
        // Where more weight is more of a discount, the lighter is dearer.
        Ok(Some(if heaviest.minor() > chosen.minor() { heaviest } else { chosen }))
    }

    /// Prices a basket by what it weighs now, on which these were charged by what it weighed: a fee on the order, and its hand-over,
    /// that was kept at an amount when some of it did not come moves from that amount.
    ///
    /// # Errors
    ///
    /// As [`PriceList::price`].
    pub fn price_weighed(
        mut self,
        basket: &[(VariantId, u32)],
        choices: Choices<'_>,
        were: &[(VariantId, Quantity)],
        before: &ChargedBefore,
    ) -> Result<(Self, Priced), PriceRefused> {
        let items = basket.iter().map(|(_, quantity)| quantity).sum();
        let (was, now) =
            (self.charged_lines(basket, were), self.charged_lines(basket, choices.weights));
        let nothing = Money::zero(self.currency);
        self.keep_fees_on(basket);
        for place in 0..self.fees.len() {
            let on = |list: &Self, lines: &[ChargedLine]| {
                list.fee_on_order(place, (OrderGoods::of(lines, list.currency), items))
            };
            let Some((then, after)) = on(&self, &was).zip(on(&self, &now)) else { continue };
            let charged = self.fees.get(place).and_then(|fee| before.fees.get(&fee.id).copied());
            let charged = charged.unwrap_or(nothing);
            if charged != then {
                self.fix_fee(place, charged + (after - then));
            }
        }
        for offered in &mut self.hand_over {
            let then = offered.method.charge(&was, self.currency);
            let charged = before.hand_over.unwrap_or(nothing);
            if charged != then {
                let more = offered.method.charge(&now, self.currency) - then;
                offered.method.calculator = Some(Calculator::FlatRate(charged + more));
            }
        }
        let priced = self.price(basket, choices)?;
        Ok((self, priced))
    }
}
