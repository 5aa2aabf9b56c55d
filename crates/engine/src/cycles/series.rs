use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::Patch;
use sillon_cycles::{
    Calendar, Direction, Exchange, ExchangePatch, Fee, Occurrence, OnHoliday, OrderCycle,
    PublicHolidays, Recurrence, Series, SeriesDay, SeriesPart, SeriesPatch, SeriesStep, Standing,
    VariantSelection,
};
use sillon_identity::{Actor, Coordinate, Permit, ReadCycles};
use sillon_kernel::{
    CycleId, EnterpriseId, Failure, FailureKind, FeeId, Name, Page, PageRequest, SeriesId,
    Timestamp, Window, Zone,
};
use sillon_store::{CycleFailure, EnterpriseBrief, Matter, Repositories, Tx};

use crate::{
    Error, Ids,
    cycles::changes::{check_read, lock_to_run},
    cycles::fees::check_fees,
    cycles::participations::can_take_part,
    cycles::plan::check_coordinator,
    enterprises::names::names_of,
    error::refusals,
    log::{Of, PartOf, note, note_made},
    logistics::hand_over::check_hand_overs,
};

/// How many of the coming cycles of a series are told.
const MAX_COMING: usize = 10;

/// The command to have cycles like one by a rule.
#[derive(Debug, Clone)]
pub struct PlanSeries {
    /// The cycle that is the first of them, and their model.
    pub cycle: CycleId,
    /// What people call each of them; as the first, when nothing is named.
    pub name: Option<Name>,
    /// By which rule they come, counted from the day the orders of the first begin.
    pub rule: Recurrence,
    /// How many days before its orders begin each is made.
    pub days_ahead: u16,
    /// Which days are holidays, and what becomes of a cycle that would be handed out on one.
    pub holidays: Option<(PublicHolidays, OnHoliday)>,
}

/// Has cycles like one come again by a rule: each is made ahead by itself, with the same fees, terms and texts, and whoever
/// takes part in that one, or was asked to, is asked in each.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle, for an enterprise that sells; [`CycleOfSeries`] when it is of a series already;
/// [`sillon_cycles::SeriesRefused`] for a rule by which none ever comes.
pub fn plan_series(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    command: PlanSeries,
) -> Result<Series, Error> {
    let (permit, cycle) = lock_to_run(tx, actor, command.cycle)?;
    let coordinator = tx.enterprises().get(permit.enterprise())?;
    check_coordinator(&coordinator)?;
    if cycle.of.is_some() {
        return Err(CycleOfSeries(cycle.id).into());
    }
    let (zone, now) = (coordinator.zone, tx.now());
    let first = cycle.orders.from().in_zone(&zone).date();
    let series = Series {
        id: ids.next(now),
        coordinator: cycle.coordinator,
        name: command.name.unwrap_or_else(|| cycle.name.clone()),
        orders: cycle.orders,
        calendar: Calendar {
            rule: command.rule,
            skipped: BTreeSet::new(),
            added: BTreeSet::new(),
            holidays: command.holidays,
        },
        days_ahead: command.days_ahead,
        fees: tx.cycles().coordinator_fees(cycle.id)?,
        limit: cycle.limit,
        parts: parts_of(tx, &cycle)?,
        made_until: Some(first),
        is_paused: false,
        version: 1,
    };
    series.check_model(&zone, now)?;
    series.check(&zone)?;
    tx.series().add(&permit, &series, next_step(&series, &zone, now))?;
    note(tx, actor, None, Some(&series))?;
    note_made(tx, actor, series.parts.iter().map(|part| PartOf(series.id, part)))?;
    let of = Some(SeriesDay { series: series.id, day: first });
    tx.cycles().save(&OrderCycle { of, version: cycle.version + 1, ..cycle }, now)?;
    Ok(series)
}

