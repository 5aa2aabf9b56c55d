use sillon_kernel::{Language, Timestamp, Window, Zone};
use sillon_messages::Format as _;

/// The day of the week on which the hub hands out: Thursday, counted from Monday as 1.
const HAND_OUT_DAY: i8 = 4;

/// When things happen in one order cycle, on the hub's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Week {
    /// What people call the cycle.
    pub(crate) name: String,
    /// When orders are taken: from now to the Tuesday evening before the hand-over.
    pub(crate) orders: Window,
    /// When the farms' goods come in.
    pub(crate) goods_in: Window,
    /// When people fetch their orders.
    pub(crate) pick_up: Window,
}

impl Week {
    /// The next week people can still order for, or one so many weeks after it.
    ///
    /// Orders are taken from a minute ago on, so that the cycle opens as soon as it is published.
    pub(crate) fn after(now: Timestamp, weeks_later: u32, zone: &Zone) -> Self {
        let open_long_enough = |days: &u32| at(now, *days, 22, 0, zone) > now.plus_seconds(3_600);
        let is_eve = |days: &u32| weekday(now, *days + 2, zone) == HAND_OUT_DAY;
        let eve = (0..14).filter(is_eve).find(open_long_enough);
        let eve = eve.expect("two weeks hold a Tuesday that is still to come") + 7 * weeks_later;
        let window = |from, until| Window::new(from, until).expect("hours of a day in their order");
        let on_the_day = |from: (i8, i8), until: (i8, i8)| {
            window(at(now, eve + 2, from.0, from.1, zone), at(now, eve + 2, until.0, until.1, zone))
        };
        let pick_up = on_the_day((17, 0), (19, 30));
        Self {
            name: format!("Paniers du {}", Language::Fr.date(pick_up.from(), zone)),
            orders: window(now.plus_seconds(-60), at(now, eve, 22, 0, zone)),
            goods_in: on_the_day((9, 0), (12, 0)),
            pick_up,
        }
    }
}

/// Noon so many days later, on the zone's calendar: no clock is put forward or back then.
fn noon(now: Timestamp, days: u32, zone: &Zone) -> Timestamp {
    let local = now.in_zone(zone);
    let to_noon = (12 - i64::from(local.hour())) * 3_600 - i64::from(local.minute()) * 60;
    let near = now.plus_seconds(to_noon + i64::from(days) * 86_400);
    // A day with a change of the clock is an hour longer or shorter.
    near.plus_seconds((12 - i64::from(near.in_zone(zone).hour())) * 3_600)
}

fn weekday(now: Timestamp, days: u32, zone: &Zone) -> i8 {
    noon(now, days, zone).in_zone(zone).weekday().to_monday_one_offset()
}

/// A time of the day so many days later, in the morning or later, on the zone's clock.
fn at(now: Timestamp, days: u32, hour: i8, minute: i8, zone: &Zone) -> Timestamp {
    let noon = noon(now, days, zone);
    let seconds = i64::from(noon.in_zone(zone).second());
    let from_noon = (i64::from(hour) - 12) * 3_600 + i64::from(minute) * 60 - seconds;
    let whole = noon.micros() / 1_000_000 * 1_000_000;
    Timestamp::from_micros(whole).unwrap_or(noon).plus_seconds(from_noon)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(now: &str, weeks_later: u32) -> Week {
        Week::after(now.parse().unwrap(), weeks_later, &"Europe/Paris".parse().unwrap())
    }

    #[test]
    fn orders_close_on_the_tuesday_before_the_thursday() {
        let week = week("2026-11-23T06:51:22.25Z", 0);
        assert_eq!(week.name, "Paniers du jeudi 26 novembre 2026");
        assert_eq!(week.orders.until().to_string(), "2026-11-24T21:00:00Z");
        assert_eq!(week.goods_in.from().to_string(), "2026-11-26T08:00:00Z");
        assert_eq!(week.pick_up.from().to_string(), "2026-11-26T16:00:00Z");
        assert_eq!(week.pick_up.until().to_string(), "2026-11-26T18:30:00Z");
    }

    #[test]
    fn too_late_for_this_week_is_in_time_for_the_next() {
        assert_eq!(week("2026-11-24T20:30:00Z", 0).name, "Paniers du jeudi 3 décembre 2026");
        assert_eq!(week("2026-11-24T19:30:00Z", 0).name, "Paniers du jeudi 26 novembre 2026");
        assert_eq!(week("2026-11-24T19:30:00Z", 1).name, "Paniers du jeudi 3 décembre 2026");
    }

    #[test]
    fn hours_are_those_of_the_zone_whatever_its_clock_does() {
        // The clock goes back on Sunday 25 October 2026.
        let week = week("2026-10-23T23:30:00Z", 0);
        assert_eq!(week.orders.until().to_string(), "2026-10-27T21:00:00Z");
        assert_eq!(week.pick_up.from().to_string(), "2026-10-29T16:00:00Z");
    }
}
