use std::borrow::Cow;

use rust_decimal::Decimal;
use sillon_kernel::{
    Currency, Dimension, Language, Money, Quantity, Timestamp, Unit, VatRegime, Window, Withdrawal,
    Zone,
};

use crate::{Text, Words, cldr, counted, size_label};

/// How a language writes amounts, quantities and dates.
pub trait Format {
    /// An amount with its currency, thousands apart: `1 234,50 €` (its spaces do not break) or `€1,234.50`.
    ///
    /// The euro and the pound are written with their signs, other currencies with their codes: a dollar sign would not
    /// say which dollar.
    fn money(self, money: Money) -> String;

    /// A plain number, as a spreadsheet of the language reads it: `1234,5` or `1234.5`.
    fn decimal(self, number: Decimal) -> String;

    /// Whether numbers are written with a comma before their decimals.
    fn has_decimal_comma(self) -> bool;

    /// A quantity in the unit people would write it in: `1,5 kg` or `1.5 kg`; pieces are named.
    fn quantity(self, quantity: Quantity) -> String;

    /// The unit as the language writes it; only pieces have a word of their own.
    fn unit(self, unit: Unit) -> Text;

    /// A variant's label in this language: `washed (1.5 kg)` becomes `washed (1,5 kg)`, and `6 × œuf` becomes `6 œufs`.
    ///
    /// Labels are stored and sent in one form that is of no language: a size, or a name and a size in brackets. Whatever a
    /// person wrote stays as it is.
    fn label(self, label: &str) -> String;

    /// Whether so many of something are said in the plural: from two on in French, all but one in English and German.
    fn takes_plural(self, count: Decimal) -> bool;

    /// The name of a piece for so many of it: `3 bunches` has `bunches`, and `3 bottes de radis` has `bottes de radis`.
    ///
    /// `name` is what one piece is called, in this language. Words that no rule forms are looked up; a name that is in the
    /// plural already, as `noix` or `chips` are, stays. Of one, what goods are packed in is said in the singular, though the
    /// name be `bags`.
    fn counted(self, name: &str, count: Decimal) -> Cow<'_, str>;

    /// The day of an instant in a zone: `jeudi 14 mai 2026` or `Thursday 14 May 2026`.
    fn date(self, instant: Timestamp, zone: &Zone) -> String;

    /// The day and time of an instant in a zone: `jeudi 14 mai 2026 à 18 h 00` or `Thursday 14 May 2026, 18:00`.
    fn date_time(self, instant: Timestamp, zone: &Zone) -> String;

    /// A window in a zone; its day is said once when it starts and ends on the same:
    /// `jeudi 14 mai 2026, de 17 h 00 à 19 h 00` or `Thursday 14 May 2026, 17:00 to 19:00`.
    fn time_range(self, window: Window, zone: &Zone) -> String;

    /// The right to give goods back in a sentence, as it is told before and after an order.
    fn withdrawal(self, right: Withdrawal) -> Text;

    /// What whoever charges no tax has to say instead of a rate: Code général des impôts, art. 293 E for the franchise.
    fn vat_mention(self, regime: VatRegime) -> Option<Text>;
}

impl Format for Language {
    fn money(self, money: Money) -> String {
        let sign = match money.currency() {
            Currency::EUR => "€",
            Currency::GBP => "£",
            other => other.code(),
        };
        let minus = if money.minor() < 0 { "-" } else { "" };
        let number = cldr::grouped(self, money.major().abs());
        format!("{minus}{}", (Words::of(self).measures.money)(&number, sign))
    }

    fn decimal(self, number: Decimal) -> String {
        cldr::plain(self, number)
    }

    fn has_decimal_comma(self) -> bool {
        cldr::plain(self, Decimal::new(1, 1)).contains(',')
    }

    fn quantity(self, quantity: Quantity) -> String {
        let unit = quantity.natural_unit();
        let number = quantity.in_unit(unit);
        let unit = match quantity.dimension() {
            Dimension::Weight | Dimension::Volume => Cow::Borrowed(unit.symbol()),
            Dimension::Piece => self.counted(self.unit(Unit::Piece), number),
        };
        format!("{} {unit}", self.decimal(number))
    }

    fn unit(self, unit: Unit) -> Text {
        if unit == Unit::Piece { Words::of(self).measures.piece } else { unit.symbol() }
    }

