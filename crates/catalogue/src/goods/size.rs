use sillon_kernel::{Dimension, Name, Quantity, Unit};

use crate::units::unit_key::unit_key;

/// How much one item is: a weight, a volume, or so many pieces, which may have a name of their own (`loaf`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Size {
    quantity: Quantity,
    piece_name: Option<Name>,
}

impl Size {
    /// One piece without a name.
    pub fn piece() -> Self {
        Self { quantity: Quantity::pieces(1), piece_name: None }
    }

    /// A size that is measured: a weight, a volume, or a number of pieces without a name.
    ///
    /// # Errors
    ///
    /// [`SizeError::Nothing`] when it is not above zero.
    pub fn measured(quantity: Quantity) -> Result<Self, SizeError> {
        if quantity.milli() > 0 {
            Ok(Self { quantity, piece_name: None })
        } else {
            Err(SizeError::Nothing)
        }
    }

    /// A size that is counted, in pieces called `name`.
    ///
    /// # Errors
    ///
    /// [`SizeError::NotPieces`] when the quantity is a weight or a volume; [`SizeError::Nothing`] when it is not above zero.
    pub fn pieces(quantity: Quantity, name: Option<Name>) -> Result<Self, SizeError> {
        if quantity.dimension() != Dimension::Piece {
            return Err(SizeError::NotPieces(quantity));
        }
        Ok(Self { piece_name: name, ..Self::measured(quantity)? })
    }

    /// How much it is, above zero.
    pub fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// What one piece is called, where pieces are counted and named.
    pub fn piece_name(&self) -> Option<&Name> {
        self.piece_name.as_ref()
    }

    /// The size as people read it: `1.5 kg`, `loaf`, `6 × egg`, `6 pieces`.
    pub fn label(&self) -> String {
        let one = self.quantity.milli() == Unit::Piece.milli();
        match (self.quantity.dimension(), &self.piece_name) {
            (Dimension::Weight | Dimension::Volume, _) => self.quantity.to_string(),
            (Dimension::Piece, Some(name)) if one => name.to_string(),
            (Dimension::Piece, Some(name)) => format!("{} × {name}", self.count()),
            (Dimension::Piece, None) if one => "piece".to_owned(),
            (Dimension::Piece, None) => format!("{} pieces", self.count()),
        }
    }

    fn count(&self) -> String {
        self.quantity.in_unit(Unit::Piece).to_string()
    }

    /// What tells it from other sizes: how much it is, and what one piece is called.
    pub fn key(&self) -> String {
        let piece = self.piece_name.as_ref().map_or("", Name::as_str);
        let quantity = self.quantity;
        format!("{} {} {}", quantity.dimension().as_str(), quantity.milli(), unit_key(piece))
    }
}

/// Why a size was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    /// Nothing, or less.
    #[error("a size is more than nothing")]
    Nothing,
    /// A weight or a volume where pieces are counted.
    #[error("{0} is not a number of pieces")]
    NotPieces(Quantity),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(value: &str, unit: Unit) -> String {
        Size::measured(Quantity::parse(value, unit).unwrap()).unwrap().label()
    }

    fn counted(count: &str, name: &str) -> String {
        let quantity = Quantity::parse(count, Unit::Piece).unwrap();
        Size::pieces(quantity, Name::parse(name).ok()).unwrap().label()
    }

    #[test]
    fn measured_sizes_read_in_their_largest_fitting_unit() {
        assert_eq!(measured("500", Unit::Gram), "500 g");
        assert_eq!(measured("1500", Unit::Gram), "1.5 kg");
        assert_eq!(measured("123.45", Unit::Gram), "123.45 g");
        assert_eq!(measured("1", Unit::Kilogram), "1 kg");
        assert_eq!(measured("0.003", Unit::Litre), "3 ml");
        assert_eq!(measured("75", Unit::Centilitre), "750 ml");
        assert_eq!(measured("3", Unit::Kilolitre), "3 kl");
        assert_eq!(measured("1", Unit::Pound), "453.6 g", "labels are metric");
    }

    #[test]
    fn pieces_read_by_their_name_and_number() {
        assert_eq!(counted("1", "loaf"), "loaf");
        assert_eq!(counted("6", "egg"), "6 × egg");
        assert_eq!(counted("0.5", "loaf"), "0.5 × loaf");
        assert_eq!(counted("1", ""), "piece");
        assert_eq!(counted("6", ""), "6 pieces");
    }

    #[test]
    fn a_size_is_more_than_nothing_and_only_pieces_have_names() {
        let (none, kilo) = (Quantity::pieces(0), Quantity::parse("1", Unit::Kilogram).unwrap());
        assert_eq!(Size::measured(none), Err(SizeError::Nothing));
        assert_eq!(
            Size::measured(Quantity::from_milli(-1, Dimension::Weight)),
            Err(SizeError::Nothing)
        );
        assert_eq!(Size::pieces(none, None), Err(SizeError::Nothing));
        assert_eq!(Size::pieces(kilo, Name::parse("bag").ok()), Err(SizeError::NotPieces(kilo)));
    }
}
