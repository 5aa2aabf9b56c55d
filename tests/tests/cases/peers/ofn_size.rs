//! Sizes as Open Food Network keeps them.

use rust_decimal::Decimal;
use sillon_catalogue::{Size, SizeError};
use sillon_kernel::{Dimension, Language, Money, Name, Quantity, Unit};
use sillon_messages::Format as _;

use crate::peers::scale::{Scale, System, family_of};

/// Millilitres in the litre, Open Food Network's base unit of volume; its base unit of weight is the gram, as ours is.
const ML_PER_LITRE: Decimal = Decimal::ONE_THOUSAND;

/// How much one item is, as Open Food Network keeps it: what is measured, at what scale it is written, and its value in grams,
/// litres or items.
///
/// It is how sizes come in from such an installation or from a platform that speaks its forms, and how they go out to one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OfnSize {
    /// What is measured (`variant_unit`).
    pub(crate) measured: Option<Dimension>,
    /// Grams or litres in the unit it is written in (`variant_unit_scale`); items have none.
    pub(crate) scale: Option<Decimal>,
    /// Grams, litres or items (`unit_value`).
    pub(crate) value: Option<Decimal>,
    /// What one item is called (`variant_unit_name`).
    pub(crate) unit_name: Option<String>,
    /// What is said behind the size (`unit_description`).
    pub(crate) description: Option<String>,
}

impl OfnSize {
    /// The size that somebody wrote as so many of a unit; pieces may have a name.
    pub(crate) fn written(count: Decimal, unit: Unit, piece_name: Option<&str>) -> Self {
        Self::scaled(count, Scale::of(unit), piece_name)
    }

    /// So many of a unit at its scale.
    pub(crate) fn scaled(count: Decimal, scale: Scale, piece_name: Option<&str>) -> Self {
        let dimension = scale.unit().dimension();
        let is_counted = dimension == Dimension::Piece;
        let base = ofn_base(scale);
        Self {
            measured: Some(dimension),
            scale: (!is_counted).then_some(base),
            value: Some((count * base).normalize()),
            unit_name: piece_name.filter(|_| is_counted).map(str::to_owned),
            description: None,
        }
    }

    /// The size of one of ours, written in the unit it is shown in.
    pub(crate) fn of(size: &Size) -> Self {
        let quantity = size.quantity();
        let unit = quantity.natural_unit();
        Self::written(quantity.in_unit(unit), unit, size.piece_name().map(Name::as_str))
    }

    /// The size as one of ours, to the nearest thousandth of a gram, a millilitre or a piece.
    ///
    /// # Errors
    ///
    /// [`SizeError::Nothing`] when it has no value, or one that is not above zero or beyond what a quantity holds.
    pub(crate) fn size(&self) -> Result<Size, SizeError> {
        let dimension = self.measured.unwrap_or(Dimension::Piece);
        let quantity = self.in_base().and_then(|value| Quantity::from_base(value, dimension));
        let quantity = quantity.ok_or(SizeError::Nothing)?;
        match dimension {
            Dimension::Piece => {
                let name = self.unit_name.as_deref().and_then(|name| Name::parse(name).ok());
                Size::pieces(quantity, name)
            }
            Dimension::Weight | Dimension::Volume => Size::measured(quantity),
        }
    }

    /// The family of units it is written in; `None` of items, which have one of their own, and of scales no unit has.
    pub(crate) fn system(&self) -> Option<System> {
        let dimension = self.measured.filter(|dimension| *dimension != Dimension::Piece)?;
        let base = self.scale? * base_units(dimension);
        family_of(Scale::find(dimension, base.normalize())?.unit())
    }

    /// The scale it is shown at where the `enabled` units are in use, by the rule of [`Scale::to_show`].
    pub(crate) fn scale_to_show(&self, enabled: &[Unit]) -> Option<Scale> {
        let dimension = self.measured.filter(|dimension| *dimension != Dimension::Piece)?;
        let system = self.system().unwrap_or(System::Metric);
        Scale::to_show(self.in_base()?, dimension, system, enabled)
    }

    /// The size as such an installation shows it: `1.5kg`, `3 bunches`, each with the description behind it.
    pub(crate) fn label(&self, enabled: &[Unit], language: Language) -> String {
        let name = self.unit_name.as_deref().filter(|name| !name.trim().is_empty());
        let size = match (self.scale_to_show(enabled), self.value, name) {
            (Some(scale), _, _) => self
                .in_base()
                .map(|value| format!("{}{}", scale.count(value), ofn_symbol(scale.unit()))),
            (None, Some(value), Some(name)) => {
                Some(format!("{} {}", value.normalize(), language.counted(name, value)))
            }
            (None, None, _) | (None, Some(_), None) => None,
        };
        let said = self.description.clone().filter(|description| !description.trim().is_empty());
        let parts = size.into_iter().chain(said);
        parts.collect::<Vec<_>>().join(" ")
    }

    /// What its unit price is for, and how much of that one item is: kilograms, pounds, litres, gallons, or the items it
    /// counts.
    ///
    /// `None` when it has no value.
    pub(crate) fn price_unit(&self) -> Option<(Decimal, String)> {
        let value = self.in_base()?;
        let Some(dimension) = self.measured.filter(|dimension| *dimension != Dimension::Piece)
        else {
            let name = self.unit_name.clone().filter(|name| !name.is_empty());
            return Some((value.normalize(), name.unwrap_or_else(|| "item".to_owned())));
        };
        let unit = self.system().unwrap_or(System::Metric).price_unit(dimension);
        // Exact pounds are divided by exact pounds: two of them are two.
        let written = self
            .scale
            .and_then(|scale| Scale::find(dimension, (scale * base_units(dimension)).normalize()));
        let scale = written.filter(|scale| scale.unit() == unit).unwrap_or(Scale::of(unit));
        Some(((value / scale.base()).normalize(), ofn_symbol(unit).to_owned()))
    }

