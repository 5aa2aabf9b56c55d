use std::collections::BTreeSet;

use sillon_catalogue::{Allergen, Allergens};
use sillon_cycles::FoodInformation;
use sillon_enterprises::Label;
use sillon_kernel::Timestamp;

/// What somebody wants of goods as food; what is left out narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DietaryFilter {
    /// Showing this label: where it wants a certificate, one that is valid now.
    pub label: Option<Label>,
    /// Declared to be free of these; what nobody has declared is free of nothing.
    pub free_of: BTreeSet<Allergen>,
}

impl DietaryFilter {
    /// Whether it wants nothing in particular.
    pub fn is_open(&self) -> bool {
        self.label.is_none() && self.free_of.is_empty()
    }

    /// Whether goods are as wanted at an instant, by what shops tell of them.
    pub fn takes(&self, food: &FoodInformation, now: Timestamp) -> bool {
        let shows = |label: Label| food.claims_at(now).any(|claim| claim.label == label);
        self.label.is_none_or(shows) && self.leaves(&food.allergens)
    }

    /// Whether what is known of allergens has none that is not wanted.
    pub(crate) fn leaves(&self, allergens: &Allergens) -> bool {
        self.free_of.iter().all(|allergen| allergens.is_free_of(*allergen))
    }
}

#[cfg(test)]
mod tests {
    use sillon_cycles::LabelClaim;

    use super::*;

    fn told(allergens: &str, until: Option<&str>) -> FoodInformation {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let during = until.map(|until| (at("2026-01-01T00:00:00Z"), at(until)));
        let claim = LabelClaim { label: Label::Organic, body: None, during };
        let claims = until.map(|_| claim).into_iter().collect();
        let allergens = allergens.parse().unwrap();
        FoodInformation { allergens, claims, ..FoodInformation::default() }
    }

    #[test]
    fn what_nobody_declared_is_free_of_nothing() {
        let now = "2026-05-04T08:00:00Z".parse().unwrap();
        let free_of = |names: &[&str]| DietaryFilter {
            free_of: names.iter().map(|name| name.parse().unwrap()).collect(),
            ..DietaryFilter::default()
        };
        let takes = |names: &[&str], allergens| free_of(names).takes(&told(allergens, None), now);
        assert!(takes(&[], "unknown") && takes(&[], "") && takes(&["milk"], "none"));
        assert!(!takes(&["milk"], "unknown") && !takes(&["milk"], ""));
        assert!(takes(&["milk", "nuts"], "gluten") && !takes(&["milk", "nuts"], "gluten,nuts"));
    }

    #[test]
    fn a_label_counts_while_its_certificate_is_valid() {
        let filter = DietaryFilter { label: Some(Label::Organic), ..DietaryFilter::default() };
        let goods = told("none", Some("2027-01-01T00:00:00Z"));
        let takes = |now: &str| filter.takes(&goods, now.parse().unwrap());
        assert!(takes("2026-05-04T08:00:00Z") && !takes("2027-01-01T00:00:00Z"));
        assert!(!filter.takes(&told("none", None), "2026-05-04T08:00:00Z".parse().unwrap()));
        assert!(!filter.is_open() && DietaryFilter::default().is_open());
    }
}
