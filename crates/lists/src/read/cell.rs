use std::{collections::BTreeSet, fmt::Display, str::FromStr};

use sillon_kernel::{Currency, Dimension, Money, MoneyError, Name, Quantity, Text, fold};
use sillon_tables::shown;

use crate::{
    read::measure::measure, read::measure::read_measure, read::measure::says_piece,
    read::measure::unit_named, read::numbers::Numbers, read::numbers::number_of,
};
use sillon_catalogue::{MAX_NAMED_UNITS, MAX_ON_HAND, MAX_SUPPLY_MILLI, NamedUnit, ProductType};
use sillon_enterprises::{Label, MAX_PROPERTIES, Property};

pub(crate) fn read_text<const MAX: usize>(text: &str) -> Result<Text<MAX>, String> {
    if text.is_empty() {
        return Err("it is blank, and every row has it".to_owned());
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Text::parse(&text).map_err(|refused| format!("{} is refused: {refused}", shown(&text)))
}

/// Makes a blank cell `None`.
pub(crate) fn optional<T>(
    read: impl FnOnce(&str) -> Result<T, String>,
) -> impl FnOnce(&str) -> Result<Option<T>, String> {
    |text| if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// Reads what has a written form of its own, which its refusal tells.
pub(crate) fn read_as<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|refused: T::Err| refused.to_string())
}

pub(crate) fn read_price(
    text: &str,
    currency: Currency,
    numbers: Numbers,
) -> Result<Money, String> {
    let decimals = Money::zero(currency).major().scale();
    let number = numbers.with_point(text)?;
    let written = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match Money::parse(&number, currency) {
        _ if text.is_empty() => {
            Err("it is blank: write what one item costs, such as 2.20".to_owned())
        }
        Ok(_) if number.starts_with('-') => Err(format!(
            "{} is below zero: write a price of zero or more, such as 2.20",
            shown(text)
        )),
        Ok(price) if u32::try_from(written).is_ok_and(|written| written <= decimals) => Ok(price),
        Err(MoneyError::TooLarge) => {
            Err(format!("{} is beyond a hundred million: write less", shown(text)))
        }
        Ok(_)
        | Err(
            MoneyError::NotAnAmount { .. } | MoneyError::NoSuchCurrency | MoneyError::NoWeights,
        ) => Err(format!(
            "{} is not a price: write digits with at most {decimals} decimals, such as 2.20",
            shown(text)
        )),
    }
}

pub(crate) fn read_currency(text: &str) -> Result<Currency, String> {
    let currency = Currency::from_code(&text.to_uppercase());
    currency.ok_or_else(|| format!("{} is not the code of a currency, such as EUR", shown(text)))
}

/// Reads how many items are on hand, each of `item`, where that is known.
pub(crate) fn read_on_hand(
    text: &str,
    item: Option<Quantity>,
    numbers: Numbers,
) -> Result<Option<u32>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let number = numbers.with_point(text)?;
    let is_digits = number.bytes().all(|b| b.is_ascii_digit());
    let items = number.parse().ok().filter(|items| is_digits && *items <= MAX_ON_HAND);
    let items: u32 = items.ok_or_else(|| {
        format!(
            "{} is not a number of items: write a whole number from 0 to {MAX_ON_HAND}",
            shown(text)
        )
    })?;
    if item.is_some_and(|item| item.times(items).milli() > MAX_SUPPLY_MILLI) {
        return Err(format!("{} items are beyond a thousand tonnes: write fewer", shown(text)));
    }
    Ok(Some(items))
}

/// Reads how much of a product there is, such as `40 kg`; it may be none.
pub(crate) fn read_available(text: &str, numbers: Numbers) -> Result<Quantity, String> {
    let none =
        text.strip_prefix('0').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    match read_measure(text, numbers) {
        Ok(quantity) => Ok(quantity),
        Err(_) if none => {
            let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
            let one = read_measure(&format!("1 {}", unit.trim()), numbers)?;
            let zero = text.chars().all(|c| !c.is_ascii_digit() || c == '0');
            let refused = || format!("{} is too little to be counted", shown(text));
            zero.then(|| Quantity::from_milli(0, one.dimension())).ok_or_else(refused)
        }
        Err(rule) => Err(rule),
    }
}

