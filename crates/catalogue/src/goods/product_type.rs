use std::{cmp::Ordering, fmt, hash, str::FromStr, sync::LazyLock};

use sillon_kernel::Language;
use sillon_messages::Words;

use crate::{
    FoodGroup, goods::plural_index::ByName, goods::product_type_table::KNOWN,
    goods::product_type_table::Known,
};

/// What kind of goods a product is: an entry of the Data Food Consortium's taxonomy of product types.
#[derive(Clone, Copy)]
pub struct ProductType(&'static Known);

/// Where the taxonomy's identifiers begin.
const TAXONOMY: &str =
    "https://github.com/datafoodconsortium/taxonomies/releases/latest/download/productTypes.rdf#";

impl ProductType {
    /// Its id within the taxonomy, under which it is stored and sent: `carrot`.
    pub fn as_str(self) -> &'static str {
        self.0.id
    }

    /// Its identifier in the taxonomy, as linked data has it.
    pub fn iri(self) -> String {
        format!("{TAXONOMY}{}", self.0.id)
    }

    /// What people call it.
    pub fn name(self, language: Language) -> &'static str {
        Words::of(language).product_types.of(self.0.id)
    }

    /// The group of foods it belongs to.
    pub fn group(self) -> FoodGroup {
        self.0.group
    }

    /// All that are known.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        KNOWN.iter().map(Self)
    }

    /// The one whose name, in English or French, this is in the singular or the plural, accents and case aside.
    pub fn named(name: &str) -> Option<Self> {
        NAMED.find(name)
    }
}

/// The languages whose plurals [`ByName`] knows.
pub(crate) const NAMED_IN: [Language; 2] = [Language::En, Language::Fr];

/// The types by what people call them.
static NAMED: LazyLock<ByName<ProductType>> = LazyLock::new(|| {
    let names = |known: ProductType| NAMED_IN.map(|language| (known.name(language), known));
    ByName::of(&ProductType::all().flat_map(names))
});

impl FromStr for ProductType {
    type Err = NoSuchProductType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = text.trim().strip_prefix("dfc-pt:").unwrap_or(text.trim());
        let found = Self::all().find(|known| known.0.id == id);
        found.ok_or_else(|| NoSuchProductType(text.chars().take(60).collect()))
    }
}

impl fmt::Display for ProductType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ProductType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProductType({})", self.as_str())
    }
}

impl PartialEq for ProductType {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for ProductType {}

impl PartialOrd for ProductType {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ProductType {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.id.cmp(other.0.id)
    }
}

impl hash::Hash for ProductType {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

/// The text is no product type we know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a product type of the Data Food Consortium that we know, such as carrot")]
pub struct NoSuchProductType(String);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_type_has_an_id_of_its_own() {
        let ids: BTreeSet<_> = ProductType::all().collect();
        assert_eq!(ids.len(), KNOWN.len());
        for known in &ids {
            assert_eq!(known.as_str().parse(), Ok(*known));
            assert!(known.iri().ends_with(known.as_str()));
        }
        assert!(ids.len() > 200);
        assert!("unobtainium".parse::<ProductType>().is_err());
    }

    #[test]
    fn a_type_is_known_by_its_name_in_either_number() {
        let named = |name: &str| ProductType::named(name).map(ProductType::as_str);
        for (name, id) in [
            ("Carottes", "carrot"),
            ("pommes de terre", "potato"),
            ("Potatoes", "potato"),
            ("Strawberries", "strawberry"),
            ("ŒUFS", "egg"),
            ("Pêches", "peach"),
            ("choux de Bruxelles", "brussels-sprouts"),
            ("Noix", "walnut"),
        ] {
            assert_eq!(named(name), Some(id), "{name}");
        }
        assert_eq!(named("Carottes lavées"), None, "only the whole name counts");
        assert_eq!(named(""), None);
    }
}
