use std::{collections::BTreeSet, str::FromStr};

use serde::Deserialize;
use sillon_catalogue::{
    Alcohol, Allergens, Change, DepositKind, Durability, NamedUnit, Origin, ProductEdit, Storage,
    TaxCategory, VariantEdit,
};
use sillon_engine::NewSize;
use sillon_enterprises::Property;
use sillon_kernel::{Money, Name, Quantity, Text};
use utoipa::ToSchema;

use crate::{
    Problem,
    views::measures::{Amount, Measure},
    views::schemas,
};

/// What is said of a product. A new one has a name and a category; a field left out is kept as it is, and `null` takes
/// away what may be missing.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductBody {
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    name: Change<Name>,
    /// The shelf it stands on.
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    category: Change<Name>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    description: Change<Option<Text<2000>>>,
    /// `ambient`, `chilled` or `frozen`.
    #[serde(default)]
    #[schema(value_type = schemas::Storage)]
    storage: Change<Storage>,
    /// What kind of goods it is: an id of the Data Food Consortium's product types.
    #[serde(default)]
    #[schema(value_type = Option<schemas::ProductType>)]
    product_type: Change<Option<String>>,
    /// Whether it is packed before it is sold.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    prepacked: Change<bool>,
    /// Which of the fourteen allergens it has. An empty list declares that it has none; null takes the declaration back.
    #[serde(default)]
    #[schema(value_type = Option<Vec<schemas::Allergen>>)]
    allergens: Change<Option<Vec<String>>>,
    /// In descending order of weight.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    ingredients: Change<Option<Text<2000>>>,
    #[serde(default)]
    #[schema(value_type = Option<OriginBody>)]
    origin: Change<Option<OriginBody>>,
    #[serde(default)]
    #[schema(value_type = Option<DurabilityBody>)]
    durability: Change<Option<DurabilityBody>>,
    /// Its alcohol by volume, in percent.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Percent>)]
    alcohol: Change<Option<String>>,
    /// The labels it claims, such as `organic`.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Label>)]
    labels: Change<Vec<String>>,
    /// Named practices and facts: at most 30.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Property>)]
    properties: Change<Vec<Property>>,
    /// Whether its producer's properties are said of it too.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    inherits_properties: Change<bool>,
    /// The units it is counted in beside grams, millilitres and pieces: at most 20.
    #[serde(default)]
    #[schema(value_type = Vec<crate::views::measures::NamedUnit>)]
    units: Change<Vec<NamedUnit>>,
    /// Whether it is no longer listed.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    withdrawn: Change<bool>,
    /// The sizes a new product is sold in: at most 50.
    #[serde(default)]
    variants: Option<Vec<VariantBody>>,
}

/// Where a food comes from.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OriginBody {
    /// The largest part first.
    countries: Vec<CountryBody>,
    /// The place within the country.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    place: Option<Name>,
}

/// A country and its part of a food.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountryBody {
    /// Its code in ISO 3166-1.
    #[schema(value_type = schemas::Country)]
    country: String,
    /// Its part in percent.
    #[serde(default)]
    percent: Option<u8>,
}

/// How long a food keeps from its hand-over, at least.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DurabilityBody {
    /// `best-before` or `use-by`.
    #[schema(value_type = schemas::DurabilityKind)]
    kind: String,
    /// From 1 to 3653.
    days: u16,
}

/// What is said of a size. A new one has a size and a price; a field left out is kept as it is, and `null` takes away what
/// may be missing.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VariantBody {
    /// The producer's own code for it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 60)]
    sku: Change<Option<Text<60>>>,
    /// What sets it apart beyond its size, such as “washed”.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    name: Change<Option<Name>>,
    /// How much one item is.
    #[serde(default)]
    #[schema(value_type = Option<Measure>)]
    size: Change<Quantity>,
    /// What one piece is called, where it is sold by the piece.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    piece_name: Change<Option<Name>>,
    /// What one item costs, tax included, before anyone's fees.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    price: Change<Money>,
    /// Whether the price is announced as reduced, from this edit on. Shops tell it against the lowest price of the 30 days
    /// before; the announcement ends where the price goes up.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    reduced: Change<bool>,
    /// `standard`, `intermediate`, `reduced`, `super-reduced` or `exempt`; reduced, the rate of food, for a new one.
    #[serde(default)]
    #[schema(value_type = schemas::TaxCategory)]
    tax: Change<TaxCategory>,
    /// What is paid for the packaging, and paid back for it; not part of the price.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    deposit: Change<Option<Money>>,
    /// What the deposit is paid for: `container`, which holds the goods and is taxed as they are, or `transport-aid`, at the
    /// standard rate.
    #[serde(default)]
    #[schema(value_type = schemas::DepositKind)]
    deposit_kind: Change<DepositKind>,
    /// The most one item may weigh, where each is weighed when it is packed and its size is what to expect.
    #[serde(default)]
    #[schema(value_type = Option<Measure>)]
    heaviest: Change<Option<Quantity>>,
    /// What one item of pieces holds by weight or volume.
    #[serde(default)]
    #[schema(value_type = Option<Measure>)]
    content: Change<Option<Quantity>>,
    /// What stands in place of the size where people read it.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    display_as: Change<Option<Name>>,
    /// Whether it is no longer offered.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    withdrawn: Change<bool>,
    /// Of a new size: how much can be sold from now on of the supply it draws on.
    #[serde(default)]
    #[schema(value_type = Option<Measure>)]
    available: Option<Quantity>,
    /// Of a new size: whether as much is made as is ordered.
    #[serde(default)]
    on_demand: Option<bool>,
}

