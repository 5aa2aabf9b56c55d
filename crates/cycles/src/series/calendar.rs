use std::collections::BTreeSet;

use sillon_kernel::{Date, FieldValue, days_after};

use crate::{OnHoliday, PublicHolidays, Recurrence};

/// How many days in a row have no cycle, before there is taken to be no more.
const MAX_PASSED: usize = 400;

/// On which days the orders of a series' cycles begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The rule they come by, which counts from the day of the series' model.
    pub rule: Recurrence,
    /// Days of the rule without a cycle.
    pub skipped: BTreeSet<Date>,
    /// Days beside the rule with one.
    pub added: BTreeSet<Date>,
    /// Which days are holidays, and what becomes of a cycle that would be handed out on one.
    pub holidays: Option<(PublicHolidays, OnHoliday)>,
}

/// A day of a series on which the orders of a cycle begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The day it has by the rule: what tells it from every other.
    pub day: Date,
    /// The day it is on, where a holiday is in its way: that many days later, or earlier when negative.
    pub moved: i32,
}

impl Calendar {
    /// The cycles after a day, or all of them, in order; it ends where the rule has no more.
    ///
    /// The rule counts from `first`; goods are handed out so many days after orders began.
    pub fn after(
        &self,
        first: Date,
        after: Option<Date>,
        days_to_hand_out: i32,
    ) -> impl Iterator<Item = Occurrence> {
        let is_next = move |day: &Date| after.is_none_or(|after| *day > after);
        let by_rule = self.rule.days_from(first).filter(|day| !self.skipped.contains(day));
        let mut by_rule = by_rule.filter(is_next).peekable();
        let mut added = self.added.iter().copied().filter(is_next).peekable();
        let next_day = move || {
            let day = match (by_rule.peek().copied(), added.peek().copied()) {
                (Some(one), Some(other)) => one.min(other),
                (one, other) => one.or(other)?,
            };
            by_rule.next_if_eq(&day);
            added.next_if_eq(&day);
            Some(day)
        };
        let mut passed = 0;
        std::iter::from_fn(next_day)
            .map_while(move |day| {
                let moved = self.moved(first, day, days_to_hand_out);
                passed = if moved.is_some() { 0 } else { passed + 1 };
                (passed < MAX_PASSED).then_some((day, moved))
            })
            .filter_map(|(day, moved)| Some(Occurrence { day, moved: moved? }))
    }

    /// By how many days a cycle is moved so that nothing is handed out on a holiday; none where there is no cycle then: it is
    /// left out, or would be on another's day.
    fn moved(&self, first: Date, day: Date, days_to_hand_out: i32) -> Option<i32> {
        let Some((holidays, then)) = self.holidays else { return Some(0) };
        let is_free = |moved: &i32| {
            days_after(day, days_to_hand_out + moved).is_some_and(|out| !holidays.contains(out))
        };
        let moved = match then {
            OnHoliday::Skip => Some(0).filter(is_free),
            OnHoliday::Earlier => (-7..=0).rev().find(is_free),
            OnHoliday::Later => (0..=7).find(is_free),
        }?;
        (moved == 0 || !self.has(first, days_after(day, moved)?)).then_some(moved)
    }

    /// Whether a day is one of its own, before any holiday moves it.
    fn has(&self, first: Date, day: Date) -> bool {
        let by_rule = || self.rule.names(first, day) && !self.skipped.contains(&day);
        self.added.contains(&day) || by_rule()
    }

