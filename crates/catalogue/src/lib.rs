#![doc = include_str!("../README.md")]

mod compliance;
mod enterprises;
mod goods;
mod lists;
mod prices;
mod units;
mod week;

pub use compliance::{
    FoodFacts, Missing, NotCompliant, NotCompliantList, RULES, Requirement, missing,
    missing_of_producer, missing_of_shop, no_pick_up, not_reduced, rule_ids,
};
pub use enterprises::bank_account::{BankAccount, BankAccountError, Bic, Iban};
pub use enterprises::called::{Called, NotMeant, meant};
pub use enterprises::certificate::{
    BodyCode, BodyCodeError, Certificate, CertificateRefused, MAX_CERTIFICATES,
};
pub use enterprises::contact::{
    Contact, ContactError, MAX_SOCIAL_LINKS, Phone, SocialLink, WebAddress,
};
pub use enterprises::enterprise::{Enterprise, NoSuchVisibility, Sells, SellsError, Visibility};
pub use enterprises::group::{Belonging, Group, GroupOwner, MAX_IN_GROUP, NotYourGroup};
pub use enterprises::kind::{KindRefused, Tie, check_kind};
pub use enterprises::legal::{
    LegalError, LegalIdentity, LegalRefused, Rna, Siren, Siret, VatNumber,
};
pub use enterprises::place::{
    Address, AddressKind, Around, Coordinates, MAX_STREET_LINES, NoSuchPlace,
};
pub use enterprises::profile::Profile;
pub use enterprises::property::{MAX_PROPERTIES, Practices, Property, SaidOf, merged, practices};
pub use enterprises::seller::Seller;
pub use goods::allergen::{Allergen, AllergenError, Allergens};
pub use goods::deposit::{DepositKind, NoSuchDepositKind};
pub use goods::durability::{Durability, DurabilityError};
pub use goods::edit_product::ProductEdit;
pub use goods::edit_refused::EditRefused;
pub use goods::edit_variant::{MAX_SIZES, VariantEdit};
pub use goods::food_group::FoodGroup;
pub use goods::label::{Label, LabelError};
pub use goods::origin::{Country, Origin, OriginError, Share};
pub use goods::patch::Change;
pub use goods::product::{Alcohol, AlcoholError, Food, MAX_NAMED_UNITS, NamedUnit, Product};
pub use goods::product_type::{NoSuchProductType, ProductType};
pub use goods::season::Season;
pub use goods::size::{Size, SizeError};
pub use goods::storage::{Storage, StorageError};
pub use goods::supply::Supply;
pub use goods::tax::{TaxCategory, TaxCategoryError};
pub use goods::variant::{Variant, join_label, label, said_or};
pub use lists::cell::{MAX_ON_HAND, MAX_SUPPLY_MILLI};
pub use lists::columns::Said;
pub use lists::export::{Exported, write_list};
pub use lists::format::{ListFormat, ListWish, NoSuchListFormat};
pub use lists::hub_list::{HubRow, HubStockSays};
pub use lists::hub_plan::{HubPlan, HubShelf, HubSupplier, ZeroedTerms, plan_hub_list};
pub use lists::import_refused::ImportRefused;
pub use lists::listing::{List, ListRows, Listing};
pub use lists::numbers::Numbers;
pub use lists::plan::{
    Absent, Edited, Goods, MovedStock, NewIds, Plan, PlannedLine, SupplyCount, Zeroed, plan_list,
};
pub use lists::read::{read_any_list, read_list};
pub use lists::row::{ListRow, ProductSays, StockSays};
pub use lists::row_change::{FieldChange, RowChange};
pub use prices::hub_terms::{
    HubStock, HubStockRefused, HubTerms, KeptTerms, NoSuchStock, StockKind,
};
pub use prices::price_history::{PriceHistory, lowest_of_30_days};
pub use prices::reduction::{announced_since, goes_on, reduced_from};
pub use prices::unit_price::unit_price;
pub use sillon_tables::{
    Delimiter, Fault, Faults, Layout, MAX_BYTES as MAX_LIST_BYTES, MAX_FAULTS,
    MAX_ROWS as MAX_LIST_ROWS, NoSuchEncoding, TextEncoding,
};
pub use units::unit_graph::{
    GraphRefused, MAX_UNIT_FACTS, NoConversion, UnitFact, UnitGraph, draw, pool_draw,
};
pub use week::copy::{WeekCopy, copy_week};
pub use week::fault::{Rule, Suggestion, WeekChanged, WeekFault, WeekRefused};
pub use week::item::{ShelfItem, ShelfProduct, Standing};
pub use week::preview::{
    Choices, LineKind, LineRead, PoolSet, WeekEffect, WeekEntry, WeekLine, WeekPreview,
};
pub use week::rows::{Edit, MAX_WEEK_ROWS, WeekGrid, WeekRow, WeekRowsRefused, edit_week};
pub use week::shelf::Shelf;
pub use week::text::write_week;
pub use week::text_list::{MAX_WEEK_BYTES, MAX_WEEK_LINES, preview_week};
