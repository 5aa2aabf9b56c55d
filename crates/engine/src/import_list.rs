use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_catalogue::{ImportRefused, ListRow, Product, Variant, unknown_producers};
use sillon_identity::{Actor, ManageProducts};
use sillon_kernel::{EnterpriseId, ProductId, Quantity, SupplyId, VariantId, fold};
use sillon_store::Tx;

use crate::{
    Error, Ids,
    count_supply::set_supply,
    draw::{Supplies, by_dimension, put_supply},
};

/// What an import changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Variants that were not there before.
    pub added: usize,
    /// Variants that were.
    pub updated: usize,
    /// The producers whose lists were read.
    pub producers: BTreeSet<EnterpriseId>,
    /// Every variant of the list.
    pub variants: BTreeSet<VariantId>,
}

/// Brings producers' products, variants and supplies to what a list says, all of it or nothing.
///
/// A row updates the variant of its producer, product and size; an unknown one is added. The sizes of a product draw on
/// one supply per dimension, which becomes the sum of what the rows have on hand.
///
/// # Errors
///
/// [`ImportRefused`] with every row whose producer is not one the actor may list products for.
pub fn import_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    rows: &[ListRow],
) -> Result<Imported, Error> {
    let producers = producers(tx, actor, rows)?;
    let mut by_producer: BTreeMap<EnterpriseId, Vec<&ListRow>> = BTreeMap::new();
    for row in rows {
        if let Some(producer) = producers.get(&fold(&row.producer)) {
            by_producer.entry(*producer).or_default().push(row);
        }
    }
    tx.enterprises().lock_lists(&by_producer.keys().copied().collect::<Vec<_>>())?;
    let mut imported = Imported::default();
    let mut counted = Counted::new();
    for (producer, rows) in by_producer {
        import_producer(tx, ids, producer, &rows, &mut imported, &mut counted)?;
        imported.producers.insert(producer);
    }
    // Cycles before supplies, supplies by id: checkouts lock in this order too, so that neither waits for the other.
    let variants: Vec<VariantId> = imported.variants.iter().copied().collect();
    tx.cycles().touch_carrying(&variants)?;
    for (supply, Count { on_hand_milli, on_demand }) in counted {
        let supply = tx.catalogue().lock_supply(supply)?;
        let available = on_hand_milli.unwrap_or(supply.available_milli);
        set_supply(tx, ids, &supply, available, on_demand, "import")?;
    }
    Ok(imported)
}

/// What the rows of a list say of each supply.
type Counted = BTreeMap<SupplyId, Count>;

/// What the rows that draw on a supply say of it.
#[derive(Default)]
struct Count {
    /// The sum of what they have on hand; none when none says.
    on_hand_milli: Option<i64>,
    on_demand: bool,
}

/// The producers the rows name that the actor may list products for, by folded name.
fn producers(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rows: &[ListRow],
) -> Result<HashMap<String, EnterpriseId>, Error> {
    let names: BTreeSet<String> = rows.iter().map(|row| fold(&row.producer)).collect();
    let found = tx.enterprises().producers_named(&Vec::from_iter(names))?;
    let may = |producer: EnterpriseId| actor.permit::<ManageProducts>(producer).is_ok();
    let known: HashMap<String, EnterpriseId> =
        found.into_iter().filter(|(_, producer)| may(*producer)).collect();
    let faults = unknown_producers(rows, &|name| known.contains_key(name));
    if faults.is_empty() { Ok(known) } else { Err(ImportRefused(faults).into()) }
}

/// A producer's catalogue while a list is read into it.
struct Shelf {
    producer: EnterpriseId,
    products: HashMap<String, Product>,
    variants: HashMap<ProductId, Vec<Variant>>,
    supplies: Supplies,
}

