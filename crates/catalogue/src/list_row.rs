use std::collections::{BTreeSet, HashMap};

use sillon_kernel::{Currency, Dimension, Money, Name, Quantity, Text, Unit, fold};
use sillon_tables::{Faults, Line, shown};

use crate::{
    Alcohol, Allergens, DepositKind, Durability, Label, NamedUnit, Origin, ProductType, Property,
    Size, Storage, TaxCategory,
    cell::{
        optional, read_as, read_available, read_currency, read_flag, read_labels, read_named_units,
        read_on_hand, read_price, read_product_type, read_properties, read_text,
    },
    columns::{Columns, RowCells},
    measure::{Numbers, UnitCell, read_measure, read_piece_name, read_unit, read_units, size_of},
    product_columns::Column,
};

/// One row of a producer's list, read.
///
/// What a list says nothing of is `None`, and stays as it is in the catalogue; what it leaves blank is said to be nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The line it begins at, from 1.
    pub line: u64,
    /// Who makes it, by name.
    pub producer: Name,
    /// What the product is called.
    pub name: Name,
    /// What sets the variant apart from others of the product.
    pub display_name: Option<Name>,
    /// How much one item is.
    pub size: Size,
    /// The unit the size is written in.
    pub unit: Unit,
    /// The shelf it stands on.
    pub category: Name,
    /// What one item costs, zero or more.
    pub price: Money,
    /// What else is said of the product.
    pub product: ProductSays,
    /// What else is said of the variant.
    pub variant: VariantSays,
    /// How much there is.
    pub stock: StockSays,
}

/// What a row says of a product, beside its name and its shelf.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of the product, where the list speaks of it")]
pub struct ProductSays {
    pub description: Option<Option<Text<2000>>>,
    /// Whether it is no longer listed; what a list names is listed unless it says otherwise.
    pub withdrawn: Option<bool>,
    pub storage: Option<Storage>,
    pub kind: Option<Option<ProductType>>,
    pub prepacked: Option<bool>,
    /// A blank leaves them as they are: that something has no allergens is only ever said in words.
    pub allergens: Option<Allergens>,
    pub ingredients: Option<Option<Text<2000>>>,
    pub origin: Option<Option<Origin>>,
    pub durability: Option<Option<Durability>>,
    pub alcohol: Option<Option<Alcohol>>,
    pub labels: Option<BTreeSet<Label>>,
    pub properties: Option<Vec<Property>>,
    pub inherits_properties: Option<bool>,
    pub units: Option<Vec<NamedUnit>>,
}

/// What a row says of a variant, beside its size and its price.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of the variant, where the list speaks of it")]
pub struct VariantSays {
    pub sku: Option<Option<Text<60>>>,
    pub tax: Option<TaxCategory>,
    /// A blank says that an item takes as much as it is.
    pub draw: Option<Option<Quantity>>,
    pub deposit: Option<Option<Money>>,
    /// A blank says that the packaging is a container.
    pub deposit_kind: Option<DepositKind>,
    pub heaviest: Option<Option<Quantity>>,
    pub content: Option<Option<Quantity>>,
    pub display_as: Option<Option<Name>>,
    pub withdrawn: Option<bool>,
}

/// What a row says of how much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StockSays {
    /// How many items are there, beside what other rows of the product have.
    pub on_hand: Option<u32>,
    /// How much of the product there is in all, from which all its sizes are sold.
    pub available: Option<Quantity>,
    /// Whether as much is made as is ordered.
    pub on_demand: Option<bool>,
}

/// What sets a variant apart from all others, for comparing: its producer, product, display name and size.
pub(crate) fn key_of(
    producer: &str,
    name: &str,
    display_name: Option<&Name>,
    size: &Size,
) -> [String; 4] {
    let display = display_name.map_or("", Name::as_str);
    [fold(producer), fold(name), fold(display), size_key(size)]
}

/// What sets a size apart from all others.
pub(crate) fn size_key(size: &Size) -> String {
    let piece = size.piece_name().map_or("", Name::as_str);
    format!("{} {} {}", size.quantity().dimension().as_str(), size.quantity().milli(), fold(piece))
}

/// Reads the rows of one list with columns of a kind, and remembers what it met.
pub(crate) struct RowReader<'a, C, M = Met> {
    pub(crate) columns: &'a Columns<C>,
    pub(crate) currency: Currency,
    /// Whose goods they are where the row does not say.
    pub(crate) producer: Option<&'a Name>,
    pub(crate) numbers: Numbers,
    pub(crate) is_ragged: bool,
    pub(crate) faults: &'a mut Faults,
    pub(crate) met: M,
}

