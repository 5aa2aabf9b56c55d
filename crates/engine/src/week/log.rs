use sillon_catalogue::{Supply, Variant};
use sillon_identity::{ManageProducts, Permit};
use sillon_kernel::{EnterpriseId, IsoWeek, SupplyId};
use sillon_lists::{Plan, SupplyCount};
use sillon_store::{Repositories, Tx};

use crate::Error;

/// Notes in this week's list of whoever makes it what a supply was set to. The list is locked.
pub(crate) fn note_count(
    tx: &mut Tx<'_>,
    by: &Permit<ManageProducts>,
    supply: &Supply,
) -> Result<(), Error> {
    by.must_be_for(supply.producer);
    let week = this_week(tx, by.enterprise())?;
    tx.week().begin(by, week)?;
    tx.week().list_pool(week, supply.id, supply.available_milli, supply.on_demand)?;
    Ok(())
}

/// Notes in this week's list what a size costs, and whether it is offered. The list is locked.
pub(crate) fn note_size(
    tx: &mut Tx<'_>,
    by: &Permit<ManageProducts>,
    size: &Variant,
) -> Result<(), Error> {
    let week = this_week(tx, by.enterprise())?;
    tx.week().begin(by, week)?;
    tx.week().list_size(by, week, size.id, size.price.minor(), !size.withdrawn)?;
    Ok(())
}

/// Notes in this week's list of each producer what an import put on it: all of it stands as the import left it, but for pools of
/// which the import said nothing, which stand as they were first listed. The lists are locked.
pub(crate) fn note_import(
    tx: &mut Tx<'_>,
    plans: &[(Permit<ManageProducts>, Plan)],
) -> Result<(), Error> {
    let is_said =
        |count: &SupplyCount| count.available_milli.is_some() || count.on_demand.is_some();
    for (by, plan) in plans {
        let week = this_week(tx, by.enterprise())?;
        let said = plan.counts.iter().filter(|(_, count)| is_said(count));
        let said: Vec<SupplyId> = said.map(|(supply, _)| *supply).collect();
        tx.week().unlist_pools(by, week, &said)?;
        tx.week().begin(by, week)?;
        tx.week().list_prices(by, week)?;
    }
    Ok(())
}

/// The week it is where an enterprise is.
fn this_week(tx: &mut Tx<'_>, producer: EnterpriseId) -> Result<IsoWeek, Error> {
    let zone = tx.enterprises().get(producer)?.zone;
    Ok(IsoWeek::of(tx.now(), &zone))
}