/// Reads a text at the door, under the name of its field.
fn read<T: FromStr<Err: std::fmt::Display>>(field: &'static str, text: &str) -> Result<T, Problem> {
    text.parse().map_err(|fault: T::Err| Problem::field(field, fault.to_string()))
}

/// Reads a text that may be taken away.
fn read_optional<T: FromStr<Err: std::fmt::Display>>(
    field: &'static str,
    change: Change<Option<String>>,
) -> Result<Change<Option<T>>, Problem> {
    change.try_map(|text| text.map(|text| read(field, &text)).transpose())
}

impl OriginBody {
    fn into_origin(self) -> Result<Origin, Problem> {
        let share = |body: CountryBody| match body.percent {
            Some(percent) => format!("{} {percent}", body.country),
            None => body.country,
        };
        let countries = self.countries.into_iter().map(share).collect::<Vec<_>>().join(",");
        Ok(read::<Origin>("origin", &countries)?.at(self.place))
    }
}

impl DurabilityBody {
    fn into_durability(self) -> Result<Durability, Problem> {
        read("durability", &format!("{} {}", self.kind, self.days))
    }
}

fn into_allergens(said: Option<Vec<String>>) -> Result<Allergens, Problem> {
    let Some(names) = said else { return Ok(Allergens::Unknown) };
    let contained = names.iter().map(|name| read("allergens", name));
    Ok(Allergens::declare(contained.collect::<Result<BTreeSet<_>, _>>()?))
}

impl ProductBody {
    /// The edit, and the sizes of a new product.
    pub(crate) fn into_new(self) -> Result<(ProductEdit, Vec<NewSize>), Problem> {
        let sizes = self.variants.clone().unwrap_or_default();
        let sizes = sizes.into_iter().map(VariantBody::into_new).collect();
        Ok((Self { variants: None, ..self }.into_edit()?, sizes))
    }

    /// The edit of a product that is there.
    pub(crate) fn into_edit(self) -> Result<ProductEdit, Problem> {
        if self.variants.is_some() {
            let rule =
                "sizes are added below the product, and changed one by one at their own address";
            return Err(Problem::field("variants", rule));
        }
        let labels = |names: Vec<String>| names.iter().map(|name| read("labels", name)).collect();
        let origin = |body: Option<OriginBody>| body.map(OriginBody::into_origin).transpose();
        let durability =
            |body: Option<DurabilityBody>| body.map(DurabilityBody::into_durability).transpose();
        Ok(ProductEdit {
            name: self.name,
            category: self.category,
            description: self.description,
            storage: self.storage,
            kind: read_optional("product_type", self.product_type)?,
            prepacked: self.prepacked,
            allergens: self.allergens.try_map(into_allergens)?,
            ingredients: self.ingredients,
            origin: self.origin.try_map(origin)?,
            durability: self.durability.try_map(durability)?,
            alcohol: read_optional::<Alcohol>("alcohol", self.alcohol)?,
            labels: self.labels.try_map(labels)?,
            properties: self.properties,
            inherits_properties: self.inherits_properties,
            units: self.units,
            withdrawn: self.withdrawn,
        })
    }
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
        VariantEdit {
            sku: self.sku,
            name: self.name,
            size: self.size,
            piece_name: self.piece_name,
            price: self.price,
            reduced: self.reduced,
            tax: self.tax,
            deposit: self.deposit,
            deposit_kind: self.deposit_kind,
            heaviest: self.heaviest,
            content: self.content,
            display_as: self.display_as,
            withdrawn: self.withdrawn,
        }
    }
}
