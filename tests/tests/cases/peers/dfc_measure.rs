//! Sizes as platforms of the Data Food Consortium state them.

use rust_decimal::Decimal;
use sillon_kernel::{Dimension, Unit};

use crate::peers::{ofn_size::OfnSize, scale::Scale};

/// The prefix of the Data Food Consortium's measures, as its context abbreviates it.
const PREFIX: &str = "dfc-m:";

/// The weights and volumes among the Data Food Consortium's measures (its taxonomy `measures.rdf`), ours first where it has
/// two words for one.
const MEASURES: &[(&str, Unit)] = &[
    ("Milligram", Unit::Milligram),
    ("Gram", Unit::Gram),
    ("Kilogram", Unit::Kilogram),
    ("Tonne", Unit::Tonne),
    ("OunceMass", Unit::Ounce),
    ("Ounce", Unit::Ounce),
    ("PoundMass", Unit::Pound),
    ("Pound", Unit::Pound),
    ("Millilitre", Unit::Millilitre),
    ("Centilitre", Unit::Centilitre),
    ("Decilitre", Unit::Decilitre),
    ("Litre", Unit::Litre),
    ("CubicMetre", Unit::Kilolitre),
    ("Gallon", Unit::Gallon),
];

/// A size as a platform of the Data Food Consortium states it: so many of a measure, which is named by its concept, with or
/// without the taxonomy's address or prefix before it.
///
/// Weights and volumes are taken at their exact scales, a dozen is twelve pieces, and everything else, such as a jar, is a
/// piece of that name.
pub(crate) fn from_dfc(concept: &str, value: Decimal) -> OfnSize {
    let name = concept.rsplit(['#', ':']).next().unwrap_or(concept);
    match MEASURES.iter().find(|(known, _)| *known == name) {
        Some((_, unit)) => OfnSize::scaled(value, Scale::exact(*unit), None),
        None if name == "Dozen" => {
            OfnSize::written(value * Decimal::from(12), Unit::Piece, Some("dozen"))
        }
        None => OfnSize::written(value, Unit::Piece, Some(name)),
    }
}

/// A size as it is stated to a platform of the Data Food Consortium: grams, litres or pieces.
///
/// Those are the measures every platform reads.
pub(crate) fn to_dfc(size: &OfnSize) -> (String, Option<Decimal>) {
    let concept = match size.measured {
        Some(Dimension::Weight) => "Gram",
        Some(Dimension::Volume) => "Litre",
        Some(Dimension::Piece) | None => "Piece",
    };
    (format!("{PREFIX}{concept}"), size.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str =
        "https://github.com/datafoodconsortium/taxonomies/releases/latest/download/measures.rdf#";

    fn read(concept: &str, value: &str) -> (Option<Dimension>, Option<String>, String) {
        let size = from_dfc(concept, value.parse().unwrap());
        (size.measured, size.unit_name, size.value.unwrap().to_string())
    }

    #[test]
    fn measures_are_read_by_their_concept() {
        let weight = Some(Dimension::Weight);
        assert_eq!(read("Kilogram", "1.5"), (weight, None, "1500".to_owned()));
        assert_eq!(read("dfc-m:PoundMass", "10"), (weight, None, "4535.9237".to_owned()));
        let volume = Some(Dimension::Volume);
        assert_eq!(read(&format!("{ADDRESS}Centilitre"), "75"), (volume, None, "0.75".to_owned()));
        let piece = Some(Dimension::Piece);
        assert_eq!(read("Jar", "3"), (piece, Some("Jar".to_owned()), "3".to_owned()));
        assert_eq!(read("dfc-m:Dozen", "2"), (piece, Some("dozen".to_owned()), "24".to_owned()));
    }

    #[test]
    fn sizes_are_stated_in_measures_everyone_reads() {
        let stated = |concept: &str| to_dfc(&from_dfc(concept, Decimal::ONE));
        assert_eq!(stated("Kilogram"), ("dfc-m:Gram".to_owned(), Some(Decimal::ONE_THOUSAND)));
        assert_eq!(stated("Millilitre").0, "dfc-m:Litre");
        assert_eq!(stated("Bunch").0, "dfc-m:Piece");
    }

    #[test]
    fn every_measure_goes_there_and_back() {
        for (concept, unit) in MEASURES {
            let size = from_dfc(concept, Decimal::TWO);
            assert_eq!(size.measured, Some(unit.dimension()), "{concept}");
            let (measure, value) = to_dfc(&size);
            assert_eq!(from_dfc(&measure, value.unwrap()).value, size.value, "{concept}");
        }
    }
}
