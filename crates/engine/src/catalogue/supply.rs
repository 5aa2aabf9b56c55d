use sillon_catalogue::Supply;
use sillon_identity::{Actor, ManageProducts};
use sillon_kernel::{Quantity, SupplyId};
use sillon_store::{Movement, Repositories, Touched, Tx};

use crate::{Error, Ids, week::log::note_count};

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
    let supply = set_supply(tx, ids, &supply, milli, count.on_demand, "count")?;
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
