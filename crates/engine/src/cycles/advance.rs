use std::collections::BTreeSet;

use sillon_cycles::Transition;
use sillon_identity::{Actor, Coordinate};
use sillon_kernel::{CycleId, Timestamp};
use sillon_store::{CycleFailure, Error as StoreError, Repositories, Tx};

use crate::{Engine, Error, Ids, cycles::close::close, log::note};

/// How long after its first failure a cycle is tried again, in seconds; each failure doubles it.
const FIRST_RETRY_SECONDS: i64 = 10;

/// How long a cycle that fails waits at most for its next try, in seconds.
const MAX_RETRY_SECONDS: i64 = 3_600;

/// What a run over the cycles came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CycleRun {
    /// Cycles that opened or closed, or turned out to stand as they should.
    pub advanced: usize,
    /// Cycles that failed, and are tried again later.
    pub failed: usize,
}

/// Opens and closes every cycle whose window says so. Run every few seconds, by any number of nodes: each step is taken
/// once, as it is decided on the locked cycle.
///
/// Each cycle is taken alone, in its own transaction: one that fails is put off, longer each time, told in the log and to
/// whoever runs it, and holds up no other.
///
/// # Errors
///
/// When the database cannot be reached, or has no time. Cycles already advanced stay so.
pub async fn advance_cycles(engine: &Engine) -> Result<CycleRun, Error> {
    let (mut run, mut tried) = (CycleRun::default(), BTreeSet::new());
    loop {
        let due = engine
            .read(|tx| {
                let now = tx.now();
                Ok(tx.cycles().due(now)?)
            })
            .await?;
        let due: Vec<CycleId> = due.into_iter().filter(|id| tried.insert(*id)).collect();
        if due.is_empty() {
            return Ok(run);
        }
        for id in due {
            let ids = engine.ids();
            match engine.write(move |tx| advance(tx, &ids, id)).await {
                Ok(()) => run.advanced += 1,
                Err(error) if is_everybodys(&error) => return Err(error),
                Err(error) => {
                    run.failed += 1;
                    let failed = engine.write(move |tx| put_off(tx, id)).await?;
                    tracing::error!(
                        cycle.id = %id, failed.times, failed.retry_at = %failed.retry_at, %error,
                        "an order cycle did not open or close; it is tried again, and the others go on"
                    );
                }
            }
        }
    }
}

/// Brings a cycle to where its window says it stands; a step that was not taken in time is taken now.
fn advance(tx: &mut Tx<'_>, ids: &Ids, id: CycleId) -> Result<(), Error> {
    let cycle = tx.cycles().lock(id)?;
    let now = tx.now();
    let permit = Actor::Operator.permit::<Coordinate>(cycle.coordinator)?;
    match cycle.due(now) {
        Some(Transition::Open) => {
            let opened = cycle.clone().open(&permit, now)?;
            tx.cycles().save(&opened, now)?;
            note(tx, &Actor::Operator, Some(&cycle), Some(&opened))?;
        }
        Some(Transition::Close) => close(tx, (&permit, &Actor::Operator), ids, &cycle).map(drop)?,
        None => {}
    }
    Ok(tx.cycles().clear_failure(id)?)
}

/// Notes that a cycle failed once more, and when it is tried again.
fn put_off(tx: &mut Tx<'_>, id: CycleId) -> Result<CycleFailure, Error> {
    let now = tx.now();
    let before = tx.cycles().failure(id)?;
    let failed = failed_again(before, now);
    tx.cycles().note_failure(id, &failed)?;
    Ok(failed)
}

fn failed_again(before: Option<CycleFailure>, now: Timestamp) -> CycleFailure {
    let (times, since) = before.map_or((0, now), |before| (before.times, before.since));
    let doubled = FIRST_RETRY_SECONDS << times.clamp(0, 20);
    let retry_at = now.plus_seconds(doubled.min(MAX_RETRY_SECONDS));
    CycleFailure { times: times.saturating_add(1), since, retry_at }
}

/// Whether it is no fault of this cycle: every other would fail of it too.
fn is_everybodys(error: &Error) -> bool {
    matches!(error, Error::Store(StoreError::Unavailable(_) | StoreError::Busy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_that_fails_is_tried_again_later_each_time_and_at_least_once_an_hour() {
        let mut now = Timestamp::from_micros(0).unwrap();
        let (mut failed, mut waits) = (None, Vec::new());
        for _ in 0..12 {
            let again = failed_again(failed, now);
            waits.push(again.retry_at.micros() / 1_000_000 - now.micros() / 1_000_000);
            now = again.retry_at;
            failed = Some(again);
        }
        assert_eq!(waits[..4], [10, 20, 40, 80]);
        assert_eq!(waits[9..], [3_600, 3_600, 3_600]);
        assert_eq!(failed.map(|failed| (failed.times, failed.since.micros())), Some((12, 0)));
    }
}
