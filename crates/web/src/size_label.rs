use sillon_kernel::{Dimension, Language, Quantity, Rate};

use crate::words::Words;

/// A size in the visitor's language: what people named stays as it is, a bare quantity is written as the language does.
pub(crate) fn size_label(language: Language, label: &str, size: Quantity) -> String {
    let one_piece = size == Quantity::pieces(1) && size.dimension() == Dimension::Piece;
    if one_piece && label == "piece" {
        Words::of(language).shop.a_piece.to_owned()
    } else if label == Language::En.quantity(size) {
        language.quantity(size)
    } else {
        label.to_owned()
    }
}

/// A rate as a percentage, without its sign: `5,5` or `5.5`.
pub(crate) fn percent(language: Language, rate: Rate) -> String {
    let percent = rate.percent();
    percent.parse().map_or(percent, |number| language.decimal(number))
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Unit;

    use super::*;

    #[test]
    fn bare_quantities_are_written_in_the_language_and_names_stay() {
        let label = |label, size| Language::ALL.map(|language| size_label(language, label, size));
        let weight = Quantity::parse("1.5", Unit::Kilogram).unwrap();
        assert_eq!(label("1.5 kg", weight), ["1,5 kg", "1.5 kg"]);
        assert_eq!(label("6 pieces", Quantity::pieces(6)), ["6 pièces", "6 pieces"]);
        assert_eq!(label("piece", Quantity::pieces(1)), ["la pièce", "each"]);
        assert_eq!(label("botte", Quantity::pieces(1)), ["botte", "botte"]);
    }

    #[test]
    fn rates_are_written_as_the_language_does() {
        let rates = |bps| Language::ALL.map(|language| percent(language, Rate::from_bps(bps)));
        assert_eq!(rates(550), ["5,5", "5.5"]);
        assert_eq!(rates(2_000), ["20", "20"]);
    }
}
