use serde::{Deserialize, Serialize};
use sillon_kernel::{
    Currency, Detail, Dimension, Failure, FailureKind, Money, Quantity, Rate, Unit,
};

use crate::fees::charged::{ChargedLine, OrderGoods};

/// The largest amount of a fee, in minor units: ten thousand euros. Charged on the largest line it fits an `i64`.
const LARGEST_MINOR: i64 = 1_000_000;

/// How much a fee is. Negative amounts and rates are discounts.
///
/// Stored and sent as JSON with its type, such as `{"type":"per-item","amount":{"amount":"0.20","currency":"EUR"}}` or
/// `{"type":"percent-per-item","percent":"5.5"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub enum Calculator {
    /// So much on each item.
    PerItem(Money),
    /// A share of each item's price, rounded on one item.
    PercentPerItem(Rate),
    /// So much on each kilogram, rounded on one item; what is sold by volume or piece weighs nothing.
    Weight {
        /// The amount on a kilogram.
        per_kg: Money,
    },
    /// So much on an order.
    FlatRate(Money),
    /// So much on the first item of an order, so much on each further one.
    FlexiRate {
        /// On the first item.
        first: Money,
        /// On each further item.
        additional: Money,
        /// How many items are charged at most; none at all when zero.
        most: u32,
    },
    /// One amount on small orders, another on large ones.
    PriceSack {
        /// Below this value of goods an order is small.
        below: Money,
        /// On a small order.
        normal: Money,
        /// On a large order.
        discount: Money,
    },
    /// A share of an order's goods, rounded once.
    PercentOfTotal(Rate),
}

impl Calculator {
    /// Whether it charges each item, so that its amount is part of the price shown; otherwise it charges an order.
    pub fn is_per_item(&self) -> bool {
        match self {
            Self::PerItem(_) | Self::PercentPerItem(_) | Self::Weight { .. } => true,
            Self::FlatRate(_)
            | Self::FlexiRate { .. }
            | Self::PriceSack { .. }
            | Self::PercentOfTotal(_) => false,
        }
    }

    /// Checks the calculator at the door, for use in a currency.
    ///
    /// # Errors
    ///
    /// [`CalculatorRefused`] when an amount is of another currency or beyond ten thousand, a rate not between −100 and
    /// 1000 %, or a threshold below zero.
    pub fn check(&self, currency: Currency) -> Result<(), CalculatorRefused> {
        if !self.is_in(currency) {
            return Err(CalculatorRefused::OtherCurrency(currency));
        }
        match self {
            Self::PerItem(amount) | Self::Weight { per_kg: amount } | Self::FlatRate(amount) => {
                bounded(*amount)
            }
            Self::FlexiRate { first, additional, .. } => {
                bounded(*first).and_then(|()| bounded(*additional))
            }
            Self::PriceSack { below, .. } if below.minor() < 0 => Err(CalculatorRefused::Threshold),
            Self::PriceSack { normal, discount, .. } => {
                bounded(*normal).and_then(|()| bounded(*discount))
            }
            Self::PercentPerItem(rate) | Self::PercentOfTotal(rate) => {
                let fits = (Rate::from_bps(-10_000)..=Rate::from_bps(100_000)).contains(rate);
                if fits { Ok(()) } else { Err(CalculatorRefused::Rate(*rate)) }
            }
        }
    }

    /// Whether it can come to less than nothing.
    pub(crate) fn can_be_a_discount(&self) -> bool {
        let is_less = |amount: &Money| amount.minor() < 0;
        match self {
            Self::PerItem(amount) | Self::FlatRate(amount) | Self::Weight { per_kg: amount } => {
                is_less(amount)
            }
            Self::PercentPerItem(rate) | Self::PercentOfTotal(rate) => *rate < Rate::ZERO,
            Self::FlexiRate { first, additional, .. } => is_less(first) || is_less(additional),
            Self::PriceSack { normal, discount, .. } => is_less(normal) || is_less(discount),
        }
    }

    /// Whether every amount in it is of the currency; shares are of any.
    pub(crate) fn is_in(&self, currency: Currency) -> bool {
        let is = |amount: &Money| amount.currency() == currency;
        match self {
            Self::PerItem(amount) | Self::Weight { per_kg: amount } | Self::FlatRate(amount) => {
                is(amount)
            }
            Self::FlexiRate { first, additional, .. } => is(first) && is(additional),
            Self::PriceSack { below, normal, discount } => is(below) && is(normal) && is(discount),
            Self::PercentPerItem(_) | Self::PercentOfTotal(_) => true,
        }
    }

