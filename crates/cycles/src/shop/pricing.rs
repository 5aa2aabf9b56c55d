use std::collections::{BTreeMap, BTreeSet};

use sillon_kernel::{HandOverMethodId, Money, Quantity, Rate, VariantId, VatRegime};

use crate::{
    AddedTax, Choices, Fee, HandOverCharge, ItemFee, Offer, OrderFee, PriceList, PriceRefused,
    Reduction, SoldPart,
    fees::charged::{ChargedLine, OrderGoods},
    shop::included_tax::included,
};

/// The most lines of a basket.
pub const MAX_LINES: usize = 200;

/// The most items of one variant in a basket.
pub const MAX_ITEMS: u32 = 10_000;

/// The most that one line of a basket takes from its pool, in thousandths: a thousand tonnes. With it, and with the largest
/// amount, no sum over a cycle of nine million orders leaves what is counted in.
pub const MAX_LINE_MILLI: i64 = 1_000_000_000_000;

/// The largest amount in a basket and of a basket, in minor units: a hundred million euros.
const LARGEST_MINOR: i64 = 10_000_000_000;

/// What a basket costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// Its lines, in the order asked.
    pub lines: Vec<PricedLine>,
    /// The fees over all of it, in the order of the price list's fees, each by the rates it is taxed at; what comes to nothing is left
    /// out.
    pub charges: Vec<Charge>,
    /// What the hand-over comes to, where one is chosen.
    pub hand_over: Option<HandOverCharge>,
    /// The taxes on all of these, where prices are without.
    pub taxes: Vec<AddedTax>,
    /// What each voucher takes off all of these, in the order they were named.
    pub reductions: Vec<Reduction>,
    /// The deposits on all lines, which are paid back when the packaging returns.
    pub deposits: Money,
    /// What is to be paid: the goods of every line, every charge, the hand-over, the taxes added to them
    /// and every deposit, and what vouchers take off.
    pub total: Money,
}

/// What a line of a basket costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PricedLine {
    /// The variant.
    pub variant: VariantId,
    /// Its place in the price list's offers.
    pub offer: usize,
    /// How many items.
    pub quantity: u32,
    /// What all of them weigh, where they were weighed: what is charged of it, their weighing says.
    pub weighed: Option<Quantity>,
    /// The listed price of all of them; of what is weighed, by what is charged of its weight.
    pub goods: Money,
    /// What of it is the hub's, where it sells a producer's goods at a price of its own.
    pub margin: Money,
    /// The fees on all of them.
    pub fees: Money,
    /// Goods and fees.
    pub total: Money,
    /// The tax included in the goods, as their owner and the hub charge it.
    pub tax: Money,
    /// What of it is included in the hub's margin.
    pub margin_tax: Money,
    /// The deposits on all of them, on top of the total.
    pub deposit: Money,
    /// The tax included in the deposits.
    pub deposit_tax: Money,
}

/// What a fee comes to over a whole basket, at one tax rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// Its place in the price list's fees.
    pub fee: usize,
    /// What it comes to: on the items of all lines, and on the order.
    pub amount: Money,
    /// The tax rate, included in it or added, as whoever is paid it charges it.
    pub tax_rate: Rate,
    /// The tax included in it.
    pub tax: Money,
}

impl PriceList {
    /// Prices a basket of variants and how many of each, with what is chosen beside them: without a method of hand-over, and with one
    /// that is not offered, it holds no hand-over; vouchers that cannot be used now take nothing off.
    ///
    /// # Errors
    ///
    /// [`PriceRefused`] when something in it is not offered, it holds too little or too much, or discounts exceed it.
    pub fn price(
        &self,
        basket: &[(VariantId, u32)],
        choices: Choices<'_>,
    ) -> Result<Priced, PriceRefused> {
        if basket.is_empty() {
            return Err(PriceRefused::Empty);
        }
        if basket.len() > MAX_LINES {
            return Err(PriceRefused::TooManyLines { most: MAX_LINES });
        }
        let mut amounts = Amounts::new();
        let mut lines = Vec::with_capacity(basket.len());
        for (variant, quantity) in basket {
            let wanted = (*variant, *quantity, choices.weight(*variant));
            let line = self.line(wanted, &lines, &mut amounts)?;
            lines.push(line);
        }
        let goods = Money::total(self.currency, lines.iter().map(|line| line.goods));
        let items = lines.iter().map(|line| line.quantity).sum();
        let charged = self.charged_lines(basket, choices.weights);
        let by_weight = OrderGoods::of(&charged, self.currency);
        for order_fee in self.order_fees.iter().filter(|fee| fee.applies_to(&lines)) {
            let amount = self.on_order(order_fee, by_weight, items);
            self.tax_on_order(order_fee, amount, &lines, &mut amounts);
        }
        let method = choices.hand_over;
        let hand_over = method.and_then(|method| self.handed_over(method, &charged));
        let carried = bounded(hand_over.map_or(Money::zero(self.currency), |it| it.amount))?;
        let fees = Money::total(self.currency, amounts.values().copied());
        let mut priced = Priced {
            charges: self.charges(&amounts),
            hand_over,
            taxes: Vec::new(),
            reductions: Vec::new(),
            deposits: Money::total(self.currency, lines.iter().map(|line| line.deposit)),
            total: bounded(goods + fees + carried)?,
            lines,
        };
        self.add_taxes(&mut priced);
        // A discount takes nothing off what is paid back later.
        if priced.total.minor() < 0 {
            let missing = Money::zero(self.currency) - priced.total;
            return Err(PriceRefused::BelowZero { missing });
        }
        priced.total = bounded(priced.total + priced.deposits)?;
        if !choices.vouchers.is_empty() {
            self.take_off(&mut priced, choices.vouchers);
        }
        Ok(priced)
    }

