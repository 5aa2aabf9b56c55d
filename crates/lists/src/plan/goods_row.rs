use std::collections::HashMap;

use sillon_kernel::{Name, looks_alike, name_key};

use crate::ListRow;
use sillon_catalogue::{Patch, Product, ProductEdit, Variant, VariantEdit};

/// The shelf a row names, as the producer writes it where it has one that looks so.
pub(crate) fn shelf<'r>(row: &'r ListRow, categories: &'r HashMap<String, Name>) -> &'r Name {
    let known = categories.get(&name_key(&row.category));
    known.filter(|known| looks_alike(known, &row.category)).unwrap_or(&row.category)
}

/// What a row changes of its product. A name that looks as the one there is stays as it is written, and so does a shelf that the
/// producer has already: what nobody sees makes no other.
pub(crate) fn edit_of_product(
    row: &ListRow,
    product: &Product,
    categories: &HashMap<String, Name>,
) -> ProductEdit {
    let unless_alike = |was: &Name, said: &Name, becomes: &Name| {
        if looks_alike(was, said) { Patch::Keep } else { Patch::Set(becomes.clone()) }
    };
    ProductEdit {
        name: unless_alike(&product.name, &row.name, &row.name),
        category: unless_alike(&product.category, &row.category, shelf(row, categories)),
        ..row.product.clone().edit()
    }
}

/// What a row changes of its size, which was found by how much it is and what it is called: a unit in its plural or in another
/// language is the one there is.
pub(crate) fn edit_of_variant(row: &ListRow, variant: &Variant) -> VariantEdit {
    let looks_so = variant.name.as_ref().zip(row.display_name.as_ref());
    let name = match looks_so {
        Some((was, said)) if looks_alike(was, said) => Patch::Keep,
        Some(_) | None => Patch::Set(row.display_name.clone()),
    };
    // A deposit is in the currency of its price.
    let is_foreign =
        variant.deposit.is_some_and(|deposit| deposit.currency() != row.price.currency());
    let deposit = match row.variant.deposit {
        Patch::Keep if is_foreign => Patch::Set(None),
        said => said,
    };
    VariantEdit { name, price: Patch::Set(row.price), deposit, ..row.variant.clone() }
}
