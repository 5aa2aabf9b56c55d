use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sillon_kernel::VariantId;

use crate::{Allergens, FieldFaults, Storage};

/// The most parts of a bundle.
pub const MAX_PARTS: usize = 30;

/// The most items of one part in a bundle.
pub const MAX_PART_ITEMS: u32 = 100;

/// A part of a bundle: another size, and how many of it go into each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Which size.
    pub variant: VariantId,
    /// How many of it; at least one.
    pub quantity: u32,
}

/// What is wrong with the parts of a size.
pub(crate) fn check_parts(of: VariantId, parts: &[Part], faults: &mut FieldFaults) {
    let most = format!("a bundle has at most {MAX_PARTS} parts");
    faults.unless(parts.len() <= MAX_PARTS, "parts", most);
    let mut known = BTreeSet::new();
    for (number, part) in (1..).zip(parts) {
        let counted = (1..=MAX_PART_ITEMS).contains(&part.quantity);
        let rule = format!("part {number}: of each size 1 to {MAX_PART_ITEMS} items go in");
        faults.unless(counted, "parts", rule);
        let rule = format!("part {number}: the size is named twice: say once how many go in");
        faults.unless(known.insert(part.variant), "parts", rule);
        let rule = format!("part {number}: a bundle is no part of itself");
        faults.unless(part.variant != of, "parts", rule);
    }
}

impl Allergens {
    /// What is known of two foods together: unknown where it is of one of them.
    #[must_use]
    pub fn with(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::DeclaredNone, other) => other.clone(),
            (known, Self::DeclaredNone) => known,
            (Self::Declared(mut of), Self::Declared(more)) => {
                of.extend(more);
                Self::Declared(of)
            }
        }
    }
}

impl Storage {
    /// The colder of two classes.
    #[must_use]
    pub fn colder(self, other: Self) -> Self {
        match (self, other) {
            (Self::Frozen, _) | (_, Self::Frozen) => Self::Frozen,
            (Self::Chilled, _) | (_, Self::Chilled) => Self::Chilled,
            (Self::Ambient, Self::Ambient) => Self::Ambient,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_has_the_allergens_of_its_parts_and_is_kept_as_the_coldest() {
        let [milk, gluten]: [Allergens; 2] = ["milk", "gluten"].map(|it| it.parse().unwrap());
        assert_eq!(milk.clone().with(&gluten).to_string(), "gluten,milk");
        assert_eq!(Allergens::DeclaredNone.with(&milk), milk);
        assert_eq!(milk.clone().with(&Allergens::DeclaredNone), milk);
        assert_eq!(milk.with(&Allergens::Unknown), Allergens::Unknown);
        assert_eq!(Storage::Ambient.colder(Storage::Chilled), Storage::Chilled);
        assert_eq!(Storage::Frozen.colder(Storage::Chilled), Storage::Frozen);
        assert_eq!(Storage::Ambient.colder(Storage::Ambient), Storage::Ambient);
    }
}
