use std::{
    collections::{BTreeSet, HashMap},
    hash::{BuildHasher, Hash, RandomState},
};

use sillon_kernel::{Currency, Dimension, Money, Name, Quantity, Text, Unit, name_key};
use sillon_tables::{Faults, Line, shown};

use crate::{
    read::cell::optional, read::cell::read_as, read::cell::read_available,
    read::cell::read_currency, read::cell::read_flag, read::cell::read_labels,
    read::cell::read_named_units, read::cell::read_on_hand, read::cell::read_price,
    read::cell::read_product_type, read::cell::read_properties, read::cell::read_text,
    read::columns::CellValue, read::columns::Columns, read::columns::RowCells,
    read::measure::UnitCell, read::measure::read_measure, read::measure::read_piece_name,
    read::measure::read_unit, read::measure::read_units, read::measure::size_of,
    read::numbers::Numbers, read::product_columns::Column,
};
use sillon_catalogue::{
    Alcohol, Allergens, DepositKind, Durability, NamedUnit, Origin, Patch, ProductEdit,
    ProductType, Size, Storage, TaxCategory, UnitGraph, VariantEdit, pool_draw,
};
use sillon_enterprises::{Label, Property};

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
    /// What else is said of the product, by its first row for all of them.
    pub product: ProductCells,
    /// What is said of this size and has a place among the product's properties alone.
    pub remarks: Vec<Property>,
    /// What else is said of the variant, beside its name, its size and its price. It is offered, unless the row says otherwise.
    pub variant: VariantEdit,
    /// What one item takes of what it is sold from; a blank says that it takes as much as it is.
    pub draw: Option<Option<Quantity>>,
    /// How much there is.
    pub stock: StockCells,
}

/// What a list says of a product, beside its name and its shelf.
///
/// What the rows of one product say of it stands at the first of them, and is an edit of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of the product, where the list speaks of it")]
pub struct ProductCells {
    pub description: CellValue<Text<2000>>,
    /// Whether it is no longer listed; what a list names is listed unless it says otherwise.
    pub withdrawn: CellValue<bool>,
    /// A blank says that it is kept as the day is.
    pub storage: CellValue<Storage>,
    pub kind: CellValue<ProductType>,
    /// A blank says that it is not.
    pub prepacked: CellValue<bool>,
    /// A blank leaves them as they are: that something has no allergens is only ever said in words.
    pub allergens: CellValue<Allergens>,
    pub ingredients: CellValue<Text<2000>>,
    pub origin: CellValue<Origin>,
    pub durability: CellValue<Durability>,
    pub alcohol: CellValue<Alcohol>,
    pub labels: CellValue<BTreeSet<Label>>,
    pub properties: CellValue<Vec<Property>>,
    /// A blank leaves it as it is.
    pub inherits_properties: CellValue<bool>,
    pub units: CellValue<Vec<NamedUnit>>,
}

impl ProductCells {
    /// What the list changes of a product, its name and its shelf aside: what a blank means, each field says for itself.
    pub(crate) fn edit(self) -> ProductEdit {
        /// A blank says what is so where nothing else is.
        fn or<T>(said: CellValue<T>, nothing: T) -> Patch<T> {
            said.map(|said| said.unwrap_or(nothing)).into()
        }
        ProductEdit {
            name: Patch::Keep,
            category: Patch::Keep,
            description: self.description.into(),
            storage: or(self.storage, Storage::Ambient),
            kind: self.kind.into(),
            prepacked: or(self.prepacked, false),
            // That something has no allergens is only ever said in words: a blank leaves them as they are.
            allergens: self.allergens.flatten().into(),
            ingredients: self.ingredients.into(),
            origin: self.origin.into(),
            durability: self.durability.into(),
            alcohol: self.alcohol.into(),
            labels: or(self.labels, BTreeSet::new()),
            properties: or(self.properties, Vec::new()),
            inherits_properties: self.inherits_properties.flatten().into(),
            units: or(self.units, Vec::new()),
            // What is listed is sold, unless the list says otherwise.
            withdrawn: Patch::Set(self.withdrawn.flatten().unwrap_or(false)),
        }
    }
}

/// What a row says of how much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StockCells {
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
    [name_key(producer), name_key(name), name_key(display), size.key()]
}

/// Reads the rows of one list with columns of a kind, and remembers what it met.
pub(crate) struct RowReader<'a, C, M = SeenNames> {
    pub(crate) columns: &'a Columns<C>,
    pub(crate) currency: Currency,
    /// Whose goods they are where the row does not say.
    pub(crate) producer: Option<&'a Name>,
    pub(crate) numbers: Numbers,
    pub(crate) faults: &'a mut Faults,
    pub(crate) met: M,
}

