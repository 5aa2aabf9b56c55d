use std::collections::{BTreeMap, BTreeSet};

use sillon_cycles::{Listing, Offer, PriceList};
use sillon_kernel::{Slug, fold};

use crate::visit::Visit;

/// The most characters of a search that are read.
const LONGEST_SEARCH: usize = 100;

/// What of a shop somebody wants to see.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    /// What was searched for, as it was typed.
    pub(crate) text: String,
    /// The key of a category.
    category: Option<String>,
    /// The key of a producer.
    producer: Option<String>,
}

/// A choice of a category or a producer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What stands in the address.
    pub(crate) key: String,
    /// What people read.
    pub(crate) name: String,
    /// Whether it is the one chosen.
    pub(crate) is_chosen: bool,
}

impl Filter {
    /// The filter of an address: `q`, `category` and `producer`, each of which may be left out.
    pub(crate) fn of(visit: &Visit) -> Self {
        let text: String =
            visit.parameter("q").unwrap_or_default().trim().chars().take(LONGEST_SEARCH).collect();
        let key =
            |name| visit.parameter(name).map(|value| key(&value)).filter(|key| !key.is_empty());
        Self { text, category: key("category"), producer: key("producer") }
    }

    /// Whether it leaves anything out.
    pub(crate) fn is_active(&self) -> bool {
        !self.text.is_empty() || self.category.is_some() || self.producer.is_some()
    }

    /// The offers that are wanted: what was searched for in the order it was found in, else the price list's.
    pub(crate) fn wanted<'l>(&self, list: &'l PriceList) -> Vec<&'l Offer> {
        let found = if self.text.is_empty() {
            list.offers.iter().collect()
        } else {
            list.search(&self.text)
        };
        found.into_iter().filter(|offer| self.wants(&offer.listing)).collect()
    }

    /// Whether a listing is of the chosen category and producer.
    fn wants(&self, listing: &Listing) -> bool {
        let is = |wanted: &Option<String>, name: &str| {
            wanted.as_ref().is_none_or(|wanted| *wanted == key(name))
        };
        is(&self.category, &listing.category) && is(&self.producer, &listing.producer_name)
    }

    /// The categories of a price list, in its order.
    pub(crate) fn categories(&self, list: &PriceList) -> Vec<Choice> {
        let mut names: Vec<&str> =
            list.offers.iter().map(|offer| offer.listing.category.as_str()).collect();
        names.dedup();
        choices(names, self.category.as_deref())
    }

    /// The producers of a price list, as people sort them.
    pub(crate) fn producers(&self, list: &PriceList) -> Vec<Choice> {
        let names: BTreeSet<&str> =
            list.offers.iter().map(|offer| &*offer.listing.producer_name).collect();
        let sorted: BTreeMap<(String, &str), &str> =
            names.into_iter().map(|name| ((fold(name), name), name)).collect();
        choices(sorted.into_values(), self.producer.as_deref())
    }
}

fn choices<'n>(names: impl IntoIterator<Item = &'n str>, chosen: Option<&str>) -> Vec<Choice> {
    let choice = |name: &str| {
        let key = key(name);
        Choice { is_chosen: chosen == Some(key.as_str()), key, name: name.to_owned() }
    };
    names.into_iter().map(choice).collect()
}

/// A name as it stands in an address: its slug, or the numbers of its letters when nothing of it would be left.
pub(crate) fn key(name: &str) -> String {
    let slug = Slug::from_name(name, "");
    if slug.as_str().is_empty() {
        let letters = name
            .trim()
            .chars()
            .take(LONGEST_SEARCH)
            .map(|letter| format!("{:x}", u32::from(letter)));
        letters.collect::<Vec<_>>().join("-")
    } else {
        slug.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Sample, visit};

    fn found(query: &str) -> Vec<String> {
        let sample = Sample::new();
        let filter = Filter::of(&visit(&format!("/shops/le-panier?{query}")));
        let wanted = filter.wanted(&sample.list);
        wanted
            .iter()
            .map(|offer| format!("{} {}", offer.listing.product_name, offer.listing.label))
            .collect()
    }

    #[test]
    fn a_search_looks_past_case_and_accents() {
        assert_eq!(found("q=OEUF"), ["Œufs 6 pieces"]);
        assert_eq!(found("q=l%C3%A9gumes+%C3%A9tang+1+kg"), ["Carottes 1 kg"]);
        assert_eq!(found("q=pain%20CAMPAGNE"), ["Pain de campagne piece"]);
        assert_eq!(
            found("q=chimie"),
            ["Carottes 1 kg", "Carottes 500 g"],
            "the description is searched as well"
        );
        assert!(found("q=carottes+oeufs").is_empty(), "all words are wanted");
        assert_eq!(found("q=&category=&producer=").len(), 5);
    }

    #[test]
    fn a_category_and_a_producer_are_named_or_given_by_their_key() {
        assert_eq!(found("category=L%C3%A9gumes"), ["Carottes 1 kg", "Carottes 500 g"]);
        assert_eq!(found("category=cremerie"), ["Œufs 6 pieces"]);
        assert_eq!(found("producer=elevage-des-oeufs"), ["Œufs 6 pieces"]);
        assert_eq!(
            found("producer=ferme-de-l-etang&category=boulangerie"),
            ["Pain de campagne piece"]
        );
        assert!(found("producer=nobody").is_empty());
    }

    #[test]
    fn choices_are_those_of_the_price_list() {
        let sample = Sample::new();
        let filter = Filter::of(&visit("/?category=cremerie"));
        let categories = filter.categories(&sample.list);
        let names: Vec<_> =
            categories.iter().map(|choice| (choice.name.as_str(), choice.is_chosen)).collect();
        assert_eq!(
            names,
            [("Boulangerie", false), ("Crèmerie", true), ("Épicerie", false), ("Légumes", false)]
        );
        assert_eq!(filter.producers(&sample.list).len(), 2);
        assert!(filter.is_active() && !Filter::of(&visit("/?q=+")).is_active());
    }
}
