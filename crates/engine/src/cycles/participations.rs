use std::collections::{BTreeMap, BTreeSet};

use sillon_cycles::{Direction, ExchangePatch, Fee, OrderCycle, Participation, Reach, Standing};
use sillon_enterprises::Enterprise;
use sillon_identity::{Actor, Coordinate, ReadCycles};
use sillon_kernel::{
    CycleId, EnterpriseId, Failure, FailureKind, FeeId, Page, PageRequest, Timestamp,
};
use sillon_store::{EnterpriseBrief, ParticipationKey, Repositories, StandingFilter, Tx};

use crate::{
    Error, Ids,
    cycles::changes::{taking_changes, touch},
    cycles::consent::{Consents, agree},
    cycles::exchanges::{
        check_compliance, drop_from_outgoing, exchange_facts, note_exchange, send_out, unknown,
        write,
    },
    cycles::exchanges_seen::parts_for,
    cycles::fees::retired_among,
    cycles::letters::tell_left,
    enterprises::names::names_of,
    error::refusals,
};

/// A page of what an enterprise is asked and asks, and what it names.
#[derive(Debug)]
pub struct ParticipationsPage {
    /// The participations, the latest cycles first.
    pub page: Page<Participation>,
    /// Their cycles.
    pub cycles: BTreeMap<CycleId, OrderCycle>,
    /// The enterprises of both sides.
    pub names: BTreeMap<EnterpriseId, EnterpriseBrief>,
    /// The fees the terms name.
    pub fees: Vec<Fee>,
}

/// What an enterprise is asked to take part in, and whom it asks: both sides see the same.
///
/// # Errors
///
/// A refusal unless the actor reads the enterprise's cycles.
pub fn participations(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: EnterpriseId,
    filter: StandingFilter,
    after: Option<ParticipationKey>,
    request: &PageRequest,
) -> Result<ParticipationsPage, Error> {
    let permit = actor.permit::<ReadCycles>(of)?;
    let page = tx.participations().page(&permit, filter, after, request)?;
    let mut cycles = BTreeMap::new();
    for participation in &page.items {
        if let std::collections::btree_map::Entry::Vacant(e) = cycles.entry(participation.cycle) {
            e.insert(tx.cycles().get(participation.cycle)?);
        }
    }
    let coordinators = cycles.values().map(|cycle| cycle.coordinator);
    let enterprises = page.items.iter().map(|it| it.enterprise).chain(coordinators).collect();
    let names = names_of(tx, enterprises)?;
    let terms = page.items.iter().filter_map(|it| it.terms.as_ref());
    let fees: BTreeSet<FeeId> = terms.flat_map(|terms| terms.fees.iter().copied()).collect();
    let fees = tx.cycles().fees(&Vec::from_iter(fees))?;
    Ok(ParticipationsPage { page, cycles, names, fees })
}

