use sillon_kernel::{Dimension, Name, Quantity, QuantityError, Unit, fold};
use sillon_tables::shown;

use crate::{Numbers, read::numbers::number_of};
use sillon_catalogue::{Size, known_unit};

/// The unit that people mean, in whatever spelling; pieces are not among them.
pub(crate) fn unit_named(text: &str) -> Option<Unit> {
    let folded = fold(text.trim().trim_end_matches('.'));
    Some(match folded.as_str() {
        "mg" | "milligram" | "milligrams" | "milligramme" | "milligrammes" => Unit::Milligram,
        "g" | "gr" | "grs" | "gram" | "grams" | "gramm" | "gramme" | "grammes" | "gramo"
        | "gramos" => Unit::Gram,
        "kg" | "kgs" | "kilo" | "kilos" | "kilogram" | "kilograms" | "kilogramm" | "kilogramme"
        | "kilogrammes" | "kilogramo" | "kilogramos" => Unit::Kilogram,
        "t" | "tonne" | "tonnes" | "ton" | "tonnen" => Unit::Tonne,
        "oz" | "ounce" | "ounces" => Unit::Ounce,
        "lb" | "lbs" | "pound" | "pounds" => Unit::Pound,
        "ml" | "millilitre" | "millilitres" | "milliliter" | "milliliters" => Unit::Millilitre,
        "cl" | "centilitre" | "centilitres" | "centiliter" | "centiliters" => Unit::Centilitre,
        "dl" | "decilitre" | "decilitres" | "deciliter" | "deciliters" => Unit::Decilitre,
        "l" | "lt" | "ltr" | "litre" | "litres" | "liter" | "liters" | "litro" | "litros" => {
            Unit::Litre
        }
        "kl" | "kilolitre" | "kilolitres" | "kiloliter" | "kiloliters" => Unit::Kilolitre,
        "gal" | "gallon" | "gallons" => Unit::Gallon,
        _ => return None,
    })
}

/// Whether the text only says that pieces are counted.
pub(crate) fn says_piece(text: &str) -> bool {
    matches!(
        fold(text.trim().trim_end_matches('.')).as_str(),
        "piece"
            | "pieces"
            | "pc"
            | "pcs"
            | "pce"
            | "pces"
            | "unit"
            | "units"
            | "unite"
            | "unites"
            | "each"
            | "ea"
            | "item"
            | "items"
            | "stuck"
            | "stucke"
            | "pieza"
            | "piezas"
            | "stuk"
            | "stk"
            | "stuks"
    )
}

/// What stands in the cell of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UnitCell {
    /// A unit of weight or volume.
    Measured(Unit),
    /// Pieces, perhaps with a name of their own.
    Pieces(Option<Name>),
    /// Nothing: the name of the piece stands elsewhere.
    Blank,
}

pub(crate) fn read_unit(text: &str) -> Result<UnitCell, String> {
    if text.is_empty() {
        return Ok(UnitCell::Blank);
    }
    if let Some(unit) = unit_named(text) {
        return Ok(UnitCell::Measured(unit));
    }
    if says_piece(text) {
        return Ok(UnitCell::Pieces(None));
    }
    let named = Name::parse(text).ok().filter(|name| known_unit(name).is_some());
    named.map(|name| UnitCell::Pieces(Some(name))).ok_or_else(|| {
        let known = "mg, g, kg, t, oz, lb, ml, cl, dl, l, kl, gal or piece";
        format!(
            "{} is not a unit we know: write {known}, or leave it blank and name the piece in variant_unit_name",
            shown(text)
        )
    })
}

impl UnitCell {
    /// The unit that the number beside it counts.
    pub(crate) fn unit(&self) -> Unit {
        match self {
            Self::Measured(unit) => *unit,
            Self::Pieces(_) | Self::Blank => Unit::Piece,
        }
    }
}