impl RowReader<'_, Column> {
    /// Reads a row; `None` when it has faults, which are all noted.
    pub(crate) fn read(&mut self, line: &Line) -> Option<ListRow> {
        let mut row = RowCells { columns: self.columns, line, faults: self.faults };
        if !row.is_sound() {
            return None;
        }
        let named = self.producer;
        let producer = row.cell(Column::Producer, |text| match (text, named) {
            ("", Some(named)) => Ok(named.clone()),
            _ => read_text(text),
        });
        let name = row.cell(Column::Name, read_text);
        let display_name = row.cell(Column::DisplayName, optional(read_text));
        let named = producer.as_ref().zip(name.as_ref());
        let before = named.and_then(|(producer, name)| self.met.category(producer, name)).cloned();
        let category = row.cell(Column::Category, |text| match (text, before) {
            ("", Some(before)) => Ok(before),
            _ => read_text(text),
        });
        let mut reads = Reads { numbers: self.numbers, currency: self.currency };
        let (unit, size) = reads.size(&mut row).unzip();
        let price = reads.price(&mut row);
        let item = size.as_ref().map(Size::quantity);
        let product = reads.product(&mut row);
        let variant = reads.variant(&mut row, size.as_ref());
        let said_draw = reads.draw(&mut row);
        let draw = said_draw.flatten().flatten();
        // A size of a unit that the row says the weight of is drawn by that weight.
        let units = product.as_ref().and_then(|product| product.units.clone().flatten());
        let graph = units.and_then(|units| UnitGraph::of(&units).ok()).unwrap_or_default();
        let by_units = size.as_ref().map(|size| pool_draw(&graph, size));
        let stock = reads.stock(&mut row, draw.or(by_units).or(item));
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
            remarks: Vec::new(),
            variant: variant?,
            draw: said_draw?,
            stock: stock?,
        };
        self.met.meet(&row, self.faults).then_some(row)
    }
}

/// The variants a list has named, and where; and the shelves its products stand on. Names are kept as hashes of two seeds, since
/// a list may have very many: that two names share both does not happen.
#[derive(Debug, Default)]
pub(crate) struct SeenNames {
    seeds: [RandomState; 2],
    lines: HashMap<[u64; 2], u64>,
    categories: HashMap<[u64; 2], Name>,
}

impl SeenNames {
    fn hash(&self, key: impl Hash) -> [u64; 2] {
        self.seeds.each_ref().map(|seed| seed.hash_one(&key))
    }

    /// The shelf that a row before this one told of the product.
    fn category(&self, producer: &str, name: &str) -> Option<&Name> {
        self.categories.get(&self.hash([name_key(producer), name_key(name)]))
    }

    /// Remembers a variant; notes the fault, and says no, when it was met before.
    pub(crate) fn meet(&mut self, row: &ListRow, faults: &mut Faults) -> bool {
        let product = self.hash([name_key(&row.producer), name_key(&row.name)]);
        self.categories.entry(product).or_insert_with(|| row.category.clone());
        let key = self.hash(key_of(&row.producer, &row.name, row.display_name.as_ref(), &row.size));
        match self.lines.get(&key) {
            None => {
                self.lines.insert(key, row.line);
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

    fn product(&self, row: &mut Row<'_>) -> Option<ProductCells> {
        let description = row.said(Column::Description, optional(read_text));
        let read = |text: &str| Storage::read_column(text).map_err(|refused| refused.to_string());
        let storage = row.in_words(Column::ShippingCategory, Storage::WORDS, read, |_| true);
        let withdrawn = row.said(Column::ProductWithdrawn, optional(read_flag));
        let kind = row.said(Column::ProductType, optional(read_product_type));
        let prepacked = row.said(Column::Prepacked, optional(read_flag));
        let allergens = row.said(Column::Allergens, optional(read_as));
        let ingredients = row.said(Column::Ingredients, optional(read_text));
        let origin = read_origin(row);
        let durability = row.said(Column::Durability, optional(read_as));
        let alcohol = row.said(Column::Alcohol, optional(read_as));
        let labels = row.said(Column::Labels, optional(read_labels));
        let properties = row.said(Column::Properties, optional(read_properties));
        let inherits = row.said(Column::InheritsProperties, optional(read_flag));
        let units =
            row.said(Column::NamedUnits, optional(|text| read_named_units(text, self.numbers)));
        Some(ProductCells {
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

    #[expect(
        clippy::option_option,
        reason = "a fault, and what a list may say: nothing, or that there is none"
    )]
    fn draw(&self, row: &mut Row<'_>) -> Option<Option<Option<Quantity>>> {
        row.said(Column::Draw, optional(|text| read_measure(text, self.numbers)))
    }

    fn variant(&self, row: &mut Row<'_>, size: Option<&Size>) -> Option<VariantEdit> {
        let numbers = self.numbers;
        let sku = row.said(Column::Sku, optional(read_text));
        let barcode = row.said(Column::Barcode, optional(read_as));
        let read =
            |text: &str| TaxCategory::read_column(text).map_err(|refused| refused.to_string());
        // A rate means the same everywhere: one that is none of ours is no other list's word for one that is.
        let says_no_rate = |text: &str| !text.contains(|c: char| c.is_ascii_digit());
        let tax = row.in_words(Column::TaxCategory, TaxCategory::WORDS, read, says_no_rate);
        // These are lists of food.
        let tax = tax.map(|said| said.map(|tax| tax.unwrap_or(TaxCategory::Reduced)));
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
        Some(VariantEdit {
            sku: sku?.into(),
            barcode: barcode?.into(),
            tax: tax?.into(),
            deposit: deposit?.into(),
            deposit_kind: deposit_kind?.into(),
            heaviest: heaviest?.into(),
            content: content?.into(),
            display_as: display_as?.into(),
            // What is listed is sold, unless the list says otherwise.
            withdrawn: Patch::Set(withdrawn?.unwrap_or(false)),
            ..VariantEdit::default()
        })
    }

    fn stock(&self, row: &mut Row<'_>, item: Option<Quantity>) -> Option<StockCells> {
        let on_hand = row.cell(Column::OnHand, |text| read_on_hand(text, item, self.numbers));
        let available =
            row.cell(Column::Available, optional(|text| read_available(text, self.numbers)));
        let on_demand = row.said(Column::OnDemand, read_flag);
        let stock = StockCells { on_hand: on_hand?, available: available?, on_demand: on_demand? };
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
