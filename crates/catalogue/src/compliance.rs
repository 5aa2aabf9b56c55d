use sillon_kernel::{
    Date, Detail, EnterpriseId, Failure, FailureKind, Language, Name, ProductId, VariantId, fold,
};

use sillon_enterprises::{Certificate, Seller};
use sillon_messages::Words;

use crate::{FoodGroup, Product, Variant};

mod rules;
#[cfg(test)]
mod rules_tests;

pub use rules::RULES;

/// What the law wants to be known of goods before somebody at a distance can order them.
#[derive(Debug)]
pub struct Requirement {
    /// Its name, by which programs know it; it never changes.
    pub id: &'static str,
    /// Where it is written: the regulation and its articles.
    pub source: &'static str,
    /// The field of the product, or of its size, that answers it.
    pub field: &'static str,
    /// What it is asked of.
    pub(crate) of: Of,
}

/// The name of every rule.
pub fn rule_ids() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.id)
}

/// What a rule is asked of: a product, one of its sizes, or whoever sells; each answers whether it is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Product(fn(&FoodFacts<'_>) -> bool),
    Variant(fn(&FoodFacts<'_>, &Variant) -> bool),
    Producer(fn(&FoodFacts<'_>, &Seller) -> bool),
    Shop(fn(&Seller) -> bool),
    /// Of what a shop says of fetching the goods of a cycle, which its exchange says.
    HandOver,
}

/// A product as the rules look at it.
#[derive(Debug, Clone, Copy)]
pub struct FoodFacts<'a> {
    /// The product.
    pub product: &'a Product,
    /// Its producer's certificates, whatever their label and days.
    pub certificates: &'a [Certificate],
    /// The day it is, where the producer is.
    pub day: Date,
    /// Those of its sizes whose announced reduction is none, as the history of their prices has it.
    pub not_reduced: &'a [VariantId],
}

/// Something the law wants that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Which rule misses it.
    pub rule: &'static Requirement,
    /// Of which shop, where it is of who sells.
    pub shop: Option<(EnterpriseId, Name)>,
    /// Of which product, where it is of goods.
    pub product: Option<(ProductId, Name)>,
    /// Of which of its sizes, where it is of one.
    pub variant: Option<VariantId>,
}

impl PartialEq for Requirement {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Requirement {}

impl Requirement {
    /// What is missing, as a sentence.
    pub fn says(&self, language: Language) -> &'static str {
        Words::of(language).requirements.of(self.id)
    }

    /// Whether it is asked of a bundle itself: what it claims, and announces. What the law wants to be known of food is asked of its
    /// parts.
    fn is_of_bundles(&self) -> bool {
        matches!(self.field, "labels" | "reduced")
    }

    /// That goods miss it, or one of their sizes does.
    fn missed_by(&'static self, goods: &FoodFacts<'_>, variant: Option<VariantId>) -> Missing {
        let product = Some((goods.product.id, goods.product.name.clone()));
        Missing { rule: self, shop: None, product, variant }
    }
}

impl FoodFacts<'_> {
    /// The group of foods the product says it is of.
    pub(crate) fn group(&self) -> Option<FoodGroup> {
        self.product.kind.map(crate::ProductType::group)
    }

    /// Whether it is of one of these groups.
    pub(crate) fn is_one_of(&self, groups: &[FoodGroup]) -> bool {
        self.group().is_some_and(|group| groups.contains(&group))
    }

    /// Whether it is fruit or vegetables: by its type, or, where that says nothing of food, by the heading it stands under.
    pub(crate) fn is_produce(&self) -> bool {
        match self.group() {
            Some(FoodGroup::Fruit | FoodGroup::Vegetable) => true,
            None | Some(FoodGroup::NotFood) => is_produce_heading(&self.product.category),
            Some(_) => false,
        }
    }

    /// Whether it is food; what does not say is.
    pub(crate) fn is_food(&self) -> bool {
        self.group() != Some(FoodGroup::NotFood)
    }

    /// Whether it is food packed before it is sold.
    pub(crate) fn is_prepacked(&self) -> bool {
        self.is_food() && self.product.food.prepacked
    }
}

