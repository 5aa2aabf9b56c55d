use jiff::{Span, civil::Date};

/// The day so many days later, or earlier when negative; none beyond the calendar.
pub fn days_after(day: Date, days: i32) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// How many days one day is after another; less than zero, when it is before.
pub fn days_between(from: Date, until: Date) -> i32 {
    // In days, a calendar of twenty thousand years fits.
    from.until(until).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn so_many_days_after_is_so_many_days_between(days in -40_000_i32..40_000) {
            let day = Date::constant(2026, 3, 29);
            let later = days_after(day, days).unwrap();
            prop_assert_eq!(days_between(day, later), days);
            prop_assert_eq!(days_after(later, -days), Some(day));
        }
    }

    #[test]
    fn the_calendar_has_an_end() {
        assert_eq!(days_after(Date::MAX, 1), None);
        assert_eq!(days_after(Date::constant(2026, 1, 1), i32::MAX), None);
        assert_eq!(days_between(Date::MIN, Date::MAX), 7_304_483);
    }
}
