use std::collections::BTreeMap;

use sillon_catalogue::{PriceHistory, Variant, reduced_from};
use sillon_kernel::{EnterpriseId, Money, Timestamp, VariantId};
use sillon_store::{Repositories, Tx};

use crate::Error;

/// The prices of sizes that are announced as reduced, from the days before on.
pub(crate) struct Reductions {
    histories: BTreeMap<VariantId, PriceHistory>,
    now: Timestamp,
}

impl Reductions {
    /// Reads them of those of these sizes that announce a reduction.
    pub(crate) fn of<'v>(
        tx: &mut Tx<'_>,
        sizes: impl Iterator<Item = &'v Variant>,
    ) -> Result<Self, Error> {
        let announced = sizes.filter_map(|size| Some((size.id, size.reduced_since?)));
        let announced: BTreeMap<VariantId, Timestamp> = announced.collect();
        let histories = match announced.values().min() {
            Some(first) => {
                let ids: Vec<VariantId> = announced.keys().copied().collect();
                tx.price_history().since(&ids, None, PriceHistory::needed_from(*first))?
            }
            None => BTreeMap::new(),
        };
        Ok(Self { histories, now: tx.now() })
    }

    /// Those of the sizes whose announced reduction is none, at the prices they have or are about to have.
    pub(crate) fn that_are_none(&self, sizes: &[Variant]) -> Vec<VariantId> {
        let is_none = |size: &&Variant| {
            let history = self.histories.get(&size.id).cloned().unwrap_or_default();
            size.reduced_since
                .is_some_and(|since| !is_reduced(history, size.price, since, self.now))
        };
        sizes.iter().filter(is_none).map(|size| size.id).collect()
    }
}

/// Whether the price a hub is about to set on a variant is below what it is to be told against.
pub(crate) fn is_reduced_at(
    tx: &mut Tx<'_>,
    hub: EnterpriseId,
    variant: VariantId,
    price: Money,
    since: Timestamp,
) -> Result<bool, Error> {
    let from = PriceHistory::needed_from(since);
    let mut histories = tx.price_history().since(&[variant], Some(hub), from)?;
    Ok(is_reduced(histories.remove(&variant).unwrap_or_default(), price, since, tx.now()))
}

fn is_reduced(history: PriceHistory, price: Money, since: Timestamp, now: Timestamp) -> bool {
    let is_set = history.last() == Some(price);
    let history = if is_set { history } else { history.with(now, price) };
    reduced_from(&history, since).is_some()
}