/// The words for fruit and vegetables that headings are made of, folded.
const PRODUCE: [&str; 14] = [
    "fruit",
    "fruits",
    "legume",
    "legumes",
    "vegetable",
    "vegetables",
    "veg",
    "primeur",
    "primeurs",
    "maraichage",
    "obst",
    "gemuse",
    "salades",
    "produce",
];

fn is_produce_heading(heading: &str) -> bool {
    let folded = fold(heading);
    let mut words = folded.split(|c: char| !c.is_alphanumeric());
    words.any(|word| PRODUCE.contains(&word))
}

/// What is missing of a product and those of its sizes that are offered; what is known of its producer is asked for where
/// it is given.
pub fn missing(
    goods: &FoodFacts<'_>,
    variants: &[Variant],
    producer: Option<&Seller>,
) -> Vec<Missing> {
    let mut missing = Vec::new();
    let offered = || variants.iter().filter(|variant| !variant.withdrawn);
    let are_bundles = offered().next().is_some() && offered().all(Variant::is_bundle);
    for rule in RULES.iter().filter(|rule| !are_bundles || rule.is_of_bundles()) {
        match rule.of {
            Of::Product(kept) if !kept(goods) => missing.push(rule.missed_by(goods, None)),
            Of::Variant(kept) => {
                let lacking = offered().filter(|variant| !kept(goods, variant));
                missing.extend(lacking.map(|variant| rule.missed_by(goods, Some(variant.id))));
            }
            Of::Producer(kept) if producer.is_some_and(|producer| !kept(goods, producer)) => {
                missing.push(rule.missed_by(goods, None));
            }
            Of::Product(_) | Of::Producer(_) | Of::Shop(_) | Of::HandOver => {}
        }
    }
    missing
}

/// What goods miss of their producer alone.
pub fn missing_of_producer(goods: &FoodFacts<'_>, producer: &Seller) -> Vec<Missing> {
    let lacking = |rule: &&'static Requirement| matches!(rule.of, Of::Producer(kept) if !kept(goods, producer));
    RULES.iter().filter(lacking).map(|rule| rule.missed_by(goods, None)).collect()
}

/// That the reduction a price is announced with is none.
pub fn not_reduced(product: &Product, variant: &Variant) -> Missing {
    let product = Some((product.id, product.name.clone()));
    Missing { rule: &rules::PRICE_REDUCTION, product, variant: Some(variant.id), shop: None }
}

/// That a shop does not say when or where the goods of a cycle are fetched.
pub fn no_pick_up(shop: &Seller) -> Missing {
    let of = Some((shop.id, shop.name.clone()));
    Missing { rule: &rules::PICK_UP, shop: of, product: None, variant: None }
}

/// What is missing of a shop itself.
pub fn missing_of_shop(shop: &Seller) -> Vec<Missing> {
    let lacking = |rule: &&Requirement| matches!(rule.of, Of::Shop(kept) if !kept(shop));
    let of = || Some((shop.id, shop.name.clone()));
    let missing = RULES.iter().filter(lacking);
    missing.map(|rule| Missing { rule, shop: of(), product: None, variant: None }).collect()
}

/// Goods may not be offered, as things the law wants to be known of them are missing.
#[derive(Debug, thiserror::Error)]
#[error("what the law wants shoppers to know is missing {} times", .0.len())]
pub struct NotCompliant(pub Vec<Missing>);

impl Failure for NotCompliant {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "not-compliant")
    }

    fn details(&self) -> Vec<Detail> {
        self.0.iter().map(Missing::detail).collect()
    }
}

impl Missing {
    /// What is missing, and of what, as a problem tells it.
    pub fn detail(&self) -> Detail {
        let said = self.rule.says(Language::En);
        let named = |name: &Name| Detail::new(self.rule.field, format!("{name}: {said}"));
        let detail = match (&self.product, &self.shop) {
            (Some((product, name)), _) => named(name).with("product", product),
            (None, Some((shop, name))) => named(name).with("enterprise", shop),
            (None, None) => Detail::new(self.rule.field, said),
        };
        let detail = detail.with("rule_id", self.rule.id).with("source", self.rule.source);
        match self.variant {
            Some(variant) => detail.with("variant", variant),
            None => detail,
        }
    }
}
