use sillon_cycles::{Exchange, Fee, HandOverMethod, OrderCycle, Series, SeriesPart};
use sillon_identity::Actor;
use sillon_kernel::{CycleId, FeeId, FieldValue, Fields, SeriesId, field_changes};
use sillon_store::{LogSubject, NewChange, Repositories, Tx};

use crate::Error;

/// Something whose changes are kept.
pub(crate) trait Logged: Fields {
    /// What it is, in the log.
    fn subject(&self) -> LogSubject;
}

impl Logged for OrderCycle {
    fn subject(&self) -> LogSubject {
        LogSubject::Cycle(self.id)
    }
}

impl Logged for Fee {
    fn subject(&self) -> LogSubject {
        LogSubject::Fee(self.id)
    }
}

impl Logged for HandOverMethod {
    fn subject(&self) -> LogSubject {
        LogSubject::HandOverMethod(self.id)
    }
}

impl Logged for Series {
    fn subject(&self) -> LogSubject {
        LogSubject::Series(self.id)
    }
}

/// What an enterprise is asked in the cycles of a series.
pub(crate) struct PartOf<'p>(pub(crate) SeriesId, pub(crate) &'p SeriesPart);

impl Fields for PartOf<'_> {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        self.1.fields()
    }
}

impl Logged for PartOf<'_> {
    fn subject(&self) -> LogSubject {
        let (of, direction) = self.1.of();
        LogSubject::SeriesPart(self.0, of, direction)
    }
}

/// An exchange of a cycle.
pub(crate) struct ExchangeOf<'e>(pub(crate) CycleId, pub(crate) &'e Exchange);

impl Fields for ExchangeOf<'_> {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        self.1.fields()
    }
}

impl Logged for ExchangeOf<'_> {
    fn subject(&self) -> LogSubject {
        LogSubject::Exchange(self.0, self.1.enterprise, self.1.direction)
    }
}

/// The fees on everything in a cycle.
pub(crate) struct FeesOn<'f>(pub(crate) CycleId, pub(crate) &'f [FeeId]);

impl Fields for FeesOn<'_> {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        vec![("fees", FieldValue::several(self.1))]
    }
}

impl Logged for FeesOn<'_> {
    fn subject(&self) -> LogSubject {
        LogSubject::Cycle(self.0)
    }
}

/// Notes what is otherwise now of something that the transaction has locked, or made: nothing is noted of what stays.
pub(crate) fn note<T: Logged>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    before: Option<&T>,
    after: Option<&T>,
) -> Result<(), Error> {
    let (changes, now) = (changes(actor, before, after), tx.now());
    Ok(tx.change_log().note(&changes, now)?)
}

/// Notes several things that the transaction made, all of one cycle, or of one series.
pub(crate) fn note_made<T: Logged>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    made: impl Iterator<Item = T>,
) -> Result<(), Error> {
    let made = made.flat_map(|made| changes(actor, None, Some(&made)));
    let (changes, now) = (made.collect::<Vec<_>>(), tx.now());
    Ok(tx.change_log().note(&changes, now)?)
}

fn changes<T: Logged>(actor: &Actor, before: Option<&T>, after: Option<&T>) -> Vec<NewChange> {
    let Some(subject) = after.or(before).map(Logged::subject) else { return Vec::new() };
    let (user, api_key) = (actor.user(), actor.api_key());
    let changes = field_changes(before, after).into_iter();
    changes.map(|change| NewChange { subject, change, user, api_key }).collect()
}
