//! Product lists: what is read, what it makes of a catalogue, and what is written.

pub(crate) mod cell;
pub(crate) mod columns;
pub(crate) mod export;
pub(crate) mod foodsoft;
pub(crate) mod foodsoft_columns;
pub(crate) mod foodsoft_unit;
pub(crate) mod format;
pub(crate) mod hub_list;
pub(crate) mod hub_plan;
#[cfg(test)]
pub(crate) mod hub_plan_tests;
pub(crate) mod import_refused;
pub(crate) mod listing;
pub(crate) mod numbers;
pub(crate) mod plan;
pub(crate) mod plan_end;
pub(crate) mod plan_row;
pub(crate) mod product_columns;
pub(crate) mod read;
#[cfg(test)]
pub(crate) mod read_kinds_tests;
#[cfg(test)]
pub(crate) mod read_list_tests;
pub(crate) mod row;
pub(crate) mod row_change;
pub(crate) mod unite;
