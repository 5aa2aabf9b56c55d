use std::collections::BTreeMap;

use sillon_cycles::OrderCycle;
use sillon_identity::{Actor, ReadCycles};
use sillon_kernel::{EnterpriseId, Page, PageRequest};
use sillon_store::{CycleFilter, CycleKey, EnterpriseBrief, Repositories, Tx};

use crate::{Error, enterprises::names::names_of};

/// A page of order cycles, and who runs them.
#[derive(Debug)]
pub struct CyclesPage {
    /// The cycles, those whose orders begin last first.
    pub page: Page<OrderCycle>,
    /// The enterprises that run them.
    pub names: BTreeMap<EnterpriseId, EnterpriseBrief>,
}

/// The order cycles that the actor runs, sells in or brings goods to, for whichever enterprise; for an administrator, all.
///
/// # Errors
///
/// A refusal for guests, and for those who read no enterprise's cycles.
pub fn cycles(
    tx: &mut Tx<'_>,
    actor: &Actor,
    filter: &CycleFilter,
    after: Option<CycleKey>,
    request: &PageRequest,
) -> Result<CyclesPage, Error> {
    actor.may_anywhere::<ReadCycles>()?;
    let own = (!actor.administers()).then(|| actor.acts_for::<ReadCycles>());
    let page = tx.cycles().page(own.as_deref(), filter, after, request)?;
    let names = names_of(tx, page.items.iter().map(|cycle| cycle.coordinator).collect())?;
    Ok(CyclesPage { page, names })
}
