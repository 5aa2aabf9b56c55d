use sillon_catalogue::{PriceHistory, lowest_of_30_days};
use sillon_identity::{Actor, Coordinate, ReadProducts};
use sillon_kernel::{EnterpriseId, Money, Page, PageRequest, VariantId};
use sillon_store::{PriceSpan, Repositories, Tx};

use crate::{Error, catalogue::listed::may_see_products};

/// What a variant was sold at.
#[derive(Debug)]
pub struct PricesBefore {
    /// A page of its prices, the latest first.
    pub page: Page<PriceSpan>,
    /// The lowest that applied in the 30 days until now; none where it was not offered before.
    pub lowest_30_days: Option<Money>,
}

/// A page of the prices of a variant: its producer's, and those a hub set on terms of its own, where one is named.
///
/// # Errors
///
/// Missing when there is no variant the actor may see, as its producer's people and those of hubs that may sell it do, or when
/// they are neither of the hub nor of the producer.
pub fn variant_prices(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VariantId,
    hub: Option<EnterpriseId>,
    page: &PageRequest,
) -> Result<PricesBefore, Error> {
    let product = tx.catalogue().variant(id)?.product;
    let producer = tx.catalogue().product(product)?.producer;
    may_see_products(tx, actor, producer)?;
    let is_of = |hub| actor.may::<Coordinate>(hub);
    if hub.is_some_and(|hub| !is_of(hub)) && !actor.may::<ReadProducts>(producer) {
        return Err(Error::missing("hub"));
    }
    let now = tx.now();
    let page = tx.price_history().page(id, hub, page)?;
    let history = tx.price_history().since(&[id], hub, PriceHistory::needed_from(now))?;
    let lowest = history.get(&id).and_then(|history| lowest_of_30_days(history, now));
    Ok(PricesBefore { page, lowest_30_days: lowest })
}
