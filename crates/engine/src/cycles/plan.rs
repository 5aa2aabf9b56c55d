use sillon_cycles::{OrderCycle, Stage};
use sillon_enterprises::Enterprise;
use sillon_identity::{Actor, Coordinate};
use sillon_kernel::{EnterpriseId, Name, Window};
use sillon_store::{Repositories, Tx};

use crate::{Error, Ids};

/// The command to run an order cycle.
#[derive(Debug, Clone)]
pub struct PlanCycle {
    /// Who runs it.
    pub coordinator: EnterpriseId,
    /// What people call it.
    pub name: Name,
    /// When orders are taken.
    pub orders: Window,
}

/// Plans an order cycle: a draft, to which exchanges and fees are added.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the enterprise, and it sells.
pub fn plan_cycle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    command: PlanCycle,
) -> Result<OrderCycle, Error> {
    let permit = actor.permit::<Coordinate>(command.coordinator)?;
    check_coordinator(&tx.enterprises().get(permit.enterprise())?)?;
    let cycle = OrderCycle {
        id: ids.next(tx.now()),
        coordinator: permit.enterprise(),
        name: command.name,
        orders: command.orders,
        stage: Stage::Draft,
        version: 1,
    };
    let now = tx.now();
    tx.cycles().add(&permit, &cycle, now)?;
    Ok(cycle)
}

/// Refuses an enterprise that may run no cycle, as it sells nothing.
pub(crate) fn check_coordinator(enterprise: &Enterprise) -> Result<(), Error> {
    let rule = "an enterprise that sells nothing runs no order cycle";
    if enterprise.may_coordinate() { Ok(()) } else { Err(Error::field("coordinator", rule)) }
}
