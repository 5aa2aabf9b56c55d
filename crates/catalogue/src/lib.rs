#![doc = include_str!("../README.md")]

mod compliance;
mod goods;
mod prices;
mod units;
mod vocabulary;

pub use compliance::{
    FoodFacts, Missing, NotCompliant, RULES, Requirement, missing, missing_of_producer,
    missing_of_shop, no_pick_up, not_reduced, rule_ids,
};
pub use goods::allergen::{Allergen, AllergenError, Allergens};
pub use goods::bundle::{MAX_PART_ITEMS, MAX_PARTS, Part};
pub use goods::deposit::{DepositKind, NoSuchDepositKind};
pub use goods::durability::{Durability, DurabilityError};
pub use goods::edit_product::{ProductEdit, check_product};
pub use goods::edit_refused::{EditRefused, FieldFaults};
pub use goods::food_group::FoodGroup;
pub use goods::origin::{Origin, OriginError, Share};
pub use goods::patch::Patch;
pub use goods::product::{Alcohol, AlcoholError, Food, MAX_NAMED_UNITS, NamedUnit, Product};
pub use goods::product_type::{NoSuchProductType, ProductType};
pub use goods::season::Season;
pub use goods::size::{Size, SizeError};
pub use goods::storage::{Storage, StorageError};
pub use goods::supply::{MAX_ON_HAND, MAX_SUPPLY_MILLI, Supply};
pub use goods::tax::{TaxCategory, TaxCategoryError};
pub use goods::tax_zone::{RateSince, Tax, TaxName, TaxRates, TaxZone, TaxZones};
pub use goods::variant::{
    MAX_SIZES, SizeFacts, Variant, VariantEdit, check_variant, join_label, label, said_or,
};
pub use goods::weighing::{DEFAULT_TOLERANCE, Weighing, WeightRefused, weight_of_other_items};
pub use prices::hub_terms::{
    HubStock, HubStockRefused, HubTerms, KeptTerms, NoSuchStock, StockKind,
};
pub use prices::price_history::{PriceHistory, lowest_of_30_days};
pub use prices::reduction::{announced_since, reduced_from, still_announced_since};
pub use prices::unit_price::unit_price;
pub use units::unit_graph::{
    GraphRefused, MAX_UNIT_FACTS, NoConversion, UnitFact, UnitGraph, draw, pool_draw,
};
pub use units::unit_key::{known_unit, stem, unit_key};
pub use vocabulary::{
    MAX_OWN_TERMS, NoSuchTermKind, NoTermCode, Term, TermCode, TermKind, TermNames, TermRefused,
    Vocabulary,
};
