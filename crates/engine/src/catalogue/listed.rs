use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use sillon_catalogue::{Product, Supply, Variant};
use sillon_enterprises::{Enterprise, Property};
use sillon_identity::{Actor, ManageProducts, Permit, ReadProducts};
use sillon_kernel::{
    EnterpriseId, Failure, FailureKind, Page, PageRequest, Picture, ProductId, SupplyId, VariantId,
};
use sillon_store::{ProductFilter, Repositories, Tx};

use crate::{
    Error,
    catalogue::part_facts::{PartFacts, facts_of_parts},
    catalogue::season::is_in_season,
    error::refusals,
};

/// A product with the sizes it is sold in and the supplies they draw on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductWithSizes {
    /// The product.
    pub product: Product,
    /// Its sizes, also those withdrawn.
    pub variants: Vec<Variant>,
    /// What is told of what its bundles are put together from.
    pub parts: BTreeMap<VariantId, PartFacts>,
    /// Its supplies.
    pub supplies: BTreeMap<SupplyId, Supply>,
    /// Its pictures, in order.
    pub pictures: Vec<Picture>,
    /// What its producer says of all it makes.
    pub producer_says: Arc<[Property]>,
    /// Whether it is in season now, where its producer is; unknown of what is not in the table of seasons.
    pub in_season: Option<bool>,
}

/// A page of a producer's products, for those who manage them, and for hubs that may sell them.
///
/// # Errors
///
/// A refusal unless the actor may see them.
pub fn listed_products(
    tx: &mut Tx<'_>,
    actor: &Actor,
    producer: EnterpriseId,
    wanted: &ProductFilter,
    page: &PageRequest,
) -> Result<Page<ProductWithSizes>, Error> {
    may_see_products(tx, actor, producer)?;
    let page = tx.catalogue().page_of_products(producer, wanted, page)?;
    Ok(Page { items: with_sizes(tx, producer, page.items)?, next: page.next })
}

/// A product, for those who read it as its producer does.
///
/// # Errors
///
/// Missing when there is none, or the actor does not read its producer's products.
pub fn listed_product(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ProductId,
) -> Result<ProductWithSizes, Error> {
    let product = tx.catalogue().product(id)?;
    let permit = actor.permit::<ReadProducts>(product.producer)?;
    with_sizes(tx, permit.enterprise(), vec![product])?.pop().ok_or(Error::missing("product"))
}

/// Products of one producer with their sizes.
fn with_sizes(
    tx: &mut Tx<'_>,
    producer: EnterpriseId,
    products: Vec<Product>,
) -> Result<Vec<ProductWithSizes>, Error> {
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ProductId> = products.iter().map(|product| product.id).collect();
    let said = tx.profiles().properties(&[producer])?.pop();
    let said: Arc<[Property]> = said.map(|(_, said)| said.into()).unwrap_or_default();
    let now = tx.now();
    let zone = tx.enterprises().get(producer)?.zone;
    let bare = |product: Product| ProductWithSizes {
        in_season: is_in_season(&product, now, &zone),
        producer_says: Arc::clone(&said),
        product,
        variants: Vec::new(),
        parts: BTreeMap::new(),
        supplies: BTreeMap::new(),
        pictures: Vec::new(),
    };
    let mut listed: HashMap<ProductId, ProductWithSizes> =
        products.into_iter().map(|product| (product.id, bare(product))).collect();
    for variant in tx.catalogue().variants(&ids)? {
        if let Some(listed) = listed.get_mut(&variant.product) {
            listed.variants.push(variant);
        }
    }
    let parts = facts_of_parts(tx, listed.values().flat_map(|listed| &listed.variants))?;
    for listed in listed.values_mut() {
        let own = listed.variants.iter().flat_map(|size| &size.parts).map(|part| part.variant);
        let own = own.filter_map(|part| Some((part, parts.get(&part)?.clone())));
        listed.parts = own.collect();
    }
    for supply in tx.catalogue().supplies(&ids)? {
        if let Some(listed) = listed.get_mut(&supply.product) {
            listed.supplies.insert(supply.id, supply);
        }
    }
    for (product, picture) in tx.images().of_products(&ids)? {
        if let Some(listed) = listed.get_mut(&product) {
            listed.pictures.push(picture);
        }
    }
    Ok(ids.iter().filter_map(|id| listed.remove(id)).collect())
}

/// A producer's list, which nobody else changes until the transaction ends, who changes it, and the right to.
pub(crate) struct LockedList<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) by: Permit<ManageProducts>,
    pub(crate) producer: Enterprise,
}

impl LockedList<'_> {
    /// Who changes it, with the right to.
    pub(crate) fn who(&self) -> (&Actor, &Permit<ManageProducts>) {
        (self.actor, &self.by)
    }
}

/// Locks a producer's list.
pub(crate) fn lock_list<'a>(
    tx: &mut Tx<'_>,
    actor: &'a Actor,
    producer: EnterpriseId,
) -> Result<LockedList<'a>, Error> {
    let by = actor.permit::<ManageProducts>(producer)?;
    tx.enterprises().lock_lists(&[by.enterprise()])?;
    let producer = tx.enterprises().get(by.enterprise())?;
    Ok(LockedList { actor, by, producer })
}

/// Locks the list of a product's producer, and gives the product.
pub(crate) fn lock_product<'a>(
    tx: &mut Tx<'_>,
    actor: &'a Actor,
    id: ProductId,
    known: Option<i64>,
) -> Result<(LockedList<'a>, Product), Error> {
    let producer = tx.catalogue().product(id)?.producer;
    let list = lock_list(tx, actor, producer)?;
    let product = tx.catalogue().product(id)?;
    match known {
        Some(known) if known != product.version => Err(ChangedSince.into()),
        _ => Ok((list, product)),
    }
}

/// Shops that carry the sizes show them anew.
pub(crate) fn touch(tx: &mut Tx<'_>, variants: &[Variant]) -> Result<(), Error> {
    let ids: Vec<_> = variants.iter().map(|variant| variant.id).collect();
    Ok(tx.cycles().touch_carrying(&ids)?)
}

/// What the actor meant to change was changed by somebody else since they read it.
#[derive(Debug, thiserror::Error)]
#[error("it was changed since you read it: read it again, and decide again")]
pub struct ChangedSince;

impl Failure for ChangedSince {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Stale, "changed-since")
    }
}

refusals!(ChangedSince);

/// That the actor may see a producer's products: those who manage them may, and the people of enterprises that may sell
/// them.
///
/// # Errors
///
/// The refusal that whoever may not read the products gets.
pub fn may_see_products(
    tx: &mut Tx<'_>,
    actor: &Actor,
    producer: EnterpriseId,
) -> Result<(), Error> {
    let Err(refused) = actor.permit::<ReadProducts>(producer) else { return Ok(()) };
    let through = actor.acts_for::<ReadProducts>();
    let trust = tx.grants().of_to(producer, &through)?;
    let sees = through.iter().any(|hub| trust.product_rights(producer, *hub).is_some());
    if sees { Ok(()) } else { Err(refused.into()) }
}