    /// What a method comes to on lines; none where it is not offered.
    fn handed_over(
        &self,
        method: HandOverMethodId,
        lines: &[ChargedLine],
    ) -> Option<HandOverCharge> {
        let offered = self.hand_over(method)?;
        let amount = offered.method.charge(lines, self.currency);
        Some(HandOverCharge { method, amount, tax: self.included(amount, offered.tax) })
    }

    /// What a line costs by itself, per-item fees in; none where it has no price.
    pub fn line_total(&self, variant: VariantId, quantity: u32) -> Option<Money> {
        Some(self.line((variant, quantity, None), &[], &mut Amounts::new()).ok()?.total)
    }

    /// What one item is paid by itself, per-item fees in and the taxes that are added with it; none where it has no price.
    pub(crate) fn item_paid(&self, variant: VariantId) -> Option<Money> {
        let mut amounts = Amounts::new();
        let line = self.line((variant, 1, None), &[], &mut amounts).ok()?;
        let mut priced = Priced {
            charges: self.charges(&amounts),
            hand_over: None,
            taxes: Vec::new(),
            reductions: Vec::new(),
            deposits: Money::zero(self.currency),
            total: line.total,
            lines: vec![line],
        };
        self.add_taxes(&mut priced);
        Some(priced.total)
    }

    /// The fees that come on top of the lines of a basket, and what each comes to at all tax rates together.
    pub fn charges_on_order(&self, priced: &Priced) -> Vec<(&Fee, Money)> {
        let mut told: Vec<(usize, &Fee, Money)> = Vec::new();
        for charge in &priced.charges {
            if let Some((.., amount)) = told.last_mut().filter(|(place, ..)| *place == charge.fee) {
                *amount += charge.amount;
            } else if let Some(fee) = self.fees.get(charge.fee).filter(|fee| !fee.is_per_item()) {
                told.push((charge.fee, fee, charge.amount));
            }
        }
        told.into_iter().map(|(_, fee, amount)| (fee, amount)).collect()
    }

    /// Prices one line, and adds its fees to the amounts of all fees.
    fn line(
        &self,
        (variant, quantity, weighed): (VariantId, u32, Option<Quantity>),
        before: &[PricedLine],
        amounts: &mut Amounts,
    ) -> Result<PricedLine, PriceRefused> {
        if quantity == 0 {
            return Err(PriceRefused::ZeroQuantity(variant));
        }
        if quantity > MAX_ITEMS {
            return Err(PriceRefused::TooMany { variant, most: MAX_ITEMS });
        }
        let (place, offer) = self.place(variant).ok_or(PriceRefused::NotOffered(variant))?;
        if before.iter().any(|line| line.offer == place) {
            return Err(PriceRefused::Twice(variant));
        }
        let charged = offer.listing.charged(quantity, weighed).ok_or(PriceRefused::TooLarge)?;
        let goods = bounded(charged.goods)?;
        let mut fees = Money::zero(self.currency);
        for item_fee in &offer.fees {
            let amount = bounded(self.on_items(item_fee, &charged))?;
            if let Some(rate) = item_fee.tax_rate {
                add(amounts, (item_fee.fee, rate), amount);
            } else {
                let by_rate = offer.shared_by_rate(goods);
                self.add_as_goods(item_fee.fee, amount, &by_rate, amounts);
            }
            fees += amount;
        }
        if offer.listing.takes(quantity).any(|(_, milli)| milli > MAX_LINE_MILLI) {
            return Err(PriceRefused::TooMuch(variant));
        }
        if offer.listing.is_bundle() {
            return self.bundle_line((variant, place, offer), quantity, goods, fees);
        }
        let none = Money::zero(self.currency);
        let margin = bounded(offer.listing.margin_of(&charged).ok_or(PriceRefused::TooLarge)?)?;
        let margin_tax = self.included(margin, offer.margin_tax);
        let deposit = offer.listing.deposit;
        Ok(PricedLine {
            variant,
            offer: place,
            quantity,
            weighed: weighed.filter(|_| charged.weight.is_some()),
            goods,
            margin,
            fees,
            total: goods + fees,
            // Two sellers declare it: each part is rounded by itself.
            tax: self.included(goods - margin, offer.listing.tax) + margin_tax,
            margin_tax,
            deposit: bounded(deposit.map_or(none, |deposit| deposit.of(quantity)))?,
            deposit_tax: deposit.map_or(none, |deposit| deposit.tax_of(quantity)),
        })
    }

