use std::collections::BTreeSet;

use sillon_catalogue::{EditRefused, Product, ProductEdit, Variant};
use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Name, ProductId, Revised, SupplyId, name_key};
use sillon_store::{Repositories, Tx};

use crate::{
    Error, Ids,
    catalogue::bundles::check_parts,
    catalogue::listed::{ProductWithSizes, listed_product, lock_list, lock_product, touch},
    catalogue::mandatory_information::keep_mandatory_information,
    catalogue::pool_conversion::{by_dimension, draw_anew, move_stock, put_supply},
    catalogue::save_goods::{save_products, save_variants},
    catalogue::supply::set_pool,
    catalogue::variants::{Counted, NewSize, add_size},
};

/// The most sizes a product is added with at once.
pub const MAX_NEW_SIZES: usize = 50;

/// Adds a product, with the sizes it is sold in.
///
/// # Errors
///
/// A refusal unless the actor manages the producer's products, with every field that breaks a rule.
pub fn add_product(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    producer: EnterpriseId,
    edit: ProductEdit,
    sizes: Vec<NewSize>,
) -> Result<ProductWithSizes, Error> {
    let list = lock_list(tx, actor, producer)?;
    if !list.producer.is_producer {
        return Err(Error::field("enterprise", "it is no producer: only producers have products"));
    }
    let (Some(name), Some(category)) = (edit.name.said(), edit.category.said()) else {
        let absent = if edit.name.said().is_none() { "name" } else { "category" };
        return Err(EditRefused::field(absent, "every product has one").into());
    };
    if sizes.len() > MAX_NEW_SIZES {
        let rule = format!("a product is added with at most {MAX_NEW_SIZES} sizes");
        return Err(EditRefused::field("variants", rule).into());
    }
    let id = ids.next(tx.now());
    let product = Product::new(id, list.producer.id, name.clone(), category.clone());
    let product = edit.apply(product)?;
    check_name(tx, &product)?;
    save_products(tx, list.who(), &[Revised::new(product.clone())])?;
    let mut counted = Counted::default();
    for size in sizes {
        add_size(tx, ids, &list, &product, size, &mut counted)?;
    }
    listed_product(tx, actor, id)
}

/// Changes a product, if it is still at the version the actor knows, where they name one.
///
/// # Errors
///
/// Missing when there is none the actor may manage; [`ChangedSince`](crate::ChangedSince) when somebody was faster; every field that breaks a
/// rule.
pub fn edit_product(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: ProductId,
    known: Option<i64>,
    edit: ProductEdit,
) -> Result<ProductWithSizes, Error> {
    let (list, old) = lock_product(tx, actor, id, known)?;
    let product = edit.apply(old.clone())?;
    if product != old {
        check_name(tx, &product)?;
        save_products(tx, list.who(), &[Revised::from(old.clone(), product.clone())])?;
        let variants = tx.catalogue().variants(&[id])?;
        keep_mandatory_information(tx, (&old, &variants), (&product, &variants))?;
        let redrawn = if product.units == old.units {
            Vec::new()
        } else {
            draw_anew(tx, list.who(), ids, &product, &variants)?
        };
        touch(tx, &variants)?;
        move_stock(tx, actor, ids, redrawn)?;
    }
    listed_product(tx, actor, id)
}

/// Takes a product off its producer's list, and out of every price list; orders that carry it keep showing it.
///
/// # Errors
///
/// Missing when there is none the actor may manage.
pub fn withdraw_product(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: ProductId,
    known: Option<i64>,
) -> Result<(), Error> {
    let withdrawn = sillon_catalogue::Patch::Set(true);
    let edit = ProductEdit { withdrawn, ..ProductEdit::default() };
    edit_product(tx, actor, ids, id, known, edit).map(drop)
}

/// Adds a product like another, under another name and with nothing to sell yet; its withdrawn sizes are left behind.
///
/// Without a name it gets the old one with a number.
///
/// # Errors
///
/// Missing when there is none the actor may manage; a refusal when the name is taken.
pub fn clone_product(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: ProductId,
    name: Option<Name>,
) -> Result<ProductWithSizes, Error> {
    let (list, old) = lock_product(tx, actor, id, None)?;
    let name = name.map_or_else(|| free_name(tx, &old), Ok)?;
    let copy = ids.next(tx.now());
    let product = Product { id: copy, name, withdrawn: false, version: 0, ..old };
    check_name(tx, &product)?;
    save_products(tx, list.who(), &[Revised::new(product.clone())])?;
    let (mut supplies, mut sizes) = (by_dimension([]), Vec::new());
    for variant in tx.catalogue().variants(&[id])?.into_iter().filter(|variant| !variant.withdrawn)
    {
        let (supply, draw) = put_supply(tx, ids, &mut supplies, &product, &variant.size)?;
        let id = ids.next(tx.now());
        let variant = Variant { id, product: copy, supply, draw, reduced_since: None, ..variant };
        check_parts(tx, &list, None, &variant)?;
        sizes.push(Revised::new(variant));
    }
    save_variants(tx, list.who(), &sizes)?;
    let bundles = sizes.iter().map(|size| &size.now).filter(|size| size.is_bundle());
    let uncounted: BTreeSet<SupplyId> = bundles.map(|bundle| bundle.supply).collect();
    for supply in uncounted {
        let supply = tx.catalogue().lock_supply(supply)?;
        set_pool(tx, actor, ids, &supply, (0, true))?;
    }
    listed_product(tx, actor, copy)
}

/// A producer has one product of a name.
fn check_name(tx: &mut Tx<'_>, product: &Product) -> Result<(), Error> {
    let taken =
        tx.catalogue().products_named(product.producer, std::slice::from_ref(&product.name))?;
    match taken.into_iter().find(|(id, _)| *id != product.id) {
        None => Ok(()),
        Some((id, _)) => {
            let rule =
                format!("the producer has a product of this name, listed or withdrawn: {id}");
            Err(EditRefused::field("name", rule).into())
        }
    }
}

/// A product's name with the first number that no other product of its producer has.
fn free_name(tx: &mut Tx<'_>, product: &Product) -> Result<Name, Error> {
    let stem: String = product.name.chars().take(110).collect();
    let numbered = (2..100).filter_map(|number| Name::parse(&format!("{stem} ({number})")).ok());
    let numbered: Vec<Name> = numbered.collect();
    let taken = tx.catalogue().products_named(product.producer, &numbered)?;
    let taken: BTreeSet<String> = taken.into_iter().map(|(_, name)| name_key(&name)).collect();
    let free = numbered.into_iter().find(|name| !taken.contains(&name_key(name)));
    free.ok_or_else(|| {
        EditRefused::field("name", "there are too many copies: name this one").into()
    })
}
