use sillon_kernel::{Timestamp, Window, Zone};

/// The Monday a season begins with, as its first day begins.
const FIRST_MONDAY: &str = "2026-01-05T00:00:00Z";

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Where everybody lives.
pub(crate) fn zone() -> Zone {
    "Europe/Paris".parse().expect("a zone")
}

/// When everything is set up: the Saturday before the first week.
pub(crate) fn founded_at() -> Timestamp {
    monday(0).plus_seconds(-2 * DAY + 9 * HOUR)
}

/// When a week begins, the first being 0.
fn monday(week: u32) -> Timestamp {
    let first: Timestamp = FIRST_MONDAY.parse().expect("an instant");
    first.plus_seconds(i64::from(week) * 7 * DAY)
}

/// When the first cycle takes orders: from Tuesday to Thursday evening.
pub(crate) fn first_orders() -> Window {
    let from = monday(0).plus_seconds(DAY + 9 * HOUR);
    Window::new(from, monday(0).plus_seconds(3 * DAY + 19 * HOUR)).expect("two days and more")
}

/// When what was ordered first is fetched: on Friday evening.
pub(crate) fn first_pick_up() -> Window {
    let from = monday(0).plus_seconds(4 * DAY + 16 * HOUR);
    Window::new(from, from.plus_seconds(3 * HOUR)).expect("an evening")
}

/// What is done at a moment of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Farms say what they have.
    Listing,
    /// Customers look at the shop, order, and change what they ordered.
    Shopping,
    /// Everybody wants the same at once.
    Rush,
    /// The cycle has closed: sheets are looked at, and what does not come is shared.
    Closed,
    /// Orders are handed out and paid.
    HandOver,
    /// What was typed wrong is put right, transfers come in, and what is owed is paid back.
    Desk,
    /// Farms are paid, where a month ends.
    Payday,
    /// The week is over.
    Count,
}

/// The moments of a week in their order: days from its Monday, hours of the day.
const MOMENTS: [(i64, i64, Moment); 14] = [
    (0, 9, Moment::Listing),
    (1, 11, Moment::Shopping),
    (1, 19, Moment::Shopping),
    (2, 8, Moment::Listing),
    (2, 12, Moment::Rush),
    (2, 20, Moment::Shopping),
    (3, 9, Moment::Shopping),
    (3, 16, Moment::Shopping),
    (3, 22, Moment::Closed),
    (4, 8, Moment::Closed),
    (4, 17, Moment::HandOver),
    (5, 10, Moment::Desk),
    (5, 12, Moment::Payday),
    (6, 12, Moment::Count),
];

/// The moments of a week, the first being 0.
pub(crate) fn moments(week: u32) -> impl Iterator<Item = (Timestamp, Moment)> {
    let monday = monday(week);
    MOMENTS
        .into_iter()
        .map(move |(day, hour, moment)| (monday.plus_seconds(day * DAY + hour * HOUR), moment))
}

/// Whether a month ends with a week.
pub(crate) fn ends_a_month(week: u32) -> bool {
    let month = |week| monday(week).in_zone(&zone()).date().month();
    month(week) != month(week.saturating_add(1))
}
