use sillon_kernel::{Currency, Money, Name, Text, fold};
use sillon_tables::{Faults, Line};

use crate::{
    Size,
    cell::{optional, read_flag, read_on_hand, read_price, read_text},
    columns::{Columns, ListColumn, RowCells},
    list_row::key_of,
    measure::{Numbers, UnitCell, read_piece_name, read_unit, read_units, size_of},
};

/// A column of Open Food Network's inventory: what a hub sells a producer's variants at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HubColumn {
    Producer,
    Distributor,
    Name,
    DisplayName,
    VariantUnitName,
    Sku,
    Units,
    UnitType,
    Price,
    OnHand,
    OnDemand,
}

impl ListColumn for HubColumn {
    const ALL: &'static [Self] = &[
        Self::Producer,
        Self::Distributor,
        Self::Name,
        Self::DisplayName,
        Self::VariantUnitName,
        Self::Sku,
        Self::Units,
        Self::UnitType,
        Self::Price,
        Self::OnHand,
        Self::OnDemand,
    ];

    const REQUIRED: &'static [Self] = &[Self::Producer, Self::Distributor, Self::Name, Self::Units];

    const ONE_OF: &'static [Self] = &[Self::UnitType, Self::VariantUnitName];

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Producer => &["producer"],
            Self::Distributor => &["distributor"],
            Self::Name => &["name"],
            Self::DisplayName => &["display_name"],
            Self::VariantUnitName => &["variant_unit_name"],
            Self::Sku => &["sku"],
            Self::Units => &["units"],
            Self::UnitType => &["unit_type"],
            Self::Price => &["price"],
            Self::OnHand => &["on_hand"],
            Self::OnDemand => &["on_demand"],
        }
    }
}

/// One row of a hub's list: at what price, and from how much, it sells a producer's variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubRow {
    /// The line it begins at, from 1.
    pub line: u64,
    /// Who makes it, by name.
    pub producer: Name,
    /// Who sells it, by name.
    pub hub: Name,
    /// What the product is called.
    pub name: Name,
    /// What sets the variant apart from others of the product.
    pub display_name: Option<Name>,
    /// How much one item is.
    pub size: Size,
    /// The hub's own code for it.
    pub sku: Option<Text<60>>,
    /// What the hub sells it at; none for the producer's price.
    pub price: Option<Money>,
    /// How many items the hub may sell; none for as many as the producer has.
    pub on_hand: Option<u32>,
    /// Whether the hub sells as much as is ordered; none where the list does not say.
    pub on_demand: Option<bool>,
}

/// Reads the rows of a hub's list.
pub(crate) struct HubReader<'a> {
    pub(crate) columns: &'a Columns<HubColumn>,
    pub(crate) currency: Currency,
    pub(crate) numbers: Numbers,
    pub(crate) is_ragged: bool,
    pub(crate) faults: &'a mut Faults,
    pub(crate) met: std::collections::HashMap<(String, [String; 4]), u64>,
}

impl HubReader<'_> {
    /// Reads a row; `None` when it has faults, which are all noted.
    pub(crate) fn read(&mut self, line: &Line) -> Option<HubRow> {
        use HubColumn as Column;
        let mut row = RowCells { columns: self.columns, line, faults: self.faults };
        if !row.is_sound(self.is_ragged) {
            return None;
        }
        let (numbers, currency) = (self.numbers, self.currency);
        let producer = row.cell(Column::Producer, read_text::<120>);
        let hub = row.cell(Column::Distributor, read_text::<120>);
        let name = row.cell(Column::Name, read_text::<120>);
        let display_name = row.cell(Column::DisplayName, optional(read_text::<120>));
        let unit = row.cell(Column::UnitType, read_unit);
        let counts = unit.as_ref().map_or(sillon_kernel::Unit::Kilogram, UnitCell::unit);
        let quantity = row.cell(Column::Units, |text| read_units(text, counts, numbers));
        let piece_name = row.cell(Column::VariantUnitName, |text| match &unit {
            Some(unit) => read_piece_name(text, unit),
            None => optional(read_text)(text),
        });
        let sku = row.cell(Column::Sku, optional(read_text));
        let price = row.cell(Column::Price, optional(|text| read_price(text, currency, numbers)));
        let on_hand = row.cell(Column::OnHand, |text| read_on_hand(text, quantity));
        let on_demand = row.cell(Column::OnDemand, optional(read_flag));
        let (_, quantity) = (unit?, quantity?);
        let row = HubRow {
            line: line.number,
            producer: producer?,
            hub: hub?,
            name: name?,
            display_name: display_name?,
            size: size_of(quantity, piece_name?),
            sku: sku?,
            price: price?,
            on_hand: on_hand?,
            on_demand: on_demand?,
        };
        let key = key_of(&row.producer, &row.name, row.display_name.as_ref(), &row.size);
        if let Some(first) = self.met.insert((fold(&row.hub), key), row.line) {
            let rule = format!("{} of {} is at line {first} already", row.name, row.size.label());
            self.faults.add(row.line, "name", rule);
            return None;
        }
        Some(row)
    }
}