/// Reads a size's number, above zero, of a unit.
pub(crate) fn read_units(text: &str, unit: Unit, numbers: Numbers) -> Result<Quantity, String> {
    if text.is_empty() {
        return Err("it is blank: write how much one item is, such as 500".to_owned());
    }
    match Quantity::parse(&numbers.with_point(text)?, unit) {
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

/// The name of a size's piece: the one in the cell beside its unit, where the unit leaves room for one.
pub(crate) fn read_piece_name(text: &str, unit: &UnitCell) -> Result<Option<Name>, String> {
    let named = |text: &str| {
        Name::parse(text).map_err(|refused| format!("{} is refused: {refused}", shown(text)))
    };
    match unit {
        UnitCell::Blank if text.is_empty() => {
            Err("it is blank, and unit_type too: write a unit there, or here what one piece is, such as loaf".to_owned())
        }
        UnitCell::Pieces(name) if text.is_empty() => Ok(name.clone()),
        UnitCell::Blank | UnitCell::Pieces(None) => named(text).map(Some),
        UnitCell::Measured(_) if text.is_empty() => Ok(None),
        UnitCell::Pieces(Some(_)) | UnitCell::Measured(_) => {
            Err(format!("{} names a piece, but unit_type has a unit: leave one of them blank", shown(text)))
        }
    }
}

/// A size from its unit, its number and the name of its piece, each read.
pub(crate) fn size_of(quantity: Quantity, piece_name: Option<Name>) -> Size {
    let size = match quantity.dimension() {
        Dimension::Piece => Size::pieces(quantity, piece_name),
        Dimension::Weight | Dimension::Volume => Size::measured(quantity),
    };
    size.expect("units are read above zero, and in the dimension of their unit")
}

/// Reads a quantity with its unit in one cell, such as `1.4 kg`, `250ml` or `12 pieces`; above zero.
pub(crate) fn read_measure(text: &str, numbers: Numbers) -> Result<Quantity, String> {
    let (number, unit) = number_of(text);
    let unit = match unit.trim() {
        unit if says_piece(unit) => Some(Unit::Piece),
        unit => unit_named(unit),
    };
    let unit = unit.filter(|_| !number.is_empty()).ok_or_else(|| {
        format!(
            "{} is not a quantity: write a number and its unit, such as 1.4 kg or 12 pieces",
            shown(text)
        )
    })?;
    read_units(number, unit, numbers)
}

/// A quantity with its unit, as [`read_measure`] reads it back.
pub(crate) fn measure(quantity: Quantity) -> String {
    let (number, unit) = number_and_unit(quantity);
    format!("{number} {unit}")
}

/// A quantity's number and unit: the kilogram and the litre from one of them on, else the gram and the millilitre.
pub(crate) fn number_and_unit(quantity: Quantity) -> (String, &'static str) {
    let large = quantity.dimension().price_unit();
    let unit = match quantity.dimension() {
        _ if quantity.milli() >= large.milli() => large,
        Dimension::Weight => Unit::Gram,
        Dimension::Volume => Unit::Millilitre,
        Dimension::Piece => Unit::Piece,
    };
    (quantity.in_unit(unit).to_string(), unit.symbol())
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    #[test]
    fn units_are_known_by_whatever_people_write() {
        for (text, unit) in [
            ("Kg", Unit::Kilogram),
            ("kilo", Unit::Kilogram),
            ("KILOS", Unit::Kilogram),
            ("gr", Unit::Gram),
            ("gr.", Unit::Gram),
            ("grammes", Unit::Gram),
            ("L", Unit::Litre),
            ("litre", Unit::Litre),
            ("mL", Unit::Millilitre),
            ("T", Unit::Tonne),
            ("LB", Unit::Pound),
        ] {
            assert_eq!(read_unit(text), Ok(UnitCell::Measured(unit)), "{text}");
        }
        for text in ["pièce", "Pce", "pcs", "Stück", "piece", "unité"] {
            assert_eq!(read_unit(text), Ok(UnitCell::Pieces(None)), "{text}");
        }
        assert_eq!(read_unit("bunch"), Ok(UnitCell::Pieces(Name::parse("bunch").ok())));
        for text in ["stone", "g g", "k", "kg/l", "m"] {
            assert!(read_unit(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_comma_is_a_decimal_mark_where_it_can_be_nothing_else() {
        let custom = Numbers::COMMA;
        assert_eq!(read_units("0,5", Unit::Kilogram, custom).unwrap().to_string(), "500 g");
        assert_eq!(read_units("1,500", Unit::Gram, custom).unwrap().to_string(), "1.5 g");
        assert_eq!(read_units("0,5", Unit::Kilogram, Numbers::PLAIN).unwrap().to_string(), "500 g");
        for text in ["1,500", "1.234,5", "1,2,3", "a,b"] {
            assert!(read_units(text, Unit::Kilogram, Numbers::PLAIN).is_err(), "{text}");
        }
    }

    #[test]
    fn a_size_is_above_zero_and_plainly_written() {
        for text in ["", "0", "-1", "a few", "1e3", "NaN", "0.0001", "9999999999999999999999999"] {
            assert!(read_units(text, Unit::Gram, Numbers::PLAIN).is_err(), "{text}");
        }
        for text in ["", "kg", "1", "1 stone", "x 1 kg", "-1 kg"] {
            assert!(read_measure(text, Numbers::PLAIN).is_err(), "{text}");
        }
        assert_eq!(read_measure("1.4kg", Numbers::PLAIN).unwrap().to_string(), "1.4 kg");
    }

    proptest! {
        #[test]
        fn measures_read_back(
            milli in 1..=1_000_000_000_000_i64,
            dimension in select(vec![Dimension::Weight, Dimension::Volume, Dimension::Piece]),
        ) {
            let quantity = Quantity::from_milli(milli, dimension);
            prop_assert_eq!(read_measure(&measure(quantity), Numbers::PLAIN), Ok(quantity));
        }
    }
}
