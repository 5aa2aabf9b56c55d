use std::collections::{BTreeMap, BTreeSet};

use sillon_cycles::{Direction, Exchange, Fee, HandOverMethod, OrderCycle, Parts};
use sillon_identity::{Action, Actor, GrantKind, ReadCycles};
use sillon_kernel::{CycleId, EnterpriseId, FeeId, HandOverMethodId};
use sillon_store::{CycleFailure, EnterpriseBrief, Repositories, Tx};

use crate::{Error, enterprises::names::names_of};

/// An order cycle as somebody with a part in it sees it.
#[derive(Debug)]
pub struct SeenCycle {
    /// The cycle.
    pub cycle: OrderCycle,
    /// The exchanges they see, incoming first, with what they see of what each carries.
    pub exchanges: Vec<Exchange>,
    /// The enterprises they see in it: for the coordinator also those it may bring in.
    pub enterprises: BTreeMap<EnterpriseId, EnterpriseBrief>,
    /// The fees on everything in it, for who runs it and for the hubs in it.
    pub coordinator_fees: Vec<FeeId>,
    /// Every fee that is named.
    pub fees: Vec<Fee>,
    /// The ways in which the hubs hand over whose exchanges they see, with those that are retired.
    pub hand_over_methods: Vec<HandOverMethod>,
    /// That it could not open or close when it should have, for those who run it.
    pub failure: Option<CycleFailure>,
}

/// A cycle and its exchanges: all of them for whoever runs it, and for a producer or a hub in it the part they share.
///
/// # Errors
///
/// Missing when there is no such cycle, or the actor has no part in it.
pub fn cycle(tx: &mut Tx<'_>, actor: &Actor, id: CycleId) -> Result<SeenCycle, Error> {
    let cycle = tx.cycles().get(id)?;
    let all = tx.cycles().exchanges(id)?;
    let (parts, acting_for) = parts_for::<ReadCycles>(tx, actor, &cycle, &all, None)?;
    if !parts.position(&acting_for).may_take_part() {
        return Err(Error::missing("order cycle"));
    }
    let seen =
        |exchange: &&Exchange| parts.sees(&acting_for, exchange.enterprise, exchange.direction);
    let as_seen = |exchange: &Exchange| Exchange {
        variants: parts.variants_seen(&acting_for, exchange, &all),
        ..exchange.clone()
    };
    let exchanges: Vec<Exchange> = all.iter().filter(seen).map(as_seen).collect();
    let sells = parts.position(&acting_for).may_run() || !parts.hubs.is_disjoint(&acting_for);
    let coordinator_fees = if sells { tx.cycles().coordinator_fees(id)? } else { Vec::new() };
    let named = exchanges.iter().flat_map(|exchange| &exchange.fees).chain(&coordinator_fees);
    let named: BTreeSet<FeeId> = named.copied().collect();
    let fees = tx.cycles().fees(&Vec::from_iter(named))?;
    let outgoing = exchanges.iter().filter(|it| it.direction == Direction::Outgoing);
    let hubs: Vec<EnterpriseId> = outgoing.map(|exchange| exchange.enterprise).collect();
    let named: BTreeSet<HandOverMethodId> =
        exchanges.iter().flat_map(|it| &it.hand_over).map(|choice| choice.method).collect();
    let mut hand_over_methods = tx.hand_overs().of_hubs(&hubs)?;
    hand_over_methods.retain(|it| it.retired_at.is_none() || named.contains(&it.id));
    let enterprises = names_of(tx, parts.visible_to(&acting_for))?;
    let runs_it = parts.position(&acting_for).may_run();
    let failure = if runs_it { tx.cycles().failure(id)? } else { None };
    Ok(SeenCycle {
        cycle,
        exchanges,
        enterprises,
        coordinator_fees,
        fees,
        hand_over_methods,
        failure,
    })
}

/// The parts of a cycle, and for which of those with a part the actor may take action `A`.
///
/// `joining` is somebody who may get a part.
pub(crate) fn parts_for<A: Action>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: &OrderCycle,
    exchanges: &[Exchange],
    joining: Option<EnterpriseId>,
) -> Result<(Parts, BTreeSet<EnterpriseId>), Error> {
    let coordinator = cycle.coordinator;
    let participants = exchanges.iter().map(|exchange| exchange.enterprise);
    let everybody: BTreeSet<EnterpriseId> = participants.chain([coordinator]).collect();
    let acting_for: BTreeSet<EnterpriseId> =
        everybody.iter().filter(|enterprise| actor.may::<A>(**enterprise)).copied().collect();
    let concerned: BTreeSet<EnterpriseId> = everybody.into_iter().chain(joining).collect();
    let concerned = Vec::from_iter(concerned);
    let trust = tx.grants().among(&concerned)?;
    let mut pairs: BTreeSet<(EnterpriseId, EnterpriseId)> =
        trust.pairs(GrantKind::SupplyToCycles).collect();
    // Who agreed to bring goods to this cycle lets its coordinator sell them in it.
    let incoming = exchanges.iter().filter(|it| it.direction == Direction::Incoming);
    pairs.extend(incoming.map(|it| (it.enterprise, coordinator)));
    let runs_it = acting_for.contains(&coordinator);
    if runs_it {
        let suppliers = tx.grants().suppliers_of(coordinator)?;
        pairs.extend(suppliers.into_iter().map(|supplier| (supplier, coordinator)));
    }
    let sells_any = runs_it && tx.enterprises().get(coordinator)?.is_hub();
    let trust = pairs.into_iter().collect();
    Ok((Parts::of(coordinator, sells_any, exchanges, trust), acting_for))
}

/// The exchange an enterprise has in a cycle in a direction; of one that left, what it was.
pub(crate) fn exchange_or_terms(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    of: EnterpriseId,
    direction: Direction,
) -> Result<Option<Exchange>, Error> {
    let mut exchanges = tx.cycles().exchanges(cycle)?.into_iter();
    match exchanges.find(|it| it.enterprise == of && it.direction == direction) {
        Some(found) => Ok(Some(found)),
        None => Ok(tx.participations().find(cycle, of, direction)?.and_then(|it| it.terms)),
    }
}
