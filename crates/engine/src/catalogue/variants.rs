use std::collections::HashMap;

use sillon_catalogue::{EditRefused, MAX_SIZES, Product, Size, Variant, VariantEdit};
use sillon_identity::Actor;
use sillon_kernel::{Money, ProductId, Quantity, Revised, SupplyId, VariantId};
use sillon_store::{Repositories, Tx};

use crate::{
    Error, Ids, ProductWithSizes,
    catalogue::bundles::{check_parts, check_stays},
    catalogue::listed::{LockedList, listed_product, lock_product, touch},
    catalogue::mandatory_information::keep_mandatory_information,
    catalogue::pool_conversion::{by_dimension, put_supply},
    catalogue::save_goods::save_variants,
    catalogue::supply::set_pool,
    week::log::{note_count, note_size},
};

/// A new size of a product, and what there is of it.
#[derive(Debug, Clone, Default)]
pub struct NewSize {
    /// What is said of it.
    pub edit: VariantEdit,
    /// How much can be sold from now on of the supply it draws on; none leaves that as it is.
    pub available: Option<Quantity>,
    /// Whether as much is made as is ordered; none leaves that as it is.
    pub on_demand: Option<bool>,
}

/// Adds a size to a product.
///
/// # Errors
///
/// Missing when there is no product the actor may manage; every field that breaks a rule.
pub fn add_variant(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    product: ProductId,
    size: NewSize,
) -> Result<(VariantId, ProductWithSizes), Error> {
    let (list, product) = lock_product(tx, actor, product, None)?;
    let id = add_size(tx, ids, &list, &product, size, &mut Counted::default())?;
    Ok((id, listed_product(tx, actor, product.id)?))
}

/// Adds a size to a product of a list that is locked.
pub(crate) fn add_size(
    tx: &mut Tx<'_>,
    ids: &Ids,
    list: &LockedList<'_>,
    product: &Product,
    NewSize { edit, available, on_demand }: NewSize,
    counted: &mut Counted,
) -> Result<VariantId, Error> {
    edit.check_new()?;
    let size = edit.size(&Size::piece())?;
    let mut supplies = by_dimension(tx.catalogue().supplies(&[product.id])?);
    let is_first = supplies.is_empty();
    let from = put_supply(tx, ids, &mut supplies, product, &size)?;
    let free = Money::zero(list.producer.currency);
    let variant = Variant::new(ids.next(tx.now()), product.id, size, free, from);
    let now = tx.now();
    let variant = edit.apply(variant, list.producer.currency, now)?;
    check_distinct(tx, &variant)?;
    check_parts(tx, list, None, &variant)?;
    // There are as many bundles as there are parts, unless it is said how many are packed at most.
    let implied = match available {
        Some(_) => Some(false),
        None => is_first.then_some(true),
    };
    let on_demand = on_demand.or(implied.filter(|_| variant.is_bundle()));
    counted.hear(variant.supply, available, on_demand)?;
    save_variants(tx, list.who(), &[Revised::new(variant.clone())])?;
    count(tx, list, ids, &variant, available, on_demand)?;
    Ok(variant.id)
}

/// What the sizes that are added together say of the supplies they draw on. As in a list, sizes that share one say how much
/// there is of it in all: each says the same, or nothing.
#[derive(Default)]
pub(crate) struct Counted(HashMap<SupplyId, (Option<Quantity>, Option<bool>)>);

impl Counted {
    fn hear(
        &mut self,
        supply: SupplyId,
        available: Option<Quantity>,
        on_demand: Option<bool>,
    ) -> Result<(), EditRefused> {
        let (all, demand) = self.0.entry(supply).or_default();
        if let (Some(all), Some(said)) = (&all, available)
            && *all != said
        {
            let rule = format!(
                "sizes that share a supply say how much there is of it in all, and another says {all}: say it once, or alike"
            );
            return Err(EditRefused::field("available", rule));
        }
        if demand.is_some_and(|demand| on_demand.is_some_and(|said| said != demand)) {
            let rule = "sizes that share a supply are all made on demand, or none of them is";
            return Err(EditRefused::field("on_demand", rule));
        }
        *all = all.or(available);
        *demand = demand.or(on_demand);
        Ok(())
    }
}

