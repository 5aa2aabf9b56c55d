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
pub use format::{ListFormat, ListRequest, NoSuchListFormat};
pub use import_refused::ImportRefused;
pub use not_compliant::{NotCompliantList, not_compliant};
pub use plan::goods::{
    Absent, Edited, MovedStock, NewIds, Plan, PlannedLine, ProducerCatalogue, SupplyCount, Zeroed,
    plan_list,
};
pub use plan::hub::{HubAssortment, HubPlan, HubSupplier, ZeroedTerms, plan_hub_list};
pub use plan::row_change::{FieldChange, RowChange};
pub use read::columns::CellValue;
pub use read::hub_list::{HubRow, HubStockCells};
pub use read::list::{read_any_list, read_list};
pub use read::listing::{List, ListRows, ReadList};
pub use read::numbers::Numbers;
pub use read::product_columns::Exported;
pub use read::row::{ListRow, ProductCells, StockCells};
pub use sillon_tables::{
    Delimiter, Fault, Faults, Layout, MAX_BYTES as MAX_LIST_BYTES, MAX_FAULTS,
    MAX_ROWS as MAX_LIST_ROWS, NoSuchEncoding, TextEncoding,
};
