use std::collections::BTreeSet;

use sillon_cycles::{
    Direction, Exchange, ExchangeFacts, ExchangePatch, ExchangeRefused, OrderCycle, Participation,
    Parts, PriceChange, Reach, Stage, Standing,
};
use sillon_identity::{Actor, Coordinate};
use sillon_kernel::{CycleId, EnterpriseId, ExchangeId, VariantId};
use sillon_store::{Repositories, Tx};

use crate::{
    Error, Ids,
    catalogue::compliance::{missing_in, missing_of, missing_pick_ups, refuse},
    cycles::changes::{open_price_lists, price_changes, taking_changes, touch},
    cycles::consent::{agree, check_agreed, consent},
    cycles::exchanges_seen::parts_for,
    cycles::fees::check_fees,
    log::{ExchangeOf, note},
    logistics::hand_over::check_hand_overs,
};

/// What came of wishing for an exchange.
#[derive(Debug, Clone)]
pub struct PutExchange {
    /// The exchange; only what it would be, while its enterprise has not agreed to take part.
    pub exchange: Exchange,
    /// Whether its enterprise agreed, or is asked.
    pub standing: Standing,
    /// What shoppers pay otherwise from now on, in a cycle that takes orders.
    pub price_changes: Vec<PriceChange>,
}

/// Adds an exchange to a cycle, or changes the one its enterprise has in that direction.
///
/// An incoming exchange carries variants of its producer; an outgoing one carries what some incoming one does, of producers
/// that let its hub sell. The coordinator may add and change all of them, a producer or a hub in the cycle its own. A
/// producer may also say which of its goods go out to a hub if each lets the other; of such an exchange the rest stays as
/// it is.
///
/// Another enterprise than the coordinator is asked first, unless whoever wishes acts for it too, or it lets the
/// coordinator do so at any time. Until it answers there is no exchange.
///
/// # Errors
///
/// [`PartRefused`](sillon_cycles::PartRefused); a refusal unless the cycle still takes changes and each part of the patch
/// may be had; [`NotCompliant`](sillon_catalogue::NotCompliant) when what comes new into a published cycle, or who comes new to
/// sell in it, lacks something that shoppers must know.
pub fn put_exchange(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    cycle: CycleId,
    patch: ExchangePatch,
) -> Result<PutExchange, Error> {
    let locked = tx.cycles().lock(cycle)?;
    let (stage, before) = (locked.stage, tx.cycles().exchanges(cycle)?);
    let prices_before = open_price_lists(tx, cycle, stage, &before)?;
    let (exchange, standing) = set_exchange(tx, actor, ids, (locked, &before), patch)?;
    if standing == Standing::Agreed {
        check_compliance(tx, cycle, stage, &before, &exchange)?;
    }
    let price_changes = price_changes(tx, cycle, &prices_before)?;
    Ok(PutExchange { exchange, standing, price_changes })
}

/// Refuses what comes new into a published cycle and lacks something that shoppers must know.
pub(crate) fn check_compliance(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    stage: Stage,
    before: &[Exchange],
    exchange: &Exchange,
) -> Result<(), Error> {
    if !matches!(stage, Stage::Upcoming | Stage::Open { .. }) {
        return Ok(());
    }
    let outgoing = |it: &&Exchange| it.direction == Direction::Outgoing;
    let sold_before = |variant: &VariantId| {
        before.iter().filter(outgoing).any(|it| it.variants.contains(variant))
    };
    let mut missing = missing_in(tx, cycle, |variant| !sold_before(&variant))?;
    let shop = exchange.enterprise;
    let is_new_shop = exchange.direction == Direction::Outgoing
        && !before.iter().filter(outgoing).any(|it| it.enterprise == shop);
    if is_new_shop {
        missing.extend(missing_of(tx, &[shop])?);
    }
    // What was open without a word about where it is fetched may stay so; nobody takes that word away.
    let said_before =
        before.iter().filter(outgoing).any(|it| it.enterprise == shop && it.says_pick_up());
    if exchange.direction == Direction::Outgoing && (is_new_shop || said_before) {
        missing.extend(missing_pick_ups(tx, std::slice::from_ref(exchange))?);
    }
    refuse(missing)
}