    /// What can be told of it, field by field.
    pub(crate) fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        vec![
            ("rule", FieldValue::one(&self.rule)),
            ("skipped", FieldValue::several(&self.skipped)),
            ("added", FieldValue::several(&self.added)),
            ("holidays", FieldValue::maybe(self.holidays.map(|(of, _)| of))),
            ("on_holiday", FieldValue::maybe(self.holidays.map(|(_, then)| then))),
        ]
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::btree_set, option, prelude::*, sample::select};

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn weekly() -> Calendar {
        Calendar {
            rule: "FREQ=WEEKLY".parse().unwrap(),
            skipped: BTreeSet::new(),
            added: BTreeSet::new(),
            holidays: None,
        }
    }

    /// The cycles from Friday 2026-04-24 on, handed out the Friday after.
    fn from_april(calendar: &Calendar, days_to_hand_out: i32) -> Vec<(String, i32)> {
        let all = calendar.after(day("2026-04-24"), None, days_to_hand_out);
        all.take(4).map(|it| (it.day.strftime("%m-%d").to_string(), it.moved)).collect()
    }

    fn said(days: &[(&str, i32)]) -> Vec<(String, i32)> {
        days.iter().map(|(day, moved)| ((*day).to_owned(), *moved)).collect()
    }

    #[test]
    fn days_are_left_out_and_added() {
        let calendar = Calendar {
            skipped: [day("2026-05-01")].into(),
            added: [day("2026-04-28"), day("2026-05-08")].into(),
            ..weekly()
        };
        let expected = said(&[("04-24", 0), ("04-28", 0), ("05-08", 0), ("05-15", 0)]);
        assert_eq!(from_april(&calendar, 7), expected);
    }

    #[test]
    fn a_holiday_on_the_day_of_handing_out_moves_the_cycle_or_leaves_it_out() {
        // Out on 1 May and 8 May, which are Fridays and holidays, then on 15 May.
        let of = |place, then| Calendar { holidays: Some((place, then)), ..weekly() };
        let france = |then| from_april(&of(PublicHolidays::France, then), 7);
        assert_eq!(france(OnHoliday::Skip)[..2], said(&[("05-08", 0), ("05-15", 0)]));
        let earlier = said(&[("04-24", -1), ("05-01", -1), ("05-08", 0), ("05-15", 0)]);
        assert_eq!(france(OnHoliday::Earlier), earlier);
        assert_eq!(france(OnHoliday::Later)[..2], said(&[("04-24", 1), ("05-01", 1)]));
        // Good Friday is out of the way by Thursday; Christmas by the 27th, as St Stephen's is one, too.
        let alsace = of(PublicHolidays::AlsaceMoselle, OnHoliday::Later);
        let christmas = alsace.after(day("2026-12-25"), None, 0).next().unwrap();
        assert_eq!((christmas.day, christmas.moved), (day("2026-12-25"), 2));
    }

    #[test]
    fn a_series_of_single_days_ends_with_the_last() {
        let calendar = Calendar {
            rule: "FREQ=DAILY;COUNT=1".parse().unwrap(),
            added: [day("2026-05-09")].into(),
            ..weekly()
        };
        assert_eq!(from_april(&calendar, 1), said(&[("04-24", 0), ("05-09", 0)]));
        let never = Calendar {
            rule: "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1".parse().unwrap(),
            holidays: Some((PublicHolidays::France, OnHoliday::Skip)),
            ..weekly()
        };
        assert_eq!(never.after(day("2026-04-24"), None, 0).next(), None);
    }

    #[test]
    fn a_cycle_is_not_moved_onto_another() {
        // Handed out the day after: on Friday 1 May that of Thursday, on Saturday that of Friday.
        let both = Calendar {
            rule: "FREQ=WEEKLY;BYDAY=TH,FR".parse().unwrap(),
            holidays: Some((PublicHolidays::France, OnHoliday::Later)),
            ..weekly()
        };
        let expected = said(&[("04-24", 0), ("05-01", 0), ("05-08", 0), ("05-14", 0)]);
        assert_eq!(from_april(&both, 1), expected);
    }

    proptest! {
        /// Whatever is left out and added: cycles come one after the other, none on a day left out, nothing is handed out on a
        /// holiday, and asking from any of them goes on where all go on.
        #[test]
        fn no_cycle_comes_twice_or_on_a_day_without_one(
            rule in select(vec!["FREQ=WEEKLY", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR", "FREQ=MONTHLY;BYDAY=-1FR"]),
            skipped in btree_set(0_i32..120, 0..20), added in btree_set(0_i32..120, 0..6),
            holidays in option::of((select(PublicHolidays::ALL.to_vec()), select(OnHoliday::ALL.to_vec()))),
            out in 0_i32..10,
        ) {
            let first = day("2026-04-03");
            let days = |of: BTreeSet<i32>| of.into_iter().map(|later| days_after(first, later).unwrap()).collect::<BTreeSet<_>>();
            let calendar = Calendar { rule: rule.parse().unwrap(), skipped: days(skipped), added: days(added), holidays };
            let all: Vec<Occurrence> = calendar.after(first, None, out).take(20).collect();
            let (mut after, mut on) = (None, BTreeSet::new());
            for next in &all {
                prop_assert!(after.is_none_or(|after| after < next.day));
                prop_assert_eq!(calendar.after(first, after, out).next(), Some(*next));
                prop_assert!(!calendar.skipped.contains(&next.day) || calendar.added.contains(&next.day));
                let handed_out = days_after(next.day, out + next.moved).unwrap();
                prop_assert!(holidays.is_none_or(|(of, _)| !of.contains(handed_out)));
                prop_assert!(next.moved == 0 || on.insert(handed_out), "no two are moved to one day");
                after = Some(next.day);
            }
        }
    }
}