    /// What it charges on so many items of one price and size; nothing when it charges orders.
    pub(crate) fn on_items(&self, price: Money, size: Quantity, quantity: u32) -> Money {
        match self {
            Self::PerItem(amount) => amount.times(quantity),
            Self::PercentPerItem(rate) => price.share(*rate).times(quantity),
            Self::Weight { per_kg } => weighed(*per_kg, size).times(quantity),
            Self::FlatRate(_)
            | Self::FlexiRate { .. }
            | Self::PriceSack { .. }
            | Self::PercentOfTotal(_) => Money::zero(price.currency()),
        }
    }

    /// What it charges on items that are weighed, worth `goods` by their weight: shares and weights follow it, and are rounded once on
    /// all of them. Source: Open Food Network, final weight.
    pub(crate) fn on_weighed(&self, goods: Money, weight: Quantity, quantity: u32) -> Money {
        match self {
            Self::PerItem(amount) => amount.times(quantity),
            Self::PercentPerItem(rate) => goods.share(*rate),
            Self::Weight { per_kg } => weighed(*per_kg, weight),
            Self::FlatRate(_)
            | Self::FlexiRate { .. }
            | Self::PriceSack { .. }
            | Self::PercentOfTotal(_) => Money::zero(goods.currency()),
        }
    }

    /// What it charges on a line: on each item, or on all that are weighed.
    pub(crate) fn on_line(&self, line: &ChargedLine) -> Money {
        match line.weight {
            Some(weight) => self.on_weighed(line.goods, weight, line.quantity),
            None => self.on_items(line.price, line.size, line.quantity),
        }
    }

    /// What it charges on an order of so many items worth `goods`; nothing when it charges items.
    pub(crate) fn on_order(&self, goods: OrderGoods, items: u32) -> Money {
        let nothing = Money::zero(goods.charged.currency());
        match self {
            Self::FlatRate(amount) => *amount,
            Self::FlexiRate { first, additional, most } => match items.min(*most).checked_sub(1) {
                Some(further) => *first + additional.times(further),
                None => nothing,
            },
            Self::PriceSack { below, normal, discount } => {
                if goods.expected.minor() < below.minor() { *normal } else { *discount }
            }
            Self::PercentOfTotal(rate) => goods.charged.share(*rate),
            Self::PerItem(_) | Self::PercentPerItem(_) | Self::Weight { .. } => nothing,
        }
    }

    /// What it charges once on a whole basket. Weights are added up before they are charged. Whether an order is large is told by what
    /// is expected of it: no threshold moves on the scales. Source: Open Food Network, shipping calculators.
    pub(crate) fn on_basket(&self, lines: &[ChargedLine], currency: Currency) -> Money {
        let items = lines.iter().map(|line| line.quantity).sum();
        match self {
            Self::PerItem(amount) => amount.times(items),
            Self::PercentPerItem(_) => {
                Money::total(currency, lines.iter().map(|line| self.on_line(line)))
            }
            Self::Weight { per_kg } => {
                let milli = lines.iter().filter_map(ChargedLine::weighs).map(Quantity::milli).sum();
                weighed(*per_kg, Quantity::from_milli(milli, Dimension::Weight))
            }
            Self::FlatRate(_)
            | Self::FlexiRate { .. }
            | Self::PriceSack { .. }
            | Self::PercentOfTotal(_) => self.on_order(OrderGoods::of(lines, currency), items),
        }
    }
}

fn weighed(per_kg: Money, quantity: Quantity) -> Money {
    match quantity.dimension() {
        Dimension::Weight => {
            Money::round(per_kg.major() * quantity.in_unit(Unit::Kilogram), per_kg.currency())
        }
        Dimension::Volume | Dimension::Piece => Money::zero(per_kg.currency()),
    }
}

fn bounded(amount: Money) -> Result<(), CalculatorRefused> {
    if amount.minor().abs() <= LARGEST_MINOR {
        return Ok(());
    }
    Err(CalculatorRefused::TooLarge { most: Money::new(LARGEST_MINOR, amount.currency()) })
}

/// The form a calculator is stored and sent in.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
enum Wire {
    PerItem { amount: Money },
    PercentPerItem { percent: Rate },
    Weight { per_kg: Money },
    FlatRate { amount: Money },
    FlexiRate { first: Money, additional: Money, most: u32 },
    PriceSack { below: Money, normal: Money, discount: Money },
    PercentOfTotal { percent: Rate },
}

