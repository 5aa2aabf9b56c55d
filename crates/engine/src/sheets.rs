use std::collections::HashMap;

use sillon_identity::{Actor, HandOut, Pack, ReadHarvest, ReadOrders};
use sillon_kernel::{CycleId, OrderId, fold};
use sillon_logistics::{HarvestSheet, PackBy, PackingLine};
use sillon_store::{HandOver, Tx};

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
    if actor.permit::<ReadHarvest>(cycle.coordinator).is_ok() {
        let shows_amounts = actor.permit::<ReadOrders>(cycle.coordinator).is_ok();
        return Ok(Harvest { sheets, shows_amounts });
    }
    let mut own = sheets;
    own.retain(|sheet| actor.permit::<ReadHarvest>(sheet.producer).is_ok());
    let shows_amounts = own.iter().all(|sheet| actor.permit::<ReadOrders>(sheet.producer).is_ok());
    // Whoever took its goods out of the cycle still brings what was ordered before.
    if !own.is_empty() {
        return Ok(Harvest { sheets: own, shows_amounts });
    }
    let has_part = tx
        .cycles()
        .exchanges(id)?
        .iter()
        .any(|exchange| actor.permit::<ReadHarvest>(exchange.enterprise).is_ok());
    if !has_part {
        return Err(Error::missing("order cycle"));
    }
    let shows_amounts = own.iter().all(|sheet| actor.permit::<ReadOrders>(sheet.producer).is_ok());
    Ok(Harvest { sheets: own, shows_amounts })
}

/// What goes into each order of a cycle, in the order it is packed.
///
/// # Errors
///
/// Missing unless the actor packs for the coordinator.
pub fn packing_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
    by: PackBy,
) -> Result<Vec<PackingLine>, Error> {
    let cycle = tx.cycles().get(id)?;
    actor.permit::<Pack>(cycle.coordinator).map_err(|_fault| Error::missing("order cycle"))?;
    let mut lines = tx.sheets().packing(id)?;
    by.sort(&mut lines);
    Ok(lines)
}

/// An order as it is handed out: to whom, what is in it, and what they still have to pay.
#[derive(Debug, Clone)]
pub struct OrderToHandOut {
    /// To whom, and what they still have to pay.
    pub order: HandOver,
    /// What is in it, what is cold last.
    pub lines: Vec<PackingLine>,
}

/// The orders of a cycle as they are handed out, by customer.
///
/// # Errors
///
/// Missing unless the actor hands out for the coordinator.
pub fn hand_over_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
) -> Result<Vec<OrderToHandOut>, Error> {
    let cycle = tx.cycles().get(id)?;
    actor.permit::<HandOut>(cycle.coordinator).map_err(|_fault| Error::missing("order cycle"))?;
    let mut packed = tx.sheets().packing(id)?;
    PackBy::Customer.sort(&mut packed);
    let mut lines: HashMap<OrderId, Vec<PackingLine>> = HashMap::new();
    for line in packed {
        lines.entry(line.order).or_default().push(line);
    }
    let mut orders = tx.sheets().hand_over(id)?;
    orders.sort_by_cached_key(|order| (fold(&order.customer), order.reference.clone()));
    let with_lines = |order: HandOver| {
        let lines = lines.remove(&order.order).unwrap_or_default();
        OrderToHandOut { order, lines }
    };
    Ok(orders.into_iter().map(with_lines).collect())
}
