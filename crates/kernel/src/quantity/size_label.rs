use rust_decimal::Decimal;

use crate::{Dimension, Language, Quantity, Unit, money::rate::parse_plain};

impl Language {
    /// How much one item is, as people say it: `1,5 kg`, `botte`, `6 œufs`, `la pièce`.
    ///
    /// `piece_name` is what one piece is called, where pieces are counted and named.
    pub fn size(self, quantity: Quantity, piece_name: Option<&str>) -> String {
        let is_one = quantity.milli() == Unit::Piece.milli();
        match (quantity.dimension(), piece_name) {
            (Dimension::Piece, Some(name)) if is_one => name.to_owned(),
            (Dimension::Piece, Some(name)) => {
                let count = quantity.in_unit(Unit::Piece);
                format!("{} {}", self.decimal(count), self.counted(name, count))
            }
            (Dimension::Piece, None) if is_one => match self {
                Self::Fr => "la pièce".to_owned(),
                Self::En => "each".to_owned(),
            },
            (Dimension::Weight | Dimension::Volume, _) | (Dimension::Piece, None) => {
                self.quantity(quantity)
            }
        }
    }

    /// A variant's label in this language: `washed (1.5 kg)` becomes `washed (1,5 kg)`, and `6 × œuf` becomes `6 œufs`.
    ///
    /// Labels are stored and sent in one form that is of no language: a size, or a name and a size in brackets. Whatever a
    /// person wrote stays as it is.
    pub fn label(self, label: &str) -> String {
        let bracketed = label.strip_suffix(')').and_then(|label| label.rsplit_once(" ("));
        match bracketed {
            Some((name, size)) => match self.read_size(size) {
                Some(size) => format!("{name} ({size})"),
                None => label.to_owned(),
            },
            None => self.read_size(label).unwrap_or_else(|| label.to_owned()),
        }
    }

    /// The size a label holds, said in this language; `None` when it holds something else.
    fn read_size(self, text: &str) -> Option<String> {
        if text == "piece" {
            return Some(self.size(Quantity::pieces(1), None));
        }
        let (number, unit) = text.split_once(' ')?;
        let count: Decimal = parse_plain(number)?;
        let pieces = || Quantity::from_base(count, Dimension::Piece);
        match (unit.strip_prefix("× "), unit) {
            (Some(name), _) => Some(self.size(pieces()?, Some(name))),
            (None, "pieces") => Some(self.size(pieces()?, None)),
            (None, symbol) => {
                let unit = Unit::ALL.into_iter().find(|unit| unit.symbol() == symbol)?;
                let written = unit.dimension() != Dimension::Piece;
                written.then(|| format!("{} {symbol}", self.decimal(count)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(label: &str) -> [String; 2] {
        Language::ALL.map(|language| language.label(label))
    }

    #[test]
    fn sizes_are_said_in_the_language() {
        assert_eq!(labels("1.5 kg"), ["1,5 kg", "1.5 kg"]);
        assert_eq!(labels("500 g"), ["500 g", "500 g"]);
        assert_eq!(labels("6 pieces"), ["6 pièces", "6 pieces"]);
        assert_eq!(labels("piece"), ["la pièce", "each"]);
        assert_eq!(labels("6 × œuf"), ["6 œufs", "6 œufs"]);
        assert_eq!(Language::Fr.label("2 × chou"), "2 choux");
        assert_eq!(Language::En.label("0.5 × loaf"), "0.5 loaves");
    }

    #[test]
    fn names_stay_and_their_sizes_are_said() {
        assert_eq!(labels("washed (1.5 kg)"), ["washed (1,5 kg)", "washed (1.5 kg)"]);
        for label in
            ["10kg Box", "botte", "washed (large)", "piece of cake", ")))", "1.5 stones", ""]
        {
            assert_eq!(labels(label), [label, label]);
        }
    }
}
