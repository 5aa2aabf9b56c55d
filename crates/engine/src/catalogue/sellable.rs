use std::{collections::HashMap, sync::Arc};

use sillon_catalogue::{Product, Supply, Variant};
use sillon_enterprises::Label;
use sillon_identity::{Actor, ReadCycles};
use sillon_kernel::{EnterpriseId, Page, PageRequest, ProductId, SupplyId};
use sillon_store::{ProductBrief, Tx};

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
            let held = HeldToday::of(tx, &stock.producers)?;
            let mut found = stock.find(&wanted, &held).skip(before);
            let briefs: Vec<&ProductBrief> = found.by_ref().take(most).collect();
            let next = found.next().map(|_| (before + briefs.len()).to_string());
            Ok(Page { items: read_sellable(tx, &briefs, &held)?, next })
        })
        .await
    }
}

/// The products of briefs with their sizes on sale, in the order of the briefs.
fn read_sellable(
    tx: &mut Tx<'_>,
    briefs: &[&ProductBrief],
    held: &HeldToday,
) -> Result<Vec<Sellable>, Error> {
    let ids: Vec<ProductId> = briefs.iter().map(|brief| brief.id).collect();
    let products = tx.catalogue().products_of(&ids)?.into_iter();
    let mut products: HashMap<_, _> = products.map(|product| (product.id, product)).collect();
    let supplies = tx.catalogue().supplies(&ids)?.into_iter();
    let supplies: HashMap<SupplyId, Supply> = supplies.map(|supply| (supply.id, supply)).collect();
    let mut on_sale: HashMap<ProductId, Vec<(Variant, Supply)>> = HashMap::new();
    for variant in tx.catalogue().variants(&ids)?.into_iter().filter(|variant| !variant.withdrawn) {
        if let Some(supply) = supplies.get(&variant.supply) {
            on_sale.entry(variant.product).or_default().push((variant, supply.clone()));
        }
    }
    let sellable = |brief: &&ProductBrief| {
        Some(Sellable {
            product: products.remove(&brief.id)?,
            labels: brief.labels.iter().copied().filter(|it| held.shows(brief, *it)).collect(),
            producer_name: brief.producer_name.clone(),
            variants: on_sale.remove(&brief.id).unwrap_or_default(),
        })
    };
    Ok(briefs.iter().filter_map(sellable).collect())
}

/// A product an enterprise may sell, and its sizes on sale.
#[derive(Debug)]
pub struct Sellable {
    /// The product.
    pub product: Product,
    /// The labels it may show today.
    pub labels: Vec<Label>,
    /// What its producer is called.
    pub producer_name: String,
    /// Its sizes on sale, each with the pool it is sold from.
    pub variants: Vec<(Variant, Supply)>,
}
