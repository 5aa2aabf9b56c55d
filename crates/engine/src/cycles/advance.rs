use std::{collections::BTreeMap, fmt};

use sillon_cycles::Transition;
use sillon_identity::{Actor, Coordinate};
use sillon_kernel::{CycleId, CycleLetterId, EnterpriseId, ExchangeId, SeriesId, Timestamp};
use sillon_store::{CycleFailure, Error as StoreError, Repositories, Subject, Tx};

use crate::{
    Engine, Error, Ids,
    cycles::close::{close, cut_off},
    cycles::letters_to_many::{plan_letters, write_to_many},
    cycles::order_copies::{hubs_to_tell, tell_of_orders},
    cycles::repeat::{remind, repeat},
    events::tell::cycle_moved,
    log::note,
    outbox::queue::tell,
};

/// How long after its first failure a cycle is tried again, in seconds; each failure doubles it.
const FIRST_RETRY_SECONDS: i64 = 10;

/// How long a cycle that fails waits at most for its next try, in seconds.
const MAX_RETRY_SECONDS: i64 = 3_600;

/// At which failure in a row whoever runs a cycle or a series has a letter: some five minutes after the first, when it is none
/// that passes by itself. There is one letter, however long it lasts.
const TOLD_AT_FAILURE: i64 = 6;

/// How many steps one cycle, or one series, takes at most in a run.
const MAX_STEPS: usize = 100;

/// What a run over the cycles came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CycleRun {
    /// Steps that were taken: cycles that opened or closed, or turned out to stand as they should; cycles that series made, or
    /// left out; cycles of which somebody was reminded.
    pub advanced: usize,
    /// Steps that failed, and are tried again later.
    pub failed: usize,
}

/// Opens and closes every cycle whose window says so, makes those that series ask for, tells producers at their cut-offs what to
/// bring, reminds whoever has not answered, and has letters written that are due. Run every few seconds, by any number of nodes: each step is taken once, as it is
/// decided on what is locked.
///
/// Each step is taken alone, in its own transaction: one that fails is put off, longer each time, told in the log and to
/// whoever runs the cycle, by a letter once it lasts, and holds up no other.
///
/// # Errors
///
/// When the database cannot be reached, or has no time. Steps already taken stay so.
pub async fn advance_cycles(engine: &Engine) -> Result<CycleRun, Error> {
    let mut run = CycleRun::default();
    run.take_all(engine, &CYCLES).await?;
    run.take_all(engine, &SERIES).await?;
    run.take_all(engine, &CUTOFFS).await?;
    run.take_all(engine, &REMINDERS).await?;
    // What is only written about cycles moves none of them.
    let mut letters = CycleRun::default();
    letters.take_all(engine, &LETTER_PLANS).await?;
    letters.take_all(engine, &LETTERS_TO_MANY).await?;
    letters.take_all(engine, &ORDER_COPIES).await?;
    run.failed += letters.failed;
    Ok(run)
}