/// Whom the cycles like one ask: who takes part in it, and who was asked to, whatever they answered that time; but nobody who
/// said that no series of its coordinator is to ask them.
fn parts_of(tx: &mut Tx<'_>, cycle: &OrderCycle) -> Result<Vec<SeriesPart>, Error> {
    let declined = tx.series().declined(cycle.coordinator)?;
    let asked = tx.participations().in_cycle(cycle.id)?.into_iter();
    let asked = asked.filter(|it| it.standing != Standing::Withdrawn).filter_map(|it| it.terms);
    let all = tx.cycles().exchanges(cycle.id)?.into_iter().chain(asked);
    let part =
        |terms: Exchange| SeriesPart { terms: as_asked(terms), rhythm: None, is_declined: false };
    let mut parts: Vec<SeriesPart> =
        all.map(part).filter(|part| !declined.contains(&part.of())).collect();
    parts.sort_by_key(SeriesPart::order);
    Ok(parts)
}

/// What is asked by an exchange: which goods those are that it carries all of is seen in each cycle.
fn as_asked(terms: Exchange) -> Exchange {
    let variants = if terms.carries_all { Patch::Set(VariantSelection::All) } else { Patch::Keep };
    let plain = ExchangePatch::plain(terms.enterprise, terms.direction);
    terms.asked(ExchangePatch { variants, ..plain })
}

/// When a series asks for its next step.
pub(crate) fn next_step(series: &Series, zone: &Zone, now: Timestamp) -> Option<Timestamp> {
    match series.due(zone, now) {
        SeriesStep::Make(..) | SeriesStep::LeaveOut(_) => Some(now),
        SeriesStep::Wait(at) => Some(at),
        SeriesStep::Rest => None,
    }
}

/// A series as those see it who run it.
#[derive(Debug)]
pub struct SeenSeries {
    /// The series.
    pub series: Series,
    /// Its next cycles that are not made yet, and when their orders are taken; none while it is paused.
    pub coming: Vec<(Occurrence, Option<Window>)>,
    /// Every fee that is named.
    pub fees: Vec<Fee>,
    /// Those it asks.
    pub names: BTreeMap<EnterpriseId, EnterpriseBrief>,
    /// That its next cycle could not be made when it should have been.
    pub failure: Option<CycleFailure>,
}

/// A series, and the cycles that come next.
///
/// # Errors
///
/// Missing when there is no such series, or the actor does not read the cycles of who runs it.
pub fn series(tx: &mut Tx<'_>, actor: &Actor, id: SeriesId) -> Result<SeenSeries, Error> {
    let series = tx.series().get(id)?;
    let permit = actor.permit::<ReadCycles>(series.coordinator)?;
    let zone = tx.enterprises().get(permit.enterprise())?.zone;
    let coming = if series.is_paused { 0 } else { MAX_COMING };
    let coming = series.coming(&zone).take(coming).collect();
    let charged = series.parts.iter().flat_map(|part| &part.terms.fees).chain(&series.fees);
    let charged: BTreeSet<FeeId> = charged.copied().collect();
    let fees = tx.cycles().fees(&Vec::from_iter(charged))?;
    let names = names_of(tx, series.parts.iter().map(|part| part.terms.enterprise).collect())?;
    let failure = tx.series().failures(&[id])?.remove(&id);
    Ok(SeenSeries { series, coming, fees, names, failure })
}

/// A series in a list.
#[derive(Debug)]
pub struct ListedSeries {
    /// The series.
    pub series: Series,
    /// That its next cycle could not be made when it should have been.
    pub failure: Option<CycleFailure>,
}

/// A page of the series that an enterprise runs, the oldest first.
///
/// # Errors
///
/// A refusal unless the actor reads the enterprise's cycles.
pub fn series_of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: EnterpriseId,
    after: Option<SeriesId>,
    request: &PageRequest,
) -> Result<Page<ListedSeries>, Error> {
    let permit = actor.permit::<ReadCycles>(of)?;
    let page = tx.series().page(&permit, after, request)?;
    let ids: Vec<SeriesId> = page.items.iter().map(|series| series.id).collect();
    let mut failures = tx.series().failures(&ids)?;
    let listed = |series: Series| ListedSeries { failure: failures.remove(&series.id), series };
    Ok(Page { items: page.items.into_iter().map(listed).collect(), next: page.next })
}

