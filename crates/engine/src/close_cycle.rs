use sillon_cycles::{OrderCycle, Transition};
use sillon_identity::{Actor, Coordinate};
use sillon_kernel::CycleId;
use sillon_store::{Subject, Tx, Waiting};

use crate::{
    Engine, Error, Ids,
    compliance::{missing_whole, refuse},
    plan_cycle::check_coordinator,
};

/// Announces a draft; it opens at once when its window has begun.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle for an enterprise that sells, and it is a draft whose window has not ended;
/// [`NotCompliant`](sillon_catalogue::NotCompliant) with all that shoppers must know of what it offers and of who sells it, and is missing.
pub fn publish_cycle(tx: &mut Tx<'_>, actor: &Actor, id: CycleId) -> Result<OrderCycle, Error> {
    let cycle = tx.cycles().lock(id)?;
    let permit = actor.permit::<Coordinate>(cycle.coordinator)?;
    check_coordinator(&tx.enterprises().get(permit.enterprise())?)?;
    let published = announce(tx, cycle)?;
    refuse(missing_whole(tx, id)?)?;
    Ok(published)
}

/// Announces a draft, whatever may be missing of what it offers.
pub(crate) fn announce(tx: &mut Tx<'_>, cycle: OrderCycle) -> Result<OrderCycle, Error> {
    let now = tx.now();
    let published = cycle.publish(now)?;
    let published = match published.due(now) {
        Some(Transition::Open) => published.open(now)?,
        Some(Transition::Close) | None => published,
    };
    tx.cycles().save(&published, now)?;
    Ok(published)
}

/// Closes a cycle to new orders: what its orders come to is due, and its producers are told what to harvest.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle, and it is open.
pub fn close_cycle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: CycleId,
) -> Result<OrderCycle, Error> {
    let cycle = tx.cycles().lock(id)?;
    actor.permit::<Coordinate>(cycle.coordinator)?;
    close(tx, ids, cycle)
}

fn close(tx: &mut Tx<'_>, ids: &Ids, cycle: OrderCycle) -> Result<OrderCycle, Error> {
    let now = tx.now();
    let (closed, event) = cycle.close(now)?;
    tx.cycles().save(&closed, now)?;
    tx.books().post_due(event.cycle, now)?;
    let harvest = tx.sheets().harvest(event.cycle)?;
    let mut producers: Vec<_> = harvest.iter().map(|line| line.producer).collect();
    producers.dedup();
    let letter = |producer| Waiting {
        id: ids.next(now),
        subject: Subject::HarvestSheet(event.cycle, producer),
        due_at: now,
        attempts: 0,
    };
    let letters: Vec<Waiting> = producers.into_iter().map(letter).collect();
    tx.outbox().push(&letters)?;
    Ok(closed)
}

/// Brings a cycle to where its window says it stands; a step that was not taken in time is taken now.
fn advance(tx: &mut Tx<'_>, ids: &Ids, id: CycleId) -> Result<(), Error> {
    let cycle = tx.cycles().lock(id)?;
    let now = tx.now();
    match cycle.due(now) {
        Some(Transition::Open) => {
            let opened = cycle.open(now)?;
            Ok(tx.cycles().save(&opened, now)?)
        }
        Some(Transition::Close) => close(tx, ids, cycle).map(drop),
        None => Ok(()),
    }
}

/// Opens and closes every cycle whose window says so; how many. Run every few seconds, by any number of nodes: each step
/// is taken once, as it is decided on the locked cycle.
///
/// # Errors
///
/// What the database refuses. Cycles already advanced stay so.
pub async fn advance_cycles(engine: &Engine) -> Result<usize, Error> {
    let due = engine
        .read(|tx| {
            let now = tx.now();
            Ok(tx.cycles().due(now)?)
        })
        .await?;
    let count = due.len();
    for id in due {
        let ids = engine.ids();
        engine.write(move |tx| advance(tx, &ids, id)).await?;
    }
    Ok(count)
}
