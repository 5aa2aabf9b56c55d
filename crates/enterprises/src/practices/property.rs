use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sillon_kernel::{Name, Text, name_key};

use crate::Label;

/// The most properties an enterprise or a product has.
pub const MAX_PROPERTIES: usize = 30;

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
/// Names are the same as [`name_key`] has it. A product that does not inherit has only its own.
pub fn merged<'a>(
    product: &'a [Property],
    producer: &'a [Property],
    inherits: bool,
) -> Vec<(SaidOf, &'a Property)> {
    let own =
        |name: &str| product.iter().any(|property| name_key(&property.name) == name_key(name));
    let inherited = producer.iter().filter(|property| inherits && !own(&property.name));
    let of = |of: SaidOf| move |property: &'a Property| (of, property);
    product.iter().map(of(SaidOf::Product)).chain(inherited.map(of(SaidOf::Producer))).collect()
}

/// What is shown of a product for its properties and its producer's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Practices<'a> {
    /// The properties, with of whom each is said.
    pub properties: Vec<(SaidOf, &'a Property)>,
    /// The labels its producer claims for all it makes: like the product's own they are shown while a certificate lets them.
    pub labels: BTreeSet<Label>,
}

/// What is shown of a product for its properties and its producer's, [`merged`].
///
/// A producer's property that bears the name of a label is a claim of that label for all its products. A label that wants a
/// certificate is shown as a label or not at all: as a property, “Organic” would be claimed with no proof (Regulation (EU)
/// 2018/848, art. 30). A product's own property of that name takes the producer's claim back and claims nothing itself.
pub fn practices<'a>(
    product: &'a [Property],
    producer: &'a [Property],
    inherits: bool,
) -> Practices<'a> {
    let mut practices = Practices::default();
    // A label has a name in each language, and is taken back by any of them.
    let own: BTreeSet<Label> = product.iter().filter_map(Property::label).collect();
    for (of, property) in merged(product, producer, inherits) {
        match (of, property.label()) {
            (SaidOf::Producer, Some(label)) if own.contains(&label) => {}
            (SaidOf::Producer, Some(label)) => drop(practices.labels.insert(label)),
            (SaidOf::Product, Some(label)) if label.needs_certificate() => {}
            (_, _) => practices.properties.push((of, property)),
        }
    }
    practices
}

impl Property {
    /// The label whose name it bears, if it does.
    pub fn label(&self) -> Option<Label> {
        self.name.parse().ok()
    }

    /// What it says, in one text: `Irrigation: rain water`.
    pub fn told(&self) -> String {
        match &self.value {
            Some(value) => format!("{}: {value}", self.name),
            None => self.name.to_string(),
        }
    }
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

    #[test]
    fn a_property_named_after_a_label_is_a_claim_of_it() {
        let producer = [said("Bio", ""), said("Irrigation", "rain water")];
        let organic = BTreeSet::from([Label::Organic]);
        let shown = practices(&[], &producer, true);
        assert_eq!(shown.labels, organic);
        assert_eq!(shown.properties, [(SaidOf::Producer, &producer[1])]);
        assert_eq!(practices(&[], &producer, false), Practices::default());
        // The product speaks for itself: of the claim, and of the practice.
        let product = [said("organic", "no"), said("irrigation", "none")];
        let shown = practices(&product, &producer, true);
        assert_eq!(shown.labels, BTreeSet::new());
        assert_eq!(shown.properties, [(SaidOf::Product, &product[1])]);
        // The farm's own word needs no proof.
        let product = [said("Fermier", "")];
        assert_eq!(practices(&product, &[], true).properties.len(), 1);
    }
}
