use sillon_catalogue::{Alcohol, Allergens, Durability, Label, Origin};
use sillon_cycles::{Claim, Listing, Practice, Told};
use sillon_kernel::{Language, Timestamp};

use crate::messages::Words;

/// The names of the labels goods may show at an instant, each with the body that certified it.
pub(crate) fn labels(language: Language, told: &Told, at: Timestamp) -> Vec<String> {
    let name = |claim: &Claim| {
        let label = claim.label.parse::<Label>().ok()?.name(language);
        Some(match &claim.body {
            Some(body) => format!("{label} ({body})"),
            None => label.to_owned(),
        })
    };
    told.claims_at(at).filter_map(name).collect()
}

/// What shoppers must know of goods, each in a sentence.
pub(crate) fn facts(language: Language, listing: &Listing) -> Vec<String> {
    let (words, told) = (&Words::of(language).shop, &*listing.told);
    let weighed = listing.heaviest.map(|most| (words.weighed)(&language.quantity(most)));
    let content = listing.content.map(|amount| (words.content)(&language.quantity(amount)));
    let ingredients = told.ingredients.as_deref().map(words.ingredients);
    let durability = told.durability.as_deref().and_then(|text| text.parse().ok());
    let durability = durability.map(|durability| match durability {
        Durability::BestBefore(days) => (words.best_before)(u32::from(days)),
        Durability::UseBy(days) => (words.use_by)(u32::from(days)),
    });
    let alcohol = told.alcohol_tenths.and_then(|tenths| Alcohol::from_tenths(tenths).ok());
    let alcohol = alcohol.map(|alcohol| {
        let percent = alcohol.to_string();
        let percent = percent.parse().map_or(percent, |number| language.decimal(number));
        (words.alcohol)(&percent)
    });
    let origin = origin(language, told).map(|place| (words.origin)(&place));
    let allergens = Some(allergens(language, told));
    let facts = [weighed, content, alcohol, origin, ingredients, allergens, durability];
    let practices = told.practices.iter().map(|practice| said(language, practice));
    facts.into_iter().flatten().chain(practices).collect()
}

/// A practice in words: what it is about, and what is said of it.
fn said(language: Language, Practice { name, value, .. }: &Practice) -> String {
    match (value, language) {
        (None, _) => name.clone(),
        (Some(value), Language::En) => format!("{name}: {value}"),
        (Some(value), Language::Fr) => format!("{name}\u{a0}: {value}"),
    }
}

/// Silence is not absence: what nobody declared is said to be unknown.
fn allergens(language: Language, told: &Told) -> String {
    let words = &Words::of(language).shop;
    match told.allergens.parse().unwrap_or_default() {
        Allergens::Unknown => words.allergens_unknown.to_owned(),
        Allergens::DeclaredNone => words.no_allergens.to_owned(),
        Allergens::Declared(contained) => {
            let names: Vec<_> = contained.iter().map(|it| it.name(language)).collect();
            (words.allergens)(&names.join(", "))
        }
    }
}

fn origin(language: Language, told: &Told) -> Option<String> {
    let origin: Origin = told.origin.as_deref()?.parse().ok()?;
    let name = |share: &sillon_catalogue::Share| {
        let code = share.country.to_string();
        let known = COUNTRIES.iter().find(|(known, ..)| *known == code);
        let name = known.map_or(code.as_str(), |(_, english, french)| match language {
            Language::En => english,
            Language::Fr => french,
        });
        share.percent.map_or_else(|| name.to_owned(), |percent| format!("{name} {percent}\u{a0}%"))
    };
    let mut places: Vec<String> = told.origin_place.clone().into_iter().collect();
    places.extend(origin.countries().iter().map(name));
    Some(places.join(", "))
}

/// The countries goods often come from, in English and French; others are shown by their codes.
const COUNTRIES: [(&str, &str, &str); 10] = [
    ("BE", "Belgium", "Belgique"),
    ("CH", "Switzerland", "Suisse"),
    ("DE", "Germany", "Allemagne"),
    ("ES", "Spain", "Espagne"),
    ("FR", "France", "France"),
    ("IT", "Italy", "Italie"),
    ("LU", "Luxembourg", "Luxembourg"),
    ("MA", "Morocco", "Maroc"),
    ("NL", "Netherlands", "Pays-Bas"),
    ("PT", "Portugal", "Portugal"),
];

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sample::{Sample, id};

    fn said(language: Language, told: Told) -> Vec<String> {
        let sample = Sample::new();
        let mut listing = sample.list.offer(id(1)).unwrap().listing.clone();
        listing.told = Arc::new(told);
        facts(language, &listing)
    }

    #[test]
    fn what_nobody_declared_is_not_said_to_be_free_of_anything() {
        let allergens =
            |text: &str| said(Language::En, Told { allergens: text.into(), ..Told::default() });
        assert_eq!(allergens(""), ["Allergens not declared: ask the shop"]);
        assert_eq!(allergens("none"), ["None of the 14 allergens"]);
        assert_eq!(allergens("gluten,milk"), ["Allergens: gluten, milk"]);
    }

    #[test]
    fn a_food_says_where_it_is_from_how_strong_it_is_and_how_long_it_keeps() {
        let told = Told {
            allergens: "sulphites".into(),
            origin: Some("FR 60,ES 40".into()),
            origin_place: Some("Jura".into()),
            alcohol_tenths: Some(125),
            durability: Some("best-before 30".into()),
            practices: vec![
                Practice {
                    name: "Irrigation".into(),
                    value: Some("eau de pluie".into()),
                    is_inherited: true,
                },
                Practice { name: "Récolté à la main".into(), value: None, is_inherited: false },
            ],
            ..Told::default()
        };
        assert_eq!(
            said(Language::Fr, told),
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
