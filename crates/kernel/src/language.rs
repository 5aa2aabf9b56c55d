use std::{borrow::Cow, fmt, str::FromStr};

use iso_currency::Currency;
use jiff::{Zoned, civil::Weekday};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Dimension, Money, MoneyFormat, Quantity, Timestamp, Window, Zone};

/// The space within an amount, which no line break may part (U+00A0).
const NO_BREAK_SPACE: char = '\u{a0}';

const FRENCH_MONTHS: [&str; 12] = [
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
];

const ENGLISH_MONTHS: [&str; 12] = [
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
];

/// A language people are spoken to in, with the way it writes amounts, quantities and dates.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// French, as in France.
    #[default]
    Fr,
    /// English, with the 24-hour clock and the day before the month.
    En,
}

impl Language {
    /// Every language, the default first.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// Its code in ISO 639-1, under which it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// An amount with its currency, thousands apart: `1 234,50 €` (its spaces do not break) or `€1,234.50`.
    ///
    /// The euro and the pound are written with their signs, other currencies with their codes: a dollar sign would not
    /// say which dollar.
    pub fn money(self, money: Money) -> String {
        let sign = match money.currency() {
            Currency::EUR => "€",
            Currency::GBP => "£",
            other => other.code(),
        };
        self.money_format().write_with(money, sign)
    }

    /// How the language writes amounts; its spaces do not break.
    pub fn money_format(self) -> MoneyFormat {
        let space = NO_BREAK_SPACE;
        match self {
            Self::Fr => MoneyFormat {
                sign_after: true,
                decimal_mark: ',',
                thousands: Some(space),
                space,
                ..MoneyFormat::default()
            },
            Self::En => MoneyFormat { space, ..MoneyFormat::default() },
        }
    }

    /// A plain number, as a spreadsheet of the language reads it: `1234,5` or `1234.5`.
    pub fn decimal(self, number: Decimal) -> String {
        let plain = number.to_string();
        if self.has_decimal_comma() { plain.replace('.', ",") } else { plain }
    }

    /// Whether numbers are written with a comma before their decimals.
    pub fn has_decimal_comma(self) -> bool {
        match self {
            Self::Fr => true,
            Self::En => false,
        }
    }

    /// A quantity in the unit people would write it in: `1,5 kg` or `1.5 kg`; pieces are named.
    pub fn quantity(self, quantity: Quantity) -> String {
        let unit = quantity.natural_unit();
        let number = quantity.in_unit(unit);
        let unit = match (quantity.dimension(), self) {
            (Dimension::Weight | Dimension::Volume, _) => Cow::Borrowed(unit.symbol()),
            (Dimension::Piece, Self::Fr) => self.counted("pièce", number),
            (Dimension::Piece, Self::En) => self.counted("piece", number),
        };
        format!("{} {unit}", self.decimal(number))
    }

    /// The day of an instant in a zone: `jeudi 14 mai 2026` or `Thursday 14 May 2026`.
    pub fn date(self, instant: Timestamp, zone: &Zone) -> String {
        self.day(&instant.in_zone(zone))
    }

    /// The day and time of an instant in a zone: `jeudi 14 mai 2026 à 18 h 00` or `Thursday 14 May 2026, 18:00`.
    pub fn date_time(self, instant: Timestamp, zone: &Zone) -> String {
        let local = instant.in_zone(zone);
        let (day, time) = (self.day(&local), self.time(&local));
        match self {
            Self::Fr => format!("{day} à {time}"),
            Self::En => format!("{day}, {time}"),
        }
    }

    /// A window in a zone; its day is said once when it starts and ends on the same:
    /// `jeudi 14 mai 2026, de 17 h 00 à 19 h 00` or `Thursday 14 May 2026, 17:00 to 19:00`.
    pub fn time_range(self, window: Window, zone: &Zone) -> String {
        let (from, until) = (window.from().in_zone(zone), window.until().in_zone(zone));
        if from.date() == until.date() {
            let (day, from, until) = (self.day(&from), self.time(&from), self.time(&until));
            return match self {
                Self::Fr => format!("{day}, de {from} à {until}"),
                Self::En => format!("{day}, {from} to {until}"),
            };
        }
        let (from, until) =
            (self.date_time(window.from(), zone), self.date_time(window.until(), zone));
        match self {
            Self::Fr => format!("du {from} au {until}"),
            Self::En => format!("{from} to {until}"),
        }
    }

    fn day(self, local: &Zoned) -> String {
        let (weekday, month) = (self.weekday(local.weekday()), self.month(local.month()));
        let (day, year) = (local.day(), local.year());
        match self {
            Self::Fr if day == 1 => format!("{weekday} 1er {month} {year}"),
            Self::Fr | Self::En => format!("{weekday} {day} {month} {year}"),
        }
    }

    fn time(self, local: &Zoned) -> String {
        match self {
            Self::Fr => format!("{}\u{a0}h\u{a0}{:02}", local.hour(), local.minute()),
            Self::En => format!("{:02}:{:02}", local.hour(), local.minute()),
        }
    }

    fn weekday(self, weekday: Weekday) -> &'static str {
        let (french, english) = match weekday {
            Weekday::Monday => ("lundi", "Monday"),
            Weekday::Tuesday => ("mardi", "Tuesday"),
            Weekday::Wednesday => ("mercredi", "Wednesday"),
            Weekday::Thursday => ("jeudi", "Thursday"),
            Weekday::Friday => ("vendredi", "Friday"),
            Weekday::Saturday => ("samedi", "Saturday"),
            Weekday::Sunday => ("dimanche", "Sunday"),
        };
        match self {
            Self::Fr => french,
            Self::En => english,
        }
    }

    fn month(self, month: i8) -> &'static str {
        let months = match self {
            Self::Fr => FRENCH_MONTHS,
            Self::En => ENGLISH_MONTHS,
        };
        let index = usize::try_from(month - 1).ok();
        index.and_then(|index| months.get(index)).copied().expect("a calendar has twelve months")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = NoSuchLanguage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|language| language.as_str() == text);
        found.ok_or_else(|| NoSuchLanguage(text.chars().take(20).collect()))
    }
}

