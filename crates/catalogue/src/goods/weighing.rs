use sillon_kernel::{Detail, Dimension, Failure, FailureKind, Money, Quantity, Rate};

/// How far from its size one item may weigh, where nothing else is said of it: 30 % less or more.
pub const DEFAULT_TOLERANCE: Rate = Rate::from_bps(3_000);

/// How a size is sold whose items are weighed one by one: its price is that of what to expect, and what is paid follows the weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighing {
    /// What one item is expected to weigh.
    pub expected: Quantity,
    /// The most that is charged of one item, whatever it weighs: the customer agreed to no more.
    pub heaviest: Quantity,
    /// How far from what is expected a weight may be, before it is held for a slip.
    pub tolerance: Rate,
}

impl Weighing {
    /// How a size of so much is weighed of which the most is known that one item weighs; not at all where it is no weight.
    pub fn of(size: Quantity, heaviest: Option<Quantity>, tolerance: Option<Rate>) -> Option<Self> {
        let heaviest = heaviest?;
        let weighs = |of: Quantity| of.dimension() == Dimension::Weight && of.milli() > 0;
        let tolerance = tolerance.unwrap_or(DEFAULT_TOLERANCE);
        let is_weighed = weighs(size) && weighs(heaviest);
        is_weighed.then_some(Self { expected: size, heaviest, tolerance })
    }

    /// What so many items are expected to weigh.
    pub fn estimate(&self, items: u32) -> Quantity {
        self.expected.times(items)
    }

    /// The most that so many items are charged for.
    pub fn at_most(&self, items: u32) -> Quantity {
        self.heaviest.times(items)
    }

    /// What of a weight of so many items is charged: all of it, up to the most.
    pub fn charged(&self, items: u32, weight: Quantity) -> Quantity {
        let milli = weight.milli().min(self.at_most(items).milli());
        Quantity::from_milli(milli, Dimension::Weight)
    }

    /// Between what so many items plausibly weigh: as far from what is expected as is tolerated, and as much as the heaviest.
    pub fn plausible(&self, items: u32) -> (Quantity, Quantity) {
        let (expected, most) = (self.estimate(items).milli(), self.at_most(items).milli());
        let apart = i128::from(expected) * i128::from(self.tolerance.millionths()) / 1_000_000;
        let apart = i64::try_from(apart).unwrap_or(i64::MAX);
        let of = |milli: i64| Quantity::from_milli(milli, Dimension::Weight);
        // Nothing weighs nothing.
        let lightest = expected.saturating_sub(apart).max(1);
        (of(lightest), of(expected.saturating_add(apart).max(most)))
    }

    /// What a weight comes to at the price of one item: exact, rounded once. `None` beyond every amount.
    pub fn price(&self, of_one: Money, weight: Quantity) -> Option<Money> {
        of_one.of_part(weight.milli(), self.expected.milli())
    }

    /// Checks what so many items are said to weigh, at the price of one. Whoever says it is `certain` may have weighed what nobody
    /// expected.
    ///
    /// # Errors
    ///
    /// [`WeightRefused`].
    pub fn check(
        &self,
        (items, of_one): (u32, Money),
        weight: Quantity,
        certain: bool,
    ) -> Result<(), WeightRefused> {
        if weight.dimension() != Dimension::Weight {
            return Err(WeightRefused::NoWeight);
        }
        if weight.milli() <= 0 {
            return Err(WeightRefused::Nothing);
        }
        let (lightest, heaviest) = self.plausible(items);
        let is_plausible = (lightest.milli()..=heaviest.milli()).contains(&weight.milli());
        if certain || is_plausible {
            return Ok(());
        }
        let price = self.price(of_one, weight);
        Err(WeightRefused::Implausible { weight, items, lightest, heaviest, price })
    }
}

/// What some items weigh when there are more or fewer of them: as much for each as it was; what is expected where there were none, or
/// they were not weighed.
pub fn weight_of_other_items(
    weighed: Option<(Quantity, u32)>,
    items: u32,
    expected: Quantity,
) -> Quantity {
    let scaled = weighed.filter(|(_, were)| *were > 0).and_then(|(weight, were)| {
        let (all, were) = (i128::from(weight.milli()) * i128::from(items), i128::from(were));
        i64::try_from((2 * all + were) / (2 * were)).ok()
    });
    scaled.map_or_else(
        || expected.times(items),
        |milli| Quantity::from_milli(milli.max(1), expected.dimension()),
    )
}

/// Why a weight is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightRefused {
    /// It is a volume, or a number of pieces.
    #[error("it is a weight, such as {{\"value\": \"1.72\", \"unit\": \"kg\"}}")]
    NoWeight,
    /// Nothing weighs nothing.
    #[error("nothing weighs nothing: what did not come is a shortage")]
    Nothing,
    /// It is so far from what is expected that it is held for a slip.
    #[error("{}", implausible(*weight, *items, (*lightest, *heaviest), *price))]
    Implausible {
        /// What was said.
        weight: Quantity,
        /// How many items.
        items: u32,
        /// The least they plausibly weigh.
        lightest: Quantity,
        /// The most.
        heaviest: Quantity,
        /// What it would come to, before fees; none beyond every amount.
        price: Option<Money>,
    },
}

