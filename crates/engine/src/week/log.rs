use std::collections::BTreeMap;

use sillon_catalogue::{Plan, Supply, SupplyCount, Variant};
use sillon_kernel::{EnterpriseId, IsoWeek, SupplyId};
use sillon_store::Tx;

use crate::Error;

/// Notes in this week's list of whoever makes it what a supply was set to. The list is locked.
pub(crate) fn note_count(tx: &mut Tx<'_>, supply: &Supply) -> Result<(), Error> {
    let week = this_week(tx, supply.producer)?;
    tx.week().begin(supply.producer, week)?;
    tx.week().list_pool(week, supply.id, supply.available_milli, supply.on_demand)?;
    Ok(())
}

/// Notes in this week's list what a size costs, and whether it is offered. The list is locked.
pub(crate) fn note_size(
    tx: &mut Tx<'_>,
    producer: EnterpriseId,
    size: &Variant,
) -> Result<(), Error> {
    let week = this_week(tx, producer)?;
    tx.week().begin(producer, week)?;
    tx.week().list_size(producer, week, size.id, size.price.minor(), !size.withdrawn)?;
    Ok(())
}

/// Notes in this week's list of each producer what an import put on it: all of it stands as the import left it, but for pools of
/// which the import said nothing, which stand as they were first listed. The lists are locked.
pub(crate) fn note_import(
    tx: &mut Tx<'_>,
    plans: &BTreeMap<EnterpriseId, Plan>,
) -> Result<(), Error> {
    let is_said =
        |count: &SupplyCount| count.available_milli.is_some() || count.on_demand.is_some();
    let producers: Vec<EnterpriseId> = plans.keys().copied().collect();
    for producer in tx.enterprises().of(&producers)? {
        let Some(plan) = plans.get(&producer.id) else { continue };
        let week = IsoWeek::of(tx.now(), &producer.zone);
        let said = plan.counts.iter().filter(|(_, count)| is_said(count));
        let said: Vec<SupplyId> = said.map(|(supply, _)| *supply).collect();
        tx.week().unlist_pools(producer.id, week, &said)?;
        tx.week().begin(producer.id, week)?;
        tx.week().list_prices(producer.id, week)?;
    }
    Ok(())
}

/// The week it is where an enterprise is.
fn this_week(tx: &mut Tx<'_>, producer: EnterpriseId) -> Result<IsoWeek, Error> {
    let zone = tx.enterprises().get(producer)?.zone;
    Ok(IsoWeek::of(tx.now(), &zone))
}
