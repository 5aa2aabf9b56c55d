use sillon_catalogue::{Allergens, Durability, Origin};
use sillon_cycles::{FoodInformation, LabelClaim, Listing, Practice};
use sillon_kernel::{Language, Timestamp};
use sillon_messages::{Format as _, Words};

/// The names of the labels goods may show at an instant, each with the body that certified it.
pub(crate) fn labels(language: Language, food: &FoodInformation, at: Timestamp) -> Vec<String> {
    let name = |claim: &LabelClaim| {
        let label = claim.label.name(language);
        match &claim.body {
            Some(body) => format!("{label} ({body})"),
            None => label.to_owned(),
        }
    };
    food.claims_at(at).map(name).collect()
}

/// What shoppers must know of goods, each in a sentence.
pub(crate) fn facts(language: Language, listing: &Listing) -> Vec<String> {
    let (words, food) = (&Words::of(language).shop, &*listing.food);
    let weighed = listing.weighing().map(|it| {
        (words.weighed)(&language.quantity(it.heaviest), &language.quantity(it.expected))
    });
    let content = listing.facts.content.map(|amount| (words.content)(&language.quantity(amount)));
    let ingredients = food.ingredients.as_deref().map(words.ingredients);
    let durability = food.durability.map(|durability| match durability {
        Durability::BestBefore(days) => (words.best_before)(u32::from(days)),
        Durability::UseBy(days) => (words.use_by)(u32::from(days)),
    });
    let alcohol = food.alcohol.map(|alcohol| {
        let percent = alcohol.to_string();
        let percent = percent.parse().map_or(percent, |number| language.decimal(number));
        (words.alcohol)(&percent)
    });
    let origin = food.origin.as_ref().map(|origin| (words.origin)(&place_names(language, origin)));
    let allergens = Some(allergens(language, &food.allergens));
    let facts = [weighed, content, alcohol, origin, ingredients, allergens, durability];
    let practices = food.practices.iter().map(|practice| said(language, practice));
    facts.into_iter().flatten().chain(practices).collect()
}

/// A practice in words: what it is about, and what is said of it.
fn said(language: Language, Practice { name, value, .. }: &Practice) -> String {
    match value {
        None => name.to_string(),
        Some(value) => (Words::of(language).labelled)(name.as_str(), value.as_str()),
    }
}

/// Silence is not absence: what nobody declared is said to be unknown.
fn allergens(language: Language, declared: &Allergens) -> String {
    let words = &Words::of(language).shop;
    match declared {
        Allergens::Unknown => words.allergens_unknown.to_owned(),
        Allergens::DeclaredNone => words.no_allergens.to_owned(),
        Allergens::Declared(contained) => {
            let names: Vec<_> = contained.iter().map(|it| it.name(language)).collect();
            (words.allergens)(&names.join(", "))
        }
    }
}

/// The places goods come from: the place within the country, and the countries.
fn place_names(language: Language, origin: &Origin) -> String {
    let name = |share: &sillon_catalogue::Share| {
        let code = share.country.to_string();
        let name = Words::of(language).countries.of(&code);
        share.percent.map_or_else(|| name.to_owned(), |percent| format!("{name} {percent}\u{a0}%"))
    };
    let places = origin.place.iter().map(ToString::to_string);
    places.chain(origin.countries().iter().map(name)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sillon_catalogue::Alcohol;

    use super::*;
    use crate::sample::{self, id};

    fn said(language: Language, food: FoodInformation) -> Vec<String> {
        let sample = sample::shop();
        let mut listing = sample.list.offer(id(1)).unwrap().listing.clone();
        listing.food = Arc::new(food);
        facts(language, &listing)
    }

    #[test]
    fn what_nobody_declared_is_not_said_to_be_free_of_anything() {
        let allergens = |text: &str| {
            let allergens = text.parse().unwrap();
            said(Language::En, FoodInformation { allergens, ..FoodInformation::default() })
        };
        assert_eq!(allergens(""), ["Allergens not declared: ask the shop"]);
        assert_eq!(allergens("none"), ["None of the 14 allergens"]);
        assert_eq!(allergens("gluten,milk"), ["Allergens: gluten, milk"]);
    }

    #[test]
    fn a_food_says_where_it_is_from_how_strong_it_is_and_how_long_it_keeps() {
        let origin: Origin = "FR 60,ES 40".parse().unwrap();
        let food = FoodInformation {
            allergens: "sulphites".parse().unwrap(),
            origin: Some(origin.at("Jura".parse().ok())),
            alcohol: Alcohol::from_tenths(125).ok(),
            durability: "best-before 30".parse().ok(),
            practices: vec![
                Practice {
                    name: "Irrigation".parse().unwrap(),
                    value: "eau de pluie".parse().ok(),
                    is_inherited: true,
                    code: None,
                },
                Practice {
                    name: "Récolté à la main".parse().unwrap(),
                    value: None,
                    is_inherited: false,
                    code: None,
                },
            ],
            ..FoodInformation::default()
        };
        assert_eq!(
            said(Language::Fr, food),
            [
                "12,5\u{a0}% vol.",
                "Origine\u{a0}: Jura, France 60\u{a0}%, Espagne 40\u{a0}%",
                "Allergènes\u{a0}: sulfites",
                "Se garde au moins 30 jours",
                "Irrigation\u{a0}: eau de pluie",
                "Récolté à la main",
            ]
        );
    }
}
