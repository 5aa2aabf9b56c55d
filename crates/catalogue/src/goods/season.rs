use std::{collections::HashMap, fmt, sync::LazyLock};

use sillon_kernel::{Language, Month, Months};
use sillon_messages::Words;

use crate::{
    FoodGroup, ProductType,
    goods::plural_index::ByName,
    goods::product_type::NAMED_IN,
    goods::season_table::{GROWN, Grown},
};

/// A fruit, a vegetable, a mushroom or a herb, and when it is in season in mainland France.
#[derive(Clone, Copy)]
pub struct Season(&'static Grown);

/// The seasons of product types.
static BY_TYPE: LazyLock<HashMap<ProductType, Season>> = LazyLock::new(|| {
    let typed = Season::all().filter_map(|season| Some((season.product_type()?, season)));
    typed.collect()
});

/// The seasons by what people call what grows.
static BY_NAME: LazyLock<ByName<Season>> = LazyLock::new(|| {
    let named =
        Season::all().flat_map(|season| NAMED_IN.map(|language| (season.name(language), season)));
    ByName::of(&named)
});

impl Season {
    /// Everything in the table.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        GROWN.iter().map(Self)
    }

    /// The season of goods of a type; where the type has none in the table, that of what they are called.
    pub fn of(kind: Option<ProductType>, name: &str) -> Option<Self> {
        let typed = kind.and_then(|kind| BY_TYPE.get(&kind).copied());
        // What says it is something else, a jam say, is not what its name may sound like.
        let by_name = || kind.is_none_or(is_general).then(|| BY_NAME.find(name)).flatten();
        typed.or_else(by_name)
    }

    /// Its id: that of its product type, where it has one.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// Its product type, where there is one for it.
    pub fn product_type(self) -> Option<ProductType> {
        if self.0.group.is_none() { self.0.id.parse().ok() } else { None }
    }

    /// What people call it.
    pub fn name(self, language: Language) -> &'static str {
        Words::of(language).product_types.of(self.0.id)
    }

    /// The group of foods it belongs to.
    pub fn group(self) -> FoodGroup {
        let typed = || self.product_type().map_or(FoodGroup::Vegetable, ProductType::group);
        self.0.group.unwrap_or_else(typed)
    }

    /// The months in which it is in season.
    pub fn months(self) -> Months {
        self.0.months
    }

    /// Whether it is in season in a month.
    pub fn is_in(self, month: Month) -> bool {
        self.0.months.has(month)
    }
}

/// Whether a type stands for all that has no type of its own: vegetables, fruits, herbs.
fn is_general(kind: ProductType) -> bool {
    matches!(kind.as_str(), "vegetable" | "fruit" | "berry" | "herb" | "mushroom" | "nut")
}

impl fmt::Debug for Season {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Season({} {:?})", self.0.id, self.0.months)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn months(kind: &str, name: &str) -> Option<Vec<u8>> {
        let season = Season::of(kind.parse().ok(), name)?;
        Some(season.months().iter().map(Month::number).collect())
    }

    #[test]
    fn every_entry_is_known_once_and_has_its_months() {
        let ids: BTreeSet<&str> = Season::all().map(Season::id).collect();
        assert_eq!(ids.len(), Season::all().count());
        assert!(ids.len() >= 80, "there are {}", ids.len());
        for season in Season::all() {
            let id = season.id();
            let months = season.months().iter().count();
            assert!((1..=12).contains(&months), "{id}");
            let is_typed = id.parse::<ProductType>().is_ok();
            assert_eq!(
                is_typed,
                season.0.group.is_none(),
                "{id} is a product type, or has a group"
            );
            for language in [Language::En, Language::Fr] {
                let name = season.name(language);
                assert!(!name.is_empty(), "{id}");
                assert!(Season::of(None, name).is_some(), "{name} is found");
            }
            let grows = [
                FoodGroup::Vegetable,
                FoodGroup::Fruit,
                FoodGroup::Nut,
                FoodGroup::Mushroom,
                FoodGroup::Herb,
            ];
            assert!(grows.contains(&season.group()), "{id}");
        }
    }

    #[test]
    fn something_is_in_season_in_every_month() {
        for month in Month::all() {
            let count = Season::all().filter(|season| season.is_in(month)).count();
            assert!(count >= 15, "{month}: {count}");
        }
    }

    #[test]
    fn goods_are_known_by_their_type_else_by_their_name() {
        assert_eq!(months("strawberry", "Gariguette"), Some(vec![4, 5, 6, 7]));
        assert_eq!(months("", "Fraises"), Some(vec![4, 5, 6, 7]));
        assert_eq!(months("", "Petits pois"), Some(vec![5, 6, 7]));
        assert_eq!(months("vegetable", "Green peas"), Some(vec![5, 6, 7]));
        assert_eq!(months("jam", "Fraises"), None, "a jam has no season");
        assert_eq!(months("", "Pommes séchées"), None, "only the whole name counts");
        assert_eq!(months("bread", "Bread"), None);
    }
}
