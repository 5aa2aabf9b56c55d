//! What sizes are put together from, as it is said and shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sillon_catalogue::{Part, Variant};
use sillon_engine::PartFacts;
use sillon_kernel::{EnterpriseId, Money, VariantId};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::views::measures::Amount;

/// A part of a bundle: a size, and how many of it go in.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartBody {
    /// The size: of the seller's own goods, or of a producer whose goods it may sell.
    variant: Uuid,
    /// How many of it go into each bundle.
    #[schema(minimum = 1, maximum = 100)]
    quantity: u32,
}

impl From<PartBody> for Part {
    fn from(body: PartBody) -> Self {
        Self { variant: VariantId(body.variant), quantity: body.quantity }
    }
}

/// A size that is put together from others.
#[derive(Serialize, ToSchema)]
pub(crate) struct BundleView {
    /// What goes in.
    parts: Vec<PartView>,
    /// What all parts cost at what their producers ask.
    #[schema(value_type = Amount)]
    parts_price: Money,
    /// By how much the price of the bundle is less than what others ask for their parts: whoever sells the bundle bears it. Null
    /// where it is not; what is of the seller's own making is given away and owed to nobody.
    #[schema(value_type = Option<Amount>)]
    loss: Option<Money>,
}

/// A part of a bundle.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartView {
    variant: Uuid,
    quantity: u32,
    name: String,
    label: String,
    /// What its producer asks for one.
    #[schema(value_type = Amount)]
    price: Money,
    /// Whether it is no longer offered: then there are no bundles of it.
    withdrawn: bool,
}

/// What is told of a size that its producer puts together from others; nothing of any other.
pub(crate) fn bundle_view(
    variant: &Variant,
    producer: EnterpriseId,
    facts: &BTreeMap<VariantId, PartFacts>,
) -> Option<BundleView> {
    let known = variant.parts.iter().filter_map(|part| Some((part, facts.get(&part.variant)?)));
    let cost = |(part, facts): (&Part, &PartFacts)| facts.price.times(part.quantity);
    let currency = variant.price.currency();
    let same = known.clone().filter(|(_, facts)| facts.price.currency() == currency);
    let of_others = same.clone().filter(|(_, facts)| facts.producer != producer);
    let parts_price = Money::total(currency, same.map(cost));
    let loss = Money::total(currency, of_others.map(cost)) - variant.price;
    let view = |(part, facts): (&Part, &PartFacts)| PartView {
        variant: part.variant.0,
        quantity: part.quantity,
        name: facts.name.to_string(),
        label: facts.label.clone(),
        price: facts.price,
        withdrawn: facts.withdrawn,
    };
    variant.is_bundle().then(|| BundleView {
        parts: known.map(view).collect(),
        parts_price,
        loss: (loss.minor() > 0).then_some(loss),
    })
}