    /// What one unit of it costs, and which, when so many items cost `total`, fees included; exact, rounded once.
    ///
    /// `None` when it has no value.
    pub(crate) fn unit_price(&self, total: Money, items: u32) -> Option<(Money, String)> {
        let (count, unit) = self.price_unit()?;
        Some((total.per(count * Decimal::from(items)), unit))
    }

    /// Grams, millilitres or items.
    fn in_base(&self) -> Option<Decimal> {
        self.value.and_then(|value| {
            value.checked_mul(base_units(self.measured.unwrap_or(Dimension::Piece)))
        })
    }
}

/// Our base units in one of Open Food Network's.
fn base_units(dimension: Dimension) -> Decimal {
    match dimension {
        Dimension::Volume => ML_PER_LITRE,
        Dimension::Weight | Dimension::Piece => Decimal::ONE,
    }
}

/// A scale as Open Food Network keeps it: grams or litres in the unit.
pub(crate) fn ofn_base(scale: Scale) -> Decimal {
    (scale.base() / base_units(scale.unit().dimension())).normalize()
}

/// How Open Food Network writes a unit.
pub(crate) fn ofn_symbol(unit: Unit) -> &'static str {
    match unit {
        Unit::Tonne => "T",
        Unit::Millilitre => "mL",
        Unit::Centilitre => "cL",
        Unit::Decilitre => "dL",
        Unit::Litre => "L",
        Unit::Kilolitre => "kL",
        Unit::Milligram
        | Unit::Gram
        | Unit::Kilogram
        | Unit::Ounce
        | Unit::Pound
        | Unit::Gallon
        | Unit::Piece => unit.symbol(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn weight(scale: &str, value: &str) -> OfnSize {
        OfnSize {
            measured: Some(Dimension::Weight),
            scale: Some(number(scale)),
            value: Some(number(value)),
            ..OfnSize::default()
        }
    }

    fn volume(scale: &str, value: &str) -> OfnSize {
        OfnSize { measured: Some(Dimension::Volume), ..weight(scale, value) }
    }

    fn items(value: &str, name: &str) -> OfnSize {
        OfnSize {
            measured: Some(Dimension::Piece),
            value: Some(number(value)),
            unit_name: Some(name.to_owned()),
            ..OfnSize::default()
        }
    }

    fn label(size: &OfnSize) -> String {
        size.label(&Unit::ALL, Language::En)
    }

    #[test]
    fn sizes_are_shown_tight_and_items_by_their_number() {
        assert_eq!(label(&weight("1", "1500")), "1.5kg");
        assert_eq!(label(&weight("453.59237", "907.18474")), "2lb");
        assert_eq!(label(&volume("0.001", "0.75")), "7.5dL");
        assert_eq!(label(&items("3", "bunch")), "3 bunches");
        assert_eq!(label(&items("1", "bunch")), "1 bunch");
        let described = OfnSize { description: Some("washed".to_owned()), ..weight("1", "500") };
        assert_eq!(label(&described), "500g washed");
        assert_eq!(label(&OfnSize { value: None, ..described }), "washed");
        assert_eq!(label(&OfnSize::default()), "");
        assert_eq!(label(&items("3", "")), "", "nothing is counted that has no name");
        assert_eq!(label(&items("1", "bags")), "1 bag");
        let silent = OfnSize { description: Some(String::new()), ..items("2", "jar") };
        assert_eq!(label(&silent), "2 jars");
    }

    #[test]
    fn unit_prices_are_for_the_units_of_the_system() {
        let price_unit = |size: OfnSize| {
            let (count, unit) = size.price_unit().unwrap();
            (count.to_string(), unit)
        };
        let of = |count: &str, unit: &str| (count.to_owned(), unit.to_owned());
        assert_eq!(price_unit(weight("1000", "2500")), of("2.5", "kg"));
        assert_eq!(price_unit(weight("453.6", "907.2")), of("2", "lb"));
        assert_eq!(price_unit(weight("453.59237", "907.18474")), of("2", "lb"));
        assert_eq!(price_unit(volume("0.001", "0.5")), of("0.5", "L"));
        assert_eq!(price_unit(volume("4.54609", "9.09218")), of("2", "gal"));
        assert_eq!(price_unit(items("6", "egg")), of("6", "egg"));
        assert_eq!(price_unit(items("6", "")), of("6", "item"));
        assert_eq!(OfnSize::default().price_unit(), None);
    }

    #[test]
    fn a_unit_price_is_rounded_once_over_all_items() {
        let quarter = weight("1", "250");
        let total = Money::new(500, sillon_kernel::Currency::EUR);
        let (price, unit) = quarter.unit_price(total, 2).unwrap();
        assert_eq!((price.amount().as_str(), unit.as_str()), ("10.00", "kg"));
    }

    #[test]
    fn sizes_go_out_and_come_back() {
        let ours = [
            Size::measured(Quantity::parse("1.5", Unit::Kilogram).unwrap()).unwrap(),
            Size::measured(Quantity::parse("75", Unit::Centilitre).unwrap()).unwrap(),
            Size::pieces(Quantity::pieces(6), Name::parse("egg").ok()).unwrap(),
        ];
        for size in ours {
            assert_eq!(OfnSize::of(&size).size(), Ok(size));
        }
        assert_eq!(OfnSize::default().size(), Err(SizeError::Nothing));
    }
}
