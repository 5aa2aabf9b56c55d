use sillon_catalogue::{DepositKind, MAX_ON_HAND, Product, Supply, UnitGraph, Variant, pool_draw};
use sillon_kernel::{Dimension, Money, Quantity, Unit};
use sillon_tables::Cell;

use crate::{
    read::cell::{flag, labels, named_units, properties},
    read::columns::ListColumn,
    read::measure::{measure, number_and_unit},
};

/// A column of a product list: Open Food Network's, and ours for what it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Producer,
    Sku,
    Name,
    DisplayName,
    Category,
    Description,
    Units,
    UnitType,
    VariantUnitName,
    Price,
    OnHand,
    AvailableOn,
    OnDemand,
    ShippingCategory,
    TaxCategory,
    Currency,
    Available,
    Draw,
    DisplayAs,
    Deposit,
    DepositKind,
    Heaviest,
    Content,
    Withdrawn,
    ProductWithdrawn,
    ProductType,
    Prepacked,
    Allergens,
    Ingredients,
    Origin,
    OriginPlace,
    Durability,
    Alcohol,
    Labels,
    Properties,
    InheritsProperties,
    NamedUnits,
    Barcode,
}

impl ListColumn for Column {
    const ALL: &'static [Self] = &[
        Self::Producer,
        Self::Sku,
        Self::Name,
        Self::DisplayName,
        Self::Category,
        Self::Description,
        Self::Units,
        Self::UnitType,
        Self::VariantUnitName,
        Self::Price,
        Self::OnHand,
        Self::AvailableOn,
        Self::OnDemand,
        Self::ShippingCategory,
        Self::TaxCategory,
        Self::Currency,
        Self::Available,
        Self::Draw,
        Self::DisplayAs,
        Self::Deposit,
        Self::DepositKind,
        Self::Heaviest,
        Self::Content,
        Self::Withdrawn,
        Self::ProductWithdrawn,
        Self::ProductType,
        Self::Prepacked,
        Self::Allergens,
        Self::Ingredients,
        Self::Origin,
        Self::OriginPlace,
        Self::Durability,
        Self::Alcohol,
        Self::Labels,
        Self::Properties,
        Self::InheritsProperties,
        Self::NamedUnits,
        Self::Barcode,
    ];

    const REQUIRED: &'static [Self] =
        &[Self::Producer, Self::Name, Self::Category, Self::Units, Self::Price];

    const ONE_OF: &'static [Self] = &[Self::UnitType, Self::VariantUnitName];

    const PASSED_OVER: &'static [Self] = &[Self::AvailableOn];

    const NUMBERS: &'static [Self] = &[
        Self::Units,
        Self::Price,
        Self::OnHand,
        Self::Available,
        Self::Draw,
        Self::Deposit,
        Self::Heaviest,
        Self::Content,
        Self::Alcohol,
    ];

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Producer => &["producer"],
            Self::Sku => &["sku"],
            Self::Name => &["name"],
            Self::DisplayName => &["display_name"],
            Self::Category => &["category"],
            Self::Description => &["description"],
            Self::Units => &["units"],
            Self::UnitType => &["unit_type"],
            Self::VariantUnitName => &["variant_unit_name"],
            Self::Price => &["price"],
            Self::OnHand => &["on_hand"],
            Self::AvailableOn => &["available_on"],
            Self::OnDemand => &["on_demand"],
            Self::ShippingCategory => &["shipping_category"],
            Self::TaxCategory => &["tax_category"],
            Self::Currency => &["currency"],
            Self::Available => &["available"],
            Self::Draw => &["draw"],
            Self::DisplayAs => &["display_as"],
            Self::Deposit => &["deposit"],
            Self::DepositKind => &["deposit_kind"],
            Self::Heaviest => &["heaviest"],
            Self::Content => &["content"],
            Self::Withdrawn => &["withdrawn"],
            Self::ProductWithdrawn => &["product_withdrawn"],
            Self::ProductType => &["product_type"],
            Self::Prepacked => &["prepacked"],
            Self::Allergens => &["allergens"],
            Self::Ingredients => &["ingredients"],
            Self::Origin => &["origin"],
            Self::OriginPlace => &["origin_place"],
            Self::Durability => &["durability"],
            Self::Alcohol => &["alcohol"],
            Self::Labels => &["labels"],
            Self::Properties => &["properties"],
            Self::InheritsProperties => &["inherits_properties"],
            Self::NamedUnits => &["named_units"],
            Self::Barcode => &["barcode", "gtin", "ean"],
        }
    }
}

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
pub(crate) const EXPORTED: [Column; 36] = [
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
    Column::Barcode,
];

/// The columns of Open Food Network's list.
pub(crate) const OFN: [Column; 14] = [
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

impl Exported<'_> {
    /// What one item takes by the units of its product.
    fn draw_by_units(&self) -> Quantity {
        let units = &self.product.units;
        let graph = UnitGraph::of(units).unwrap_or_default();
        pool_draw(&graph, &self.variant.size)
    }

    /// How many whole items there are.
    pub(crate) fn on_hand(&self) -> Cell {
        let draws_on_it = self.variant.draw.dimension() == self.supply.dimension;
        let items = self.supply.available_milli.max(0) / self.variant.draw.milli().max(1);
        let items = items.min(i64::from(MAX_ON_HAND));
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
            // As text: a number would lose the zeros it begins with.
            Column::Barcode => Cell::optional(variant.barcode.as_ref()),
        }
    }
}

/// A list in one cell; nothing where it is empty.
pub(crate) fn listed(text: String) -> Cell {
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}