pub(crate) fn read_flag(text: &str) -> Result<bool, String> {
    match fold(text).as_str() {
        "1" | "true" | "yes" | "oui" | "vrai" | "ja" | "wahr" | "si" | "verdadero" | "evet" => {
            Ok(true)
        }
        "0" | "false" | "no" | "non" | "faux" | "nein" | "falsch" | "nee" | "falso" | "hayır"
        | "hayir" | "" => Ok(false),
        _ => Err(format!(
            "{} is neither yes nor no: write 1, true or yes; or 0, false, no or nothing",
            shown(text)
        )),
    }
}

/// A flag, as [`read_flag`] reads it back.
pub(crate) fn flag(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

pub(crate) fn read_product_type(text: &str) -> Result<ProductType, String> {
    text.parse().or_else(|refused: sillon_catalogue::NoSuchProductType| {
        ProductType::named(text).ok_or_else(|| refused.to_string())
    })
}

pub(crate) fn read_labels(text: &str) -> Result<BTreeSet<Label>, String> {
    text.split([',', ';']).filter(|label| !label.trim().is_empty()).map(read_as).collect()
}

pub(crate) fn labels(labels: &BTreeSet<Label>) -> String {
    labels.iter().map(|label| label.as_str()).collect::<Vec<_>>().join(",")
}

/// Reads what is listed in one cell as `name: value; name: value`. A backslash before a mark makes it part of the text.
fn read_pairs(text: &str) -> Vec<(String, Option<String>)> {
    let mut pairs = Vec::new();
    let (mut name, mut value) = (String::new(), None::<String>);
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => value.as_mut().unwrap_or(&mut name).push(letters.next().unwrap_or('\\')),
            ';' => pairs.push((std::mem::take(&mut name), value.take())),
            ':' if value.is_none() => value = Some(String::new()),
            _ => value.as_mut().unwrap_or(&mut name).push(c),
        }
    }
    pairs.push((name, value));
    pairs.retain(|(name, value)| !name.trim().is_empty() || value.is_some());
    pairs
}

/// What [`read_pairs`] reads back.
fn pairs<'p>(pairs: impl Iterator<Item = (&'p str, Option<String>)>) -> String {
    let escape = |text: &str| text.replace('\\', "\\\\").replace(';', "\\;").replace(':', "\\:");
    let pair = |(name, value): (&str, Option<String>)| match value {
        None => escape(name),
        Some(value) => format!("{}: {}", escape(name), escape(&value)),
    };
    pairs.map(pair).collect::<Vec<_>>().join("; ")
}

pub(crate) fn read_properties(text: &str) -> Result<Vec<Property>, String> {
    let listed = read_pairs(text);
    if listed.len() > MAX_PROPERTIES {
        return Err(format!("a product has at most {MAX_PROPERTIES} properties: take some out"));
    }
    let property = |(name, value): (String, Option<String>)| {
        let value = value.filter(|value| !value.trim().is_empty());
        let value = value.map(|value| read_text::<200>(value.trim())).transpose()?;
        Ok(Property { name: read_text(name.trim())?, value })
    };
    listed.into_iter().map(property).collect()
}

pub(crate) fn properties(properties: &[Property]) -> String {
    pairs(
        properties.iter().map(|property| {
            (property.name.as_str(), property.value.as_ref().map(ToString::to_string))
        }),
    )
}

/// Reads the units a product names, such as `bunch: 500 g; case: 12 pieces of bottle`.
pub(crate) fn read_named_units(text: &str, numbers: Numbers) -> Result<Vec<NamedUnit>, String> {
    let listed = read_pairs(text);
    if listed.len() > MAX_NAMED_UNITS {
        return Err(format!("a product names at most {MAX_NAMED_UNITS} units: take some out"));
    }
    let unit = |(name, amount): (String, Option<String>)| {
        let amount = amount.unwrap_or_default();
        let (amount, of) = match amount.trim().split_once(" of ") {
            Some((amount, of)) => (amount, Some(read_text::<120>(of.trim())?)),
            None => (amount.trim(), None),
        };
        let amount = read_measure(amount.trim(), numbers)?;
        if of.is_some() && amount.dimension() != Dimension::Piece {
            return Err(format!("{} does not count pieces", shown(text)));
        }
        Ok(NamedUnit { name: read_text::<120>(name.trim())?, amount, of })
    };
    listed.into_iter().map(unit).collect()
}

/// The units a product names, with this decimal mark.
pub(crate) fn named_units(units: &[NamedUnit], mark: char) -> String {
    pairs(units.iter().map(|unit| {
        let of = unit.of.as_ref().map_or_else(String::new, |of| format!(" of {of}"));
        let amount = measure(unit.amount).replace('.', &mark.to_string());
        (unit.name.as_str(), Some(format!("{amount}{of}")))
    }))
}

