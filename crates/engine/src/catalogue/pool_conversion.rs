use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_catalogue::{Product, Size, Supply, UnitGraph, Variant, pool_draw};
use sillon_identity::{Actor, ManageProducts, Permit};
use sillon_kernel::{Dimension, ProductId, Quantity, Revised, SupplyId};
use sillon_lists::MovedStock;
use sillon_store::{Repositories, Tx};

use crate::{Error, Ids, catalogue::save_goods::save_variants, catalogue::supply::set_pool};

/// What one item of a size takes of its product's supply, and by its dimension from which of them: all sizes that the
/// product's units convert into each other share one.
pub(crate) fn draw(product: &Product, size: &Size) -> Quantity {
    // Units that contradict themselves are refused when they are set; sizes are then measured by themselves.
    let graph = UnitGraph::of(&product.units).unwrap_or_default();
    pool_draw(&graph, size)
}

/// What a size took of one supply, and takes of another since its product's units changed.
pub(crate) struct Redrawn {
    from: SupplyId,
    took: Quantity,
    to: SupplyId,
    takes: Quantity,
}

impl From<MovedStock> for Redrawn {
    fn from(MovedStock { from, took, to, takes }: MovedStock) -> Self {
        Self { from, took, to, takes }
    }
}

/// The sizes draw as the product's units have it now; what each that moved took and takes.
pub(crate) fn draw_anew(
    tx: &mut Tx<'_>,
    who: (&Actor, &Permit<ManageProducts>),
    ids: &Ids,
    product: &Product,
    variants: &[Variant],
) -> Result<Vec<Redrawn>, Error> {
    let mut supplies = by_dimension(tx.catalogue().supplies(&[product.id])?);
    let (mut redrawn, mut sizes) = (Vec::new(), Vec::new());
    for variant in variants.iter().filter(|variant| draw(product, &variant.size) != variant.draw) {
        let (supply, draw) = put_supply(tx, ids, &mut supplies, product, &variant.size)?;
        let size = Variant { supply, draw, ..variant.clone() };
        sizes.push(Revised::from(variant.clone(), size));
        if supply != variant.supply {
            let took = variant.draw;
            redrawn.push(Redrawn { from: variant.supply, took, to: supply, takes: draw });
        }
    }
    save_variants(tx, who, &sizes)?;
    // What others still draw on stays where it is.
    let stays = |redrawn: &Redrawn| {
        variants.iter().any(|variant| {
            variant.supply == redrawn.from && draw(product, &variant.size) == variant.draw
        })
    };
    redrawn.retain(|redrawn| !stays(redrawn));
    Ok(redrawn)
}

/// Moves what was left of supplies that no size draws on any more to where their sizes draw now, at the ratio of the first
/// of them. Cycles are locked before: checkouts lock in this order too.
pub(crate) fn move_stock(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    redrawn: Vec<Redrawn>,
) -> Result<(), Error> {
    let mut moves: BTreeMap<SupplyId, Redrawn> = BTreeMap::new();
    for one in redrawn {
        moves.entry(one.from).or_insert(one);
    }
    let touched: BTreeSet<SupplyId> =
        moves.values().flat_map(|moved| [moved.from, moved.to]).collect();
    let mut locked = BTreeMap::new();
    for supply in touched {
        locked.insert(supply, tx.catalogue().lock_supply(supply)?);
    }
    for Redrawn { from, took, to, takes } in moves.into_values() {
        let (Some(old), Some(new)) = (locked.get(&from), locked.get(&to)) else { continue };
        let items = i128::from(old.available_milli) * i128::from(takes.milli());
        let more = i64::try_from(items / i128::from(took.milli().max(1))).unwrap_or(i64::MAX);
        let available = new.available_milli.saturating_add(more);
        let on_demand = new.on_demand || old.on_demand;
        let emptied = set_pool(tx, actor, ids, old, (0, false))?;
        let filled = set_pool(tx, actor, ids, new, (available, on_demand))?;
        locked.extend([(from, emptied), (to, filled)]);
    }
    Ok(())
}

/// Supplies by product and dimension, as far as they are known.
pub(crate) type Supplies = HashMap<(ProductId, Dimension), Supply>;

/// Supplies under what they are found by.
pub(crate) fn by_dimension(supplies: impl IntoIterator<Item = Supply>) -> Supplies {
    supplies.into_iter().map(|supply| ((supply.product, supply.dimension), supply)).collect()
}

/// The supply a size of a product draws on, made empty where it is not there yet, and how much one item takes.
pub(crate) fn put_supply(
    tx: &mut Tx<'_>,
    ids: &Ids,
    supplies: &mut Supplies,
    product: &Product,
    size: &Size,
) -> Result<(SupplyId, Quantity), Error> {
    let draw = draw(product, size);
    let place = (product.id, draw.dimension());
    if let Some(supply) = supplies.get(&place) {
        return Ok((supply.id, draw));
    }
    let supply = Supply {
        id: ids.next(tx.now()),
        producer: product.producer,
        product: product.id,
        dimension: draw.dimension(),
        available_milli: 0,
        on_demand: false,
    };
    tx.catalogue().add_supply(&supply)?;
    let id = supply.id;
    supplies.insert(place, supply);
    Ok((id, draw))
}