/// Adds or changes an exchange of a cycle, locked, or asks its enterprise to take part, whatever may be missing of what it
/// carries.
pub(crate) fn set_exchange(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    (cycle, exchanges): (OrderCycle, &[Exchange]),
    patch: ExchangePatch,
) -> Result<(Exchange, Standing), Error> {
    patch.check()?;
    if patch.said_minimum().is_some() {
        patch.check_minimum(tx.enterprises().get(cycle.coordinator)?.currency)?;
    }
    let (of, direction) = (patch.enterprise, patch.direction);
    let (parts, acting_for) = parts_for::<Coordinate>(tx, actor, &cycle, exchanges, Some(of))?;
    let reach = parts.reach(&acting_for, of, direction)?;
    let cycle = taking_changes(cycle)?;
    let same = |exchange: &&Exchange| exchange.enterprise == of && exchange.direction == direction;
    let existing = exchanges.iter().find(same);
    let raises = patch.raises_minimum(existing);
    if raises && !tx.order_changes().with_goods_of(cycle.id, of)?.is_empty() {
        return Err(ExchangeRefused::MinimumAfterOrders.into());
    }
    let (standing, asked) = if existing.is_some() {
        (Standing::Agreed, None)
    } else {
        let asked = tx.participations().find(cycle.id, of, direction)?;
        (consent(tx, actor, &cycle, (of, direction), asked.as_ref())?, asked)
    };
    if direction == Direction::Outgoing && !tx.enterprises().get(of)?.is_shop() {
        return Err(ExchangeRefused::SellsNothing.into());
    }
    let now = tx.now();
    let asked_at = asked.as_ref().map_or(now, |asked| asked.asked_at);
    let before = existing.cloned().or(asked.and_then(|asked| asked.terms));
    let before = before.unwrap_or_else(|| Exchange::blank(ids.next(now), of, direction));
    if let (Reach::Whole, Some(fees)) = (&reach, patch.fees.said()) {
        let payees = parts.payees(of, parts.position(&acting_for).may_run());
        check_fees(tx, cycle.coordinator, fees, &payees, &before.fees)?;
    }
    if let (Reach::Whole, Some(choices)) = (&reach, patch.hand_over.said()) {
        check_hand_overs(tx, of, choices, &before.hand_over)?;
    }
    if standing != Standing::Agreed {
        let terms = before.asked(patch);
        // Asked anew, when what it is asked changes.
        let asked = Participation::on_terms(cycle.id, terms.clone(), standing, now);
        tx.participations().save(&asked)?;
        return Ok((terms, standing));
    }
    let facts = exchange_facts(tx, (&parts, &reach), exchanges, (of, direction))?;
    let carried = existing.map(|agreed| agreed.variants.clone()).unwrap_or_default();
    let exchange = before.change(&carried, patch, &facts)?;
    if existing.is_some_and(|agreed| agreed.differs_in_terms(&exchange)) {
        check_agreed(tx, actor, &cycle, (of, direction))?;
    }
    let cycle = write(tx, actor, cycle, (existing, &exchange))?;
    if existing.is_none() && of != cycle.coordinator {
        agree(tx, &cycle, &exchange, asked_at)?;
    }
    Ok((exchange, standing))
}

/// What a change of an exchange is decided on.
pub(crate) fn exchange_facts<'a>(
    tx: &mut Tx<'_>,
    (parts, reach): (&'a Parts, &'a Reach),
    exchanges: &'a [Exchange],
    (of, direction): (EnterpriseId, Direction),
) -> Result<ExchangeFacts<'a>, Error> {
    let sold_by_producer = match direction {
        Direction::Incoming => variants_of_producer(tx, of)?,
        Direction::Outgoing => BTreeSet::new(),
    };
    Ok(ExchangeFacts { parts, reach, exchanges, sold_by_producer })
}

/// Writes an exchange; what no incoming exchange carries any more leaves the outgoing ones.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: OrderCycle,
    (before, exchange): (Option<&Exchange>, &Exchange),
) -> Result<OrderCycle, Error> {
    tx.cycles().put_exchange(cycle.id, exchange)?;
    note_exchange(tx, actor, cycle.id, before, Some(exchange))?;
    if exchange.direction == Direction::Incoming {
        drop_from_outgoing(tx, actor, cycle.id)?;
    }
    touch(tx, cycle)
}

