use std::collections::HashMap;

use sillon_kernel::{Money, Name, Text, Unit, name_key};
use sillon_tables::Line;

use crate::{
    Numbers, read::cell::optional, read::cell::read_currency, read::cell::read_flag,
    read::cell::read_on_hand, read::cell::read_price, read::cell::read_text,
    read::columns::ListColumn, read::columns::RowCells, read::measure::UnitCell,
    read::measure::read_piece_name, read::measure::read_unit, read::measure::read_units,
    read::measure::size_of, read::row::RowReader, read::row::key_of,
};
use sillon_catalogue::{HubStock, Size};

/// A column of a hub's list: Open Food Network's inventory, what it passes over of a producer's list, and ours.
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
    Currency,
    Quota,
    DefaultStock,
    Hidden,
    Category,
    Description,
    ShippingCategory,
    TaxCategory,
    AvailableOn,
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
        Self::Currency,
        Self::Quota,
        Self::DefaultStock,
        Self::Hidden,
        Self::Category,
        Self::Description,
        Self::ShippingCategory,
        Self::TaxCategory,
        Self::AvailableOn,
    ];

    const REQUIRED: &'static [Self] = &[Self::Producer, Self::Distributor, Self::Name, Self::Units];

    const ONE_OF: &'static [Self] = &[Self::UnitType, Self::VariantUnitName];

    const PASSED_OVER: &'static [Self] = &[
        Self::Category,
        Self::Description,
        Self::ShippingCategory,
        Self::TaxCategory,
        Self::AvailableOn,
    ];

    const NUMBERS: &'static [Self] =
        &[Self::Units, Self::Price, Self::OnHand, Self::Quota, Self::DefaultStock];

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Producer => &["producer"],
            Self::Distributor => &["distributor", "hub"],
            Self::Name => &["name"],
            Self::DisplayName => &["display_name"],
            Self::VariantUnitName => &["variant_unit_name"],
            Self::Sku => &["sku"],
            Self::Units => &["units"],
            Self::UnitType => &["unit_type"],
            Self::Price => &["price"],
            Self::OnHand => &["on_hand"],
            Self::OnDemand => &["on_demand"],
            Self::Currency => &["currency"],
            Self::Quota => &["quota"],
            Self::DefaultStock => &["default_stock"],
            Self::Hidden => &["hidden"],
            // What is the producer's to say: a list made from a producer's has it, and nothing is taken from it.
            Self::Category => &["category"],
            Self::Description => &["description"],
            Self::ShippingCategory => &["shipping_category"],
            Self::TaxCategory => &["tax_category"],
            Self::AvailableOn => &["available_on"],
        }
    }
}

/// One row of a hub's list: on what terms it sells a producer's variant.
///
/// What a list has no column for is `None`, and stays as it is; what it leaves blank is the producer's again.
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
    pub sku: Option<Option<Text<60>>>,
    /// What the hub sells it at.
    pub price: Option<Option<Money>>,
    /// What the hub sells from.
    pub stock: Option<HubStockCells>,
    /// The items a reset sets the hub's own stock to.
    pub default_stock: Option<Option<u32>>,
    /// Whether the hub leaves it out of its shop; what a list names is in it, unless it says otherwise.
    pub hidden: bool,
}

/// What a row says of what a hub sells from, in whole items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HubStockCells {
    /// The producer's pool: the row says nothing else.
    Pool,
    /// The producer's pool, and no more of it than this.
    Quota(u32),
    /// What the hub holds itself.
    Own(u32),
    /// Got as it is ordered, with so many on hand; none leaves the count as it is.
    OnDemand(Option<u32>),
}

impl HubStockCells {
    /// What becomes of the stock a hub had.
    pub(crate) fn over(self, before: HubStock) -> HubStock {
        match self {
            Self::Pool => HubStock::Pool,
            Self::Quota(items) => HubStock::Quota { count: items.into() },
            Self::Own(items) => HubStock::Own { count: items.into() },
            Self::OnDemand(Some(items)) => HubStock::OnDemand { count: items.into() },
            Self::OnDemand(None) => match before {
                HubStock::Own { count } | HubStock::OnDemand { count } => {
                    HubStock::OnDemand { count }
                }
                HubStock::Pool | HubStock::Quota { .. } => HubStock::OnDemand { count: 0 },
            },
        }
    }
}

/// Which hub's size was met at which line.
pub(crate) type SeenHubSizes = HashMap<(String, [String; 4]), u64>;

type Row<'a> = RowCells<'a, HubColumn>;

