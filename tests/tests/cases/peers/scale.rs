//! The scales peers keep sizes at, and the one of them a size is shown at.

use rust_decimal::{Decimal, RoundingStrategy};
use sillon_kernel::{Dimension, Quantity, Unit};

/// The family of units a size is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum System {
    /// Grams and litres, and their tens.
    Metric,
    /// Ounces, pounds and gallons.
    Imperial,
}

impl System {
    /// The unit prices of a dimension are compared in: the kilogram, the litre, the pound, the gallon; the piece in both.
    ///
    /// Directive 98/6/EC allows only the metric ones, so a shop of the Union compares in [`System::Metric`].
    pub(crate) fn price_unit(self, dimension: Dimension) -> Unit {
        match (self, dimension) {
            (Self::Imperial, Dimension::Weight) => Unit::Pound,
            (Self::Imperial, Dimension::Volume) => Unit::Gallon,
            (Self::Metric, _) | (Self::Imperial, Dimension::Piece) => dimension.price_unit(),
        }
    }
}

/// The family a unit is of; pieces are of none.
pub(crate) fn family_of(unit: Unit) -> Option<System> {
    match unit {
        Unit::Ounce | Unit::Pound | Unit::Gallon => Some(System::Imperial),
        Unit::Piece => None,
        Unit::Milligram
        | Unit::Gram
        | Unit::Kilogram
        | Unit::Tonne
        | Unit::Millilitre
        | Unit::Centilitre
        | Unit::Decilitre
        | Unit::Litre
        | Unit::Kilolitre => Some(System::Metric),
    }
}

/// How many of its dimension's base unit one is by international agreement, where that is not [`Unit::milli`]: the ounce
/// is 28.349523125 g and the pound 453.59237 g (international yard and pound agreement, 1959).
fn agreed(unit: Unit) -> Option<Decimal> {
    match unit {
        Unit::Ounce => Some(Decimal::new(28_349_523_125, 9)),
        Unit::Pound => Some(Decimal::new(45_359_237, 5)),
        Unit::Milligram
        | Unit::Gram
        | Unit::Kilogram
        | Unit::Tonne
        | Unit::Millilitre
        | Unit::Centilitre
        | Unit::Decilitre
        | Unit::Litre
        | Unit::Kilolitre
        | Unit::Gallon
        | Unit::Piece => None,
    }
}

/// A unit, and how many grams or millilitres one of it is taken to be.
///
/// Every weight and volume has the scale that quantities count with; the ounce and the pound have a second, the exact one,
/// which other systems keep sizes at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scale {
    unit: Unit,
    base: Decimal,
}

impl Scale {
    /// The scale quantities count the unit with.
    pub(crate) fn of(unit: Unit) -> Self {
        Self { unit, base: Decimal::new(unit.milli(), 3).normalize() }
    }

    /// The exact scale of the unit, which is another than [`Scale::of`] for the ounce and the pound.
    pub(crate) fn exact(unit: Unit) -> Self {
        agreed(unit).map_or_else(|| Self::of(unit), |base| Self { unit, base })
    }

    /// Every scale of a dimension's units, those of one unit side by side; pieces have none.
    pub(crate) fn all(dimension: Dimension) -> impl Iterator<Item = Self> {
        let measured =
            move |unit: &Unit| unit.dimension() == dimension && family_of(*unit).is_some();
        Unit::ALL.into_iter().filter(measured).flat_map(|unit| {
            agreed(unit).map(|base| Self { unit, base }).into_iter().chain([Self::of(unit)])
        })
    }

    /// The scale of so many grams or millilitres; `None` when no unit has it.
    pub(crate) fn find(dimension: Dimension, base: Decimal) -> Option<Self> {
        Self::all(dimension).find(|scale| scale.base == base)
    }

    /// The scale to show so many grams or millilitres at, to people who write in `system` and use the `enabled` units.
    ///
    /// It is the largest enabled one of the system of which there is at least one; when there is less than one of each, the
    /// smallest enabled one of the dimension, whatever its system. `None` when no unit of the dimension is enabled.
    pub(crate) fn to_show(
        value: Decimal,
        dimension: Dimension,
        system: System,
        enabled: &[Unit],
    ) -> Option<Self> {
        let usable = || Self::all(dimension).filter(|scale| enabled.contains(&scale.unit));
        let reached = usable()
            .filter(|scale| family_of(scale.unit) == Some(system) && value.abs() >= scale.base)
            .max_by_key(|scale| scale.base);
        reached.or_else(|| usable().min_by_key(|scale| scale.base))
    }

    /// The unit.
    pub(crate) fn unit(self) -> Unit {
        self.unit
    }

    /// How many grams or millilitres one of the unit is.
    pub(crate) fn base(self) -> Decimal {
        self.base
    }