impl From<Wire> for Calculator {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::PerItem { amount } => Self::PerItem(amount),
            Wire::PercentPerItem { percent } => Self::PercentPerItem(percent),
            Wire::Weight { per_kg } => Self::Weight { per_kg },
            Wire::FlatRate { amount } => Self::FlatRate(amount),
            Wire::FlexiRate { first, additional, most } => {
                Self::FlexiRate { first, additional, most }
            }
            Wire::PriceSack { below, normal, discount } => {
                Self::PriceSack { below, normal, discount }
            }
            Wire::PercentOfTotal { percent } => Self::PercentOfTotal(percent),
        }
    }
}

impl From<Calculator> for Wire {
    fn from(calculator: Calculator) -> Self {
        match calculator {
            Calculator::PerItem(amount) => Self::PerItem { amount },
            Calculator::PercentPerItem(percent) => Self::PercentPerItem { percent },
            Calculator::Weight { per_kg } => Self::Weight { per_kg },
            Calculator::FlatRate(amount) => Self::FlatRate { amount },
            Calculator::FlexiRate { first, additional, most } => {
                Self::FlexiRate { first, additional, most }
            }
            Calculator::PriceSack { below, normal, discount } => {
                Self::PriceSack { below, normal, discount }
            }
            Calculator::PercentOfTotal(percent) => Self::PercentOfTotal { percent },
        }
    }
}

/// Why a calculator was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalculatorRefused {
    /// An amount cannot be added to prices of this currency.
    #[error("the amounts of the fee are not all in {}", .0.code())]
    OtherCurrency(Currency),
    /// An amount is larger than any fee.
    #[error("an amount of the fee is beyond {most}")]
    TooLarge {
        /// The largest amount of a fee.
        most: Money,
    },
    /// A share is less than all of it, or more than ten times it.
    #[error("a fee of {0} is not between -100 and 1000 %")]
    Rate(Rate),
    /// No order is below the threshold.
    #[error("the value from which an order is large is below zero")]
    Threshold,
}

