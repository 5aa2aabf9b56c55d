use rust_decimal::Decimal;

use sillon_kernel::{Dimension, Language, Quantity, Unit, parse_plain};

use crate::{Words, cldr, counted::counted};

/// A label said in a language: a size, or a name and a size in brackets; what a person wrote stays as it is.
pub(crate) fn label(language: Language, label: &str) -> String {
    let bracketed = label.strip_suffix(')').and_then(|label| label.rsplit_once(" ("));
    match bracketed {
        Some((name, size)) => match read_size(language, size) {
            Some(size) => format!("{name} ({size})"),
            None => label.to_owned(),
        },
        None => read_size(language, label).unwrap_or_else(|| label.to_owned()),
    }
}

/// The size a label holds, said in a language; `None` when it holds something else.
fn read_size(language: Language, text: &str) -> Option<String> {
    if text == "piece" {
        return Some(Words::of(language).measures.one_piece.to_owned());
    }
    let (number, unit) = text.split_once(' ')?;
    let count = parse_plain(number)?;
    match (unit.strip_prefix("× "), unit) {
        (Some(name), _) => pieces(language, count, name),
        (None, "pieces") if count == Decimal::ONE => {
            Some(Words::of(language).measures.one_piece.to_owned())
        }
        (None, "pieces") => pieces(language, count, Words::of(language).measures.piece),
        (None, symbol) => {
            let unit = Unit::ALL.into_iter().find(|unit| unit.symbol() == symbol)?;
            let written = unit.dimension() != Dimension::Piece;
            written.then(|| format!("{} {symbol}", cldr::plain(language, count)))
        }
    }
}

/// So many of what pieces are called, as people say it: `botte`, `6 œufs`.
fn pieces(language: Language, count: Decimal, name: &str) -> Option<String> {
    let pieces = Quantity::from_base(count, Dimension::Piece)?;
    if pieces.milli() == Unit::Piece.milli() {
        return Some(name.to_owned());
    }
    let count = pieces.in_unit(Unit::Piece);
    Some(format!("{} {}", cldr::plain(language, count), counted(language, name, count)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format as _;

    fn labels(label: &str) -> [String; 3] {
        Language::ALL.map(|language| language.label(label))
    }

    #[test]
    fn sizes_are_said_in_the_language() {
        assert_eq!(labels("1.5 kg"), ["1,5 kg", "1.5 kg", "1,5 kg"]);
        assert_eq!(labels("500 g"), ["500 g", "500 g", "500 g"]);
        assert_eq!(labels("6 pieces"), ["6 pièces", "6 pieces", "6 Stück"]);
        assert_eq!(labels("piece"), ["la pièce", "each", "das Stück"]);
        assert_eq!(labels("6 × œuf"), ["6 œufs", "6 œufs", "6 œuf"]);
        assert_eq!(Language::Fr.label("2 × chou"), "2 choux");
        assert_eq!(Language::En.label("0.5 × loaf"), "0.5 loaves");
        assert_eq!(Language::De.label("6 × Ei"), "6 Eier");
    }

    #[test]
    fn names_stay_and_their_sizes_are_said() {
        assert_eq!(
            labels("washed (1.5 kg)"),
            ["washed (1,5 kg)", "washed (1.5 kg)", "washed (1,5 kg)"]
        );
        for label in
            ["10kg Box", "botte", "washed (large)", "piece of cake", ")))", "1.5 stones", ""]
        {
            assert_eq!(labels(label), [label, label, label]);
        }
    }
}
