//! Sizes that are put together from others.

use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{EditRefused, Product, Variant, VariantEdit};
use sillon_kernel::{EnterpriseId, ProductId, VariantId};
use sillon_store::{Repositories, Tx};

use crate::{
    Error,
    catalogue::{assortment::suppliers, listed::LockedList},
};

/// Checks what a size is put together from: sizes that its seller may sell, and no bundles. What it was put together from before
/// stays allowed.
///
/// # Errors
///
/// [`EditRefused`] of its parts.
pub(crate) fn check_parts(
    tx: &mut Tx<'_>,
    list: &LockedList<'_>,
    old: Option<&Variant>,
    new: &Variant,
) -> Result<(), Error> {
    if old.is_some_and(|old| old.parts == new.parts) {
        return Ok(());
    }
    check_product(tx, new)?;
    if new.parts.is_empty() {
        return Ok(());
    }
    let before: BTreeSet<VariantId> =
        old.into_iter().flat_map(|old| &old.parts).map(|part| part.variant).collect();
    let ids: Vec<VariantId> = new.parts.iter().map(|part| part.variant).collect();
    let sold = sold_by(tx, list.producer.id, &ids)?;
    for (number, part) in (1..).zip(&new.parts) {
        if before.contains(&part.variant) {
            continue;
        }
        let refuse = |rule: String| EditRefused::field("parts", format!("part {number}: {rule}"));
        let rule = "there is no such size that you may sell";
        let (product, size) = sold.get(&part.variant).ok_or_else(|| refuse(rule.to_owned()))?;
        if size.is_bundle() {
            return Err(refuse("a bundle is no part of another".to_owned()).into());
        }
        if size.withdrawn || product.withdrawn {
            return Err(refuse("it is no longer offered".to_owned()).into());
        }
        if size.price.currency() != new.price.currency() {
            let rule = format!("its producer sells in {}", size.price.currency().code());
            return Err(refuse(rule).into());
        }
    }
    Ok(())
}

/// A size stays what it is: put together from others, or not.
///
/// # Errors
///
/// [`EditRefused`] of its parts.
pub(crate) fn check_stays(old: &Variant, edit: &VariantEdit) -> Result<(), EditRefused> {
    if edit.parts.said().is_none_or(|parts| parts.is_empty() != old.is_bundle()) {
        return Ok(());
    }
    let rule =
        "a size is put together from others from the beginning, or never: add another product";
    Err(EditRefused::field("parts", rule))
}

/// All sizes of a product are put together from others, or none of them is.
fn check_product(tx: &mut Tx<'_>, new: &Variant) -> Result<(), Error> {
    let others = tx.catalogue().variants(&[new.product])?;
    let mut others = others.iter().filter(|other| other.id != new.id);
    if others.any(|other| other.is_bundle() != new.is_bundle()) {
        let rule = "all sizes of a product are put together from others, or none of them is";
        return Err(EditRefused::field("parts", rule).into());
    }
    Ok(())
}

/// Those of some sizes that a seller may sell, each with its product.
fn sold_by(
    tx: &mut Tx<'_>,
    seller: EnterpriseId,
    sizes: &[VariantId],
) -> Result<BTreeMap<VariantId, (Product, Variant)>, Error> {
    let suppliers = suppliers(tx, seller)?;
    let producers: BTreeSet<EnterpriseId> = suppliers.iter().map(|it| it.producer).collect();
    let sizes: Vec<Variant> = tx.goods().named(sizes)?.into_iter().map(|(_, size)| size).collect();
    let products: BTreeSet<ProductId> = sizes.iter().map(|size| size.product).collect();
    let products = tx.catalogue().products_of(&Vec::from_iter(products))?.into_iter();
    let products: BTreeMap<ProductId, Product> =
        products.map(|product| (product.id, product)).collect();
    let of_supplier = |size: Variant| {
        let product = products.get(&size.product)?;
        producers.contains(&product.producer).then(|| (size.id, (product.clone(), size)))
    };
    Ok(sizes.into_iter().filter_map(of_supplier).collect())
}
