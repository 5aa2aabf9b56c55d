use std::collections::HashMap;

use sillon_catalogue::{Product, Size, Supply};
use sillon_kernel::{Dimension, ProductId, Quantity, SupplyId};
use sillon_store::Tx;

use crate::{Error, Ids};

/// What one item of a size takes of its product's supply, and by its dimension from which of them: a product has one
/// supply for each dimension, which all its sizes of that dimension share.
pub(crate) fn draw(_product: &Product, size: &Size) -> Quantity {
    size.quantity()
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
