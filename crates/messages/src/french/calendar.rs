use crate::{CalendarWords, MeasureWords};

pub(super) const CALENDAR: CalendarWords = CalendarWords {
    weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    day: |weekday, day, month, year| {
        let day = if day == "1" { "1er" } else { day };
        format!("{weekday} {day} {month} {year}")
    },
    time: |hours, minutes| format!("{hours}\u{a0}h\u{a0}{minutes}"),
    day_and_time: |day, time| format!("{day} à {time}"),
    hours_of_day: |day, from, until| format!("{day}, de {from} à {until}"),
    from_until: |from, until| format!("du {from} au {until}"),
};

pub(super) const MEASURES: MeasureWords = MeasureWords {
    money: |number, sign| format!("{number}\u{a0}{sign}"),
    piece: "pièce",
    one_piece: "la pièce",
};
