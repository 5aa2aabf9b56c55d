use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sillon_catalogue::{
    DEFAULT_TOLERANCE, DepositKind, Part, Patch, SizeFacts, Supply, TaxCategory, Variant,
    VariantEdit,
};
use sillon_engine::{NewSize, PartFacts, ProductWithSizes};
use sillon_kernel::{
    EnterpriseId, Gtin, Money, Name, Quantity, Rate, SupplyId, Text, Timestamp, VariantId,
};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    catalogue::parts::{BundleView, PartBody, bundle_view},
    http::if_match::Tagged,
    views::measures::{Amount, Measure},
    views::schemas,
};

/// What is said of a size. A new one has a size and a price; a field left out is kept as it is, and `null` takes away what
/// may be missing.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VariantBody {
    /// The producer's own code for it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 60)]
    sku: Patch<Option<Text<60>>>,
    /// The number under its bar code: a GTIN of 8, 12, 13 or 14 digits, as it is printed.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Gtin>)]
    barcode: Patch<Option<Gtin>>,
    /// What sets it apart beyond its size, such as “washed”.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    name: Patch<Option<Name>>,
    /// How much one item is.
    #[serde(default)]
    #[schema(value_type = Option<Measure>)]
    size: Patch<Quantity>,
    /// What one piece is called, where it is sold by the piece.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    piece_name: Patch<Option<Name>>,
    /// What one item costs, tax included, before anyone's fees.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    price: Patch<Money>,
    /// Whether the price is announced as reduced, from this edit on. Shops tell it against the lowest price of the 30 days
    /// before; the announcement ends where the price goes up.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    reduced: Patch<bool>,
    /// `standard`, `intermediate`, `reduced`, `super-reduced` or `exempt`; reduced, the rate of food, for a new one.
    #[serde(default)]
    #[schema(value_type = schemas::TaxCategory)]
    tax: Patch<TaxCategory>,
    /// What is paid for the packaging, and paid back for it; not part of the price.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    deposit: Patch<Option<Money>>,
    /// What the deposit is paid for: `container`, which holds the goods and is taxed as they are, or `transport-aid`, at the
    /// standard rate.
    #[serde(default)]
    #[schema(value_type = schemas::DepositKind)]
    deposit_kind: Patch<DepositKind>,
    /// The most one item may weigh, where each is weighed when it is packed and its size is what to expect.
    #[serde(default)]
    #[schema(value_type = Option<Measure>)]
    heaviest: Patch<Option<Quantity>>,
    /// Of what is weighed: how far from its size one may weigh before the weight is held for a slip, as a percentage above 0 and below
    /// 100; 30 where it is not said.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Percent>)]
    tolerance: Patch<Option<Rate>>,
    /// What one item of pieces holds by weight or volume.
    #[serde(default)]
    #[schema(value_type = Option<Measure>)]
    content: Patch<Option<Quantity>>,
    /// What stands in place of the size where people read it.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    display_as: Patch<Option<Name>>,
    /// What it is put together from, which makes it a bundle: at most 30 sizes, none of them a bundle. Said of a new size, and changed
    /// as a whole. A bundle is one piece, and without a size of its own is that.
    #[serde(default)]
    #[schema(value_type = Option<Vec<PartBody>>, max_items = 30)]
    parts: Patch<Vec<PartBody>>,
    /// Whether it is no longer offered.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    withdrawn: Patch<bool>,
    /// Of a new size: how much can be sold from now on of the supply it draws on.
    #[serde(default)]
    #[schema(value_type = Option<Measure>)]
    available: Option<Quantity>,
    /// Of a new size: whether as much is made as is ordered.
    #[serde(default)]
    on_demand: Option<bool>,
}

impl VariantBody {
    /// A new size.
    pub(crate) fn into_new(self) -> NewSize {
        let (available, on_demand) = (self.available, self.on_demand);
        NewSize { edit: self.edit(), available, on_demand }
    }

    /// The edit of a size that is there.
    pub(crate) fn into_edit(self) -> Result<VariantEdit, Problem> {
        let rule = "what there is to sell is set at the address of the supply";
        match (self.available, self.on_demand) {
            (None, None) => Ok(self.edit()),
            (Some(_), _) => Err(Problem::field("available", rule)),
            (None, Some(_)) => Err(Problem::field("on_demand", rule)),
        }
    }

    fn edit(self) -> VariantEdit {
        let parts = self.parts.said().map(|parts| parts.iter().copied().map(Part::from).collect());
        VariantEdit {
            sku: self.sku,
            barcode: self.barcode,
            name: self.name,
            size: self.size,
            piece_name: self.piece_name,
            price: self.price,
            reduced: self.reduced,
            tax: self.tax,
            deposit: self.deposit,
            deposit_kind: self.deposit_kind,
            heaviest: self.heaviest,
            tolerance: self.tolerance,
            content: self.content,
            display_as: self.display_as,
            parts: parts.into(),
            withdrawn: self.withdrawn,
        }
    }
}

