use serde::Serialize;
use sillon_catalogue::ProductType;
use sillon_cycles::{BundlePart, ShopSnapshot};
use sillon_kernel::{Language, Money, Quantity, Text};
use sillon_messages::Format as _;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    catalogue::product_view::{DurabilityView, OriginView, allergens},
    catalogue::variant::SizeFactsView,
    cycles::offer_labels::{LabelView, ProducerView, label_view},
    views::image::ImageView,
    views::measures::{Amount, Measure},
    views::schemas,
};

/// A part of a bundle that is offered: what the law wants shoppers to know of goods is said of each.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferPartView<'a> {
    variant: Uuid,
    product: Uuid,
    /// How many of it are in one bundle.
    quantity: u32,
    producer: ProducerView<'a>,
    name: &'a str,
    label: &'a str,
    /// What it looks like, the first picture first.
    images: Vec<ImageView>,
    #[schema(value_type = schemas::Storage)]
    storage: &'a str,
    /// What its producer asks for one.
    #[schema(value_type = Amount)]
    producer_price: Money,
    /// Whose goods they are, and who is paid for them: the producer, or the shop, which sells what it holds itself.
    owner: Uuid,
    /// The tax included as the owner charges it, in percent.
    #[schema(value_type = schemas::Percent)]
    tax: String,
    /// What is to be said instead of a rate, where the owner of the goods charges no tax.
    #[schema(value_type = Option<String>, example = "TVA non applicable, art. 293 B du CGI")]
    vat_mention: Option<&'static str>,
    /// What is paid for the packaging of one, and paid back for it.
    #[schema(value_type = Option<Amount>)]
    deposit: Option<Money>,
    /// What one is.
    #[schema(value_type = Measure)]
    size: Quantity,
    #[serde(flatten)]
    facts: SizeFactsView,
    /// What kind of goods it is: an id of the Data Food Consortium's product types.
    #[schema(value_type = Option<schemas::ProductType>)]
    product_type: Option<&'a str>,
    /// Whether it is packed before it is sold.
    prepacked: bool,
    /// Which of the fourteen allergens it has; none of them when empty, and null when nobody has said.
    #[schema(value_type = Option<Vec<schemas::Allergen>>)]
    allergens: Option<Vec<&'static str>>,
    ingredients: Option<&'a str>,
    origin: Option<OriginView>,
    durability: Option<DurabilityView>,
    /// Its alcohol by volume, in percent.
    #[schema(value_type = Option<schemas::Percent>)]
    alcohol: Option<String>,
    /// The labels it may show today.
    labels: Vec<LabelView<'a>>,
}

/// A part of a bundle as a shop shows it.
pub(crate) fn offer_part_view<'a>(
    shown: &'a ShopSnapshot,
    BundlePart { listing, quantity, .. }: &'a BundlePart,
) -> OfferPartView<'a> {
    let food = &*listing.food;
    OfferPartView {
        variant: listing.variant.0,
        product: listing.product.0,
        quantity: *quantity,
        producer: ProducerView { id: listing.producer.0, name: &listing.producer_name },
        name: &listing.product_name,
        label: &listing.label,
        images: listing.pictures.iter().map(ImageView::from).collect(),
        storage: &listing.storage,
        producer_price: listing.producer_price,
        owner: listing.owner.0,
        tax: listing.tax.percent(),
        vat_mention: shown.list.regime(listing.owner).and_then(|it| Language::Fr.vat_mention(it)),
        deposit: listing.deposit.map(|deposit| deposit.each),
        size: listing.size,
        facts: listing.facts.clone().into(),
        product_type: food.product_type.map(ProductType::as_str),
        prepacked: food.prepacked,
        allergens: allergens(&food.allergens),
        ingredients: food.ingredients.as_ref().map(Text::as_str),
        origin: food.origin.as_ref().map(OriginView::from),
        durability: food.durability.map(DurabilityView::from),
        alcohol: food.alcohol.map(|alcohol| alcohol.to_string()),
        labels: food.claims_at(shown.at).map(label_view).collect(),
    }
}
