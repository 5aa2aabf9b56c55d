use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Language};
use sillon_store::{Repositories, Tx};
use sillon_week::{WeekRow, edit_week};

use crate::{
    Error, Ids,
    week::page::{WeekDone, WeekSession},
};

/// Writes rows of a farm's week, all of them or none, and notes them in this week's list.
///
/// # Errors
///
/// A refusal unless the actor manages the farm's products; [`sillon_week::WeekRowsRefused`] with every fault by its row,
/// such as what somebody else changed meanwhile.
pub fn put_week_rows(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    producer: EnterpriseId,
    rows: &[WeekRow],
    language: Language,
) -> Result<WeekDone, Error> {
    let (mut desk, permit) = WeekSession::lock_open(tx, actor, producer)?;
    let mut grid = edit_week(rows, &desk.shelf, language)?;
    if desk.lock(tx, &grid.effect)? {
        grid = edit_week(rows, &desk.shelf, language)?;
    }
    let ordered = tx.week().ordered(producer)?.into_iter().collect();
    desk.carry_out(tx, (actor, &permit), ids, &grid.effect)?;
    Ok(WeekDone { desk, entries: grid.entries, ordered })
}
