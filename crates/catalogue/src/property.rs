use serde::{Deserialize, Serialize};
use sillon_kernel::{Name, Text, fold};

/// The most properties an enterprise or a product has.
pub const MOST_PROPERTIES: usize = 30;

/// A named practice or fact, such as “Irrigation: rain water”.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// What it is about.
    pub name: Name,
    /// What is said of it.
    #[serde(default)]
    pub value: Option<Text<200>>,
}

/// Of whom a property is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaidOf {
    /// Of this product.
    Product,
    /// Of all its producer makes.
    Producer,
}

/// What is said of a product: its own properties, then those of its producer it does not speak of itself.
///
/// Names are compared without case or accents. A product that does not inherit has only its own.
pub fn merged<'a>(
    product: &'a [Property],
    producer: &'a [Property],
    inherits: bool,
) -> Vec<(SaidOf, &'a Property)> {
    let own = |name: &str| product.iter().any(|property| fold(&property.name) == fold(name));
    let inherited = producer.iter().filter(|property| inherits && !own(&property.name));
    let of = |of: SaidOf| move |property: &'a Property| (of, property);
    product.iter().map(of(SaidOf::Product)).chain(inherited.map(of(SaidOf::Producer))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, value: &str) -> Property {
        Property { name: Name::parse(name).unwrap(), value: Text::parse(value).ok() }
    }

    #[test]
    fn a_product_speaks_before_its_producer() {
        let product = [said("organic", "FR-BIO-01")];
        let producer = [said("Organic", "FR-BIO-10"), said("Free range", "")];
        let all = merged(&product, &producer, true);
        assert_eq!(all, [(SaidOf::Product, &product[0]), (SaidOf::Producer, &producer[1])]);
        assert_eq!(merged(&product, &producer, false), [(SaidOf::Product, &product[0])]);
        assert_eq!(merged(&[], &producer, true).len(), 2);
    }
}