/// How many items are meant where a box is named by its content: `4x250ml` is four of 250 ml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pack {
    /// How much all of it is.
    pub(crate) quantity: Quantity,
    /// What one piece is called, where pieces are counted.
    pub(crate) piece_name: Option<Name>,
    /// Whether it is several of a kind, so that its own words tell more than the sum.
    pub(crate) is_many: bool,
}

/// Reads what one item is from the words people write for it: `kg`, `500 g`, `4x250ml`, `10 Piece`, `bunch`, `Glas`.
pub(crate) fn read_pack(text: &str, numbers: Numbers) -> Result<Pack, String> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, rest) = text.split_at(digits);
    if let Some(each) = rest.trim_start().strip_prefix(['x', 'X', '×', '*'])
        && let Ok(count @ 1..=10_000) = count.parse::<u32>()
        && let Ok(each) =
            read_measure(each.trim(), numbers).or_else(|rule| one_of(each.trim()).ok_or(rule))
    {
        if each.milli().checked_mul(i64::from(count)).is_none_or(|all| all > MAX_SUPPLY_MILLI) {
            return Err(format!("{} is beyond a thousand tonnes", shown(text)));
        }
        return Ok(Pack { quantity: each.times(count), piece_name: None, is_many: count > 1 });
    }
    match read_measure(text, numbers) {
        Ok(quantity) => return Ok(Pack { quantity, piece_name: None, is_many: false }),
        // What has a number and a unit is a size, and no name of one.
        Err(rule) if is_measure(text) => return Err(rule),
        Err(_) => {}
    }
    if let Some(quantity) = one_of(text) {
        return Ok(Pack { quantity, piece_name: None, is_many: false });
    }
    let piece_name = Some(read_text(text)?);
    Ok(Pack { quantity: Quantity::pieces(1), piece_name, is_many: false })
}

/// Whether a text is a number of a unit, however the number is written.
fn is_measure(text: &str) -> bool {
    let (number, unit) = number_of(text);
    number.contains(|c: char| c.is_ascii_digit())
        && (says_piece(unit) || unit_named(unit).is_some())
}

