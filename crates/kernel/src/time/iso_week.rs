use std::{fmt, str::FromStr};

use jiff::civil::ISOWeekDate;

use crate::{Timestamp, Zone};

/// A week from Monday to Sunday as ISO 8601 numbers it, such as `2026-W47`: 1 to 52 or 53 in the year of its Thursday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoWeek {
    year: i16,
    week: i8,
}

impl IsoWeek {
    /// The week of an instant, as the zone's calendar has it.
    pub fn of(instant: Timestamp, zone: &Zone) -> Self {
        let date = instant.in_zone(zone).date().iso_week_date();
        Self { year: date.year(), week: date.week() }
    }
}

impl fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

impl FromStr for IsoWeek {
    type Err = NoSuchWeek;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NoSuchWeek(text.chars().take(20).collect());
        let (year, week) = text.split_once("-W").ok_or_else(refused)?;
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(week, 2) {
            return Err(refused());
        }
        let (year, week) = year.parse().ok().zip(week.parse().ok()).ok_or_else(refused)?;
        let monday = ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday);
        monday.map(|_date| Self { year, week }).map_err(|_fault| refused())
    }
}

/// The text names no week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a week, such as 2026-W47")]
pub struct NoSuchWeek(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        let paris: Zone = "Europe/Paris".parse().unwrap();
        let week =
            |instant: &str, zone: &Zone| IsoWeek::of(instant.parse().unwrap(), zone).to_string();
        assert_eq!(week("2026-11-23T08:00:00Z", &paris), "2026-W48");
        assert_eq!(week("2027-01-03T08:00:00Z", &paris), "2026-W53");
        assert_eq!(week("2024-12-30T08:00:00Z", &paris), "2025-W01");
        assert_eq!(week("2026-11-22T23:30:00Z", &paris), "2026-W48", "in Paris it is Monday");
        assert_eq!(week("2026-11-22T23:30:00Z", &Zone::UTC), "2026-W47");
    }

    #[test]
    fn weeks_are_read_as_they_are_written() {
        for text in ["2026-W01", "2026-W53", "0999-W52"] {
            assert_eq!(text.parse::<IsoWeek>().unwrap().to_string(), text);
        }
        for text in [
            "2026-W00",
            "2025-W53",
            "2026-W54",
            "2026-47",
            "2026-W7",
            "26-W47",
            "",
            "+026-W47",
            "2026-Wéé",
        ] {
            assert!(text.parse::<IsoWeek>().is_err(), "{text}");
        }
        let week = |text: &str| text.parse::<IsoWeek>().unwrap();
        assert!(week("2026-W09") > week("2025-W52") && week("2026-W10") > week("2026-W09"));
    }
}
