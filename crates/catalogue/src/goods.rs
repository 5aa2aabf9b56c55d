//! Products, their sizes and what they are sold from, and how these change.

pub(crate) mod allergen;
pub(crate) mod bundle;
pub(crate) mod deposit;
pub(crate) mod durability;
pub(crate) mod edit_product;
pub(crate) mod edit_refused;
pub(crate) mod fields;
pub(crate) mod food_group;
pub(crate) mod known_tax_zones;
pub(crate) mod origin;
pub(crate) mod patch;
pub(crate) mod plural_index;
pub(crate) mod product;
pub(crate) mod product_type;
pub(crate) mod product_type_table;
pub(crate) mod season;
pub(crate) mod season_table;
pub(crate) mod size;
pub(crate) mod storage;
pub(crate) mod supply;
pub(crate) mod tax;
pub(crate) mod tax_zone;
pub(crate) mod variant;
pub(crate) mod weighing;
pub(crate) mod withdrawal;
