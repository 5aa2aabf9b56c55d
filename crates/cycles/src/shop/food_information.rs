use std::collections::BTreeSet;

use sillon_catalogue::{
    Alcohol, Allergens, Durability, Food, Origin, Product, ProductType, Season, Term, TermCode,
    TermKind, Vocabulary,
};
use sillon_enterprises::{BodyCode, Certificate, Label, Property, SaidOf, practices};
use sillon_kernel::{Month, Months, Name, Text, Timestamp, Zone};

/// What shoppers are told of goods as food, the same for all sizes of a product: what Regulation (EU) 1169/2011 wants, and what
/// its producer may claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoodInformation {
    /// What kind of goods it is.
    pub product_type: Option<ProductType>,
    /// Whether it is packed before it is sold.
    pub prepacked: bool,
    /// What it contains that people react to.
    pub allergens: Allergens,
    /// What it is made of.
    pub ingredients: Option<Text<2000>>,
    /// Where it comes from.
    pub origin: Option<Origin>,
    /// How long it keeps.
    pub durability: Option<Durability>,
    /// Its alcohol by volume.
    pub alcohol: Option<Alcohol>,
    /// The labels it may show, each while it may.
    pub claims: Vec<LabelClaim>,
    /// The months it is in season; unknown of what is not in the table of seasons.
    pub season: Option<Months>,
    /// Its practices and its producer's.
    pub practices: Vec<Practice>,
    /// The category of the vocabulary that it stands under, where its own is one.
    pub category: Option<CategoryCodes>,
}

/// A category of the vocabulary, and those it is a part of, the nearest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryCodes {
    /// The category.
    pub code: TermCode,
    /// Those it is a part of.
    pub above: Vec<TermCode>,
}

impl CategoryCodes {
    /// The category's code, then those of what it is a part of.
    pub fn codes(&self) -> impl Iterator<Item = &TermCode> {
        std::iter::once(&self.code).chain(&self.above)
    }
}

/// What is known of a producer that decides what may be told of its goods.
#[derive(Debug, Clone)]
pub struct FoodProducer {
    /// Where it is: its certificates are valid by the days there.
    pub zone: Zone,
    /// What it says of all it makes.
    pub properties: Vec<Property>,
    /// The certificates it holds.
    pub certificates: Vec<Certificate>,
}

/// A named practice or fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// What it is about.
    pub name: Name,
    /// What is said of it.
    pub value: Option<Text<200>>,
    /// Whether the producer says it of all it makes.
    pub is_inherited: bool,
    /// The code of the property in the vocabulary, where it is one.
    pub code: Option<TermCode>,
}

/// A label that goods may show for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelClaim {
    /// Which label.
    pub label: Label,
    /// The body that certified it, where there is one.
    pub body: Option<BodyCode>,
    /// From when to when; always, where it needs no certificate.
    pub during: Option<(Timestamp, Timestamp)>,
}

impl LabelClaim {
    /// Whether it may be shown at an instant.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.during.is_none_or(|(from, until)| from <= now && now < until)
    }

    /// The claims that goods make: of the labels they bear themselves, and of those their producer claims for all it makes, as far
    /// as they take that over.
    fn of_goods(
        labels: &BTreeSet<Label>,
        properties: &[Property],
        inherits: bool,
        producer: &FoodProducer,
    ) -> Vec<Self> {
        let mut claimed = practices(properties, &producer.properties, inherits).labels;
        claimed.extend(labels);
        claims(&claimed, producer)
    }

    /// The claim that a certificate allows, from the beginning of its first day to the end of its last.
    fn certified(certificate: &Certificate, zone: &Zone) -> Option<Self> {
        let after = certificate.until.tomorrow().ok()?;
        let during = (zone.start_of(certificate.from)?, zone.start_of(after)?);
        let Certificate { label, body, .. } = certificate.clone();
        Some(Self { label, body, during: Some(during) })
    }
}

impl FoodInformation {
    /// What may be told of a product, as its producer stands.
    pub fn of(product: &Product, producer: &FoodProducer) -> Self {
        let Food { prepacked, allergens, ingredients, origin, durability, alcohol } =
            product.food.clone();
        let shown =
            practices(&product.properties, &producer.properties, product.inherits_properties);
        let practice = |(of, property): &(SaidOf, &Property)| Practice {
            name: property.name.clone(),
            value: property.value.clone(),
            is_inherited: *of == SaidOf::Producer,
            code: None,
        };
        let practices = shown.properties.iter().map(practice).collect();
        Self {
            product_type: product.kind,
            prepacked,
            allergens,
            ingredients,
            origin,
            durability,
            alcohol,
            claims: LabelClaim::of_goods(
                &product.labels,
                &product.properties,
                product.inherits_properties,
                producer,
            ),
            season: Season::of(product.kind, &product.name).map(Season::months),
            practices,
            category: None,
        }
    }

    /// The same with the codes of what is said, as a vocabulary has them; `category` is the one that the goods stand under.
    #[must_use]
    pub fn coded(self, vocabulary: &Vocabulary, category: &str) -> Self {
        let code_of = |term: &Term| term.code.clone();
        let found = vocabulary.find(TermKind::Category, category);
        let category = found.map(|term| CategoryCodes {
            code: term.code.clone(),
            above: vocabulary.above(term).into_iter().map(code_of).collect(),
        });
        let coded = |practice: Practice| {
            let term = vocabulary.find(TermKind::Property, &practice.name);
            Practice { code: term.map(code_of), ..practice }
        };
        let practices = self.practices.into_iter().map(coded).collect();
        Self { practices, category, ..self }
    }