    /// How many of the unit so many grams or millilitres are: two decimals at most, rounded half away from zero, without
    /// trailing zeros.
    ///
    /// # Panics
    ///
    /// Never: a scale is above zero.
    pub(crate) fn count(self, value: Decimal) -> Decimal {
        let count = value.checked_div(self.base).expect("a scale is above zero");
        count.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
    }
}

/// The unit to show a quantity in, to people who write in `system` and use the `enabled` units, by the rule of
/// [`Scale::to_show`]; the base unit when there is none.
fn display_unit(quantity: Quantity, system: System, enabled: &[Unit]) -> Unit {
    let scale = Scale::to_show(quantity.in_base(), quantity.dimension(), system, enabled);
    scale.map_or(quantity.dimension().base_unit(), Scale::unit)
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::subsequence};

    use super::*;

    const WEIGHTS: &[Unit] = &[Unit::Gram, Unit::Kilogram, Unit::Tonne, Unit::Ounce, Unit::Pound];

    fn shown(value: &str, unit: Unit, system: System, enabled: &[Unit]) -> String {
        let quantity = Quantity::parse(value, unit).unwrap();
        let unit = display_unit(quantity, system, enabled);
        format!("{} {}", Scale::of(unit).count(quantity.in_base()), unit.symbol())
    }

    #[test]
    fn a_size_is_shown_in_the_largest_enabled_unit_it_reaches() {
        let metric = |value, enabled| shown(value, Unit::Gram, System::Metric, enabled);
        assert_eq!(metric("1500", WEIGHTS), "1.5 kg");
        assert_eq!(metric("1500", &[Unit::Gram, Unit::Tonne]), "1500 g");
        assert_eq!(metric("999.999", WEIGHTS), "1000 g", "a kilogram is not reached");
        assert_eq!(metric("0.5", WEIGHTS), "0.5 g", "below all, the smallest");
        assert_eq!(
            metric("5", &[Unit::Ounce, Unit::Kilogram]),
            "0.18 oz",
            "even of the other system"
        );
        assert_eq!(metric("5", &[Unit::Litre]), "5 g", "no weight is enabled");
    }

    #[test]
    fn imperial_sizes_are_shown_in_imperial_units() {
        let imperial = |value, unit| shown(value, unit, System::Imperial, WEIGHTS);
        assert_eq!(imperial("2", Unit::Pound), "2 lb");
        assert_eq!(imperial("14", Unit::Ounce), "14 oz");
        assert_eq!(imperial("16", Unit::Ounce), "1 lb");
    }

    #[test]
    fn exact_pounds_and_ounces_are_known_by_their_scales() {
        let weight = |base| Scale::find(Dimension::Weight, base).map(Scale::unit);
        assert_eq!(weight(Scale::exact(Unit::Pound).base()), Some(Unit::Pound));
        assert_eq!(weight(Scale::of(Unit::Pound).base()), Some(Unit::Pound));
        assert_eq!(weight(Decimal::new(28_349_523_125, 9)), Some(Unit::Ounce));
        assert_eq!(weight(Decimal::from(454)), None);
        let pound = Scale::exact(Unit::Pound).base();
        let scale = Scale::to_show(pound, Dimension::Weight, System::Imperial, WEIGHTS).unwrap();
        assert_eq!((scale.unit(), scale.count(pound)), (Unit::Pound, Decimal::ONE));
    }

    #[test]
    fn a_quantity_is_the_nearest_thousandth() {
        let nearest = |text: &str| Quantity::from_base(text.parse().unwrap(), Dimension::Weight);
        assert_eq!(nearest("28.349523125").unwrap().milli(), 28_350);
        assert_eq!(nearest("0.0005").unwrap().milli(), 1);
        assert_eq!(nearest("79228162514264337593543950335"), None);
        assert_eq!(nearest("9223372036854775807"), None);
    }

    proptest! {
        #[test]
        fn no_enabled_unit_of_the_system_is_larger_and_reached(
            milli in 1..1_000_000_000_000_i64,
            enabled in subsequence(Unit::ALL.to_vec(), 1..=Unit::ALL.len()),
        ) {
            for dimension in [Dimension::Weight, Dimension::Volume] {
                for system in [System::Metric, System::Imperial] {
                    let quantity = Quantity::from_milli(milli, dimension);
                    let Some(shown) = Scale::to_show(quantity.in_base(), dimension, system, &enabled) else {
                        prop_assert!(enabled.iter().all(|unit| unit.dimension() != dimension));
                        continue;
                    };
                    prop_assert!(enabled.contains(&shown.unit()));
                    let larger = enabled.iter().filter(|unit| {
                        unit.dimension() == dimension && family_of(**unit) == Some(system)
                            && Scale::exact(**unit).base() > shown.base() && milli >= unit.milli()
                    });
                    prop_assert!(family_of(shown.unit()) != Some(system) || larger.count() == 0);
                }
            }
        }
    }
}
