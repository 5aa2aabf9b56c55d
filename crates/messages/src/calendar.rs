use crate::texts::{Say2, Say3, Say4, Text};

texts! {
    /// Days and times. The names are those of CLDR.
    CalendarWords {
        /// From Monday on.
        weekdays: [Text; 7],
        /// From January on.
        months: [Text; 12],
        /// Around a weekday, the number of a day, a month and a year.
        day: Say4,
        /// Around hours, and minutes of two digits.
        time: Say2,
        /// Around a day and a time.
        day_and_time: Say2,
        /// Around a day, and when something begins and ends on it.
        hours_of_day: Say3,
        /// Around the day and time when something begins, and when it ends.
        from_until: Say2,
    }

    /// Amounts and quantities.
    MeasureWords {
        /// Around a number without its minus, and the sign or code of a currency.
        money: Say2,
        /// What counted goods are called that have no name of their own; and what goods are priced by that are counted.
        piece: Text,
        /// One of what is counted and has no name.
        one_piece: Text,
    }
}