/// One of a unit that stands alone.
pub(crate) fn one_of(unit: &str) -> Option<Quantity> {
    let starts_with_letter = unit.starts_with(char::is_alphabetic);
    starts_with_letter.then(|| read_measure(&format!("1 {unit}"), Numbers::PLAIN).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*, sample::select};
    use sillon_kernel::Unit;

    use super::*;

    const CUSTOM: Numbers = Numbers::COMMA;

    fn price(text: &str) -> Result<i64, String> {
        read_price(text, Currency::EUR, Numbers::PLAIN).map(Money::minor)
    }

    #[test]
    fn prices_are_plain_amounts_of_zero_or_more() {
        assert_eq!(
            [price("2.20"), price("2.2"), price("0"), price("3"), price("2,20")],
            [220, 220, 0, 300, 220].map(Ok)
        );
        for text in [
            "-1", "-0.00", "NaN", "1e3", "2.205", "2.200", "2,200", "€ 2", "+2", "2.", ".5", "inf",
            "",
        ] {
            assert!(price(text).is_err(), "{text}");
        }
        assert_eq!(
            price("1e3").unwrap_err(),
            "“1e3” is not a price: write digits with at most 2 decimals, such as 2.20"
        );
        assert!(price("-1").unwrap_err().starts_with("“-1” is below zero"));
        assert!(price("100000000.01").unwrap_err().contains("hundred million"));
        assert!(
            read_price("2.5", Currency::JPY, Numbers::PLAIN).is_err(),
            "the yen has no decimals"
        );
        assert_eq!(read_price("2,20", Currency::EUR, CUSTOM).unwrap().minor(), 220);
        for text in ["1.234,50", "1,234.50", "1,2,3", "2,205"] {
            assert!(read_price(text, Currency::EUR, CUSTOM).is_err(), "{text}");
        }
    }

    #[test]
    fn on_hand_is_whole_items() {
        let bag = Some(Quantity::parse("500", Unit::Gram).unwrap());
        assert_eq!(read_on_hand("80", bag, Numbers::PLAIN), Ok(Some(80)));
        assert_eq!(read_on_hand("0", bag, Numbers::PLAIN), Ok(Some(0)));
        assert_eq!(read_on_hand("", bag, Numbers::PLAIN), Ok(None));
        assert_eq!(read_on_hand("1 500", bag, Numbers::PLAIN), Ok(Some(1_500)));
        assert!(read_on_hand("1.500", bag, Numbers::COMMA).is_err());
        assert!(read_on_hand("1000000", bag, Numbers::PLAIN).is_ok());
        for text in ["1000001", "-1", "+1", "1.5", "1e3", "NaN", "many", "99999999999999999999"] {
            assert!(read_on_hand(text, bag, Numbers::PLAIN).is_err(), "{text}");
            assert!(read_on_hand(text, None, Numbers::PLAIN).is_err(), "{text}");
        }
        let tonne = Some(Quantity::parse("1", Unit::Tonne).unwrap());
        assert!(read_on_hand("1000", tonne, Numbers::PLAIN).is_ok());
        assert!(read_on_hand("1001", tonne, Numbers::PLAIN).is_err());
    }

    #[test]
    fn what_is_available_has_a_unit_and_may_be_none() {
        let read = |text: &str| read_available(text, Numbers::PLAIN).map(|all| all.to_string());
        assert_eq!(read("40 kg"), Ok("40 kg".to_owned()));
        assert_eq!(read("0 g").unwrap(), Quantity::from_milli(0, Dimension::Weight).to_string());
        assert!(read("0.0 kg").is_ok() && read("0 pieces").is_ok());
        for text in ["", "0", "40", "0 stone", "-1 kg", "0.0001 g"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn on_demand_is_yes_or_no_in_many_words() {
        assert_eq!(["1", "TRUE", "Oui"].map(read_flag), [Ok(true), Ok(true), Ok(true)]);
        assert_eq!(
            ["0", "False", "non", ""].map(read_flag),
            [Ok(false), Ok(false), Ok(false), Ok(false)]
        );
        assert!(read_flag("2").is_err() && read_flag("maybe").is_err());
    }

    #[test]
    fn packs_are_read_as_people_write_them() {
        let read = |text: &str| {
            let pack = read_pack(text, Numbers::EITHER).unwrap();
            let size = crate::read::measure::size_of(pack.quantity, pack.piece_name);
            (size.label(), pack.is_many)
        };
        assert_eq!(read("kg"), ("1 kg".to_owned(), false));
        assert_eq!(read("500 g"), ("500 g".to_owned(), false));
        assert_eq!(read("100g"), ("100 g".to_owned(), false));
        assert_eq!(read("4x250ml"), ("1 l".to_owned(), true));
        assert_eq!(read("6 × 0,75 l"), ("4.5 l".to_owned(), true));
        assert_eq!(read("10 Piece"), ("10 pieces".to_owned(), false));
        assert_eq!(read("1,5L"), ("1.5 l".to_owned(), false));
        assert_eq!(read("Glas"), ("Glas".to_owned(), false));
        assert_eq!(read("3x Glas"), ("3x Glas".to_owned(), false));
        for text in ["", "10000 x 1000 t", "1.500 g", "0 kg", "1,500 ml"] {
            assert!(read_pack(text, Numbers::EITHER).is_err(), "{text}");
        }
    }

    fn text() -> impl Strategy<Value = Text<120>> {
        "[a-z:;\\\\ é]{1,12}".prop_filter_map("blank", |text| Text::parse(&text).ok())
    }

    proptest! {
        #[test]
        fn properties_and_units_read_back(
            listed in vec((text(), option::of(text())), 0..6),
            units in vec((text(), 1..1_000_000_000_i64, select(vec![0, 1, 2, 3])), 0..6),
        ) {
            let listed: Vec<Property> = listed
                .into_iter()
                .map(|(name, value)| Property { name, value: value.map(|value| Text::parse(&value).unwrap()) })
                .collect();
            prop_assert_eq!(read_properties(&properties(&listed)), Ok(listed));
            let unit = |(name, milli, kind): (Name, i64, i32)| {
                let dimension = [Dimension::Weight, Dimension::Volume, Dimension::Piece, Dimension::Piece];
                let dimension = dimension[usize::try_from(kind).unwrap()];
                let of = (kind == 3).then(|| name.clone());
                NamedUnit { amount: Quantity::from_milli(milli, dimension), name, of }
            };
            let units: Vec<NamedUnit> = units.into_iter().map(unit).collect();
            prop_assert_eq!(read_named_units(&named_units(&units, '.'), Numbers::PLAIN), Ok(units.clone()));
            prop_assert_eq!(read_named_units(&named_units(&units, ','), Numbers::COMMA), Ok(units));
        }
    }
}
