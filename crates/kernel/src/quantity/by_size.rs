use crate::{Quantity, fold};

/// The order in which sizes of goods are listed, wherever they are: by what they measure, then by how much it is, then by
/// what they are called. Statements that list sizes order by the same: `dimension, size_milli`.
pub fn by_size(size: Quantity, label: &str) -> (&'static str, i64, String) {
    (size.dimension().as_str(), size.milli(), fold(label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unit;

    #[test]
    fn sizes_stand_by_how_much_they_are_and_not_by_their_letters() {
        let weight = |value: &str, unit| (Quantity::parse(value, unit).unwrap(), "");
        let sizes = [
            (Quantity::pieces(2), "2 pieces"),
            (Quantity::pieces(12), "12 pieces"),
            weight("33", Unit::Centilitre),
            weight("1", Unit::Litre),
            weight("250", Unit::Gram),
            weight("1", Unit::Kilogram),
            (Quantity::parse("1.5", Unit::Kilogram).unwrap(), "brushed"),
            (Quantity::parse("1500", Unit::Gram).unwrap(), "Washed"),
            weight("2", Unit::Kilogram),
            weight("10", Unit::Kilogram),
        ];
        assert!(sizes.is_sorted_by_key(|(size, label)| by_size(*size, label)));
    }
}
