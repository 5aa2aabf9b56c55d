use sillon_kernel::{
    Currency, Dimension, Money, MoneyError, Name, Quantity, QuantityError, Text, Unit,
};

use crate::{Size, fault::shown};

/// The most items a list may say are on hand.
pub const MOST_ON_HAND: u32 = 1_000_000;

/// The most a list may put into a supply, in thousandths of a gram, a millilitre or a piece: a thousand tonnes.
pub const MOST_SUPPLY_MILLI: i64 = 1_000_000_000_000;

pub(crate) fn read_text<const MOST: usize>(text: &str) -> Result<Text<MOST>, String> {
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

/// The number with a decimal point, where the list is written with commas.
fn with_point(text: &str, has_decimal_comma: bool) -> String {
    if has_decimal_comma && !text.contains('.') {
        text.replacen(',', ".", 1)
    } else {
        text.to_owned()
    }
}

pub(crate) fn read_unit(text: &str) -> Result<Unit, String> {
    if text.is_empty() {
        return Ok(Unit::Piece);
    }
    let unit = text.parse().ok().filter(|unit: &Unit| unit.dimension() != Dimension::Piece);
    unit.ok_or_else(|| {
        let known = "mg, g, kg, t, oz, lb, ml, cl, dl, l, kl or gal";
        format!(
            "{} is not a unit we know: write {known}, or leave it blank and name the piece in variant_unit_name",
            shown(text)
        )
    })
}

/// Reads a size's number. Under a unit that is itself a fault it is read as one of kilograms, so that its own faults are told too.
pub(crate) fn read_units(
    text: &str,
    unit: Option<Unit>,
    has_decimal_comma: bool,
) -> Result<Quantity, String> {
    if text.is_empty() {
        return Err("it is blank: write how much one item is, such as 500".to_owned());
    }
    match Quantity::parse(&with_point(text, has_decimal_comma), unit.unwrap_or(Unit::Kilogram)) {
        Ok(quantity) if quantity.milli() > 0 => Ok(quantity),
        Ok(_) => Err(format!(
            "{} is not above zero: write how much one item is, such as 500",
            shown(text)
        )),
        Err(QuantityError::NotANumber(_) | QuantityError::NoSuchUnit(_)) => Err(format!(
            "{} is not a number above zero: write digits, such as 500 or 1.5",
            shown(text)
        )),
        Err(refused @ (QuantityError::TooFine | QuantityError::TooLarge)) => {
            Err(format!("{} is refused: {refused}", shown(text)))
        }
    }
}

pub(crate) fn read_piece_name(text: &str, unit: Option<Unit>) -> Result<Option<Name>, String> {
    match unit {
        Some(Unit::Piece) if text.is_empty() => {
            Err("it is blank, and unit_type too: write a unit there, or here what one piece is, such as loaf".to_owned())
        }
        Some(Unit::Piece) | None => optional(read_text)(text),
        Some(_) if text.is_empty() => Ok(None),
        Some(unit) => Err(format!(
            "{} names a piece, but unit_type is {}: leave one of them blank",
            shown(text),
            unit.symbol()
        )),
    }
}

pub(crate) fn read_price(
    text: &str,
    currency: Currency,
    has_decimal_comma: bool,
) -> Result<Money, String> {
    let decimals = Money::zero(currency).major().scale();
    let number = with_point(text, has_decimal_comma);
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

pub(crate) fn read_on_hand(text: &str, size: Option<&Size>) -> Result<Option<Quantity>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let is_digits = text.bytes().all(|b| b.is_ascii_digit());
    let items = text.parse().ok().filter(|items| is_digits && *items <= MOST_ON_HAND);
    let items: u32 = items.ok_or_else(|| {
        format!(
            "{} is not a number of items: write a whole number from 0 to {MOST_ON_HAND}",
            shown(text)
        )
    })?;
    let Some(size) = size else { return Ok(None) };
    let all = size.quantity().times(items);
    if all.milli() > MOST_SUPPLY_MILLI {
        return Err(format!(
            "{} items of {} are beyond a thousand tonnes: write fewer",
            shown(text),
            size.label()
        ));
    }
    Ok(Some(all))
}

pub(crate) fn read_flag(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Ok(true),
        "0" | "false" | "no" | "" => Ok(false),
        _ => Err(format!(
            "{} is neither yes nor no: write 1, true or yes; or 0, false, no or nothing",
            shown(text)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str) -> Result<i64, String> {
        read_price(text, Currency::EUR, false).map(Money::minor)
    }

    #[test]
    fn prices_are_plain_amounts_of_zero_or_more() {
        assert_eq!(
            [price("2.20"), price("2.2"), price("0"), price("3")],
            [220, 220, 0, 300].map(Ok)
        );
        for text in [
            "-1", "-0.00", "NaN", "1e3", "2.205", "2.200", "2,20", "€ 2", "+2", "2.", ".5", "inf",
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
        assert!(read_price("2.5", Currency::JPY, false).is_err(), "the yen has no decimals");
    }

    #[test]
    fn a_decimal_comma_is_read_where_it_is_the_custom() {
        assert_eq!(read_price("2,20", Currency::EUR, true).unwrap().minor(), 220);
        for text in ["1.234,50", "1,234.50", "1,2,3", "2,205"] {
            assert!(read_price(text, Currency::EUR, true).is_err(), "{text}");
        }
        assert_eq!(read_units("0,5", Some(Unit::Kilogram), true).unwrap().to_string(), "500 g");
        assert!(read_units("0,5", Some(Unit::Kilogram), false).is_err());
    }

    #[test]
    fn units_are_read_in_any_case_and_make_sizes() {
        let read =
            |units, unit: &str| read_units(units, read_unit(unit).ok(), false).unwrap().to_string();
        assert_eq!(read("500", "g"), "500 g");
        assert_eq!(read("750", "mL"), "750 ml");
        assert_eq!(read("1", "T"), "1 t");
        assert_eq!(read("2", "LB"), "907.2 g");
        assert_eq!(read("5", "mg"), "5 mg");
        for text in ["kilo", "piece", "g g"] {
            assert!(read_unit(text).is_err(), "{text}");
        }
        for text in ["", "0", "-1", "a few", "1e3", "NaN", "0.0001"] {
            assert!(read_units(text, Some(Unit::Gram), false).is_err(), "{text}");
        }
    }

    #[test]
    fn on_hand_is_whole_items_and_becomes_a_quantity() {
        let bag = Size::measured(Quantity::parse("500", Unit::Gram).unwrap()).unwrap();
        assert_eq!(read_on_hand("80", Some(&bag)).unwrap().unwrap().to_string(), "40 kg");
        assert_eq!(read_on_hand("0", Some(&bag)).unwrap().unwrap().milli(), 0);
        assert_eq!(read_on_hand("", Some(&bag)), Ok(None));
        assert!(read_on_hand("1000000", Some(&bag)).is_ok());
        for text in ["1000001", "-1", "+1", "1.5", "1e3", "NaN", "many", "99999999999999999999"] {
            assert!(read_on_hand(text, Some(&bag)).is_err(), "{text}");
            assert!(read_on_hand(text, None).is_err(), "{text}");
        }
        let tonne = Size::measured(Quantity::parse("1", Unit::Tonne).unwrap()).unwrap();
        assert!(read_on_hand("1000", Some(&tonne)).is_ok());
        assert!(read_on_hand("1001", Some(&tonne)).is_err());
    }

    #[test]
    fn on_demand_is_yes_or_no_in_many_words() {
        assert_eq!(["1", "TRUE", "Yes"].map(read_flag), [Ok(true), Ok(true), Ok(true)]);
        assert_eq!(
            ["0", "False", "no", ""].map(read_flag),
            [Ok(false), Ok(false), Ok(false), Ok(false)]
        );
        assert!(read_flag("2").is_err() && read_flag("maybe").is_err());
    }
}