/// Says yes to taking part in somebody's cycle, or no. A no of who takes part already is leaving.
///
/// `asked_at` says which terms are meant; terms that changed since are refused.
///
/// # Errors
///
/// Missing unless the actor coordinates for the enterprise and it was asked; [`AnswerRefused`](sillon_cycles::AnswerRefused)
/// when nobody asks any more; a refusal when the cycle takes no changes, or what would come new into it lacks something
/// that shoppers must know.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    key: ParticipationKey,
    says_yes: bool,
    asked_at: Option<Timestamp>,
) -> Result<Participation, Error> {
    let permit = actor.permit::<Coordinate>(key.enterprise)?;
    let (cycle, asked) = lock_asked(tx, key)?;
    let cycle = taking_changes(cycle)?;
    if asked_at.is_some_and(|shown| shown != asked.asked_at) {
        return Err(TermsChanged.into());
    }
    if !says_yes {
        let standing = asked.standing.no()?;
        return end(tx, (actor, ids), cycle, asked, standing);
    }
    let standing = asked.standing.yes()?;
    if asked.standing == standing {
        return Ok(asked);
    }
    let is_first_yes = asked.standing == Standing::Asked;
    let before = tx.cycles().exchanges(cycle.id)?;
    let (parts, _) =
        parts_for::<Coordinate>(tx, actor, &cycle, &before, Some(permit.enterprise()))?;
    let of = (key.enterprise, key.direction);
    let facts = exchange_facts(tx, (&parts, &Reach::Whole), &before, of)?;
    let mut terms = asked.terms.unwrap_or_else(|| unknown(of.0, of.1));
    // What was retired since it was asked is named by nothing new.
    let retired = retired_among(tx, terms.fees.iter().copied())?;
    terms.fees.retain(|fee| !retired.contains(fee));
    // Of what was asked, that takes what it may carry now: goods may have gone since.
    let plain = ExchangePatch::plain(of.0, of.1);
    let exchange = terms.change(&BTreeSet::new(), plain, &facts)?;
    let cycle = write(tx, actor, cycle, (None, &exchange))?;
    agree(tx, &cycle, &exchange, asked.asked_at)?;
    // Whoever takes part again may be asked again.
    tx.series().forget_declined(cycle.coordinator, of.0, of.1)?;
    if exchange.direction == Direction::Incoming {
        send_out(tx, actor, &cycle, &exchange, is_first_yes)?;
    }
    check_compliance(tx, cycle.id, cycle.stage, &before, &exchange)?;
    lock_asked(tx, key).map(|(_, agreed)| agreed)
}

/// Ends that an enterprise is asked to take part, or takes part: it leaves, or whoever asked takes it back. Orders that were
/// placed stay, and are honoured.
///
/// # Errors
///
/// Missing unless the actor coordinates for the enterprise or for whoever asked; a refusal when the cycle takes no changes.
pub fn end_participation(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    key: ParticipationKey,
) -> Result<Participation, Error> {
    let (cycle, asked) = lock_asked(tx, key)?;
    let own = actor.permit::<Coordinate>(key.enterprise);
    let asks = actor.permit::<Coordinate>(cycle.coordinator);
    let standing = match (own, asks) {
        (Ok(_), _) => asked.standing.no()?,
        (Err(_), Ok(_)) => asked.standing.withdrawn(),
        (Err(refused), Err(_)) => return Err(refused.into()),
    };
    let cycle = taking_changes(cycle)?;
    end(tx, (actor, ids), cycle, asked, standing)
}

/// Takes an enterprise out of every cycle of a coordinator's that has not closed, as it takes back its standing yes.
pub(crate) fn leave_all(
    tx: &mut Tx<'_>,
    (actor, ids): (&Actor, &Ids),
    coordinator: EnterpriseId,
    of: EnterpriseId,
    direction: Direction,
) -> Result<(), Error> {
    let standings = [Standing::Agreed];
    let cycles = tx.participations().cycles_with(coordinator, of, direction, &standings)?;
    for cycle in cycles {
        let key = ParticipationKey { cycle, enterprise: of, direction };
        let (cycle, agreed) = lock_asked(tx, key)?;
        end(tx, (actor, ids), cycle, agreed, Standing::Left)?;
    }
    Ok(())
}

/// Whether an enterprise is one that brings goods, or sells them, in a cycle.
pub(crate) fn can_take_part(enterprise: &Enterprise, direction: Direction) -> bool {
    match direction {
        Direction::Incoming => enterprise.is_producer,
        Direction::Outgoing => enterprise.is_shop(),
    }
}

