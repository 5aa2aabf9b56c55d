use std::{fmt, str::FromStr};

use sillon_kernel::Date;

/// The public holidays of a place.
///
/// Source: Code du travail, L3133-1 (eleven days), and L3134-13 for Alsace and Moselle (Good Friday and 26 December more). Those
/// of the overseas departments are named by hand, as days without a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicHolidays {
    /// Of France.
    France,
    /// Of Alsace and Moselle.
    AlsaceMoselle,
}

impl PublicHolidays {
    /// Every place.
    pub const ALL: [Self; 2] = [Self::France, Self::AlsaceMoselle];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::France => "france",
            Self::AlsaceMoselle => "alsace-moselle",
        }
    }

    /// Whether a day is one of them.
    pub fn contains(self, day: Date) -> bool {
        let is_fixed = matches!(
            (day.month(), day.day()),
            (1, 1) | (5, 1 | 8) | (7, 14) | (8, 15) | (11, 1 | 11) | (12, 25)
        );
        // Easter Monday, Ascension Day, Whit Monday.
        let after_easter = days_after_easter(day);
        let is_common = is_fixed || matches!(after_easter, 1 | 39 | 50);
        match self {
            Self::France => is_common,
            Self::AlsaceMoselle => {
                is_common || after_easter == -2 || (day.month(), day.day()) == (12, 26)
            }
        }
    }
}

/// How many days a day is after Easter Sunday of its year; before it, less than zero.
fn days_after_easter(day: Date) -> i16 {
    let (month, of_month) = easter(day.year());
    let easter = Date::new(day.year(), month, of_month);
    easter.map_or(i16::MAX, |easter| day.day_of_year() - easter.day_of_year())
}

/// Easter Sunday of a year in the Gregorian calendar, as month and day. Source: J.-M. Oudin's algorithm, as the Explanatory Supplement
/// to the Astronomical Almanac has it (1992, chapter 12). By hand: eight lines, for which a library would bring a calendar of its own.
fn easter(year: i16) -> (i8, i8) {
    let year = i32::from(year);
    let (century, golden) = (year / 100, year % 19);
    let age = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
    // Days from 21 March to the full moon, and from the Sunday before that.
    let moon = age - (age / 28) * (1 - (29 / (age + 1)) * ((21 - golden) / 11));
    let weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
    let sunday = moon - weekday;
    let month = 3 + (sunday + 40) / 44;
    let day = sunday + 28 - 31 * (month / 4);
    let small = |number: i32| i8::try_from(number).unwrap_or_default();
    (small(month), small(day))
}

impl fmt::Display for PublicHolidays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PublicHolidays {
    type Err = NoSuchHolidays;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|it| it.as_str() == text);
        found.ok_or_else(|| NoSuchHolidays(text.chars().take(20).collect()))
    }
}

/// What becomes of a cycle whose goods would be handed out on a public holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnHoliday {
    /// There is none.
    Skip,
    /// All of it is earlier, by as many days as it takes.
    Earlier,
    /// All of it is later, by as many days as it takes.
    Later,
}

impl OnHoliday {
    /// All there is.
    pub const ALL: [Self; 3] = [Self::Skip, Self::Earlier, Self::Later];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Earlier => "earlier",
            Self::Later => "later",
        }
    }
}

impl fmt::Display for OnHoliday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OnHoliday {
    type Err = NoSuchHolidays;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|it| it.as_str() == text);
        found.ok_or_else(|| NoSuchHolidays(text.chars().take(20).collect()))
    }
}

/// The text names no holidays, or nothing that becomes of a cycle on them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is none of: france, alsace-moselle; skip, earlier, later")]
pub struct NoSuchHolidays(String);

#[cfg(test)]
mod tests {
    use super::*;

    fn of(place: PublicHolidays, year: i16) -> Vec<String> {
        let first = Date::new(year, 1, 1).unwrap();
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok())
            .take_while(|day| day.year() == year);
        days.filter(|day| place.contains(*day))
            .map(|day| day.strftime("%m-%d").to_string())
            .collect()
    }

    #[test]
    fn france_has_eleven_and_alsace_two_more() {
        // As service-public.fr lists them for 2026 and 2027.
        let of_2026 = [
            "01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01",
            "11-11", "12-25",
        ];
        assert_eq!(of(PublicHolidays::France, 2026), of_2026);
        let of_2027 = [
            "01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01",
            "11-11", "12-25",
        ];
        assert_eq!(of(PublicHolidays::France, 2027), of_2027);
        let in_alsace = of(PublicHolidays::AlsaceMoselle, 2026);
        let more: Vec<&String> =
            in_alsace.iter().filter(|day| !of_2026.contains(&day.as_str())).collect();
        assert_eq!(more, ["04-03", "12-26"]);
    }

    #[test]
    fn easter_is_where_the_almanacs_have_it() {
        // The earliest and the latest there can be among them.
        for (year, on) in [
            (1818, (3, 22)),
            (1943, (4, 25)),
            (2000, (4, 23)),
            (2024, (3, 31)),
            (2025, (4, 20)),
            (2038, (4, 25)),
        ] {
            assert_eq!(easter(year), on, "{year}");
        }
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for place in PublicHolidays::ALL {
            assert_eq!(place.as_str().parse(), Ok(place));
        }
        for then in OnHoliday::ALL {
            assert_eq!(then.as_str().parse(), Ok(then));
        }
        assert!("spain".parse::<PublicHolidays>().is_err());
    }
}