impl RowReader<'_, HubColumn, SeenHubSizes> {
    /// Reads a row; `None` when it has faults, which are all noted.
    pub(crate) fn read(&mut self, line: &Line) -> Option<HubRow> {
        use HubColumn as Column;
        let mut row = RowCells { columns: self.columns, line, faults: self.faults };
        if !row.is_sound() {
            return None;
        }
        let (numbers, named) = (self.numbers, self.producer);
        let producer = row.cell(Column::Producer, |text| match (text, named) {
            ("", Some(named)) => Ok(named.clone()),
            _ => read_text(text),
        });
        let hub = row.cell(Column::Distributor, read_text::<120>);
        let name = row.cell(Column::Name, read_text::<120>);
        let display_name = row.cell(Column::DisplayName, optional(read_text::<120>));
        let size = read_size(&mut row, numbers);
        let sku = row.said(Column::Sku, optional(read_text));
        let currency = row.cell(Column::Currency, optional(read_currency));
        let prices_in = currency.flatten().unwrap_or(self.currency);
        let price = row.said(Column::Price, optional(|text| read_price(text, prices_in, numbers)));
        let stock = read_stock(&mut row, size.as_ref(), numbers);
        let default_stock =
            row.said(Column::DefaultStock, |text| read_on_hand(text, None, numbers));
        let hidden = row.cell(Column::Hidden, read_flag);
        let row = HubRow {
            line: line.number,
            producer: producer?,
            hub: hub?,
            name: name?,
            display_name: display_name?,
            size: size?,
            sku: sku?,
            price: currency.and(price)?,
            stock: stock?,
            default_stock: default_stock?,
            hidden: hidden?,
        };
        let key = key_of(&row.producer, &row.name, row.display_name.as_ref(), &row.size);
        if let Some(first) = self.met.insert((name_key(&row.hub), key), row.line) {
            let rule = format!("{} of {} is at line {first} already", row.name, row.size.label());
            self.faults.add(row.line, "name", rule);
            return None;
        }
        Some(row)
    }
}

fn read_size(row: &mut Row<'_>, numbers: Numbers) -> Option<Size> {
    let unit = row.cell(HubColumn::UnitType, read_unit);
    // Under a unit that is itself a fault the number is read as one of kilograms, so that its own faults are told too.
    let counts = unit.as_ref().map_or(Unit::Kilogram, UnitCell::unit);
    let quantity = row.cell(HubColumn::Units, |text| read_units(text, counts, numbers));
    let piece_name = row.cell(HubColumn::VariantUnitName, |text| match &unit {
        Some(unit) => read_piece_name(text, unit),
        None => optional(read_text)(text),
    });
    let (_, quantity, piece_name) = (unit?, quantity?, piece_name?);
    Some(size_of(quantity, piece_name))
}

/// Reads what a row says of its stock; `Some(None)` where the list has no column for it.
#[expect(clippy::option_option, reason = "a fault, columns left out, and what they say")]
fn read_stock(
    row: &mut Row<'_>,
    size: Option<&Size>,
    numbers: Numbers,
) -> Option<Option<HubStockCells>> {
    use HubColumn as Column;
    let item = size.map(Size::quantity);
    let on_hand = row.cell(Column::OnHand, |text| read_on_hand(text, item, numbers));
    let on_demand = row.cell(Column::OnDemand, optional(read_flag));
    let quota = row.cell(Column::Quota, |text| read_on_hand(text, None, numbers));
    let (on_hand, on_demand, quota) = (on_hand?, on_demand?, quota?);
    if !row.has_any(&[Column::OnHand, Column::OnDemand, Column::Quota]) {
        return Some(None);
    }
    let Some(quota) = quota else {
        // In a list, a number of items by itself is all there is.
        let on_demand = on_demand.or(on_hand.map(|_| false));
        let named = HubStock::named(on_demand, on_hand.map(i64::from));
        return match named.map_err(|refused| row.fault(Column::OnHand, refused.to_string())) {
            Err(()) => None,
            Ok(_) => Some(Some(match (on_demand, on_hand) {
                (Some(true), on_hand) => HubStockCells::OnDemand(on_hand),
                (Some(false), Some(items)) => HubStockCells::Own(items),
                (Some(false) | None, _) => HubStockCells::Pool,
            })),
        };
    };
    if on_hand.is_some() || on_demand == Some(true) {
        let rule = "a quota is of the producer's stock: leave it blank, or on_hand and on_demand";
        row.fault(Column::Quota, rule);
        return None;
    }
    Some(Some(HubStockCells::Quota(quota)))
}
