use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use sillon_catalogue::{Allergens, Storage, Supply};
use sillon_enterprises::Label;
use sillon_identity::{Actor, ReadCycles};
use sillon_kernel::{EnterpriseId, Money, Page, PageRequest, ProductId, SupplyId, VariantId};
use sillon_store::{ProductBrief, Repositories, SizeBrief, Tx};

use crate::{
    Engine, Error,
    catalogue::assortment::{HeldToday, Wanted},
};

impl Engine {
    /// A page of the goods an enterprise may sell: its own, and those of the producers that let it. The page's cursor is how
    /// many came before.
    ///
    /// # Errors
    ///
    /// A refusal unless the actor coordinates for the enterprise.
    pub async fn sellable(
        &self,
        actor: Actor,
        seller: EnterpriseId,
        wanted: Wanted,
        page: PageRequest,
    ) -> Result<Page<Sellable>, Error> {
        let stocks = Arc::clone(&self.stocks);
        self.read(move |tx| {
            let seller = actor.permit::<ReadCycles>(seller)?.enterprise();
            let stock = stocks.of(tx, seller)?;
            let before: usize =
                page.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or_default();
            let most = usize::try_from(page.limit).unwrap_or(usize::MAX);
            let held = HeldToday::of(tx, &stock.suppliers)?;
            let mut found = stock.find(&wanted, &held).skip(before);
            let briefs: Vec<&ProductBrief> = found.by_ref().take(most).collect();
            let next = found.next().map(|_| (before + briefs.len()).to_string());
            Ok(Page { items: read_sellable(tx, &briefs, &held)?, next })
        })
        .await
    }
}

/// What is sold of briefs, in their order: all but what is left is in the briefs.
fn read_sellable(
    tx: &mut Tx<'_>,
    briefs: &[&ProductBrief],
    held: &HeldToday,
) -> Result<Vec<Sellable>, Error> {
    let sizes = briefs.iter().flat_map(|brief| &brief.sizes);
    let pools: BTreeSet<SupplyId> = sizes.map(|size| size.supply).collect();
    let left = tx.goods().supplies(&Vec::from_iter(pools))?.into_iter();
    let left: HashMap<SupplyId, Supply> = left.map(|supply| (supply.id, supply)).collect();
    let on_sale = |size: &SizeBrief| {
        Some(SellableSize {
            variant: size.variant,
            label: size.label.clone(),
            price: size.price,
            available: left.get(&size.supply)?.whole_items(size.draw),
        })
    };
    let sellable = |brief: &&ProductBrief| Sellable {
        product: brief.id,
        name: brief.name.clone(),
        producer: brief.producer,
        producer_name: brief.producer_name.clone(),
        category: brief.category.clone(),
        storage: brief.storage,
        labels: brief.labels.iter().copied().filter(|it| held.shows(brief, *it)).collect(),
        allergens: brief.allergens.clone(),
        sizes: brief.sizes.iter().filter_map(on_sale).collect(),
    };
    Ok(briefs.iter().map(sellable).collect())
}

/// A product an enterprise may sell, and its sizes on sale.
#[derive(Debug)]
pub struct Sellable {
    /// Which product.
    pub product: ProductId,
    /// What it is called.
    pub name: String,
    /// Who makes it.
    pub producer: EnterpriseId,
    /// What its producer is called.
    pub producer_name: String,
    /// The shelf it stands on.
    pub category: String,
    /// How cold it must be kept.
    pub storage: Storage,
    /// The labels it may show today.
    pub labels: Vec<Label>,
    /// What is known of its allergens.
    pub allergens: Allergens,
    /// Its sizes on sale.
    pub sizes: Vec<SellableSize>,
}

/// A size an enterprise may sell.
#[derive(Debug)]
pub struct SellableSize {
    /// Which.
    pub variant: VariantId,
    /// What people read beside the product's name, such as `500 g`.
    pub label: String,
    /// What the producer asks for one item.
    pub price: Money,
    /// How many items are left; none when they are made on demand.
    pub available: Option<u32>,
}
