use std::{fmt, str::FromStr};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize, ser::SerializeStruct};

use crate::money::rate::parse_plain;

/// The most thousandths taken at the door: a thousand tonnes, or a million pieces a thousand times.
const LARGEST_MILLI: i64 = 1_000_000_000_000;

/// What a quantity measures; its base unit is the gram, the millilitre or the piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dimension {
    /// Grams.
    Weight,
    /// Millilitres.
    Volume,
    /// Pieces.
    Piece,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 3] = [Self::Weight, Self::Volume, Self::Piece];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Volume => "volume",
            Self::Piece => "piece",
        }
    }

    /// The unit its prices are compared in: the kilogram, the litre, the piece (directive 98/6/EC).
    pub fn price_unit(self) -> Unit {
        match self {
            Self::Weight => Unit::Kilogram,
            Self::Volume => Unit::Litre,
            Self::Piece => Unit::Piece,
        }
    }
}

impl FromStr for Dimension {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "weight" => Ok(Self::Weight),
            "volume" => Ok(Self::Volume),
            "piece" => Ok(Self::Piece),
            other => Err(QuantityError::NoSuchUnit(other.chars().take(20).collect())),
        }
    }
}

/// A unit of measure people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Unit {
    Milligram,
    Gram,
    Kilogram,
    Tonne,
    Ounce,
    Pound,
    Millilitre,
    Centilitre,
    Decilitre,
    Litre,
    Kilolitre,
    Gallon,
    Piece,
}

impl Unit {
    /// Every unit, smallest first within its dimension and system.
    pub const ALL: [Self; 13] = [
        Self::Milligram,
        Self::Gram,
        Self::Kilogram,
        Self::Tonne,
        Self::Ounce,
        Self::Pound,
        Self::Millilitre,
        Self::Centilitre,
        Self::Decilitre,
        Self::Litre,
        Self::Kilolitre,
        Self::Gallon,
        Self::Piece,
    ];

    /// What it measures.
    pub fn dimension(self) -> Dimension {
        match self {
            Self::Milligram
            | Self::Gram
            | Self::Kilogram
            | Self::Tonne
            | Self::Ounce
            | Self::Pound => Dimension::Weight,
            Self::Millilitre
            | Self::Centilitre
            | Self::Decilitre
            | Self::Litre
            | Self::Kilolitre
            | Self::Gallon => Dimension::Volume,
            Self::Piece => Dimension::Piece,
        }
    }

    /// Thousandths of the base unit in one of it. Ounce, pound and gallon as Open Food Network has them
    /// (28.35 g, 453.6 g, 4.54609 l).
    pub fn milli(self) -> i64 {
        match self {
            Self::Milligram => 1,
            Self::Gram | Self::Millilitre | Self::Piece => 1_000,
            Self::Centilitre => 10_000,
            Self::Ounce => 28_350,
            Self::Decilitre => 100_000,
            Self::Pound => 453_600,
            Self::Kilogram | Self::Litre => 1_000_000,
            Self::Gallon => 4_546_090,
            Self::Tonne | Self::Kilolitre => 1_000_000_000,
        }
    }

    /// How it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Milligram => "mg",
            Self::Gram => "g",
            Self::Kilogram => "kg",
            Self::Tonne => "t",
            Self::Ounce => "oz",
            Self::Pound => "lb",
            Self::Millilitre => "ml",
            Self::Centilitre => "cl",
            Self::Decilitre => "dl",
            Self::Litre => "l",
            Self::Kilolitre => "kl",
            Self::Gallon => "gal",
            Self::Piece => "piece",
        }
    }
}

impl FromStr for Unit {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |unit: &Self| unit.symbol().eq_ignore_ascii_case(text);
        Self::ALL
            .into_iter()
            .find(named)
            .ok_or_else(|| QuantityError::NoSuchUnit(text.chars().take(20).collect()))
    }
}

/// How much of something: an integer of thousandths of a gram, a millilitre or a piece.
///
/// On the wire it is `{"value":"1.5","unit":"kg"}`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantity {
    milli: i64,
    dimension: Dimension,
}

impl Quantity {
    /// So many thousandths of the base unit.
    pub fn from_milli(milli: i64, dimension: Dimension) -> Self {
        Self { milli, dimension }
    }

    /// So many pieces.
    pub fn pieces(count: u32) -> Self {
        Self::from_milli(i64::from(count) * Unit::Piece.milli(), Dimension::Piece)
    }

    /// Reads a plain decimal number of a unit, zero or more.
    ///
    /// # Errors
    ///
    /// [`QuantityError::NotANumber`] for anything but digits and a point, or below zero;
    /// [`QuantityError::TooFine`] below a thousandth of the base unit; [`QuantityError::TooLarge`] beyond a thousand tonnes.
    pub fn parse(value: &str, unit: Unit) -> Result<Self, QuantityError> {
        let number =
            parse_plain(value).filter(|number| !number.is_sign_negative() || number.is_zero());
        let number =
            number.ok_or_else(|| QuantityError::NotANumber(value.chars().take(40).collect()))?;
        let milli =
            number.checked_mul(Decimal::from(unit.milli())).ok_or(QuantityError::TooLarge)?;
        if !milli.fract().is_zero() {
            return Err(QuantityError::TooFine);
        }
        let milli = i64::try_from(milli.trunc().normalize().mantissa()).ok();
        let milli = milli.filter(|milli| *milli <= LARGEST_MILLI).ok_or(QuantityError::TooLarge)?;
        Ok(Self::from_milli(milli, unit.dimension()))
    }

    /// The thousandths of the base unit.
    pub fn milli(self) -> i64 {
        self.milli
    }

