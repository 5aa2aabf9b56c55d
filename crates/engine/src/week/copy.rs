use std::collections::HashMap;

use sillon_identity::{Actor, ManageProducts};
use sillon_kernel::{EnterpriseId, IsoWeek, VariantId};
use sillon_store::{Repositories, Tx};
use sillon_week::{WeekChanged, WeekCopy, copy_week};

use crate::{Error, Ids, week::page::WeekSession};

/// Which week to begin from.
#[derive(Debug, Clone)]
pub struct CopyWeek {
    /// The week; the last that was listed, when none is named.
    pub from: Option<IsoWeek>,
    /// Only say what it would change.
    pub dry_run: bool,
    /// The digest of the dry run that was looked at; none when nobody looked.
    pub digest: Option<String>,
}

/// What beginning from another week changes.
#[derive(Debug)]
pub struct CopiedWeek {
    /// The farm's shelf before; its `last` is the week that is copied.
    pub desk: WeekSession,
    /// What changes.
    pub copy: WeekCopy,
    /// How many items of each size are ordered in cycles that are open.
    pub ordered: HashMap<VariantId, i64>,
}

/// Brings quantities and offers back to what a farm first listed in another week.
///
/// # Errors
///
/// A refusal unless the actor manages the farm's products; missing when nothing was listed in the week; [`WeekChanged`] when
/// it comes to something else than in the dry run that was looked at.
pub fn copy_week_of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    producer: EnterpriseId,
    command: &CopyWeek,
) -> Result<CopiedWeek, Error> {
    let permit = actor.permit::<ManageProducts>(producer)?;
    let enterprise = tx.enterprises().get(permit.enterprise())?;
    if !command.dry_run {
        tx.enterprises().lock_lists(&[producer])?;
    }
    let week = IsoWeek::of(tx.now(), &enterprise.zone);
    let from = match command.from {
        Some(from) => Some(from),
        None => tx.week().last_before(producer, week)?,
    };
    let mut desk = WeekSession::of(tx, &enterprise, week, from)?;
    if desk.shelf.items().iter().all(|item| item.last.is_none()) {
        return Err(Error::missing("list of that week"));
    }
    let mut copy = copy_week(&desk.shelf);
    let ordered = tx.week().ordered(producer)?.into_iter().collect();
    if command.dry_run {
        return Ok(CopiedWeek { desk, copy, ordered });
    }
    if desk.lock(tx, &copy.effect)? {
        copy = copy_week(&desk.shelf);
    }
    if command.digest.as_ref().is_some_and(|seen| *seen != copy.digest()) {
        return Err(WeekChanged.into());
    }
    desk.carry_out(tx, (actor, &permit), ids, &copy.effect)?;
    Ok(CopiedWeek { desk, copy, ordered })
}
