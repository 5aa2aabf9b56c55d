use std::collections::HashMap;

use sillon_kernel::{Currency, Dimension, Money, Name, Quantity, Text, Unit, fold};

use crate::{
    Size, Storage, TaxCategory,
    cell::{
        optional, read_flag, read_on_hand, read_piece_name, read_price, read_text, read_unit,
        read_units,
    },
    columns::{Column, Columns},
    fault::{Faults, shown},
    lines::Line,
};

/// One row of a producer's list, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The line it begins at, from 1.
    pub line: u64,
    /// Who makes it, by name.
    pub producer: Name,
    /// The producer's own code for it.
    pub sku: Option<Text<60>>,
    /// What the product is called.
    pub name: Name,
    /// What sets the variant apart from others of the product.
    pub display_name: Option<Name>,
    /// The shelf it stands on.
    pub category: Name,
    /// What is said of it.
    pub description: Option<Text<2000>>,
    /// How much one item is.
    pub size: Size,
    /// The unit the size is written in.
    pub unit: Unit,
    /// What one item costs, zero or more.
    pub price: Money,
    /// How much there is: the items on hand times their size. `None` leaves the supply as it is.
    pub on_hand: Option<Quantity>,
    /// Whether as much is made as is ordered.
    pub on_demand: bool,
    /// How cold it must be kept.
    pub storage: Storage,
    /// The rate of tax it is sold at.
    pub tax: TaxCategory,
}

/// Reads the rows of one list, and remembers what it met.
pub(crate) struct RowReader<'a> {
    pub(crate) columns: &'a Columns,
    pub(crate) currency: Currency,
    pub(crate) has_decimal_comma: bool,
    pub(crate) faults: &'a mut Faults,
    /// The first line of each producer, product, display name and size.
    pub(crate) met: HashMap<[String; 4], u64>,
}

impl RowReader<'_> {
    /// Reads a row; `None` when it has faults, which are all noted.
    pub(crate) fn read(&mut self, line: &Line) -> Option<ListRow> {
        if let Some(rule) = line.misquoted {
            self.faults.add(line.number, "row", rule);
            return None;
        }
        let (width, wanted) = (line.cells.len(), self.columns.width);
        if width != wanted {
            let rule = format!(
                "the row has {width} cells and the header {wanted}: a cell that holds the delimiter stands in quotation marks"
            );
            self.faults.add(line.number, "row", rule);
            return None;
        }
        let producer = self.cell(line, Column::Producer, read_text);
        let sku = self.cell(line, Column::Sku, optional(read_text));
        let name = self.cell(line, Column::Name, read_text);
        let display_name = self.cell(line, Column::DisplayName, optional(read_text));
        let category = self.cell(line, Column::Category, read_text);
        let description = self.cell(line, Column::Description, optional(read_text));
        let (unit, size) = self.size(line).unzip();
        let (currency, has_decimal_comma) = (self.currency, self.has_decimal_comma);
        let price =
            self.cell(line, Column::Price, |text| read_price(text, currency, has_decimal_comma));
        let on_hand = self.cell(line, Column::OnHand, |text| read_on_hand(text, size.as_ref()));
        let on_demand = self.cell(line, Column::OnDemand, read_flag);
        let storage = self.cell(line, Column::ShippingCategory, |text| {
            Storage::read_column(text).map_err(|refused| refused.to_string())
        });
        let tax = self.cell(line, Column::TaxCategory, |text| {
            TaxCategory::read_column(text).map_err(|refused| refused.to_string())
        });
        if let (Some(producer), Some(name), Some(display), Some(size)) =
            (&producer, &name, &display_name, &size)
        {
            self.meet(line.number, producer, name, display.as_ref(), size);
        }
        Some(ListRow {
            line: line.number,
            producer: producer?,
            sku: sku?,
            name: name?,
            display_name: display_name?,
            category: category?,
            description: description?,
            size: size?,
            unit: unit?,
            price: price?,
            on_hand: on_hand?,
            on_demand: on_demand?,
            storage: storage?,
            tax: tax?,
        })
    }

    /// Reads one cell; notes the fault when it cannot be.
    fn cell<T>(
        &mut self,
        line: &Line,
        column: Column,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.columns.cell(&line.cells, column)?;
        read(text).map_err(|rule| self.faults.add(line.number, column.name(), rule)).ok()
    }

    /// The size, and the unit it is written in.
    fn size(&mut self, line: &Line) -> Option<(Unit, Size)> {
        let unit = self.cell(line, Column::UnitType, read_unit);
        let has_decimal_comma = self.has_decimal_comma;
        let quantity =
            self.cell(line, Column::Units, |text| read_units(text, unit, has_decimal_comma));
        let piece_name =
            self.cell(line, Column::VariantUnitName, |text| read_piece_name(text, unit));
        let (unit, quantity, piece_name) = (unit?, quantity?, piece_name?);
        let size = match unit.dimension() {
            Dimension::Piece => Size::pieces(quantity, piece_name),
            Dimension::Weight | Dimension::Volume => Size::measured(quantity),
        };
        Some((unit, size.expect("units are read above zero, and in the dimension of their unit")))
    }

    /// Remembers a variant, and notes the fault when it was met before.
    fn meet(
        &mut self,
        line: u64,
        producer: &Name,
        name: &Name,
        display: Option<&Name>,
        size: &Size,
    ) {
        let display = display.map_or("", Name::as_str);
        let variant = [producer, name.as_str(), display, &size.label()].map(fold);
        match self.met.get(&variant) {
            None => {
                self.met.insert(variant, line);
            }
            Some(first) => {
                let rule = format!(
                    "{} of {} is at line {first} already: a product has one row for each size and display name",
                    shown(name),
                    size.label()
                );
                self.faults.add(line, Column::Name.name(), rule);
            }
        }
    }
}
