use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{Allergens, Storage, TaxRates};
use sillon_enterprises::Label;
use sillon_kernel::{
    EnterpriseId, Money, ProductId, Quantity, SupplyId, Timestamp, VariantId, Zone,
};
use uuid::Uuid;

/// A change of a supply other than by an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Its own id.
    pub id: Uuid,
    /// Which supply.
    pub supply: SupplyId,
    /// By how much, in thousandths of the base unit; not zero.
    pub delta_milli: i64,
    /// `import` or `count`.
    pub reason: &'static str,
    /// When.
    pub at: Timestamp,
}

/// What tax some enterprises charge where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SellersRates {
    /// The rates of each.
    pub rates: BTreeMap<EnterpriseId, TaxRates>,
    /// When a rate changes next in a country of theirs, as far as it is known.
    pub change_at: Option<Timestamp>,
}

/// Which of a producer's products are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductFilter {
    /// Those with this text in the name, folded.
    pub text: Option<String>,
    /// Those of this category.
    pub category: Option<String>,
    /// Those that were withdrawn, in place of those that are listed.
    pub withdrawn: bool,
}

/// A producer whose goods an enterprise may sell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplier {
    /// Which.
    pub producer: EnterpriseId,
    /// Where it is.
    pub zone: Zone,
    /// How often its goods, or what it says of itself, have changed: what is remembered of them is right while this is the
    /// same.
    pub changes: i64,
}

/// What a product is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductBrief {
    /// Which.
    pub id: ProductId,
    /// Who makes it.
    pub producer: EnterpriseId,
    /// What the producer is called.
    pub producer_name: String,
    /// What it is called.
    pub name: String,
    /// The shelf it stands on.
    pub category: String,
    /// What is said of it.
    pub description: Option<String>,
    /// How cold it must be kept.
    pub storage: Storage,
    /// The labels it claims, those its producer claims for it among them.
    pub labels: BTreeSet<Label>,
    /// What is known of its allergens.
    pub allergens: Allergens,
    /// Its sizes on sale, the smallest first.
    pub sizes: Vec<SizeBrief>,
}

/// What is told of a size on sale, but for what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeBrief {
    /// Which.
    pub variant: VariantId,
    /// What people read beside the product's name, such as `500 g`.
    pub label: String,
    /// What the producer asks for one item.
    pub price: Money,
    /// The pool it is sold from.
    pub supply: SupplyId,
    /// How much one item takes of it.
    pub draw: Quantity,
}
