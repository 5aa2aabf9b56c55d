use sillon_identity::{Actor, ReadBooks};
use sillon_kernel::CycleId;
use sillon_logistics::{HarvestSheet, PackBy, PackingLine};
use sillon_store::Tx;

use crate::Error;

/// What producers harvest for a cycle: every producer's sheet for whoever runs it, one's own for a producer.
///
/// # Errors
///
/// Missing when the actor has no part in the cycle.
pub fn harvest_sheets(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
) -> Result<Vec<HarvestSheet>, Error> {
    let cycle = tx.cycles().get(id)?;
    let sheets = HarvestSheet::gather(tx.sheets().harvest(id)?);
    if actor.permit::<ReadBooks>(cycle.coordinator).is_ok() {
        return Ok(sheets);
    }
    let own: Vec<HarvestSheet> = sheets
        .into_iter()
        .filter(|sheet| actor.permit::<ReadBooks>(sheet.producer).is_ok())
        .collect();
    // Whoever took its goods out of the cycle still brings what was ordered before.
    if !own.is_empty() {
        return Ok(own);
    }
    let has_part = tx
        .cycles()
        .exchanges(id)?
        .iter()
        .any(|exchange| actor.permit::<ReadBooks>(exchange.enterprise).is_ok());
    if has_part { Ok(own) } else { Err(Error::missing("order cycle")) }
}

/// What goes into each order of a cycle, in the order it is packed.
///
/// # Errors
///
/// A refusal unless the actor reads the coordinator's books.
pub fn packing_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
    by: PackBy,
) -> Result<Vec<PackingLine>, Error> {
    let cycle = tx.cycles().get(id)?;
    actor.permit::<ReadBooks>(cycle.coordinator).map_err(|_fault| Error::missing("order cycle"))?;
    let mut lines = tx.sheets().packing(id)?;
    by.sort(&mut lines);
    Ok(lines)
}