    fn on_items(&self, item_fee: &ItemFee, line: &ChargedLine) -> Money {
        let fee = self.fees.get(item_fee.fee).expect("offers name fees of their price list");
        fee.calculator.on_line(line)
    }

    fn on_order(&self, order_fee: &OrderFee, goods: OrderGoods, items: u32) -> Money {
        let fee = self.fees.get(order_fee.fee).expect("order fees name fees of their price list");
        fee.calculator.on_order(goods, items)
    }

    /// Adds what a fee on an order comes to, at its tax rate or over those of the goods it is charged on, by how much they come to.
    fn tax_on_order(
        &self,
        order_fee: &OrderFee,
        amount: Money,
        lines: &[PricedLine],
        amounts: &mut Amounts,
    ) {
        if let Some(rate) = order_fee.tax_rate {
            return add(amounts, (order_fee.fee, rate), amount);
        }
        let goods = lines.iter().filter_map(|line| {
            Some(self.offers.get(line.offer)?.shared_by_rate(line.goods).into_iter())
        });
        let goods: Vec<(Rate, Money)> = goods.flatten().collect();
        self.add_as_goods(order_fee.fee, amount, &goods, amounts);
    }

    /// Adds what a fee comes to over the rates of the goods it is charged on, by how much is at each, as who is paid it charges them.
    fn add_as_goods(
        &self,
        fee: usize,
        amount: Money,
        goods: &[(Rate, Money)],
        amounts: &mut Amounts,
    ) {
        let payee = self.fees.get(fee).map(|fee| fee.enterprise);
        let regime = payee.and_then(|payee| self.regime(payee));
        let mut by_rate: BTreeMap<Rate, u64> = BTreeMap::new();
        for (rate, goods) in goods {
            *by_rate.entry(VatRegime::rate_of(regime, *rate)).or_default() +=
                u64::try_from(goods.minor()).unwrap_or_default();
        }
        let weights: Vec<u64> = by_rate.values().copied().collect();
        // What is all given away is at each of its rates alike.
        let alike = || amount.split(&vec![1; weights.len()]);
        let shares = amount.split(&weights).or_else(|_nothing| alike()).unwrap_or_default();
        for (rate, share) in by_rate.into_keys().zip(shares) {
            add(amounts, (fee, rate), share);
        }
    }

    /// What so many bundles cost: what their parts come to.
    fn bundle_line(
        &self,
        (variant, place, offer): (VariantId, usize, &Offer),
        quantity: u32,
        goods: Money,
        fees: Money,
    ) -> Result<PricedLine, PriceRefused> {
        let parts = self.parts_of(&offer.listing, quantity, (goods, fees));
        let sum = |of: fn(&SoldPart<'_>) -> Money| {
            let each = parts.iter().map(|part| bounded(of(part)));
            let all = each.collect::<Result<Vec<Money>, PriceRefused>>()?;
            bounded(Money::total(goods.currency(), all))
        };
        Ok(PricedLine {
            variant,
            offer: place,
            quantity,
            weighed: None,
            goods,
            margin: sum(|part| part.margin)?,
            fees,
            total: goods + fees,
            tax: sum(|part| part.tax)?,
            margin_tax: sum(|part| part.margin_tax)?,
            deposit: sum(|part| part.deposit)?,
            deposit_tax: sum(|part| part.deposit_tax)?,
        })
    }

    /// What every fee comes to, without what comes to nothing.
    fn charges(&self, amounts: &Amounts) -> Vec<Charge> {
        let some = amounts.iter().filter(|(_, amount)| !amount.is_zero());
        let charge = |((fee, tax_rate), amount): (&(usize, Rate), &Money)| Charge {
            fee: *fee,
            amount: *amount,
            tax_rate: *tax_rate,
            tax: self.included(*amount, *tax_rate),
        };
        some.map(charge).collect()
    }

    /// The tax in an amount at a rate: none where it is added instead.
    pub(crate) fn included(&self, amount: Money, rate: Rate) -> Money {
        included(amount, if self.adds_tax() { Rate::ZERO } else { rate })
    }
}

impl OrderFee {
    fn applies_to(&self, lines: &[PricedLine]) -> bool {
        let in_one_of = |variants: &BTreeSet<VariantId>| {
            lines.iter().any(|line| variants.contains(&line.variant))
        };
        self.only_with.as_ref().is_none_or(in_one_of)
    }
}

/// What fees come to, by their places in the price list's fees and the rates they are taxed at.
type Amounts = BTreeMap<(usize, Rate), Money>;

fn add(amounts: &mut Amounts, at: (usize, Rate), amount: Money) {
    *amounts.entry(at).or_insert(Money::zero(amount.currency())) += amount;
}

fn bounded(amount: Money) -> Result<Money, PriceRefused> {
    let fits = (-LARGEST_MINOR..=LARGEST_MINOR).contains(&amount.minor());
    if fits { Ok(amount) } else { Err(PriceRefused::TooLarge) }
}

#[cfg(test)]
mod laws;

#[cfg(test)]
mod tests;