impl RowReader<'_, Column> {
    /// Reads a row; `None` when it has faults, which are all noted.
    pub(crate) fn read(&mut self, line: &Line) -> Option<ListRow> {
        let mut row = RowCells { columns: self.columns, line, faults: self.faults };
        if !row.is_sound(self.is_ragged) {
            return None;
        }
        let named = self.producer;
        let producer = row.cell(Column::Producer, |text| match (text, named) {
            ("", Some(named)) => Ok(named.clone()),
            _ => read_text(text),
        });
        let name = row.cell(Column::Name, read_text);
        let display_name = row.cell(Column::DisplayName, optional(read_text));
        let category = row.cell(Column::Category, read_text);
        let mut reads = Reads { numbers: self.numbers, currency: self.currency };
        let (unit, size) = reads.size(&mut row).unzip();
        let price = reads.price(&mut row);
        let item = size.as_ref().map(Size::quantity);
        let product = reads.product(&mut row);
        let variant = reads.variant(&mut row, size.as_ref());
        let draw = variant.as_ref().and_then(|variant| variant.draw.flatten());
        let stock = reads.stock(&mut row, draw.or(item));
        let row = ListRow {
            line: line.number,
            producer: producer?,
            name: name?,
            display_name: display_name?,
            size: size?,
            unit: unit?,
            category: category?,
            price: price?,
            product: product?,
            variant: variant?,
            stock: stock?,
        };
        self.met.meet(&row, self.faults).then_some(row)
    }
}

/// The variants a list has named, and where.
#[derive(Debug, Default)]
pub(crate) struct Met(HashMap<[String; 4], u64>);

impl Met {
    /// Remembers a variant; notes the fault, and says no, when it was met before.
    pub(crate) fn meet(&mut self, row: &ListRow, faults: &mut Faults) -> bool {
        let key = key_of(&row.producer, &row.name, row.display_name.as_ref(), &row.size);
        match self.0.get(&key) {
            None => {
                self.0.insert(key, row.line);
                true
            }
            Some(first) => {
                let rule = format!(
                    "{} of {} is at line {first} already: a product has one row for each size and display name",
                    shown(&row.name),
                    row.size.label()
                );
                faults.add(row.line, "name", rule);
                false
            }
        }
    }
}

/// How cells of a list are read.
struct Reads {
    numbers: Numbers,
    currency: Currency,
}

type Row<'a> = RowCells<'a, Column>;

impl Reads {
    /// The size, and the unit it is written in.
    fn size(&self, row: &mut Row<'_>) -> Option<(Unit, Size)> {
        let unit = row.cell(Column::UnitType, read_unit);
        // Under a unit that is itself a fault the number is read as one of kilograms, so that its own faults are told too.
        let counts = unit.as_ref().map_or(Unit::Kilogram, UnitCell::unit);
        let quantity = row.cell(Column::Units, |text| read_units(text, counts, self.numbers));
        let piece_name = row.cell(Column::VariantUnitName, |text| match &unit {
            Some(unit) => read_piece_name(text, unit),
            None => optional(read_text)(text),
        });
        let (_, quantity, piece_name) = (unit?, quantity?, piece_name?);
        Some((counts, size_of(quantity, piece_name)))
    }

    fn price(&mut self, row: &mut Row<'_>) -> Option<Money> {
        let currency = row.cell(Column::Currency, optional(read_currency));
        self.currency = currency.flatten().unwrap_or(self.currency);
        let price = row.cell(Column::Price, |text| read_price(text, self.currency, self.numbers));
        currency.and(price)
    }

    fn product(&self, row: &mut Row<'_>) -> Option<ProductSays> {
        let description = row.said(Column::Description, optional(read_text));
        let storage = row.said(Column::ShippingCategory, |text| {
            Storage::read_column(text).map_err(|refused| refused.to_string())
        });
        let withdrawn = row.said(Column::ProductWithdrawn, read_flag);
        let kind = row.said(Column::ProductType, optional(read_product_type));
        let prepacked = row.said(Column::Prepacked, read_flag);
        let allergens = row.cell(Column::Allergens, optional(read_as));
        let ingredients = row.said(Column::Ingredients, optional(read_text));
        let origin = read_origin(row);
        let durability = row.said(Column::Durability, optional(read_as));
        let alcohol = row.said(Column::Alcohol, optional(read_as));
        let labels = row.said(Column::Labels, read_labels);
        let properties = row.said(Column::Properties, read_properties);
        let inherits = row.cell(Column::InheritsProperties, optional(read_flag));
        let units = row.said(Column::NamedUnits, |text| read_named_units(text, self.numbers));
        Some(ProductSays {
            description: description?,
            withdrawn: withdrawn?,
            storage: storage?,
            kind: kind?,
            prepacked: prepacked?,
            allergens: allergens?,
            ingredients: ingredients?,
            origin: origin?,
            durability: durability?,
            alcohol: alcohol?,
            labels: labels?,
            properties: properties?,
            inherits_properties: inherits?,
            units: units?,
        })
    }

