#![doc = include_str!("../README.md")]

mod allergen;
mod bank_account;
mod by_name;
mod cell;
mod certificate;
mod change;
mod columns;
mod compliance;
mod contact;
mod deposit;
mod dfc_measure;
mod durability;
mod edit_product;
mod edit_refused;
mod edit_variant;
mod enterprise;
mod export;
mod foodsoft;
mod foodsoft_columns;
mod foodsoft_unit;
mod group;
mod hub_list;
mod hub_plan;
#[cfg(test)]
mod hub_plan_tests;
mod hub_terms;
mod import_refused;
mod kind;
mod label;
mod legal;
mod list_format;
mod list_row;
mod listing;
mod margin;
mod meant;
mod measure;
mod names;
mod numbers;
mod ofn_size;
mod origin;
mod place;
mod plan;
mod plan_end;
mod plan_row;
mod price_history;
mod product;
mod product_columns;
mod product_type;
mod product_type_table;
mod profile;
mod property;
mod ratio;
#[cfg(test)]
mod read_kinds_tests;
mod read_list;
#[cfg(test)]
mod read_list_tests;
mod reduction;
mod row_change;
mod season;
mod season_table;
mod seller;
mod shelf;
mod size;
mod storage;
mod supply;
mod tax;
mod unit_graph;
mod unit_key;
mod unit_price;
mod unite;
mod variant;
mod week_copy;
mod week_fault;
mod week_line;
mod week_list;
mod week_match;
mod week_plan;
mod week_preview;
mod week_rows;
#[cfg(test)]
mod week_tests;
mod week_text;
mod week_token;
mod week_wish;
mod week_words;
mod withdrawal;

pub use allergen::{Allergen, AllergenError, Allergens};
pub use bank_account::{BankAccount, BankAccountError, Bic, Iban};
pub use cell::{MAX_ON_HAND, MAX_SUPPLY_MILLI};
pub use certificate::{BodyCode, BodyCodeError, Certificate, CertificateRefused, MAX_CERTIFICATES};
pub use change::Change;
pub use compliance::{
    FoodFacts, Missing, NotCompliant, NotCompliantList, RULES, Requirement, missing,
    missing_of_producer, missing_of_shop, no_pick_up, not_reduced, rule_ids,
};
pub use contact::{Contact, ContactError, MAX_SOCIAL_LINKS, Phone, SocialLink, WebAddress};
pub use deposit::{DepositKind, NoSuchDepositKind};
pub use dfc_measure::{from_dfc, quantity_to_dfc, to_dfc};
pub use durability::{Durability, DurabilityError};
pub use edit_product::ProductEdit;
pub use edit_refused::EditRefused;
pub use edit_variant::{MAX_SIZES, VariantEdit};
pub use enterprise::{Enterprise, NoSuchVisibility, Sells, SellsError, Visibility};
pub use export::{Exported, write_list};
pub use group::{Belonging, Group, GroupOwner, MAX_IN_GROUP, NotYourGroup};
pub use hub_list::{HubRow, HubStockSays};
pub use hub_plan::{HubPlan, HubShelf, HubSupplier, ZeroedTerms, plan_hub_list};
pub use hub_terms::{HubStock, HubStockRefused, HubTerms, NoSuchStock, Stock, StockKind};
pub use import_refused::ImportRefused;
pub use kind::{KindRefused, Tie, check_kind};
pub use label::{Label, LabelError};
pub use legal::{LegalError, LegalIdentity, LegalRefused, Rna, Siren, Siret, VatNumber};
pub use list_format::{ListFormat, ListWish, NoSuchListFormat};
pub use list_row::{ListRow, ProductSays, Said, StockSays, VariantSays};
pub use listing::{List, ListRows, Listing};
pub use margin::{margin_of, selling_price};
pub use meant::{Called, NotMeant, meant};
pub use numbers::Numbers;
pub use ofn_size::{OfnSize, ofn_base, ofn_symbol};
pub use origin::{Country, Origin, OriginError, Share};
pub use place::{Address, AddressKind, Around, Coordinates, MAX_STREET_LINES, NoSuchPlace};
pub use plan::{
    Absent, Edited, Goods, MovedStock, NewIds, Plan, PlannedLine, SupplyCount, Zeroed, plan_list,
};
pub use price_history::{PriceHistory, lowest_of_30_days};
pub use product::{Alcohol, AlcoholError, Food, MAX_NAMED_UNITS, NamedUnit, Product};
pub use product_type::{FoodGroup, NoSuchProductType, ProductType};
pub use profile::Profile;
pub use property::{MAX_PROPERTIES, Practices, Property, SaidOf, merged, practices};
pub use read_list::{read_any_list, read_list};
pub use reduction::{announced_since, goes_on, reduced_from};
pub use row_change::{FieldChange, RowChange};
pub use season::Season;
pub use seller::Seller;
pub use shelf::{Shelf, ShelfItem, ShelfProduct, Standing};
pub use sillon_tables::{
    Fault, Faults, Layout, MAX_BYTES as MAX_LIST_BYTES, MAX_FAULTS, MAX_ROWS as MAX_LIST_ROWS,
    NoSuchEncoding, TextEncoding,
};
pub use size::{Size, SizeError};
pub use storage::{Storage, StorageError};
pub use supply::Supply;
pub use tax::{TaxCategory, TaxCategoryError};
pub use unit_graph::{
    GraphRefused, MAX_UNIT_FACTS, NoConversion, UnitFact, UnitGraph, draw, pool_draw,
};
pub use unit_price::unit_price;
pub use variant::{Variant, join_full_name, join_label, label, said_or};
pub use week_copy::{WeekCopy, copy_week};
pub use week_fault::{Rule, Suggestion, WeekChanged, WeekFault, WeekRefused};
pub use week_list::{MAX_WEEK_BYTES, MAX_WEEK_LINES, preview_week};
pub use week_preview::{
    Choices, LineKind, LineRead, PoolSet, WeekEffect, WeekEntry, WeekLine, WeekPreview,
};
pub use week_rows::{Edit, MAX_WEEK_ROWS, WeekGrid, WeekRow, WeekRowsRefused, edit_week};
pub use week_text::write_week;
pub use withdrawal::{Keeping, withdrawal};