/// Changes a series: what it makes from now on. The cycles it made stay as they are.
///
/// # Errors
///
/// A refusal unless the actor runs it; [`ChangedSince`](crate::ChangedSince) when it is not the version that was `read`;
/// [`sillon_cycles::SeriesRefused`] when none would ever come; for fees as in a cycle.
pub fn edit_series(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: SeriesId,
    read: Option<i64>,
    patch: SeriesPatch,
) -> Result<Series, Error> {
    let plan = lock(tx, actor, id)?;
    check_read(plan.series.version, read)?;
    if let Some(fees) = patch.fees.said() {
        let payees = plan.payees(tx, None)?;
        check_fees(tx, plan.series.coordinator, fees, &payees, &plan.series.fees)?;
    }
    if let Some(Some(limit)) = patch.limit.said() {
        limit.check(tx.enterprises().get(plan.series.coordinator)?.currency)?;
    }
    let edited = plan.series.clone().patched(&plan.permit, patch, &plan.zone, tx.now())?;
    plan.save(tx, actor, edited)
}

/// Asks another enterprise in each cycle of a series, or one on other terms. The enterprise itself takes back by it that it is not
/// to be asked, and changes nothing else.
///
/// # Errors
///
/// A refusal unless the actor runs it, or speaks for one that is asked; a field's for an enterprise that is not there, or cannot
/// take part that way; for fees as in a cycle.
pub fn put_series_part(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: SeriesId,
    patch: ExchangePatch,
    rhythm: Patch<Option<Recurrence>>,
) -> Result<SeriesPart, Error> {
    patch.check()?;
    let of = (patch.enterprise, patch.direction);
    if let Some((coordinator, part)) = lock_own_part(tx, actor, id, of)? {
        tx.series().forget_declined(coordinator, of.0, of.1)?;
        let asked = SeriesPart { is_declined: false, ..part.clone() };
        note(tx, actor, Some(&PartOf(id, &part)), Some(&PartOf(id, &asked)))?;
        return Ok(asked);
    }
    let plan = lock(tx, actor, id)?;
    if patch.said_minimum().is_some() {
        patch.check_minimum(tx.enterprises().get(plan.series.coordinator)?.currency)?;
    }
    let enterprise = tx.enterprises().of(&[of.0])?.pop();
    if !enterprise.is_some_and(|it| can_take_part(&it, of.1)) {
        let rule = "it is no enterprise that brings goods, or sells them, as is asked of it";
        return Err(Error::field("enterprise", rule));
    }
    let before = plan.series.part(of);
    let blank = || Exchange::blank(ids.next(tx.now()), of.0, of.1);
    let terms = before.map_or_else(blank, |part| part.terms.clone());
    if let Some(fees) = patch.fees.said() {
        let payees = plan.payees(tx, Some(of.0))?;
        check_fees(tx, plan.series.coordinator, fees, &payees, &terms.fees)?;
    }
    if let Some(choices) = patch.hand_over.said() {
        check_hand_overs(tx, of.0, choices, &terms.hand_over)?;
    }
    let rhythm = rhythm.over(before.and_then(|part| part.rhythm.clone()));
    let is_declined = tx.series().declined(plan.series.coordinator)?.contains(&of);
    let part = SeriesPart { terms: terms.asked(patch), rhythm, is_declined };
    let edited = plan.series.clone().with_part(part.clone(), &plan.zone)?;
    let [was, is] = [before, Some(&part)].map(|it| it.map(|it| PartOf(id, it)));
    note(tx, actor, was.as_ref(), is.as_ref())?;
    plan.save(tx, actor, edited)?;
    Ok(part)
}

