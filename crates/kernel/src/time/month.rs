use std::{fmt, str::FromStr};

use crate::{Timestamp, Zone};

/// A month of whatever year: 1 to 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u8);

impl Month {
    /// Every month, January first.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=12).map(Self)
    }

    /// The month of an instant, as the zone's calendar has it.
    pub fn of(instant: Timestamp, zone: &Zone) -> Self {
        Self(instant.in_zone(zone).date().month().unsigned_abs())
    }

    /// The first instant of the month behind an instant's, as the zone's calendar has it; none at the end of time.
    pub fn end_after(instant: Timestamp, zone: &Zone) -> Option<Timestamp> {
        let last = instant.in_zone(zone).date().last_of_month();
        zone.start_of(last.tomorrow().ok()?)
    }

    /// Its number, 1 for January.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Month {
    type Err = NoSuchMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.parse().ok().filter(|number| (1..=12).contains(number));
        number.map(Self).ok_or(NoSuchMonth)
    }
}

/// The text is no number of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month is a number from 1 to 12")]
pub struct NoSuchMonth;

/// Some months of the year.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Months(u16);

impl Months {
    /// The months of a row of twelve signs, January first: a month's own letter where it is one of them, a dot where it is
    /// not, as in `JFMA....SOND`.
    ///
    /// # Panics
    ///
    /// When it is no such row, so that a table with a slip in it does not compile.
    pub const fn row(row: &str) -> Self {
        let (mut signs, mut letters) = (row.as_bytes(), b"JFMAMJJASOND".as_slice());
        let (mut months, mut bit) = (0, 1);
        while let ([sign, next_signs @ ..], [letter, next_letters @ ..]) = (signs, letters) {
            assert!(
                *sign == *letter || *sign == b'.',
                "a row has a month's letter in its place, or a dot"
            );
            if *sign == *letter {
                months |= bit;
            }
            bit <<= 1;
            (signs, letters) = (next_signs, next_letters);
        }
        assert!(signs.is_empty() && letters.is_empty(), "a row has twelve signs");
        Self(months)
    }

    /// Whether a month is one of them.
    pub fn has(self, month: Month) -> bool {
        self.0 & (1 << (month.0 - 1)) != 0
    }

    /// They one by one, January first.
    pub fn iter(self) -> impl Iterator<Item = Month> {
        Month::all().filter(move |month| self.has(*month))
    }
}

impl fmt::Debug for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Month::number)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_and_ends_where_one_is() {
        let paris: Zone = "Europe/Paris".parse().unwrap();
        let at: Timestamp = "2026-10-31T23:30:00Z".parse().unwrap();
        assert_eq!((Month::of(at, &paris).number(), Month::of(at, &Zone::UTC).number()), (11, 10));
        let ends = |zone| Month::end_after(at, zone).unwrap().to_string();
        assert_eq!(ends(&paris), "2026-11-30T23:00:00Z");
        assert_eq!(ends(&Zone::UTC), "2026-11-01T00:00:00Z");
    }

    #[test]
    fn months_are_read_by_their_number() {
        assert_eq!("12".parse::<Month>().unwrap().number(), 12);
        for text in ["0", "13", "", "-1", "May", "1.5"] {
            assert_eq!(text.parse::<Month>(), Err(NoSuchMonth), "{text}");
        }
    }

    #[test]
    fn a_row_says_its_months_in_their_places() {
        let months = Months::row("JF......S..D");
        let numbers: Vec<u8> = months.iter().map(Month::number).collect();
        assert_eq!(numbers, [1, 2, 9, 12]);
        assert_eq!(Months::row("JFMAMJJASOND").iter().count(), 12);
        assert_eq!(Months::row("............").iter().count(), 0);
    }
}