    /// What it measures.
    pub fn dimension(self) -> Dimension {
        self.dimension
    }

    /// The quantity so many times over.
    ///
    /// # Panics
    ///
    /// Beyond what an `i64` of thousandths holds, which quantities bounded at the door never come to.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        let milli =
            self.milli.checked_mul(i64::from(count)).expect("quantities are bounded at the door");
        Self { milli, ..self }
    }

    /// The number of a unit it is, exact, without trailing zeros.
    ///
    /// # Panics
    ///
    /// When the unit measures something else, which is our mistake.
    pub fn in_unit(self, unit: Unit) -> Decimal {
        assert_eq!(
            unit.dimension(),
            self.dimension,
            "a quantity is read in a unit of its own dimension"
        );
        (Decimal::from(self.milli) / Decimal::from(unit.milli())).normalize()
    }

    /// The metric unit people would write it in: the largest of which there is at least one, else the smallest.
    ///
    /// Centilitres and decilitres are left out, so that sizes compare at a glance.
    pub fn natural_unit(self) -> Unit {
        let units: &[Unit] = match self.dimension {
            Dimension::Weight => &[Unit::Tonne, Unit::Kilogram, Unit::Gram, Unit::Milligram],
            Dimension::Volume => &[Unit::Kilolitre, Unit::Litre, Unit::Millilitre],
            Dimension::Piece => &[Unit::Piece],
        };
        let fits = |unit: &&Unit| self.milli >= unit.milli();
        let base = self.dimension.base_unit();
        if self.milli == 0 {
            return base;
        }
        units.iter().find(fits).or(units.last()).copied().unwrap_or(base)
    }
}

impl Dimension {
    /// The unit quantities of it are counted in.
    pub fn base_unit(self) -> Unit {
        match self {
            Self::Weight => Unit::Gram,
            Self::Volume => Unit::Millilitre,
            Self::Piece => Unit::Piece,
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.natural_unit();
        match self.dimension {
            Dimension::Piece => write!(f, "{}", self.in_unit(unit)),
            Dimension::Weight | Dimension::Volume => {
                write!(f, "{} {}", self.in_unit(unit), unit.symbol())
            }
        }
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.natural_unit();
        write!(f, "{} {}", self.in_unit(unit), unit.symbol())
    }
}

/// The wire form of a quantity.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    value: String,
    unit: String,
}

/// As `Wire`, written without a copy of either.
impl Serialize for Quantity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let unit = self.natural_unit();
        let mut wire = serializer.serialize_struct("Wire", 2)?;
        wire.serialize_field("value", &format_args!("{}", self.in_unit(unit)))?;
        wire.serialize_field("unit", unit.symbol())?;
        wire.end()
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let unit = wire.unit.parse().map_err(serde::de::Error::custom)?;
        Self::parse(&wire.value, unit).map_err(serde::de::Error::custom)
    }
}

/// Why a quantity was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a plain decimal number of zero or more.
    #[error("“{0}” is not a quantity: write digits, such as 40 or 1.5")]
    NotANumber(String),
    /// The unit is not known.
    #[error("“{0}” is not a unit we know: mg, g, kg, t, oz, lb, ml, cl, dl, l, kl, gal or piece")]
    NoSuchUnit(String),
    /// Finer than we count.
    #[error("the quantity is finer than a thousandth of a gram, a millilitre or a piece")]
    TooFine,
    /// More than we count.
    #[error("the quantity is beyond a thousand tonnes")]
    TooLarge,
}

impl Quantity {
    /// The quantity in its dimension's base unit, exact: grams, millilitres or pieces.
    pub fn in_base(self) -> Decimal {
        Decimal::new(self.milli(), 3).normalize()
    }

    /// The quantity nearest to so many grams, millilitres or pieces, a thousandth being the finest; `None` beyond what one
    /// holds.
    pub fn from_base(value: Decimal, dimension: Dimension) -> Option<Self> {
        let milli = value.checked_mul(Decimal::ONE_THOUSAND)?;
        let milli = milli.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        let milli =
            i64::try_from(milli.normalize().mantissa()).ok().filter(|_| milli.scale() == 0)?;
        Some(Self::from_milli(milli, dimension))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quantities_read_and_show_as_people_write_them() {
        assert_eq!(Quantity::parse("1.5", Unit::Kilogram).unwrap().to_string(), "1.5 kg");
        assert_eq!(Quantity::parse("500", Unit::Gram).unwrap().to_string(), "500 g");
        assert_eq!(Quantity::parse("75", Unit::Centilitre).unwrap().to_string(), "750 ml");
        assert_eq!(Quantity::parse("12", Unit::Piece).unwrap().to_string(), "12");
    }

    #[test]
    fn what_is_no_quantity_is_refused() {
        for text in ["-1", "NaN", "1e9", "", "1,5", "infinity"] {
            assert!(Quantity::parse(text, Unit::Gram).is_err(), "{text}");
        }
        assert_eq!(Quantity::parse("0.0001", Unit::Gram), Err(QuantityError::TooFine));
        assert_eq!(Quantity::parse("1001", Unit::Tonne), Err(QuantityError::TooLarge));
    }

    proptest! {
        #[test]
        fn a_quantity_survives_being_written_and_read(milli in 0..LARGEST_MILLI) {
            for dimension in [Dimension::Weight, Dimension::Volume, Dimension::Piece] {
                let quantity = Quantity::from_milli(milli, dimension);
                let unit = quantity.natural_unit();
                let text = quantity.in_unit(unit).to_string();
                prop_assert_eq!(Quantity::parse(&text, unit), Ok(quantity));
            }
        }
    }
}