/// Asks those again who take part in a cycle that is opened again, and did not say yes once for all: until they answer, nothing
/// goes in or out for them. Whoever cannot take part any more is out of it.
pub(crate) fn ask_again(tx: &mut Tx<'_>, actor: &Actor, cycle: &OrderCycle) -> Result<(), Error> {
    let now = tx.now();
    let exchanges = tx.cycles().exchanges(cycle.id)?;
    let taking: BTreeSet<EnterpriseId> = exchanges.iter().map(|it| it.enterprise).collect();
    let mut consents = Consents::of(tx, actor, cycle, &taking)?;
    let before = exchanges.len();
    let mut staying = 0;
    for exchange in exchanges {
        let of = (exchange.enterprise, exchange.direction);
        let can = can_take_part(&tx.enterprises().get(of.0)?, of.1);
        let standing = if can { consents.consent(of, None)? } else { Standing::Withdrawn };
        if standing == Standing::Agreed {
            staying += 1;
            continue;
        }
        tx.cycles().remove_exchange(cycle.id, of.0, of.1)?;
        note_exchange(tx, actor, cycle.id, Some(&exchange), None)?;
        if of.0 != cycle.coordinator {
            let asked = Participation::on_terms(cycle.id, exchange, standing, now);
            tx.participations().save(&asked)?;
        }
    }
    // Whoever had not answered as it closed is asked still.
    let silent = tx.participations().in_cycle(cycle.id)?.into_iter();
    let silent = silent.filter(|it| it.standing == Standing::Lapsed).filter_map(|it| it.terms);
    for terms in silent {
        let can = can_take_part(&tx.enterprises().get(terms.enterprise)?, terms.direction);
        // No more are waited for than may be: the others are asked by hand.
        if !can || consents.wait().is_err() {
            continue;
        }
        let asked = Participation::on_terms(cycle.id, terms, Standing::Asked, now);
        tx.participations().save(&asked)?;
    }
    if staying < before { drop_from_outgoing(tx, actor, cycle.id) } else { Ok(()) }
}

/// Forgets that an enterprise said no to cycles of a coordinator's: it lets it put it into any from now on.
pub(crate) fn forget_no(
    tx: &mut Tx<'_>,
    coordinator: EnterpriseId,
    of: EnterpriseId,
    direction: Direction,
) -> Result<(), Error> {
    tx.series().forget_declined(coordinator, of, direction)?;
    let standings = [Standing::Refused, Standing::Left];
    let cycles = tx.participations().cycles_with(coordinator, of, direction, &standings)?;
    for cycle in cycles {
        let key = ParticipationKey { cycle, enterprise: of, direction };
        let (_, said_no) = lock_asked(tx, key)?;
        tx.participations().save(&Participation { standing: Standing::Withdrawn, ..said_no })?;
    }
    Ok(())
}

/// The cycle, locked, and what the enterprise was asked in it.
fn lock_asked(
    tx: &mut Tx<'_>,
    key: ParticipationKey,
) -> Result<(OrderCycle, Participation), Error> {
    let nothing = || Error::missing("participation");
    // Asked before the lock: whoever names a cycle that does not concern it waits for nobody.
    tx.participations().find(key.cycle, key.enterprise, key.direction)?.ok_or_else(nothing)?;
    let cycle = tx.cycles().lock(key.cycle)?;
    let asked = tx.participations().find(key.cycle, key.enterprise, key.direction)?;
    Ok((cycle, asked.ok_or_else(nothing)?))
}

fn end(
    tx: &mut Tx<'_>,
    (actor, ids): (&Actor, &Ids),
    cycle: OrderCycle,
    asked: Participation,
    standing: Standing,
) -> Result<Participation, Error> {
    if asked.standing == standing {
        return Ok(asked);
    }
    let (of, direction) = (asked.enterprise, asked.direction);
    let mut ended = Participation { standing, answered_at: Some(tx.now()), ..asked };
    if asked.standing == Standing::Agreed {
        let exchanges = tx.cycles().exchanges(cycle.id)?.into_iter();
        let mut own = exchanges.filter(|it| it.enterprise == of && it.direction == direction);
        // What it was stays known, so that what was ordered is still fetched where and when it was said.
        let own = own.next().unwrap_or_else(|| unknown(of, direction));
        tx.cycles().remove_exchange(cycle.id, of, direction)?;
        note_exchange(tx, actor, cycle.id, Some(&own), None)?;
        ended.terms = Some(own);
        drop_from_outgoing(tx, actor, cycle.id)?;
        if standing == Standing::Left {
            tell_left(tx, actor, ids, of, cycle.coordinator)?;
        }
        touch(tx, cycle)?;
    }
    tx.participations().save(&ended)?;
    Ok(ended)
}

/// What was asked is something else by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what you are asked changed since you looked: look again")]
pub struct TermsChanged;

impl Failure for TermsChanged {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "terms-changed")
    }
}

refusals!(TermsChanged);
