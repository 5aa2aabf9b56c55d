use sillon_cycles::{
    Audience, CloseRefused, Direction, Exchange, Facts, OrderCycle, PriceChange, PriceList,
    ShopRules, Stage,
};
use sillon_identity::{Actor, Coordinate, Permit};
use sillon_kernel::{CycleId, EnterpriseId};
use sillon_store::{Repositories, Tx};

use crate::{Error, catalogue::listed::ChangedSince, events::tell::cycle_changed};

/// The cycle, locked, and the right to run it. That is asked before the lock: whoever names a cycle of others waits for nobody.
pub(crate) fn lock_to_run(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
) -> Result<(Permit<Coordinate>, OrderCycle), Error> {
    let permit = actor.permit::<Coordinate>(tx.cycles().get(id)?.coordinator)?;
    Ok((permit, tx.cycles().lock(id)?))
}

/// Refuses to change another version than the one that was read, if one was.
pub(crate) fn check_read(version: i64, read: Option<i64>) -> Result<(), Error> {
    if read.is_some_and(|read| read != version) {
        return Err(ChangedSince.into());
    }
    Ok(())
}

/// The cycle, if it still takes changes.
pub(crate) fn taking_changes(cycle: OrderCycle) -> Result<OrderCycle, Error> {
    match cycle.stage {
        Stage::Draft | Stage::Upcoming | Stage::Open { .. } => Ok(cycle),
        Stage::Closed { .. } | Stage::Settled { .. } => Err(CloseRefused::NotOpen(cycle.id).into()),
    }
}

/// Writes the cycle under a new version, so that what shops show of it is made again.
pub(crate) fn touch(tx: &mut Tx<'_>, cycle: OrderCycle) -> Result<OrderCycle, Error> {
    let cycle = OrderCycle { version: cycle.version + 1, ..cycle };
    let now = tx.now();
    tx.cycles().save(&cycle, now)?;
    cycle_changed(tx, &cycle)?;
    Ok(cycle)
}

/// What each hub of a cycle that takes orders sells at what price; nothing of any other cycle.
pub(crate) fn open_price_lists(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    stage: Stage,
    exchanges: &[Exchange],
) -> Result<Vec<PriceList>, Error> {
    if !matches!(stage, Stage::Open { .. }) {
        return Ok(Vec::new());
    }
    let mut lists = Vec::new();
    for outgoing in exchanges.iter().filter(|it| it.direction == Direction::Outgoing) {
        lists.push(all_it_sells(tx, cycle, outgoing.enterprise)?);
    }
    Ok(lists)
}

/// What a hub sells in a cycle at everybody's prices, whoever its rules show it to.
pub(crate) fn all_it_sells(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    hub: EnterpriseId,
) -> Result<PriceList, Error> {
    let now = tx.now();
    let facts = tx.cycles().facts(cycle, hub, &Audience::PUBLIC, now)?;
    let rules = ShopRules { listed_only: facts.rules.listed_only, ..ShopRules::default() };
    Ok(PriceList::build(Facts { rules, ..facts }))
}

/// What costs something else now than it did.
pub(crate) fn price_changes(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    before: &[PriceList],
) -> Result<Vec<PriceChange>, Error> {
    let mut changes = Vec::new();
    for list in before {
        let after = all_it_sells(tx, cycle, list.hub)?;
        changes.extend(list.price_changes(&after));
    }
    Ok(changes)
}
