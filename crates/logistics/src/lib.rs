#![doc = include_str!("../README.md")]

mod delivery;
mod delivery_csv;
mod hand_over_by;
mod harvest;
mod harvest_csv;
mod packing;
mod packing_csv;
mod sheet;
mod tick;

pub use delivery::{DeliveryLine, sort_deliveries};
pub use delivery_csv::DeliveryCsv;
pub use hand_over_by::HandOverBy;
pub use harvest::{HarvestLine, HarvestSheet};
pub use harvest_csv::HarvestCsv;
pub use packing::{
    Lent, NoSuchPacking, PackBy, PackedBundle, PackedSize, PackedWeight, PackingLine, Parcel,
};
pub use packing_csv::PackingCsv;
pub use tick::{NoSuchTick, Tick, Ticked, TickedLine};
