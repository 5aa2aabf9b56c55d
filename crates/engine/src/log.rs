use sillon_cycles::{Exchange, Fee, OrderCycle};
use sillon_identity::Actor;
use sillon_kernel::{CycleId, FeeId, FieldValue, Fields, field_changes};
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

/// The field that names the fees on everything in a cycle.
pub(crate) const ON_EVERYTHING: &str = "fees";

/// The fees on everything in a cycle.
pub(crate) struct FeesOn<'f>(pub(crate) CycleId, pub(crate) &'f [FeeId]);

impl Fields for FeesOn<'_> {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        vec![(ON_EVERYTHING, FieldValue::several(self.1))]
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
    let Some(subject) = after.or(before).map(Logged::subject) else { return Ok(()) };
    let changes = field_changes(before, after).into_iter();
    let changes = changes.map(|change| NewChange {
        subject,
        change,
        user: actor.user(),
        api_key: actor.api_key(),
    });
    let (changes, now) = (changes.collect::<Vec<_>>(), tx.now());
    Ok(tx.change_log().note(&changes, now)?)
}
