//! What is read: the columns of each kind of list, its cells, and the rows they make.

pub(crate) mod cell;
pub(crate) mod columns;
pub(crate) mod foodsoft;
pub(crate) mod foodsoft_columns;
pub(crate) mod foodsoft_unit;
pub(crate) mod hub_list;
#[cfg(test)]
pub(crate) mod kinds_tests;
pub(crate) mod list;
#[cfg(test)]
pub(crate) mod list_tests;
pub(crate) mod listing;
pub(crate) mod measure;
pub(crate) mod numbers;
pub(crate) mod product_columns;
pub(crate) mod row;
pub(crate) mod unite;