/// Sets what there is of a new size, where that was said.
fn count(
    tx: &mut Tx<'_>,
    list: &LockedList<'_>,
    ids: &Ids,
    variant: &Variant,
    available: Option<Quantity>,
    on_demand: Option<bool>,
) -> Result<(), Error> {
    if available.is_none() && on_demand.is_none() {
        return Ok(());
    }
    let supply = tx.catalogue().lock_supply(variant.supply)?;
    if available.is_some_and(|available| available.dimension() != supply.dimension) {
        let rule = format!("its supply is counted by {}", supply.dimension.as_str());
        return Err(EditRefused::field("available", rule).into());
    }
    let milli = available.map_or(supply.available_milli, Quantity::milli);
    let on_demand = on_demand.unwrap_or(supply.on_demand);
    let supply = set_pool(tx, list.actor, ids, &supply, (milli, on_demand))?;
    note_count(tx, &list.by, &supply)
}

/// Changes a size, if its product is still at the version the actor knows, where they name one.
///
/// # Errors
///
/// Missing when there is none the actor may manage; [`ChangedSince`](crate::ChangedSince) when somebody was faster; every
/// field that breaks a rule.
pub fn edit_variant(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: VariantId,
    known: Option<i64>,
    edit: VariantEdit,
) -> Result<ProductWithSizes, Error> {
    let product = tx.catalogue().variant(id)?.product;
    let (list, product) = lock_product(tx, actor, product, known)?;
    let old = tx.catalogue().variant(id)?;
    check_stays(&old, &edit)?;
    let size = edit.size(&old.size)?;
    // What one item takes follows from its size and its product's units: where neither changes, it stays.
    let (supply, draw) = if size == old.size {
        (old.supply, old.draw)
    } else {
        let mut supplies = by_dimension(tx.catalogue().supplies(&[product.id])?);
        put_supply(tx, ids, &mut supplies, &product, &size)?
    };
    let sized = Variant { size, supply, draw, ..old.clone() };
    let now = tx.now();
    let variant = edit.apply(sized, list.producer.currency, now)?;
    if variant != old {
        check_distinct(tx, &variant)?;
        check_parts(tx, &list, Some(&old), &variant)?;
        keep_mandatory_information(
            tx,
            (&product, std::slice::from_ref(&old)),
            (&product, std::slice::from_ref(&variant)),
        )?;
        let is_listed_anew = (variant.price, variant.withdrawn) != (old.price, old.withdrawn);
        save_variants(tx, list.who(), &[Revised::from(old, variant.clone())])?;
        if is_listed_anew {
            note_size(tx, &list.by, &variant)?;
        }
        touch(tx, &[variant])?;
    }
    listed_product(tx, actor, product.id)
}

/// Takes a size out of every price list; orders that carry it keep showing it.
///
/// # Errors
///
/// Missing when there is none the actor may manage.
pub fn withdraw_variant(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: VariantId,
    known: Option<i64>,
) -> Result<(), Error> {
    let withdrawn = sillon_catalogue::Patch::Set(true);
    let edit = VariantEdit { withdrawn, ..VariantEdit::default() };
    edit_variant(tx, actor, ids, id, known, edit).map(drop)
}

/// A product has each size once, or tells them apart by their names, and not too many of them.
fn check_distinct(tx: &mut Tx<'_>, variant: &Variant) -> Result<(), Error> {
    let others = tx.catalogue().variants(&[variant.product])?;
    let same = |other: &&Variant| other.id != variant.id && other.key() == variant.key();
    if let Some(same) = others.iter().find(same) {
        let rule = format!(
            "the product has this size already, offered or withdrawn: {}; give one of them a name",
            same.id
        );
        return Err(EditRefused::field("size", rule).into());
    }
    if others.len() >= MAX_SIZES && others.iter().all(|other| other.id != variant.id) {
        let rule = format!("a product has at most {MAX_SIZES} sizes");
        return Err(EditRefused::field("size", rule).into());
    }
    Ok(())
}
