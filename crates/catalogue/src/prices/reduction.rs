use sillon_kernel::{Money, Timestamp};

use crate::{PriceHistory, lowest_of_30_days};

/// What the present price is reduced from, where a reduction is announced since an instant: the lowest price of the 30 days
/// before that. None unless the present price is below it, and no price since went up.
///
/// A price that is lowered further meanwhile is still told against that of before the first reduction: directive 98/6/EC,
/// art. 6a (5).
pub fn reduced_from(history: &PriceHistory, since: Timestamp) -> Option<Money> {
    let before = lowest_of_30_days(history, since)?;
    let prices = history.applied_from(since);
    let alike = prices.iter().all(|price| price.currency() == before.currency());
    let falling = prices.is_sorted_by(|one, next| one.minor() >= next.minor());
    let is_below = prices.last().is_some_and(|now| now.minor() < before.minor());
    (alike && falling && is_below).then_some(before)
}

/// Since when a price is announced as reduced, where it is set to `price` and was `old`, announced since `since`.
///
/// An announcement goes on while the price stays or falls. One that is wished for begins `now`, unless it goes on; one that
/// nobody speaks of goes on or ends by itself.
pub fn announced_since(
    (old, since): (Option<Money>, Option<Timestamp>),
    price: Money,
    announce: Option<bool>,
    now: Timestamp,
) -> Option<Timestamp> {
    let still_announced_since = still_announced_since((old, since), price);
    match announce {
        Some(true) => still_announced_since.or(Some(now)),
        Some(false) => None,
        None => still_announced_since,
    }
}

/// Since when a price is still announced as reduced of which nobody says so anew, where it is set to `price` and was `old`.
pub fn still_announced_since(
    (old, since): (Option<Money>, Option<Timestamp>),
    price: Money,
) -> Option<Timestamp> {
    let is_not_up = |old: Money| old.currency() == price.currency() && price.minor() <= old.minor();
    since.filter(|_| old.is_some_and(is_not_up))
}

#[cfg(test)]
mod tests {
    use proptest::{collection::btree_map, prelude::*};
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

    #[test]
    fn a_reduction_that_goes_on_is_told_against_the_price_before_the_first() {
        let from = |more: &[(i64, i64)]| {
            let prices = [(0, 300), (60, 270)].into_iter().chain(more.iter().copied());
            reduced_from(&history(prices), day(60)).map(Money::minor)
        };
        assert_eq!(from(&[]), Some(300));
        assert_eq!(from(&[(80, 240), (100, 210)]), Some(300));
        assert_eq!(from(&[(80, 280)]), None, "it went up: that is another reduction, if any");
        assert_eq!(from(&[(80, 300)]), None, "it is no reduction any more");
    }

    #[test]
    fn no_price_is_reduced_from_one_that_was_raised_for_it() {
        assert_eq!(reduced_from(&history([(0, 300), (55, 400), (60, 300)]), day(60)), None);
        let kept_up = history([(0, 300), (29, 400), (60, 300)]);
        assert_eq!(reduced_from(&kept_up, day(60)), Some(eur(400)));
        assert_eq!(reduced_from(&history([(60, 300)]), day(60)), None, "it is new");
        assert_eq!(
            reduced_from(&history([(50, 400), (60, 300)]), day(60)),
            Some(eur(400)),
            "ten days"
        );
        let francs = history([(0, 300)]).with(day(60), Money::new(200, Currency::CHF));
        assert_eq!(reduced_from(&francs, day(60)), None, "nothing to compare with");
    }

    #[test]
    fn an_announcement_goes_on_until_the_price_goes_up() {
        let (begun, now) = (Some(day(1)), day(9));
        let after =
            |price, announce| announced_since((Some(eur(200)), begun), eur(price), announce, now);
        assert_eq!([after(200, None), after(180, None), after(201, None)], [begun, begun, None]);
        assert_eq!([after(180, Some(true)), after(201, Some(true))], [begun, Some(now)]);
        assert_eq!(after(180, Some(false)), None);
        let first = |announce| announced_since((Some(eur(200)), None), eur(180), announce, now);
        assert_eq!([first(None), first(Some(true))], [None, Some(now)]);
        assert_eq!(announced_since((None, begun), eur(1), None, now), None, "there was no price");
    }

    proptest! {
        #[test]
        fn a_reduction_is_below_every_price_of_the_days_before(
            prices in btree_map(0_i64..120, 0_i64..500, 0..12), at in 0_i64..150,
        ) {
            let (history, since) = (history(prices), day(at));
            if let Some(before) = reduced_from(&history, since) {
                prop_assert!(history.last().unwrap().minor() < before.minor());
                let looked = (1..=30).map(|days| since.plus_seconds(-days * 86_400));
                prop_assert!(looked.filter_map(|it| history.at(it)).all(|it| it.minor() >= before.minor()));
            }
        }

        #[test]
        fn a_price_that_falls_once_more_is_reduced_from_the_same(
            prices in btree_map(0_i64..120, 1_i64..500, 1..12), at in 0_i64..120, less in 1_i64..500,
        ) {
            let (history, since) = (history(prices), day(at));
            let now = history.last().unwrap().minor();
            if reduced_from(&history, since).is_some() && less <= now {
                let lower = history.clone().with(day(200), eur(now - less));
                prop_assert_eq!(reduced_from(&lower, since), reduced_from(&history, since));
            }
        }
    }
}
