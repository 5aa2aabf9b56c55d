//! Series make their next cycles, and whoever has not answered is reminded: by themselves, each step once.

use sillon_cycles::{Occurrence, OrderCycle, Series, SeriesDay, SeriesStep, Stage};
use sillon_enterprises::Enterprise;
use sillon_identity::{Actor, Coordinate};
use sillon_kernel::{CycleId, SeriesId, Window};
use sillon_store::{Repositories, Subject, Tx};

use crate::{
    Error, Ids,
    catalogue::compliance::missing_whole,
    cycles::close::announce,
    cycles::copy::{Model, make_cycle},
    cycles::letters::write_to,
    cycles::plan::check_coordinator,
    cycles::series::next_step,
};

/// How long before orders begin those are reminded who have not answered, in seconds: a day.
const REMINDED_SECONDS_BEFORE: i64 = 86_400;

/// Takes the next step that a series asks for: makes its next cycle, or leaves out one that nobody could order from any more.
///
/// # Errors
///
/// What making a cycle refuses: the enterprise sells nothing any more, or waits for too many answers.
pub(crate) fn repeat(tx: &mut Tx<'_>, ids: &Ids, id: SeriesId) -> Result<(), Error> {
    let series = tx.series().lock(id)?;
    let coordinator = tx.enterprises().get(series.coordinator)?;
    let now = tx.now();
    let (mut series, mut made) = (series, false);
    // What was missed is left out in one go; each cycle that is made is a transaction of its own.
    while !made {
        let occurrence = match series.due(&coordinator.zone, now) {
            SeriesStep::Make(occurrence, orders) => {
                make(tx, ids, &coordinator, &series, (occurrence, orders))?;
                made = true;
                occurrence
            }
            SeriesStep::LeaveOut(occurrence) => occurrence,
            SeriesStep::Wait(_) | SeriesStep::Rest => break,
        };
        series = series.made(occurrence);
    }
    let due_at = next_step(&series, &coordinator.zone, now);
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
    check_coordinator(coordinator)?;
    let by_time = Actor::Operator;
    let permit = by_time.permit::<Coordinate>(coordinator.id)?;
    let (zone, now) = (&coordinator.zone, tx.now());
    let cycle = OrderCycle {
        id: ids.next(now),
        coordinator: coordinator.id,
        name: series.name.clone(),
        orders,
        stage: Stage::Draft,
        of: Some(SeriesDay { series: series.id, day: occurrence.day }),
        version: 1,
    };
    let model = Model {
        exchanges: series.asked_on(occurrence.day, zone).map(|part| part.terms.clone()).collect(),
        fees: series.fees.clone(),
        days: series.days_to(occurrence, zone),
        zone: zone.clone(),
    };
    let asked = make_cycle(tx, (&permit, &by_time), ids, &cycle, model)?;
    write_to(tx, ids, asked, |of| Subject::AskedToTakePart(cycle.id, of))?;
    let remind_at = orders.from().plus_seconds(-REMINDED_SECONDS_BEFORE);
    // Who is asked later than that is not asked twice in a day.
    tx.series().set_reminder(cycle.id, Some(remind_at).filter(|at| now < *at))?;
    if missing_whole(tx, &permit, &cycle)?.is_empty() {
        announce(tx, &permit, &by_time, &cycle)?;
        return Ok(());
    }
    write_to(tx, ids, [coordinator.id].into(), |of| Subject::NotAnnounced(cycle.id, of))
}

/// Reminds those who have not answered what a cycle asks them; nobody, once its orders have begun.
pub(crate) fn remind(tx: &mut Tx<'_>, ids: &Ids, id: CycleId) -> Result<(), Error> {
    let cycle = tx.cycles().lock(id)?;
    tx.series().set_reminder(id, None)?;
    let is_ahead = match cycle.stage {
        Stage::Draft | Stage::Upcoming => tx.now() < cycle.orders.from(),
        Stage::Open { .. } | Stage::Closed { .. } | Stage::Settled { .. } => false,
    };
    if !is_ahead {
        return Ok(());
    }
    let asked = tx.participations().asked_in(id)?;
    let asked = asked.into_iter().map(|(of, _)| of).collect();
    write_to(tx, ids, asked, |of| Subject::RemindedToAnswer(id, of))
}