/// What a producer brings that just said yes goes out to the hubs that carry all they may; the first time it says yes, also to those
/// that its series means to have it. Nothing else of what goes out changes.
pub(crate) fn send_out(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: &OrderCycle,
    incoming: &Exchange,
    is_first_yes: bool,
) -> Result<(), Error> {
    let exchanges = tx.cycles().exchanges(cycle.id)?;
    let (parts, _) = parts_for::<Coordinate>(tx, actor, cycle, &exchanges, None)?;
    let series = cycle.of.filter(|_| is_first_yes);
    let series = series.map(|of| tx.series().get(of.series)).transpose()?;
    let out = |it: &&Exchange| it.direction == Direction::Outgoing;
    for before in exchanges.iter().filter(out) {
        let of = (before.enterprise, before.direction);
        let meant = series.as_ref().and_then(|series| series.part(of));
        let meant = meant.into_iter().flat_map(|part| &part.terms.variants);
        let variants = before.variants.iter().chain(meant).copied().collect();
        let facts = exchange_facts(tx, (&parts, &Reach::Whole), &exchanges, of)?;
        let wished = Exchange { variants, ..before.clone() };
        let plain = ExchangePatch::plain(of.0, of.1);
        let mut exchange = wished.change(&before.variants, plain, &facts)?;
        // What others bring may have been taken out by hand, and stays out.
        exchange
            .variants
            .retain(|it| before.variants.contains(it) || incoming.variants.contains(it));
        if exchange != *before {
            tx.cycles().put_exchange(cycle.id, &exchange)?;
            note_exchange(tx, actor, cycle.id, Some(before), Some(&exchange))?;
        }
    }
    Ok(())
}

/// Notes what is otherwise now of an exchange, which may be new, or gone.
pub(crate) fn note_exchange(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: CycleId,
    before: Option<&Exchange>,
    after: Option<&Exchange>,
) -> Result<(), Error> {
    let [before, after] = [before, after].map(|it| it.map(|it| ExchangeOf(cycle, it)));
    note(tx, actor, before.as_ref(), after.as_ref())
}

/// The exchanges of cycles that the transaction has locked.
pub(crate) fn exchanges_of(
    tx: &mut Tx<'_>,
    cycles: &[CycleId],
) -> Result<Vec<(CycleId, Vec<Exchange>)>, Error> {
    let mut found = Vec::with_capacity(cycles.len());
    for cycle in cycles {
        found.push((*cycle, tx.cycles().exchanges(*cycle)?));
    }
    Ok(found)
}

/// Notes what is otherwise now of the exchanges of cycles.
pub(crate) fn note_exchanges(
    tx: &mut Tx<'_>,
    actor: &Actor,
    before: Vec<(CycleId, Vec<Exchange>)>,
) -> Result<(), Error> {
    for (cycle, before) in before {
        let after = tx.cycles().exchanges(cycle)?;
        for old in &before {
            let new = after.iter().find(|new| new.id == old.id);
            note_exchange(tx, actor, cycle, Some(old), new)?;
        }
    }
    Ok(())
}

/// An exchange of which nothing was ever said or stored.
pub(crate) fn unknown(enterprise: EnterpriseId, direction: Direction) -> Exchange {
    Exchange::blank(ExchangeId(uuid::Uuid::nil()), enterprise, direction)
}

/// What a producer brings: all it sells; nothing, when it produces no more.
fn variants_of_producer(
    tx: &mut Tx<'_>,
    producer: EnterpriseId,
) -> Result<BTreeSet<VariantId>, Error> {
    if !tx.enterprises().get(producer)?.is_producer {
        return Ok(BTreeSet::new());
    }
    let sold = tx.catalogue().sold_by(&[producer])?;
    Ok(sold.into_iter().map(|(_, variant)| variant).collect())
}

/// What no incoming exchange carries any more leaves the outgoing ones.
pub(crate) fn drop_from_outgoing(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: CycleId,
) -> Result<(), Error> {
    let exchanges = tx.cycles().exchanges(cycle)?;
    let (incoming, outgoing): (Vec<_>, Vec<_>) =
        exchanges.into_iter().partition(|exchange| exchange.direction == Direction::Incoming);
    let supplied: BTreeSet<VariantId> =
        incoming.into_iter().flat_map(|exchange| exchange.variants).collect();
    for before in outgoing.into_iter().filter(|it| !it.variants.is_subset(&supplied)) {
        let variants = before.variants.intersection(&supplied).copied().collect();
        let exchange = Exchange { variants, ..before.clone() };
        tx.cycles().put_exchange(cycle, &exchange)?;
        note_exchange(tx, actor, cycle, Some(&before), Some(&exchange))?;
    }
    Ok(())
}
