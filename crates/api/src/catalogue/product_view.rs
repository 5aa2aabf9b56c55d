use serde::Serialize;
use sillon_catalogue::{Allergens, Durability, NamedUnit, Origin, Product, ProductType, Storage};
use sillon_engine::ProductWithSizes;
use sillon_enterprises::{Property, SaidOf, practices};
use sillon_kernel::Text;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    catalogue::variant::{VariantView, variant_view},
    http::if_match::Tagged,
    views::image::ImageView,
    views::schemas,
};

impl Tagged for ProductView {
    const VERSION_AT: &'static str = "/version";
}

/// A product and the sizes it is sold in, as those who manage it see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductView {
    id: Uuid,
    producer: Uuid,
    name: String,
    category: String,
    description: Option<String>,
    #[schema(value_type = schemas::Storage)]
    storage: Storage,
    /// What kind of goods it is: an id of the Data Food Consortium's product types.
    #[schema(value_type = Option<schemas::ProductType>)]
    product_type: Option<&'static str>,
    /// The kind whose name the product has, where it says none; it is nobody's word until it is set.
    #[schema(value_type = Option<schemas::ProductType>)]
    suggested_type: Option<&'static str>,
    /// Whether it is in season this month in mainland France; null of what is not in the table of seasons.
    in_season: Option<bool>,
    /// Whether it is packed before it is sold.
    prepacked: bool,
    /// Which of the fourteen allergens it has; none of them when empty, and null when nobody has said.
    #[schema(value_type = Option<Vec<schemas::Allergen>>)]
    allergens: Option<Vec<&'static str>>,
    ingredients: Option<String>,
    origin: Option<OriginView>,
    durability: Option<DurabilityView>,
    /// Its alcohol by volume, in percent.
    #[schema(value_type = Option<schemas::Percent>)]
    alcohol: Option<String>,
    /// The labels it claims; what shops show of them its producer's certificates decide.
    #[schema(value_type = Vec<schemas::Label>)]
    labels: Vec<&'static str>,
    #[schema(value_type = Vec<schemas::Property>)]
    properties: Vec<Property>,
    /// Whether its producer's properties are said of it too.
    inherits_properties: bool,
    /// Those of its producer's that are: it inherits them, and has none of the same name itself.
    #[schema(value_type = Vec<schemas::Property>)]
    inherited_properties: Vec<Property>,
    /// The labels its producer claims for all it makes by a property of that name; shops show them as they show its own.
    #[schema(value_type = Vec<schemas::Label>)]
    inherited_labels: Vec<&'static str>,
    /// The units it is counted in beside grams, millilitres and pieces.
    #[schema(value_type = Vec<crate::views::measures::NamedUnit>)]
    units: Vec<NamedUnit>,
    withdrawn: bool,
    /// Counts its changes; in quotation marks it is the tag to send as `If-Match`.
    pub(crate) version: i64,
    /// What it looks like, the first picture first.
    images: Vec<ImageView>,
    variants: Vec<VariantView>,
}

/// Where a food comes from.
#[derive(Serialize, ToSchema)]
pub(crate) struct OriginView {
    /// The largest part first.
    countries: Vec<CountryView>,
    /// The place within the country.
    place: Option<String>,
}

/// A country and its part of a food.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountryView {
    /// Its code in ISO 3166-1.
    #[schema(value_type = schemas::Country)]
    country: String,
    /// Its part in percent, where it was said.
    percent: Option<u8>,
}

impl From<&Origin> for OriginView {
    fn from(origin: &Origin) -> Self {
        let countries = origin.countries().iter();
        let country = |share: &sillon_catalogue::Share| CountryView {
            country: share.country.to_string(),
            percent: share.percent,
        };
        Self {
            countries: countries.map(country).collect(),
            place: origin.place.as_ref().map(ToString::to_string),
        }
    }
}

/// How long a food keeps from its hand-over, at least.
#[derive(Serialize, ToSchema)]
pub(crate) struct DurabilityView {
    /// `best-before` or `use-by`.
    #[schema(value_type = schemas::DurabilityKind)]
    kind: &'static str,
    days: u16,
}

impl From<Durability> for DurabilityView {
    fn from(durability: Durability) -> Self {
        Self { kind: durability.kind(), days: durability.days() }
    }
}

/// What is declared of allergens; nothing when nobody has said.
pub(crate) fn allergens(declared: &Allergens) -> Option<Vec<&'static str>> {
    match declared {
        Allergens::Unknown => None,
        Allergens::DeclaredNone => Some(Vec::new()),
        Allergens::Declared(contained) => {
            Some(contained.iter().map(|allergen| allergen.as_str()).collect())
        }
    }
}

impl From<ProductWithSizes> for ProductView {
    fn from(listed: ProductWithSizes) -> Self {
        let ProductWithSizes {
            product,
            variants,
            parts,
            supplies,
            pictures,
            producer_says,
            in_season,
        } = listed;
        let inherits = product.inherits_properties;
        let shown = practices(&product.properties, &producer_says, inherits);
        let inherited = shown.properties.iter().filter(|(of, _)| *of == SaidOf::Producer);
        let inherited_properties = inherited.map(|(_, property)| (*property).clone()).collect();
        let inherited_labels = shown.labels.iter().map(|label| label.as_str()).collect();
        let sizes = variants.into_iter().map(|size| (size, product.producer));
        let variants = sizes.map(|size| variant_view(size, &supplies, &parts)).collect();
        let Product { id, producer, name, category, description, storage, kind, food, .. } =
            product;
        Self {
            id: id.0,
            producer: producer.0,
            suggested_type: suggested(kind, &name),
            in_season,
            name: name.into_string(),
            category: category.into_string(),
            description: description.map(Text::into_string),
            storage,
            product_type: kind.map(ProductType::as_str),
            prepacked: food.prepacked,
            allergens: allergens(&food.allergens),
            ingredients: food.ingredients.map(Text::into_string),
            origin: food.origin.as_ref().map(OriginView::from),
            durability: food.durability.map(DurabilityView::from),
            alcohol: food.alcohol.map(|alcohol| alcohol.to_string()),
            images: pictures.iter().map(ImageView::from).collect(),
            labels: product.labels.iter().map(|label| label.as_str()).collect(),
            properties: product.properties,
            inherits_properties: inherits,
            inherited_properties,
            inherited_labels,
            units: product.units,
            withdrawn: product.withdrawn,
            version: product.version,
            variants,
        }
    }
}

/// What kind of goods a product may be that does not say.
fn suggested(kind: Option<ProductType>, name: &str) -> Option<&'static str> {
    if kind.is_some() { None } else { ProductType::named(name).map(ProductType::as_str) }
}
