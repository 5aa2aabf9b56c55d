use std::io;

use sillon_kernel::{Dimension, Money, Quantity, Unit, by_size, fold};
use sillon_tables::{Cell, Layout, Writer};

use crate::{
    read::cell::flag, read::cell::labels, read::cell::named_units, read::cell::properties,
    read::columns::ListColumn, read::measure::measure, read::measure::number_and_unit,
    read::product_columns::Column,
};
use sillon_catalogue::{DepositKind, Product, Supply, UnitGraph, Variant, pool_draw};

/// A variant with all that a list tells of it.
#[derive(Debug, Clone, Copy)]
pub struct Exported<'a> {
    /// The name of who makes it.
    pub producer: &'a str,
    /// What it is.
    pub product: &'a Product,
    /// In which size.
    pub variant: &'a Variant,
    /// What it is sold from.
    pub supply: &'a Supply,
}

/// The columns of our own list: all but those that only old lists have.
pub(crate) const EXPORTED: [Column; 35] = [
    Column::Producer,
    Column::Sku,
    Column::Name,
    Column::DisplayName,
    Column::Category,
    Column::Description,
    Column::Units,
    Column::UnitType,
    Column::VariantUnitName,
    Column::Price,
    Column::Currency,
    Column::Available,
    Column::OnDemand,
    Column::ShippingCategory,
    Column::TaxCategory,
    Column::Draw,
    Column::DisplayAs,
    Column::Deposit,
    Column::DepositKind,
    Column::Heaviest,
    Column::Content,
    Column::Withdrawn,
    Column::ProductWithdrawn,
    Column::ProductType,
    Column::Prepacked,
    Column::Allergens,
    Column::Ingredients,
    Column::Origin,
    Column::OriginPlace,
    Column::Durability,
    Column::Alcohol,
    Column::Labels,
    Column::Properties,
    Column::InheritsProperties,
    Column::NamedUnits,
];

/// The columns of Open Food Network's list.
const OFN: [Column; 14] = [
    Column::Producer,
    Column::Sku,
    Column::Name,
    Column::DisplayName,
    Column::Category,
    Column::Description,
    Column::Units,
    Column::UnitType,
    Column::VariantUnitName,
    Column::Price,
    Column::OnHand,
    Column::OnDemand,
    Column::ShippingCategory,
    Column::TaxCategory,
];

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

    /// What one item takes by the units of its product.
    fn draw_by_units(&self) -> Quantity {
        let units = &self.product.units;
        let graph = UnitGraph::of(units).unwrap_or_default();
        pool_draw(&graph, &self.variant.size)
    }

    /// How many whole items there are.
    fn on_hand(&self) -> Cell {
        let draws_on_it = self.variant.draw.dimension() == self.supply.dimension;
        let items = self.supply.available_milli.max(0) / self.variant.draw.milli().max(1);
        let items = items.min(i64::from(sillon_catalogue::MAX_ON_HAND));
        if draws_on_it { Cell::Number(items.to_string()) } else { Cell::Blank }
    }

    /// What stands in a column.
    pub(crate) fn cell(&self, column: Column) -> Cell {
        let (product, variant, food) = (self.product, self.variant, &self.product.food);
        let text = |text: &str| Cell::Text(text.to_owned());
        match column {
            Column::Producer => text(self.producer),
            Column::Sku => Cell::optional(variant.sku.as_ref()),
            Column::Name => text(&product.name),
            Column::DisplayName => Cell::optional(variant.name.as_ref()),
            Column::Category => text(&product.category),
            Column::Description => Cell::optional(product.description.as_ref()),
            Column::Units => Cell::Number(number_and_unit(variant.size.quantity()).0),
            Column::UnitType => {
                match (variant.size.quantity().dimension(), variant.size.piece_name()) {
                    (Dimension::Piece, Some(_)) => Cell::Blank,
                    (Dimension::Piece, None) => text(Unit::Piece.symbol()),
                    (Dimension::Weight | Dimension::Volume, _) => {
                        text(number_and_unit(variant.size.quantity()).1)
                    }
                }
            }
            Column::VariantUnitName => Cell::optional(variant.size.piece_name()),
            Column::Price => Cell::Number(variant.price.amount()),
            Column::Currency => text(variant.price.currency().code()),
            Column::Available => {
                let all =
                    Quantity::from_milli(self.supply.available_milli.max(0), self.supply.dimension);
                Cell::Measure(measure(all))
            }
            Column::OnHand => self.on_hand(),
            Column::AvailableOn => Cell::Blank,
            Column::OnDemand => text(flag(self.supply.on_demand)),
            Column::ShippingCategory => text(product.storage.as_str()),
            Column::TaxCategory => text(variant.tax.as_str()),
            Column::Draw if variant.draw == self.draw_by_units() => Cell::Blank,
            Column::Draw => Cell::Measure(measure(variant.draw)),
            Column::DisplayAs => Cell::optional(variant.display_as.as_ref()),
            Column::Deposit => {
                variant.deposit.map_or(Cell::Blank, |deposit| Cell::Number(Money::amount(deposit)))
            }
            // A container is what a blank says.
            Column::DepositKind => match variant.deposit_kind {
                DepositKind::Container => Cell::Blank,
                kind @ DepositKind::TransportAid => text(kind.as_str()),
            },
            Column::Heaviest => Cell::measure(variant.heaviest.map(measure)),
            Column::Content => Cell::measure(variant.content.map(measure)),
            Column::Withdrawn => text(flag(variant.withdrawn)),
            Column::ProductWithdrawn => text(flag(product.withdrawn)),
            Column::ProductType => Cell::optional(product.kind),
            Column::Prepacked => text(flag(food.prepacked)),
            Column::Allergens => Cell::Text(food.allergens.to_string()),
            Column::Ingredients => Cell::optional(food.ingredients.as_ref()),
            Column::Origin => Cell::optional(food.origin.as_ref()),
            Column::OriginPlace => {
                Cell::optional(food.origin.as_ref().and_then(|origin| origin.place.as_ref()))
            }
            Column::Durability => Cell::optional(food.durability),
            Column::Alcohol => {
                food.alcohol.map_or(Cell::Blank, |alcohol| Cell::Number(alcohol.to_string()))
            }
            Column::Labels => listed(labels(&product.labels)),
            Column::Properties => listed(properties(&product.properties)),
            Column::InheritsProperties => text(flag(product.inherits_properties)),
            Column::NamedUnits => listed(named_units(&product.units, '.')),
        }
    }
}

/// A list in one cell; nothing where it is empty.
fn listed(text: String) -> Cell {
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}
