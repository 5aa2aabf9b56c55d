//! Series make their next cycles, and whoever has not answered is reminded: by themselves, each step once.

use std::collections::BTreeSet;

use sillon_cycles::{Occurrence, OrderCycle, Series, SeriesDay, SeriesStep, Stage};
use sillon_enterprises::Enterprise;
use sillon_identity::{Actor, Coordinate};
use sillon_kernel::{CycleId, EnterpriseId, SeriesId, Window};
use sillon_store::{Repositories, Subject, Tx};

use crate::{
    Error, Ids,
    catalogue::compliance::missing_whole,
    cycles::close::announce,
    cycles::copy::{Model, make_cycle},
    cycles::letters::{reminder, write_to},
    cycles::series::next_step,
};

/// Takes the next step that a series asks for: makes its next cycle, or leaves out those that nobody could order from any more.
/// One whose coordinator runs no cycles any more rests, until somebody changes it.
///
/// # Errors
///
/// What the making of a cycle refuses.
pub(crate) fn repeat(tx: &mut Tx<'_>, ids: &Ids, id: SeriesId) -> Result<(), Error> {
    let series = tx.series().lock(id)?;
    let coordinator = tx.enterprises().get(series.coordinator)?;
    let (zone, now) = (&coordinator.zone, tx.now());
    let series = match series.due(zone, now) {
        _ if !coordinator.may_coordinate() => {
            tracing::warn!(series = %id, "its coordinator sells nothing any more: it rests");
            tx.series().mark(&series, None)?;
            return Ok(tx.series().note_failure(id, None)?);
        }
        SeriesStep::Make(occurrence, orders) => {
            make(tx, ids, &coordinator, &series, (occurrence, orders))?;
            series.made(occurrence)
        }
        SeriesStep::LeaveOut(occurrence) => series.made(occurrence),
        SeriesStep::Wait(_) | SeriesStep::Rest => series,
    };
    let due_at = next_step(&series, zone, now);
    tx.series().mark(&series, due_at)?;
    Ok(tx.series().note_failure(id, None)?)
}

/// Makes the cycle of a day, and announces it where nothing is missing.
fn make(
    tx: &mut Tx<'_>,
    ids: &Ids,
    coordinator: &Enterprise,
    series: &Series,
    (occurrence, orders): (Occurrence, Window),
) -> Result<(), Error> {
    let by_time = Actor::Operator;
    let permit = by_time.permit::<Coordinate>(coordinator.id)?;
    let (zone, now) = (&coordinator.zone, tx.now());
    let cycle = OrderCycle {
        id: ids.next(now),
        coordinator: coordinator.id,
        name: series.name.clone(),
        orders,
        stage: Stage::Draft,
        limit: series.limit,
        is_full: false,
        of: Some(SeriesDay { series: series.id, day: occurrence.day }),
        version: 1,
    };
    let model = Model {
        exchanges: series.asked_on(occurrence.day, zone).map(|part| part.terms.clone()).collect(),
        fees: series.fees.clone(),
        days: series.days_to(occurrence, zone),
        zone: zone.clone(),
        is_by_itself: true,
    };
    let asked = make_cycle(tx, (&permit, &by_time), ids, &cycle, model)?;
    let asked = known(tx, coordinator.id, &asked)?;
    write_to(tx, ids, asked, |of| Subject::AskedToTakePart(cycle.id, of))?;
    tx.series().set_reminder(cycle.id, reminder(orders, now))?;
    if missing_whole(tx, &permit, &cycle)?.is_empty() {
        announce(tx, &permit, &by_time, &cycle)?;
        return Ok(());
    }
    write_to(tx, ids, [coordinator.id].into(), |of| Subject::NotAnnounced(cycle.id, of))
}

/// Those of some enterprises that answered who asks them before: nobody gets letters from strangers week by week. The others find
/// what they are asked where they look.
fn known(
    tx: &mut Tx<'_>,
    coordinator: EnterpriseId,
    asked: &BTreeSet<EnterpriseId>,
) -> Result<BTreeSet<EnterpriseId>, Error> {
    let known: BTreeSet<EnterpriseId> = tx.series().known_to(coordinator)?.into_iter().collect();
    Ok(asked.intersection(&known).copied().collect())
}

/// Reminds those who have not answered what a cycle asks them; nobody, once its orders have begun.
pub(crate) fn remind(tx: &mut Tx<'_>, ids: &Ids, id: CycleId) -> Result<(), Error> {
    let (cycle, now) = (tx.cycles().lock(id)?, tx.now());
    let is_ahead = match cycle.stage {
        Stage::Draft | Stage::Upcoming => now < cycle.orders.from(),
        Stage::Open { .. } | Stage::Closed { .. } | Stage::Settled { .. } => false,
    };
    if !tx.series().take_reminder(id, now)? || !is_ahead {
        return Ok(());
    }
    let asked = tx.participations().asked_in(id)?;
    let asked = asked.into_iter().map(|(of, _)| of).collect();
    let asked = known(tx, cycle.coordinator, &asked)?;
    write_to(tx, ids, asked, |of| Subject::RemindedToAnswer(id, of))
}
