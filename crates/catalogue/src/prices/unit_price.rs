use sillon_kernel::{Money, Unit};

use crate::Size;

/// The price of one kilogram, one litre or one piece, when one item of `size` costs `price`.
///
/// This is the unit price which directive 98/6/EC, art. 2 (b), wants beside the selling price, so `price` has taxes and per-item
/// fees in it and no deposit. It is computed exactly and rounded once, half away from zero, to the minor unit.
pub fn unit_price(price: Money, size: &Size) -> (Money, Unit) {
    let unit = size.quantity().dimension().price_unit();
    (price.per(size.quantity().in_unit(unit)), unit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sillon_kernel::{Currency, Dimension, Quantity};

    use super::*;

    fn of(price: &str, value: &str, unit: Unit) -> (String, Unit) {
        let size = Size::measured(Quantity::parse(value, unit).unwrap()).unwrap();
        let (money, per) = unit_price(Money::parse(price, Currency::EUR).unwrap(), &size);
        (money.amount(), per)
    }

    #[test]
    fn prices_compare_by_the_kilogram_the_litre_and_the_piece() {
        assert_eq!(of("4.50", "500", Unit::Gram), ("9.00".to_owned(), Unit::Kilogram));
        assert_eq!(of("2.50", "250", Unit::Gram), ("10.00".to_owned(), Unit::Kilogram));
        assert_eq!(of("3.00", "0.5", Unit::Litre), ("6.00".to_owned(), Unit::Litre));
        assert_eq!(of("2.40", "6", Unit::Piece), ("0.40".to_owned(), Unit::Piece));
        assert_eq!(of("2.20", "1", Unit::Kilogram), ("2.20".to_owned(), Unit::Kilogram));
    }

    #[test]
    fn other_units_are_compared_by_the_metric_one() {
        assert_eq!(of("4.00", "2", Unit::Pound), ("4.41".to_owned(), Unit::Kilogram));
        assert_eq!(of("10.00", "1", Unit::Gallon), ("2.20".to_owned(), Unit::Litre));
    }

    #[test]
    fn it_is_rounded_once_half_away_from_zero() {
        assert_eq!(of("0.01", "2", Unit::Piece).0, "0.01", "half a cent is a cent");
        assert_eq!(of("1.00", "300", Unit::Gram).0, "3.33");
        assert_eq!(of("2.00", "300", Unit::Gram).0, "6.67");
        assert_eq!(of("100000000", "1", Unit::Milligram).0, "100000000000000.00");
    }

    proptest! {
        #[test]
        fn it_is_within_half_a_cent_of_exact(minor in 0..10_000_000_000_i64, milli in 1..1_000_000_000_000_i64) {
            let size = Size::measured(Quantity::from_milli(milli, Dimension::Weight)).unwrap();
            let (rounded, _) = unit_price(Money::new(minor, Currency::EUR), &size);
            let exact_times_milli = i128::from(minor) * 1_000_000;
            let off = (i128::from(rounded.minor()) * i128::from(milli) - exact_times_milli).abs();
            prop_assert!(off * 2 <= i128::from(milli));
        }
    }
}