/// Asks an enterprise no more in the cycles of a series. Where it says so itself that holds for every series of who runs it, until
/// the enterprise takes it back, or lets itself be put into any cycle. Cycles that were made stay as they are.
///
/// # Errors
///
/// Missing unless it is asked, and the actor speaks for it or for who runs the series.
pub fn drop_series_part(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: SeriesId,
    of: (EnterpriseId, Direction),
) -> Result<(), Error> {
    if let Some((coordinator, part)) = lock_own_part(tx, actor, id, of)? {
        let now = tx.now();
        tx.series().decline(coordinator, of.0, of.1, now)?;
        let declined = SeriesPart { is_declined: true, ..part.clone() };
        return note(tx, actor, Some(&PartOf(id, &part)), Some(&PartOf(id, &declined)));
    }
    let plan = lock(tx, actor, id)?;
    let gone = plan.series.part(of).ok_or(Error::missing("series"))?;
    note(tx, actor, Some(&PartOf(id, gone)), None)?;
    let edited = plan.series.clone().without_part(of);
    plan.save(tx, actor, edited)?;
    Ok(())
}

/// What a series, then locked, asks an enterprise that the actor speaks for, and who runs it, where that is another: an administrator
/// speaks for nobody, and who speaks for both speaks as who asks.
fn lock_own_part(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: SeriesId,
    of: (EnterpriseId, Direction),
) -> Result<Option<(EnterpriseId, SeriesPart)>, Error> {
    let speaks_for = actor.acts_for::<Coordinate>();
    let series = tx.series().get(id)?;
    let is_theirs = speaks_for.contains(&of.0) && !speaks_for.contains(&series.coordinator);
    if !is_theirs || series.part(of).is_none() {
        return Ok(None);
    }
    let series = tx.series().lock(id)?;
    Ok(series.part(of).cloned().map(|part| (series.coordinator, part)))
}

/// Ends a series: no cycle comes of it any more, and its history goes with it, but for a line in that of whoever ran it. Those it made stay, as cycles that were planned by
/// hand.
///
/// # Errors
///
/// A refusal unless the actor runs it.
pub fn end_series(tx: &mut Tx<'_>, actor: &Actor, id: SeriesId) -> Result<(), Error> {
    let Plan { permit, series, .. } = lock(tx, actor, id)?;
    tx.series().remove(&permit, &series)?;
    let gone = Of(permit.enterprise(), Matter::DeletedSeries(id), series);
    note(tx, actor, Some(&gone), None)
}

/// A series the transaction has locked, and the right to change it.
struct Plan {
    permit: Permit<Coordinate>,
    zone: Zone,
    series: Series,
}

impl Plan {
    /// Whom fees may be for: who runs it, who lets it sell their goods, and on its own exchange an enterprise itself. Who is only asked
    /// is paid nothing.
    fn payees(
        &self,
        tx: &mut Tx<'_>,
        own: Option<EnterpriseId>,
    ) -> Result<BTreeSet<EnterpriseId>, Error> {
        let coordinator = self.series.coordinator;
        let mut payees: BTreeSet<EnterpriseId> = own.into_iter().chain([coordinator]).collect();
        payees.extend(tx.grants().suppliers_of(coordinator)?);
        Ok(payees)
    }

    fn save(&self, tx: &mut Tx<'_>, actor: &Actor, edited: Series) -> Result<Series, Error> {
        let due_at = next_step(&edited, &self.zone, tx.now());
        tx.series().save(&self.permit, &edited, due_at)?;
        // Whatever failed may do now.
        tx.series().note_failure(edited.id, None)?;
        note(tx, actor, Some(&self.series), Some(&edited))?;
        Ok(edited)
    }
}

/// The series, locked, if the actor runs it. The right is asked for before: whoever names one of others waits for nobody.
fn lock(tx: &mut Tx<'_>, actor: &Actor, id: SeriesId) -> Result<Plan, Error> {
    let permit = actor.permit::<Coordinate>(tx.series().get(id)?.coordinator)?;
    let zone = tx.enterprises().get(permit.enterprise())?.zone;
    Ok(Plan { permit, zone, series: tx.series().lock(id)? })
}

/// The cycle is of a series already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("order cycle {0} is of a series already: change that, or copy the cycle")]
pub struct CycleOfSeries(CycleId);

impl Failure for CycleOfSeries {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "cycle-of-series")
    }
}

refusals!(CycleOfSeries);
