use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use sillon_kernel::{Money, Timestamp};

/// How far back prices are looked at before a reduction, in seconds: 30 days of 24 hours.
const WINDOW_SECONDS: i64 = 30 * 86_400;

/// The prices something was offered at: each applied from its instant until the next one's, and the last applies still.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PriceHistory(BTreeMap<Timestamp, Money>);

impl PriceHistory {
    /// The history with one more price, from an instant on.
    #[must_use]
    pub fn with(mut self, from: Timestamp, price: Money) -> Self {
        self.add(from, price);
        self
    }

    /// Notes that a price applied from an instant on.
    pub fn add(&mut self, from: Timestamp, price: Money) {
        self.0.insert(from, price);
    }

    /// The price that applied at an instant; none before the first.
    pub fn at(&self, instant: Timestamp) -> Option<Money> {
        self.0.range(..=instant).next_back().map(|(_, price)| *price)
    }

    /// The price that applied at an instant, and those that came after it.
    pub(crate) fn applied_from(&self, instant: Timestamp) -> Vec<Money> {
        let after = self.0.range((Bound::Excluded(instant), Bound::Unbounded));
        self.at(instant).into_iter().chain(after.map(|(_, price)| *price)).collect()
    }

    /// The price that applies still.
    pub fn last(&self) -> Option<Money> {
        self.0.values().next_back().copied()
    }

    /// The prices at a hub which for a time set its own, where this is its producer's history: `own` says from when at what
    /// price of its own it sold, and without one from when at its producer's, who has had a price since before.
    #[must_use]
    pub fn under(&self, own: &BTreeMap<Timestamp, Option<Money>>) -> Self {
        let own_at = |instant| own.range(..=instant).next_back().and_then(|(_, price)| *price);
        let instants: BTreeSet<Timestamp> = self.0.keys().chain(own.keys()).copied().collect();
        let price = |instant| Some((instant, own_at(instant).or_else(|| self.at(instant))?));
        Self(instants.into_iter().filter_map(price).collect())
    }

    /// How far back a history must reach to say what a price is reduced from since an instant.
    pub fn needed_from(since: Timestamp) -> Timestamp {
        since.plus_seconds(-WINDOW_SECONDS)
    }
}

/// The lowest price that applied at any instant of the 30 days before `as_of`, the instant itself not among them: what a
/// reduction from that instant on is told against. None of what was not offered before; of what was offered for fewer days,
/// those it was.
///
/// A price that began earlier counts while it applied within them. Prices of another currency than the last before `as_of`
/// compare with nothing, and are passed over. Source: directive 98/6/EC, art. 6a (1) and (2); Code de la consommation,
/// art. L112-1-1.
pub fn lowest_of_30_days(history: &PriceHistory, as_of: Timestamp) -> Option<Money> {
    let (_, last) = history.0.range(..as_of).next_back()?;
    let from = PriceHistory::needed_from(as_of);
    let within = history.0.range((Bound::Excluded(from), Bound::Excluded(as_of)));
    let applied = history.at(from).into_iter().chain(within.map(|(_, price)| *price));
    applied.filter(|price| price.currency() == last.currency()).min_by_key(|price| price.minor())
}

#[cfg(test)]
mod tests {
    use proptest::{collection::btree_map, option, prelude::*};
    use sillon_kernel::Currency;

    use super::*;

    fn day(day: i64) -> Timestamp {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        start.plus_seconds(day * 86_400)
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn history(prices: impl IntoIterator<Item = (i64, i64)>) -> PriceHistory {
        let add = |history: PriceHistory, (from, minor)| history.with(day(from), eur(minor));
        prices.into_iter().fold(PriceHistory::default(), add)
    }

    fn any_history() -> impl Strategy<Value = PriceHistory> {
        btree_map(0_i64..120, 0_i64..500, 0..12).prop_map(history)
    }

    #[test]
    fn the_lowest_price_is_of_the_thirty_days_before() {
        let prices = history([(0, 300), (10, 200), (15, 250), (50, 180)]);
        let lowest = |at| lowest_of_30_days(&prices, day(at)).map(Money::minor);
        assert_eq!(lowest(0), None, "it was not offered before");
        assert_eq!(lowest(5), Some(300), "it was offered for five days");
        assert_eq!(lowest(40), Some(200), "what applied on the first of the days counts");
        assert_eq!(lowest(45), Some(250), "what ended as they began does not");
        assert_eq!(lowest(50), Some(250), "what is told against it is not among them");
        assert_eq!(lowest(51), Some(180));
    }

    #[test]
    fn prices_of_another_currency_compare_with_nothing() {
        let prices = history([(1, 300)]).with(day(0), Money::new(100, Currency::CHF));
        assert_eq!(lowest_of_30_days(&prices, day(5)), Some(eur(300)));
    }

    proptest! {
        #[test]
        fn the_lowest_is_what_somebody_saw_who_looked_every_hour(history in any_history(), at in 0_i64..150) {
            let as_of = day(at);
            let looked = (1..=30 * 24).map(|hours| as_of.plus_seconds(-hours * 3_600));
            let seen = looked.filter_map(|instant| history.at(instant)).map(Money::minor).min();
            prop_assert_eq!(lowest_of_30_days(&history, as_of).map(Money::minor), seen);
        }

        #[test]
        fn what_is_longer_ago_changes_nothing(history in any_history(), at in 0_i64..150) {
            let as_of = day(at);
            let from = PriceHistory::needed_from(as_of);
            let applied = history.at(from).map(|price| (from, price));
            let recent = history.0.iter().filter(|(instant, _)| **instant > from);
            let recent = PriceHistory(recent.map(|(at, price)| (*at, *price)).chain(applied).collect());
            prop_assert_eq!(lowest_of_30_days(&recent, as_of), lowest_of_30_days(&history, as_of));
            prop_assert_eq!(crate::reduced_from(&recent, as_of), crate::reduced_from(&history, as_of));
        }

        #[test]
        fn a_hub_sells_at_its_own_price_while_it_has_one(
            history in any_history(), own in btree_map(0_i64..120, option::of(0_i64..500), 0..8), at in 0_i64..150,
        ) {
            let history = history.with(day(-1), eur(250));
            let own = own.into_iter().map(|(from, minor)| (day(from), minor.map(eur))).collect::<BTreeMap<_, _>>();
            let set = own.range(..=day(at)).next_back().and_then(|(_, price)| *price);
            prop_assert_eq!(history.under(&own).at(day(at)), set.or(history.at(day(at))));
        }
    }
}