/// The text names no language we speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a language we speak: fr or en")]
pub struct NoSuchLanguage(String);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unit;

    fn paris() -> Zone {
        "Europe/Paris".parse().unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn both<T: Copy>(value: T, write: impl Fn(Language, T) -> String) -> [String; 2] {
        [write(Language::Fr, value), write(Language::En, value)]
    }

    #[test]
    fn a_language_is_read_from_its_code_and_french_by_default() {
        for language in Language::ALL {
            assert_eq!(language.as_str().parse(), Ok(language));
        }
        assert!("FR".parse::<Language>().is_err() && "de".parse::<Language>().is_err());
        assert_eq!(Language::default(), Language::Fr);
    }

    #[test]
    fn amounts_are_written_the_way_of_the_language() {
        let eur = |minor| both(Money::new(minor, Currency::EUR), Language::money);
        assert_eq!(eur(1250), ["12,50\u{a0}€", "€12.50"]);
        assert_eq!(eur(-5), ["-0,05\u{a0}€", "-€0.05"]);
        assert_eq!(eur(0), ["0,00\u{a0}€", "€0.00"]);
        assert_eq!(eur(123_456_789), ["1\u{a0}234\u{a0}567,89\u{a0}€", "€1,234,567.89"]);
        assert_eq!(eur(99_999), ["999,99\u{a0}€", "€999.99"]);
    }

    #[test]
    fn a_currency_without_a_sign_of_its_own_is_written_with_its_code() {
        let written = |minor, currency| both(Money::new(minor, currency), Language::money);
        assert_eq!(written(1250, Currency::CHF), ["12,50\u{a0}CHF", "CHF\u{a0}12.50"]);
        assert_eq!(written(1250, Currency::GBP), ["12,50\u{a0}£", "£12.50"]);
        assert_eq!(written(1250, Currency::JPY), ["1\u{a0}250\u{a0}JPY", "JPY\u{a0}1,250"]);
    }

    #[test]
    fn plain_numbers_have_a_comma_or_a_point() {
        assert_eq!(both(Decimal::new(123_450, 2), Language::decimal), ["1234,50", "1234.50"]);
        assert_eq!(both(Decimal::new(-15, 1), Language::decimal), ["-1,5", "-1.5"]);
        assert_eq!(both(Decimal::TEN, Language::decimal), ["10", "10"]);
    }

    #[test]
    fn quantities_are_written_in_their_natural_unit() {
        let written = |value, unit| both(Quantity::parse(value, unit).unwrap(), Language::quantity);
        assert_eq!(written("1.5", Unit::Kilogram), ["1,5 kg", "1.5 kg"]);
        assert_eq!(written("500", Unit::Gram), ["500 g", "500 g"]);
        assert_eq!(written("75", Unit::Centilitre), ["750 ml", "750 ml"]);
        assert_eq!(written("12", Unit::Piece), ["12 pièces", "12 pieces"]);
        assert_eq!(written("1", Unit::Piece), ["1 pièce", "1 piece"]);
        assert_eq!(written("0", Unit::Piece), ["0 pièce", "0 pieces"]);
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let day = |text| both(at(text), |language, instant| language.date(instant, &paris()));
        assert_eq!(day("2026-05-14T16:00:00Z"), ["jeudi 14 mai 2026", "Thursday 14 May 2026"]);
        assert_eq!(day("2026-05-31T22:30:00Z"), ["lundi 1er juin 2026", "Monday 1 June 2026"]);
    }

    #[test]
    fn times_are_on_the_clock_of_the_zone() {
        let time = |text| both(at(text), |language, instant| language.date_time(instant, &paris()));
        assert_eq!(
            time("2026-05-14T16:00:00Z"),
            ["jeudi 14 mai 2026 à 18\u{a0}h\u{a0}00", "Thursday 14 May 2026, 18:00"]
        );
        assert_eq!(
            time("2026-12-03T08:05:59Z"),
            ["jeudi 3 décembre 2026 à 9\u{a0}h\u{a0}05", "Thursday 3 December 2026, 09:05"]
        );
    }

    #[test]
    fn a_window_of_one_day_says_the_day_once() {
        let window = |from, until| Window::new(at(from), at(until)).unwrap();
        let range = |window| both(window, |language, window| language.time_range(window, &paris()));
        assert_eq!(
            range(window("2026-05-14T15:00:00Z", "2026-05-14T17:30:00Z")),
            [
                "jeudi 14 mai 2026, de 17\u{a0}h\u{a0}00 à 19\u{a0}h\u{a0}30",
                "Thursday 14 May 2026, 17:00 to 19:30"
            ]
        );
        assert_eq!(
            range(window("2026-05-14T16:00:00Z", "2026-05-15T08:00:00Z")),
            [
                "du jeudi 14 mai 2026 à 18\u{a0}h\u{a0}00 au vendredi 15 mai 2026 à 10\u{a0}h\u{a0}00",
                "Thursday 14 May 2026, 18:00 to Friday 15 May 2026, 10:00"
            ]
        );
    }

    #[test]
    fn a_language_travels_as_its_code() {
        let deserializer = serde::de::value::StrDeserializer::<serde::de::value::Error>::new("en");
        assert_eq!(Language::deserialize(deserializer), Ok(Language::En));
    }
}