impl Failure for CalculatorRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::OtherCurrency(_) => (FailureKind::Invalid, "fee-currency"),
            Self::TooLarge { .. } => (FailureKind::Invalid, "fee-too-large"),
            Self::Rate(_) => (FailureKind::Invalid, "fee-rate"),
            Self::Threshold => (FailureKind::Invalid, "fee-threshold"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("calculator", self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn eur(text: &str) -> Money {
        Money::parse(text, Currency::EUR).unwrap()
    }

    fn percent(text: &str) -> Rate {
        text.parse().unwrap()
    }

    fn grams(value: &str) -> Quantity {
        Quantity::parse(value, Unit::Gram).unwrap()
    }

    #[test]
    fn a_share_per_item_is_rounded_on_one_item_and_a_share_of_the_total_once() {
        let per_item = Calculator::PercentPerItem(percent("20"));
        assert_eq!(per_item.on_items(eur("0.86"), Quantity::pieces(1), 8), eur("1.36"));
        assert_eq!(per_item.on_items(eur("50"), Quantity::pieces(1), 2), eur("20.00"));
        let of_total = Calculator::PercentOfTotal(percent("20"));
        assert_eq!(of_total.on_order(OrderGoods::certain(eur("6.88")), 8), eur("1.38"));
    }

    #[test]
    fn an_amount_per_item_counts_every_item() {
        let fee = Calculator::PerItem(eur("-0.10"));
        assert_eq!(fee.on_items(eur("3"), Quantity::pieces(1), 12), eur("-1.20"));
    }

    #[test]
    fn a_weight_fee_weighs_one_item_and_rounds_on_it() {
        let fee = Calculator::Weight { per_kg: eur("6") };
        assert_eq!(fee.on_items(eur("1"), grams("350"), 2), eur("4.20"));
        assert_eq!(fee.on_items(eur("1"), grams("7000000"), 1), eur("42000.00"));
        assert_eq!(fee.on_items(eur("1"), grams("680.4"), 1), eur("4.08"));
        let fine = Calculator::Weight { per_kg: eur("0.50") };
        assert_eq!(fine.on_items(eur("1"), grams("125"), 1), eur("0.06"));
        assert_eq!(
            fine.on_items(eur("1"), grams("125"), 10),
            eur("0.60"),
            "ten times what is shown"
        );
        assert_eq!(fee.on_items(eur("1"), Quantity::pieces(6), 2), eur("0"));
        assert_eq!(fee.on_items(eur("1"), Quantity::parse("1", Unit::Litre).unwrap(), 2), eur("0"));
    }

    #[test]
    fn a_flexible_rate_counts_items_up_to_its_most() {
        let fee = |most| Calculator::FlexiRate { first: eur("2"), additional: eur("1"), most };
        assert_eq!(fee(3).on_order(OrderGoods::certain(eur("13")), 1), eur("2"));
        assert_eq!(fee(3).on_order(OrderGoods::certain(eur("13")), 2), eur("3"));
        assert_eq!(fee(3).on_order(OrderGoods::certain(eur("13")), 9), eur("4"));
        assert_eq!(fee(0).on_order(OrderGoods::certain(eur("13")), 9), eur("0"));
        assert_eq!(fee(3).on_order(OrderGoods::certain(eur("0")), 0), eur("0"), "no item, no fee");
    }

    #[test]
    fn a_price_sack_is_large_from_its_threshold_on() {
        let fee =
            Calculator::PriceSack { below: eur("16.5"), normal: eur("5"), discount: eur("1") };
        assert_eq!(fee.on_order(OrderGoods::certain(eur("16")), 2), eur("5"));
        assert_eq!(fee.on_order(OrderGoods::certain(eur("16.50")), 2), eur("1"));
        assert_eq!(fee.on_order(OrderGoods::certain(eur("17")), 2), eur("1"));
    }

    #[test]
    fn calculators_are_tagged_json() {
        let amount = |text: &str| json!({"amount": text, "currency": "EUR"});
        let cases = [
            (
                Calculator::PerItem(eur("0.2")),
                json!({"type": "per-item", "amount": amount("0.20")}),
            ),
            (
                Calculator::PercentPerItem(percent("5.5")),
                json!({"type": "percent-per-item", "percent": "5.5"}),
            ),
            (
                Calculator::Weight { per_kg: eur("6") },
                json!({"type": "weight", "per_kg": amount("6.00")}),
            ),
            (
                Calculator::FlatRate(eur("2")),
                json!({"type": "flat-rate", "amount": amount("2.00")}),
            ),
            (
                Calculator::FlexiRate { first: eur("2"), additional: eur("1"), most: 3 },
                json!({"type": "flexi-rate", "first": amount("2.00"), "additional": amount("1.00"), "most": 3}),
            ),
            (
                Calculator::PriceSack {
                    below: eur("5"),
                    normal: eur("10.4"),
                    discount: eur("1.2"),
                },
                json!({
                    "type": "price-sack",
                    "below": amount("5.00"),
                    "normal": amount("10.40"),
                    "discount": amount("1.20"),
                }),
            ),
            (
                Calculator::PercentOfTotal(percent("-2")),
                json!({"type": "percent-of-total", "percent": "-2"}),
            ),
        ];
        for (calculator, json) in cases {
            assert_eq!(serde_json::to_value(&calculator).unwrap(), json);
            let text = json.to_string();
            assert_eq!(serde_json::from_str::<Calculator>(&text).unwrap(), calculator);
        }
    }

    #[test]
    fn json_that_says_anything_else_is_refused() {
        let refused = [
            json!({"type": "flat-rate", "amount": {"amount": "2", "currency": "EUR"}, "most": 3}),
            json!({"type": "flat-rate", "amount": {"amount": 2, "currency": "EUR"}}),
            json!({"type": "flat-rate"}),
            json!({"type": "none"}),
            json!({"amount": {"amount": "2", "currency": "EUR"}}),
            json!({"type": "percent-of-total", "percent": "NaN"}),
        ];
        for json in refused {
            assert!(serde_json::from_value::<Calculator>(json.clone()).is_err(), "{json}");
        }
    }

    #[test]
    fn a_calculator_is_bounded_and_of_one_currency() {
        let refused =
            |calculator: Calculator| calculator.check(Currency::EUR).unwrap_err().class().1;
        assert_eq!(Calculator::PerItem(eur("-0.10")).check(Currency::EUR), Ok(()));
        assert_eq!(Calculator::PercentPerItem(percent("-100")).check(Currency::CHF), Ok(()));
        assert_eq!(refused(Calculator::FlatRate(Money::new(1, Currency::CHF))), "fee-currency");
        let mixed = Calculator::FlexiRate {
            first: eur("1"),
            additional: Money::new(1, Currency::CHF),
            most: 2,
        };
        assert_eq!(refused(mixed), "fee-currency");
        assert_eq!(refused(Calculator::Weight { per_kg: eur("10000.01") }), "fee-too-large");
        assert_eq!(refused(Calculator::PercentOfTotal(percent("-100.1"))), "fee-rate");
        let sack = Calculator::PriceSack { below: eur("-1"), normal: eur("1"), discount: eur("0") };
        assert_eq!(refused(sack), "fee-threshold");
    }
}
