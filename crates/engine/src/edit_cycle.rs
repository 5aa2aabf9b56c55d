use std::collections::BTreeSet;

use sillon_cycles::{
    Direction, Exchange, Fee, OrderCycle, Parts, Reach, Stage, applied, supplied_by,
};
use sillon_identity::{Actor, Coordinate};
use sillon_kernel::{CycleId, EnterpriseId, FeeId, Text, VariantId, Window};
use sillon_store::Tx;

use crate::{
    Error, Ids,
    compliance::{missing_in, missing_of, missing_pick_ups, refuse},
    cycle_parts::parts_for,
};

/// What an exchange should carry.
#[derive(Debug, Clone)]
pub enum VariantWish {
    /// Everything it may.
    All,
    /// These.
    These(BTreeSet<VariantId>),
}

/// How an exchange should be.
#[derive(Debug, Clone)]
pub struct ExchangeWish {
    /// The producer of an incoming exchange, the hub of an outgoing one.
    pub enterprise: EnterpriseId,
    /// Into the cycle, or out of it.
    pub direction: Direction,
    /// What it should carry.
    pub variants: VariantWish,
    /// The fees charged on what it carries.
    pub fees: Vec<FeeId>,
    /// When the goods are fetched, or brought.
    pub pick_up: Option<Window>,
    /// What to know about it.
    pub pick_up_text: Option<Text<500>>,
}

/// Adds an exchange to a cycle, or changes the one its enterprise has in that direction.
///
/// An incoming exchange carries variants of a producer that lets the coordinator sell them; an outgoing one carries what
/// some incoming one does, of producers that let its hub sell. The coordinator may add and change all of them, a producer
/// or a hub in the cycle its own. A producer may also say which of its goods go out to a hub if each lets the other; of
/// such an exchange the rest stays as it is.
///
/// # Errors
///
/// [`PartRefused`](sillon_cycles::PartRefused); a refusal unless the cycle still takes changes and each part of the wish
/// may be had; [`NotCompliant`](sillon_catalogue::NotCompliant) when what comes new into a published cycle, or who comes new to
/// sell in it, lacks something that shoppers must know.
pub fn put_exchange(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    cycle: CycleId,
    wish: ExchangeWish,
) -> Result<Exchange, Error> {
    let stage = tx.cycles().lock(cycle)?.stage;
    let before = tx.cycles().exchanges(cycle)?;
    let shop = wish.enterprise;
    let opens_to = |it: &Exchange| it.direction == Direction::Outgoing && it.enterprise == shop;
    let is_new_shop = wish.direction == Direction::Outgoing && !before.iter().any(opens_to);
    let exchange = set_exchange(tx, actor, ids, cycle, wish)?;
    if matches!(stage, Stage::Upcoming | Stage::Open { .. }) {
        let sold_before = |variant: &VariantId| {
            let mut outgoing = before.iter().filter(|it| it.direction == Direction::Outgoing);
            outgoing.any(|it| it.variants.contains(variant))
        };
        let mut missing = missing_in(tx, cycle, |variant| !sold_before(&variant))?;
        if is_new_shop {
            missing.extend(missing_of(tx, &[exchange.enterprise])?);
        }
        let said_before = before.iter().any(|it| opens_to(it) && it.says_pick_up());
        if exchange.direction == Direction::Outgoing && (is_new_shop || said_before) {
            missing.extend(missing_pick_ups(tx, std::slice::from_ref(&exchange))?);
        }
        refuse(missing)?;
    }
    Ok(exchange)
}

