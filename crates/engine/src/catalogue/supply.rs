use sillon_catalogue::Supply;
use sillon_identity::{Actor, ManageProducts};
use sillon_kernel::{Quantity, Revised, SupplyId};
use sillon_store::{Movement, Repositories, Touched, Tx};

use crate::{
    Error, Ids,
    log::{note, note_revised},
    week::log::note_count,
};

/// What somebody counted in the field or the barn.
#[derive(Debug, Clone, Copy)]
pub struct CountSupply {
    /// Which supply.
    pub supply: SupplyId,
    /// How much there is to sell from now on.
    pub available: Quantity,
    /// Made when ordered: nothing runs out.
    pub on_demand: bool,
}

/// Sets what is left of a supply to what was counted, and notes it in this week's list.
///
/// # Errors
///
/// A refusal unless the actor manages the producer's products, or the quantity measures something else.
pub fn count_supply(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    count: CountSupply,
) -> Result<Supply, Error> {
    let producer = tx.catalogue().supply(count.supply)?.producer;
    let permit = actor.permit::<ManageProducts>(producer)?;
    // Lists before supplies, as whoever lists a whole week does.
    tx.enterprises().lock_lists(&[permit.enterprise()])?;
    let supply = tx.catalogue().lock_supply(count.supply)?;
    if supply.dimension != count.available.dimension() {
        let rule = format!("this supply is counted by {}", supply.dimension.as_str());
        return Err(Error::field("available", rule));
    }
    let milli = count.available.milli();
    let supply = set_pool(tx, actor, ids, &supply, (milli, count.on_demand))?;
    note_count(tx, &permit, &supply)?;
    tx.touches(Touched::Left(vec![supply.id]));
    Ok(supply)
}

/// Sets a locked supply, and notes by how much it changed and why.
pub(crate) fn set_supply(
    tx: &mut Tx<'_>,
    ids: &Ids,
    supply: &Supply,
    available_milli: i64,
    on_demand: bool,
    reason: &'static str,
) -> Result<Supply, Error> {
    let now = tx.now();
    let delta_milli = available_milli - supply.available_milli;
    let supply = Supply { available_milli, on_demand, ..supply.clone() };
    tx.catalogue().set_supply(&supply)?;
    if delta_milli != 0 {
        let movement =
            Movement { id: ids.next(now), supply: supply.id, delta_milli, reason, at: now };
        tx.catalogue().add_movement(&movement)?;
    }
    Ok(supply)
}

/// Sets what there is of a producer's goods, of a supply that is locked, and notes who said so.
pub(crate) fn set_pool(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    pool: &Supply,
    (available_milli, on_demand): (i64, bool),
) -> Result<Supply, Error> {
    let set = set_supply(tx, ids, pool, available_milli, on_demand, "count")?;
    note(tx, actor, Some(pool), Some(&set))?;
    Ok(set)
}

/// Sets what a list says there is of producers' goods, of supplies that are locked, and notes who brought the list in.
pub(crate) fn set_pools(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    revised: &[Revised<Supply>],
) -> Result<(), Error> {
    let now = tx.now();
    let mut movements = Vec::with_capacity(revised.len());
    for Revised { before, now: after } in revised {
        let was = before.as_ref().map_or(0, |before| before.available_milli);
        let delta_milli = after.available_milli - was;
        if delta_milli != 0 {
            let (id, supply) = (ids.next(now), after.id);
            movements.push(Movement { id, supply, delta_milli, reason: "import", at: now });
        }
    }
    let set: Vec<Supply> = revised.iter().map(|it| it.now.clone()).collect();
    tx.goods().save_supplies(&set)?;
    tx.goods().add_movements(&movements)?;
    note_revised(tx, actor, revised)
}