/// What shoppers are told of a size beside its price.
#[derive(Serialize, ToSchema)]
pub(crate) struct SizeFactsView {
    /// The number under its bar code.
    #[schema(value_type = Option<schemas::Gtin>)]
    barcode: Option<Gtin>,
    /// The most one item may weigh, where each is weighed when it is packed; its size is what to expect.
    #[schema(value_type = Option<Measure>)]
    heaviest: Option<Quantity>,
    /// How far from its size one may weigh before the weight is held for a slip, as a percentage; null of what is not weighed.
    #[schema(value_type = Option<schemas::Percent>)]
    tolerance: Option<Rate>,
    /// What one item of pieces holds by weight or volume.
    #[schema(value_type = Option<Measure>)]
    content: Option<Quantity>,
}

impl From<SizeFacts> for SizeFactsView {
    fn from(facts: SizeFacts) -> Self {
        let tolerance = facts.heaviest.map(|_| facts.tolerance.unwrap_or(DEFAULT_TOLERANCE));
        let SizeFacts { barcode, heaviest, content, tolerance: _ } = facts;
        Self { barcode, heaviest, tolerance, content }
    }
}

/// A size of a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct VariantView {
    pub(crate) id: Uuid,
    product: Uuid,
    sku: Option<String>,
    /// What sets it apart from other sizes beyond its size.
    name: Option<String>,
    /// What people read beside the product's name, such as `500 g`.
    label: String,
    #[schema(value_type = Measure)]
    size: Quantity,
    /// What one piece is called, where it is sold by the piece.
    piece_name: Option<String>,
    #[schema(value_type = Amount)]
    price: Money,
    /// Since when the price is announced as reduced.
    #[schema(value_type = Option<schemas::Instant>)]
    reduced_since: Option<Timestamp>,
    #[schema(value_type = schemas::TaxCategory)]
    tax: TaxCategory,
    /// What is paid for the packaging, and paid back for it; not part of the price.
    #[schema(value_type = Option<Amount>)]
    deposit: Option<Money>,
    /// What the deposit is paid for, where there is one: `container` or `transport-aid`.
    #[schema(value_type = schemas::DepositKind)]
    deposit_kind: DepositKind,
    #[serde(flatten)]
    facts: SizeFactsView,
    /// What stands in place of the size where people read it.
    display_as: Option<String>,
    withdrawn: bool,
    /// What it is put together from; null where it is a size of its own.
    bundle: Option<BundleView>,
    /// Of a bundle: what limits how many there are beside its parts; on demand, where nothing does.
    supply: SupplyView,
}

/// A size that was just added or changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangedVariantView {
    #[serde(flatten)]
    variant: VariantView,
    /// Counts the changes of its product; in quotation marks it is the tag to send as `If-Match`.
    product_version: i64,
}

/// What there is to sell, shared by all sizes that draw on it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SupplyView {
    id: Uuid,
    #[schema(value_type = Measure)]
    available: Quantity,
    on_demand: bool,
}

impl From<Supply> for SupplyView {
    fn from(supply: Supply) -> Self {
        Self {
            id: supply.id.0,
            available: Quantity::from_milli(supply.available_milli, supply.dimension),
            on_demand: supply.on_demand,
        }
    }
}

impl Tagged for ChangedVariantView {
    const VERSION_AT: &'static str = "/product_version";
}

/// One of a product's sizes, as it was just added or changed.
pub(crate) fn one_variant(listed: ProductWithSizes, wanted: Uuid) -> Option<ChangedVariantView> {
    let ProductWithSizes { product, variants, supplies, parts, .. } = listed;
    let found = variants.into_iter().find(|variant| variant.id.0 == wanted);
    found.map(|variant| ChangedVariantView {
        variant: variant_view((variant, product.producer), &supplies, &parts),
        product_version: product.version,
    })
}

pub(crate) fn variant_view(
    (variant, producer): (Variant, EnterpriseId),
    supplies: &BTreeMap<SupplyId, Supply>,
    parts: &BTreeMap<VariantId, PartFacts>,
) -> VariantView {
    // The schema lets no size draw on what is not there.
    let supply = supplies.get(&variant.supply).cloned().map_or_else(
        || SupplyView {
            id: variant.supply.0,
            available: Quantity::from_milli(0, variant.draw.dimension()),
            on_demand: false,
        },
        SupplyView::from,
    );
    let facts = variant.facts().into();
    let bundle = bundle_view(&variant, producer, parts);
    VariantView {
        id: variant.id.0,
        product: variant.product.0,
        label: variant.label(),
        sku: variant.sku.map(Text::into_string),
        name: variant.name.map(Text::into_string),
        size: variant.size.quantity(),
        piece_name: variant.size.piece_name().map(ToString::to_string),
        price: variant.price,
        reduced_since: variant.reduced_since,
        tax: variant.tax,
        deposit: variant.deposit,
        deposit_kind: variant.deposit_kind,
        facts,
        display_as: variant.display_as.map(Text::into_string),
        withdrawn: variant.withdrawn,
        bundle,
        supply,
    }
}