/// Adds or changes an exchange, whatever may be missing of what it carries.
pub(crate) fn set_exchange(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    cycle: CycleId,
    wish: ExchangeWish,
) -> Result<Exchange, Error> {
    let cycle = tx.cycles().lock(cycle)?;
    let exchanges = tx.cycles().exchanges(cycle.id)?;
    let (parts, acting_for) =
        parts_for::<Coordinate>(tx, actor, &cycle, &exchanges, Some(wish.enterprise))?;
    let reach = parts.reach(&acting_for, wish.enterprise, wish.direction)?;
    let cycle = taking_changes(cycle)?;
    let same = |exchange: &&Exchange| {
        exchange.enterprise == wish.enterprise && exchange.direction == wish.direction
    };
    let existing = exchanges.iter().find(same);
    let carried = existing.map(|exchange| exchange.variants.clone()).unwrap_or_default();
    let may_carry = match wish.direction {
        Direction::Incoming => variants_of_supplier(tx, &cycle, wish.enterprise)?,
        Direction::Outgoing => {
            let goods = goods_for(&parts, &reach, wish.enterprise, &exchanges, &carried);
            if !tx.enterprises().get(wish.enterprise)?.is_shop() {
                return Err(Error::field(
                    "enterprise",
                    "it sells nothing, so nothing can go out to it",
                ));
            }
            goods
        }
    };
    let wanted = match wish.variants {
        VariantWish::All => may_carry.clone(),
        VariantWish::These(these) => {
            let mut strangers = these.difference(&may_carry);
            if let Some(stranger) = strangers.find(|variant| !carried.contains(*variant)) {
                return Err(Error::field(
                    "variants",
                    format!("{stranger} cannot be carried by this exchange"),
                ));
            }
            these
        }
    };
    let supplied = supplied_by(&exchanges, |_| true);
    let limit = (wish.direction == Direction::Outgoing).then_some(&supplied);
    let may_edit: BTreeSet<VariantId> = match &reach {
        Reach::Whole => may_carry.union(&carried).copied().collect(),
        Reach::VariantsOf(_) => may_carry,
    };
    let before = existing.cloned();
    let (fees, pick_up, pick_up_text) = match (&reach, before) {
        (Reach::VariantsOf(_), Some(before)) => (before.fees, before.pick_up, before.pick_up_text),
        (Reach::VariantsOf(_), None) => (Vec::new(), None, None),
        (Reach::Whole, before) => {
            let kept = before.map(|before| before.fees).unwrap_or_default();
            let runs_it = parts.position(&acting_for).may_run();
            let payees = (!runs_it).then_some([wish.enterprise, cycle.coordinator]);
            check_fees(tx, &cycle, &wish.fees, payees.as_ref(), &kept)?;
            (wish.fees, wish.pick_up, wish.pick_up_text)
        }
    };
    let exchange = Exchange {
        id: existing.map_or_else(|| ids.next(tx.now()), |exchange| exchange.id),
        enterprise: wish.enterprise,
        direction: wish.direction,
        variants: applied(&carried, &wanted, &may_edit, limit),
        fees,
        pick_up,
        pick_up_text,
    };
    tx.cycles().put_exchange(cycle.id, &exchange)?;
    if exchange.direction == Direction::Incoming {
        drop_from_outgoing(tx, cycle.id)?;
    }
    touch(tx, cycle)?;
    Ok(exchange)
}

/// What somebody of this reach may have go out to a hub.
fn goods_for(
    parts: &Parts,
    reach: &Reach,
    hub: EnterpriseId,
    exchanges: &[Exchange],
    carried: &BTreeSet<VariantId>,
) -> BTreeSet<VariantId> {
    let incoming = exchanges.iter().filter(|exchange| exchange.direction == Direction::Incoming);
    let already: BTreeSet<EnterpriseId> = incoming
        .filter(|exchange| !exchange.variants.is_disjoint(carried))
        .map(|exchange| exchange.enterprise)
        .collect();
    supplied_by(exchanges, |producer| {
        let within = match reach {
            Reach::Whole => true,
            Reach::VariantsOf(producers) => producers.contains(&producer),
        };
        within && parts.counts_in_outgoing(hub, producer, &already)
    })
}

/// What a producer brings: all it sells, if it lets the coordinator sell it; nothing, when it produces no more.
fn variants_of_supplier(
    tx: &mut Tx<'_>,
    cycle: &OrderCycle,
    producer: EnterpriseId,
) -> Result<BTreeSet<VariantId>, Error> {
    let trusted = producer == cycle.coordinator
        || tx.grants().suppliers_of(cycle.coordinator)?.contains(&producer);
    if !trusted {
        return Err(Error::field("enterprise", "it does not let this coordinator sell its goods"));
    }
    if !tx.enterprises().get(producer)?.is_producer {
        return Ok(BTreeSet::new());
    }
    let sold = tx.catalogue().sold_by(&[producer])?;
    Ok(sold.into_iter().map(|(_, variant)| variant).collect())
}

