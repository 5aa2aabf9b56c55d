use crate::{CalendarWords, MeasureWords};

pub(super) const CALENDAR: CalendarWords = CalendarWords {
    weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    day: |weekday, day, month, year| format!("{weekday}, {day}. {month} {year}"),
    time: |hours, minutes| format!("{hours:0>2}:{minutes}\u{a0}Uhr"),
    day_and_time: |day, time| format!("{day}, {time}"),
    hours_of_day: |day, from, until| format!("{day}, {from} bis {until}"),
    from_until: |from, until| format!("{from} bis {until}"),
};

pub(super) const MEASURES: MeasureWords = MeasureWords {
    money: |number, sign| format!("{number}\u{a0}{sign}"),
    piece: "Stück",
    one_piece: "das Stück",
};
