use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{Allergen, Allergens};
use sillon_cycles::{Listing, Offer, PriceList};
use sillon_engine::DietaryFilter;
use sillon_enterprises::Label;
use sillon_kernel::{Language, Slug, Timestamp, fold};

use crate::http::page_context::PageContext;

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
    /// What the goods should be as food.
    food: DietaryFilter,
}

/// A choice of a category, a producer, a label or an allergen.
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
    /// The filter of an address: `q`, `category`, `producer`, `label`, and `free_of` as often as something is not wanted; each
    /// may be left out, and what means nothing is passed over.
    pub(crate) fn of(context: &PageContext) -> Self {
        let text: String = context
            .parameter("q")
            .unwrap_or_default()
            .trim()
            .chars()
            .take(LONGEST_SEARCH)
            .collect();
        let key =
            |name| context.parameter(name).map(|value| key(&value)).filter(|key| !key.is_empty());
        let label = context.parameter("label").and_then(|label| label.parse().ok());
        let unwanted = context.parameters("free_of");
        let names = unwanted.iter().flat_map(|names| names.split(','));
        let free_of = names.filter_map(|name| name.parse().ok()).collect();
        let food = DietaryFilter { label, free_of };
        Self { text, category: key("category"), producer: key("producer"), food }
    }

    /// Whether it leaves anything out.
    pub(crate) fn is_active(&self) -> bool {
        let is_narrow = self.category.is_some() || self.producer.is_some();
        is_narrow || !self.text.is_empty() || !self.food.is_open()
    }

    /// The offers that are wanted at an instant: what was searched for in the order it was found in, else the price list's.
    pub(crate) fn wanted<'l>(&self, list: &'l PriceList, at: Timestamp) -> Vec<&'l Offer> {
        let found = if self.text.is_empty() {
            list.offers.iter().collect()
        } else {
            list.search(&self.text).into_iter().map(|(_, offer)| offer).collect::<Vec<_>>()
        };
        found.into_iter().filter(|offer| self.wants(&offer.listing, at)).collect()
    }

    /// Whether a listing is of the chosen category and producer, and as wanted as food.
    fn wants(&self, listing: &Listing, at: Timestamp) -> bool {
        let is = |wanted: &Option<String>, name: &str| {
            wanted.as_ref().is_none_or(|wanted| *wanted == key(name))
        };
        is(&self.category, &listing.category)
            && is(&self.producer, &listing.producer_name)
            && self.food.takes(&listing.food, at)
    }

    /// The categories of a price list, each once, in the order they first come in.
    pub(crate) fn categories(&self, list: &PriceList) -> Vec<Choice> {
        let mut seen = BTreeSet::new();
        let names = list.offers.iter().map(|offer| offer.listing.category.as_str());
        choices(names.filter(|name| seen.insert(*name)), self.category.as_deref())
    }

    /// The producers of a price list, as people sort them.
    pub(crate) fn producers(&self, list: &PriceList) -> Vec<Choice> {
        let names: BTreeSet<&str> =
            list.offers.iter().map(|offer| &*offer.listing.producer_name).collect();
        let sorted: BTreeMap<(String, &str), &str> =
            names.into_iter().map(|name| ((fold(name), name), name)).collect();
        choices(sorted.into_values(), self.producer.as_deref())
    }

    /// The labels, of those that something shows at an instant.
    pub(crate) fn labels(
        &self,
        language: Language,
        list: &PriceList,
        at: Timestamp,
    ) -> Vec<Choice> {
        let claims = list.offers.iter().flat_map(|offer| offer.listing.food.claims_at(at));
        let shown: BTreeSet<Label> = claims.map(|claim| claim.label).collect();
        let choice = |label: Label| Choice {
            key: label.as_str().to_owned(),
            name: label.name(language).to_owned(),
            is_chosen: self.food.label == Some(label),
        };
        shown.into_iter().map(choice).collect()
    }

    /// The allergens, of those that something has.
    pub(crate) fn allergens(&self, language: Language, list: &PriceList) -> Vec<Choice> {
        let declared = |offer: &Offer| match &offer.listing.food.allergens {
            Allergens::Declared(contained) => contained.clone(),
            Allergens::DeclaredNone | Allergens::Unknown => BTreeSet::new(),
        };
        let contained: BTreeSet<Allergen> = list.offers.iter().flat_map(declared).collect();
        let choice = |allergen: Allergen| Choice {
            key: allergen.as_str().to_owned(),
            name: allergen.name(language).to_owned(),
            is_chosen: self.food.free_of.contains(&allergen),
        };
        contained.into_iter().map(choice).collect()
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
    use sillon_cycles::{FoodInformation, LabelClaim};

    use crate::sample::{self, at, context};

    fn found(query: &str) -> Vec<String> {
        let sample = sample::shop();
        let filter = Filter::of(&context(&format!("/shops/le-panier?{query}")));
        let wanted = filter.wanted(&sample.list, at("2026-05-10T08:00:00Z"));
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
            ["Carottes 500 g", "Carottes 1 kg"],
            "the description is searched as well"
        );
        assert!(found("q=carottes+oeufs").is_empty(), "all words are wanted");
        assert_eq!(found("q=&category=&producer=").len(), 5);
    }

    #[test]
    fn a_category_and_a_producer_are_named_or_given_by_their_key() {
        assert_eq!(found("category=L%C3%A9gumes"), ["Carottes 500 g", "Carottes 1 kg"]);
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
        let sample = sample::shop();
        let filter = Filter::of(&context("/?category=cremerie"));
        let categories = filter.categories(&sample.list);
        let names: Vec<_> =
            categories.iter().map(|choice| (choice.name.as_str(), choice.is_chosen)).collect();
        assert_eq!(
            names,
            [("Boulangerie", false), ("Crèmerie", true), ("Épicerie", false), ("Légumes", false)]
        );
        assert_eq!(filter.producers(&sample.list).len(), 2);
        assert!(filter.is_active() && !Filter::of(&context("/?q=+")).is_active());
    }

    #[test]
    fn what_is_not_to_be_in_it_is_left_out_with_what_nobody_declared() {
        let mut sample = sample::shop();
        let claims =
            vec![LabelClaim { label: "farm-made".parse().unwrap(), body: None, during: None }];
        let food = |allergens: &str| {
            let allergens = allergens.parse().unwrap();
            FoodInformation { allergens, ..FoodInformation::default() }
        };
        let given = [
            FoodInformation { claims, ..food("none") },
            food("gluten"),
            food("gluten,milk"),
            food(""),
        ];
        for (offer, food) in std::sync::Arc::make_mut(&mut sample.list).offers.iter_mut().zip(given)
        {
            offer.listing.food = food.into();
        }
        let now = at("2026-05-10T08:00:00Z");
        let count = |query: &str| {
            Filter::of(&context(&format!("/?{query}"))).wanted(&sample.list, now).len()
        };
        assert_eq!(count("free_of=milk"), 2);
        assert_eq!((count("free_of=milk&free_of=gluten"), count("free_of=milk,gluten")), (1, 1));
        assert_eq!((count("label=farm-made"), count("label=organic")), (1, 0));
        let all = sample.list.offers.len();
        assert_eq!(
            count("label=&free_of=&free_of=water"),
            all,
            "what means nothing is passed over"
        );
        let filter = Filter::of(&context("/?free_of=gluten&label=farm-made"));
        let names = |choices: Vec<Choice>| {
            choices.into_iter().map(|it| (it.key, it.is_chosen)).collect::<Vec<_>>()
        };
        let (gluten, milk) = (("gluten".to_owned(), true), ("milk".to_owned(), false));
        assert_eq!(names(filter.allergens(Language::En, &sample.list)), [gluten, milk]);
        let shown = filter.labels(Language::Fr, &sample.list, now);
        assert_eq!((shown.len(), shown[0].name.as_str()), (1, "fermier"));
    }
}