/// What no incoming exchange carries any more leaves the outgoing ones.
fn drop_from_outgoing(tx: &mut Tx<'_>, cycle: CycleId) -> Result<(), Error> {
    let exchanges = tx.cycles().exchanges(cycle)?;
    let (incoming, outgoing): (Vec<_>, Vec<_>) =
        exchanges.into_iter().partition(|exchange| exchange.direction == Direction::Incoming);
    let supplied: BTreeSet<VariantId> =
        incoming.into_iter().flat_map(|exchange| exchange.variants).collect();
    for mut exchange in outgoing {
        let before = exchange.variants.len();
        exchange.variants.retain(|variant| supplied.contains(variant));
        if exchange.variants.len() < before {
            tx.cycles().put_exchange(cycle, &exchange)?;
        }
    }
    Ok(())
}

/// Adds a fee that an enterprise charges.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the enterprise; [`sillon_cycles::FeeRefused`] for a fee out of bounds.
pub fn add_fee(tx: &mut Tx<'_>, actor: &Actor, fee: Fee) -> Result<Fee, Error> {
    let permit = actor.permit::<Coordinate>(fee.enterprise)?;
    let owner = tx.enterprises().get(permit.enterprise())?;
    fee.check(owner.currency)?;
    tx.cycles().add_fee(&fee)?;
    Ok(fee)
}

/// Sets the fees the coordinator puts on everything in a cycle.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle, and every fee exists in its currency.
pub fn set_coordinator_fees(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: CycleId,
    fees: &[FeeId],
) -> Result<OrderCycle, Error> {
    let cycle = lock_for_edit(tx, actor, cycle)?;
    check_fees(tx, &cycle, fees, None, &[])?;
    tx.cycles().set_coordinator_fees(cycle.id, fees)?;
    touch(tx, cycle)
}

/// The cycle, locked, if the actor runs it and it still takes changes.
fn lock_for_edit(tx: &mut Tx<'_>, actor: &Actor, id: CycleId) -> Result<OrderCycle, Error> {
    let cycle = tx.cycles().lock(id)?;
    actor.permit::<Coordinate>(cycle.coordinator)?;
    taking_changes(cycle)
}

/// The cycle, if it still takes changes.
fn taking_changes(cycle: OrderCycle) -> Result<OrderCycle, Error> {
    match cycle.stage {
        sillon_cycles::Stage::Draft
        | sillon_cycles::Stage::Upcoming
        | sillon_cycles::Stage::Open { .. } => Ok(cycle),
        sillon_cycles::Stage::Closed { .. } | sillon_cycles::Stage::Settled { .. } => {
            Err(sillon_cycles::CloseRefused::NotOpen(cycle.id).into())
        }
    }
}

/// Every fee is there once, and in the coordinator's currency. Where `payees` are named, a fee that was not `kept` from
/// before is for one of them.
fn check_fees(
    tx: &mut Tx<'_>,
    cycle: &OrderCycle,
    wanted: &[FeeId],
    payees: Option<&[EnterpriseId; 2]>,
    kept: &[FeeId],
) -> Result<(), Error> {
    let distinct: BTreeSet<FeeId> = wanted.iter().copied().collect();
    if distinct.len() < wanted.len() || wanted.len() > 50 {
        return Err(Error::field("fees", "each fee is named once, at most 50 of them"));
    }
    let found = tx.cycles().fees(wanted)?;
    let currency = tx.enterprises().get(cycle.coordinator)?.currency;
    for fee in &found {
        fee.check(currency)?;
    }
    let may = |fee: &Fee| {
        kept.contains(&fee.id) || payees.is_none_or(|payees| payees.contains(&fee.enterprise))
    };
    if found.len() < wanted.len() || !found.iter().all(may) {
        return Err(Error::field("fees", "one of these fees does not exist"));
    }
    Ok(())
}

/// Writes the cycle under a new version, so that what shops show of it is made again.
fn touch(tx: &mut Tx<'_>, cycle: OrderCycle) -> Result<OrderCycle, Error> {
    let cycle = OrderCycle { version: cycle.version + 1, ..cycle };
    let now = tx.now();
    tx.cycles().save(&cycle, now)?;
    Ok(cycle)
}
