use std::{collections::BTreeSet, str::FromStr};

use serde::Deserialize;
use sillon_catalogue::{
    Alcohol, Allergens, Durability, NamedUnit, Origin, Patch, ProductEdit, Storage,
};
use sillon_engine::NewSize;
use sillon_enterprises::Property;
use sillon_kernel::{Name, Text};
use utoipa::ToSchema;

use crate::{Problem, catalogue::variant::VariantBody, views::schemas};

/// What is said of a product. A new one has a name and a category; a field left out is kept as it is, and `null` takes
/// away what may be missing.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductBody {
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    name: Patch<Name>,
    /// The shelf it stands on.
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    category: Patch<Name>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    description: Patch<Option<Text<2000>>>,
    /// `ambient`, `chilled` or `frozen`.
    #[serde(default)]
    #[schema(value_type = schemas::Storage)]
    storage: Patch<Storage>,
    /// What kind of goods it is: an id of the Data Food Consortium's product types.
    #[serde(default)]
    #[schema(value_type = Option<schemas::ProductType>)]
    product_type: Patch<Option<String>>,
    /// Whether it is packed before it is sold.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    prepacked: Patch<bool>,
    /// Which of the fourteen allergens it has. An empty list declares that it has none; null takes the declaration back.
    #[serde(default)]
    #[schema(value_type = Option<Vec<schemas::Allergen>>)]
    allergens: Patch<Option<Vec<String>>>,
    /// In descending order of weight.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    ingredients: Patch<Option<Text<2000>>>,
    #[serde(default)]
    #[schema(value_type = Option<OriginBody>)]
    origin: Patch<Option<OriginBody>>,
    #[serde(default)]
    #[schema(value_type = Option<DurabilityBody>)]
    durability: Patch<Option<DurabilityBody>>,
    /// Its alcohol by volume, in percent.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Percent>)]
    alcohol: Patch<Option<String>>,
    /// The labels it claims, such as `organic`.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Label>)]
    labels: Patch<Vec<String>>,
    /// Named practices and facts: at most 30.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Property>)]
    properties: Patch<Vec<Property>>,
    /// Whether its producer's properties are said of it too.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    inherits_properties: Patch<bool>,
    /// The units it is counted in beside grams, millilitres and pieces: at most 20.
    #[serde(default)]
    #[schema(value_type = Vec<crate::views::measures::NamedUnit>)]
    units: Patch<Vec<NamedUnit>>,
    /// Whether it is no longer listed.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    withdrawn: Patch<bool>,
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

/// Reads a text at the door, under the name of its field.
fn read<T: FromStr<Err: std::fmt::Display>>(field: &'static str, text: &str) -> Result<T, Problem> {
    text.parse().map_err(|fault: T::Err| Problem::field(field, fault.to_string()))
}

/// Reads a text that may be taken away.
fn read_optional<T: FromStr<Err: std::fmt::Display>>(
    field: &'static str,
    change: Patch<Option<String>>,
) -> Result<Patch<Option<T>>, Problem> {
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
