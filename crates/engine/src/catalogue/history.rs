use std::collections::BTreeMap;

use sillon_identity::{Actor, ReadProducts};
use sillon_kernel::{PageRequest, ProductId};
use sillon_store::{LogKind, Repositories, Tx};

use crate::{Error, HistoryPage, history::named};

/// Who changed what of a product, its sizes, their prices and what there is of it: when, from what to what. What orders took of
/// it is no change.
///
/// # Errors
///
/// Missing when there is none, or the actor does not read its producer's products.
pub fn product_history(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ProductId,
    before: Option<i64>,
    request: &PageRequest,
) -> Result<HistoryPage, Error> {
    let product = tx.catalogue().product(id)?;
    let permit = actor.permit::<ReadProducts>(product.producer)?;
    let page = tx.change_log().of_product(&permit, id, before, request)?;
    let mut called = BTreeMap::new();
    if page.items.iter().any(|change| change.place.kind == LogKind::Variant) {
        for variant in tx.catalogue().variants(&[id])? {
            called.insert(variant.id.0, variant.label());
        }
    }
    named(tx, page, called)
}
