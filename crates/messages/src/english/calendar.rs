use crate::{CalendarWords, MeasureWords};

pub(super) const CALENDAR: CalendarWords = CalendarWords {
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    day: |weekday, day, month, year| format!("{weekday} {day} {month} {year}"),
    time: |hours, minutes| format!("{hours:0>2}:{minutes}"),
    day_and_time: |day, time| format!("{day}, {time}"),
    hours_of_day: |day, from, until| format!("{day}, {from} to {until}"),
    from_until: |from, until| format!("{from} to {until}"),
};

pub(super) const MEASURES: MeasureWords = MeasureWords {
    // A sign of letters is kept apart from the number.
    money: |number, sign| {
        let gap = if sign.chars().all(char::is_alphanumeric) { "\u{a0}" } else { "" };
        format!("{sign}{gap}{number}")
    },
    piece: "piece",
    one_piece: "each",
};