    /// The labels that may be shown at an instant.
    pub fn claims_at(&self, now: Timestamp) -> impl Iterator<Item = &LabelClaim> {
        self.claims.iter().filter(move |claim| claim.holds_at(now))
    }

    /// Whether it is in season at an instant, as the zone's calendar has it; unknown of what is not in the table of seasons.
    pub fn is_in_season(&self, now: Timestamp, zone: &Zone) -> Option<bool> {
        self.season.map(|months| months.has(Month::of(now, zone)))
    }

    /// The next instant at which a label may be shown that may not now, or no longer.
    pub fn changes_after(&self, now: Timestamp) -> Option<Timestamp> {
        let ends = self.claims.iter().filter_map(|claim| claim.during);
        ends.flat_map(|(from, until)| [from, until]).filter(|at| *at > now).min()
    }
}

/// The labels goods may show: those that are their producer's own word always, others while it holds a certificate.
fn claims(labels: &BTreeSet<Label>, producer: &FoodProducer) -> Vec<LabelClaim> {
    let own_word = labels.iter().filter(|label| !label.needs_certificate());
    let own_word = own_word.map(|label| LabelClaim { label: *label, body: None, during: None });
    let held = producer.certificates.iter().filter(|held| labels.contains(&held.label));
    let certified = held.filter_map(|held| LabelClaim::certified(held, &producer.zone));
    own_word.chain(certified).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::id;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn certificate(label: &str) -> Certificate {
        Certificate {
            id: id(1),
            enterprise: id(2),
            label: label.parse().unwrap(),
            body: "FR-BIO-01".parse().ok(),
            number: None,
            from: "2026-01-01".parse().unwrap(),
            until: "2026-12-31".parse().unwrap(),
        }
    }

    fn property(name: &str, value: &str) -> Property {
        Property { name: Name::parse(name).unwrap(), value: Text::parse(value).ok() }
    }

    fn carrots(labels: &[&str]) -> Product {
        let name = Name::parse("Carrots").unwrap();
        let (id, producer) = (id(3), id(2));
        let labels = labels.iter().map(|label| label.parse().unwrap()).collect();
        Product { labels, ..Product::new(id, producer, name.clone(), name) }
    }

    fn farm(certificates: Vec<Certificate>) -> FoodProducer {
        let properties = vec![property("Irrigation", "rain water")];
        FoodProducer { zone: "Europe/Paris".parse().unwrap(), properties, certificates }
    }

    #[test]
    fn a_claim_is_shown_while_its_certificate_is_valid_by_the_days_of_its_holder() {
        let goods = carrots(&["organic", "farm-made"]);
        let food = FoodInformation::of(&goods, &farm(vec![certificate("organic")]));
        let shown = |now: &str| food.claims_at(at(now)).count();
        let (from, until) = (at("2025-12-31T23:00:00Z"), at("2026-12-31T23:00:00Z"));
        assert_eq!(shown("2025-12-31T22:59:59Z"), 1, "farm-made is the producer's own word");
        assert_eq!((shown("2025-12-31T23:00:00Z"), shown("2026-12-31T22:59:59Z")), (2, 2));
        assert_eq!(shown("2026-12-31T23:00:00Z"), 1);
        assert_eq!(food.changes_after(at("2025-06-01T00:00:00Z")), Some(from));
        assert_eq!(food.changes_after(from), Some(until));
        assert_eq!(food.changes_after(until), None);
    }

    #[test]
    fn what_wants_a_certificate_is_claimed_with_one_alone() {
        let claims = |labels, certificates| {
            let food = FoodInformation::of(&carrots(labels), &farm(certificates));
            food.claims.iter().map(|claim| claim.label.as_str()).collect::<Vec<_>>()
        };
        assert!(claims(&["organic"], vec![]).is_empty());
        assert!(claims(&[], vec![certificate("organic")]).is_empty(), "nobody claims it");
        assert_eq!(claims(&["organic"], vec![certificate("organic")]), ["organic"]);
    }

    #[test]
    fn what_the_vocabulary_knows_has_its_codes() {
        let carrots = Product { properties: vec![property("fermier", "")], ..carrots(&[]) };
        let food = FoodInformation::of(&carrots, &farm(vec![]));
        let food = food.coded(&Vocabulary::default(), "Carottes");
        let codes: Vec<_> = food.category.iter().flat_map(CategoryCodes::codes).collect();
        assert_eq!(
            codes.iter().map(|code| code.as_str()).collect::<Vec<_>>(),
            ["carrot", "vegetable"]
        );
        let practices = food.practices.iter().map(|it| it.code.as_ref().map(TermCode::as_str));
        assert_eq!(practices.collect::<Vec<_>>(), [Some("farm-made"), None]);
        assert_eq!(food.coded(&Vocabulary::default(), "Market").category, None);
    }

    #[test]
    fn what_the_producer_says_of_all_it_makes_is_said_of_each() {
        let food = FoodInformation::of(&carrots(&[]), &farm(vec![]));
        let said = |food: &FoodInformation| {
            let said = food.practices.iter().map(|it| (it.name.to_string(), it.is_inherited));
            said.collect::<Vec<_>>()
        };
        assert_eq!(said(&food), [("Irrigation".to_owned(), true)]);
        let alone = Product { inherits_properties: false, ..carrots(&[]) };
        assert!(said(&FoodInformation::of(&alone, &farm(vec![]))).is_empty());
    }
}