    fn variant(&self, row: &mut Row<'_>, size: Option<&Size>) -> Option<VariantSays> {
        let numbers = self.numbers;
        let sku = row.said(Column::Sku, optional(read_text));
        let tax = row.said(Column::TaxCategory, |text| {
            TaxCategory::read_column(text).map_err(|refused| refused.to_string())
        });
        let draw = row.said(Column::Draw, optional(|text| read_measure(text, numbers)));
        let deposit =
            row.said(Column::Deposit, optional(|text| read_price(text, self.currency, numbers)));
        // None and nothing are the same to whoever pays it.
        let deposit = deposit.map(|said| said.map(|it| it.filter(|it| !it.is_zero())));
        let deposit_kind = row.said(Column::DepositKind, |text| {
            DepositKind::read_column(text).map_err(|refused| refused.to_string())
        });
        let heaviest =
            row.said(Column::Heaviest, optional(|text| read_heaviest(text, size, numbers)));
        let content = row.said(Column::Content, optional(|text| read_content(text, size, numbers)));
        let display_as = row.said(Column::DisplayAs, optional(read_text));
        let withdrawn = row.said(Column::Withdrawn, read_flag);
        Some(VariantSays {
            sku: sku?,
            tax: tax?,
            draw: draw?,
            deposit: deposit?,
            deposit_kind: deposit_kind?,
            heaviest: heaviest?,
            content: content?,
            display_as: display_as?,
            withdrawn: withdrawn?,
        })
    }

    fn stock(&self, row: &mut Row<'_>, item: Option<Quantity>) -> Option<StockSays> {
        let on_hand = row.cell(Column::OnHand, |text| read_on_hand(text, item));
        let available =
            row.cell(Column::Available, optional(|text| read_available(text, self.numbers)));
        let on_demand = row.said(Column::OnDemand, read_flag);
        let stock = StockSays { on_hand: on_hand?, available: available?, on_demand: on_demand? };
        if stock.on_hand.is_some() && stock.available.is_some() {
            row.fault(
                Column::Available,
                "on_hand says how much there is already: leave one of them blank",
            );
            return None;
        }
        if let (Some(available), Some(item)) = (stock.available, item)
            && available.dimension() != item.dimension()
        {
            let rule =
                format!("an item is counted by {}, and this is not", item.dimension().as_str());
            row.fault(Column::Available, rule);
            return None;
        }
        Some(stock)
    }
}

#[expect(clippy::option_option, reason = "a list may say nothing, or say that there is none")]
fn read_origin(row: &mut Row<'_>) -> Option<Option<Option<Origin>>> {
    let origin = row.said(Column::Origin, optional(read_as::<Origin>));
    let place = row.said(Column::OriginPlace, optional(read_text));
    let (origin, place) = (origin?, place?.flatten());
    if place.is_some() && origin.as_ref().is_none_or(Option::is_none) {
        row.fault(
            Column::OriginPlace,
            "a place is within a country: write its code in origin, such as FR",
        );
        return None;
    }
    Some(origin.map(|origin| origin.map(|origin| origin.at(place))))
}

fn read_heaviest(text: &str, size: Option<&Size>, numbers: Numbers) -> Result<Quantity, String> {
    let heaviest = read_measure(text, numbers)?;
    match size.map(Size::quantity) {
        Some(size) if size.dimension() != Dimension::Weight => Err(format!(
            "{} is the most an item weighs, and this one is not sold by weight",
            shown(text)
        )),
        Some(size)
            if size.dimension() != heaviest.dimension() || size.milli() > heaviest.milli() =>
        {
            Err(format!(
                "{} is not the most that {} may come to: write as much or more",
                shown(text),
                size
            ))
        }
        Some(_) | None => Ok(heaviest),
    }
}

fn read_content(text: &str, size: Option<&Size>, numbers: Numbers) -> Result<Quantity, String> {
    let content = read_measure(text, numbers)?;
    let counts_pieces = size.is_none_or(|size| size.quantity().dimension() == Dimension::Piece);
    if counts_pieces && content.dimension() != Dimension::Piece {
        Ok(content)
    } else {
        Err(format!(
            "{} is what pieces hold, by weight or volume, where a size is pieces",
            shown(text)
        ))
    }
}
