use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_cycles::Direction;
use sillon_identity::{Action, Actor, HandOut, Pack, Permit, ReadHarvest, ReadOrders};
use sillon_kernel::{CycleId, EnterpriseId, OrderId, fold};
use sillon_logistics::{
    DeliveryLine, HandOverBy, HarvestSheet, PackBy, PackingLine, Ticked, sort_deliveries,
};
use sillon_store::{HandOver, Repositories, Tx};

use crate::Error;

/// What producers harvest for a cycle, as far as the reader may see it.
#[derive(Debug, Clone)]
pub struct Harvest {
    /// Every producer's sheet for whoever runs the cycle, one's own for a producer.
    pub sheets: Vec<HarvestSheet>,
    /// Whether the reader may see what comes to what: those who only pack may not.
    pub shows_amounts: bool,
}

/// What producers harvest for a cycle: every producer's sheet for whoever runs it, one's own for a producer.
///
/// # Errors
///
/// Missing when the actor has no part in the cycle.
pub fn harvest_sheets(tx: &mut Tx<'_>, actor: &Actor, id: CycleId) -> Result<Harvest, Error> {
    let cycle = tx.cycles().get(id)?;
    let sheets = HarvestSheet::gather(tx.sheets().harvest(id)?);
    if actor.may::<ReadHarvest>(cycle.coordinator) {
        let shows_amounts = actor.may::<ReadOrders>(cycle.coordinator);
        return Ok(Harvest { sheets, shows_amounts });
    }
    let mut own = sheets;
    own.retain(|sheet| actor.may::<ReadHarvest>(sheet.producer));
    let shows_amounts = own.iter().all(|sheet| actor.may::<ReadOrders>(sheet.producer));
    // Whoever took its goods out of the cycle still brings what was ordered before.
    if !own.is_empty() {
        return Ok(Harvest { sheets: own, shows_amounts });
    }
    let has_part = tx
        .cycles()
        .exchanges(id)?
        .iter()
        .any(|exchange| actor.may::<ReadHarvest>(exchange.enterprise));
    if !has_part {
        return Err(Error::missing("order cycle"));
    }
    let shows_amounts = own.iter().all(|sheet| actor.may::<ReadOrders>(sheet.producer));
    Ok(Harvest { sheets: own, shows_amounts })
}

/// The hubs of a cycle for which the actor may take action `A`, with the right to it: each serves its own customers, whoever runs the cycle.
///
/// # Errors
///
/// Missing when there is no such cycle, or there is none.
pub(crate) fn hubs_served<A: Action>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
) -> Result<BTreeMap<EnterpriseId, Permit<A>>, Error> {
    let cycle = tx.cycles().get(id)?;
    let exchanges = tx.cycles().exchanges(id)?.into_iter();
    let outgoing = exchanges.filter(|exchange| exchange.direction == Direction::Outgoing);
    let mut hubs: BTreeSet<EnterpriseId> = outgoing.map(|it| it.enterprise).collect();
    // Whoever left still serves what was ordered before.
    hubs.extend(tx.orders().hubs(id)?);
    hubs.insert(cycle.coordinator);
    let served: BTreeMap<EnterpriseId, Permit<A>> =
        hubs.into_iter().filter_map(|hub| Some((hub, actor.permit::<A>(hub).ok()?))).collect();
    if served.is_empty() { Err(Error::missing("order cycle")) } else { Ok(served) }
}

/// What goes to which hub of a cycle, for all its customers together: all of it for those who pack for whoever runs the
/// cycle, its own for a hub.
///
/// # Errors
///
/// Missing unless the actor packs for a hub in the cycle.
pub fn delivery_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
) -> Result<Vec<DeliveryLine>, Error> {
    let served = hubs_served::<Pack>(tx, actor, id)?;
    let coordinator = tx.cycles().get(id)?.coordinator;
    let mut lines = tx.sheets().deliveries(id)?;
    if !served.contains_key(&coordinator) {
        lines.retain(|line| served.contains_key(&line.shop));
    }
    sort_deliveries(&mut lines);
    Ok(lines)
}

/// What goes into each order of a cycle, in the order it is packed: of the hubs the actor packs for.
///
/// # Errors
///
/// Missing unless the actor packs for a hub in the cycle.
pub fn packing_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
    by: PackBy,
) -> Result<Vec<PackingLine>, Error> {
    let served = hubs_served::<Pack>(tx, actor, id)?;
    let mut lines = tx.sheets().packing(id)?;
    lines.retain(|line| served.contains_key(&line.parcel.shop));
    by.sort(&mut lines);
    Ok(lines)
}

/// An order as it is handed out: to whom, what is in it, and what they still have to pay.
#[derive(Debug, Clone)]
pub struct OrderToHandOut {
    /// To whom, and what they still have to pay.
    pub order: HandOver,
    /// What is in it, what is cold last.
    pub lines: Vec<LineToHandOut>,
}

/// A line of an order as it is handed out.
#[derive(Debug, Clone)]
pub struct LineToHandOut {
    /// What goes in.
    pub packed: PackingLine,
    /// What became of it, where that was ticked.
    pub ticked: Option<Ticked>,
}

/// The orders of a cycle as they are handed out, in the order asked for: of the hubs the actor hands out for.
///
/// # Errors
///
/// Missing unless the actor hands out for a hub in the cycle.
pub fn hand_over_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
    by: HandOverBy,
) -> Result<Vec<OrderToHandOut>, Error> {
    let served = hubs_served::<HandOut>(tx, actor, id)?;
    let mut packed = tx.sheets().packing(id)?;
    PackBy::Customer.sort(&mut packed);
    let ticks = tx.ticks().of_cycle(id)?;
    let mut lines: HashMap<OrderId, Vec<LineToHandOut>> = HashMap::new();
    for packed in packed {
        let order = packed.parcel.order;
        let ticked = ticks.get(&(order, packed.place())).copied();
        lines.entry(order).or_default().push(LineToHandOut { packed, ticked });
    }
    let mut orders = tx.sheets().hand_over(id)?;
    orders.retain(|order| served.contains_key(&order.shop));
    orders.sort_by_cached_key(|order| {
        let way = match by {
            HandOverBy::Customer => None,
            HandOverBy::HandOver => order.hand_over.as_deref().map(fold),
        };
        (way, fold(&order.customer), order.reference.clone())
    });
    let with_lines = |order: HandOver| {
        let lines = lines.remove(&order.order).unwrap_or_default();
        OrderToHandOut { order, lines }
    };
    Ok(orders.into_iter().map(with_lines).collect())
}
