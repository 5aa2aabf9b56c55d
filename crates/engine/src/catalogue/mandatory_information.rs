use std::collections::BTreeSet;

use sillon_catalogue::{Missing, Product, Variant};
use sillon_kernel::{ProductId, VariantId};
use sillon_lists::Edited;
use sillon_store::{Repositories, Tx};
use sillon_week::ShelfItem;

use crate::{
    Error,
    catalogue::compliance::{Facts, key, refuse},
};

/// A product with its sizes.
type Sized<'p> = (&'p Product, &'p [Variant]);

/// Refuses an edit that takes away, of goods on sale, what the law wants shoppers to know.
pub(crate) fn keep_mandatory_information(
    tx: &mut Tx<'_>,
    before: Sized<'_>,
    after: Sized<'_>,
) -> Result<(), Error> {
    let facts = Facts::of(tx, &BTreeSet::from([after.0.producer]), before.1.iter().chain(after.1))?;
    let missing = taken_away(&facts, before, after);
    if missing.is_empty() {
        return Ok(());
    }
    let sizes: Vec<VariantId> = after.1.iter().map(|variant| variant.id).collect();
    let on_sale = tx.goods().on_sale(&sizes)?;
    refuse(of_those_on_sale(missing, after.1, &on_sale).collect())
}

/// What a list would take away, of goods on sale, of what the law wants shoppers to know: by the line that speaks of it.
pub(crate) fn taken_away_by_list<'e>(
    tx: &mut Tx<'_>,
    edited: impl Iterator<Item = &'e Edited>,
) -> Result<Vec<(u64, Missing)>, Error> {
    let edited: Vec<&Edited> = edited.collect();
    let producers = edited.iter().map(|edited| edited.after.0.producer).collect();
    let sizes = edited.iter().flat_map(|edited| edited.before.1.iter().chain(&edited.after.1));
    let facts = Facts::of(tx, &producers, sizes)?;
    let missing = edited.into_iter().map(|edited| {
        let (before, after) = (&edited.before, &edited.after);
        (edited, taken_away(&facts, (&before.0, &before.1), (&after.0, &after.1)))
    });
    let missing: Vec<(&Edited, Vec<Missing>)> =
        missing.filter(|(_, missing)| !missing.is_empty()).collect();
    let sizes = missing.iter().flat_map(|(edited, _)| &edited.after.1);
    let sizes: Vec<VariantId> = sizes.map(|variant| variant.id).collect();
    let on_sale = tx.goods().on_sale(&sizes)?;
    let mut by_line: Vec<(u64, Missing)> = Vec::new();
    for (edited, missing) in missing {
        let missing = of_those_on_sale(missing, &edited.after.1, &on_sale);
        by_line.extend(missing.map(|missing| (edited.line(missing.variant), missing)));
    }
    by_line.sort_by_key(|(line, _)| *line);
    Ok(by_line)
}

/// Refuses to offer sizes again, in cycles that carry them, of which the law wants shoppers to know what nobody says.
pub(crate) fn offer_what_is_said(tx: &mut Tx<'_>, offered: &[&ShelfItem]) -> Result<(), Error> {
    let sizes: Vec<VariantId> = offered.iter().map(|item| item.variant).collect();
    let on_sale = tx.goods().on_sale(&sizes)?;
    let back = offered.iter().filter(|item| on_sale.contains(&item.variant));
    let products: BTreeSet<ProductId> = back.map(|item| item.product).collect();
    if products.is_empty() {
        return Ok(());
    }
    let products = Vec::from_iter(products);
    let mut sizes = tx.catalogue().variants(&products)?;
    sizes.retain(|variant| on_sale.contains(&variant.id));
    for size in &mut sizes {
        size.withdrawn = false;
    }
    let products = tx.catalogue().products_of(&products)?;
    let producers = products.iter().map(|product| product.producer).collect();
    let facts = Facts::of(tx, &producers, sizes.iter())?;
    let missing = products.iter().flat_map(|product| {
        let sizes: Vec<Variant> =
            sizes.iter().filter(|variant| variant.product == product.id).cloned().collect();
        facts.missing(product, &sizes)
    });
    refuse(missing.collect())
}

/// What is missing of a product after an edit and was not before.
fn taken_away(
    facts: &Facts,
    (old, old_sizes): Sized<'_>,
    (new, new_sizes): Sized<'_>,
) -> Vec<Missing> {
    if new.withdrawn {
        return Vec::new();
    }
    // What comes back was not on sale, so that it said nothing.
    let was_away = |(old, new): (&Variant, &Variant)| old.withdrawn && !new.withdrawn;
    let comes_back = old.withdrawn || old_sizes.iter().zip(new_sizes).any(was_away);
    let missed = if comes_back { Vec::new() } else { facts.missing(old, old_sizes) };
    let before: BTreeSet<_> = missed.iter().map(key).collect();
    let mut after = facts.missing(new, new_sizes);
    after.retain(|missing| !before.contains(&key(missing)));
    after
}

/// What is missing of sizes that are on sale, or of a product of which one is.
fn of_those_on_sale(
    missing: Vec<Missing>,
    sizes: &[Variant],
    on_sale: &BTreeSet<VariantId>,
) -> impl Iterator<Item = Missing> {
    let is_sold = |variant: &Variant| !variant.withdrawn && on_sale.contains(&variant.id);
    let sold: BTreeSet<VariantId> =
        sizes.iter().filter(|variant| is_sold(variant)).map(|variant| variant.id).collect();
    missing.into_iter().filter(move |missing| match missing.variant {
        Some(variant) => sold.contains(&variant),
        None => !sold.is_empty(),
    })
}