/// Steps of one kind: what asks for one, how it is taken, and how one that failed is put off.
struct Steps<K> {
    what: &'static str,
    due: fn(&mut Tx<'_>) -> Result<Vec<K>, Error>,
    take: fn(&mut Tx<'_>, &Ids, K) -> Result<(), Error>,
    put_off: fn(&mut Tx<'_>, &Ids, K) -> Result<CycleFailure, Error>,
}

const CYCLES: Steps<CycleId> = Steps {
    what: "an order cycle did not open or close",
    due: |tx| {
        let now = tx.now();
        Ok(tx.cycles().due(now)?)
    },
    take: advance,
    put_off: |tx, ids, id| {
        let failed = failed_again(tx.cycles().failure(id)?, tx.now());
        tx.cycles().note_failure(id, &failed)?;
        let of = tx.cycles().coordinator_of(id)?;
        told_once(tx, ids, failed, (of, Subject::CycleLate(id)))
    },
};

const SERIES: Steps<SeriesId> = Steps {
    what: "the next order cycle of a series was not made",
    due: |tx| {
        let now = tx.now();
        Ok(tx.series().due(now)?)
    },
    take: repeat,
    put_off: |tx, ids, id| {
        let failed = failed_again(tx.series().failures(&[id])?.remove(&id), tx.now());
        tx.series().note_failure(id, Some(&failed))?;
        let of = tx.series().coordinator_of(id)?;
        told_once(tx, ids, failed, (of, Subject::SeriesLate(id)))
    },
};

const CUTOFFS: Steps<ExchangeId> = Steps {
    what: "a producer was not told at its cut-off",
    due: |tx| {
        let now = tx.now();
        Ok(tx.cycles().cutoffs_due(now)?)
    },
    take: cut_off,
    // It is tried again in the next run, and told as the cycle closes at the latest.
    put_off: |tx, _, _| Ok(failed_again(None, tx.now())),
};

const REMINDERS: Steps<CycleId> = Steps {
    what: "nobody was reminded of an order cycle",
    due: |tx| {
        let now = tx.now();
        Ok(tx.series().reminders_due(now)?)
    },
    take: remind,
    put_off: |tx, _, id| {
        let now = tx.now();
        let failed = CycleFailure {
            retry_at: now.plus_seconds(MAX_RETRY_SECONDS),
            ..failed_again(None, now)
        };
        tx.series().set_reminder(id, Some(failed.retry_at))?;
        Ok(failed)
    },
};

const LETTER_PLANS: Steps<CycleId> = Steps {
    what: "it was not noted when letters about an order cycle are due",
    due: |tx| {
        let now = tx.now();
        Ok(tx.cycle_letters().unplanned(now)?)
    },
    take: plan_letters,
    // It is passed over until it stands otherwise: many that cannot be read would hold up all others.
    put_off: |tx, _, id| {
        tx.cycle_letters().pass_over(id)?;
        Ok(failed_again(None, tx.now()))
    },
};

const LETTERS_TO_MANY: Steps<CycleLetterId> = Steps {
    what: "letters about an order cycle were not written",
    due: |tx| {
        let now = tx.now();
        Ok(tx.cycle_letters().due(now)?)
    },
    take: write_to_many,
    put_off: |tx, _, id| {
        let failed = failed_again(None, tx.now());
        tx.cycle_letters().put_off(id, failed.retry_at)?;
        Ok(failed)
    },
};

const ORDER_COPIES: Steps<EnterpriseId> = Steps {
    what: "a hub was not told of its orders",
    due: hubs_to_tell,
    take: tell_of_orders,
    // It is tried again in the next run.
    put_off: |tx, _, _| Ok(failed_again(None, tx.now())),
};

impl CycleRun {
    /// Takes every step of a kind that is due, until none is.
    async fn take_all<K>(&mut self, engine: &Engine, steps: &Steps<K>) -> Result<(), Error>
    where
        K: Copy + Ord + fmt::Display + Send + 'static,
    {
        let mut taken: BTreeMap<K, usize> = BTreeMap::new();
        let Steps { due, take, put_off, what } = *steps;
        loop {
            let mut asking = engine.read(due).await?;
            asking.retain(|id| taken.get(id).is_none_or(|times| *times < MAX_STEPS));
            if asking.is_empty() {
                return Ok(());
            }
            for id in asking {
                *taken.entry(id).or_default() += 1;
                let ids = engine.ids();
                match engine.write(move |tx| take(tx, &ids, id)).await {
                    Ok(()) => self.advanced += 1,
                    Err(error) if is_everybodys(&error) => return Err(error),
                    Err(error) => {
                        self.failed += 1;
                        taken.insert(id, MAX_STEPS);
                        let ids = engine.ids();
                        let failed = engine.write(move |tx| put_off(tx, &ids, id)).await?;
                        tracing::error!(
                            %id, failed.times, failed.retry_at = %failed.retry_at, %error,
                            "{what}; it is tried again, and the others go on"
                        );
                    }
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
    match cycle.due(&tx.cycles().taken(&cycle)?, now) {
        Some(Transition::Open) => {
            let opened = cycle.clone().open(&permit, now)?;
            tx.cycles().save(&opened, now)?;
            note(tx, &Actor::Operator, Some(&cycle), Some(&opened))?;
            cycle_moved(tx, &cycle, &opened)?;
        }
        Some(Transition::Close) => {
            let closed = close(tx, (&permit, &Actor::Operator), ids, &cycle)?;
            if closed.is_full {
                tell(tx, ids, cycle.coordinator, Subject::CycleFull(id))?;
            }
        }
        None => {}
    }
    Ok(tx.cycles().clear_failure(id)?)
}

/// A failure that is put off; whoever runs what failed is told, once it lasts.
fn told_once(
    tx: &mut Tx<'_>,
    ids: &Ids,
    failed: CycleFailure,
    (of, late): (EnterpriseId, Subject),
) -> Result<CycleFailure, Error> {
    if failed.times == TOLD_AT_FAILURE {
        tell(tx, ids, of, late)?;
    }
    Ok(failed)
}

/// How something failed once more, and when it is tried again.
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