    fn label(self, label: &str) -> String {
        size_label::label(self, label)
    }

    fn takes_plural(self, count: Decimal) -> bool {
        !cldr::is_one(self, count)
    }

    fn counted(self, name: &str, count: Decimal) -> Cow<'_, str> {
        counted::counted(self, name, count)
    }

    fn date(self, instant: Timestamp, zone: &Zone) -> String {
        let calendar = &Words::of(self).calendar;
        let local = instant.in_zone(zone);
        let weekday = name(&calendar.weekdays, local.weekday().to_monday_zero_offset());
        let month = name(&calendar.months, local.month() - 1);
        (calendar.day)(weekday, &local.day().to_string(), month, &local.year().to_string())
    }

    fn date_time(self, instant: Timestamp, zone: &Zone) -> String {
        let (day, time) = (self.date(instant, zone), time(self, instant, zone));
        (Words::of(self).calendar.day_and_time)(&day, &time)
    }

    fn time_range(self, window: Window, zone: &Zone) -> String {
        let calendar = &Words::of(self).calendar;
        let (from, until) = (window.from(), window.until());
        if from.in_zone(zone).date() == until.in_zone(zone).date() {
            let (begins, ends) = (time(self, from, zone), time(self, until, zone));
            return (calendar.hours_of_day)(&self.date(from, zone), &begins, &ends);
        }
        (calendar.from_until)(&self.date_time(from, zone), &self.date_time(until, zone))
    }

    fn withdrawal(self, right: Withdrawal) -> Text {
        let words = &Words::of(self).withdrawal;
        match right {
            Withdrawal::FourteenDays => words.fourteen_days,
            Withdrawal::Perishable => words.perishable,
        }
    }

    fn vat_mention(self, regime: VatRegime) -> Option<Text> {
        let words = &Words::of(self).vat;
        match regime {
            VatRegime::Liable => None,
            VatRegime::Franchise => Some(words.franchise),
            VatRegime::FlatRateFarmer => Some(words.flat_rate_farmer),
        }
    }
}

fn time(language: Language, instant: Timestamp, zone: &Zone) -> String {
    let local = instant.in_zone(zone);
    let (hours, minutes) = (local.hour().to_string(), format!("{:02}", local.minute()));
    (Words::of(language).calendar.time)(&hours, &minutes)
}

fn name(names: &[Text], number: i8) -> Text {
    let found = usize::try_from(number).ok().and_then(|number| names.get(number));
    found.copied().expect("a calendar has twelve months of weeks of seven days")
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn germans_write_amounts_and_days_their_way() {
        let de = Language::De;
        assert_eq!(de.money(Money::new(123_456_789, Currency::EUR)), "1.234.567,89\u{a0}€");
        assert_eq!(de.money(Money::new(-5, Currency::EUR)), "-0,05\u{a0}€");
        assert_eq!(de.money(Money::new(1_250, Currency::CHF)), "12,50\u{a0}CHF");
        assert_eq!(de.decimal(Decimal::new(123_450, 2)), "1234,50");
        assert_eq!(de.quantity(Quantity::pieces(12)), "12 Stück");
        assert_eq!(de.date(at("2026-05-31T22:30:00Z"), &paris()), "Montag, 1. Juni 2026");
        let from = at("2026-05-14T07:05:00Z");
        assert_eq!(de.date_time(from, &paris()), "Donnerstag, 14. Mai 2026, 09:05\u{a0}Uhr");
        let window = Window::new(from, at("2026-05-14T17:30:00Z")).unwrap();
        assert_eq!(
            de.time_range(window, &paris()),
            "Donnerstag, 14. Mai 2026, 09:05\u{a0}Uhr bis 19:30\u{a0}Uhr"
        );
    }

    #[test]
    fn rights_and_taxes_are_said_in_each_language() {
        for right in [Withdrawal::FourteenDays, Withdrawal::Perishable] {
            let said = Language::ALL.map(|language| language.withdrawal(right));
            assert!(said[0] != said[1] && said[1] != said[2] && said[0] != said[2]);
        }
        for language in Language::ALL {
            let says = VatRegime::ALL.map(|regime| language.vat_mention(regime).is_some());
            assert_eq!(says, VatRegime::ALL.map(|regime| !VatRegime::charges(Some(regime))));
        }
    }
}
