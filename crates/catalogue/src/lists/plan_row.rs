use std::collections::{BTreeSet, HashMap};

use sillon_kernel::{Name, ProductId, Quantity, SupplyId, VariantId, looks_alike, name_key};

use crate::{ListRow, Product, Storage, TaxCategory, Variant, goes_on};

/// The shelf a row names, as the producer writes it where it has one that looks so.
pub(crate) fn shelf<'r>(row: &'r ListRow, categories: &'r HashMap<String, Name>) -> &'r Name {
    let known = categories.get(&name_key(&row.category));
    known.filter(|known| looks_alike(known, &row.category)).unwrap_or(&row.category)
}

/// The product as the list has it. A name that looks as the one there is stays as it is written, and so does a shelf that the
/// producer has already: what nobody sees makes no other.
pub(crate) fn become_product(
    row: &ListRow,
    product: &mut Product,
    categories: &HashMap<String, Name>,
) {
    fn put<T: Clone>(field: &mut T, said: Option<&Option<T>>, nothing: T) {
        if let Some(said) = said {
            *field = said.clone().unwrap_or(nothing);
        }
    }
    fn put_optional<T: Clone>(field: &mut Option<T>, said: Option<&Option<T>>) {
        if let Some(said) = said {
            field.clone_from(said);
        }
    }
    /// A blank leaves it as it is.
    fn put_said<T: Clone>(field: &mut T, said: Option<&Option<T>>) {
        if let Some(Some(said)) = said {
            field.clone_from(said);
        }
    }
    let says = &row.product;
    if !looks_alike(&product.name, &row.name) {
        product.name.clone_from(&row.name);
    }
    if !looks_alike(&product.category, &row.category) {
        product.category.clone_from(shelf(row, categories));
    }
    // What is listed is sold, unless the list says otherwise.
    product.withdrawn = says.withdrawn.flatten().unwrap_or(false);
    put_optional(&mut product.description, says.description.as_ref());
    put(&mut product.storage, says.storage.as_ref(), Storage::Ambient);
    put_optional(&mut product.kind, says.kind.as_ref());
    put(&mut product.labels, says.labels.as_ref(), BTreeSet::new());
    put(&mut product.properties, says.properties.as_ref(), Vec::new());
    put_said(&mut product.inherits_properties, says.inherits_properties.as_ref());
    put(&mut product.units, says.units.as_ref(), Vec::new());
    let food = &mut product.food;
    put(&mut food.prepacked, says.prepacked.as_ref(), false);
    put_said(&mut food.allergens, says.allergens.as_ref());
    put_optional(&mut food.ingredients, says.ingredients.as_ref());
    put_optional(&mut food.origin, says.origin.as_ref());
    put_optional(&mut food.durability, says.durability.as_ref());
    put_optional(&mut food.alcohol, says.alcohol.as_ref());
}

pub(crate) fn become_variant(
    row: &ListRow,
    id: VariantId,
    product: ProductId,
    supply: SupplyId,
    draw: Quantity,
    before: Option<&Variant>,
) -> Variant {
    let says = row.variant.clone();
    Variant {
        id,
        product,
        sku: says.sku.unwrap_or_else(|| before.and_then(|before| before.sku.clone())),
        name: match before.and_then(|before| before.name.as_ref()).zip(row.display_name.as_ref()) {
            Some((was, said)) if looks_alike(was, said) => Some(was.clone()),
            Some(_) | None => row.display_name.clone(),
        },
        // The variant was found by its size: a unit in its plural or in another language is the one there is.
        size: before.map_or_else(|| row.size.clone(), |before| before.size.clone()),
        price: row.price,
        tax: says.tax.or(before.map(|before| before.tax)).unwrap_or(TaxCategory::Reduced),
        supply,
        draw,
        // A deposit is in the currency of its price.
        deposit: says
            .deposit
            .unwrap_or_else(|| before.and_then(|before| before.deposit))
            .filter(|deposit| deposit.currency() == row.price.currency()),
        deposit_kind: says
            .deposit_kind
            .or(before.map(|before| before.deposit_kind))
            .unwrap_or_default(),
        heaviest: says.heaviest.unwrap_or_else(|| before.and_then(|before| before.heaviest)),
        content: says.content.unwrap_or_else(|| before.and_then(|before| before.content)),
        display_as: says
            .display_as
            .unwrap_or_else(|| before.and_then(|before| before.display_as.clone())),
        reduced_since: before
            .and_then(|before| goes_on((Some(before.price), before.reduced_since), row.price)),
        // What is listed is sold, unless the list says otherwise.
        withdrawn: says.withdrawn.unwrap_or(false),
    }
}