impl Shelf {
    fn load(tx: &mut Tx<'_>, producer: EnterpriseId) -> Result<Self, Error> {
        let products = tx.catalogue().products(producer)?;
        let known: Vec<ProductId> = products.iter().map(|product| product.id).collect();
        let mut variants: HashMap<ProductId, Vec<Variant>> = HashMap::new();
        for variant in tx.catalogue().variants(&known)? {
            variants.entry(variant.product).or_default().push(variant);
        }
        let supplies = by_dimension(tx.catalogue().supplies(&known)?);
        Ok(Self {
            producer,
            products: products.into_iter().map(|product| (fold(&product.name), product)).collect(),
            variants,
            supplies,
        })
    }
}

fn import_producer(
    tx: &mut Tx<'_>,
    ids: &Ids,
    producer: EnterpriseId,
    rows: &[&ListRow],
    imported: &mut Imported,
    counted: &mut Counted,
) -> Result<(), Error> {
    let mut shelf = Shelf::load(tx, producer)?;
    for row in rows {
        let product = put_product(tx, ids, &mut shelf, row)?;
        let from = put_supply(tx, ids, &mut shelf.supplies, &product, &row.size)?;
        let count = counted.entry(from.0).or_default();
        count.on_demand |= row.on_demand;
        if let Some(more) = row.on_hand {
            count.on_hand_milli = Some(count.on_hand_milli.unwrap_or_default() + more.milli());
        }
        put_variant(tx, ids, &mut shelf, product.id, from, row, imported)?;
    }
    Ok(())
}

/// The product a row names, as the row describes it.
fn put_product(
    tx: &mut Tx<'_>,
    ids: &Ids,
    shelf: &mut Shelf,
    row: &ListRow,
) -> Result<Product, Error> {
    let now = tx.now();
    let name = fold(&row.name);
    let known = shelf.products.get(&name);
    let anew =
        || Product::new(ids.next(now), shelf.producer, row.name.clone(), row.category.clone());
    let product = Product {
        name: row.name.clone(),
        category: row.category.clone(),
        description: row.description.clone(),
        storage: row.storage,
        withdrawn: false,
        ..known.cloned().unwrap_or_else(anew)
    };
    if known != Some(&product) {
        tx.catalogue().save_product(&product, now)?;
    }
    shelf.products.insert(name, product.clone());
    Ok(product)
}

/// The variant of a row: the one of its product, size and name, or a new one.
fn put_variant(
    tx: &mut Tx<'_>,
    ids: &Ids,
    shelf: &mut Shelf,
    product: ProductId,
    (supply, draw): (SupplyId, Quantity),
    row: &ListRow,
    imported: &mut Imported,
) -> Result<(), Error> {
    let known = shelf.variants.entry(product).or_default();
    let same = |variant: &&mut Variant| {
        variant.size == row.size
            && variant.name.as_deref().map(fold) == row.display_name.as_deref().map(fold)
    };
    let existing = known.iter_mut().find(same);
    let variant = Variant {
        id: existing.as_ref().map_or_else(|| ids.next(tx.now()), |variant| variant.id),
        product,
        sku: row.sku.clone(),
        name: row.display_name.clone(),
        size: row.size.clone(),
        price: row.price,
        tax: row.tax,
        supply,
        draw,
        deposit: existing.as_ref().and_then(|variant| variant.deposit),
        heaviest: existing.as_ref().and_then(|variant| variant.heaviest),
        content: existing.as_ref().and_then(|variant| variant.content),
        display_as: existing.as_ref().and_then(|variant| variant.display_as.clone()),
        withdrawn: false,
    };
    imported.variants.insert(variant.id);
    match existing {
        Some(existing) if *existing == variant => imported.updated += 1,
        Some(existing) => {
            tx.catalogue().save_variant(&variant)?;
            *existing = variant;
            imported.updated += 1;
        }
        None => {
            tx.catalogue().save_variant(&variant)?;
            known.push(variant);
            imported.added += 1;
        }
    }
    Ok(())
}
