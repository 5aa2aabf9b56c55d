use sillon_tables::Cell;

use crate::{
    read::columns::ListColumn,
    read::product_columns::{Column, EXPORTED, Exported},
};
use sillon_catalogue::{Product, Supply, Variant};

/// What a row of a list does to the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowChange {
    /// A variant that was not there.
    Created,
    /// A variant that was, and these fields of it, its product or its supply.
    Updated(Vec<FieldChange>),
    /// Nothing.
    Unchanged,
}

/// A field that a list changes, as the list's column has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The column.
    pub field: &'static str,
    /// What it was; none where it was blank.
    pub before: Option<String>,
    /// What it becomes; none where it becomes blank.
    pub after: Option<String>,
}

/// What differs between a variant as it was and as it becomes, column by column.
pub(crate) fn differences(
    before: (&Product, &Variant, &Supply),
    after: (&Product, &Variant, &Supply),
) -> Vec<FieldChange> {
    let row = |(product, variant, supply)| Exported { producer: "", product, variant, supply };
    let (before, after) = (row(before), row(after));
    let change = |column: &Column| {
        let (was, becomes) = (before.cell(*column), after.cell(*column));
        (was != becomes).then(|| FieldChange {
            field: column.name(),
            before: text(was),
            after: text(becomes),
        })
    };
    EXPORTED.iter().filter_map(change).collect()
}

fn text(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) | Cell::Number(text) | Cell::Measure(text) => Some(text),
        Cell::Blank => None,
    }
}