fn implausible(
    weight: Quantity,
    items: u32,
    (lightest, heaviest): (Quantity, Quantity),
    price: Option<Money>,
) -> String {
    let cost = price.map_or_else(|| "more than any amount".to_owned(), |price| price.to_string());
    format!(
        "{weight} for {items} is not between {lightest} and {heaviest}, and would come to {cost}: say that you are certain if it is so"
    )
}

impl Failure for WeightRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NoWeight | Self::Nothing => (FailureKind::Invalid, "invalid-weight"),
            Self::Implausible { .. } => (FailureKind::Invalid, "implausible-weight"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        let detail = Detail::new("weight", self.to_string());
        match self {
            Self::NoWeight | Self::Nothing => vec![detail],
            Self::Implausible { lightest, heaviest, price, .. } => {
                let told = detail.with("lightest", lightest).with("heaviest", heaviest);
                vec![price.map_or(told.clone(), |price| told.with("would_come_to", price))]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sillon_kernel::{Currency, Unit};

    use super::*;

    fn grams(value: &str) -> Quantity {
        Quantity::parse(value, Unit::Gram).unwrap()
    }

    fn eur(text: &str) -> Money {
        Money::parse(text, Currency::EUR).unwrap()
    }

    fn hen() -> Weighing {
        Weighing::of(grams("1600"), Some(grams("1900")), None).unwrap()
    }

    #[test]
    fn only_a_size_given_by_weight_is_weighed() {
        assert_eq!(Weighing::of(grams("1600"), None, None), None);
        assert_eq!(Weighing::of(Quantity::pieces(1), Some(grams("1")), None), None);
    }

    #[test]
    fn a_hen_is_paid_by_what_it_weighs_up_to_the_most() {
        let price = |weight: &str| hen().price(eur("14.40"), hen().charged(1, grams(weight)));
        assert_eq!(price("1600"), Some(eur("14.40")));
        assert_eq!(price("1725"), Some(eur("15.53")), "15.525 is rounded up");
        assert_eq!(price("2050"), price("1900"), "nobody agreed to more");
    }

    #[test]
    fn a_slip_of_the_unit_is_refused_with_what_it_would_come_to() {
        let check = |weight: &str| hen().check((2, eur("14.40")), grams(weight), false);
        assert_eq!(hen().plausible(2), (grams("2240"), grams("4160")));
        assert_eq!((check("2240"), check("4160")), (Ok(()), Ok(())));
        let refused = check("3.2").unwrap_err();
        assert_eq!(refused.class().1, "implausible-weight");
        assert!(refused.to_string().contains("0.03"), "{refused}");
        assert!(check("3200000").unwrap_err().to_string().contains("28800.00"));
        assert_eq!(hen().check((2, eur("14.40")), grams("1000"), true), Ok(()), "on purpose");
        let nothing = hen().check((2, eur("14.40")), grams("0"), true);
        assert_eq!(nothing, Err(WeightRefused::Nothing));
    }

    #[test]
    fn a_heaviest_beyond_the_tolerance_is_plausible() {
        let cheese = Weighing::of(grams("200"), Some(grams("300")), Some(Rate::from_bps(1_000)));
        assert_eq!(cheese.unwrap().plausible(1), (grams("180"), grams("300")));
    }

    proptest! {
        #[test]
        fn what_is_expected_is_plausible_and_costs_what_was_said(
            size in 1_i64..10_000_000, more in 0_i64..1_000_000, items in 1_u32..1_000, minor in 0_i64..1_000_000
        ) {
            let of = |milli| Quantity::from_milli(milli, Dimension::Weight);
            let weighing = Weighing::of(of(size), Some(of(size + more)), None).unwrap();
            let price = Money::new(minor, Currency::EUR);
            let estimate = weighing.estimate(items);
            prop_assert_eq!(weighing.check((items, price), estimate, false), Ok(()));
            prop_assert_eq!(weighing.check((items, price), weighing.at_most(items), false), Ok(()));
            prop_assert_eq!(weighing.price(price, estimate), Some(price.times(items)));
        }

        #[test]
        fn more_items_and_back_weigh_what_they_did(
            milli in 1_i64..10_000_000, items in 1_u32..100, more in 1_u32..100
        ) {
            let weight = Quantity::from_milli(milli, Dimension::Weight);
            let grown = weight_of_other_items(Some((weight, items)), items * more, weight);
            prop_assert_eq!(weight_of_other_items(Some((grown, items * more)), items, weight), weight);
        }
    }
}
