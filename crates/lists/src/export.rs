use std::io;

use sillon_kernel::{by_size, fold};
use sillon_tables::{Cell, Layout, Writer};

use crate::{
    read::cell::named_units,
    read::columns::ListColumn,
    read::product_columns::{Column, EXPORTED, Exported, OFN, listed},
};

/// Writes variants as a list that reads back: with every field, or only the columns of Open Food Network.
///
/// They are written in an order of their own, so that the same catalogue makes the same bytes whatever its ids. In Open Food
/// Network's columns, where each variant has a stock of its own, what several draw on is told of the smallest alone, in whole
/// items: nothing is promised twice.
///
/// # Errors
///
/// When a workbook cannot be compressed.
pub fn write_list(rows: &mut [Exported<'_>], layout: Layout, is_ofn: bool) -> io::Result<Vec<u8>> {
    let columns: &[Column] = if is_ofn { &OFN } else { &EXPORTED };
    rows.sort_by_cached_key(Exported::place);
    let mut writer = Writer::new(layout, columns.iter().map(|column| column.name()))?;
    let mut told = None;
    for row in
        rows.iter().filter(|row| !is_ofn || !(row.variant.withdrawn || row.product.withdrawn))
    {
        let is_first = told.replace(row.supply.id) != Some(row.supply.id);
        let cell = |column: &Column| match column {
            Column::OnHand if is_first => row.on_hand(),
            Column::OnHand => Cell::Blank,
            Column::NamedUnits if layout == Layout::Semicolons => {
                listed(named_units(&row.product.units, ','))
            }
            column => row.cell(*column),
        };
        writer.row(&columns.iter().map(cell).collect::<Vec<_>>())?;
    }
    writer.finish()
}

impl Exported<'_> {
    /// Where it stands among others: by producer, product, supply, size and name.
    fn place(&self) -> impl Ord + use<> {
        let (product, variant) = (self.product, self.variant);
        (
            (
                fold(self.producer),
                self.producer.to_owned(),
                fold(&product.name),
                product.name.clone(),
            ),
            // By what each takes: sizes of one supply stand together, the smallest first.
            by_size(variant.draw, ""),
            (by_size(variant.size.quantity(), ""), variant.size.key()),
            variant.name.as_ref().map(|name| fold(name)),
            (variant.withdrawn, variant.price.minor(), variant.sku.clone()),
        )
    }
}
