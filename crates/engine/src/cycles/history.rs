use std::collections::{BTreeMap, BTreeSet};

use sillon_identity::{Actor, ReadCycles};
use sillon_kernel::{CycleId, EnterpriseId, FeeId, Page, PageRequest, SeriesId};
use sillon_store::{EnterpriseBrief, HistoryPart, LoggedChange, Repositories, Tx};

use crate::{Error, cycles::exchanges_seen::parts_for, enterprises::names::names_of};

/// A page of what was changed, and the enterprises whose parts it names.
#[derive(Debug)]
pub struct HistoryPage {
    /// The changes, the latest first.
    pub page: Page<LoggedChange>,
    /// The enterprises whose parts they are of.
    pub names: BTreeMap<EnterpriseId, EnterpriseBrief>,
}

/// Who changed what of a cycle, when, from what to what: all of it for those who run it, and for those with a part in it what is
/// of the whole cycle and of their own part.
///
/// # Errors
///
/// Missing when there is no such cycle, or the actor has no part in it.
pub fn cycle_history(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
    before: Option<i64>,
    request: &PageRequest,
) -> Result<HistoryPage, Error> {
    let cycle = tx.cycles().get(id)?;
    let exchanges = tx.cycles().exchanges(id)?;
    let (parts, acting_for) = parts_for::<ReadCycles>(tx, actor, &cycle, &exchanges, None)?;
    let position = parts.position(&acting_for);
    if !position.may_take_part() {
        return Err(Error::missing("order cycle"));
    }
    let part = (!position.may_run()).then(|| HistoryPart {
        // What shoppers pay on everything is for those to know who run it, and for the hubs that charge it.
        sees_fees: !parts.hubs.is_disjoint(&acting_for),
        of: acting_for.iter().copied().collect(),
    });
    let page = tx.change_log().of_cycle(id, part.as_ref(), before, request)?;
    named(tx, page)
}

/// Who changed what of a fee, when, from what to what.
///
/// # Errors
///
/// A refusal unless the actor reads the cycles of who charges it.
pub fn fee_history(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: FeeId,
    before: Option<i64>,
    request: &PageRequest,
) -> Result<HistoryPage, Error> {
    let fee = tx.cycles().fees(&[id])?.pop().ok_or(Error::missing("fee"))?;
    let permit = actor.permit::<ReadCycles>(fee.enterprise)?;
    let page = tx.change_log().of_fee(&permit, &fee, before, request)?;
    named(tx, page)
}

/// Who changed what of a series, when, from what to what.
///
/// # Errors
///
/// Missing when there is no such series, or the actor does not read the cycles of who runs it.
pub fn series_history(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: SeriesId,
    before: Option<i64>,
    request: &PageRequest,
) -> Result<HistoryPage, Error> {
    let series = tx.series().get(id)?;
    let permit = actor.permit::<ReadCycles>(series.coordinator)?;
    let page = tx.change_log().of_series(&permit, &series, before, request)?;
    named(tx, page)
}

pub(crate) fn named(tx: &mut Tx<'_>, page: Page<LoggedChange>) -> Result<HistoryPage, Error> {
    let parts = page.items.iter().filter_map(|change| change.subject.part());
    let of: BTreeSet<EnterpriseId> = parts.map(|(of, _)| of).collect();
    Ok(HistoryPage { page, names: names_of(tx, of)? })
}
