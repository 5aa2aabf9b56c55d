#![doc = include_str!("../README.md")]

mod called;
mod export;
mod format;
mod import_refused;
mod not_compliant;
mod plan;
mod read;

pub use called::{Called, NotMeant, meant};
pub use export::write_list;
pub use format::{ListFormat, ListWish, NoSuchListFormat};
pub use import_refused::ImportRefused;
pub use not_compliant::{NotCompliantList, not_compliant};
pub use plan::goods::{
    Absent, Edited, Goods, MovedStock, NewIds, Plan, PlannedLine, SupplyCount, Zeroed, plan_list,
};
pub use plan::hub::{HubPlan, HubShelf, HubSupplier, ZeroedTerms, plan_hub_list};
pub use plan::row_change::{FieldChange, RowChange};
pub use read::columns::Said;
pub use read::hub_list::{HubRow, HubStockSays};
pub use read::list::{read_any_list, read_list};
pub use read::listing::{List, ListRows, Listing};
pub use read::numbers::Numbers;
pub use read::product_columns::Exported;
pub use read::row::{ListRow, ProductSays, StockSays};
pub use sillon_tables::{
    Fault, Faults, Layout, MAX_BYTES as MAX_LIST_BYTES, MAX_FAULTS, MAX_ROWS as MAX_LIST_ROWS,
    NoSuchEncoding, TextEncoding,
};
